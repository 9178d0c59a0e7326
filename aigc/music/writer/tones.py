"""How the tones of Mandarin ask a melody to move."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import pairwise
from typing import Final

from aigc.music.writer.words import Line, tone

UP: Final = frozenset({1})
DOWN: Final = frozenset({-1})
NOT_UP: Final = frozenset({-1, 0})
NOT_DOWN: Final = frozenset({0, 1})
FREE: Final = frozenset({-1, 0, 1})

_MOVES: Final = {
    1: {1: FREE, 2: DOWN, 3: DOWN, 4: NOT_UP, 5: DOWN},
    2: {1: NOT_DOWN, 2: FREE, 3: DOWN, 4: NOT_UP, 5: DOWN},
    3: {1: UP, 2: UP, 3: FREE, 4: UP, 5: UP},
    4: {1: UP, 2: NOT_DOWN, 3: NOT_UP, 4: FREE, 5: DOWN},
    5: {1: UP, 2: NOT_DOWN, 3: NOT_UP, 4: NOT_DOWN, 5: FREE},
}
"""First tone, second tone: directions of the melody that keep both words clear."""


def directions(line: Line) -> tuple[frozenset[int], ...]:
    """Return for each syllable but the last where the melody may go next: up 1, level 0, down -1.

    The end of one tone is heard against the beginning and course of the next, in Chao's letters
    55, 35, 21, 51: what ends low is followed by something higher, what ends high by something that
    is level or falls.

    Source: Y. R. Chao, A Grammar of Spoken Chinese, 1968; D. R. Ladd and J. Kirby, Tone-melody
    matching in tone-language singing, 2020, for pairs as the unit.
    """
    found = []
    for first, second in pairwise(line):
        a, b = tone(first), tone(second)
        found.append(_MOVES[a][b] if a is not None and b is not None else FREE)
    return tuple(found)


def agreement(lines: Iterable[tuple[Line, Sequence[int]]]) -> tuple[int, int]:
    """Return of how many pairs of tones that ask for a direction the melody keeps it, and all.

    Each line comes with the pitches that it is sung on.
    """
    kept = asked = 0
    for line, pitches in lines:
        for allowed, (a, b) in zip(directions(line), pairwise(pitches), strict=True):
            if allowed != FREE:
                asked += 1
                kept += ((b > a) - (b < a)) in allowed
    return kept, asked
