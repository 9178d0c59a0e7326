"""A line of an existing lyric: its cells, and what only serves to find hooks and rhymes."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.errors import InputError
from aigc.types.template import Cell


@dataclass(frozen=True, slots=True, kw_only=True)
class Verse:
    """One line as a form, with its words beside it.

    Attributes
    ----------
    words : tuple of str
        What is sung, to tell whether it comes again.
    classes : frozenset of str
        The rhyme classes of its end.
    tones : frozenset of str
        The tones of its end, in Chinese.
    word : str
        The word at its end where a word must not rhyme with itself: in English.
    """

    cells: tuple[Cell, ...]
    words: tuple[str, ...]
    classes: frozenset[str] = frozenset()
    tones: frozenset[str] = frozenset()
    word: str = ""


def unreadable(number: int, text: str, at: int, what: str) -> InputError:
    """Return the error about the sign at ``at`` in line ``number`` of the source."""
    return InputError(f"Line {number} of the lyric has {text[at]!r} at character {at + 1}: {what}")
