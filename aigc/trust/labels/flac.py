"""FLAC: the field ``AIGC`` of its Vorbis comment."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO, Final

from aigc.trust.labels import vorbis
from aigc.trust.labels.streams import Damaged, bounded, splice, take

_COMMENT: Final = 4
_LAST: Final = 0x80
_MOST: Final = (1 << 24) - 1


@dataclass(frozen=True, slots=True, kw_only=True)
class _Block:
    kind: int
    is_last: bool
    start: int
    size: int

    @property
    def end(self) -> int:
        return self.start + 4 + self.size


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the labels of the comment."""
    for one in _blocks(source):
        if one.kind == _COMMENT:
            yield from vorbis.labels(take(source, one.size, at=one.start + 4))


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label."""
    blocks = list(_blocks(source))
    old = next((one for one in blocks if one.kind == _COMMENT), None)
    if old is None:
        first = blocks[0]
        bits = _LAST if first.is_last else 0
        mark = (first.start, first.start + 1, bytes([first.kind]))
        new = _block(bits, vorbis.relabelled(b"", text))
        splice(source, target, [mark, (first.end, first.end, new)])
        return
    data = vorbis.relabelled(take(source, old.size, at=old.start + 4), text)
    bits = _LAST if old.is_last else 0
    splice(source, target, [(old.start, old.end, _block(bits, data))])


def _blocks(source: BinaryIO) -> Iterator[_Block]:
    if take(source, 4, at=0) != b"fLaC":
        raise Damaged("it does not begin as a FLAC file does")
    at, is_last, count, comments = 4, False, 0, 0
    while not is_last:
        bounded(count := count + 1)
        head = take(source, 4, at=at)
        is_last = bool(head[0] & _LAST)
        one = _Block(
            kind=head[0] & 0x7F, is_last=is_last, start=at, size=int.from_bytes(head[1:], "big")
        )
        take(source, 1, at=one.end - 1)
        if (comments := comments + (one.kind == _COMMENT)) > 1:
            raise Damaged("it has two comments")
        yield one
        at = one.end


def _block(bits: int, data: bytes) -> bytes:
    if len(data) > _MOST:
        raise Damaged("its comment has no room for a label")
    return bytes([bits | _COMMENT]) + len(data).to_bytes(3, "big") + data
