"""Sound in memory."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Audio:
    """Samples, float32 in [-1, 1], shape ``(channels, samples)``."""

    samples: NDArray[np.float32]
    sample_rate: int

    @property
    def duration(self) -> Fraction:
        """Length in seconds."""
        return Fraction(self.samples.shape[1], self.sample_rate)

    @property
    def channels(self) -> int:
        """Number of channels."""
        return int(self.samples.shape[0])
