"""The pitch that is heard, found without knowing what was asked for."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import resample, to_mono
from aigc.errors import InputError
from aigc.types.audio import Audio

STEP_S: Final = 0.005
"""Seconds from one value of a pitch track to the next."""

_RATE_HZ: Final = 48_000
_HOP: Final = 240
_WINDOW: Final = 1_200
_BLOCK: Final = 500
_CANDIDATES: Final = 5
_LEAST: Final = 0.4
_LONG_LAG: Final = 0.12
_UNVOICED: Final = 0.45
_CHANGE: Final = 0.35
_LEAP: Final = 1.2
_QUIET: Final = 0.004
_SHORTEST: Final = 6

Floats = NDArray[np.float64]


def pitch_track(
    audio: Audio, *, lowest_hz: float = 60.0, highest_hz: float = 1200.0
) -> NDArray[np.float32]:
    """Return F0 in Hz every 5 ms from the beginning, 0 where no pitch is heard.

    The sound is compared with itself one period later; of the likely periods, those are taken that
    make the smoothest way through the recording. It knows nothing of any score and is good to a
    few cents on a clean voice; a recording with a band in it has no single pitch to find.

    Raises
    ------
    InputError
        When the limits are not 40 to 2000 Hz, the lower below the higher, or a sample is no number.

    Notes
    -----
    Source: D. Talkin, A robust algorithm for pitch tracking (RAPT), 1995, in one pass.
    """
    if not 40 <= lowest_hz < highest_hz <= 2000:
        raise InputError(
            f"A pitch from {lowest_hz:g} to {highest_hz:g} Hz cannot be looked for: choose a lower "
            "and a higher limit from 40 to 2000 Hz."
        )
    if not np.isfinite(audio.samples).all():
        raise InputError("No pitch can be looked for: some samples of the sound are no numbers.")
    count = int(audio.duration * _RATE_HZ / _HOP) + 1
    slow = resample(to_mono(audio), _RATE_HZ).samples[0].astype(np.float64)
    lags, likeness = _candidates(slow, count, lowest_hz, highest_hz)
    chosen = _way(lags, likeness)
    rows = np.arange(count)
    period = np.where(chosen < _CANDIDATES, lags[rows, np.minimum(chosen, _CANDIDATES - 1)], 0.0)
    return _on_grid(period, _longest(lowest_hz)).astype(np.float32)


def _candidates(
    slow: Floats, count: int, lowest_hz: float, highest_hz: float
) -> tuple[Floats, Floats]:
    """Return the likely periods of each frame in samples, and how like the sound is to itself."""
    first, last = max(8, int(_RATE_HZ / highest_hz)), _longest(lowest_hz)
    lags, likeness = np.zeros((2, count, _CANDIDATES))
    loudest = float(np.sqrt(np.mean(slow**2))) if len(slow) else 0.0
    for begin in range(0, count, _BLOCK):
        end = min(begin + _BLOCK, count)
        curve = _likeness(slow, begin, end, last, loudest)
        lags[begin:end], likeness[begin:end] = _peaks(curve, first, last)
    return lags, likeness


def _likeness(slow: Floats, begin: int, end: int, last: int, loud: float) -> Floats:
    """Return the normalised cross-correlation of frames ``begin`` to ``end``, by lag."""
    length = _WINDOW + last
    start = begin * _HOP - length // 2
    piece = slow[max(start, 0) : max(end * _HOP + length, 0)]
    piece = np.pad(piece, (max(-start, 0), (end - begin) * _HOP + 2 * length))
    rows = np.lib.stride_tricks.sliding_window_view(piece, length)[::_HOP][: end - begin]
    rows = rows - rows.mean(axis=1, keepdims=True)
    size = 1 << (length + _WINDOW).bit_length()
    head = np.fft.rfft(rows[:, :_WINDOW], size)
    cross = np.fft.irfft(np.fft.rfft(rows, size) * head.conj(), size)[:, : last + 1]
    squares = np.cumsum(np.pad(rows**2, ((0, 0), (1, 0))), axis=1)
    energy = squares[:, _WINDOW : length + 1] - squares[:, : last + 1]
    floor = _WINDOW * (_QUIET + 0.03 * loud) ** 2
    likeness: Floats = cross / np.sqrt((energy[:, :1] + floor) * (energy + floor))
    return likeness


def _peaks(curve: Floats, first: int, last: int) -> tuple[Floats, Floats]:
    """Return the highest peaks of each row, finer than a sample, and their heights."""
    middle = curve[:, first:last]
    before, after = curve[:, first - 1 : last - 1], curve[:, first + 1 : last + 1]
    peak = (middle > before) & (middle >= after) & (middle > _LEAST)
    lag = np.arange(first, last)
    weight = np.where(peak, middle * (1 - _LONG_LAG * lag / last), 0.0)
    best = np.argsort(-weight, axis=1)[:, :_CANDIDATES]
    rows = np.arange(len(curve))[:, None]
    here, left, right = middle[rows, best], before[rows, best], after[rows, best]
    bend = np.minimum(left - 2 * here + right, -1e-12)
    shift = np.clip(0.5 * (right - left) / -bend, -0.5, 0.5)
    height = weight[rows, best]
    return np.where(height > 0, lag[best] + shift, 0.0), height


def _way(lags: Floats, likeness: Floats) -> NDArray[np.int64]:
    """Return the candidate of each frame on the cheapest way; one past the last is no pitch."""
    octaves = np.log2(np.maximum(lags, 1.0))
    own = np.where(likeness > 0, 1 - likeness, 9.0)
    own = np.concatenate((own, np.full((len(own), 1), _UNVOICED)), axis=1)
    back = np.zeros(own.shape, np.int64)
    cost = own[0].copy() if len(own) else np.zeros(_CANDIDATES + 1)
    moves = np.full((_CANDIDATES + 1, _CANDIDATES + 1), _CHANGE)
    moves[-1, -1] = 0.0
    for i in range(1, len(own)):
        leap = np.abs(octaves[i - 1][:, None] - octaves[i][None])
        moves[:-1, :-1] = _LEAP * leap
        total = cost[:, None] + moves
        back[i] = total.argmin(axis=0)
        cost = total[back[i], np.arange(_CANDIDATES + 1)] + own[i]
    out = np.zeros(len(own), np.int64)
    out[-1:] = cost.argmin()
    for i in range(len(own) - 1, 0, -1):
        out[i - 1] = back[i, out[i]]
    return out


def _longest(lowest_hz: float) -> int:
    return int(_RATE_HZ / lowest_hz) + 2


def _on_grid(period: Floats, last: int) -> Floats:
    """Return F0 by frame; what was compared is centred by its own period, not the longest."""
    f0 = np.zeros(len(period))
    for begin, end in voiced_runs(period):
        if end - begin >= _SHORTEST:
            here = np.arange(begin, end)
            heard = here + (period[begin:end] - last) / 2 / _HOP
            f0[begin:end] = np.interp(here, heard, _RATE_HZ / period[begin:end])
    return f0


def voiced_runs(values: NDArray[np.floating]) -> Iterator[tuple[int, int]]:
    """Yield begin and end of each stretch of frames above 0."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], (values > 0).astype(np.int8), [0]))))
    for begin, end in edges.reshape(-1, 2):
        yield int(begin), int(end)
