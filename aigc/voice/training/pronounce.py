"""What a recording says, as words of phones with all the ways they may be said."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass

from aigc.voice.syllables import of_arpabet, of_pinyin
from aigc.voice.training.recordings import Recording

Pronunciations = Mapping[str, tuple[tuple[str, ...], ...]]
"""The ways to say each English word, in ARPAbet."""

_WORD = re.compile(r"[a-z']+")


@dataclass(frozen=True, slots=True)
class Spoken:
    """One way to say a word: its phones, the tone or the stress of each, and their syllables."""

    phones: tuple[str, ...]
    accents: tuple[int, ...]


Sentence = tuple[tuple[Spoken, ...], ...]
"""For each word in order the ways to say it; a Mandarin syllable is a word here."""


def sentence(recording: Recording, pronunciations: Pronunciations) -> Sentence | None:
    """Return what a recording says, nothing where a word of it is not known."""
    if recording.language == "zh":
        joined = re.sub(r"([1-5]) er5\b", r"r\1", recording.pinyin)
        return tuple((_syllable(one),) for one in joined.split())
    words = _WORD.findall(recording.text.lower())
    known = [pronunciations.get(word.strip("'"), pronunciations.get(word, ())) for word in words]
    return tuple(map(_ways, known)) if all(known) else None


def _syllable(pinyin: str) -> Spoken:
    tone = int(pinyin[-1]) if pinyin[-1].isdigit() else 5
    phones = of_pinyin(pinyin.rstrip("12345"))
    return Spoken(phones, (tone,) * len(phones))


def _ways(pronunciations: tuple[tuple[str, ...], ...]) -> tuple[Spoken, ...]:
    ways = [tuple(zip(*of_arpabet(phones), strict=True)) for phones in pronunciations]
    return tuple(dict.fromkeys(Spoken(phones, accents) for phones, accents in ways))
