"""LRC files: lines of a song with the times at which they are sung."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.lyrics.forms.reference import template_of_lines
from aigc.lyrics.forms.source_lines import check_length, source_lines
from aigc.types.article import Language
from aigc.types.template import Book, Template

STAMP: Final = re.compile(
    r"\[\s*(?:(?:(?P<h>\d{1,2}):)?(?P<m>\d{1,4}):(?P<s>\d{1,2})[.,](?P<f>\d{1,3})"
    r"|(?P<mm>\d{1,4}):(?P<ss>\d{1,2})(?::(?P<ff>\d{1,3}))?)\s*\]"
)
"""[minutes:seconds.hundredths]; hours before them need the dot, without it the last are parts."""
_WORD_STAMP: Final = re.compile(r"<\s*\d{1,4}:\d{1,2}(?:[.:,]\d{1,3})?\s*>")
_BETWEEN: Final = re.compile(rf"(?<=[A-Za-z'’,.!?])(?:{STAMP.pattern})(?=[A-Za-z])")
"""A stamp that stands for the space between two English words."""
_FIELD: Final = re.compile(r"\[\s*([A-Za-z#]{1,12})\s*:\s*(.*?)\s*\]")
_OFFSET: Final = re.compile(r"[+-]?\d{1,9}")


@dataclass(frozen=True, slots=True, kw_only=True)
class TimedLine:
    """Words and when they are sung, in seconds; without words, when the line before ends.

    ``number`` is the line of the file, counted from 1.
    """

    start: Fraction
    text: str
    number: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Lrc:
    """What an LRC file holds: lines in the order in which they are sung, and its fields."""

    lines: tuple[TimedLine, ...]
    fields: Mapping[str, str]

    @property
    def title(self) -> str:
        """The name of the song; empty when the file does not tell."""
        return self.fields.get("ti", "")


def read_lrc(text: str) -> Lrc:
    """Return the lines of an LRC file in the order of their times.

    A line with several stamps before it is sung at each. Stamps of words (``<00:12.30>``), and any
    between the words, are left out; a positive offset, in milliseconds, moves all lines to earlier
    times, none before 0. Of lines that share a time, such as a translation below its line, the
    first counts.

    Raises
    ------
    InputError
        No line has a time, or a stamp says 60 seconds or more.
    """
    fields: dict[str, str] = {}
    stamped: list[TimedLine] = []
    for number, row in enumerate(check_length(text).splitlines(), 1):
        row = row.strip().lstrip("\ufeff")
        stamps, words = _stamps(row, number)
        if not stamps and (found := _FIELD.fullmatch(row)):
            fields[found[1].lower()] = found[2]
        stamped += [TimedLine(start=start, text=words, number=number) for start in stamps]
    if not stamped:
        raise InputError(
            "The LRC text has no line with a time, such as [00:12.30]. Give a lyric without times "
            "as plain text."
        )
    early = _offset(fields.get("offset", ""))
    first: dict[Fraction, TimedLine] = {}
    for line in stamped:
        start = max(Fraction(0), line.start - early)
        if not (kept := first.get(line.start)) or not kept.text:
            first[line.start] = TimedLine(start=start, text=line.text, number=line.number)
    return Lrc(lines=tuple(first[start] for start in sorted(first)), fields=fields)


def template_of_lrc(
    text: str,
    *,
    language: Language | None = None,
    book: Book = "thirteen",
    tones: bool = False,
    rhyme: bool = True,
) -> Template:
    """Return the form of the lyric in an LRC file, with the time of every line.

    Lines that come again are hooks, lines without words part stanzas, and the title is the name.
    The rest is as in `aigc.lyrics.forms.reference.template_of`.

    Raises
    ------
    InputError
        See `read_lrc` and `aigc.lyrics.forms.reference.template_of`.
    """
    read = read_lrc(text)
    lines = source_lines([(line.number, line.text, line.start) for line in read.lines])
    return template_of_lines(
        lines, language=language, book=book, tones=tones, rhyme=rhyme, name=read.title
    )


def _stamps(row: str, number: int) -> tuple[list[Fraction], str]:
    """Return the times at the head of a row, in seconds, and the words behind them."""
    starts: list[Fraction] = []
    at = 0
    while found := STAMP.match(row, at):
        starts.append(_seconds(found, number))
        at = found.end()
        at += len(row[at:]) - len(row[at:].lstrip())
    words = _BETWEEN.sub(" ", _WORD_STAMP.sub("", row[at:]))
    return starts, " ".join(STAMP.sub("", words).split())


def _seconds(stamp: re.Match[str], number: int) -> Fraction:
    hours, minutes = stamp["h"] or "0", stamp["m"] or stamp["mm"]
    seconds, parts = stamp["s"] or stamp["ss"], stamp["f"] or stamp["ff"] or ""
    if int(seconds) >= 60:
        raise InputError(
            f"Line {number} of the LRC text says {stamp[0]}, but a minute has 60 seconds. "
            "Correct the time."
        )
    whole = Fraction(int(hours) * 3600 + int(minutes) * 60 + int(seconds))
    return whole + Fraction(int(parts or 0), 10 ** len(parts))


def _offset(text: str) -> Fraction:
    """Return by how many seconds the lines are sung earlier than stamped."""
    found = _OFFSET.fullmatch(text)
    return Fraction(int(found[0]), 1000) if found else Fraction(0)
