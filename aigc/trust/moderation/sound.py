"""How Chinese characters sound, without tones: one syllable each, the commonest."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

_FIRST_CODE: Final = 0xE000
"""Syllables are written as one character each, from the private area, to be compared at once."""


def syllables_of(word: str) -> tuple[str, ...]:
    """Return the syllable of each character; what is no Chinese character stands for itself.

    >>> syllables_of("赌博")
    ('du', 'bo')
    """
    return tuple(map(syllable_of, word))


def syllable_of(char: str) -> str:
    """Return the syllable of a character, or itself."""
    return _syllables().get(char, char)


def coded(text: str) -> str:
    """Return a text with a code for the syllable of each Chinese character, as long as before."""
    return text.translate(_codes())


@cache
def _syllables() -> dict[str, str]:
    data = (files("aigc.trust.moderation") / "data" / "syllables.txt").read_text(encoding="utf-8")
    rows = (line.split(" ") for line in data.splitlines())
    return {char: syllable for syllable, chars in rows for char in chars}


@cache
def _codes() -> dict[int, int]:
    codes: dict[str, int] = {}
    for syllable in _syllables().values():
        codes.setdefault(syllable, _FIRST_CODE + len(codes))
    return {ord(char): codes[syllable] for char, syllable in _syllables().items()}
