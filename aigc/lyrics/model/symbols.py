"""What the model is told: the prompt, and for every slot its place, sound and given token."""

from __future__ import annotations

from collections.abc import Sequence
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from aigc.lyrics.model.vocabulary import FREE, Vocabulary

Ids = npt.NDArray[np.int64]

COUNTDOWNS, SEGMENTS, PARITIES = 32, 64, 2
TITLE_LENGTH, THEME_LENGTH, THEMES = 12, 4, 4
ORDERS = TITLE_LENGTH
PARTS = 2 + THEMES


class Column(IntEnum):
    """The columns of a slot array: what row ``i`` says about slot ``i``."""

    KIND = 0
    GIVEN = 1
    RHYME = 2
    TONE = 3
    COUNTDOWN = 4
    SEGMENT = 5
    PARITY = 6


class Kind(IntEnum):
    """A character, the last character of a segment, a mark, or padding of a batch."""

    CHARACTER = 0
    LAST = 1
    MARK = 2
    PAD = 3


class Tone(IntEnum):
    """The tone that a slot asks for: any, level (平) or oblique (仄)."""

    ANY = 0
    LEVEL = 1
    OBLIQUE = 2


class Rhyme(IntEnum):
    """The rhyme of a slot: no segment end, any, an end outside the rhymes, or a class from there.

    Class ``k`` of `RHYME_CLASSES` is ``Rhyme.FIRST + k``.
    """

    INNER = 0
    ANY = 1
    NONE = 2
    FIRST = 3


RHYME_CLASSES = (
    ("a", "ia", "ua"),
    ("o", "e", "uo", "ie", "ve"),
    ("u",),
    ("i", "v"),
    ("ai", "uai"),
    ("ao", "iao"),
    ("ou", "iou"),
    ("an", "ian", "uan", "van"),
    ("en", "in", "uen", "vn"),
    ("ang", "iang", "uang"),
    ("eng", "ing", "ueng", "ong", "iong"),
    ("er",),
    ("ei", "uei"),
)
"""Finals in strict pinyin that rhyme with each other (v is ü).

Source: P. Li and others, Rigid Formats Controlled Text Generation, ACL 2020, section 4.
"""

CLASS_OF_FINAL = {final: k for k, finals in enumerate(RHYME_CLASSES) for final in finals}
SIZES = {
    Column.KIND: len(Kind),
    Column.RHYME: Rhyme.FIRST + len(RHYME_CLASSES),
    Column.TONE: len(Tone),
    Column.COUNTDOWN: COUNTDOWNS,
    Column.SEGMENT: SEGMENTS,
    Column.PARITY: PARITIES,
}
"""How many values each column but `Column.GIVEN` takes."""

Segment = tuple[int, str]
"""A run of characters without a pause: its length, and the mark after it or nothing."""


def layout(lines: Sequence[Sequence[Segment]], vocabulary: Vocabulary) -> Ids:
    """Return the slots of a form, shape ``(slots, len(Column))``, all characters free.

    Marks are given; every segment end may rhyme as it likes; tones are free.
    """
    rows: list[tuple[int, ...]] = []
    index = 0
    for parity, line in enumerate(lines):
        for length, mark in line:
            place = (min(index, SEGMENTS - 1), parity % PARITIES)
            rows += [_character(left, place) for left in range(length - 1, -1, -1)]
            rows += [(Kind.MARK, i, Rhyme.INNER, Tone.ANY, 0, *place) for i in vocabulary.ids(mark)]
            index += 1
    return np.array(rows, dtype=np.int64).reshape(-1, len(Column))


def _character(left: int, place: tuple[int, int]) -> tuple[int, ...]:
    kind, rhyme = (Kind.CHARACTER, Rhyme.INNER) if left else (Kind.LAST, Rhyme.ANY)
    return (kind, FREE, rhyme, Tone.ANY, min(left, COUNTDOWNS - 1), *place)


def prompt(vocabulary: Vocabulary, style: str, title: str = "", themes: Sequence[str] = ()) -> Ids:
    """Return the prompt, shape ``(items, 3)``: token, part, and order within the part.

    Part 0 is the style, 1 the title (its first 12 characters), then up to four theme words.
    """
    words = [title[:TITLE_LENGTH], *(word[:THEME_LENGTH] for word in themes[:THEMES])]
    rows = [(vocabulary.style(style), 0, 0)]
    for part, word in enumerate(words, 1):
        rows += [(token, part, order) for order, token in enumerate(vocabulary.ids(word))]
    return np.array(rows, dtype=np.int64)
