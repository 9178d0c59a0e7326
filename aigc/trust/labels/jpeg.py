"""JPEG: XMP in an ``APP1`` segment."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from aigc.trust.labels import xmp
from aigc.trust.labels.streams import Damaged, Edit, bounded, splice, take

_HEADER: Final = b"http://ns.adobe.com/xap/1.0/\0"
_APP1, _SOS, _EOI, _FILL = 0xE1, 0xDA, 0xD9, 0xFF
_MOST: Final = 0xFFFF - 2


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of each XMP segment."""
    for start, end, packet in _packets(source):
        if start < end:
            yield from xmp.labels(packet)


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label."""
    edits: list[Edit] = []
    label = text
    for start, end, packet in _packets(source):
        if label or start < end:
            edits.append((start, end, _segment(xmp.relabelled(packet, label))))
        label = ""
    splice(source, target, edits)


def _packets(source: BinaryIO) -> Iterator[tuple[int, int, bytes]]:
    """Yield the place and the packet of each XMP segment, or a place for one where none is."""
    place, any_there = 2, False
    for marker, start, end in _segments(source):
        if marker in (0xE0, _APP1):
            data = take(source, end - start - 4, at=start + 4)
            if marker == _APP1 and data.startswith(_HEADER):
                any_there = True
                yield start, end, data[len(_HEADER) :]
            place = end if data.startswith((b"JFIF\0", b"Exif\0")) else place
    if not any_there:
        yield place, place, b""


def _segments(source: BinaryIO) -> Iterator[tuple[int, int, int]]:
    """Yield marker, start and end of the segments before the picture."""
    if take(source, 2, at=0) != b"\xff\xd8":
        raise Damaged("it does not begin as a JPEG file does")
    at, count = 2, 0
    while True:
        bounded(count := count + 1)
        escape, marker = take(source, 2, at=at)
        if escape != _FILL:
            raise Damaged("a segment is missing")
        if marker == _FILL:
            at += 1
            continue
        if marker == _EOI:
            raise Damaged("it holds no picture")
        end = at + 2 + int.from_bytes(take(source, 2), "big")
        if end < at + 4:
            raise Damaged("a segment has no length")
        take(source, 1, at=end)
        if marker == _SOS:
            return
        yield marker, at, end
        at = end


def _segment(packet: bytes) -> bytes:
    size = len(_HEADER) + len(packet)
    if size > _MOST:
        raise Damaged("its XMP has no room for a label")
    return b"\xff\xe1" + (size + 2).to_bytes(2, "big") + _HEADER + packet
