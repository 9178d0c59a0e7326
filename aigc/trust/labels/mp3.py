"""MP3: the ID3v2 frame ``TXXX`` named ``AIGC``."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels.streams import Damaged, splice, take
from aigc.types.label import KEY

_CODINGS: Final = ("latin-1", "utf-16", "utf-16-be", "utf-8")
_UNSYNC, _EXTENDED, _FOOTER = 0x80, 0x40, 0x10
_FRAME_UNSYNC: Final = 0x02
_NEWEST: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tag:
    """A tag: its version, the frames as they stand, and where the sound begins."""

    version: int
    frames: tuple[tuple[bytes, bytes], ...]
    end: int


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of each frame."""
    for name, frame in _read(source).frames:
        if (label := _label(name, frame)) is not None:
            yield label


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label."""
    tag = _read(source)
    kept = [frame for name, frame in tag.frames if _label(name, frame) is None]
    data = b"\0" + KEY.encode() + b"\0" + text.encode()
    new = b"".join([*kept, b"TXXX" + _size(tag.version, len(data)) + b"\0\0" + data])
    head = b"ID3" + bytes([tag.version, 0, 0]) + _safe(len(new))
    splice(source, target, [(0, tag.end, head + new)])


def _read(source: BinaryIO) -> _Tag:
    head = take(source, 4, at=0)
    if head[:3] != b"ID3":
        if head[0] != 0xFF or head[1] & 0xE0 != 0xE0:
            raise Damaged("it does not begin as an MP3 file does")
        return _Tag(version=_NEWEST, frames=(), end=0)
    version, _, flags, *size = take(source, 7, at=3)
    if version not in (3, 4):
        raise Damaged(f"its tag is of ID3v2.{version}; save it with one of version 2.3 or 2.4")
    data = take(source, _unsafe(bytes(size)), at=10)
    end = 10 + len(data) + (10 if flags & _FOOTER else 0)
    take(source, 2, at=end)
    if flags & _UNSYNC and version == 3:
        data = data.replace(b"\xff\x00", b"\xff")
    if flags & _EXTENDED:
        data = data[_unsafe(data[:4]) if version == 4 else 4 + int.from_bytes(data[:4], "big") :]
    return _Tag(version=version, frames=tuple(_frames(version, data, flags)), end=end)


def _frames(version: int, data: bytes, flags: int) -> Iterator[tuple[bytes, bytes]]:
    """Yield name and bytes of each frame, until the padding."""
    at = 0
    while at + 10 <= len(data) and data[at]:
        raw = data[at + 4 : at + 8]
        size = _unsafe(raw) if version == 4 else int.from_bytes(raw, "big")
        end = at + 10 + size
        if end > len(data) or not size:
            raise Damaged("a frame of its tag has a wrong length")
        frame = data[at:end]
        if version == 4 and flags & _UNSYNC:
            frame = frame[:9] + bytes([frame[9] | _FRAME_UNSYNC]) + frame[10:]
        yield data[at : at + 4], frame
        at = end


def _label(name: bytes, frame: bytes) -> str | None:
    """Return the text of a frame that is a label."""
    if name != b"TXXX" or frame[9] & ~_FRAME_UNSYNC:
        return None
    data = frame[10:].replace(b"\xff\x00", b"\xff") if frame[9] else frame[10:]
    if data[0] >= len(_CODINGS):
        return None
    try:
        title, nul, text = data[1:].decode(_CODINGS[data[0]]).partition("\0")
    except UnicodeError:
        return None
    return text.lstrip("\ufeff") if nul and title.upper() == KEY else None


def _size(version: int, size: int) -> bytes:
    return _safe(size) if version == 4 else size.to_bytes(4, "big")


def _safe(size: int) -> bytes:
    """Return a size in four times seven bits."""
    return bytes(size >> shift & 0x7F for shift in (21, 14, 7, 0))


def _unsafe(raw: bytes) -> int:
    if len(raw) < 4 or any(byte & 0x80 for byte in raw):
        raise Damaged("a length in its tag is wrong")
    return sum(byte << shift for byte, shift in zip(raw, (21, 14, 7, 0), strict=True))
