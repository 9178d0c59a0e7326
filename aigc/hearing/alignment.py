"""Where a text is said in a recording: the best way through its sounds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.hearing.classes import LEAST_FRAMES, QUIET, classes_of
from aigc.hearing.engine import Line
from aigc.hearing.features import Floats
from aigc.types.timing import SILENCE

Ids = NDArray[np.int64]
LEAST_REST: Final = 5
"""Frames of the shortest rest between two words."""
REST_COST: Final = 1.0
"""What a rest costs, so that it is found where one is heard and not for a closed stop."""
BEAM: Final = 400.0
"""Ways that are so much worse than the best one are given up."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sound:
    """A sound on the way: the frames from ``begin`` to ``end``; no word is -1."""

    symbol: str
    line: int
    word: int
    begin: int
    end: int


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The states that a text may go through, in the order in which it is said.

    Attributes
    ----------
    label : int64, shape (states,)
        The class that is heard in each.
    unit : int64, shape (states,)
        The sound that each belongs to, an index of ``units``.
    before : int64, shape (states, ways)
        From which states each may be come to, itself first; -1 for none.
    cost : float32, shape (states, ways)
        What it costs to come from there.
    first, last : bool, shape (states,)
        Where a way may begin and end.
    units : tuple
        Symbol, line and word of each sound.
    """

    label: Ids
    unit: Ids
    before: Ids
    cost: Floats
    first: NDArray[np.bool_]
    last: NDArray[np.bool_]
    units: tuple[tuple[str, int, int], ...]


class _Builder:
    """Collects the states of a graph."""

    def __init__(self) -> None:
        self.label: list[int] = []
        self.unit: list[int] = []
        self.before: list[list[int]] = []
        self.units: list[tuple[str, int, int]] = []

    def sound(self, symbol: str, line: int, word: int, froms: list[int], least: int = 0) -> int:
        """Add the states of a sound and return the last."""
        comes = froms
        for part in classes_of(symbol):
            for _ in range(least or int(LEAST_FRAMES[part])):
                self.label.append(part)
                self.unit.append(len(self.units))
                self.before.append(comes)
                comes = [len(self.label) - 1]
        self.units.append((symbol, line, word))
        return comes[0]


def graph(lines: Sequence[Line]) -> Graph:
    """Return the states of a text: a rest may stand before, after and between words."""
    made = _Builder()
    rest = made.sound(SILENCE, -1, -1, [], 1)
    starts, ends, number = [0], [rest], 0
    for place, line in enumerate(lines):
        for word in line.words:
            tails = []
            for way in word.ways:
                if number == 0:
                    starts.append(len(made.label))
                comes = ends
                for symbol in way:
                    comes = [made.sound(symbol, place, number, comes)]
                tails += comes
            rest = made.sound(SILENCE, -1, -1, tails, LEAST_REST)
            ends = [*tails, rest]
            number += 1
    return _finished(made, starts, ends)


def _finished(made: _Builder, starts: list[int], ends: list[int]) -> Graph:
    count = len(made.label)
    before = np.full((count, 1 + max(map(len, made.before))), -1)
    for i, comes in enumerate(made.before):
        before[i, : 1 + len(comes)] = [i, *comes]
    label, unit = np.array(made.label), np.array(made.unit)
    cost = np.where(before >= 0, 0.0, -np.inf)
    enters = (label == QUIET) & np.append(True, unit[1:] != unit[:-1])
    cost[enters, 1:] -= REST_COST
    first, last = np.zeros(count, bool), np.zeros(count, bool)
    first[starts], last[ends] = True, True
    return Graph(label, unit, before, cost.astype(np.float32), first, last, tuple(made.units))


def best_way(scores: Floats, one: Graph) -> tuple[Ids, float] | None:
    """Return the state of each frame along the best way, and its score; None where none fits.

    Only states near the best are followed, so that an hour takes no more memory than it must.
    """
    count = len(one.label)
    furthest = int((np.arange(count)[:, None] - one.before)[one.before >= 0].max())
    source = np.maximum(one.before, 0)
    best = np.where(one.first, scores[0, one.label], -np.inf).astype(np.float32)
    low, high = 0, min(count, int(np.flatnonzero(one.first)[-1]) + 1)
    back: list[tuple[int, NDArray[np.int8]]] = []
    for frame in scores[1:]:
        high = min(count, high + furthest)
        reached = best[source[low:high]] + one.cost[low:high]
        which = reached.argmax(1)
        back.append((low, which.astype(np.int8)))
        fresh = reached[np.arange(high - low), which] + frame[one.label[low:high]]
        alive = np.flatnonzero(fresh > fresh.max() - BEAM)
        if not len(alive):
            return None
        best[low : low + alive[0]] = -np.inf
        best[low:high] = fresh
        best[low : low + alive[0]] = -np.inf
        low, high = low + int(alive[0]), low + int(alive[-1]) + 1
        best[high:] = -np.inf
    final = np.where(one.last, best, -np.inf)
    if not np.isfinite(final.max()):
        return None
    return _walked(one, back, int(final.argmax())), float(final.max())


def _walked(one: Graph, back: Sequence[tuple[int, NDArray[np.int8]]], now: int) -> Ids:
    path = np.empty(len(back) + 1, np.int64)
    path[-1] = now
    for t in range(len(back) - 1, -1, -1):
        low, which = back[t]
        now = int(one.before[now, which[now - low]])
        path[t] = now
    return path


def sounds(path: Ids, one: Graph) -> list[Sound]:
    """Return the sounds along a way."""
    unit = one.unit[path]
    begins = np.flatnonzero(np.append(True, unit[1:] != unit[:-1]))
    ends = np.append(begins[1:], len(unit))
    found = []
    for begin, end in zip(begins.tolist(), ends.tolist(), strict=True):
        symbol, line, word = one.units[unit[begin]]
        found.append(Sound(symbol=symbol, line=line, word=word, begin=begin, end=end))
    return found
