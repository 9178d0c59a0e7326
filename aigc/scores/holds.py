"""Fermatas as they are played: the tempo waits."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final

from aigc.scores.tempo import heard
from aigc.types.score import Note, Score

HELD: Final = Fraction(3, 2)
"""A note under a fermata lasts so many times as long."""
_MOST: Final = Fraction(4)
"""Of a longer note only so many quarter notes at its end wait."""

_Span = tuple[Fraction, Fraction]


def with_holds(score: Score) -> Score:
    """Return a score as it is played: for every fermata the tempo waits, and a phrase ends there.

    Everyone who plays by the tempo waits together. Without fermatas the score stays as it is.
    """
    spans = [(max(n.start, n.end - _MOST), n.end) for n in score.notes if n.fermata]
    if not spans:
        return score
    places = {tempo.start for tempo in score.tempos} | {place for span in spans for place in span}
    return replace(
        score,
        notes=tuple(map(_without, score.notes)),
        tempos=heard({at: _bpm(score, at) / (HELD if _waits(at, spans) else 1) for at in places}),
    )


def _without(note: Note) -> Note:
    return replace(note, fermata=False, breath=True) if note.fermata else note


def _bpm(score: Score, at: Fraction) -> Fraction:
    return score.tempos[bisect_right(score.tempos, at, key=lambda tempo: tempo.start) - 1].bpm


def _waits(at: Fraction, spans: Sequence[_Span]) -> bool:
    return any(begin <= at < end for begin, end in spans)
