"""Measures laid out from the changes of metre of files that count no measures."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import pairwise
from typing import Final, NamedTuple

from aigc.errors import InputError
from aigc.scores.roadmap import MOST_MEASURES
from aigc.types.score import Bar, Score

_NAME: Final = re.compile(r"(\d{1,3})/(\d{1,3})")
SMALLEST_UNIT: Final = 64
"""The smallest note that a metre may count."""


class Metre(NamedTuple):
    """A time signature from a place, in quarter notes, on."""

    start: Fraction
    beats: int
    beat_type: int

    @property
    def length(self) -> Fraction:
        """What it fills, in quarter notes."""
        return Fraction(4 * self.beats, self.beat_type)


COMMON: Final = Metre(Fraction(0), 4, 4)


def bars_between(
    changes: Sequence[Metre], end: Fraction, name: str, first: Metre | None = None
) -> tuple[Bar, ...]:
    """Return the measures from 0 to ``end``, at least one; ``name`` is the file's, for messages.

    The first measure is a pickup where it is shorter than ``first``, its metre; where that is not
    told, when it is the only one of its kind and shorter than those that follow.

    Raises
    ------
    InputError
        There would be more measures than any song has.
    """
    metres = {metre.start: metre for metre in (COMMON, *changes)}
    ordered = [metres[start] for start in sorted(metres)]
    until = [*(metre.start for metre in ordered[1:]), max(end, ordered[-1].start + 1)]
    bars: list[Bar] = []
    for metre, stop in zip(ordered, until, strict=True):
        at = metre.start
        while at < stop:
            bars.append(_bar(metre, at, len(bars)))
            at += metre.length
            if len(bars) > MOST_MEASURES:
                raise InputError(
                    f"{name} has more than {MOST_MEASURES} measures. Export only the song."
                )
    return _with_pickup(bars, ordered, first)


def _bar(metre: Metre, at: Fraction, index: int) -> Bar:
    return Bar(start=at, beats=metre.beats, beat_type=metre.beat_type, measure=index)


def _with_pickup(
    bars: Sequence[Bar], metres: Sequence[Metre], told: Metre | None
) -> tuple[Bar, ...]:
    full = told
    if told is None and len(metres) > 1 and metres[1].start == metres[0].length:
        full = metres[1]
    missing = full.length - metres[0].length if full else Fraction(0)
    if full is None or missing <= 0:
        return tuple(bars)
    first = Bar(start=bars[0].start, beats=full.beats, beat_type=full.beat_type, offset=missing)
    return (first, *bars[1:])


def metre_named(text: str) -> Metre | None:
    """Return a time signature such as ``6/8``; nothing for any other text."""
    found = _NAME.fullmatch(text.strip())
    return metre(Fraction(0), int(found[1]), int(found[2])) if found else None


def metre(start: Fraction, beats: int, beat_type: int) -> Metre:
    """Return a time signature.

    Raises
    ------
    ValueError
        No measure can have it.
    """
    if not (1 <= beats <= 255 and 1 <= beat_type <= SMALLEST_UNIT):
        raise ValueError(f"a time signature of {beats}/{beat_type}")
    return Metre(start, beats, beat_type)


def completed(score: Score) -> tuple[Bar, ...]:
    """Return the measures of a score, more of the last kind added until they hold every note."""
    bars = [*score.bars] or [Bar(start=Fraction(0))]
    end = max([score.end, *(tempo.start for tempo in score.tempos)])
    while (stop := bars[-1].start + bars[-1].length - bars[-1].offset) < end:
        last = bars[-1]
        bars.append(
            Bar(
                start=stop,
                beats=last.beats,
                beat_type=last.beat_type,
                measure=last.measure + 1,
            )
        )
    return tuple(bars)


def spans(bars: Sequence[Bar]) -> Iterator[tuple[Bar, Fraction]]:
    """Yield each measure with its end, in quarter notes."""
    for bar, following in pairwise(bars):
        yield bar, following.start
    yield bars[-1], bars[-1].start + bars[-1].length - bars[-1].offset


def metres_of(bars: Sequence[Bar]) -> list[Metre]:
    """Return the changes of metre that lay these measures out, the shorter ones told as such.

    A measure of a length that no time signature tells keeps its own.
    """
    found: list[Metre] = []
    for bar, end in spans(bars):
        length = end - bar.start
        beats, unit = bar.beats, bar.beat_type
        if length != bar.length:
            whole = length / 4
            unit = max(whole.denominator, 4)
            beats = int(whole * unit)
            if unit > SMALLEST_UNIT or unit & (unit - 1):
                beats, unit = bar.beats, bar.beat_type
        if not found or (found[-1].beats, found[-1].beat_type) != (beats, unit):
            found.append(Metre(bar.start, beats, unit))
    return found


def metres_at(changes: Sequence[tuple[int, int, int]]) -> list[Metre]:
    """Return the time signatures that begin with so many measures: index, beats, unit.

    Raises
    ------
    ValueError
        An index is below 0 or a time signature is none.
    """
    found: list[Metre] = []
    at, last = Fraction(0), (0, COMMON)
    for index, beats, unit in sorted(changes):
        if index < 0:
            raise ValueError(f"a time signature at measure {index}")
        at += (index - last[0]) * last[1].length
        found.append(metre(at, beats, unit))
        last = (index, found[-1])
    return found


def counted(bars: Sequence[Bar]) -> list[tuple[int, int, int]]:
    """Return the changes of metre as `metres_at` takes them."""
    starts = [bar.start for bar in bars]
    return [(starts.index(m.start), m.beats, m.beat_type) for m in metres_of(bars)]
