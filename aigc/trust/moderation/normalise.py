"""Text as it is meant, however it is dressed up, with the way back to the original.

Width, case, accents, invisible characters, traditional forms and letters that look like Latin
ones are folded here, character by character. Spaces and marks between letters stay: who looks for
words decides what they part.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Final

from aigc.types.article import Span

_DROPPED: Final = frozenset(("Mn", "Me", "Mc", "Cf", "Cc", "Cs", "Cn", "Co"))
_KEPT: Final = {"\n": "\n", "\r": "\n", "\t": " ", "\v": "\n", "\f": "\n", "\x85": "\n"}
_LOOK_ALIKES: Final = (
    ("аеорсухіјѕԁһкмтвнгпиьбзчяѡԛԝ", "aeopcyxijsdhkmtbhrnubb3yrwqw"),
    ("αβγδεηικνορτυχωϲϳμπλσζ", "abydeniknoptuxwcjunaoz"),
    ("ƒıɩɑɡłøđħŧɛɔƙƥƭƴɓɗɠƈɦʋ", "fiiaglodhteokptybdgchv"),
    ("ᴀʙᴄᴅᴇꜰɢʜɪᴊᴋʟᴍɴᴏᴘʀꜱᴛᴜᴠᴡʏᴢ", "abcdefghijklmnoprstuvwyz"),
    ("օսոհցք", "ounhgp"),
)
"""Small letters of other scripts, and the Latin ones that they are taken for."""
_BOXES: Final = (0x1F130, 0x1F150, 0x1F170, 0x1F1E6)
"""Where the letters A to Z stand in squares, in circles, and as flags."""


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text, and for each of its characters the place of its origin.

    A character may have become several, which all have its place, or none.
    """

    text: str
    origins: Sequence[int]

    def span(self, start: int, end: int) -> Span:
        """Return where characters of the folded text stand in the original."""
        return Span(start=self.origins[start], end=self.origins[end - 1] + 1)


def fold(text: str) -> Folded:
    """Return a text as it is meant.

    >>> fold("Ｆu\u200bсk 賭博").text
    'fuck 赌博'
    """
    if text.isascii() and text.isprintable():
        return Folded(text.lower(), range(len(text)))
    pieces = [_TABLE[char] for char in text]
    folded = "".join(pieces)
    if len(folded) == len(text) and "" not in pieces:
        return Folded(folded, range(len(text)))
    return Folded(folded, [n for n, piece in enumerate(pieces) for _ in piece])


class _Table(dict[str, str]):
    """What each character becomes; worked out when it is first met."""

    def __missing__(self, char: str) -> str:
        plain = self[char] = _folded(char)
        return plain


_TABLE: Final = _Table(_KEPT)


def _folded(char: str) -> str:
    for first in _BOXES:
        if first <= ord(char) < first + 26:
            return chr(ord("a") + ord(char) - first)
    spread = unicodedata.normalize("NFKD", char).casefold()
    bare = (c for c in unicodedata.normalize("NFKD", spread) if _shown(c))
    return "".join(_meant().get(c, c) for c in bare)


def _shown(char: str) -> bool:
    return unicodedata.category(char) not in _DROPPED


@cache
def _meant() -> dict[str, str]:
    """Return what characters are taken for: traditional forms, and letters of other scripts."""
    data = files("aigc.trust.moderation") / "data" / "traditional.txt"
    old, new = data.read_text(encoding="utf-8").split()
    pairs = dict(zip(old, new, strict=True))
    for other, latin in _LOOK_ALIKES:
        pairs.update(zip(other, latin, strict=True))
    return pairs
