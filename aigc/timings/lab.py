"""HTK label files, as Sinsy, NNSVS and DiffSinger's tools read them."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.timings.decoding import text_of
from aigc.timings.tiers import between
from aigc.types.time import TimeRange, to_sample
from aigc.types.timing import Timed

UNITS: Final = 10_000_000
"""Label files count units of 100 ns."""
_ROW: Final = re.compile(
    r"""\s*(\d{1,18})\s+(\d{1,18})\s+("(?:[^"\\]|\\.)*"|'(?:[^'\\]|\\.)*'|\S+)(?:\s.*)?"""
)
_ESCAPED: Final = re.compile(r"\\([0-7]{3}|.)")
_PLAIN: Final = re.compile(r"[^\s\"'\\\x00-\x1f\x85]+")
_BREAKS: Final = re.compile(r"[\\\"\n\r\v\f\x1c-\x1e\x85\0]")


def write_lab(items: Iterable[Timed]) -> str:
    r"""Return a label file: beginning, end and label of each item on a line, in units of 100 ns.

    A time is rounded to the nearest unit, which is 50 ns away at most. Half a sample is 10 µs at
    48 kHz, so the nearest sample to what is read is the sample that was written, up to 10 MHz.
    A label with a space or a quotation mark is put in quotation marks, HTK's way.

    >>> from fractions import Fraction
    >>> write_lab([Timed(text="a", time=TimeRange(start=Fraction(1, 48), duration=Fraction(1)))])
    '208333 10208333 a\n'
    """
    return "".join(
        f"{_units(item.time.start)} {_units(item.time.end)} {_quoted(item.text)}\n"
        for item in items
    )


def read_lab(data: bytes | str, sample_rate: int = 48_000) -> tuple[Timed, ...]:
    """Return the items of a label file, each time at the nearest sample.

    What stands on a line behind the label, such as a score, is left out.

    Raises
    ------
    InputError
        A line is no label with two times, or they go backwards.
    """
    out: list[Timed] = []
    for number, row in enumerate(text_of(data, "label file").split("\n"), 1):
        if row.strip():
            out.append(_item(row, number, sample_rate, out[-1].time if out else None))
    return tuple(out)


def _units(time: Fraction) -> int:
    return round(time * UNITS)


def _item(row: str, number: int, sample_rate: int, before: TimeRange | None) -> Timed:
    found = _ROW.fullmatch(row)
    if not found:
        raise InputError(
            f"Line {number} of the label file is {row.strip()[:40]!r}. Write a beginning and an "
            "end in units of 100 ns and a label, such as '0 2500000 a'."
        )
    begin, end = (to_sample(Fraction(int(found[n]), UNITS), sample_rate) for n in (1, 2))
    time = between(begin, end, sample_rate)
    if end < begin or (before is not None and time.start < before.end):
        raise InputError(
            f"Line {number} of the label file goes from {found[1]} to {found[2]}, which is behind "
            "the end of the line before or ends before it begins. Correct the times."
        )
    return Timed(text=_bare(found[3]), time=time)


def _quoted(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text
    return f'"{_BREAKS.sub(_escape, text)}"'


def _escape(found: re.Match[str]) -> str:
    character = found[0]
    if character in '\\"':
        return "\\" + character
    return f"\\{ord(character):03o}"


def _bare(text: str) -> str:
    if len(text) < 2 or text[0] not in "'\"" or text[-1] != text[0]:
        return text
    return _ESCAPED.sub(lambda m: chr(int(m[1], 8)) if len(m[1]) == 3 else m[1], text[1:-1])
