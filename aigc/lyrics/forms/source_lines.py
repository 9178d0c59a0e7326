"""The lines of a written lyric: what is sung, in which stanza, under which heading."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.lyrics.forms.bounds import MOST_LINES
from aigc.types.article import Language

MOST_CHARACTERS: Final = 100_000

_PARTS: Final = (
    r"verse|pre-?\s?chorus|post-?\s?chorus|chorus|refrain|hook|bridge|intro|outro|interlude|rap|coda"
    r"|主歌|副歌|导歌|预副歌|桥段|过渡|间奏|前奏|尾奏|尾声|说唱|念白|合唱|独白"
)
_BRACKETED: Final = re.compile(r"[\[【［](.{1,40}?)[\]】］]")
_NUMBER: Final = (
    r"\s*(?:\d{1,2}[A-Da-d]?|[一二三四五六七八九十])|\s?[x×*]\s?\d|\s?\d\s?[x×]"
    r"|\s(?-i:[IVX]{1,4})|\s?(?-i:[A-D])\d?(?![A-Za-z])"
)
"""What may stand behind the name of a part."""
_NAMED: Final = re.compile(
    rf"[(（]?\s*((?:{_PARTS})(?:{_NUMBER})?)\s*(?:[)）]|[:：])?", re.IGNORECASE
)
_AFTER_NAME: Final = re.compile(r"\s*[:：|/].*")
_ROLE: Final = (
    r"(?:(?:作?词|作?曲|词曲|作词作曲|编曲|制作|监制|演唱|原唱|歌手|和声|混音|母带|录音|吉他|贝斯|鼓|出品|发行)"
    r"(?:工程师|师|人|手|员|编写|棚|室|公司)?|OP|SP"
    r"|lyrics|lyricist|music|composer|composed|written|producer|produced|arranger|artist|singer)"
)
_CREDIT: Final = re.compile(
    rf"{_ROLE}(?:\s*[/／、&]\s*{_ROLE})*(?:\s+by)?\s*[:：].*", re.IGNORECASE
)
_UNSEEN: Final = re.compile("[\u200b-\u200f\u2060\ufeff]")
_HAN: Final = re.compile(r"[㐀-䶿一-鿿]")
_LATIN: Final = re.compile(r"[A-Za-z]")


@dataclass(frozen=True, slots=True, kw_only=True)
class SourceLine:
    """A line that is sung.

    Attributes
    ----------
    number : int
        The line of the source, counted from 1.
    start : Fraction or None
        When it is sung, in seconds.
    """

    text: str
    number: int
    stanza: int = 0
    part: str = ""
    start: Fraction | None = None


def source_lines(rows: Sequence[tuple[int, str, Fraction | None]]) -> tuple[SourceLine, ...]:
    """Return the sung lines of ``rows``: number in the source, text and start of each.

    Empty lines and headings part stanzas. A heading stands in square brackets (``[Chorus]``,
    ``【副歌】``), or is a usual name of a part by itself; it holds until the next one. Lines of
    credits (``作词：``, ``Lyrics by:``) are left out.

    Raises
    ------
    InputError
        Nothing is sung, or more than 200 lines are.
    """
    found: list[SourceLine] = []
    stanza, part, parted = 0, "", False
    for number, row, start in rows:
        text = _UNSEEN.sub("", row).strip()
        name = heading(text)
        if name is not None:
            part = name
        if not text or name is not None:
            parted = bool(found)
        elif not _CREDIT.fullmatch(text):
            stanza += parted
            parted = False
            line = SourceLine(text=text, number=number, stanza=stanza, part=part, start=start)
            found.append(line)
    if not found:
        raise InputError("The lyric has no lines. Give at least one line of words.")
    if len(found) > MOST_LINES:
        raise InputError(
            f"The lyric has {len(found)} lines; {MOST_LINES} at most can be kept. Shorten it."
        )
    return tuple(found)


def heading(text: str) -> str | None:
    """Return the name in a line that is the heading of a part; None for other lines.

    >>> heading("[Verse 2: A Singer]"), heading("【副歌】"), heading("Chorus:"), heading("明月")
    ('Verse 2', '副歌', 'Chorus', None)
    """
    if found := _BRACKETED.fullmatch(text):
        return _AFTER_NAME.sub("", found[1]).strip()
    found = _NAMED.fullmatch(text)
    return found[1].strip() if found else None


def language_of(lines: Sequence[SourceLine]) -> Language:
    """Return the language that most letters are of."""
    text = "".join(line.text for line in lines)
    return "zh" if len(_HAN.findall(text)) * 3 >= len(_LATIN.findall(text)) else "en"


def check_length(text: str) -> str:
    """Return ``text``, unless it is too long to be a lyric."""
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"The lyric has {len(text):,} characters; {MOST_CHARACTERS:,} at most are read. "
            "Shorten it."
        )
    return text
