"""Which line ends of a lyric rhyme with each other."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from aigc.lyrics.constraints.layout import NEAR_LINES
from aigc.lyrics.forms.schemes import fresh_groups
from aigc.types.template import UNRHYMED

_OFTEN: Final = (2, 2)
_RARELY: Final = (3, 4)
"""Lines over which a rhyme is evidence that a piece rhymes, and one in how many lines must have
it: where two lines often rhyme by chance, and where they rarely do."""
_HEARD: Final = 3
"""Lines between two ends, at most, from which a rhyme is taken to be meant."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LineEnd:
    """The end of a line: its rhyme classes; its word where a word must not rhyme with itself.

    ``hook`` is the index of the first line with the same words, its own when there is none.
    """

    classes: frozenset[str]
    hook: int
    word: str = ""


@dataclass(frozen=True, slots=True)
class _Group:
    label: str
    lines: tuple[int, ...]

    def near(self, first: int, last: int) -> bool:
        return first - self.lines[-1] <= NEAR_LINES and self.lines[0] - last <= NEAR_LINES


def rhymes_found(ends: Sequence[LineEnd], *, rare: bool = False) -> tuple[str, ...]:
    """Return the rhyme group of every line end, empty where it is free.

    The piece rhymes when at least half of its lines, hooks apart, have a line of the same class
    within two lines; where chance rhymes are ``rare`` because classes are many, a quarter of the
    lines, within three, is enough. Else all ends are free.

    In a piece that rhymes a group is a chain of lines of one class, each at most four lines from
    the next, of which two are at most three apart; longer chains go first. An end in no group
    must not rhyme, unless it shares a class with a group near it, and is free then. Under these
    groups the lyric itself is always right.
    """
    free = [""] * len(ends)
    if not _rhymes(ends, *(_RARELY if rare else _OFTEN)):
        return tuple(free)
    groups: list[_Group] = []
    left = {i for i, end in enumerate(ends) if end.classes}
    while best := _longest(ends, left, groups):
        groups.append(best)
        left -= set(best.lines)
    for group, name in zip(sorted(groups, key=lambda g: g.lines), fresh_groups(), strict=False):
        for line in group.lines:
            free[line] = name
    for i in left:
        near = {group.label for group in groups if group.near(i, i)}
        free[i] = "" if near & ends[i].classes else UNRHYMED
    return tuple(free)


def _rhymes(ends: Sequence[LineEnd], within: int, one_in: int) -> bool:
    own = [i for i, end in enumerate(ends) if end.hook == i]
    heard = [i for i in own if any(_pair(ends[i], other) for other in _around(ends, i, within))]
    return len(heard) > 1 and one_in * len(heard) >= len(own)


def _around(ends: Sequence[LineEnd], i: int, within: int) -> Iterable[LineEnd]:
    return (*ends[max(0, i - within) : i], *ends[i + 1 : i + 1 + within])


def _pair(one: LineEnd, other: LineEnd) -> bool:
    return bool(one.classes & other.classes) and not (one.word and one.word == other.word)


def _longest(ends: Sequence[LineEnd], left: set[int], groups: Sequence[_Group]) -> _Group | None:
    """Return the longest chain among the lines left that no group near it already sounds like."""
    chains = [
        chain
        for label in sorted({label for i in left for label in ends[i].classes})
        for chain in _chains(ends, label, sorted(left))
        if not any(g.label == label and g.near(chain.lines[0], chain.lines[-1]) for g in groups)
    ]
    return max(chains, key=lambda c: (len(c.lines), -c.lines[0]), default=None)


def _chains(ends: Sequence[LineEnd], label: str, left: Sequence[int]) -> Iterable[_Group]:
    runs: list[list[int]] = []
    for i in (i for i in left if label in ends[i].classes):
        if runs and i - runs[-1][-1] <= NEAR_LINES:
            if not _said(ends, runs[-1], i):
                runs[-1].append(i)
        else:
            runs.append([i])
    for run in runs:
        if any(b - a <= _HEARD for a, b in pairwise(run)):
            yield _Group(label, tuple(run))


def _said(ends: Sequence[LineEnd], run: Sequence[int], i: int) -> bool:
    """Tell whether the word of an end is in the run already, other than by a hook."""
    word, hook = ends[i].word, ends[i].hook
    return bool(word) and any(ends[k].word == word and ends[k].hook != hook for k in run)
