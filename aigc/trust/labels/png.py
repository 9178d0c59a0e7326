"""PNG and APNG: XMP in an ``iTXt`` chunk before the picture."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels import xmp
from aigc.trust.labels.record import LONGEST
from aigc.trust.labels.streams import Damaged, Edit, bounded, splice, take
from aigc.types.label import KEY

SIGNATURE: Final = b"\x89PNG\r\n\x1a\n"
_XMP: Final = b"XML:com.adobe.xmp"
_TEXTS: Final = (b"tEXt", b"zTXt", b"iTXt")


@dataclass(frozen=True, slots=True, kw_only=True)
class _Chunk:
    name: bytes
    start: int
    size: int

    @property
    def end(self) -> int:
        return self.start + 12 + self.size


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of each text chunk named ``AIGC`` and of each XMP packet."""
    for keyword, value, _ in _texts(source):
        if keyword == KEY.encode():
            yield value.decode("utf-8")
        elif keyword == _XMP:
            yield from xmp.labels(value)


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label."""
    edits: list[Edit] = []
    label = text
    for keyword, value, one in _texts(source):
        new = b""
        if keyword == _XMP:
            new, label = _chunk(xmp.relabelled(value, label)), ""
        edits.append((one.start, one.end, new))
    if label:
        first = next(one for one in _chunks(source) if one.name == b"IDAT")
        edits.append((first.start, first.start, _chunk(xmp.relabelled(b"", text))))
    splice(source, target, edits)


def _chunks(source: BinaryIO) -> Iterator[_Chunk]:
    if take(source, 8, at=0) != SIGNATURE:
        raise Damaged("it does not begin as a PNG file does")
    at, name, count, pictured = 8, b"", 0, False
    while name != b"IEND":
        bounded(count := count + 1)
        head = take(source, 8, at=at)
        size, name = int.from_bytes(head[:4], "big"), head[4:]
        one = _Chunk(name=name, start=at, size=size)
        take(source, 4, at=one.end - 4)
        yield one
        pictured |= name == b"IDAT"
        at = one.end
    if not pictured:
        raise Damaged("it holds no picture")


def _texts(source: BinaryIO) -> Iterator[tuple[bytes, bytes, _Chunk]]:
    """Yield keyword, text and chunk of each XMP packet and of each text named AIGC."""
    for one in _chunks(source):
        if one.name not in _TEXTS:
            continue
        keyword, nul, _ = take(source, min(one.size, 80), at=one.start + 8).partition(b"\0")
        if nul and keyword in (KEY.encode(), _XMP):
            data = take(source, one.size, at=one.start + 8, most=xmp.MOST_BYTES)
            checksum = int.from_bytes(take(source, 4), "big")
            if checksum != zlib.crc32(one.name + data):
                raise Damaged("the checksum of its label is wrong")
            most = LONGEST if keyword == KEY.encode() else xmp.MOST_BYTES
            yield keyword, _value(one.name, data[len(keyword) + 1 :], most), one


def _value(name: bytes, rest: bytes, most: int) -> bytes:
    if name == b"tEXt":
        return rest
    if name == b"zTXt":
        return _inflated(rest[1:], most)
    packed = rest[:1] == b"\1"
    text = rest[2:].split(b"\0", 2)[2]
    return _inflated(text, most) if packed else text


def _inflated(data: bytes, most: int) -> bytes:
    unpacker = zlib.decompressobj()
    text = unpacker.decompress(data, most)
    if unpacker.unconsumed_tail:
        raise Damaged(f"its packed text is longer than {most:,} bytes")
    return text


def _chunk(packet: bytes) -> bytes:
    data = b"iTXt" + _XMP + b"\0\0\0\0\0" + packet
    return (len(data) - 4).to_bytes(4, "big") + data + zlib.crc32(data).to_bytes(4, "big")
