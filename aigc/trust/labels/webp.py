"""WebP: XMP in a chunk of its own, which needs the extended head."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from aigc.trust.labels import xmp
from aigc.trust.labels.riff import Chunk, Riff, chunk, chunks, head, resized
from aigc.trust.labels.streams import Damaged, Edit, splice, take

_XMP_FLAG: Final = 0x04
_ALPHA_FLAG: Final = 0x10


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of each XMP chunk."""
    for one in chunks(source, head(source, b"WEBP")):
        if one.name == b"XMP ":
            yield from xmp.labels(take(source, one.size, at=one.body, most=xmp.MOST_BYTES))


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label."""
    riff = head(source, b"WEBP")
    parts = list(chunks(source, riff))
    if not parts:
        raise Damaged("it holds no picture")
    edits = [_extended(source, parts[0]), *_packets(source, riff, parts, text)]
    growth = sum(len(data) - (end - start) for start, end, data in edits)
    splice(source, target, [resized(riff, growth), *edits])


def _packets(source: BinaryIO, riff: Riff, parts: list[Chunk], text: str) -> Iterator[Edit]:
    """Yield the edits of the XMP chunks; the first gets the label."""
    label = text
    for one in parts:
        if one.name == b"XMP ":
            packet = take(source, one.size, at=one.body, most=xmp.MOST_BYTES)
            yield one.start, one.end, chunk(b"XMP ", xmp.relabelled(packet, label))
            label = ""
    if label:
        pad = b"\0" * (riff.end % 2)
        yield riff.end, riff.end, pad + chunk(b"XMP ", xmp.relabelled(b"", label))


def _extended(source: BinaryIO, first: Chunk) -> Edit:
    """Return the edit that makes the head an extended one with the flag of XMP."""
    if first.name == b"VP8X":
        flags = take(source, 1, at=first.body)[0]
        return first.body, first.body + 1, bytes([flags | _XMP_FLAG])
    data = take(source, 10, at=first.body)
    flags = _XMP_FLAG
    if first.name == b"VP8 " and data[3:6] == b"\x9d\x01\x2a":
        width = int.from_bytes(data[6:8], "little") & 0x3FFF
        height = int.from_bytes(data[8:10], "little") & 0x3FFF
    elif first.name == b"VP8L" and data[0] == 0x2F:
        bits = int.from_bytes(data[1:5], "little")
        width, height = (bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1
        flags |= _ALPHA_FLAG * (bits >> 28 & 1)
    else:
        raise Damaged("its picture is of an unknown kind")
    if not width or not height:
        raise Damaged("its picture has no size")
    size = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return first.start, first.start, chunk(b"VP8X", bytes([flags, 0, 0, 0]) + size)
