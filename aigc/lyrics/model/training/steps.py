"""The training of a network that writes verse, on batches of samples of similar length."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor

from aigc import training
from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.network import Network
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.perplexity import losses
from aigc.lyrics.model.training.samples import Sample, by_length
from aigc.lyrics.model.vocabulary import Vocabulary

MUON_TIMES = 2.0


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
class Schedule(training.Schedule):
    """A schedule with the slots in a batch and the layers of the network."""

    rate: float = 1.5e-3
    batch: int = 3000
    layers: int = 6


class Steps(training.Training):
    """A network in training, in nats per free character."""

    network: Network
    schedule: Schedule
    warm_steps = 100
    lowest_rate = 0.02
    show_every = 25
    dropout: ClassVar[tuple[float, float]] = (0.05, 0.15)
    dropout_tokens: ClassVar[float] = 60e6
    """Dropout rises from the first to the second over this many tokens."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        config: NetworkConfig,
        seen: Array,
        schedule: Schedule,
        file: Path,
    ) -> None:
        torch.manual_seed(schedule.seed)
        self.config, self.vocabulary = config, vocabulary
        network = Network(config)
        counts = np.bincount(seen, minlength=len(vocabulary)) + 0.5
        network.bias.data = torch.from_numpy(np.log(counts / counts.sum())).float()
        super().__init__(network, optimisers(network, schedule.rate), schedule, file)
        self.tokens = 0
        self._upcoming = self.batches()

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint holds."""
        own = {
            "config": asdict(self.config),
            "characters": self.vocabulary.characters,
            "tokens": self.tokens,
        }
        return super().state() | own

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what a checkpoint holds."""
        super().restore(state)
        self.tokens = state["tokens"]

    @abstractmethod
    def pool(self) -> list[Sample]:
        """Return the samples of the next batches, drawn by the weights of the phase."""

    def batches(self) -> Iterator[list[Sample]]:
        """Yield batches of samples of similar length for ever."""
        while True:
            ready = list(by_length(self.pool(), self.schedule.batch))
            for i in self.rng.permutation(len(ready)):
                yield ready[i]

    def nats(self, batch: Sequence[Sample]) -> Tensor:
        """Return the loss of every free slot."""
        return losses(self.network, batch)[0]

    def advance(self) -> float:
        """Take one step on the next batch and return its loss."""
        return self.update(next(self._upcoming))

    def update(self, batch: Sequence[Sample]) -> float:
        """Take one step on a batch and return its loss."""
        low, high = self.dropout
        self.network.set_dropout(low + (high - low) * min(1.0, self.tokens / self.dropout_tokens))
        loss = self.learn(self.nats(batch).mean())
        self.tokens += sum(len(s.tokens) for s in batch)
        return loss

    def told(self) -> str:
        """Return how far the training is, and how fast."""
        speed = self.tokens / max(self.seconds, 1.0)
        return f"{super().told()}, {self.tokens / 1e6:.2f} M tokens, {speed:.0f} tokens/s"
