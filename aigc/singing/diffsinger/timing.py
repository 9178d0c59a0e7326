"""When each phoneme of a phrase sounds: vowels on the beat, consonants before it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.singing.diffsinger.dictionary import BREATHED, SILENT, BankPhone, Dictionary
from aigc.singing.phrases import Phrase, SungSyllable

LEAD_S: Final = 0.5
TAIL_S: Final = 0.15
_JOINED_S: Final = 0.02
_BREATH_S: Final = 0.35
_LEAST_BREATH_S: Final = 0.08
_MOST_PAUSE: Final = 0.8
_MOST_CONSONANTS: Final = 0.5
_SECOND_VOWEL: Final = 0.3
_LENGTH_S: Final = {
    "stop": 0.06, "affricate": 0.09, "fricative": 0.1, "nasal": 0.065, "liquid": 0.06,
    "semivowel": 0.05,
}  # fmt: skip
_USUAL_S: Final = 0.07

Ints = NDArray[np.int64]
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What a model takes as one word: from one beat, or the beginning of a pause, to the next.

    Attributes
    ----------
    start_s, end_s : float
        On the clock of the line.
    midi : int
        Pitch of its note; in a pause that of the note after it, or before it at the end.
    phones : tuple of (BankPhone, int)
        Each with its note; what comes before the next beat is part of this word.
    """

    start_s: float
    end_s: float
    midi: int
    phones: tuple[tuple[BankPhone, int], ...]

    @property
    def is_pause(self) -> bool:
        """Whether it begins with silence."""
        return self.phones[0][0] is SILENT


@dataclass(frozen=True, slots=True, kw_only=True)
class Timeline:
    """A phrase as phonemes in time.

    Attributes
    ----------
    words : tuple of Word
        End to end; the first and the last are pauses.
    bounds_s : float64, shape (phonemes + 1,)
        Where each phoneme begins, and where the last ends.
    """

    words: tuple[Word, ...]
    bounds_s: Floats

    @property
    def phones(self) -> tuple[tuple[BankPhone, int], ...]:
        """All phonemes with their notes."""
        return tuple(phone for word in self.words for phone in word.phones)

    def durations(self, frame_s: float) -> Ints:
        """Return the length of each phoneme in frames, at least 1, without drift."""
        return frames(self.bounds_s, frame_s)

    def word_durations(self, frame_s: float) -> Ints:
        """Return the length of each word in frames, the sums of its phonemes'."""
        ends = np.cumsum([len(word.phones) for word in self.words])
        total = np.concatenate(([0], np.cumsum(self.durations(frame_s))))
        return np.diff(total[np.concatenate(([0], ends))])


Lengths = Callable[[Sequence[Word]], Floats]
"""Gives the natural length of each phoneme of some words in seconds."""


def frames(bounds_s: Floats, frame_s: float) -> Ints:
    """Return whole frames between times, at least 1 each, counted from the first time."""
    edges = np.rint((bounds_s - bounds_s[0]) / frame_s).astype(np.int64)
    # one frame each at the least: a later edge is pushed only as far as it must be
    steps = np.arange(len(edges))
    edges = np.maximum.accumulate(edges - steps) + steps
    return np.diff(edges)


def timeline(
    phrase: Phrase, dictionary: Dictionary, lengths: Lengths, *, breath: bool, frame_s: float
) -> Timeline:
    """Return when the phonemes of a phrase sound; its first beat is a whole frame.

    Parameters
    ----------
    breath : bool
        The bank has a sound of breath.

    Raises
    ------
    InputError
        When the bank cannot sing a syllable.
    """
    lead_s = round(LEAD_S / frame_s) * frame_s
    words = _words(phrase, dictionary, breath, lead_s)
    natural = lengths(words)
    bounds: list[float] = []
    at = 0
    for word in words:
        own = natural[at : at + len(word.phones)]
        at += len(word.phones)
        fitted = _paused(word, own) if word.is_pause else _scaled(word, own)
        bounds += (word.start_s + np.concatenate(([0.0], np.cumsum(fitted)[:-1]))).tolist()
    return Timeline(words=words, bounds_s=np.array([*bounds, words[-1].end_s]))


def rule_lengths(words: Sequence[Word]) -> Floats:
    """Return lengths by the kind of sound, for banks that predict none; vowels take the rest."""
    found: list[float] = []
    for word in words:
        kinds = [phone for phone, _ in word.phones]
        room = max(word.end_s - word.start_s, 1e-3)
        own = [0.0 if p.is_vowel else _LENGTH_S.get(p.kind, _USUAL_S) for p in kinds]
        if sum(own) > _MOST_CONSONANTS * room:
            own = [length * _MOST_CONSONANTS * room / sum(own) for length in own]
        rest = room - sum(own)
        vowels = [i for i, p in enumerate(kinds) if p.is_vowel]
        for i in vowels[1:]:
            own[i] = min(0.12, _SECOND_VOWEL * rest / len(vowels))
        own[vowels[0] if vowels else 0] += room - sum(own)
        found += own
    return np.array(found)


def _words(phrase: Phrase, dictionary: Dictionary, breath: bool, lead_s: float) -> tuple[Word, ...]:
    first = float(phrase[0].start)
    open_: list[tuple[float, int, list[tuple[BankPhone, int]]]] = []
    open_.append((first - lead_s, phrase[0].notes[0].pitch, _pause(phrase[0], breath)))
    before: SungSyllable | None = None
    for syllable in phrase:
        if before is not None and float(syllable.start - before.end) > _JOINED_S:
            pause = _pause(syllable, breath)
            open_.append((float(before.end), syllable.notes[0].pitch, pause))
        phones = dictionary.phones(syllable.reading)
        beat = _beat(phones)
        if not syllable.again:
            open_[-1][2].extend((phone, syllable.index) for phone in phones[:beat])
        held = [(phone, syllable.index) for phone in phones[beat:]]
        open_.append((float(syllable.start), syllable.notes[0].pitch, held))
        before = syllable
    end = float(phrase[-1].end)
    open_.append((end, phrase[-1].notes[-1].pitch, [(SILENT, -1)]))
    ends = [*(start for start, _, _ in open_[1:]), end + TAIL_S]
    return tuple(
        Word(start_s=start, end_s=stop, midi=midi, phones=tuple(phones))
        for (start, midi, phones), stop in zip(open_, ends, strict=True)
    )


def _pause(syllable: SungSyllable, breath: bool) -> list[tuple[BankPhone, int]]:
    breathed = breath and syllable.notes[0].breath
    return [(SILENT, -1), (BREATHED, -1)] if breathed else [(SILENT, -1)]


def _beat(phones: Sequence[BankPhone]) -> int:
    """Return which phoneme of a syllable begins on its note.

    The first vowel, or a glide between it and a consonant, as OpenUtau has it.
    """
    vowel = next(i for i, phone in enumerate(phones) if phone.is_vowel)
    return vowel - 1 if vowel >= 2 and phones[vowel - 1].is_glide else vowel


def _paused(word: Word, natural: Floats) -> Floats:
    """Return lengths in a pause: consonants keep theirs at its end, silence takes the rest."""
    room = word.end_s - word.start_s
    quiet = 2 if len(word.phones) > 1 and word.phones[1][0] is BREATHED else 1
    onset = natural[quiet:]
    onset = onset * min(1.0, _MOST_PAUSE * room / max(float(onset.sum()), 1e-6))
    rest = room - float(onset.sum())
    if quiet == 1:
        return np.concatenate(([rest], onset))
    breath = min(_BREATH_S, max(0.7 * rest, min(_LEAST_BREATH_S, rest / 2)))
    return np.concatenate(([rest - breath, breath], onset))


def _scaled(word: Word, natural: Floats) -> Floats:
    """Return lengths stretched alike so that they fill the word."""
    room = word.end_s - word.start_s
    total = float(natural.sum())
    return natural * (room / total) if total > 0 else np.full(len(natural), room / len(natural))
