"""Dates in running text, however they are written."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aigc.text.script.numerals import zh_value

_MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)
_MONTH = (
    "(?P<mon>"
    + "|".join(m.capitalize() for m in _MONTHS)
    + r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept?|Oct|Nov|Dec)\b\.?"
)
_ZH = "[〇零一二三四五六七八九十]"
_DAY = r"(?P<d>\d{1,2})(?:st|nd|rd|th)?\b"
_PATTERNS = tuple(
    re.compile(p)
    for p in (
        rf"(?P<y>\d{{4}}|{_ZH}{{4}})年(?:(?P<m>\d{{1,2}}|{_ZH}{{1,3}})月(?:份|(?P<d>\d{{1,2}}|{_ZH}{{1,3}})[日号])?)?",
        rf"(?P<m>\d{{1,2}}|{_ZH}{{1,3}})月(?:份|(?P<d>\d{{1,2}}|{_ZH}{{1,3}})[日号])?",
        r"(?P<y>\d{4})[-/.](?P<m>\d{1,2})[-/.](?P<d>\d{1,2})(?!\d)",
        rf"\b{_MONTH} {_DAY}(?:,? (?P<y>\d{{4}}))?",
        rf"\b{_DAY} (?:of )?{_MONTH}(?:,? (?P<y>\d{{4}}))?",
        rf"\b{_MONTH},? (?P<y>\d{{4}})",
    )
)
_WORDS = re.compile(
    r"(?:周|星期|礼拜)[一二三四五六日天末]|[昨今明前后]天|[去今明前后]年|上周|下周|本周|上月|下月|本月"
    r"|\b(?:Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)day\b|\b(?:yesterday|tomorrow|tonight)\b"
    r"|\b(?:last|next) (?:week|month|year)\b",
    re.I,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Day:
    """What is known of a date; zero where nothing is said."""

    year: int = 0
    month: int = 0
    day: int = 0
    text: str = ""

    def within(self, other: Day) -> bool:
        """Tell whether all that this date says is also said by ``other``."""
        pairs = ((self.year, other.year), (self.month, other.month), (self.day, other.day))
        return all(not mine or mine == theirs for mine, theirs in pairs)


def dates(text: str) -> tuple[tuple[Day, ...], str]:
    """Return the dates of ``text`` and the text with them blanked out."""
    found: list[Day] = []

    def take(m: re.Match[str]) -> str:
        found.append(_day(m))
        return " " * len(m.group())

    for pattern in _PATTERNS:
        text = pattern.sub(take, text)
    return tuple(found), text


def _day(m: re.Match[str]) -> Day:
    parts = m.groupdict()
    month = parts.get("m") or ""
    name = (parts.get("mon") or "").lower().rstrip(".")
    index = next((i + 1 for i, n in enumerate(_MONTHS) if name and n.startswith(name[:3])), 0)
    return Day(
        year=_number(parts.get("y") or ""),
        month=index or _number(month),
        day=_number(parts.get("d") or ""),
        text=m.group(),
    )


def _number(text: str) -> int:
    if not text:
        return 0
    return int(text) if text.isdigit() else int(zh_value(text))


def day_words(text: str) -> tuple[str, ...]:
    """Return the words that place something in time: weekdays, 昨天, next month.

    >>> day_words("新线周六开通")
    ('周六',)
    """
    return tuple(m.group() for m in _WORDS.finditer(text))
