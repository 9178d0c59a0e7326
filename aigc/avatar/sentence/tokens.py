"""Text cut into known words: longest match, whatever the script."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache

from aigc.avatar.sentence.lexicon import Word, lexicon, plain, shades, simplified
from aigc.avatar.sentence.numbers import measured

STRONG = ".。;；!！?？\n"
WEAK = ",，:："
QUOTES = str.maketrans("‘’“”′″´`", "''\"\"'\"''")
LETTERS = re.compile(r"[a-z][a-z']*")


@dataclass(frozen=True, slots=True, kw_only=True)
class Token:
    """One word and where it stands; ``end`` is after its last character."""

    word: Word
    start: int
    end: int
    text: str

    @property
    def chinese(self) -> bool:
        """Whether it is written in Chinese characters."""
        return not self.text.isascii()


def normal(text: str) -> str:
    """Return text of the same length: half width, lower case, simplified.

    >>> normal("戴圓框眼鏡，１７５ｃｍ")
    '戴圆框眼镜,175cm'
    """
    folded = (unicodedata.normalize("NFKC", c) for c in text.translate(QUOTES))
    narrow = "".join(f if len(f) == 1 else c for f, c in zip(folded, text, strict=True))
    lower = "".join(c.lower() if len(c.lower()) == 1 else c for c in narrow)
    return lower.translate(simplified())


def tokens(text: str) -> list[Token]:
    """Return the words of a text; what is not known has the kind ``unknown``."""
    flat = normal(text)
    keys = plain(flat)
    found: list[Token] = []
    at = 0
    while at < len(flat):
        token = _at(text, flat, keys, at)
        if token is None:
            at += 1
            continue
        if _goes_on(found, token):
            last = found.pop()
            token = _token(text, last.word, last.start, token.end)
        found.append(token)
        at = token.end
    return _shaded(found, flat)


def _goes_on(found: list[Token], token: Token) -> bool:
    """Tell whether an unknown character carries on an unknown Chinese word."""
    if not found or token.word.kind != "unknown" or found[-1].word.kind != "unknown":
        return False
    return found[-1].end == token.start and token.chinese and found[-1].chinese


def _token(text: str, word: Word, start: int, end: int) -> Token:
    return Token(word=word, start=start, end=end, text=text[start:end])


def _at(text: str, flat: str, keys: str, at: int) -> Token | None:
    """Return the token that begins at a place, or None where a space or a quote stands."""
    char = flat[at]
    starts = not (at and _letter(flat[at - 1]) and _letter(char))
    measure = measured(flat, at) if starts and not (at and flat[at - 1].isdigit()) else None
    if measure:
        word = Word(kind="number", value=measure.path, factor=measure.value)
        return _token(text, word, at, at + measure.length)
    if char in STRONG or char in WEAK:
        kind = "strong" if char in STRONG else "weak"
        return _token(text, Word(kind=kind), at, at + 1)
    length = _best(flat, keys, at)
    if length:
        return _token(text, lexicon()[keys[at : at + length]], at, at + length)
    return _unknown(text, flat, at)


def _best(flat: str, keys: str, at: int) -> int:
    """Return the longest match after which Chinese goes on with a known word, else the longest."""
    sizes = list(_matches(flat, keys, at))
    for length in sizes:
        end = at + length
        if end == len(flat) or not flat[end].isalpha() or flat[end].isascii():
            return length
        if measured(flat, end) or any(_matches(flat, keys, end)):
            return length
    return sizes[0] if sizes else 0


def _matches(flat: str, keys: str, at: int) -> Iterator[int]:
    """Return the lengths of the known words that begin at a place, longest first."""
    for length in _lengths().get(keys[at], ()):
        end = at + length
        if keys[at:end] in lexicon() and end <= len(keys) and not (
            end < len(keys) and _letter(flat[end]) and _letter(flat[end - 1])
        ):  # fmt: skip
            yield length


@lru_cache(maxsize=1)
def _lengths() -> dict[str, tuple[int, ...]]:
    """Return which lengths known words have, by their first character, longest first."""
    found: dict[str, set[int]] = {}
    for key in lexicon():
        found.setdefault(key[0], set()).add(len(key))
    return {c: tuple(sorted(sizes, reverse=True)) for c, sizes in found.items()}


def _unknown(text: str, flat: str, at: int) -> Token | None:
    letters = LETTERS.match(flat, at)
    if letters:
        end = letters.end() - (2 if letters.group().endswith("'s") else 0)
        return _token(text, Word(kind="unknown"), at, max(end, at + 1))
    if flat[at].isdigit():
        digits = re.compile(r"\d+").match(flat, at)
        return _token(text, Word(kind="unknown"), at, digits.end() if digits else at + 1)
    if flat[at].isalnum():
        return _token(text, Word(kind="unknown"), at, at + 1)
    return None


def _letter(char: str) -> bool:
    return char.isascii() and char.isalpha()


def _shaded(found: list[Token], flat: str) -> list[Token]:
    """Make ``dark`` before a colour a shade of that colour rather than a quality."""
    result: list[Token] = []
    for token, after in zip(found, [*found[1:], None], strict=True):
        shade = shades().get(plain(flat[token.start : token.end]))
        if shade is not None and after is not None and after.word.kind == "colour":
            result.append(_token_of(token, Word(kind="shade", factor=shade)))
        else:
            result.append(token)
    return result


def _token_of(token: Token, word: Word) -> Token:
    return Token(word=word, start=token.start, end=token.end, text=token.text)
