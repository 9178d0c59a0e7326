"""The chunks of RIFF files: WAV, RF64 and WebP."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels.streams import Damaged, Edit, bounded, length, take

_UNKNOWN: Final = 0xFFFFFFFF
_MOST: Final = 0xFFFFFFFF


@dataclass(frozen=True, slots=True, kw_only=True)
class Chunk:
    """A chunk: its name, where it starts, its bytes, and where the next one starts."""

    name: bytes
    start: int
    size: int
    end: int

    @property
    def body(self) -> int:
        """Where the bytes begin."""
        return self.start + 8


@dataclass(frozen=True, slots=True, kw_only=True)
class Riff:
    """The head of the file: its kind, and where its last chunk ends."""

    kind: bytes
    is_64: bool
    end: int
    data_size: int


def head(source: BinaryIO, *kinds: bytes) -> Riff:
    """Return the head of a RIFF file.

    Raises
    ------
    Damaged
        It is none of ``kinds``, or its length is not told or not there.
    """
    first = take(source, 12, at=0)
    name, size, kind = first[:4], int.from_bytes(first[4:8], "little"), first[8:]
    if name not in (b"RIFF", b"RF64") or kind not in kinds:
        raise Damaged("it does not begin as such a file does")
    data_size = 0
    if name == b"RF64":
        wide = take(source, 28, at=12)
        if wide[:4] != b"ds64":
            raise Damaged("its 64-bit sizes are missing")
        size, data_size = struct.unpack("<QQ", wide[8:24])
    elif size == _UNKNOWN:
        raise Damaged("its length was never written")
    if size + 8 > length(source):
        raise Damaged("it ends early")
    return Riff(kind=kind, is_64=name == b"RF64", end=size + 8, data_size=data_size)


def chunks(source: BinaryIO, riff: Riff) -> Iterator[Chunk]:
    """Yield the chunks in their order."""
    at, count = 12, 0
    while at + 8 <= riff.end:
        bounded(count := count + 1)
        name, size = struct.unpack("<4sI", take(source, 8, at=at))
        if riff.is_64 and name == b"data" and size == _UNKNOWN:
            size = riff.data_size
        end = at + 8 + size + size % 2
        if end - size % 2 > riff.end:
            raise Damaged(f"its part {name!r} ends early")
        yield Chunk(name=name, start=at, size=size, end=min(end, riff.end))
        at = end


def chunk(name: bytes, data: bytes) -> bytes:
    """Return a chunk with its padding."""
    return name + struct.pack("<I", len(data)) + data + b"\0" * (len(data) % 2)


def resized(riff: Riff, growth: int) -> Edit:
    """Return the edit of the head that tells the new length.

    Raises
    ------
    Damaged
        It has grown past four gigabytes.
    """
    size = riff.end - 8 + growth
    if riff.is_64:
        return 20, 28, struct.pack("<Q", size)
    if size > _MOST:
        raise Damaged("it would be longer than 4 GB; write it as RF64 or FLAC")
    return 4, 8, struct.pack("<I", size)
