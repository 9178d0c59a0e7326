"""The words under a line of music in ABC notation."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final, Literal, NamedTuple, Protocol

from aigc.scores.underlay import characters, syllabic
from aigc.types.score import Syllabic

_PIECE: Final = re.compile(
    r"(?P<code>\\u[0-9a-fA-F]{4})|\\(?P<literal>.)|(?P<sign>[-_*|\s])|(?P<plain>.)", re.S
)
_FIRST_HAN: Final = 0x3400
ESCAPED: Final = "-_*|~\\%"
"""Signs that stand for themselves only when they are written as a code."""


class Token(NamedTuple):
    """What a ``w:`` line says of one note, or a bar line in it; ``joined``: the word goes on."""

    kind: Literal["syllable", "hold", "skip", "bar"]
    text: str = ""
    joined: bool = False


class Sung(Protocol):
    """What is needed of a note to lay words under it."""

    measure: int
    tie_stop: bool


def tokens_of(line: str) -> list[Token]:
    r"""Return the syllables and signs of a ``w:`` line.

    ``-`` ends a syllable within a word, or holds it where it stands alone; ``_`` holds, ``*``
    leaves a note without words, ``|`` goes on to the next measure, ``~`` is a space. Chinese
    characters written together are a syllable each, unless one is written as ``\uXXXX``.
    """
    found: list[Token] = []
    text, whole = "", False
    for piece in [*_PIECE.finditer(line), None]:
        sign = piece["sign"] if piece else " "
        if piece and not sign:
            code = piece["code"]
            text += chr(int(code[2:], 16)) if code else _plain(piece)
            whole = whole or bool(code)
            continue
        found += _syllables(text, whole, joined=sign == "-")
        if not text and sign == "-" and found and not found[-1].joined:
            found.append(Token("hold"))
        elif not text and sign == "-" and found:
            found.append(Token("hold", joined=True))
        if sign in ("_", "*", "|"):
            found.append(Token({"_": "hold", "*": "skip", "|": "bar"}[sign]))  # type: ignore[arg-type]
        text, whole = "", False
    return found


def _plain(piece: re.Match[str]) -> str:
    literal: str | None = piece["literal"]
    return literal if literal is not None else piece["plain"].replace("~", " ")


def _syllables(text: str, whole: bool, *, joined: bool) -> Iterator[Token]:
    letters = [c for c in text if c.isalpha()]
    if not whole and len(letters) > 1 and all(ord(c) >= _FIRST_HAN for c in letters):
        *before, last = characters(text)
        yield from (Token("syllable", part) for part in before)
        text = last
    if text.strip():
        yield Token("syllable", text.strip(), joined)


class Placed(NamedTuple):
    """A syllable with the index of its note in the line of music."""

    note: int
    text: str
    syllabic: Syllabic
    extends: bool


def placed(
    tokens: Sequence[Token], notes: Sequence[Sung], *, goes_on: bool
) -> tuple[list[Placed], int, bool]:
    """Return the syllables on their notes, how many found none, and whether the last word goes on.

    A note that is tied to the one before takes a hold or a skip, never a syllable. ``goes_on``
    tells that the line before ended within a word.
    """
    found: list[Placed] = []
    at, left = 0, 0
    measure = notes[0].measure if notes else 0
    for token in tokens:
        if token.kind == "bar":
            measure += 1
            while at < len(notes) and notes[at].measure < measure:
                at += 1
            continue
        while token.kind == "syllable" and at < len(notes) and notes[at].tie_stop:
            at += 1
        if at >= len(notes):
            left += token.kind == "syllable"
            continue
        if token.kind == "syllable":
            found.append(Placed(at, token.text, syllabic(goes_on, token.joined), False))
            goes_on = token.joined
        elif token.kind == "hold" and found and not token.joined:
            found[-1] = found[-1]._replace(extends=not notes[at].tie_stop or found[-1].extends)
        measure = notes[at].measure
        at += 1
    return found, left, goes_on
