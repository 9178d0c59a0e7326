"""Pictures written into a document as ``data:`` URIs."""

from __future__ import annotations

import base64
import binascii
import re
from typing import Final
from urllib.parse import unquote_to_bytes

_DATA_URI: Final = re.compile(
    r"data:image/[A-Za-z0-9.+\-]{1,40}(?:;[A-Za-z0-9=\-]{1,40}){0,3},[A-Za-z0-9+/=%_\-.!~*:;,?&]*"
)
_MARK: Final = "embedded-picture:"


def lift(text: str) -> tuple[str, tuple[str, ...]]:
    """Replace every picture ``data:`` URI by a short mark, and return the URIs beside the text.

    Parsers are slow on addresses of many megabytes, or refuse them.
    """
    found: list[str] = []

    def mark(match: re.Match[str]) -> str:
        found.append(match.group())
        return f"{_MARK}{len(found) - 1}"

    return (_DATA_URI.sub(mark, text), tuple(found)) if "data:image" in text else (text, ())


def lowered(place: str, uris: tuple[str, ...]) -> str:
    """Return the ``data:`` URI that a mark stands for, any other ``place`` unchanged."""
    number = place.removeprefix(_MARK)
    if number != place and number.isdecimal() and len(number) < 9 and int(number) < len(uris):
        return uris[int(number)]
    return place


def payload(uri: str) -> bytes | None:
    """Return the bytes of a ``data:`` URI, or ``None`` when they cannot be decoded."""
    head, comma, body = uri.partition(",")
    if not comma:
        return None
    raw = unquote_to_bytes(body)
    if ";base64" not in head.lower():
        return raw
    try:
        return base64.b64decode(raw, validate=False)
    except (binascii.Error, ValueError):
        return None
