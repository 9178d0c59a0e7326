"""The cells of a sound, and the sign that a code gives to each of them."""

from __future__ import annotations

from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.trust.watermark.payload import Code, code

RATE_HZ: Final = 16_000
"""The rate at which is marked and looked; what lies above half of it is left alone."""
SLOTS, BANDS = 128, 64
FRAME, HOP = 512, 256
SLOT, BAND = 2, 3
"""Frames and bins of a cell."""
LOWEST: Final = 24
"""The first bin of the lowest band."""
BINS: Final = slice(LOWEST, LOWEST + BANDS * BAND)
PERIOD: Final = SLOTS * SLOT
"""Frames after which the signs begin again."""
PERIOD_S: Final = PERIOD * HOP / RATE_HZ
BLOCK: Final = 2_048
"""So many frames are worked on at a time."""

Field = NDArray[np.float32]
Spectra = NDArray[np.complex64]


def sound_code(key: bytes) -> Code:
    """Return the code of one period."""
    return code(key, "sound", SLOTS * BANDS, SLOTS * BANDS // 4)


def spectra_of(samples: Field, first: int, last: int, window: Field) -> Spectra:
    """Return the spectra of frames ``first`` to ``last``."""
    frames = np.lib.stride_tricks.sliding_window_view(samples, FRAME)[first * HOP :: HOP]
    return np.fft.rfft(frames[: last - first] * window, axis=1).astype(np.complex64)


@lru_cache(maxsize=1)
def hann() -> Field:
    """Return the window of a frame, shape ``(FRAME,)``; it cannot be written to."""
    out = np.hanning(FRAME + 1)[:FRAME].astype(np.float32)
    out.setflags(write=False)
    return out
