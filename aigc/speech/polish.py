"""Makes a synthetic voice gentler: tone, sibilance, level and a trace of room."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aigc.effects import Band, compress, de_ess, equalise, room

TONE = (
    Band(kind="low", hz=220.0, gain_db=1.5),
    Band(kind="peak", hz=2_900.0, gain_db=-3.0, q=0.9),
    Band(kind="high", hz=6_500.0, gain_db=-2.0),
)
"""Warmer below, less of the 3 kHz edge and of the synthetic hiss."""

_RUMBLE_HZ = 75.0


def polish(voice: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return a mono voice at 48 kHz, shape ``(samples,)``, made gentler; nothing moves in time."""
    from scipy.signal import fftconvolve

    if not voice.any():
        return voice
    signal = equalise(voice.astype(np.float64), TONE, rumble_hz=_RUMBLE_HZ)
    # thresholds are levels, so the voice is brought to one loudness before them
    signal *= 0.1 / np.sqrt(np.mean(signal[np.abs(signal) > 1e-3] ** 2) + 1e-12)
    signal = compress(de_ess(signal))
    out: NDArray[np.float32] = fftconvolve(signal, room())[: len(voice)].astype(np.float32)
    return out
