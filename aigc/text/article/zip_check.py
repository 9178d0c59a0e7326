"""Refuse office archives that are bombs, locked, or carry XML entities, before they are read."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from aigc.archives import is_bomb, is_locked, opened
from aigc.doors.limits import LIMITS
from aigc.errors import InputError

_MOST: Final = LIMITS["document"].packed
_MOST_XML_BYTES: Final = 60_000_000


def check_docx(raw: bytes, name: str) -> None:
    """Check that ``raw`` is a Word document of sane size without document type declarations.

    Raises
    ------
    InputError
        It is not.
    """
    damaged = f"{name} is a damaged DOCX file. Save it again and retry."
    with opened(io.BytesIO(raw), damaged) as archive:
        parts = archive.infolist()
        if not any(part.filename == "word/document.xml" for part in parts):
            raise InputError(
                f"{name} is a ZIP archive but not a Word document (DOCX). Unpack it and pass "
                "the article itself."
            )
        _check_sizes(parts, name)
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _check_xml(archive.read(part), name)


def _check_sizes(parts: list[zipfile.ZipInfo], name: str) -> None:
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    if is_bomb(parts, _MOST) or xml > _MOST_XML_BYTES:
        total = sum(part.file_size for part in parts)
        raise InputError(
            f"{name} unpacks to {total / 1e6:.0f} MB in {len(parts)} parts, which is not a "
            "reasonable Word document. Save the article in a smaller file."
        )
    if is_locked(parts):
        raise InputError(f"{name} is protected by a password. Save it without one.")


def _check_xml(content: bytes, name: str) -> None:
    bare = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise InputError(
            f"{name} holds XML declarations that Word never writes; it is refused. "
            "Copy the text into a new document."
        )
