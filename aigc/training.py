"""Training of networks with torch: the schedule, the steps, and the checkpoint that resumes it."""

from __future__ import annotations

import math
import pickle
import signal
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from aigc.errors import AssetError
from aigc.files import replacing

KEPT = 0.999
LONGEST_STEP_S = 60.0
"""A step that took longer was stopped from outside; the pause is not training."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Hours of training in all sessions, of which the last ``decay_hours`` lower the rate."""

    hours: float
    decay_hours: float = 0.0
    rate: float = 2e-3
    seed: int = 1
    save_every_s: float = 600.0


class Training(ABC):
    """A network in training with all that a checkpoint holds.

    A group of parameters with an entry ``times`` learns at so many times the rate.
    """

    warm_steps: ClassVar[int] = 150
    lowest_rate: ClassVar[float] = 0.01
    """Share of the rate that is left in the end."""
    show_every: ClassVar[int] = 100

    def __init__(
        self,
        network: nn.Module,
        optimisers: Sequence[torch.optim.Optimizer],
        schedule: Schedule,
        file: Path,
    ) -> None:
        self.network, self.optimisers = network, optimisers
        self.schedule, self.file = schedule, file
        self.rng = np.random.default_rng(schedule.seed)
        self.average = {k: v.clone() for k, v in network.state_dict().items()}
        self.step, self.seconds = 0, 0.0

    @abstractmethod
    def advance(self) -> float:
        """Take one step on the next batch, with `learn`, and return its loss."""

    @abstractmethod
    def evaluate(self) -> str:
        """Return how well the averaged network does on what is held out."""

    def state(self) -> dict[str, Any]:
        """Return what a checkpoint holds."""
        return {
            "network": self.network.state_dict(), "average": self.average,
            "optimisers": [o.state_dict() for o in self.optimisers],
            "rng": self.rng.bit_generator.state, "torch_rng": torch.get_rng_state(),
            "step": self.step, "seconds": self.seconds,
        }  # fmt: skip

    def restore(self, state: dict[str, Any]) -> None:
        """Go on from what a checkpoint holds."""
        self.network.load_state_dict(state["network"])
        for optimiser, kept in zip(self.optimisers, state["optimisers"], strict=True):
            optimiser.load_state_dict(kept)
        self.average = state["average"]
        self.rng.bit_generator.state = state["rng"]
        torch.set_rng_state(state["torch_rng"])
        self.step, self.seconds = state["step"], state["seconds"]

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        with replacing(self.file) as part:
            torch.save(self.state(), part)

    def load(self) -> None:
        """Go on from the checkpoint.

        Raises
        ------
        AssetError
            When it is missing, damaged, or of another network.
        """
        state = read(self.file)
        try:
            self.restore(state)
        except (KeyError, TypeError, ValueError, RuntimeError) as exc:
            raise AssetError(
                f"The checkpoint {str(self.file)!r} belongs to another network. Delete it to begin "
                "anew."
            ) from exc

    def decay(self) -> float:
        """Return how far the last phase is, from 0 to 1."""
        last = self.schedule.decay_hours * 3600
        begun = self.seconds - (self.schedule.hours * 3600 - last)
        return min(1.0, max(0.0, begun / last)) if last else 0.0

    def rate(self) -> float:
        """Return the rate of the next step."""
        fall = 0.5 * (1 + math.cos(math.pi * self.decay()))
        warm = min(1.0, (self.step + 1) / self.warm_steps)
        return self.schedule.rate * warm * (self.lowest_rate + (1 - self.lowest_rate) * fall)

    def learn(self, loss: Tensor) -> float:
        """Take one step down a loss of the network, and return it."""
        rate = self.rate()
        for group in (g for o in self.optimisers for g in o.param_groups):
            group["lr"] = rate * group.get("times", 1.0)
        self.network.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        for optimiser in self.optimisers:
            optimiser.step()
        kept = min(KEPT, (1 + self.step) / (10 + self.step))
        for name, value in self.network.state_dict().items():
            self.average[name].lerp_(value, 1 - kept)
        self.step += 1
        return float(loss.item())

    def told(self) -> str:
        """Return how far the training is."""
        return f"step {self.step}, {self.seconds / 3600:.3f} h"

    def run(self, say: Say) -> bool:
        """Train until the hours are over or a signal comes; the last checkpoint is always whole.

        Returns
        -------
        bool
            Whether the hours are over.
        """
        say(f"{sum(p.numel() for p in self.network.parameters()) / 1e6:.2f} M parameters")
        recent: list[float] = []
        saved = time.monotonic()
        with _signals() as asked:
            while True:
                began = time.monotonic()
                recent.append(self.advance())
                now = time.monotonic()
                self.seconds += min(now - began, LONGEST_STEP_S)
                over = bool(asked) or self.seconds >= self.schedule.hours * 3600
                if self.step % self.show_every == 0:
                    say(f"{self.told()}, loss {np.mean(recent):.4f}")
                    recent = []
                if over or now - saved >= self.schedule.save_every_s:
                    self.save()
                    say(f"held out at step {self.step}: {self.evaluate()}")
                    saved = time.monotonic()
                if over:
                    return not asked


class Block(nn.Module):  # type: ignore[misc]
    """A ConvNeXt block over time: each channel looks around, then all channels mix.

    Source: Z. Liu et al., A ConvNet for the 2020s, 2022.
    """

    def __init__(self, width: int, hidden: int, kernel: int = 7) -> None:
        super().__init__()
        self.around = nn.Conv1d(width, width, kernel, padding=kernel // 2, groups=width)
        self.norm = nn.LayerNorm(width)
        self.wide, self.back = nn.Linear(width, hidden), nn.Linear(hidden, width)
        self.gain = nn.Parameter(torch.full((width,), 0.3))

    def forward(self, x: Tensor) -> Tensor:
        """Return the rows after the block, shape ``(batch, time, width)`` as they came."""
        rows = self.norm(self.around(x.transpose(1, 2)).transpose(1, 2))
        mixed = self.back(functional.gelu(self.wide(rows), approximate="tanh"))
        return x + self.gain * mixed


def read(file: Path) -> dict[str, Any]:
    """Return what a checkpoint holds.

    Raises
    ------
    AssetError
        When it is missing or damaged.
    """
    try:
        state: dict[str, Any] = torch.load(file, weights_only=True)
    except (OSError, EOFError, RuntimeError, ValueError, pickle.UnpicklingError) as exc:
        raise AssetError(
            f"The checkpoint {str(file)!r} cannot be read. Name another, or delete it to begin "
            "anew."
        ) from exc
    return state


@contextmanager
def _signals() -> Iterator[list[int]]:
    """Give a list that holds each signal that asked to stop."""
    asked: list[int] = []
    before = {
        number: signal.signal(number, lambda n, _: asked.append(n))
        for number in (signal.SIGTERM, signal.SIGINT)
    }
    try:
        yield asked
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
