"""A recording at another pitch and length, its formants kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.singing.utau.analysis import FINER, STEADY, Floats, Recording

_LOUDER: Final = (0.5, 2.0)
_WANDER_PERIODS: Final = 1.5

FrequencyAt = Callable[[Floats], Floats]
"""Gives F0 in Hz at samples of the output."""


def resung(
    recording: Recording,
    places: tuple[Floats, Floats],
    f0_at: FrequencyAt,
    rng: np.random.Generator,
) -> Floats:
    """Return the recording read along a way through it, at the pitch that is asked for.

    Each period of the output is one of the recording, windowed over two. Where the way goes
    slowly, what would be the same period again and again is taken from a little before or behind.

    Parameters
    ----------
    places : (float64, float64), each of shape (corners,)
        Samples of the output, from 0 to its length, and the samples of the recording there;
        straight lines between them.
    f0_at : FrequencyAt
        Without gaps.

    Source: E. Moulines and F. Charpentier, Pitch-synchronous waveform processing techniques for
    text-to-speech synthesis using diphones, 1990.
    """
    to, source = places
    out = np.zeros(int(to[-1]))
    known = f0_at(np.arange(0, len(out) + STEADY, STEADY, dtype=np.float64))
    slow = _slowness(to, source)
    now = 0.0
    while now < len(out):
        at = float(np.interp(now, to, source))
        index = _nearest(recording.marks, at)
        period = float(recording.periods[index])
        if period == 0:
            _add(out, recording, at, now, STEADY, 1.0)
            now += STEADY
            continue
        if slow(now):
            wandered = at + rng.uniform(-_WANDER_PERIODS, _WANDER_PERIODS) * period
            other = _nearest(recording.marks, float(np.clip(wandered, source[0], source[-1])))
            index = other if recording.periods[other] else index
        place = now / STEADY
        left = min(int(place), len(known) - 2)
        f0 = known[left] + (known[left + 1] - known[left]) * (place - left)
        wanted = SAMPLE_RATE_HZ / f0
        own = float(recording.periods[index])
        gain = float(np.clip(np.sqrt(wanted / own), *_LOUDER))
        _add(out, recording, float(recording.marks[index]), now, own, gain)
        now += wanted
    return out


def _slowness(to: Floats, source: Floats) -> Callable[[float], bool]:
    """Return what tells whether the way through the recording goes slower than it was sung."""
    speed = np.diff(source) / np.maximum(np.diff(to), 1e-9)

    def slow(now: float) -> bool:
        part = int(np.searchsorted(to, now, "right")) - 1
        return bool(speed[min(part, len(speed) - 1)] < 0.9)

    return slow


def _nearest(marks: Floats, at: float) -> int:
    right = int(np.searchsorted(marks, at))
    if right == 0:
        return 0
    if right == len(marks):
        return right - 1
    return right if marks[right] - at < at - marks[right - 1] else right - 1


def _add(
    out: Floats, recording: Recording, source: float, to: float, half: float, gain: float
) -> None:
    """Add what the recording has about ``source`` at ``to``, under a window of two ``half``."""
    first, last = max(0, int(np.ceil(to - half))), min(len(out), int(to + half) + 1)
    begin = round((source + first - to) * FINER)
    if begin < 0:
        skip = -(begin // FINER)
        first, begin = first + skip, begin + skip * FINER
    last = min(last, first + (len(recording.fine) - begin) // FINER)
    if last <= first:
        return
    piece = recording.fine[begin : begin + (last - first) * FINER : FINER]
    window = 0.5 + 0.5 * np.cos(np.pi / half * (np.arange(first, last) - to))
    out[first:last] += gain * window * piece
