"""Rests that the aligner left inside the sounds beside them, told by their level alone."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats
from aigc.voice.phones import INDEX, SILENCE, SYMBOLS
from aigc.voice.timing import Ids
from aigc.voice.training.aligned import Aligned

QUIET, ABOVE_ROOM = 2.6, 0.6
"""Nothing sounds so far below the loud frames and so little above the quietest (natural logs)."""
LEAST = 16
"""Frames of the shortest rest that is looked for; the closure of a stop is shorter."""
CLOSURE, EDGE, KEPT = 8, 2, 3
"""Frames before a stop that belong to it, beside any other sound, and at least of every sound."""
_STOPS = frozenset(INDEX[s] for s in SYMBOLS if s[0] in "ptkbdɡ")
"""Stops and affricates."""


def rested(aligned: Aligned, level: Floats) -> Aligned:
    """Return an alignment with silence wherever the speaker rests between two words.

    ``level`` has the mean of the envelope in each frame.
    """
    loud, room = np.percentile(level, (95, 2))
    begin, end = aligned.begin.copy(), aligned.end.copy()
    longest: dict[int, tuple[int, int]] = {}
    for first, last in _runs(level < min(loud - QUIET, room + ABOVE_ROOM)):
        at = _boundary(aligned, first, last)
        if at is not None:
            longest[at] = max(longest.get(at, (0, 0)), (first, last), key=lambda r: r[1] - r[0])
    gaps: list[tuple[int, int, int]] = []
    for at, (first, last) in sorted(longest.items()):
        stop, start = _cut(aligned, at, first, last, len(level))
        if start - stop < LEAST // 2:
            continue
        if at > 0:
            end[at - 1] = stop
        if at < len(begin):
            begin[at] = start
        gaps.append((at, stop, start))
    return _with(aligned, begin, end, gaps)


def _runs(quiet: npt.NDArray[np.bool_]) -> list[tuple[int, int]]:
    edges = np.flatnonzero(np.diff(np.concatenate(([0], quiet.astype(int), [0]))))
    pairs = zip(edges[::2].tolist(), edges[1::2].tolist(), strict=True)
    return [(a, b) for a, b in pairs if b - a >= LEAST]


def _boundary(aligned: Aligned, first: int, last: int) -> int | None:
    """Return the phone before which a quiet run is a rest; nothing inside words or silence."""
    word = aligned.word
    middle = (first + last) / 2
    near = np.flatnonzero((aligned.end > first) & (aligned.begin < last))
    if (word[near] < 0).any():
        return None
    places = [i for i in (*near, near[-1] + 1) if i in (0, len(word)) or word[i] != word[i - 1]]
    if not places:
        return None
    begins = np.append(aligned.begin, aligned.end[-1])
    return int(min(places, key=lambda i: abs(begins[i] - middle)))


def _cut(aligned: Aligned, at: int, first: int, last: int, count: int) -> tuple[int, int]:
    """Return where the sound before a rest ends and the one after it begins."""
    stop, start = 0, count
    if at > 0:
        stop = max(first + EDGE, int(aligned.begin[at - 1]) + KEPT)
    if at < len(aligned.phone):
        margin = CLOSURE if int(aligned.phone[at]) in _STOPS else EDGE
        start = min(last - margin, int(aligned.end[at]) - KEPT)
    return stop, start


def _with(aligned: Aligned, begin: Ids, end: Ids, gaps: list[tuple[int, int, int]]) -> Aligned:
    """Return the alignment with a row of silence for each gap, one where two would meet."""
    at = [place for place, _, _ in gaps]
    word = np.insert(aligned.word, at, -1)
    begin = np.insert(begin, at, [stop for _, stop, _ in gaps])
    end = np.insert(end, at, [start for _, _, start in gaps])
    first = np.concatenate(([True], (word[1:] >= 0) | (word[:-1] >= 0)))
    return Aligned(
        phone=np.insert(aligned.phone, at, INDEX[SILENCE])[first],
        accent=np.insert(aligned.accent, at, 0)[first],
        word=word[first],
        begin=begin[first],
        end=end[np.append(first[1:], True)],
        score=aligned.score,
    )
