"""Where the lines of a sung melody end."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import IntEnum
from fractions import Fraction
from statistics import median_low
from typing import Final

from aigc.types.score import Note, Score, Syllable

_CLOSING: Final = "\"'”’」』）)]】》"
_STOPS: Final = "。．.！!？?；;：:…"
_COMMAS: Final = "，,、—–"
_HAN: Final = re.compile(r"[㐀-鿿]")
_ALWAYS_CAPITAL: Final = re.compile(r"^(I|O|Oh)(\W|$)")
_LONGEST: Final = 24
"""Lines of more cells are parted where the melody rests longest."""
_SHORTEST: Final = 3
"""A long note ends no line of fewer cells; nor does a comma."""
_CELLS_A_MARK: Final = 16
"""Words with fewer marks than one to so many cells are taken to be written without marks."""
_LONG: Final = 2
"""A note so many times the usual one is long."""


class End(IntEnum):
    """What ends after a cell."""

    NOTHING = 0
    PAUSE = 1
    LINE = 2
    STANZA = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Sung:
    """The notes that one syllable is sung on.

    Attributes
    ----------
    rest : Fraction
        Silence after them, in quarter notes.
    phrase_end : bool
        The score marks the end of a phrase here.
    """

    notes: tuple[Note, ...]
    syllable: Syllable | None = None
    rest: Fraction = Fraction(0)
    phrase_end: bool = False

    @property
    def start(self) -> Fraction:
        """Where it begins, in quarter notes."""
        return self.notes[0].start

    @property
    def beats(self) -> Fraction:
        """How long it is sung, in quarter notes."""
        return sum((note.duration for note in self.notes), Fraction(0))

    @property
    def mark(self) -> str:
        """The mark at the end of its text; empty without one."""
        text = self.syllable.text.rstrip(_CLOSING) if self.syllable else ""
        return text[-1:] if text[-1:] in _STOPS + _COMMAS else ""

    @property
    def in_word(self) -> bool:
        """The word goes on with the next syllable."""
        return self.syllable is not None and self.syllable.syllabic in ("begin", "middle")


Rule = Callable[[Sung, Sung | None, Fraction, Fraction, int], End]
"""What ends after a cell: from it, the next, the beat, the usual length and the line so far."""


def ends_of(sung: Sequence[Sung], score: Score) -> list[End]:
    """Return what ends after each cell; a line ends after the last, none ends within a word.

    Lines end where the words say so: at their line breaks, or else at their marks (a comma ends a
    line where a rest, a long note or a capital comes with it, or the words are Chinese), at
    capitals after long notes, and at rests of two beats. Without such signs the melody tells: rests
    of a beat, fermatas, breath marks, slurs over whole phrases, and notes twice as long as the
    usual one. A repeat begins a new line. Rests of half a beat within a line are pauses. Lines of
    more than 24 cells are parted where the melody rests longest.

    Source: the signs are those of Temperley, The Cognition of Basic Musical Structures, MIT Press,
    2001, chapter 3 (gaps between notes, length of phrase).
    """
    usual = median_low([cell.beats for cell in sung])
    rule = _rule(sung)
    ends: list[End] = []
    length = lines = 0
    for i, cell in enumerate(sung):
        length += 1
        beat = score.bar(cell.start).beat
        following = sung[i + 1] if i + 1 < len(sung) else None
        end = rule(cell, following, beat, usual, length)
        if following and _starts_again(score, cell, following):
            end = End.STANZA if lines else End.LINE
        if end < End.PAUSE and (cell.rest * 2 >= beat or cell.mark):
            end = End.PAUSE
        ends.append(End.NOTHING if cell.in_word else end)
        length = 0 if ends[-1] >= End.LINE else length
        lines = 0 if ends[-1] is End.STANZA else lines + (ends[-1] is End.LINE)
    ends[-1] = End.STANZA
    return _parted(sung, ends)


def _rule(sung: Sequence[Sung]) -> Rule:
    """Return what tells the ends of lines: line breaks, marks, or the melody alone."""
    syllables = [cell.syllable for cell in sung if cell.syllable]
    if any(s.line_end or s.stanza_end for s in syllables[:-1]):
        return _by_breaks
    if syllables and sum(bool(cell.mark) for cell in sung) * _CELLS_A_MARK >= len(sung):
        return _by_marks
    return _by_melody


def _by_breaks(
    cell: Sung, following: Sung | None, beat: Fraction, usual: Fraction, length: int
) -> End:
    syllable = cell.syllable
    if syllable is None:
        return End.NOTHING
    return End.STANZA if syllable.stanza_end else End.LINE if syllable.line_end else End.NOTHING


def _by_marks(
    cell: Sung, following: Sung | None, beat: Fraction, usual: Fraction, length: int
) -> End:
    if cell.mark and cell.mark in _STOPS:
        return End.LINE
    if length >= _SHORTEST and cell.rest >= 2 * beat:
        return End.LINE
    capital = following is not None and _is_capital(following)
    held = cell.beats >= _LONG * usual or cell.rest > 0
    if cell.mark and length >= _SHORTEST and (capital or held):
        return End.LINE
    if cell.mark and length >= _SHORTEST and cell.mark != "、" and _is_chinese(cell):
        return End.LINE
    return End.LINE if capital and held and length > _SHORTEST else End.NOTHING


def _by_melody(
    cell: Sung, following: Sung | None, beat: Fraction, usual: Fraction, length: int
) -> End:
    if length > 1 and (cell.rest >= beat or cell.phrase_end):
        return End.LINE
    long = cell.beats + cell.rest >= _LONG * usual and cell.beats > usual
    after = following.beats if following else Fraction(0)
    if length >= _SHORTEST and long and cell.beats > after:
        return End.LINE
    return End.NOTHING


def _is_capital(cell: Sung) -> bool:
    text = cell.syllable.text.lstrip("\"'“‘(") if cell.syllable else ""
    return text[:1].isupper() and not _ALWAYS_CAPITAL.match(text)


def _is_chinese(cell: Sung) -> bool:
    return bool(cell.syllable and _HAN.search(cell.syllable.text))


def _starts_again(score: Score, cell: Sung, following: Sung) -> bool:
    """Tell whether a repeat leads back to an earlier measure between two cells."""
    here, there = score.bar(cell.notes[-1].start), score.bar(following.start)
    return here.start < there.start and there.measure <= here.measure


def _parted(sung: Sequence[Sung], ends: list[End]) -> list[End]:
    """Return the ends with lines that are too long parted at their longest rest or note."""
    out = list(ends)
    start = 0
    while start < len(out):
        stop = next(i for i in range(start, len(out)) if out[i] >= End.LINE)
        inner = range(start + _SHORTEST - 1, stop - _SHORTEST + 1)
        open_cells = [i for i in inner if not sung[i].in_word]
        if stop - start < _LONGEST or not open_cells:
            start = stop + 1
            continue
        middle = Fraction(start + stop, 2)
        best = max(open_cells, key=lambda i: (sung[i].beats + sung[i].rest, -abs(i - middle)))
        out[best] = End.LINE
    return out
