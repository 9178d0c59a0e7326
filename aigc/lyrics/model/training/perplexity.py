"""How well a network foresees the free characters of texts."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence

import numpy as np
import torch
from torch import Tensor

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.network import Network
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.training.samples import Sample, by_length, collate, paper_tokens

Foreknown = Callable[[Sequence[Sample]], Tensor]
"""What is known without the network: logarithms of the probability of each token in free slots."""


def losses(
    network: Network, samples: Sequence[Sample], foreknown: Foreknown | None = None
) -> tuple[Tensor, Tensor]:
    """Return the nats of every free slot, and the flags of free slots.

    Where something is ``foreknown``, the network's scores are what it adds to that.
    """
    prompt, slots, tokens, free = map(torch.from_numpy, collate(samples))
    with torch.autocast("cpu", torch.bfloat16):
        logits = network.logits(network(prompt, slots, tokens)[free])
    if foreknown is not None:
        logits = logits.float() + foreknown(samples)
    return torch.nn.functional.cross_entropy(logits.float(), tokens[free], reduction="none"), free


def perplexities(
    network: Network, samples: Sequence[Sample], foreknown: Foreknown | None = None
) -> tuple[float, float]:
    """Return the perplexity per free character, and SongNet's: 2^(nats per token), per poem.

    See `paper_tokens`.
    """
    total, count, papers = 0.0, 0, []
    for batch in by_length(samples, 4000):
        with torch.no_grad():
            nats, free = losses(network, batch, foreknown)
        owner = free.nonzero()[:, 0]
        per_text = torch.zeros(len(batch)).index_add_(0, owner, nats)
        total, count = total + float(nats.sum()), count + len(nats)
        for sample, cost in zip(batch, per_text.tolist(), strict=True):
            papers.append(2 ** (cost / paper_tokens(sample)))
    return math.exp(total / count), float(np.mean(papers))


def verse(packed: Pack, most: int | None = None) -> list[int]:
    """Return the indices of poems and lyrics, evenly thinned to ``most``."""
    kept = [i for i, g in enumerate(packed.groups[packed.group]) if "prose" not in g]
    return kept[:: max(1, math.ceil(len(kept) / most))] if most else kept


def averaged(config: NetworkConfig, weights: dict[str, Tensor]) -> Network:
    """Return a network with these weights, ready to be measured."""
    network = Network(config)
    network.load_state_dict(weights)
    network.eval()
    return network
