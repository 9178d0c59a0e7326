"""Syllables that wait for their notes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aigc.types.reading import Reading

STRESSED, PLAIN, WEAK = 2, 1, 0

_ARTICLES: Final = ("a", "an", "the", "and", "or", "but", "nor", "as", "than", "that", "if", "so")
_PREPOSITIONS: Final = ("of", "to", "in", "on", "at", "by", "for", "from", "with", "into", "this")
_VERBS: Final = ("is", "am", "are", "was", "were", "be", "has", "have", "had", "do", "does", "did",
    "will", "would", "can", "could", "shall", "should", "may", "might", "must")  # fmt: skip
_PRONOUNS: Final = ("i", "you", "he", "she", "it", "we", "they", "me", "him", "her", "us", "them",
    "my", "your", "his", "its", "our", "their")  # fmt: skip
_LIGHT: Final = frozenset({*_ARTICLES, *_PREPOSITIONS, *_VERBS, *_PRONOUNS})
_VOWEL_STRESS: Final = {"1": STRESSED, "2": PLAIN, "0": WEAK}


@dataclass(frozen=True, slots=True, kw_only=True)
class LyricSyllable:
    """A syllable of a line.

    Attributes
    ----------
    reading : Reading
        How it sounds.
    text : str
        As it is written, with its punctuation.
    word_end : bool
        It is the last of its word.
    """

    reading: Reading
    text: str
    word_end: bool = True


Line = Sequence[LyricSyllable]


def tone(syllable: LyricSyllable) -> int | None:
    """Return the tone of a Mandarin syllable, 1 to 5; None for another language."""
    last = syllable.reading.sounds[-1:]
    return int(last) if syllable.reading.language == "zh" and last in tuple("12345") else None


def accents(line: Line) -> tuple[int, ...]:
    """Return how much each syllable asks for a strong beat: 2 stressed, 1 plain, 0 weak.

    English goes by the stress of its vowels, small words being weak; of a Mandarin word the first
    syllable is the stronger one and a neutral tone is weak.
    """
    found = []
    for index, syllable in enumerate(line):
        begins = index == 0 or line[index - 1].word_end
        if syllable.reading.language == "zh":
            weak = tone(syllable) == 5
            found.append(WEAK if weak else PLAIN if begins else PLAIN - 1 + syllable.word_end)
        else:
            alone = begins and syllable.word_end
            light = alone and _plain(syllable.text) in _LIGHT
            found.append(WEAK if light else _stress(syllable.reading))
    return tuple(found)


def _plain(text: str) -> str:
    return "".join(c for c in text.lower() if c.isalpha())


def _stress(reading: Reading) -> int:
    """Return the stress that an ARPAbet vowel is marked with."""
    marks = [_VOWEL_STRESS[c] for c in reading.sounds if c in _VOWEL_STRESS]
    return max(marks, default=PLAIN)


def rhyme(line: Line) -> str:
    """Return what lines that rhyme have in common: the last vowel and what follows it."""
    if not line:
        return ""
    last = line[-1].reading
    if last.language == "zh":
        return last.sounds.rstrip("12345").lstrip("bpmfdtnlgkhjqxzcsryw")
    phones = last.sounds.split()
    vowels = [i for i, phone in enumerate(phones) if phone[-1:].isdigit()]
    return " ".join(phones[vowels[-1] :]).rstrip() if vowels else last.sounds
