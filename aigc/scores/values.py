"""Lengths as note values: what a notation can print, tied where one is not enough."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from typing import Final, NamedTuple

TYPES: Final = {
    "breve": Fraction(8),
    "whole": Fraction(4),
    "half": Fraction(2),
    "quarter": Fraction(1),
    "eighth": Fraction(1, 2),
    "16th": Fraction(1, 4),
    "32nd": Fraction(1, 8),
    "64th": Fraction(1, 16),
    "128th": Fraction(1, 32),
    "256th": Fraction(1, 64),
}
"""Note values by their names in MusicXML, in quarter notes."""

_DOTS: Final = (Fraction(1), Fraction(3, 2), Fraction(7, 4))
_PRINTED: Final = sorted(
    (
        (length * dot, kind, dots)
        for kind, length in TYPES.items()
        for dots, dot in enumerate(_DOTS)
    ),
    reverse=True,
)


class Value(NamedTuple):
    """A note value.

    ``actual`` notes of this kind stand in the time of ``normal``; both are 1 outside of tuplets.
    ``kind`` is empty where nothing printable is so long.
    """

    duration: Fraction
    kind: str
    dots: int = 0
    actual: int = 1
    normal: int = 1


def odd_part(number: int) -> int:
    """Return a number without its factors of two."""
    return number // (number & -number)


def values_of(duration: Fraction) -> Iterator[Value]:
    """Yield the values that make up a length, in quarter notes, the longest first."""
    actual = odd_part(duration.denominator)
    normal = 2 ** (actual.bit_length() - 1)
    if actual > 99:
        yield Value(duration, "")
        return
    left = duration * actual / normal
    for length, kind, dots in _PRINTED:
        while length <= left:
            yield Value(length * normal / actual, kind, dots, actual, normal)
            left -= length
    if left:
        yield Value(left * normal / actual, "")
