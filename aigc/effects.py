"""What is done to a sound at 48 kHz: equaliser, compressor, de-esser, reverberation."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ

Signal = NDArray[np.float64]

_ROOM_MS = 90.0
_ROOM_DB = -25.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """One second-order equaliser section; ``low`` and ``high`` are shelves."""

    kind: Literal["peak", "low", "high"]
    hz: float
    gain_db: float
    q: float = 0.7


def section(band: Band) -> NDArray[np.float64]:
    """Return one equaliser section as second-order coefficients, shape ``(6,)``.

    Source: R. Bristow-Johnson, Cookbook formulae for audio EQ biquad filter coefficients.
    """
    a = 10 ** (band.gain_db / 40)
    w = 2 * np.pi * band.hz / SAMPLE_RATE_HZ
    cos, alpha = np.cos(w), np.sin(w) / (2 * band.q)
    if band.kind == "peak":
        top = (1 + alpha * a, -2 * cos, 1 - alpha * a)
        bottom = (1 + alpha / a, -2 * cos, 1 - alpha / a)
    else:
        s = 1.0 if band.kind == "low" else -1.0
        r = 2 * np.sqrt(a) * alpha
        p, m = a + 1, a - 1
        top = (a * (p - s * m * cos + r), 2 * s * a * (m - s * p * cos), a * (p - s * m * cos - r))
        bottom = (p + s * m * cos + r, -2 * s * (m + s * p * cos), p + s * m * cos - r)
    out: NDArray[np.float64] = np.array([*top, *bottom]) / bottom[0]
    return out


def equalise(signal: Signal, bands: Iterable[Band], *, rumble_hz: float) -> Signal:
    """Return a signal with nothing much under ``rumble_hz`` and with ``bands`` on it."""
    from scipy.signal import butter, sosfilt

    rumble = butter(2, rumble_hz, "high", fs=SAMPLE_RATE_HZ, output="sos")
    out: Signal = sosfilt(np.concatenate([rumble, [section(b) for b in bands]]), signal)
    return out


def level_db(signal: Signal, window_ms: float) -> Signal:
    """Return the short-time level in dB at each sample."""
    from scipy.ndimage import uniform_filter1d

    window = round(window_ms / 1000 * SAMPLE_RATE_HZ)
    power = uniform_filter1d(signal**2, window, mode="constant")
    level: Signal = 10 * np.log10(np.maximum(power, 1e-10))
    return level


def de_ess(signal: Signal, *, above_db: float = -7.0, most_db: float = 8.0) -> Signal:
    """Return the voice with sibilants turned down.

    Where the band over 4.5 kHz comes within ``above_db`` of the whole, that band is lowered by
    up to ``most_db``.
    """
    from scipy.ndimage import uniform_filter1d
    from scipy.signal import butter, sosfilt

    high = sosfilt(butter(2, 4_500, "high", fs=SAMPLE_RATE_HZ, output="sos"), signal)
    share_db = level_db(high, 8.0) - level_db(signal, 8.0)
    cut_db = np.clip(share_db - above_db, 0.0, most_db)
    gain = 10 ** (-uniform_filter1d(cut_db, 240) / 20)
    out: Signal = signal - high * (1 - gain)
    return out


def compress(signal: Signal, *, threshold_db: float = -22.0, ratio: float = 2.0) -> Signal:
    """Return the voice with loud syllables brought nearer to soft ones."""
    from scipy.ndimage import uniform_filter1d

    over = np.maximum(level_db(signal, 25.0) - threshold_db, 0.0)
    gain_db = -uniform_filter1d(over, 1_200) * (1 - 1 / ratio)
    out: Signal = signal * 10 ** (gain_db / 20)
    return out


@lru_cache(maxsize=1)
def room() -> NDArray[np.float64]:
    """Return the impulse response of a small furnished room, the direct sound first."""
    from scipy.signal import butter, sosfilt

    rng = np.random.default_rng(7)
    length = round(_ROOM_MS / 1000 * SAMPLE_RATE_HZ)
    t = np.arange(length) / length
    tail = rng.standard_normal(length) * np.exp(-6.9 * t) * (t > 0.06)
    tail = sosfilt(butter(1, [200, 3_500], "band", fs=SAMPLE_RATE_HZ, output="sos"), tail)
    tail *= 10 ** (_ROOM_DB / 20) / np.sqrt(np.sum(tail**2))
    tail[0] = 1.0
    tail.setflags(write=False)
    out: NDArray[np.float64] = tail
    return out
