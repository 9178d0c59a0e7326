"""OGG with Vorbis, Opus, Speex or FLAC: the field ``AIGC`` of its Vorbis comment.

Source: RFC 3533, The Ogg Encapsulation Format; RFC 7845 for Opus.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels import vorbis
from aigc.trust.labels.streams import MOST_META, Damaged, bounded, length, take

_HEAD: Final = struct.Struct("<4sBBqIII")
_CONTINUED: Final = 1
_FULL: Final = 255
_PAGES_A_PART: Final = 8
_BACKWARDS: Final = bytes(int(f"{byte:08b}"[::-1], 2) for byte in range(256))
_MARKS: Final = (
    (b"\x01vorbis", b"\x03vorbis", 3),
    (b"OpusHead", b"OpusTags", 2),
    (b"Speex   ", b"", 2),
)
"""How the first packet begins, how the comment does, and how many packets the heads are."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Page:
    flags: int
    granule: int
    serial: int
    number: int
    lacing: bytes
    body: bytes
    end: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Heads:
    """The packets before the sound, on which pages they stand, and what begins the comment."""

    packets: tuple[bytes, ...]
    serial: int
    pages: int
    end: int
    mark: bytes


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels of the comment."""
    heads = _read(source)
    yield from vorbis.labels(heads.packets[1][len(heads.mark) :])


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label; pages behind it are numbered anew."""
    heads = _read(source)
    _, comment, *others = heads.packets
    block = vorbis.relabelled(comment[len(heads.mark) :], text)
    packets = [heads.mark + block, *others]
    made = list(_paged(packets, heads.serial))
    target.writelines([_again(next(_pages(source, 0)), 0), *made])
    shift = 1 + len(made) - heads.pages
    for page in _pages(source, heads.end):
        moved = shift if page.serial == heads.serial else 0
        target.write(_again(page, moved))


def _again(page: _Page, shift: int) -> bytes:
    number = (page.number + shift) & 0xFFFFFFFF
    return _bytes(page.flags, page.granule, page.serial, number, page.lacing, page.body)


def _read(source: BinaryIO) -> _Heads:
    pages = _pages(source, 0)
    first = next(pages, None)
    if first is None:
        raise Damaged("it is empty")
    mark, count = _kind(first.body)
    packets, part, size, number, end = [first.body], list[bytes](), 0, 1, first.end
    while len(packets) < count:
        page = next(pages, None)
        if page is None or page.serial != first.serial:
            raise Damaged("its heads are not together")
        number, end = number + 1, page.end
        if (size := size + len(page.body)) > MOST_META:
            raise Damaged("its heads are too long")
        packets += _ended(page, part)
        if len(packets) > count or (len(packets) == count and part):
            raise Damaged("its heads do not end with a page")
    if not packets[1].startswith(mark):
        raise Damaged("its comment is missing")
    return _Heads(packets=tuple(packets), serial=first.serial, pages=number, end=end, mark=mark)


def _kind(first: bytes) -> tuple[bytes, int]:
    """Return how the comment begins and how many packets the heads are."""
    if first.startswith(b"\x7fFLAC"):
        raise Damaged("it holds FLAC; save it as a .flac file")
    for begins, mark, count in _MARKS:
        if first.startswith(begins):
            return mark, count
    raise Damaged("it holds no Vorbis, Opus or Speex sound")


def _ended(page: _Page, part: list[bytes]) -> Iterator[bytes]:
    """Yield the packets that end on a page; ``part`` keeps what there is of the next."""
    at = 0
    for size in page.lacing:
        part.append(page.body[at : at + size])
        at += size
        if size < _FULL:
            yield b"".join(part)
            part.clear()


def _pages(source: BinaryIO, start: int) -> Iterator[_Page]:
    at, end, count = start, length(source), 0
    while at < end:
        bounded((count := count + 1) // _PAGES_A_PART)
        head = take(source, _HEAD.size, at=at)
        name, version, flags, granule, serial, number, _ = _HEAD.unpack(head)
        if name != b"OggS" or version:
            raise Damaged("a page has no head")
        lacing = take(source, take(source, 1)[0])
        body = take(source, sum(lacing))
        at = source.tell()
        yield _Page(
            flags=flags, granule=granule, serial=serial, number=number, lacing=lacing, body=body,
            end=at,
        )  # fmt: skip


def _paged(packets: Sequence[bytes], serial: int) -> Iterator[bytes]:
    """Yield the pages behind the first that hold ``packets``."""
    lacing, data = bytearray(), b"".join(packets)
    for packet in packets:
        lacing += b"\xff" * (len(packet) // _FULL) + bytes([len(packet) % _FULL])
    at = begun = 0
    for number, first in enumerate(range(0, len(lacing), _FULL), 1):
        part = bytes(lacing[first : first + _FULL])
        begun = at
        at += sum(part)
        continued = _CONTINUED if first and lacing[first - 1] == _FULL else 0
        granule = 0 if any(size < _FULL for size in part) else -1
        yield _bytes(continued, granule, serial, number, part, data[begun:at])


def _bytes(flags: int, granule: int, serial: int, number: int, lacing: bytes, body: bytes) -> bytes:
    """Return a page with its checksum."""
    tail = bytes([len(lacing)]) + lacing + body
    blank = _HEAD.pack(b"OggS", 0, flags, granule, serial, number, 0) + tail
    return blank[:22] + struct.pack("<I", _checksum(blank)) + blank[26:]


def _checksum(data: bytes) -> int:
    """Return the checksum of a page.

    It is that of zlib with the bits of every byte and of the result the other way round, and
    without its inversions.
    """
    turned = zlib.crc32(data.translate(_BACKWARDS), 0xFFFFFFFF) ^ 0xFFFFFFFF
    return int(f"{turned:032b}"[::-1], 2)
