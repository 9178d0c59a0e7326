"""GIF: XMP in an application extension before the end."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO, Final

from aigc.trust.labels import xmp
from aigc.trust.labels.streams import Damaged, Edit, bounded, splice, take

_BLOCKS_A_PART: Final = 8
_HEAD: Final = b"\x21\xff\x0bXMP DataXMP"
_TAIL: Final = b"\x01" + bytes(range(255, -1, -1)) + b"\x00"
"""Read as sub-blocks of any length, it leads to the closing zero."""


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of each XMP extension."""
    for start, end in _extensions(source)[0]:
        yield from xmp.labels(_packet(source, start, end))


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label."""
    places, trailer = _extensions(source)
    edits: list[Edit] = [(3, 6, b"89a")]
    label = text
    for start, end in places:
        new = xmp.relabelled(_packet(source, start, end), label)
        edits.append((start, end, _HEAD + new + _TAIL))
        label = ""
    if label:
        edits.append((trailer, trailer, _HEAD + xmp.relabelled(b"", label) + _TAIL))
    splice(source, target, edits)


def _packet(source: BinaryIO, start: int, end: int) -> bytes:
    data = take(source, end - start, at=start, most=xmp.MOST_BYTES)
    if not data.endswith(_TAIL):
        raise Damaged("its XMP has another form")
    return data[len(_HEAD) : -len(_TAIL)]


def _extensions(source: BinaryIO) -> tuple[list[tuple[int, int]], int]:
    """Return where the XMP extensions stand, and where the trailer does."""
    screen = take(source, 13, at=0)
    if screen[:6] not in (b"GIF87a", b"GIF89a"):
        raise Damaged("it does not begin as a GIF file does")
    at, places, count = 13 + _colours(screen[10]), [], 0
    while (kind := take(source, 1, at=at)) != b"\x3b":
        bounded(count // _BLOCKS_A_PART)
        start = at
        if kind == b"\x2c":
            at += 11 + _colours(take(source, 9)[8])
        elif kind == b"\x21":
            at += 2
        else:
            raise Damaged("a block has an unknown kind")
        at, blocks = _after_blocks(source, at)
        count += blocks + 1
        if kind == b"\x21" and take(source, min(len(_HEAD), at - start), at=start) == _HEAD:
            places.append((start, at))
    return places, at


def _colours(packed: int) -> int:
    """Return the bytes of the colour table that a packed field tells."""
    return 3 << (packed & 7) + 1 if packed & 0x80 else 0


def _after_blocks(source: BinaryIO, at: int) -> tuple[int, int]:
    """Return where the sub-blocks that begin at ``at`` end, and how many they are."""
    count = 0
    while size := take(source, 1, at=at)[0]:
        bounded((count := count + 1) // _BLOCKS_A_PART)
        at += size + 1
    return at + 1, count
