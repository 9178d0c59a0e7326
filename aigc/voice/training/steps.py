"""The training of one network of a voice."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn

from aigc.training import Say, Schedule, Training

__all__ = ["Say", "Schedule", "Trainer"]


class Trainer(Training):
    """Trains any network.

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
        self.loss, self.measure = loss, measure
        optimiser = torch.optim.AdamW(
            network.parameters(), schedule.rate, betas=(0.8, 0.99), weight_decay=1e-3
        )
        super().__init__(network, [optimiser], schedule, file)

    def advance(self) -> float:
        """Take one step and return its loss."""
        return self.learn(self.loss(self.network, self.rng))

    def evaluate(self) -> str:
        """Return what is said of the averaged network."""
        now = {k: v.clone() for k, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        with torch.no_grad():
            said = self.measure(self.network)
        self.network.load_state_dict(now)
        return said
