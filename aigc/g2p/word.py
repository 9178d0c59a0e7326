"""A word with its sounds, and how they were found."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.types.article import Language
from aigc.types.reading import Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenWord:
    """A word as it is said.

    Attributes
    ----------
    text : str
        The word as it is spoken: a segmenter's word of Chinese, or an English word or letter.
    language : Language
        Whose sounds the readings have.
    readings : tuple of Reading
        One for each syllable, at least one.
    pause : str
        The pause after the word, one of ``, . ? ! ; :`` or empty.
    is_function_word : bool
        The word carries grammar more than meaning (the, of; 的, 把), and is seldom stressed.
    why : tuple of str
        What was decided about its sounds, in the order in which it was.
    """

    text: str
    language: Language
    readings: tuple[Reading, ...]
    pause: str = ""
    is_function_word: bool = False
    why: tuple[str, ...] = ()


def listed(words: str) -> frozenset[str]:
    """Return the words of a list that is written with spaces between them."""
    return frozenset(words.split())
