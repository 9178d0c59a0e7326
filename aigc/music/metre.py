"""Where bars, beats and phrases of a score lie, and when they sound."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise
from typing import Final

from aigc.errors import InputError
from aigc.types.score import Bar, Note, Score

_MOST_BARS: Final = 4_000
_PAUSE: Final = Fraction(1)
"""A rest of so many quarter notes ends a phrase."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A measure with its end, in quarter notes."""

    bar: Bar
    end: Fraction

    @property
    def start(self) -> Fraction:
        """Where it begins, in quarter notes."""
        return self.bar.start

    @property
    def pickup(self) -> bool:
        """Whether it begins inside its metre."""
        return self.bar.offset > 0


def spans(score: Score) -> list[Span]:
    """Return the measures up to the end of the last note; the last metre goes on as needed.

    Raises
    ------
    InputError
        When there is no note, or there are more than 4,000 measures.
    """
    if not score.notes:
        raise InputError("The score has no note in it: give one with a melody.")
    end, bars = score.end, list(score.bars)
    bars = [bar for bar in bars if bar.start < end] or [Bar(start=Fraction(0))]
    last = bars[-1]
    missing = (end - last.start + last.offset) / last.length
    if len(bars) + missing > _MOST_BARS:
        raise InputError(f"The score has more than {_MOST_BARS} measures: give one song.")
    while (following := last.start + last.length - last.offset) < end:
        last = replace(last, start=following, offset=Fraction(0), measure=last.measure + 1)
        bars.append(last)
    ends = [*(bar.start for bar in bars[1:]), last.start + last.length - last.offset]
    return [Span(bar=bar, end=stop) for bar, stop in zip(bars, ends, strict=True)]


def phrase_ends(score: Score) -> tuple[int, ...]:
    """Return the indices of the notes that end a phrase: a line of words, a breath, a rest."""
    ends = [
        index
        for index, (note, following) in enumerate(pairwise(score.notes))
        if _ends_phrase(note) or following.start - note.end >= _PAUSE
    ]
    return (*ends, len(score.notes) - 1) if score.notes else ()


def _ends_phrase(note: Note) -> bool:
    return note.phrase_end or any(s.line_end or s.stanza_end for s in note.lyrics)
