"""Layers that the trained networks of a voice share."""

from __future__ import annotations

import torch
from torch import Tensor, nn
from torch.nn import functional


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
