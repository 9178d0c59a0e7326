"""The steps of training a network of a voice, and the checkpoint that resumes it."""

from __future__ import annotations

import math
import signal
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

WARM_STEPS = 150
SHOW_EVERY = 100
LOWEST_RATE = 0.01
KEPT = 0.999
LONGEST_STEP_S = 60.0
"""A step that took longer was stopped from outside; the pause is not training."""

Say = Callable[[str], None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Schedule:
    """Hours of training in all sessions, of which the last ``decay_hours`` lower the rate."""

    hours: float
    decay_hours: float
    rate: float = 2e-3
    seed: int = 1
    save_every_s: float = 600.0


class Trainer:
    """A network in training with all that a checkpoint holds.

    ``loss`` draws a batch with the generator that it is given and returns its loss; ``measure``
    says how well the averaged network does on what is held out.
    """

    def __init__(
        self,
        network: nn.Module,
        loss: Callable[[nn.Module, np.random.Generator], Tensor],
        measure: Callable[[nn.Module], str],
        schedule: Schedule,
        file: Path,
    ) -> None:
        self.network, self.loss, self.measure = network, loss, measure
        self.schedule, self.file = schedule, file
        self.rng = np.random.default_rng(schedule.seed)
        self.optimiser = torch.optim.AdamW(
            network.parameters(), schedule.rate, betas=(0.8, 0.99), weight_decay=1e-3
        )
        self.average = {k: v.clone() for k, v in network.state_dict().items()}
        self.step, self.seconds = 0, 0.0

    def save(self) -> None:
        """Write the checkpoint whole or not at all."""
        state = {
            "network": self.network.state_dict(), "average": self.average,
            "optimiser": self.optimiser.state_dict(), "rng": self.rng.bit_generator.state,
            "torch_rng": torch.get_rng_state(), "step": self.step, "seconds": self.seconds,
        }  # fmt: skip
        part = self.file.with_suffix(".part")
        torch.save(state, part)
        part.replace(self.file)

    def load(self) -> None:
        """Go on from the checkpoint."""
        state = torch.load(self.file, weights_only=False)
        self.network.load_state_dict(state["network"])
        self.optimiser.load_state_dict(state["optimiser"])
        self.average = state["average"]
        self.rng.bit_generator.state = state["rng"]
        torch.set_rng_state(state["torch_rng"])
        self.step, self.seconds = state["step"], state["seconds"]

    def rate(self) -> float:
        """Return the rate of the next step."""
        plan = self.schedule
        begun = self.seconds - (plan.hours - plan.decay_hours) * 3600
        gone = min(1.0, max(0.0, begun / (plan.decay_hours * 3600))) if plan.decay_hours else 0.0
        fall = LOWEST_RATE + (1 - LOWEST_RATE) * 0.5 * (1 + math.cos(math.pi * gone))
        return plan.rate * fall * min(1.0, (self.step + 1) / WARM_STEPS)

    def update(self) -> float:
        """Take one step and return its loss."""
        for group in self.optimiser.param_groups:
            group["lr"] = self.rate()
        loss = self.loss(self.network, self.rng)
        self.optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(self.network.parameters(), 1.0)
        self.optimiser.step()
        kept = min(KEPT, (1 + self.step) / (10 + self.step))
        for name, value in self.network.state_dict().items():
            self.average[name].lerp_(value, 1 - kept)
        self.step += 1
        return float(loss.item())

    def measured(self) -> str:
        """Return what is said of the averaged network."""
        now = {k: v.clone() for k, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        with torch.no_grad():
            said = self.measure(self.network)
        self.network.load_state_dict(now)
        return said

    def run(self, say: Say) -> bool:
        """Train until the hours are over or a signal comes; the last checkpoint is always whole.

        Returns
        -------
        bool
            Whether the hours are over.
        """
        say(f"{sum(p.numel() for p in self.network.parameters()) / 1e6:.2f} M parameters")
        asked: list[int] = []
        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, lambda n, _: asked.append(n))
        saved = time.monotonic()
        recent: list[float] = []
        while True:
            began = time.monotonic()
            recent.append(self.update())
            now = time.monotonic()
            self.seconds += min(now - began, LONGEST_STEP_S)
            over = bool(asked) or self.seconds >= self.schedule.hours * 3600
            if self.step % SHOW_EVERY == 0:
                say(f"step {self.step}, {self.seconds / 3600:.3f} h, loss {np.mean(recent):.4f}")
                recent = []
            if over or now - saved >= self.schedule.save_every_s:
                self.save()
                say(f"held out at step {self.step}: {self.measured()}")
                saved = time.monotonic()
            if over:
                return not asked
