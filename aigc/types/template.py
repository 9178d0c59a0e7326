"""The form of a lyric: lines of cells, each with all that must hold for what is sung there."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aigc.types.article import Language
from aigc.types.template_html import template_html

Tone = Literal["", "平", "仄"]
Stress = Literal["", "strong", "weak"]
Book = Literal["thirteen", "cilin", "pingshui", "xinyun", "english"]

UNRHYMED = "x"
"""The group of a line end that must not rhyme with any group of its template."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """What must hold for one character of Chinese or one syllable of English.

    Attributes
    ----------
    lock : str
        The character that stands here; in English a word, on the cell of its first syllable.
    allowed : frozenset of str
        Characters (English: words that may begin here) to choose from; empty allows all.
    rhyme : str
        Group whose cells rhyme with each other and with no other group; empty: free,
        `UNRHYMED`: must not rhyme with any group.
    tone : Tone
        Level (平) or oblique (仄); empty: any.
    stress : Stress
        Of an English syllable; empty: any.
    mark : str
        Punctuation printed after the cell. Any mark is a pause: no word goes on across it.
    pitches : tuple of int
        MIDI pitches sung on the cell in order; more than one is melisma; empty: no melody.
    beats : Fraction
        How long it is sung, in quarter notes; 0: not known.
    rest : Fraction
        Silence after it, in quarter notes.
    """

    lock: str = ""
    allowed: frozenset[str] = frozenset()
    rhyme: str = ""
    tone: Tone = ""
    stress: Stress = ""
    mark: str = ""
    pitches: tuple[int, ...] = ()
    beats: Fraction = Fraction(0)
    rest: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class TemplateLine:
    """Cells sung in one breath.

    Attributes
    ----------
    stanza : int
        Index of the stanza it belongs to, counted from 0.
    part : str
        What the stanza is called: verse, chorus, 上片; empty when it has no name.
    repeats : int or None
        Index of an earlier line of equal length whose words it repeats: a hook.
    start : Fraction or None
        When it is sung, in seconds, where the source told so.
    """

    cells: tuple[Cell, ...]
    stanza: int = 0
    part: str = ""
    repeats: int | None = None
    start: Fraction | None = None

    def __len__(self) -> int:
        return len(self.cells)


@dataclass(frozen=True, slots=True, kw_only=True)
class Keyword:
    """Words that must appear whole within a line, between two pauses; ``line`` says in which."""

    text: str
    line: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Template:
    """A form with all that every lyric under it must keep.

    ``name`` is what the form is called (a cipai, a metre, a file); ``book`` decides what rhymes
    and, in Chinese, which tone a character has.
    """

    lines: tuple[TemplateLine, ...]
    language: Language = "zh"
    book: Book = "thirteen"
    keywords: tuple[Keyword, ...] = ()
    name: str = ""

    def places(self) -> Iterator[tuple[int, int, Cell]]:
        """Yield the line index, the cell index and the cell, in reading order."""
        for i, line in enumerate(self.lines):
            for k, cell in enumerate(line.cells):
                yield i, k, cell

    def __len__(self) -> int:
        return sum(map(len, self.lines))

    def _repr_html_(self) -> str:
        return template_html(self)


def place_name(line: int, cell: int) -> str:
    """Return how a cell is called in messages and on the command line, counted from 1.

    >>> place_name(0, 4)
    '1:5'
    """
    return f"{line + 1}:{cell + 1}"
