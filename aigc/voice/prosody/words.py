"""What prosody is made for: words as phones, with the breaks between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Literal

from aigc.types.article import Language
from aigc.types.reading import Reading
from aigc.voice.phones import SYMBOLS, VOWELS
from aigc.voice.syllables import of_each_arpabet, of_pinyin
from aigc.voice.timing import STRESSES, TONES, UNMARKED

Mark = Literal["", ",", ";", ":", ".", "?", "!"]
Leans = Literal["", "left", "right"]
Break = Literal["none", "mark", "pause", "end"]
"""What follows a word: nothing, a mark that is not heard as a rest, a rest, the end."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """One word as its phones.

    Attributes
    ----------
    phones : tuple of str
        Of `aigc.voice.phones.SYMBOLS`.
    accents : tuple of int
        One a phone, as `aigc.voice.timing` counts them.
    syllables : tuple of int
        The number in the word of the syllable that each phone belongs to.
    weak : bool
        A word of grammar, such as "of" or 的.
    leans : {"", "left", "right"}
        The neighbour that it cannot be parted from by a rest: 的 leans left, "of" leans right.
    emphasis : bool
        The speaker brings it out.
    mark : Mark
        The sign after it.
    """

    phones: tuple[str, ...]
    accents: tuple[int, ...]
    syllables: tuple[int, ...]
    language: Language
    weak: bool = False
    leans: Leans = ""
    emphasis: bool = False
    mark: Mark = ""

    @property
    def size(self) -> int:
        """How many syllables it has."""
        return self.syllables[-1] + 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Broken:
    """Words with what follows each."""

    words: tuple[Word, ...]
    breaks: tuple[Break, ...]

    @property
    def phrases(self) -> tuple[tuple[int, int], ...]:
        """First word and end of each stretch between rests."""
        ends = [i + 1 for i, kind in enumerate(self.breaks) if kind in ("pause", "end")]
        return tuple(pairwise([0, *ends]))


def word_of(
    readings: Sequence[Reading],
    *,
    weak: bool = False,
    leans: Leans = "",
    emphasis: bool = False,
    mark: Mark = "",
) -> Word:
    """Return a word as phones, from the readings of its syllables, all of one language.

    Raises
    ------
    InputError
        When a reading is no syllable of its language.
    """
    language = readings[0].language
    if language == "zh":
        parts = [of_pinyin(r.sounds.rstrip("012345")) for r in readings]
        tones = [TONES + int(r.sounds[-1]) - 1 for r in readings]
        sounds = [(p, t) for part, t in zip(parts, tones, strict=True) for p in part]
        owner = [i for i, part in enumerate(parts) for _ in part]
    else:
        arpabet = [(phone, i) for i, r in enumerate(readings) for phone in r.sounds.split()]
        sounds, owner = _english(arpabet)
    phones, accents = zip(*sounds, strict=True)
    return Word(
        phones=phones, accents=accents, syllables=tuple(owner), language=language, weak=weak,
        leans=leans, emphasis=emphasis, mark=mark,
    )  # fmt: skip


def _english(arpabet: Sequence[tuple[str, int]]) -> tuple[list[tuple[str, int]], list[int]]:
    """Return the phones with their accents, and the syllable of each."""
    parts = of_each_arpabet([phone for phone, _ in arpabet])
    owner = [i for (_, i), part in zip(arpabet, parts, strict=True) for _ in part]
    return [(p, accent_of(p, stress)) for part in parts for p, stress in part], owner


def accent_of(phone: str, stress: int) -> int:
    """Return the accent of a phone of English: vowels carry the stress."""
    return STRESSES + stress if phone in VOWELS else UNMARKED


def counted(phones: Sequence[int]) -> tuple[int, ...]:
    """Return a syllable for each phone (an index of `SYMBOLS`), where none is written.

    What stands before a vowel belongs to it, what follows the last vowel to that.
    """
    vowels = [SYMBOLS[p] in VOWELS for p in phones]
    last = max(sum(vowels) - 1, 0)
    return tuple(min(sum(vowels[:i]), last) for i in range(len(phones)))
