"""What must survive a translation: numbers with their units, dates, names of products."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Final

from aigc.text.script.dates import Day, dates
from aigc.text.script.numerals import Quantity, quantities
from aigc.text.script.words import has_han
from aigc.types.article import Language

_PRODUCT: Final = re.compile(
    r"(?<![A-Za-z])(?=[A-Za-z\d.+-]*(?:\d|[a-z][A-Z]|[A-Z]{2}))[A-Za-z][A-Za-z\d]*(?:[.+-][A-Za-z\d]+)*"
)
_LATIN: Final = re.compile(r"(?<![A-Za-z])[A-Za-z][A-Za-z\d]+(?:[.+-][A-Za-z\d]+)*")
_ALL_CAPITALS: Final = re.compile(r"[A-Z.]+s?")
_QUARTER: Final = re.compile(r"[QH][1-4]")
_WORDS: Final = re.compile(r"[a-z]{3,}")
_SMALL: Final = 12
"""Numbers up to this that are written as words may be said in other ways: a pair, both."""
_MONTHS: Final = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september",
    "october", "november", "december",
)  # fmt: skip


def faults(text: str, said: str, *, target: Language) -> tuple[str, ...]:
    """Return what is wrong with the translation ``said`` of ``text``, as a model is told it."""
    if not said.strip():
        return ("it is empty",)
    found = [*_wrong_language(text, said, target)]
    found += [f"it lacks {one}" for one in lost(text, said)]
    found += [f"it says {one}, which the text does not" for one in _figures_lost(said, text)]
    return tuple(dict.fromkeys(found))


def lost(text: str, said: str) -> tuple[str, ...]:
    """Return the numbers, dates and product names of ``text`` that ``said`` does not hold.

    >>> lost("全长35.6公里，用的是GPT-5", "It is 35.6 km long"), lost("3.5万人", "35,000 people")
    (('GPT-5',), ())
    """
    return (*_figures_lost(text, said), *_names_lost(text, said))


def _figures_lost(text: str, said: str) -> tuple[str, ...]:
    mine, rest = dates(text)
    theirs, other = dates(said)
    there, there_whole = quantities(other), quantities(said)
    out = [day.text for day in mine if not _dated(day, theirs, there_whole, said)]
    for one in quantities(rest):
        loose = not re.search(r"\d", one.text) and abs(one.value) <= _SMALL
        if not loose and not _counted(one, there, theirs):
            out.append(one.text)
    return tuple(out)


def _dated(day: Day, days: tuple[Day, ...], there: tuple[Quantity, ...], said: str) -> bool:
    if any(day.within(one) or one.within(day) for one in days):
        return True
    if day.month and not (day.year or day.day):
        return _MONTHS[day.month - 1][:3] in said.casefold() or f"{day.month}月" in said
    return not day.month and any(one.value == day.year for one in there)


def _counted(one: Quantity, there: tuple[Quantity, ...], days: tuple[Day, ...]) -> bool:
    values = {one.value}
    if one.unit == "%":
        values.add(one.value / 100)
    if 0 < one.value < 1:
        values.add(one.value * 100)
    if any(other.value in values or _same_hour(one, other) for other in there):
        return True
    return any(Fraction(n) == one.value for day in days for n in (day.year, day.month, day.day))


def _same_hour(one: Quantity, other: Quantity) -> bool:
    """Tell whether one counts hours to 24 and the other to 12."""
    return "clock" in (one.unit, other.unit) and abs(one.value - other.value) == 12


def _names_lost(text: str, said: str) -> tuple[str, ...]:
    """Return the names of products that are missing; capitals alone may be put into Chinese."""
    rule = _LATIN if has_han(text) else _PRODUCT
    there = _squeezed(said)
    found = (m.group() for m in rule.finditer(text))
    named = (
        one for one in found
        if not _QUARTER.fullmatch(one) and (has_han(text) or not _ALL_CAPITALS.fullmatch(one))
    )  # fmt: skip
    return tuple(dict.fromkeys(one for one in named if _squeezed(one) not in there))


def _squeezed(text: str) -> str:
    return re.sub(r"[\s-]+", "", text).casefold()


def _wrong_language(text: str, said: str, target: Language) -> tuple[str, ...]:
    if target == "zh" and not has_han(said) and _WORDS.search(text):
        return ("it is not in Chinese",)
    if target == "en":
        han = sum("\u3400" <= c <= "\u9fff" for c in said)
        if 2 * han > sum(c.isalpha() for c in said):
            return ("it is not in English",)
    return ()
