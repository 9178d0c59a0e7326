"""The steps of training a network, and the checkpoint that resumes it."""

from __future__ import annotations

import math
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import ClassVar

import numpy as np
import torch
from torch import Tensor

from aigc.lyrics.model.config import NetworkConfig
from aigc.lyrics.model.network import Network
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.perplexity import losses
from aigc.lyrics.model.training.samples import Sample, by_length
from aigc.lyrics.model.vocabulary import Vocabulary

WARM_STEPS = 100
MUON_TIMES = 2.0
SHOW_EVERY = 25
LONGEST_STEP_S = 60.0
"""A step that took longer was stopped from outside; the pause is not training."""


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


class Steps(ABC):
    """A network in training with all that a checkpoint holds."""

    dropout: ClassVar[tuple[float, float]] = (0.05, 0.15)
    dropout_tokens: ClassVar[float] = 60e6
    """Dropout rises from the first to the second over this many tokens."""

    def __init__(
        self,
        vocabulary: Vocabulary,
        config: NetworkConfig,
        seen: Array,
        options: Schedule,
        file: Path,
    ) -> None:
        self.options, self.file = options, file
        torch.manual_seed(options.seed)
        self.rng = np.random.default_rng(options.seed)
        self.config, self.vocabulary = config, vocabulary
        self.network = Network(self.config)
        counts = np.bincount(seen, minlength=len(vocabulary)) + 0.5
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

    @abstractmethod
    def pool(self) -> list[Sample]:
        """Return the samples of the next batches, drawn by the weights of the phase."""

    def batches(self) -> Iterator[list[Sample]]:
        """Yield batches of samples of similar length for ever."""
        while True:
            ready = list(by_length(self.pool(), self.options.batch))
            for i in self.rng.permutation(len(ready)):
                yield ready[i]

    @abstractmethod
    def evaluate(self) -> str:
        """Return how well the averaged network does on the development texts."""

    def nats(self, batch: Sequence[Sample]) -> Tensor:
        """Return the loss of every free slot."""
        return losses(self.network, batch)[0]

    def update(self, batch: Sequence[Sample]) -> float:
        """Take one step and return its loss in nats per free character."""
        rate = self.options.rate * min(1.0, (self.step + 1) / WARM_STEPS)
        rate *= 0.02 + 0.98 * 0.5 * (1 + math.cos(math.pi * self.decay()))
        for group in (g for o in self.optimisers for g in o.param_groups):
            group["lr"] = rate * group["times"]
        low, high = self.dropout
        self.network.set_dropout(low + (high - low) * min(1.0, self.tokens / self.dropout_tokens))
        loss = self.nats(batch).mean()
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


def train(trainer: Steps, *, save_every_s: float, say: Callable[[str], None]) -> None:
    """Train until the hours are over or a signal comes; the last checkpoint is always whole."""
    count = sum(p.numel() for p in trainer.network.parameters())
    say(f"{count / 1e6:.2f} M parameters, {len(trainer.vocabulary)} tokens")
    asked: list[int] = []
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda n, _: asked.append(n))
    shown = saved = time.monotonic()
    recent: list[float] = []
    before = trainer.tokens
    trainer.network.train()
    for batch in trainer.batches():
        began = time.monotonic()
        recent.append(trainer.update(batch))
        now = time.monotonic()
        trainer.seconds += min(now - began, LONGEST_STEP_S)
        over = bool(asked) or trainer.seconds >= trainer.options.hours * 3600
        if trainer.step % SHOW_EVERY == 0:
            speed = (trainer.tokens - before) / (now - shown)
            say(f"step {trainer.step}, {trainer.tokens / 1e6:.2f} M tokens, "
                f"{trainer.seconds / 3600:.3f} h, {speed:.0f} tokens/s, "
                f"loss {np.mean(recent):.3f}")  # fmt: skip
            shown, before, recent = now, trainer.tokens, []
        if over or now - saved >= save_every_s:
            trainer.save()
            say(f"dev at {trainer.tokens / 1e6:.2f} M tokens: {trainer.evaluate()}")
            shown = saved = time.monotonic()
            before = trainer.tokens
        if over:
            return
