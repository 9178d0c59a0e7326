"""Reading files piece by piece, within limits, and copying them with a few bytes changed."""

from __future__ import annotations

from collections.abc import Iterable
from typing import BinaryIO, Final

MOST_META: Final = 16 << 20
"""Most bytes of metadata that are held in memory."""
MOST_PARTS = 100_000
"""Most chunks, boxes or elements that one file is walked through."""
_CHUNK: Final = 1 << 20

Edit = tuple[int, int, bytes]
"""From which byte, to which, and what stands there instead; equal ends insert."""


class Damaged(Exception):
    """The file is cut short, is of another kind, or contradicts itself."""


class NoRoom(Exception):
    """The file is sound, but this one has no place for a label."""


def length(source: BinaryIO) -> int:
    """Return the bytes of the file."""
    return source.seek(0, 2)


def take(source: BinaryIO, count: int, *, at: int | None = None, most: int = MOST_META) -> bytes:
    """Return exactly ``count`` bytes, from ``at`` or from where the reading stands.

    Raises
    ------
    Damaged
        The file ends before, or it is more than ``most``.
    """
    if not 0 <= count <= most:
        raise Damaged(f"a part has {count:,} bytes, and {most:,} at most are read")
    if at is not None:
        source.seek(at)
    data = source.read(count)
    if len(data) < count:
        raise Damaged("it ends early")
    return data


def whole(source: BinaryIO, most: int = MOST_META) -> bytes:
    """Return the file.

    Raises
    ------
    NoRoom
        It is larger than ``most`` bytes.
    """
    size = length(source)
    if size > most:
        raise NoRoom
    return take(source, size, at=0, most=most)


def bounded(count: int) -> None:
    """Raise when a walk has gone through too many parts.

    Raises
    ------
    Damaged
        ``count`` is above `MOST_PARTS`.
    """
    if count > MOST_PARTS:
        raise Damaged(f"it has more than {MOST_PARTS:,} parts")


def splice(source: BinaryIO, target: BinaryIO, edits: Iterable[Edit]) -> None:
    """Copy the file with ``edits`` done, which must not overlap."""
    done = 0
    for start, end, data in sorted(edits, key=lambda edit: edit[:2]):
        copy(source, target, done, start)
        target.write(data)
        done = end
    copy(source, target, done, length(source))


def copy(source: BinaryIO, target: BinaryIO, start: int, end: int) -> None:
    """Copy the bytes between two places.

    Raises
    ------
    Damaged
        The file ends before.
    """
    source.seek(start)
    left = end - start
    while left > 0:
        data = source.read(min(left, _CHUNK))
        if not data:
            raise Damaged("it ends early")
        target.write(data)
        left -= len(data)
