"""The text of a file of times, whoever wrote it."""

from __future__ import annotations

from typing import Final

from aigc import encodings
from aigc.errors import InputError

MOST_CHARACTERS: Final = 20_000_000


def text_of(data: bytes | str, what: str) -> str:
    """Return text without its mark, as `aigc.encodings.text_of` reads it.

    ``what`` names the kind of file in errors.

    Raises
    ------
    InputError
        It is no text, or longer than 20 million characters.
    """
    text = data if isinstance(data, str) else encodings.text_of(data, f"The {what}")
    if len(text) > MOST_CHARACTERS:
        raise InputError(
            f"The {what} has {len(text):,} characters; {MOST_CHARACTERS:,} at most are read. Cut "
            "the recording into parts."
        )
    return text.removeprefix("\ufeff")
