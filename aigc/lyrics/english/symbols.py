"""What the model of English verse is told of a line, syllable by syllable.

A line is written from its end to its beginning, so that the rhyme comes first. Each syllable is a
slot: a word stands in the slot of its last syllable, and `JOINED` in those before it.
"""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np

from aigc.lyrics.model.symbols import COUNTDOWNS, PARITIES, SEGMENTS, Column, Ids, Kind
from aigc.lyrics.model.symbols import Rhyme as Ends
from aigc.lyrics.model.vocabulary import FIRST_CHARACTER, FREE, Vocabulary

MARKS = (",", ".", "-", ";", ":", "?", "!")
STYLES = ("sonnet", "verse", "ballad", "modern", "prose")
VERSE = "verse"
"""The style told to the model: one for all, as there are too few sonnets to tell them apart."""
JOIN = "_"
JOINED = FIRST_CHARACTER
"""The id of the syllables of a word but its last."""
FIRST_WORD = FIRST_CHARACTER + 1
COMMON_WORDS = 150
"""The commonest words, which tell nothing of a theme."""

NEAR_RHYME = 5
"""The model is told of rhymes that stand at most this many lines apart."""


class Metre(IntEnum):
    """How the stresses of a line alternate."""

    FREE = 0
    IAMBIC = 1
    TROCHAIC = 2


class Stress(IntEnum):
    """The stress that a slot asks for, in `Column.TONE`."""

    ANY = 0
    STRONG = 1
    WEAK = 2


class Rhyme(IntEnum):
    """The rhyme of a slot, in `Column.RHYME`; ``OPENS + n`` rhymes with the end n lines above."""

    INNER = Ends.INNER
    ANY = Ends.ANY
    NONE = Ends.NONE
    OPENS = Ends.FIRST


class Syllable(NamedTuple):
    """One syllable: the stress and rhyme it asks for, the token given, the mark after it."""

    stress: int = Stress.ANY
    rhyme: int = Rhyme.INNER
    given: int = FREE
    mark: str = ""


def vocabulary_of(words: Sequence[str]) -> Vocabulary:
    """Return the tokens of words, most frequent first."""
    return Vocabulary(characters=(JOIN, *words), styles=STYLES, marks=MARKS)


class Slots(NamedTuple):
    """The slots of lines in the order of writing, and the cell that each is; -1 for a mark."""

    rows: Ids
    line: Ids
    cell: Ids


def layout(lines: Sequence[Sequence[Syllable]], vocabulary: Vocabulary) -> Slots:
    """Return the slots of lines of syllables, each from its end to its beginning."""
    rows: list[tuple[int, ...]] = []
    places: list[tuple[int, int]] = []
    segment = -1
    for number, line in enumerate(lines):
        left = _left(line)
        segment += 1
        for cell in range(len(line) - 1, -1, -1):
            stress, rhyme, given, mark = line[cell]
            last = bool(mark) or cell == len(line) - 1
            segment += bool(mark) and cell < len(line) - 1
            told = (min(segment, SEGMENTS - 1), number % PARITIES)
            if mark:
                rows.append((Kind.MARK, *vocabulary.ids([mark]), Rhyme.INNER, Stress.ANY, 0, *told))
                places.append((number, -1))
            kind = Kind.LAST if last else Kind.CHARACTER
            rows.append((kind, given, rhyme, stress, min(left[cell], COUNTDOWNS - 1), *told))
            places.append((number, cell))
    where = np.array(places, dtype=np.int64).reshape(-1, 2)
    table = np.array(rows, dtype=np.int64).reshape(-1, len(Column))
    return Slots(table, where[:, 0], where[:, 1])


def _left(line: Sequence[Syllable]) -> list[int]:
    """Return how many syllables of its segment come before each."""
    left, count = [], 0
    for syllable in line:
        left.append(count)
        count = 0 if syllable.mark else count + 1
    return left
