"""How long each phone lasts."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats
from aigc.voice.phones import INDEX, IS_VOWEL, SILENCE
from aigc.voice.prosody.context import Context
from aigc.voice.prosody.manner import Manner
from aigc.voice.prosody.network import Durations
from aigc.voice.prosody.words import Broken
from aigc.voice.timing import TONES, Ids

SYLLABLE_S = 0.196
"""A full syllable of Mandarin in the middle of a phrase."""
TONE_LENGTHS = (1.0, 1.03, 0.97, 0.95, 0.66)
"""Of the tones 1 to 4 and the neutral one, beside each other."""
PHRASE_END, SENTENCE_END, WORD_END, WEAK, EMPHASIS = 1.28, 1.22, 1.04, 0.9, 1.2
ENGLISH_PHRASE_END = 0.9
"""Of the last rime before a rest: the network learned from rests that a speaker chose to take, and
here every mark may bring one."""
LEAST, LEAST_VOWEL, LEAST_REST = 4, 8, 10
"""Frames of the shortest consonant, vowel and rest."""
LONGEST_SCHWA = 30
"""Frames of the longest English schwa inside a phrase; in recordings 1 of 50 is longer."""
_FRAME_S = 0.005


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Usual:
    """Mean and deviation of the logarithm of each Mandarin phone's frames, shape ``(phones,)``."""

    mean: Floats
    deviation: Floats


def ends(line: Broken, at: Context, network: Durations, usual: Usual, manner: Manner) -> Ids:
    """Return the frame after the last of each phone of a line, shape ``(phones,)``.

    English phones are as long as the network says. The phones of a Mandarin syllable share the
    syllable's length, each as elastic as recordings show it.

    Source: W. Campbell, Syllable-based segmental duration, 1992.
    """
    mean, _ = network(at)
    frames = np.exp(mean.astype(np.float64))
    for i, word in enumerate(line.words):
        own = at.word == i
        if word.language == "zh":
            _stretch(frames, own, line, i, at, usual)
        elif line.breaks[i] == "pause":
            frames[_last_rime(own, at)] *= ENGLISH_PHRASE_END
        elif line.breaks[i] != "end":
            schwas = own & (at.phone == INDEX["ə"])
            frames[schwas] = np.minimum(frames[schwas], LONGEST_SCHWA)
        if word.emphasis:
            frames[own] *= EMPHASIS
    rest = at.phone == INDEX[SILENCE]
    frames /= manner.rate
    frames[rest] *= manner.rest
    least = np.where(IS_VOWEL[at.phone], LEAST_VOWEL, LEAST)
    frames = np.maximum(frames, np.where(rest, LEAST_REST, least))
    last: Ids = np.rint(np.cumsum(frames)).astype(np.int64)
    return last


def _last_rime(own: npt.NDArray[np.bool_], at: Context) -> Ids:
    """Return the phones of a word from its last syllable's vowel on."""
    rows = np.flatnonzero(own)
    last = rows[at.syllable[rows] == at.syllable[rows[-1]]]
    vowels = np.flatnonzero(IS_VOWEL[at.phone[last]])
    rime: Ids = last[vowels[0] :] if len(vowels) else last
    return rime


def _stretch(
    frames: npt.NDArray[np.float64],
    own: npt.NDArray[np.bool_],
    line: Broken,
    i: int,
    at: Context,
    usual: Usual,
) -> None:
    """Give the phones of a Mandarin word their lengths."""
    word, kind = line.words[i], line.breaks[i]
    syllables = np.unique(at.syllable[own])
    for syllable in syllables:
        rows = np.flatnonzero(own & (at.syllable == syllable))
        seconds = SYLLABLE_S * TONE_LENGTHS[int(at.accent[rows[0]]) - TONES]
        mean, deviation = usual.mean[at.phone[rows]], usual.deviation[at.phone[rows]]
        usually = np.exp(mean).sum() * _FRAME_S
        seconds *= (usually / USUAL_SYLLABLE_S) ** 0.35
        seconds *= WEAK if word.weak and word.size == 1 else 1
        if syllable == syllables[-1]:
            ending = {"pause": PHRASE_END, "end": SENTENCE_END}.get(kind, WORD_END)
            seconds *= ending if not (kind == "none" and word.size == 1) else 1
        frames[rows] = _elastic(mean, deviation, seconds / _FRAME_S)


USUAL_SYLLABLE_S = 0.36
"""A syllable of the recorded words."""


def _elastic(mean: Floats, deviation: Floats, total: float) -> npt.NDArray[np.float64]:
    """Return lengths that make up ``total``, all as many deviations from their means."""
    low, high = -12.0, 12.0
    for _ in range(40):
        middle = (low + high) / 2
        if np.exp(mean + middle * deviation).sum() < total:
            low = middle
        else:
            high = middle
    lengths: npt.NDArray[np.float64] = np.exp(mean + (low + high) / 2 * deviation)
    return lengths
