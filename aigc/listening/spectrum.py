"""How loud each frequency is at each moment."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import to_mono
from aigc.types.audio import Audio

HIGHEST_HZ: Final = 12_000.0
DYNAMIC_DB: Final = 68.0

_FFT: Final = 2048
_WINDOW_S: Final = 0.018
_BLOCK: Final = 512
_LIFT_DB_PER_OCTAVE: Final = 2.5
_TILT_HZ: Final = 200.0
_SOFTEST_DB: Final = -10.0
"""What is softer all through is silence, not a picture of its own noise."""

Floats = NDArray[np.float32]


def height_of(hz: NDArray[np.float64] | float) -> NDArray[np.float64]:
    """Return where a frequency stands from 0, at the bottom, to 1 at `HIGHEST_HZ`.

    Source: the mel scale of O'Shaughnessy, Speech Communication, 1987.
    """
    share: NDArray[np.float64] = np.log1p(np.asarray(hz) / 700) / np.log1p(HIGHEST_HZ / 700)
    return share


def frequency_at(height: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the frequency in Hz that stands at a height from 0 to 1."""
    hz: NDArray[np.float64] = 700 * np.expm1(height * np.log1p(HIGHEST_HZ / 700))
    return hz


def spectrum(audio: Audio, begin_s: float, end_s: float, columns: int, rows: int) -> Floats:
    """Return shares of loudness, 0 to 1, shape ``(rows, columns)``, the highest frequency first.

    1 is the loudest of the stretch and 0 is 68 dB below; high frequencies are lifted by 2.5 dB an
    octave, as they are softer in every voice.
    """
    samples = to_mono(audio).samples[0]
    rate = audio.sample_rate
    size = min(round(_WINDOW_S * rate), _FFT)
    window = np.hanning(size).astype(np.float32)
    middles = np.linspace(begin_s, end_s, columns) * rate
    padded = np.pad(samples, (size, size))
    starts = np.clip(middles.astype(np.int64) + size // 2, 0, len(padded) - size)
    heights = frequency_at((np.arange(rows)[::-1] + 0.5) / rows)
    bins = np.minimum(heights * _FFT / rate, _FFT // 2 - 1)
    out = np.empty((rows, columns), np.float32)
    for at in range(0, columns, _BLOCK):
        pieces = padded[starts[at : at + _BLOCK, None] + np.arange(size)] * window
        power = np.abs(np.fft.rfft(pieces, _FFT)) ** 2
        out[:, at : at + _BLOCK] = _between(power, bins).T
    db = 10 * np.log10(out + 1e-10)
    db += _LIFT_DB_PER_OCTAVE * np.log2(np.maximum(heights, _TILT_HZ) / _TILT_HZ)[:, None]
    top = max(float(db.max(initial=_SOFTEST_DB)), _SOFTEST_DB)
    shares: Floats = np.clip(1 + (db - top) / DYNAMIC_DB, 0, 1)
    return shares


def _between(power: NDArray[np.floating], bins: NDArray[np.float64]) -> Floats:
    """Return the power at fractional bins, shape ``(pieces, rows)``.

    Where rows are farther apart than bins, the loudest bin of a row counts.
    """
    below = bins.astype(np.int64)
    share = (bins - below).astype(np.float32)
    values = power[:, below] * (1 - share) + power[:, below + 1] * share
    reach = np.abs(np.gradient(bins)) / 2
    for step in range(1, int(reach.max()) + 1):
        wide = reach >= step
        for side in (-step, step):
            near = np.clip(below + side, 0, power.shape[1] - 1)
            values[:, wide] = np.maximum(values[:, wide], power[:, near[wide]])
    return values.astype(np.float32)
