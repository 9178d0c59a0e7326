"""A score cut at bar lines and marks, as notations write it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise

from aigc.scores.bars import completed, spans
from aigc.scores.flat import sung_once
from aigc.scores.written import Mark
from aigc.types.score import Bar, Note, Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Stretch:
    """A piece of a note, or of a rest, that no bar line and no cut parts.

    Attributes
    ----------
    index : int
        Of the note in the score; -1 for a rest.
    first, last : bool
        It is the first or the last piece of its note.
    """

    start: Fraction
    end: Fraction
    index: int = -1
    first: bool = True
    last: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Laid:
    """A measure with what sounds in it."""

    bar: Bar
    end: Fraction
    stretches: tuple[Stretch, ...]


def verses_kept(score: Score) -> Score:
    """Return the score with one lyric line, or with its stanzas where they have one melody."""
    if not score.strophic:
        return sung_once(score)
    return replace(score, notes=tuple(replace(note, time=1) for note in score.notes))


def laid(score: Score, bars: Sequence[Bar], cuts: Sequence[Fraction] = ()) -> Iterator[Laid]:
    """Yield the measures, notes and rests parted at bar lines and at the places of ``cuts``."""
    places = sorted({*cuts, *(bar.start for bar in bars)})
    pieces = list(_pieces(score.notes, places, list(spans(bars))[-1][1]))
    at = 0
    for bar, end in spans(bars):
        first = at
        while at < len(pieces) and pieces[at].start < end:
            at += 1
        yield Laid(bar=bar, end=end, stretches=tuple(pieces[first:at]))


def _pieces(notes: Sequence[Note], places: Sequence[Fraction], end: Fraction) -> Iterator[Stretch]:
    at = Fraction(0)
    for index, note in enumerate(notes):
        yield from _parted(at, note.start, -1, places)
        yield from _parted(note.start, note.end, index, places)
        at = note.end
    yield from _parted(at, end, -1, places)


def _parted(
    start: Fraction, end: Fraction, index: int, places: Sequence[Fraction]
) -> Iterator[Stretch]:
    if start >= end:
        return
    edges = [start, *(place for place in places if start < place < end), end]
    for n, (begin, stop) in enumerate(pairwise(edges)):
        yield Stretch(start=begin, end=stop, index=index, first=n == 0, last=n + 2 == len(edges))


def marks_of_score(score: Score, *, tempos: bool = True) -> list[tuple[Fraction, Mark]]:
    """Return the marks of a score with their places, those that end something first."""
    zero = Fraction(0)
    found = [(d.start, Mark(offset=zero, kind="dynamic", text=d.mark)) for d in score.dynamics]
    for pin in score.hairpins:
        way = "louder" if pin.louder else "softer"
        found.append((pin.start, Mark(offset=zero, kind="wedge", text=way)))
        found.append((pin.end, Mark(offset=zero, kind="wedge", text="stop")))
    found += [(c.start, Mark(offset=zero, kind="chord", text=c.symbol)) for c in score.chords]
    found += [
        (k.start, Mark(offset=zero, kind="key", text=k.mode, number=Fraction(k.fifths)))
        for k in score.keys
    ]
    if tempos:
        found += [(t.start, Mark(offset=zero, kind="tempo", number=t.bpm)) for t in score.tempos]
    order = ("stop", "", "louder", "softer")
    return sorted(
        found, key=lambda m: (m[0], order.index(m[1].text) if m[1].kind == "wedge" else 1)
    )


def common_bars(scores: Sequence[Score]) -> tuple[Bar, ...]:
    """Return the measures of the first score, as many as the longest needs."""
    longest = max(scores, key=lambda score: score.end)
    return completed(replace(scores[0], notes=longest.notes))
