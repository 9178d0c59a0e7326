"""A score as formats without repeats, verses or ornaments can hold it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from fractions import Fraction
from typing import Final

from aigc.types.score import Note, Score

_GRACE: Final = Fraction(1, 8)
"""Length of a grace note in quarter notes, where the note behind it is long enough."""


def sung_once(score: Score, verse: int = 1) -> Score:
    """Return the score with the words of one verse, as its repeats sing them, on one lyric line."""
    notes = []
    for note in score.notes:
        sung = score.syllable(note, verse)
        lyrics = (replace(sung, verse=1),) if sung else ()
        notes.append(replace(note, lyrics=lyrics, time=1))
    return replace(score, notes=tuple(notes), strophic=False)


def written_out(score: Score) -> Score:
    """Return the score with grace notes as notes of their own.

    They take a thirty-second note each from the beginning of the note behind them, all together at
    most half of it; the syllable begins on the first.
    """
    notes: list[Note] = []
    places: list[int] = []
    for note in score.notes:
        places.append(len(notes))
        notes += _graced(note)
    lasts = [*(place - 1 for place in places[1:]), len(notes) - 1]
    slurs = tuple((places[first], lasts[last]) for first, last in score.slurs)
    return replace(score, notes=tuple(notes), slurs=slurs)


def _graced(note: Note) -> Iterator[Note]:
    if not note.graces:
        yield note
        return
    each = min(_GRACE, note.duration / 2 / len(note.graces))
    held = tuple(replace(syllable, extends=True) for syllable in note.lyrics)
    for n, pitch in enumerate(note.graces):
        start = note.start + n * each
        lyrics = () if n else held
        yield Note(pitch=pitch, start=start, duration=each, lyrics=lyrics, time=note.time)
    taken = each * len(note.graces)
    yield replace(
        note, start=note.start + taken, duration=note.duration - taken, graces=(), lyrics=()
    )
