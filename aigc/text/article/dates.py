"""Dates as articles write them."""

from __future__ import annotations

import re
from datetime import date
from typing import Final

_MONTHS: Final = [
    "jan",
    "feb",
    "mar",
    "apr",
    "may",
    "jun",
    "jul",
    "aug",
    "sep",
    "oct",
    "nov",
    "dec",
]
_MONTH: Final = r"(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?"
_YEAR_FIRST: Final = re.compile(r"(\d{4})\s*[-/.年]\s*(\d{1,2})\s*[-/.月]\s*(\d{1,2})(?!\d)")
_COMPACT: Final = re.compile(r"(?<!\d)(\d{4})(\d{2})(\d{2})(?!\d)")
_DAY_FIRST: Final = re.compile(rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+{_MONTH},?\s+(\d{{4}})", re.I)
_MONTH_FIRST: Final = re.compile(rf"{_MONTH}\s+(\d{{1,2}})(?:st|nd|rd|th)?,?\s+(\d{{4}})", re.I)


def parse_date(text: str) -> date | None:
    """Return the first date in ``text``, or ``None`` when it holds none.

    >>> parse_date("发布于2026年1月5日")
    datetime.date(2026, 1, 5)
    """
    text = text[:200]
    if found := _YEAR_FIRST.search(text) or _COMPACT.search(text):
        return _valid(found[1], found[2], found[3])
    if found := _DAY_FIRST.search(text):
        return _valid(found[3], _month(found[2]), found[1])
    if found := _MONTH_FIRST.search(text):
        return _valid(found[3], _month(found[1]), found[2])
    return None


def _month(name: str) -> str:
    return str(_MONTHS.index(name[:3].lower()) + 1)


def _valid(year: str, month: str, day: str) -> date | None:
    try:
        return date(int(year), int(month), int(day))
    except ValueError:
        return None
