"""The periods of a recorded voice: found once, then kept in the store."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, read_audio, resample, to_mono
from aigc.errors import AssetError, InputError
from aigc.store import Store, default_root

FINER: Final = 8
"""Samples of `Recording.fine` for one at 48 kHz."""
STEADY: Final = 240
"""Samples between two marks where there is no pitch."""

_VERSION: Final = 1
_LONGEST_S: Final = Fraction(120)
_SLOW_HZ: Final = 12_000
_HOP_S, _WINDOW_S = 0.005, 0.025
_LOWEST_HZ, _HIGHEST_HZ = 60.0, 1100.0
_SURE, _LIKELY = 0.12, 0.3
_QUIET: Final = 0.01
_WIDE: Final = 1.5
_SEARCH: Final = 0.15

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Recording:
    """A recorded voice.

    Attributes
    ----------
    fine : float64, shape (8 * samples,)
        The sound at 8 times 48 kHz.
    marks : float64, shape (marks,)
        In samples at 48 kHz: one a period, or one every 5 ms where there is no pitch.
    periods : float64, shape (marks,)
        In samples; 0 where there is no pitch.
    """

    fine: Floats
    marks: Floats
    periods: Floats

    @property
    def length(self) -> int:
        """Samples at 48 kHz."""
        return len(self.fine) // FINER


def read_recording(path: Path) -> Recording:
    """Return a recording with its periods marked; the marks are kept in the store.

    Raises
    ------
    InputError
        When the file is missing, damaged or no sound.
    """
    from scipy.signal import resample_poly

    try:
        sound = to_mono(resample(read_audio(path, longest=_LONGEST_S), SAMPLE_RATE_HZ))
    except AssetError as exc:
        raise InputError(f"A recording of the bank cannot be used. {exc}") from exc
    samples = sound.samples[0].astype(np.float64)
    store = Store(default_root())

    def make(part: Path) -> None:
        with part.open("wb") as file:
            np.save(file, np.stack(mark(samples)))

    kept = store.get_or_make(store.key("utau-marks", _VERSION, file=path), ".npy", make)
    marks, periods = np.load(kept, allow_pickle=False)
    return Recording(fine=resample_poly(samples, FINER, 1), marks=marks, periods=periods)


def pitch_of(samples: Floats) -> Floats:
    """Return F0 in Hz every 5 ms, 0 where there is none, of a voice that keeps its pitch.

    Source: A. de Cheveigné and H. Kawahara, YIN, a fundamental frequency estimator for speech and
    music, 2002; here a second pass stays near the median of the first.
    """
    from scipy.signal import resample_poly

    slow = resample_poly(samples, _SLOW_HZ, SAMPLE_RATE_HZ)
    slow = slow - slow.mean()
    difference, loud = _difference(slow)
    first = _dips(difference, loud, _LOWEST_HZ, _HIGHEST_HZ)
    if not (first > 0).any():
        return first
    middle = float(np.median(first[first > 0]))
    return _dips(difference, loud, max(_LOWEST_HZ, middle / _WIDE), middle * _WIDE)


def mark(samples: Floats) -> tuple[Floats, Floats]:
    """Return where the periods of a sound lie, and how long they are; see `Recording`."""
    f0 = pitch_of(samples)
    marks: list[float] = []
    periods: list[float] = []
    now = 0.0
    for begin, end in _runs(f0 > 0):
        start = max(begin * _HOP_S * SAMPLE_RATE_HZ, now)
        stop = min(end * _HOP_S * SAMPLE_RATE_HZ, len(samples))
        quiet = np.arange(now, start, STEADY)
        marks += quiet.tolist()
        periods += [0.0] * len(quiet)
        own, lengths = _periods(samples, f0, start, stop)
        marks += own
        periods += lengths
        now = marks[-1] + STEADY if marks else start
    rest = np.arange(now, len(samples), STEADY)
    return np.array([*marks, *rest]), np.array([*periods, *np.zeros(len(rest))])


def _difference(slow: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """Return YIN's normalised difference by frame and lag, and which frames are loud enough."""
    window, lags = round(_WINDOW_S * _SLOW_HZ), int(_SLOW_HZ / _LOWEST_HZ) + 2
    hop = round(_HOP_S * _SLOW_HZ)
    padded = np.pad(slow, (window // 2, window + lags))
    count = len(slow) // hop + 1
    rows = np.lib.stride_tricks.sliding_window_view(padded, window + lags)[::hop][:count]
    size = 1 << (2 * window + lags).bit_length()
    spectrum = np.fft.rfft(rows, size)
    head = np.fft.rfft(rows[:, :window], size)
    cross = np.fft.irfft(spectrum * head.conj(), size)[:, :lags]
    squares = np.cumsum(np.pad(rows**2, ((0, 0), (1, 0))), axis=1)
    energy = squares[:, window : window + lags] - squares[:, :lags]
    difference = np.maximum(energy[:, :1] + energy - 2 * cross, 0)
    sums = np.cumsum(difference[:, 1:], axis=1)
    normal = np.ones_like(difference)
    normal[:, 1:] = difference[:, 1:] * np.arange(1, lags) / np.maximum(sums, 1e-12)
    level = np.sqrt(energy[:, 0] / window)
    return normal, level > _QUIET * max(float(level.max(initial=0)), 1e-6)


def _dips(normal: Floats, loud: NDArray[np.bool_], lowest: float, highest: float) -> Floats:
    """Return the frequency of the first deep dip of each row, or of the deepest, or 0."""
    first, last = max(2, int(_SLOW_HZ / highest)), min(normal.shape[1] - 2, int(_SLOW_HZ / lowest))
    part = normal[:, first : last + 1]
    around = normal[:, first - 1 : last + 2]
    dip = (part <= around[:, :-2]) & (part <= around[:, 2:])
    sure = dip & (part < _SURE)
    deepest = np.where(dip, part, np.inf).argmin(axis=1)
    lag = np.where(sure.any(axis=1), sure.argmax(axis=1), deepest)
    rows = np.arange(len(part))
    depth = part[rows, lag]
    before, after = around[rows, lag], around[rows, lag + 2]
    bend = before - 2 * depth + after
    shift = np.where(bend > 1e-12, 0.5 * (before - after) / np.maximum(bend, 1e-12), 0.0)
    f0 = _SLOW_HZ / (first + lag + np.clip(shift, -0.5, 0.5))
    return np.where(loud & dip[rows, lag] & (depth < _LIKELY), f0, 0.0)


def _runs(on: NDArray[np.bool_]) -> list[tuple[int, int]]:
    """Return begin and end of each stretch of at least four frames that is on."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], on.astype(np.int8), [0]))))
    pairs = edges.reshape(-1, 2)
    return [(int(a), int(b)) for a, b in pairs if b - a >= 4]


def _periods(
    samples: Floats, f0: Floats, start: float, stop: float
) -> tuple[list[float], list[float]]:
    """Return marks one period apart from ``start`` on, each like the one before it."""
    frames = np.flatnonzero(f0)
    at = frames * _HOP_S * SAMPLE_RATE_HZ
    length = SAMPLE_RATE_HZ / np.interp(start, at, f0[frames])
    first = samples[int(start) : int(min(start + length, stop)) + 1]
    now = int(start) + int(np.abs(first).argmax()) if len(first) else int(start)
    marks, lengths = [float(now)], [float(length)]
    while True:
        guess = SAMPLE_RATE_HZ / float(np.interp(marks[-1], at, f0[frames]))
        following = _following(samples, marks[-1], guess)
        if following >= stop - 1:
            return marks, lengths
        lengths.append(following - marks[-1])
        marks.append(following)


def _following(samples: Floats, mark: float, period: float) -> float:
    """Return where, about one period on, the sound is most like it is at ``mark``."""
    half, reach = round(period / 2), max(2, round(_SEARCH * period))
    here, there = round(mark), round(mark + period)
    low = there - half - reach
    if here - half < 0 or low < 0 or there + half + reach + 1 > len(samples):
        return mark + period
    own = samples[here - half : here + half + 1]
    likeness = np.correlate(samples[low : there + half + reach + 1], own, "valid")
    best = int(likeness.argmax())
    if not 0 < best < len(likeness) - 1:
        return mark + period
    before, middle, after = likeness[best - 1 : best + 2]
    bend = before - 2 * middle + after
    shift = 0.5 * (before - after) / bend if bend < 0 else 0.0
    return float(there + best - reach + shift + (mark - here))
