"""A Chinese word while it is being read."""

from __future__ import annotations

from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Syllable:
    """The syllable of one character: ``sound`` is pinyin without tone, ``tone`` is 1 to 5."""

    char: str
    sound: str
    tone: int

    def __str__(self) -> str:
        return f"{self.sound}{self.tone}"


@dataclass(frozen=True, slots=True)
class Draft:
    """A word, its syllables so far, and why they are so.

    ``fixed`` words keep the syllables that a user's lexicon gave them.
    """

    text: str
    syllables: tuple[Syllable, ...]
    why: tuple[str, ...] = ()
    fixed: bool = False

    def toned(self, index: int, tone: int, why: str) -> Draft:
        """Return the word with another tone on one syllable."""
        old = self.syllables[index]
        if old.tone == tone or self.fixed:
            return self
        new = replace(old, tone=tone)
        syllables = (*self.syllables[:index], new, *self.syllables[index + 1 :])
        return replace(self, syllables=syllables, why=(*self.why, f"{why}: {old} -> {new}"))


def syllable(char: str, reading: str) -> Syllable:
    """Return the syllable of a character from pinyin with a tone figure."""
    return Syllable(char, reading[:-1], int(reading[-1]))
