"""Praat's TextGrid files."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.timings.decoding import text_of
from aigc.timings.tiers import between, filled
from aigc.types.time import TimeRange, to_sample
from aigc.types.timing import Timed

_TOKEN: Final = re.compile(
    r'"(?P<text>(?:[^"]|"")*)"|(?<!\S)(?P<number>[-+]?\d+(?:\.\d*)?(?:[eE][-+]?\d+)?%?)(?!\S)'
    r"|(?P<flag><[A-Za-z]+>)|(?<!\S)![^\n]*|\S+?(?=[\s\"!]|$)",
)
_KINDS: Final = ("IntervalTier", "TextTier")
_MOST: Final = 1_000_000
_DIGITS: Final = 9


@dataclass(frozen=True, slots=True, kw_only=True)
class TextGrid:
    """Tiers by name, in the order of the file; points have no duration."""

    start: Fraction
    end: Fraction
    tiers: Mapping[str, tuple[Timed, ...]]


def write_textgrid(
    tiers: Mapping[str, Sequence[Timed]], duration: Fraction, *, short: bool = False
) -> str:
    """Return a TextGrid with an interval tier for each name; gaps are intervals without a label.

    Times have nine digits behind the point, so that `read_textgrid` finds every sample again.
    ``short`` writes Praat's short form, which leaves the names of the fields out.

    Raises
    ------
    InputError
        There is no tier, or an item has no length or lies beyond ``duration``.
    """
    if not tiers:
        raise InputError("A TextGrid needs a tier. Give the words or the phonemes of a recording.")
    rows = list(_rows(tiers, duration))
    if not short:
        return "\n".join(f"{indent}{name}{value}".rstrip() for indent, name, value in rows) + "\n"
    return "\n".join(value for _, _, value in rows if value is not None and value != "") + "\n"


def read_textgrid(data: bytes | str, sample_rate: int = 48_000) -> TextGrid:
    """Return a TextGrid in the long or the short form, each time at the nearest sample.

    As in Praat, quoted text and free-standing numbers count, and the names of fields do not.
    Intervals without a label are gaps.

    Source: Praat manual, "TextGrid file formats".

    Raises
    ------
    InputError
        It is no TextGrid, ends too early, or its intervals overlap.
    """
    tokens = _Tokens(text_of(data, "TextGrid"), sample_rate)
    if tokens.text("the kind of file") != "ooTextFile" or tokens.text("the class") != "TextGrid":
        raise InputError(
            "The file is no TextGrid in text form. Save it in Praat as a text file, long or short."
        )
    start, end = tokens.time("the beginning"), tokens.time("the end")
    if not tokens.flag():
        return TextGrid(start=start, end=end, tiers={})
    tiers: dict[str, tuple[Timed, ...]] = {}
    for _ in range(tokens.count("the number of tiers")):
        kind, name = tokens.text("the kind of a tier"), tokens.text("the name of a tier")
        if kind not in _KINDS:
            raise InputError(
                f"The TextGrid has a tier of kind {kind!r}. Use {' or '.join(_KINDS)}."
            )
        tiers[_fresh(name, tiers)] = _read_tier(tokens, kind, name)
    return TextGrid(start=start, end=end, tiers=tiers)


def _rows(
    tiers: Mapping[str, Sequence[Timed]], duration: Fraction
) -> Iterator[tuple[str, str, str]]:
    """Yield indent, name and value of each field."""
    yield "", "File type = ", '"ooTextFile"'
    yield "", "Object class = ", '"TextGrid"'
    yield "", "", ""
    yield "", "xmin = ", "0"
    yield "", "xmax = ", _number(duration)
    yield "", "tiers? ", "<exists>"
    yield "", "size = ", str(len(tiers))
    yield "", "item []:", ""
    for n, (name, items) in enumerate(tiers.items(), 1):
        _check(name, items, duration)
        cells = filled(items, duration, "")
        yield "    ", f"item [{n}]:", ""
        yield " " * 8, "class = ", '"IntervalTier"'
        yield " " * 8, "name = ", _quoted(name)
        yield " " * 8, "xmin = ", "0"
        yield " " * 8, "xmax = ", _number(duration)
        yield " " * 8, "intervals: size = ", str(len(cells))
        for m, cell in enumerate(cells, 1):
            yield " " * 8, f"intervals [{m}]:", ""
            yield " " * 12, "xmin = ", _number(cell.time.start)
            yield " " * 12, "xmax = ", _number(cell.time.end)
            yield " " * 12, "text = ", _quoted(cell.text)


def _check(name: str, items: Sequence[Timed], duration: Fraction) -> None:
    now = Fraction(0)
    for item in items:
        if item.time.start < now or item.time.duration <= 0 or item.time.end > duration:
            raise InputError(
                f"{item.text!r} in the tier {name!r} goes from {float(item.time.start):.3f} to "
                f"{float(item.time.end):.3f} s, which overlaps, has no length or is beyond the end "
                f"at {float(duration):.3f} s. Correct its times."
            )
        now = item.time.end


def _number(time: Fraction) -> str:
    units = round(time * 10**_DIGITS)
    whole, part = divmod(units, 10**_DIGITS)
    return f"{whole}.{part:0{_DIGITS}}".rstrip("0").rstrip(".")


def _quoted(text: str) -> str:
    return '"' + text.replace("\0", "").replace('"', '""') + '"'


def _read_tier(tokens: _Tokens, kind: str, name: str) -> tuple[Timed, ...]:
    """Return the labelled intervals or points of a tier."""
    tokens.time("the beginning of a tier")
    tokens.time("the end of a tier")
    out: list[Timed] = []
    now: Fraction | None = None
    for _ in range(tokens.count("the size of a tier")):
        begin = tokens.time("the time of a label")
        end = tokens.time("the end of an interval") if kind == "IntervalTier" else begin
        text = tokens.text("a label")
        if end < begin or (now is not None and begin < now):
            raise InputError(
                f"The label {text!r} of the tier {name!r} goes from {float(begin):.3f} to "
                f"{float(end):.3f} s, before the one before it ends. Correct its times."
            )
        now = end
        if text.strip() or kind == "TextTier":
            out.append(Timed(text=text, time=TimeRange(start=begin, duration=end - begin)))
    return tuple(out)


def _fresh(name: str, taken: Mapping[str, object]) -> str:
    """Return the name, with a number where another tier has it."""
    number = 2
    fresh = name
    while fresh in taken:
        fresh, number = f"{name} {number}", number + 1
    return fresh


class _Tokens:
    """The text, numbers and flags of a file, one after the other."""

    def __init__(self, text: str, sample_rate: int) -> None:
        self._found = _TOKEN.finditer(text)
        self._rate = sample_rate

    def text(self, what: str) -> str:
        """Return the next quoted text."""
        return self._next("text", what).replace('""', '"')

    def time(self, what: str) -> Fraction:
        """Return the next number as seconds at the nearest sample."""
        value = self._next("number", what)
        digits, _, power = value.lower().rstrip("%").partition("e")
        if abs(int(power or 0)) > 30 or len(digits) > 60:
            raise InputError(f"The TextGrid has the time {value[:40]!r}. Write it in seconds.")
        sample = to_sample(Fraction(digits) * Fraction(10) ** int(power or 0), self._rate)
        return between(0, sample, self._rate).end

    def count(self, what: str) -> int:
        """Return the next number as a count."""
        value = self._next("number", what)
        if not value.isdecimal() or len(value) > 9 or int(value) > _MOST:
            raise InputError(f"The TextGrid gives {value[:40]!r} as {what}. Write a whole number.")
        return int(value)

    def flag(self) -> bool:
        """Tell whether the next flag says that something is there."""
        return self._next("flag", "whether there are tiers") == "<exists>"

    def _next(self, kind: str, what: str) -> str:
        for found in self._found:
            if found.lastgroup == kind:
                return found[kind]
            if found.lastgroup is not None:
                break
        raise InputError(
            f"The TextGrid does not tell {what} where it should. It may be cut off: save it again."
        )
