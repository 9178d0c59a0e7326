"""PDF: the key ``/AIGC`` of the document's information, in an update behind the old bytes."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any, BinaryIO, Final

from aigc.trust.labels.streams import Damaged, NoRoom, length, take

_KEY: Final = "/AIGC"
_MOST: Final = 64 << 20


def found(source: BinaryIO) -> Iterator[str]:
    """Yield the label."""
    _check(source)
    from pypdf import PdfReader

    with _quiet():
        reader = PdfReader(source)
        told: Any = reader.metadata or {}
        if reader.is_encrypted:
            raise Damaged("it is locked by a password")
        if told.get(_KEY) is not None:
            yield str(told[_KEY])


def write(source: BinaryIO, target: BinaryIO, text: str) -> None:
    """Copy the document with ``text`` as its one label."""
    _check(source)
    from pypdf import PdfReader, PdfWriter

    with _quiet():
        reader = PdfReader(source)
        if reader.is_encrypted:
            raise Damaged("it is locked by a password")
        writer = PdfWriter(reader, incremental=True)
        writer.add_metadata({_KEY: text})
        writer.write(target)


def _check(source: BinaryIO) -> None:
    if length(source) > _MOST:
        raise NoRoom
    if take(source, 5, at=0) != b"%PDF-":
        raise Damaged("it does not begin as a PDF file does")
    source.seek(0)


@contextmanager
def _quiet() -> Iterator[None]:
    """Keep the reader from telling its doubts on the screen."""
    log = logging.getLogger("pypdf")
    level = log.level
    log.setLevel(logging.CRITICAL)
    try:
        yield
    finally:
        log.setLevel(level)
