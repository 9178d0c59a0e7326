"""WAV and RF64: the chunk ``AIGC``, behind all others."""

from __future__ import annotations

from collections.abc import Iterator
from typing import BinaryIO

from aigc.trust.labels.record import LONGEST
from aigc.trust.labels.riff import chunk, chunks, head, resized
from aigc.trust.labels.streams import splice, take


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label of each chunk."""
    for one in chunks(source, head(source, b"WAVE")):
        if one.name == b"AIGC":
            yield take(source, one.size, at=one.body, most=LONGEST).decode("utf-8")


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the file with ``text`` as its one label."""
    riff = head(source, b"WAVE")
    old = [(one.start, one.end) for one in chunks(source, riff) if one.name == b"AIGC"]
    new = b"\0" * (riff.end % 2) + chunk(b"AIGC", text.encode())
    growth = len(new) - sum(end - start for start, end in old)
    cuts = [(start, end, b"") for start, end in old]
    splice(source, target, [resized(riff, growth), *cuts, (riff.end, riff.end, new)])
