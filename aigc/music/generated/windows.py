"""Music longer than a model makes at once: windows that go on from one another."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Samples = NDArray[np.float32]
Make = Callable[[int, int, Samples | None], Samples]
"""Makes frames: number of the window, how many, and what it begins with, (channels, samples)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Windows:
    """How a piece is parted.

    Attributes
    ----------
    most : int
        Frames that the model makes at once, what it begins with included.
    overlap : int
        Frames of the piece so far that the next window begins with.
    hop : int
        Samples of a frame.
    beat : float
        Samples from one beat to the next.
    goes_on : bool
        Whether the model takes sound to go on from; else windows are laid over each other.
    """

    most: int
    overlap: int
    hop: int
    beat: float
    goes_on: bool

    def piece(self, frames: int, make: Make) -> Samples:
        """Return ``frames`` of music, float32 of shape (channels, frames * hop)."""
        made = make(0, min(frames, self.most), None)
        number = 1
        while made.shape[1] < frames * self.hop:
            over = min(self.overlap, self.most // 2, made.shape[1] // self.hop)
            wanted = min(self.most, frames - made.shape[1] // self.hop + over)
            tail = made[:, -over * self.hop :]
            made = self._joined(
                made, make(number, wanted, tail if self.goes_on else None), over * self.hop
            )
            number += 1
        return made[:, : frames * self.hop]

    def _joined(self, made: Samples, more: Samples, over: int) -> Samples:
        """Return both as one, crossed over on the beat next to the middle of what they share.

        What goes on from the same sound is alike and crosses straight; strangers cross with equal
        power.
        """
        begin = made.shape[1] - over
        half = int(min(self.beat, over) / 2)
        middle = round((begin + over / 2) / self.beat) * self.beat - begin
        centre = round(float(np.clip(middle, half, over - half)))
        ramp = np.clip((np.arange(over) - (centre - half)) / max(1, 2 * half), 0, 1)
        if self.goes_on:
            rise, fall = ramp, 1 - ramp
        else:
            rise, fall = np.sin(ramp * np.pi / 2), np.cos(ramp * np.pi / 2)
        shared = made[:, begin:] * fall + more[:, :over] * rise
        whole: Samples = np.concatenate(
            [made[:, :begin], shared.astype(np.float32), more[:, over:]], axis=1
        )
        return whole
