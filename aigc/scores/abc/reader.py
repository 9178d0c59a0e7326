"""ABC notation to the voices of a piece."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.scores.abc.fields import (
    default_unit,
    key_of,
    metre_of,
    options_of,
    semitones_of,
    tempo_of,
    unit_of,
)
from aigc.scores.abc.music import Line
from aigc.scores.abc.staff import Staff
from aigc.scores.abc.words import placed, tokens_of
from aigc.scores.bars import COMMON, Metre
from aigc.scores.layout import piece_of
from aigc.scores.voices import Piece, chosen
from aigc.scores.written import Mark
from aigc.types.score import Score, Syllable

_FIELD: Final = re.compile(r"^([A-Za-z+]):(?![|:])(.*)$")
_COMMENT: Final = re.compile(r"(?<!\\)%.*$")
_INLINE: Final = re.compile(r"\[([A-Za-z]):([^\]]*)\]")
_MOST_VOICES: Final = 64


def score_of_abc(text: str, *, part: str | int | None = None) -> Score:
    r"""Return one voice of a tune in ABC notation, such as a notebook holds.

    >>> score_of_abc("L:1/4\nK:F\nC F G | A2 |]\nw: 明月几时").notes[1].pitch
    65

    Raises
    ------
    InputError
        The text is no ABC, or has no such part or no note.
    """
    piece = piece_of_abc(text, "The tune")
    return piece.lay(chosen(piece.voices, piece.names, part, "The tune"))


def piece_of_abc(text: str, name: str) -> Piece:
    """Return the voices of the first tune of a text in ABC notation.

    Header fields may be left out: a unit by the metre, 4/4, C major and 120 quarter notes a minute
    are meant then. What is read is told in the guide to scores.

    Source: The abc music standard 2.1, December 2011.

    Raises
    ------
    InputError
        Something in it is no ABC; the line and the column are named.
    """
    tune = _Tune()
    for number, line in _lines(text):
        try:
            tune.read(line)
        except (ValueError, ZeroDivisionError) as exc:
            raise InputError(
                f"{name} cannot be read as ABC notation: line {number}, {exc}. Correct that line."
            ) from exc
    parts = [staff.part() for staff in tune.staves.values()]
    return piece_of([part for part in parts if part.measures], tune.title, name, tune.remarks)


def _lines(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines of the first tune with their numbers, comments left out."""
    tunes = 0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        bare = _COMMENT.sub("", line).rstrip()
        tunes += bare.startswith("X:")
        if tunes > 1:
            return
        if bare:
            yield number, bare


@dataclass(slots=True, kw_only=True)
class _Tune:
    """A tune while it is being read."""

    title: str = ""
    unit: Fraction | None = None
    metre: Metre = COMMON
    key: tuple[int, str] | None = None
    shift: int = 0
    tempo: Fraction | None = None
    staves: dict[str, Staff] = field(default_factory=dict)
    voice: str = ""
    started: bool = False
    verse: int = 0
    open_line: bool = False
    remarks: list[str] = field(default_factory=list)

    def read(self, line: str) -> None:
        """Take in one line."""
        found = _FIELD.match(line)
        if found is None:
            self._music(line)
        elif found[1] == "w":
            self._words(found[2])
        else:
            self._field(found[1], found[2].strip())

    def staff(self) -> Staff:
        """Return the voice that is being written, made at its first note."""
        if self.voice not in self.staves:
            self._begin(self.voice, "")
        return self.staves[self.voice]

    def _begin(self, voice: str, text: str) -> None:
        if len(self.staves) >= _MOST_VOICES:
            raise ValueError(f"more than {_MOST_VOICES} voices")
        options = options_of(text)
        staff = Staff(
            name=options.get("name") or options.get("nm") or voice or "Voice",
            unit=self.unit or default_unit(self.metre),
            shift=self.shift + semitones_of(text),
            metre=self.metre,
        )
        staff.measure.metre = self.metre
        if self.key is not None:
            staff.key(*self.key)
        if self.tempo is not None and not self.staves:
            staff.mark(Mark(offset=Fraction(0), kind="tempo", number=self.tempo))
        self.staves[voice] = staff

    def _field(self, kind: str, value: str) -> None:
        """Take in a field of the header or between lines of music."""
        if kind == "T" and not self.title:
            self.title = value
        elif kind == "V":
            self.voice = value.split()[0] if value else ""
            if self.voice and self.voice not in self.staves:
                self._begin(self.voice, value)
        elif kind in "KLMQ" and self.started:
            set_field(self.staff(), kind, value)
        elif kind == "K":
            self.key, self.shift = key_of(value), semitones_of(value)
            for staff in self.staves.values():
                staff.key(*self.key)
                staff.shift += self.shift
        elif kind == "P" and self.started:
            self._stanza()
        elif kind == "L":
            self.unit = unit_of(value)
        elif kind == "M":
            self.metre = metre_of(value) or COMMON
        elif kind == "Q":
            self.tempo = tempo_of(value)
        if kind in "LMQ" and not self.started:
            self._renew()

    def _stanza(self) -> None:
        """End a stanza with the last words: a part of the tune begins."""
        for draft in reversed(self.staff().line):
            if draft.lyrics:
                draft.lyrics = [
                    replace(syllable, line_end=True, stanza_end=True) for syllable in draft.lyrics
                ]
                return

    def _renew(self) -> None:
        """Give a field that stands behind ``V:`` in the header to the voices as well."""
        for n, staff in enumerate(self.staves.values()):
            staff.unit = self.unit or default_unit(self.metre)
            staff.metre = staff.measure.metre = self.metre
            if self.tempo is not None and n == 0:
                kept = [mark for mark in staff.measure.marks if mark.kind != "tempo"]
                told = Mark(offset=Fraction(0), kind="tempo", number=self.tempo)
                staff.measure.marks = [*kept, told]

    def _music(self, line: str) -> None:
        self.started = True
        voice = re.match(r"\s*\[V:\s*([^\]\s]+)[^\]]*\]", line)
        if voice:
            self.voice = voice[1]
            line = line[voice.end() :]
        staff = self.staff()
        if not self.open_line or self.verse:
            staff.line = []
        self.verse = 0
        self.open_line = line.endswith("\\")
        Line(staff=staff, set_field=set_field).read(line)

    def _words(self, text: str) -> None:
        """Lay a line of words under the last line of music."""
        staff = self.staff()
        self.verse += 1
        goes_on = staff.joined.get(self.verse, False)
        found, left, joined = placed(tokens_of(text), staff.line, goes_on=goes_on)
        staff.joined[self.verse] = joined
        if left:
            self.remarks.append(f"{left} syllables of the line {text.strip()[:30]!r} have no note.")
        for n, syllable in enumerate(found):
            last = n + 1 == len(found) and not self.open_line and not joined
            staff.line[syllable.note].lyrics.append(
                Syllable(
                    text=syllable.text,
                    verse=self.verse,
                    syllabic=syllable.syllabic,
                    extends=syllable.extends,
                    line_end=last,
                )
            )


def set_field(staff: Staff, kind: str, value: str) -> None:
    """Change what holds in a voice from where it stands: metre, unit, key or tempo."""
    if kind == "M":
        staff.metre = metre_of(value) or staff.metre
        staff.measure.metre = staff.metre
    elif kind == "L":
        staff.unit = unit_of(value)
    elif kind == "K":
        staff.key(*key_of(value))
    elif kind == "Q":
        tempo = tempo_of(value)
        if tempo is not None:
            staff.mark(Mark(offset=staff.at, kind="tempo", number=tempo))
