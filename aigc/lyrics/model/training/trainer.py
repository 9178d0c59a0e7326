"""A network in training: its batches, its steps, and a checkpoint that resumes it."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import torch

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.network import Network
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.training.perplexity import averaged, losses, perplexities, verse
from aigc.lyrics.model.training.samples import Chances, Sample, by_length, draw, plain
from aigc.lyrics.model.vocabulary import Vocabulary

WEIGHTS = {
    "songci_train": 1.0, "classic_extra": 1.0, "yuanqu": 0.5, "shi": 0.1,
    "poem": 3.0, "lyric": 3.0, "good_prose": 0.8, "prose": 0.4, "sentence": 0.12,
}  # fmt: skip
LAST_WEIGHTS = {
    "songci_train": 1.0, "classic_extra": 1.0, "yuanqu": 0.2, "shi": 0.02,
    "poem": 5.0, "lyric": 5.0, "good_prose": 0.6, "prose": 0.15, "sentence": 0.04,
}  # fmt: skip
WARM_STEPS, POOL = 100, 512
MUON_TIMES = 2.0
DROPOUT, DROPOUT_TOKENS = (0.05, 0.15), 60e6


def optimisers(network: Network, rate: float) -> list[torch.optim.Optimizer]:
    """Return AdamW for tables, gains and the bias, and Muon for the matrices inside the network.

    Source: K. Jordan and others, Muon: an optimizer for hidden layers in neural networks, 2024;
    rates matched to AdamW's after J. Liu and others, Muon is scalable for LLM training, 2025.
    """
    inner = [m.weight for m in network.modules() if isinstance(m, torch.nn.Linear)]
    tables = [m.weight for m in network.modules() if isinstance(m, torch.nn.Embedding)]
    thin = [p for p in network.parameters() if p.dim() < 2]
    groups = [{"params": tables, "weight_decay": 0.05, "times": 1.0}]
    groups += [{"params": thin, "weight_decay": 0.0, "times": 1.0}]
    within = {"params": inner, "weight_decay": 0.05, "times": MUON_TIMES}
    return [
        torch.optim.AdamW(groups, lr=rate, betas=(0.9, 0.98)),
        torch.optim.Muon([within], lr=rate, adjust_lr_fn="match_rms_adamw"),
    ]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Hours of training in all sessions and in the last phase, rate, and slots in a batch."""

    hours: float
    decay_hours: float = 0.0
    rate: float = 1.5e-3
    batch: int = 3000
    layers: int = 6
    seed: int = 1


class Trainer:
    """A network in training with all that a checkpoint holds."""

    def __init__(
        self, vocabulary: Vocabulary, packs: dict[str, Pack], options: Schedule, file: Path
    ) -> None:
        self.packs, self.options, self.file = packs, options, file
        torch.manual_seed(options.seed)
        self.rng = np.random.default_rng(options.seed)
        self.config = NetworkConfig(tokens=len(vocabulary), layers=options.layers)
        self.vocabulary = vocabulary
        self.network = Network(self.config)
        counts = np.bincount(packs["train"].token, minlength=len(vocabulary)) + 0.5
        self.network.bias.data = torch.from_numpy(np.log(counts / counts.sum())).float()
        self.optimisers = optimisers(self.network, options.rate)
        self.average = {k: v.clone() for k, v in self.network.state_dict().items()}
        self.step, self.tokens, self.seconds = 0, 0, 0.0

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        state = {
            "config": asdict(self.config), "characters": self.vocabulary.characters,
            "network": self.network.state_dict(), "average": self.average,
            "optimisers": [o.state_dict() for o in self.optimisers],
            "rng": self.rng.bit_generator.state, "torch_rng": torch.get_rng_state(),
            "step": self.step, "tokens": self.tokens, "seconds": self.seconds,
        }  # fmt: skip
        part = self.file.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.file)

    def load(self) -> None:
        """Go on from the checkpoint."""
        state = torch.load(self.file, weights_only=False)
        self.network.load_state_dict(state["network"])
        self.average = state["average"]
        for optimiser, kept in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        self.rng.bit_generator.state = state["rng"]
        torch.set_rng_state(state["torch_rng"])
        self.step, self.tokens, self.seconds = state["step"], state["tokens"], state["seconds"]

    def decay(self) -> float:
        """Return how far the last phase is, from 0 to 1."""
        last = self.options.decay_hours * 3600
        begun = self.seconds - (self.options.hours * 3600 - last)
        return min(1.0, max(0.0, begun / last)) if last else 0.0

    def batches(self) -> Iterator[list[Sample]]:
        """Yield batches for ever, drawn by the weights of the phase."""
        packed, chances = self.packs["train"], Chances()
        while True:
            weights = LAST_WEIGHTS if self.decay() > 0 else WEIGHTS
            share = np.array([weights[g] for g in packed.groups])[packed.group].cumsum()
            chosen = np.searchsorted(share, self.rng.random(POOL) * share[-1])
            samples = [draw(packed, int(i), self.rng, chances) for i in chosen]
            pool = list(by_length(samples, self.options.batch))
            for i in self.rng.permutation(len(pool)):
                yield pool[i]

    def update(self, batch: list[Sample]) -> float:
        """Take one step and return its loss in nats per free character."""
        rate = self.options.rate * min(1.0, (self.step + 1) / WARM_STEPS)
        rate *= 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.decay()))
        for group in (g for o in self.optimisers for g in o.param_groups):
            group["lr"] = rate * group["times"]
        low, high = DROPOUT
        self.network.set_dropout(low + (high - low) * min(1.0, self.tokens / DROPOUT_TOKENS))
        nats, _ = losses(self.network, batch)
        loss = nats.mean()
        self.network.zero_grad(set_to_none=True)
        loss.backward()
        torch.nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimiser in self.optimisers:
            optimiser.step()
        kept = min(0.999, (1 + self.step) / (10 + self.step))
        for name, value in self.network.state_dict().items():
            self.average[name].lerp_(value, 1 - kept)
        self.step, self.tokens = self.step + 1, self.tokens + sum(len(s.tokens) for s in batch)
        return float(loss.item())

    def evaluate(self) -> str:
        """Return the perplexities of the averaged network on part of the development texts."""
        network = averaged(self.config, self.average)
        told = []
        for name in ("songci_dev", "modern_dev"):
            packed = self.packs[name]
            samples = [plain(packed, i, rhyme=False) for i in verse(packed, 110)]
            told.append("{} {:.1f} / {:.2f}".format(name, *perplexities(network, samples)))
        return ", ".join(told)
