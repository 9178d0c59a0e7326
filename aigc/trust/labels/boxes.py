"""The boxes of MP4, MOV and M4A files."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels.streams import Damaged, bounded, take

_WIDE: Final = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A box: its name, where it starts, where its content does, and where it ends."""

    name: bytes
    start: int
    body: int
    end: int


def boxes(source: BinaryIO, start: int, end: int) -> Iterator[Box]:
    """Yield the boxes between two places of a file.

    Raises
    ------
    Damaged
        One is longer than what it stands in, or there are too many.
    """
    at, count = start, 0
    while at + 8 <= end:
        bounded(count := count + 1)
        size, name = struct.unpack(">I4s", take(source, 8, at=at))
        body = at + 8
        if size == _WIDE:
            size, body = int.from_bytes(take(source, 8), "big"), at + 16
        elif size == 0:
            size = end - at
        if at + size > end or at + size < body:
            raise Damaged(f"its part {name!r} has a wrong length")
        yield Box(name=name, start=at, body=body, end=at + size)
        at += size


def box(name: bytes, *content: bytes) -> bytes:
    """Return a box."""
    data = b"".join(content)
    return struct.pack(">I4s", len(data) + 8, name) + data
