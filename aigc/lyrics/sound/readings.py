"""How Chinese characters are read today: alone, in words, and in a given text."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Literal

from aigc.lyrics.data import packed

LEVEL: Literal["平"] = "平"
OBLIQUE: Literal["仄"] = "仄"
TONES: tuple[str, str] = (LEVEL, OBLIQUE)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """The syllable that a character has in a text.

    Attributes
    ----------
    syllable : str
        Pinyin with its tone as a figure, 5 for the neutral tone; ü is v. Empty: not known.
    word : bool
        Whether it was read as part of a word of two or more characters.
    """

    syllable: str
    word: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class Readings:
    """Every reading that a text can give a character.

    Attributes
    ----------
    alone : Mapping of str to str
        The syllable of a character that stands in no known word.
    in_words : Mapping of str to tuple of str
        Its other syllables, each found in some word.
    finals : Mapping of str to str
        The final of a syllable without its tone, in full spelling: *iu* is ``iou``, ü is ``v``,
        the vowel of *zhi* and *zi* is ``-i``.
    """

    alone: Mapping[str, str]
    in_words: Mapping[str, tuple[str, ...]]
    finals: Mapping[str, str]

    def of(self, character: str) -> tuple[str, ...]:
        """Return the syllables of a character, the one it has alone first."""
        first = self.alone.get(character)
        return (first, *self.in_words.get(character, ())) if first else ()

    def final(self, syllable: str) -> str:
        """Return the final of a syllable with tone; empty when it has none (嗯)."""
        return self.finals.get(syllable[:-1], "")


@lru_cache(maxsize=1)
def readings() -> Readings:
    """Return the readings of some 28,000 characters, without any package for pinyin."""
    raw = packed("readings")
    others: dict[str, tuple[str, ...]] = defaultdict(tuple)
    for syllable, characters in raw["in_words"].items():
        for character in characters:
            others[character] += (syllable,)
    alone: dict[str, str] = {}
    for syllable, characters in raw["alone"].items():
        alone |= dict.fromkeys(characters, syllable)
    return Readings(alone=alone, in_words=dict(others), finals=raw["finals"])


def tone_of(syllable: str) -> Literal["平", "仄"]:
    """Return the tone that modern books give a syllable: its figure 1 and 2 are level.

    >>> tone_of("ming2"), tone_of("yue4"), tone_of("de5")
    ('平', '仄', '仄')
    """
    return LEVEL if syllable[-1] in "12" else OBLIQUE


@lru_cache(maxsize=4096)
def read(segment: str) -> tuple[Reading, ...]:
    """Return how each character of a text without marks is read.

    Words are the longest that pypinyin's phrase dictionary knows from the left; a character
    outside any of them has its most common reading.
    """
    from pypinyin import Style, pinyin
    from pypinyin.seg.simpleseg import seg

    found = pinyin(segment, style=Style.TONE3, neutral_tone_with_five=True, errors=_apart)
    in_word = [len(word) > 1 and word.isalpha() for word in seg(segment) for _ in word]
    syllables = (r[0] if len(r[0]) > 1 else "" for r in found)
    return tuple(Reading(syllable=s, word=w) for s, w in zip(syllables, in_word, strict=True))


def _apart(run: str) -> Any:
    """Return what has no reading one character at a time, so that places stay the same."""
    return list(run)
