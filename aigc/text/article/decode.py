"""Bytes to text: which encoding a document is in, and whether it is text at all."""

from __future__ import annotations

import re
from typing import Final

from aigc.encodings import marked
from aigc.errors import InputError

_ALIASES: Final = {
    "gb2312": "gb18030",
    "gbk": "gb18030",
    "x-gbk": "gb18030",
    "iso-8859-1": "cp1252",
}
_DECLARED: Final = re.compile(
    rb"""charset\s{0,9}=\s{0,9}["']?\s{0,9}([A-Za-z0-9_\-]{2,40})""", re.I
)
_CONTROL: Final = re.compile("[\u0000-\u0008\u000e-\u001f\u007f]")
_COMMON_GB: Final = re.compile(rb"[\xa1-\xa3\xb0-\xf7][\xa1-\xfe]")
_COMMON: Final = re.compile(
    "[\\s\u0020-\u007e\u00a0-\u00ff\u2010-\u2026\u3000-\u301f\u4e00-\u9fff\uff00-\uff5e]"
)
_HIGH: Final = re.compile(rb"[\x80-\xff]")


def decode_text(raw: bytes, *, declared: str = "", name: str = "The document") -> str:
    """Return the text of ``raw``: UTF-8, UTF-16, UTF-32, GB18030, Big5 or Windows-1252.

    ``declared`` is the encoding that a header or the page itself names; it is used when it works.

    Raises
    ------
    InputError
        The bytes are not text, or their encoding cannot be told.
    """
    text = _decoded(raw, declared)
    if text is None or _is_binary(text):
        raise InputError(
            f"{name} is not readable text: it is binary, damaged or in an unknown encoding. "
            "Save it as UTF-8 text, Markdown, HTML, DOCX or PDF."
        )
    return text


def declared_charset(raw: bytes) -> str:
    """Return the encoding that an HTML page names in its first 4 kB, or an empty string."""
    found = _DECLARED.search(raw[:4096])
    return found[1].decode("ascii").lower() if found else ""


def _decoded(raw: bytes, declared: str) -> str | None:
    if mark := marked(raw):
        return _strict(raw, mark)
    text = _strict(raw, "utf-8")
    if text is not None and "\0" not in text:
        return text
    if b"\0" in raw:
        return _without_bom(raw)
    if declared and (text := _strict(raw, _ALIASES.get(declared.lower(), declared))) is not None:
        return text
    return _nearly_utf8(raw) or _chinese(raw) or _western(raw)


def _strict(raw: bytes, encoding: str) -> str | None:
    try:
        return raw.decode(encoding)
    except (UnicodeError, LookupError):
        return None


def _without_bom(raw: bytes) -> str | None:
    """Read UTF-16 without a mark: one byte order gives common characters, the other does not."""
    for encoding in ("utf-16-le", "utf-16-be"):
        text = _strict(raw, encoding)
        if text and len(_COMMON.findall(text)) >= 0.95 * len(text):
            return text
    return None


def _nearly_utf8(raw: bytes) -> str | None:
    text = raw.decode("utf-8", "replace")
    bad = text.count("\ufffd")
    good = sum(char > "\x7f" for char in text) - bad
    return text.replace("\ufffd", "") if bad <= 20 and good > 20 * bad else None


def _chinese(raw: bytes) -> str | None:
    high = len(_HIGH.findall(raw))
    pairs = len(_COMMON_GB.findall(raw))
    if 2 * pairs >= 0.9 * high and (text := _strict(raw, "gb18030")) is not None:
        return text
    text = _strict(raw, "big5")
    if text is None or high < 4:
        return None
    han = sum("\u4e00" <= char <= "\u9fff" for char in text)
    return text if han * 2 > sum(char > "\x7f" for char in text) else None


def _western(raw: bytes) -> str | None:
    high = len(_HIGH.findall(raw))
    return _strict(raw, "cp1252") if high * 8 < len(raw) else None


def _is_binary(text: str) -> bool:
    return "\0" in text or len(_CONTROL.findall(text)) * 100 > len(text)
