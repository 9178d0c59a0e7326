"""Audacity's label tracks."""

from __future__ import annotations

import re
from collections.abc import Iterable
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.timings.decoding import text_of
from aigc.timings.tiers import between
from aigc.types.time import to_sample
from aigc.types.timing import Timed

_ROW: Final = re.compile(r"(\d{1,9}(?:[.,]\d{1,12})?)\t(\d{1,9}(?:[.,]\d{1,12})?)(?:\t(.*))?")
_BREAKS: Final = re.compile(r"[\t\n\r\v\f\x1c-\x1e\x85\u2028\u2029]+")


def write_labels(items: Iterable[Timed]) -> str:
    r"""Return a label track: beginning, end and label, parted by tabs, in seconds.

    Times are rounded to microseconds; half a sample is 10 µs at 48 kHz, so samples are kept.

    >>> from aigc.types.time import TimeRange
    >>> half = TimeRange(start=Fraction(0), duration=Fraction(1, 2))
    >>> write_labels([Timed(text="你好", time=half)])
    '0.000000\t0.500000\t你好\n'
    """
    return "".join(
        f"{_seconds(i.time.start)}\t{_seconds(i.time.end)}\t{_BREAKS.sub(' ', i.text)}\n"
        for i in items
    )


def read_labels(data: bytes | str, sample_rate: int = 48_000) -> tuple[Timed, ...]:
    """Return the labels of a track, each time at the nearest sample; ranges of pitch are left out.

    Raises
    ------
    InputError
        A line is no label, or ends before it begins.
    """
    out = []
    for number, row in enumerate(text_of(data, "label track").split("\n"), 1):
        if not row.strip() or row.startswith("\\"):
            continue
        found = _ROW.fullmatch(row.rstrip("\r"))
        begin, end = (_sample(found[n], sample_rate) if found else -n for n in (1, 2))
        if not found or end < begin:
            raise InputError(
                f"Line {number} of the label track is {row.strip()[:40]!r}. Write a beginning and "
                "an end in seconds and a label, parted by tabs."
            )
        out.append(Timed(text=found[3] or "", time=between(begin, end, sample_rate)))
    return tuple(out)


def _seconds(time: Fraction) -> str:
    us = round(time * 1_000_000)
    return f"{us // 1_000_000}.{us % 1_000_000:06}"


def _sample(text: str, sample_rate: int) -> int:
    return to_sample(Fraction(text.replace(",", ".")), sample_rate)
