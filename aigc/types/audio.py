"""Sound in memory."""

from __future__ import annotations

import base64
import io
import wave
from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

_BLOCK = 1 << 18


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

    def _repr_html_(self) -> str:
        """Return a player with the sound in it, 16 bit."""
        out = io.BytesIO()
        with wave.open(out, "wb") as file:
            file.setparams((self.channels, 2, self.sample_rate, 0, "NONE", ""))
            for start in range(0, self.samples.shape[1], _BLOCK):
                block = np.clip(self.samples[:, start : start + _BLOCK].T, -1, 1)
                file.writeframes((block * 32767).astype("<i2").tobytes())
        data = base64.b64encode(out.getvalue()).decode()
        return f'<audio controls src="data:audio/wav;base64,{data}"></audio>'
