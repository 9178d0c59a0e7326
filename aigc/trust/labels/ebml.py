"""The elements of Matroska and WebM files."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels.streams import Damaged, bounded, take

VOID: Final = 0xEC
CRC: Final = 0xBF
_LONGEST_ID: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Element:
    """An element: its name, where it starts, where its content does, and where it ends."""

    name: int
    start: int
    body: int
    end: int


def elements(source: BinaryIO, start: int, end: int) -> Iterator[Element]:
    """Yield the elements between two places.

    Raises
    ------
    Damaged
        One is longer than what it stands in, or does not tell its length.
    """
    at, count = start, 0
    while at < end:
        bounded(count := count + 1)
        one = element(source, at, end)
        yield one
        at = one.end


def element(source: BinaryIO, at: int, end: int) -> Element:
    """Return the element at a place."""
    name, wide = _number(source, at, keep_mark=True)
    size, size_wide = _number(source, at + wide, keep_mark=False)
    body = at + wide + size_wide
    if wide > _LONGEST_ID or size == (1 << 7 * size_wide) - 1:
        raise Damaged("a part does not tell its length; save it anew")
    if body + size > end:
        raise Damaged("it ends early")
    return Element(name=name, start=at, body=body, end=body + size)


def tagged(name: int, data: bytes) -> bytes:
    """Return an element."""
    return name.to_bytes((name.bit_length() + 7) // 8, "big") + sized(len(data)) + data


def sized(size: int, wide: int = 0) -> bytes:
    """Return a length, in ``wide`` bytes or in as few as it needs.

    Raises
    ------
    Damaged
        It has no room in ``wide`` bytes.
    """
    least = next(n for n in range(1, 9) if size < (1 << 7 * n) - 1)
    if wide and least > wide:
        raise Damaged("its length has no room to grow; save it anew")
    wide = wide or least
    return (size | 1 << 7 * wide).to_bytes(wide, "big")


def void(room: int) -> bytes:
    """Return an element without meaning that fills ``room`` bytes; 1 cannot be filled.

    Raises
    ------
    Damaged
        ``room`` is 1.
    """
    if room == 0:
        return b""
    if room == 1:
        raise Damaged("its index has no room for a label; save it anew")
    wide = 1 if room < 129 else 8
    return bytes([VOID]) + sized(room - 1 - wide, wide) + bytes(room - 1 - wide)


def unsigned(value: int) -> bytes:
    """Return a number in as few bytes as it needs."""
    return value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big")


def _number(source: BinaryIO, at: int, *, keep_mark: bool) -> tuple[int, int]:
    """Return a number of variable length, and how many bytes it has."""
    first = take(source, 1, at=at)
    wide = 9 - first[0].bit_length()
    if wide > 8:
        raise Damaged("a part has no name or length")
    value = int.from_bytes(first + take(source, wide - 1), "big")
    return value if keep_mark else value & (1 << 7 * wide) - 1, wide
