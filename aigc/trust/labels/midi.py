"""MIDI: a text at the beginning of the first track."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels.record import LONGEST
from aigc.trust.labels.streams import Damaged, Edit, bounded, splice, take
from aigc.types.label import KEY

_META, _TEXT = 0xFF, 0x01
_PREFIX: Final = f"{KEY}=".encode()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Track:
    body: int
    size: int


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels among the first texts."""
    for _, _, text in _labels(source, _track(source)):
        yield text


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label; no note moves."""
    track = _track(source)
    data = _PREFIX + text.encode()
    event = bytes([0, _META, _TEXT]) + _variable(len(data)) + data
    edits: list[Edit] = [(track.body, track.body, event)]
    edits += [(start, end, b"") for start, end, _ in _labels(source, track)]
    size = track.size + sum(len(new) - (end - start) for start, end, new in edits)
    splice(source, target, [(track.body - 4, track.body, size.to_bytes(4, "big")), *edits])


def _track(source: BinaryIO) -> _Track:
    head = take(source, 8, at=0)
    if head[:4] != b"MThd":
        raise Damaged("it does not begin as a MIDI file does")
    at = 8 + int.from_bytes(head[4:], "big")
    name = take(source, 8, at=at)
    track = _Track(body=at + 8, size=int.from_bytes(name[4:], "big"))
    if name[:4] != b"MTrk" or not track.size:
        raise Damaged("it has no track")
    take(source, 1, at=track.body + track.size - 1)
    return track


def _labels(source: BinaryIO, track: _Track) -> Iterator[tuple[int, int, str]]:
    """Yield place and text of the labels among the events that begin the track without a wait."""
    at, end, count = track.body, track.body + track.size, 0
    while at + 4 <= end:
        bounded(count := count + 1)
        wait, meta, kind = take(source, 3, at=at)
        if wait or meta != _META:
            return
        size, body = _size(source, at + 3)
        if body + size > end:
            raise Damaged("a text is cut short")
        if kind == _TEXT and size <= LONGEST + len(_PREFIX):
            data = take(source, size, at=body)
            if data.upper().startswith(_PREFIX):
                yield at, body + size, data[len(_PREFIX) :].decode("utf-8")
        at = body + size


def _size(source: BinaryIO, at: int) -> tuple[int, int]:
    """Return a length in groups of seven bits, and where what it counts begins."""
    value = 0
    for n in range(4):
        byte = take(source, 1, at=at + n)[0]
        value = value << 7 | byte & 0x7F
        if byte < 0x80:
            return value, at + n + 1
    raise Damaged("a length is too long")


def _variable(size: int) -> bytes:
    groups = [size & 0x7F]
    while size := size >> 7:
        groups.insert(0, size & 0x7F | 0x80)
    return bytes(groups)
