"""Refuse office archives that are bombs, locked, or carry XML entities, before they are read."""

from __future__ import annotations

import io
import zipfile
from typing import Final

from aigc.errors import InputError

_MOST_PARTS: Final = 5000
_MOST_XML_BYTES: Final = 60_000_000
_MOST_BYTES: Final = 300_000_000
_MOST_RATIO: Final = 300
_SMALL: Final = 1_000_000


def check_docx(raw: bytes, name: str) -> None:
    """Check that ``raw`` is a Word document of sane size without document type declarations.

    Raises
    ------
    InputError
        It is not.
    """
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
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
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, OSError) as exc:
        raise InputError(f"{name} is a damaged DOCX file. Save it again and retry.") from exc
    except Exception as exc:
        if isinstance(exc, InputError):
            raise
        raise InputError(f"{name} is a damaged DOCX file. Save it again and retry.") from exc


def _check_sizes(parts: list[zipfile.ZipInfo], name: str) -> None:
    total = sum(part.file_size for part in parts)
    xml = sum(part.file_size for part in parts if part.filename.endswith((".xml", ".rels")))
    packed = any(
        part.file_size > _SMALL and part.file_size > _MOST_RATIO * max(part.compress_size, 1)
        for part in parts
    )
    if len(parts) > _MOST_PARTS or total > _MOST_BYTES or xml > _MOST_XML_BYTES or packed:
        raise InputError(
            f"{name} unpacks to {total / 1e6:.0f} MB in {len(parts)} parts, which is not a "
            "reasonable Word document. Save the article in a smaller file."
        )
    if any(part.flag_bits & 1 for part in parts):
        raise InputError(f"{name} is protected by a password. Save it without one.")


def _check_xml(content: bytes, name: str) -> None:
    bare = content.replace(b"\0", b"")
    if b"<!DOCTYPE" in bare or b"<!ENTITY" in bare:
        raise InputError(
            f"{name} holds XML declarations that Word never writes; it is refused. "
            "Copy the text into a new document."
        )
