"""Vorbis comments, which FLAC and OGG share: the field ``AIGC``."""

from __future__ import annotations

import struct
from collections.abc import Iterator
from typing import Final

from aigc.trust.labels.streams import Damaged, bounded
from aigc.types.label import KEY

_FIELD: Final = f"{KEY}=".encode()


def labels(block: bytes) -> Iterator[str]:
    """Yield the labels among the comments of a block."""
    _, comments, _ = _parts(block)
    for comment in comments:
        if comment[: len(_FIELD)].upper() == _FIELD:
            yield comment[len(_FIELD) :].decode("utf-8")


def relabelled(block: bytes, text: str) -> bytes:
    """Return the block with ``text`` as its one label, all other comments as they were.

    An empty block stands for none.
    """
    vendor, comments, rest = _parts(block or struct.pack("<II", 0, 0))
    kept = [c for c in comments if c[: len(_FIELD)].upper() != _FIELD]
    kept.append(_FIELD + text.encode())
    listed = b"".join(struct.pack("<I", len(c)) + c for c in kept)
    return struct.pack("<I", len(vendor)) + vendor + struct.pack("<I", len(kept)) + listed + rest


def _parts(block: bytes) -> tuple[bytes, list[bytes], bytes]:
    """Return the vendor, the comments, and what stands behind them."""
    vendor, at = _text(block, 0)
    (count,) = struct.unpack_from("<I", block, at)
    bounded(count)
    at += 4
    comments = []
    for _ in range(count):
        comment, at = _text(block, at)
        comments.append(comment)
    return vendor, comments, block[at:]


def _text(block: bytes, at: int) -> tuple[bytes, int]:
    (size,) = struct.unpack_from("<I", block, at)
    end = at + 4 + size
    if end > len(block):
        raise Damaged("a comment is cut short")
    return block[at + 4 : end], end
