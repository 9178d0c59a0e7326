"""The text of a file of times, whoever wrote it."""

from __future__ import annotations

import codecs
from typing import Final

from aigc.errors import InputError

MOST_CHARACTERS: Final = 20_000_000
_WIDE: Final = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def text_of(data: bytes | str, what: str) -> str:
    """Return text: UTF-16 where its mark stands before it, else UTF-8, else GB18030.

    ``what`` names the kind of file in errors.

    Raises
    ------
    InputError
        It is none of them, or longer than 20 million characters.
    """
    text = data if isinstance(data, str) else _decoded(data, what)
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"The {what} has {len(text):,} characters; {MOST_CHARACTERS:,} at most are read. Cut "
            "the recording into parts."
        )
    return text.removeprefix("\ufeff")


def _decoded(data: bytes, what: str) -> str:
    encodings = ("utf-16",) if data.startswith(_WIDE) else ("utf-8", "gb18030")
    for encoding in encodings:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if "\0" not in text:
            return text
    raise InputError(f"The {what} is no text. Save it as UTF-8.")
