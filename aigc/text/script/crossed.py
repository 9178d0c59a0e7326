"""What a text says that its source in another language does not: figures, times, denials."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from typing import Final, Literal

from aigc.text.script.dates import Day, dates
from aigc.text.script.hours import Hour, hours
from aigc.text.script.moments import relative, weekdays
from aigc.text.script.numerals import Quantity, quantities
from aigc.text.script.sense import denial, may_deny, turned
from aigc.text.script.units import unit_after
from aigc.text.script.words import has_han, vocabulary, without_sayings

FaultKind = Literal["number", "date", "sense"]
Fault = tuple[FaultKind, str]
"""What kind of fact, and the words that say it."""

SMALL: Final = 12
"""Numbers up to this that are written as words may be said in other ways: a pair, both."""
_SCALES: Final[dict[str, tuple[str, Fraction | int]]] = {
    "s": ("time", 1), "min": ("time", 60), "h": ("time", 3600), "d": ("time", 86400),
    "wk": ("time", 604800), "mo": ("months", 1), "yr": ("months", 12),
    "century": ("months", 1200), "mg": ("mass", Fraction(1, 1000)), "g": ("mass", 1),
    "jin": ("mass", 500), "kg": ("mass", 1000), "t": ("mass", 10**6),
    "mm": ("length", Fraction(1, 1000)), "cm": ("length", Fraction(1, 100)), "m": ("length", 1),
    "km": ("length", 1000), "m2": ("area", 1), "ha": ("area", 10**4), "km2": ("area", 10**6),
    "ml": ("volume", 1), "l": ("volume", 1000), "m3": ("volume", 10**6), "kW": ("power", 1),
    "MW": ("power", 1000), "GW": ("power", 10**6), "GB": ("memory", 1), "TB": ("memory", 1000),
}  # fmt: skip
"""What each unit measures, and how many of the smallest it is."""
_LOOSE: Final = vocabulary(
    "person household times count shop point thing old month date clock deg"
) | {""}
"""Units that languages count with in their own ways."""
_MONTHS: Final = re.findall(
    r"\w+",
    "January February March April May June July August September October November December",
)
_MONTH: Final = re.compile(
    rf"\b(?:{'|'.join(one for one in _MONTHS if one not in ('May', 'March'))})\b"
    r"|(?<=\b(?:in|by|of) )(?:May|March)\b|(?<=\b(?:last|next|late|each|this) )(?:May|March)\b"
    r"|(?<=\b(?:early|since|until|every) )(?:May|March)\b"
)
_RATIO: Final = re.compile(
    r"\b(?P<a>[a-z]+|\d+) (?:in|out of|of every|of) (?:every )?(?P<b>[a-z]+|\d+)\b"
    r"|每(?P<c>\d+|[一-十百千万]+)[个名人位只]?.{0,4}?有(?P<d>\d+|[一-十百千万两]+)",
    re.I,
)
_OFF: Final = re.compile(
    r"(?<![曲骨周对])(?P<n>\d(?:\.\d)?|[一二三四五六七八九]{1,2})折(?![断叠腾射扣磨])"
)
_ALSO: Final = (
    (re.compile(r"\b(?:both|pair|couple|twins?|duo|twice)\b|[双俩对]|两者", re.I), Fraction(2), ""),
    (re.compile(r"\bdecades?\b", re.I), Fraction(10), "yr"),
    (re.compile(r"\bfortnights?\b", re.I), Fraction(2), "wk"),
    (re.compile(r"\b(?:a|one|the) century\b", re.I), Fraction(100), "yr"),
    (re.compile(r"\b(?:half a|half-)year\b|\bsix-month\b|半年", re.I), Fraction(6), "mo"),
    (re.compile(r"\b(?:per|one|each|every) quarter\b|每个?季度", re.I), Fraction(3), "mo"),
    (re.compile(r"\bquarter[- ](?:of a )?(?:percentage )?points?\b", re.I), Fraction(1, 4), ""),
    (re.compile(r"\b(?:a|per) dozen\b|一打", re.I), Fraction(12), ""),
)
_HALVES: Final = re.compile(
    r"\b(?P<n>an?|[a-z]+|\d+)(?: (?P<u>[a-z]+?)s?)? and a half(?: (?P<v>[a-z]+))?\b"
    r"|(?P<c>[一两二三四五六七八九十\d]+)(?:个半(?P<x>小时|月|钟头|世纪)|(?P<y>年|天|小时)半(?!径))",
    re.I,
)
_GROWN: Final = re.compile(r"[增涨多高长大出][^\d，。]{0,3}[\d一二两三四五六七八九十.]+倍")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Said:
    """The facts of a text; ``also`` are other ways in which it says its numbers."""

    days: tuple[Day, ...]
    hours: tuple[Hour, ...]
    numbers: tuple[Quantity, ...]
    also: tuple[Quantity, ...]


def unsaid(said: str, source: str, *, small: bool = True) -> tuple[Fault, ...]:
    """Return the figures, dates and times of day in ``said`` that ``source`` does not tell.

    Parameters
    ----------
    small : bool
        Whether numbers to `SMALL` that are written as words count.

    >>> unsaid("It opens on Monday at 3 p.m.", "周一15时开门")
    ()
    >>> unsaid("It opens on Tuesday at 3 a.m.", "周一15时开门")
    (('date', 'Tuesday'), ('number', '3 a.m.'))
    """
    mine, theirs = _facts(said), _facts(source)
    found: list[Fault] = [("date", d.text) for d in mine.days if not _dated(d, theirs)]
    known = weekdays(source)
    found += [("date", word) for day, word in weekdays(said).items() if day not in known]
    found += [("number", h.text) for h in mine.hours if not _timed(h, theirs)]
    left = (q for q in mine.numbers if not _counted(q, theirs) and not _in_ratio(q, mine, theirs))
    found += [("number", q.text) for q in left if small or not _small(q)]
    return tuple(dict.fromkeys(found))


def contradicted(said: str, source: str) -> tuple[Fault, ...]:
    """Return what ``said`` and one sentence, ``source``, cannot both be true about.

    It denies what the other tells, goes up where the other goes down, or counts otherwise.

    >>> contradicted("公园收门票", "The park does not charge admission")
    (('sense', 'not'),)
    """
    found: list[Fault] = []
    for one, other in ((said, source), (source, said)):
        word = denial(one)
        if word and not may_deny(other):
            found.append(("sense", word))
    if word := turned(said, source):
        found.append(("sense", word))
    mine, theirs = relative(said), relative(source)
    for name, word in mine.items():
        kin = [other for other in theirs if other.split()[0] == name.split()[0]]
        if kin and name not in theirs:
            found.append(("date", word))
    return tuple(dict.fromkeys((*found, *_miscounted(said, source))))


def displaced(said: str, source: str) -> tuple[Fault, ...]:
    """Return what ``said`` denies, turns round or moves in time with no ground in ``source``."""
    known = relative(source)
    found: list[Fault] = [("date", w) for name, w in relative(said).items() if name not in known]
    word = denial(said)
    if word and not may_deny(source):
        found.append(("sense", word))
    if word := turned(said, source):
        found.append(("sense", word))
    return tuple(found)


def _miscounted(said: str, source: str) -> tuple[Fault, ...]:
    """Return small numbers of ``said`` where ``source`` has others in their place."""
    mine, theirs = _facts(said), _facts(source)
    here = [q for q in mine.numbers if _small(q) and not _counted(q, theirs)]
    there = [q for q in theirs.numbers if _small(q) and not _counted(q, mine)]
    return tuple(("number", q.text) for q in here) if there else ()


def _small(one: Quantity) -> bool:
    return not re.search(r"\d", one.text) and abs(one.value) <= SMALL


@lru_cache(maxsize=2048)
def _facts(text: str) -> _Said:
    also = tuple(_also(text))
    rest = _OFF.sub(" ", text)
    rest = _HALVES.sub(" ", without_sayings(rest) if has_han(rest) else rest)
    times, rest = hours(rest)
    rest = re.sub(r"(?:周|星期|礼拜)[一二三四五六日天](?!次)", " ", rest)
    days, rest = dates(rest)
    months = tuple(
        Day(month=_MONTHS.index(m.group()) + 1, text=m.group()) for m in _MONTH.finditer(rest)
    )
    numbers = tuple(q for q in quantities(_GROWN.sub(" ", _MONTH.sub(" ", rest))) if not _one(q))
    return _Said(days=(*days, *months), hours=times, numbers=(*numbers, *_spelled(text)), also=also)


def _one(quantity: Quantity) -> bool:
    """Tell whether it is one, or the first, in words: other languages say it or not."""
    return quantity.value == 1 and not re.search(r"\d", quantity.text)


def _also(text: str) -> Iterable[Quantity]:
    for m in _RATIO.finditer(text):
        low, high = (_value(m[k]) for k in (("a", "b") if m["a"] else ("d", "c")))
        if low and high and low < high:
            yield Quantity(value=low / high, unit="", text=m.group())
    for rule, number, unit in _ALSO:
        if rule.search(text):
            yield Quantity(value=number, unit=unit, text="")


def _spelled(text: str) -> Iterable[Quantity]:
    """Yield discounts (八折) and what has a half behind it (an hour and a half)."""
    for m in _OFF.finditer(text):
        digits = m["n"].replace(".", "")
        value = sum((_value(c) * Fraction(1, 10**k) for k, c in enumerate(digits)), Fraction(0))
        yield Quantity(value=100 - 10 * value, unit="%", text=m.group())
    for m in _HALVES.finditer(text):
        unit = m["u"] or m["v"] or {"月": "个月"}.get(m["x"] or m["y"], m["x"] or m["y"])
        count = _value((m["n"] or m["c"]).lower().replace("an", "one") if m["n"] != "a" else "one")
        yield Quantity(value=count + Fraction(1, 2), unit=unit_after(unit, 0), text=m.group())


def _value(word: str) -> Fraction:
    found = quantities(word)
    return found[0].value if found else Fraction(word.lower() in ("one", "一"))


def _dated(day: Day, source: _Said) -> bool:
    """Tell whether the month and the day of a date stand in one of the source, its year in any."""
    years = {one.year for one in source.days} | {one.value for one in source.numbers}
    if day.year and day.year not in years:
        return False
    bare = replace(day, year=0)
    if not day.month or any(bare.within(one) for one in source.days):
        return True
    counted = any(q.value == day.day and not q.unit for q in source.numbers)
    return counted and any(one.month == day.month and not one.day for one in source.days)


def _timed(hour: Hour, source: _Said) -> bool:
    if any(hour.same(one) for one in source.hours):
        return True
    value = Fraction(hour.minutes, 60)
    whole = {
        value % 12,
        (value - Fraction(hour.minutes % 60, 60) + Fraction(hour.minutes % 60, 100)) % 12,
    }
    return any(q.unit in ("", "clock") and q.value % 12 in whole for q in source.numbers)


def _counted(one: Quantity, source: _Said) -> bool:
    if any(_equal(one, other) for other in (*source.numbers, *source.also)):
        return True
    if one.unit in ("", "clock") and any(
        (one.value - Fraction(h.minutes, 60)) % 12 == 0 for h in source.hours
    ):
        return True
    loose = one.unit in (*_LOOSE, "yr", "d", "mo")
    return loose and any(one.value in (d.year, d.month, d.day) for d in source.days)


def _in_ratio(one: Quantity, mine: _Said, theirs: _Said) -> bool:
    """Tell whether a number is part of a share that the other tells, as seven in ten is 70%."""
    told = (*theirs.numbers, *theirs.also)
    shares = (q.text for q in mine.also if q.text and any(_equal(q, other) for other in told))
    return any(one.text in share for share in shares)


def _equal(one: Quantity, other: Quantity) -> bool:
    """Tell whether two quantities may be one: 18个月 and a year and a half, 30% and 三成."""
    a, b = _measured(one), _measured(other)
    if a[0] == b[0]:
        return a[1] == b[1]
    if a[0] in _LOOSE or b[0] in _LOOSE:
        values = {one.value, one.value / 100 if one.unit == "%" else one.value}
        return bool(values & {other.value, other.value / 100 if other.unit == "%" else other.value})
    return {one.unit, other.unit} <= {"deg", "C", "F"} and "deg" in (one.unit, other.unit)


def _measured(one: Quantity) -> tuple[str, Fraction]:
    family, scale = _SCALES.get(one.unit, (one.unit, 1))
    return family, one.value * scale
