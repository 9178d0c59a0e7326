"""Where a recording is cut, so that a model with a short memory hears all of it, and nothing twice.

Cuts lie in pauses. Where somebody speaks on and on two windows overlap; `aigc.recognition.joins`
finds the word at which one takes over from the other.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Loud = NDArray[np.bool_]

FRAMES_A_SECOND: Final = 100
_QUIET_DB: Final = 38.0
"""So far below the loud parts nothing is said."""
_FLOOR_DB: Final = -60.0
"""Below this there is nothing but the noise of the recorder."""
_PAUSE: Final = 20
"""Frames of the shortest pause that a cut may lie in."""
_LONG_PAUSE: Final = 300
"""Frames of a pause that no window holds, as models make words up for it."""
_SHORTEST: Final = 5
"""Frames of a sound that is no click."""
_LEAST_SHARE: Final = 0.5
"""A window is filled to this share at least before it may end in a pause."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """A stretch of a recording, in frames of 10 ms.

    Attributes
    ----------
    begin, end : int
        What is heard.
    cut : int
        Where the one before ends; what lies before is heard twice.
    """

    begin: int
    end: int
    cut: int


def levels(samples: Floats, sample_rate: int) -> Floats:
    """Return the level of each frame in dB, shape ``(frames,)``."""
    size = sample_rate // FRAMES_A_SECOND
    count = -(-len(samples) // size)
    padded = np.zeros(count * size, np.float32)
    padded[: len(samples)] = samples
    power = np.square(padded.reshape(count, size)).mean(1)
    level: Floats = 10 * np.log10(power + np.float32(1e-12))
    return level


def loud_frames(level: Floats) -> Loud:
    """Return which frames are loud enough to be speech."""
    return level > max(_FLOOR_DB, float(np.percentile(level, 95)) - _QUIET_DB)


def windows(level: Floats, longest: int) -> tuple[Window, ...]:
    """Return the windows of a recording, of at most ``longest`` frames each; silence is left out.

    Parameters
    ----------
    level : float32, shape (frames,)
        As of `levels`.
    """
    edge, shared = longest // 120, longest // 30
    room = longest - 2 * (edge + shared)
    left = _stretches(loud_frames(level))
    found: list[Window] = []
    cut, overlap = 0, False
    while left:
        begin, end = left[0]
        start = begin - shared if overlap else max(begin - edge, cut)
        overlap = end - begin > room
        if overlap:
            stop = _quietest(level, begin + room * 3 // 5, begin + room)
            left[0] = (stop, end)
            end = stop + shared
        else:
            count = _fitting(left, room)
            end = left[count - 1][1]
            after = left[count][0] if count < len(left) else len(level)
            stop = (end + after) // 2
            end = min(end + edge, stop)
            del left[:count]
        found.append(Window(begin=start, end=end, cut=cut))
        cut = stop
    return tuple(found)


def _stretches(loud: Loud) -> list[tuple[int, int]]:
    """Return where something sounds, short pauses taken in and clicks left out."""
    edges = np.flatnonzero(np.diff(np.concatenate(([0], loud.astype(np.int8), [0])))).tolist()
    out: list[tuple[int, int]] = []
    for begin, end in zip(edges[::2], edges[1::2], strict=True):
        if out and begin - out[-1][1] < _PAUSE:
            out[-1] = (out[-1][0], end)
        else:
            out.append((begin, end))
    return [one for one in out if one[1] - one[0] >= _SHORTEST]


def _fitting(left: list[tuple[int, int]], room: int) -> int:
    """Return how many stretches go into one window that ends in the longest pause."""
    begin, count = left[0][0], 1
    while count < len(left) and left[count][1] - begin <= room:
        if _pause_after(left, count) >= _LONG_PAUSE:
            return count
        count += 1
    if count == len(left):
        return count
    late = [n for n in range(1, count + 1) if left[n - 1][1] - begin >= room * _LEAST_SHARE]
    return max(late or [count], key=lambda n: (_pause_after(left, n), n))


def _pause_after(left: list[tuple[int, int]], count: int) -> int:
    return left[count][0] - left[count - 1][1]


def _quietest(level: Floats, low: int, high: int) -> int:
    """Return the frame between two around which it is the least loud."""
    width = min(_PAUSE, high - low)
    near = np.convolve(level[low:high], np.ones(width, np.float32) / width, "same")
    return low + int(near.argmin())
