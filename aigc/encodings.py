"""Text of unknown encoding, as East Asian programs leave it in their files."""

from __future__ import annotations

import codecs
from collections.abc import Sequence
from typing import Final

from aigc.errors import InputError

_MARKS: Final = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 comes first, since its mark begins with that of UTF-16."""
_COMMON: Final = {
    "gb18030": ("gb2312", 0xB0, 0xD7),
    "cp932": ("shift_jis", 0x88, 0x97),
    "big5": ("big5", 0xA4, 0xC6),
}
"""Where each national set keeps its common characters: lead bytes of the first level."""
_WIDE: Final = ("utf-16-le", "utf-16-be")
_ENOUGH: Final = 0.6


def marked(raw: bytes) -> str:
    """Return the encoding whose mark the bytes begin with; empty when there is none."""
    return next((encoding for mark, encoding in _MARKS if raw.startswith(mark)), "")


def text_of(raw: bytes, what: str) -> str:
    """Return text: in the encoding of its mark, else UTF-8, else GB 18030.

    ``what`` names the file in the error.

    Raises
    ------
    InputError
        It is none of them.
    """
    mark = marked(raw)
    for encoding in (mark,) if mark else ("utf-8", "gb18030"):
        text = _reads(raw, encoding)
        if text is not None and "\0" not in text:
            return text
    raise InputError(f"{what} is not readable text. Save it as UTF-8.")


def decoded(raw: bytes, named: str = "") -> str:
    """Return text: by its mark, as UTF-8, in the encoding it names, or in the likeliest one."""
    if mark := marked(raw):
        return raw.decode(mark, "replace")
    if raw.count(0) * 8 > len(raw):
        even = raw[: len(raw) // 2 * 2]
        return even.decode("utf-16-be" if even[::2].count(0) > even[1::2].count(0) else "utf-16-le")
    return raw.decode(named or encoding_of([raw]) or "latin-1", "replace")


def encoding_of(pieces: Sequence[bytes]) -> str:
    """Return the encoding in which all pieces are likely text; empty when none is.

    UTF-8 comes first. GB 18030, Shift-JIS, Big5 and UTF-16 without a mark are told apart by how
    many of their letters are common ones of that set.
    """
    if all(_reads(piece, "utf-8") is not None for piece in pieces) and not any(
        b"\0" in piece for piece in pieces
    ):
        return "utf-8"
    wide = _WIDE if all(len(piece) % 2 == 0 for piece in pieces) else ()
    best, encoding = max((_likeness(pieces, name), -n) for n, name in enumerate((*_COMMON, *wide)))
    return (*_COMMON, *wide)[-encoding] if best >= _ENOUGH else ""


def _likeness(pieces: Sequence[bytes], encoding: str) -> float:
    """Return the share of common letters in what the pieces read as; 0 where they cannot be."""
    texts = [_reads(piece, encoding) for piece in pieces]
    letters = [c for text in texts if text for c in text if ord(c) > 0x7F]
    if None in texts or not letters:
        return 0.0
    homes = [encoding] if encoding in _COMMON else list(_COMMON)
    return sum(any(_is_common(c, home) for home in homes) for c in letters) / len(letters)


def _is_common(character: str, home: str) -> bool:
    if "\u3000" <= character <= "\u3011" or "\uff01" <= character <= "\uff5e":
        return True
    if "\u3041" <= character <= "\u30fc":
        return home == "cp932"
    codec, first, last = _COMMON[home]
    try:
        lead = character.encode(codec)[0]
    except UnicodeEncodeError:
        return False
    return first <= lead <= last


def _reads(piece: bytes, encoding: str) -> str | None:
    try:
        return piece.decode(encoding)
    except UnicodeDecodeError:
        return None
