"""Chords that are given: written by bars, as on a song sheet, or in the score."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction
from itertools import pairwise

from aigc.errors import InputError
from aigc.types.chord import PlacedChord, Progression, nearest_chord, parse_chord
from aigc.types.score import Score


def parse_progression(text: str, bar_starts: Sequence[Fraction]) -> Progression:
    """Return chords written by bars: ``C | Am7 F | G``, those of one bar spread evenly over it.

    ``bar_starts`` are the beginnings of the bars and, as the last, the end of the piece, in
    quarter notes; what is written is repeated until every bar has its chords. ``%`` repeats the
    bar before.

    Raises
    ------
    InputError
        When there is no chord, or something that is none.
    """
    written = [bar.split() for bar in text.replace("\n", "|").split("|") if bar.strip()]
    if not written:
        raise InputError("There is no chord in the text: write them by bars, such as C | Am | F G.")
    for index, bar in enumerate(written):
        if bar == ["%"]:
            if not index:
                raise InputError("The first bar of the chords is %: there is nothing to repeat.")
            written[index] = written[index - 1]
    chords = [[parse_chord(symbol) for symbol in bar] for bar in written]
    placed: list[PlacedChord] = []
    for index, (start, end) in enumerate(pairwise(bar_starts)):
        row = chords[index % len(chords)]
        for place, chord in enumerate(row):
            at = start + (end - start) * Fraction(place, len(row))
            placed.append(PlacedChord(start=at, chord=chord))
    return tuple(placed)


def chords_of(score: Score) -> Progression:
    """Return the chords that a score names; of suffixes that nobody knows, what is known of them.

    Raises
    ------
    InputError
        When a symbol does not begin with a note.
    """
    named = {written.start: nearest_chord(written.symbol) for written in score.chords}
    return tuple(PlacedChord(start=at, chord=chord) for at, chord in sorted(named.items()))
