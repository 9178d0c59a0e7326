"""Plain reading text: white space, invisible characters, links and citation marks."""

from __future__ import annotations

import re
import unicodedata
from typing import Final

_CJK: Final = "\u2e80-\u303f\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\uff00-\uffef"
_WIDE: Final = re.compile(f"[{_CJK}\U00020000-\U0003ffff]")
_INVISIBLE: Final = re.compile(
    "[\u0000-\u0008\u000e-\u001f\u007f-\u009f\u00ad\u061c\u200b\u200c\u200e\u200f"
    "\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffc\ue000-\uf8ff]"
)
_URL: Final = re.compile(
    r"(?:https?://|www\.)[A-Za-z0-9\-._~:/?#\[\]@!$&'()*+,;=%]{0,4000}", re.IGNORECASE
)
_EMPTY_BRACKETS: Final = re.compile(r" ?(?:\( ?\)|（ ?）|\[ ?\]|【 ?】|< ?>)")
_BEFORE_MARK: Final = re.compile(r" (?=[,.;:!?，。；：！？、）)])")
_CITATION: Final = re.compile(r"(?<=\S) ?[\[［][1-9]\d{0,2}(?: ?[,，、–-] ?\d{1,3}){0,20}[\]］]")
_WRAP: Final = re.compile(r"[ \t]*\n[ \t]*")
_SPACES: Final = re.compile(r"[^\S\n]+")
_SUPERSCRIPT: Final = str.maketrans("0123456789+-−", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁻")


def visible(text: str) -> str:
    """Return ``text`` in NFC without control and zero-width characters, with plain line ends."""
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\u2029", "\n\n").replace("\f", "\n").replace("\v", "\n")
    return unicodedata.normalize("NFC", _INVISIBLE.sub("", text))


def joined(lines: list[str]) -> str:
    """Join the lines of one paragraph: no space is put between two Chinese characters.

    >>> joined(["你好", "世界", "hello", "there"])
    '你好世界 hello there'
    """
    out = ""
    parts = []
    for line in (part.strip() for part in lines):
        if not line:
            continue
        if out and not (_WIDE.match(out[-1]) and _WIDE.match(line[0])):
            parts.append(" ")
        parts.append(line)
        out = line
    return "".join(parts)


def unwrapped(text: str) -> str:
    """Return ``text`` with every line end that only wraps turned into a space or nothing."""
    return joined(text.split("\n")) if "\n" in text else text


def prose(text: str) -> str:
    """Return one block's reading text: no URLs, no citation marks, single spaces.

    Line ends are kept, blank lines are not.
    """
    text = _SPACES.sub(" ", visible(text))
    text = _WRAP.sub("\n", text)
    if "http" in text.lower() or "www." in text.lower():
        text = _SPACES.sub(" ", _URL.sub(_after_url, text))
        text = _EMPTY_BRACKETS.sub("", text)
        text = _BEFORE_MARK.sub("", _SPACES.sub(" ", text))
    text = _CITATION.sub("", text)
    return "\n".join(line for line in (part.strip() for part in text.split("\n")) if line)


def one_line(text: str) -> str:
    """Return `prose` of ``text`` on a single line."""
    return unwrapped(prose(text))


def superscript(text: str) -> str:
    """Return digits and signs as superscripts, other text unchanged.

    >>> superscript("2")
    '²'
    """
    return text.translate(_SUPERSCRIPT)


def word_set(listing: str) -> frozenset[str]:
    """Return the words of ``listing``, which white space keeps apart."""
    return frozenset(listing.split())


def width(text: str) -> int:
    """Return the display width in half-width columns."""
    return len(text) + len(_WIDE.findall(text))


def _after_url(match: re.Match[str]) -> str:
    address = match.group()
    tail = len(address.rstrip(".,;:!?'"))
    kept = address[tail:]
    if address[:tail].endswith(")") and address.count(")") > address.count("("):
        kept = ")" + kept
    return kept
