"""The tune of a Mandarin line: tones on a register that falls and that rests raise again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats
from aigc.voice.prosody.context import Context
from aigc.voice.prosody.curve import FRAME_S, rounded, spans, whole
from aigc.voice.prosody.tones import END, NEUTRAL, Pull, Targets, followed, target_index
from aigc.voice.prosody.words import Broken, Word
from aigc.voice.timing import STRESSES, TONES, Phones

PHRASE_FALL, LINE_FALL = 2.6, 1.8
"""Semitones that the voice falls in a phrase and in a line."""
BEGIN = 0.25
"""How much of the falls a phrase and a line begin above the speaker's middle."""
NARROWED = 0.8
"""The range at the end of a phrase, beside that at its beginning."""
TONE_RANGE = 1.1
"""Of the tones in running speech, beside those of single words."""
ASKING_HIGH, ASKING_RISE, ASKING_RANGE, ASKING_SLOPE = 0.8, 3.4, 1.25, 12.0
"""Semitones that a question is higher throughout and at its end, how much wider its tones become,
and semitones a second that its last tone bends upwards."""
ASKING_LIGHT = 0.3
"""How far a light tone that ends a question goes down, beside others: 吗 stays up."""
FOCUS_RANGE, AFTER_FOCUS_RANGE, AFTER_FOCUS_FALL = 1.35, 0.7, 1.2
STRESSED = {0: -0.8, 1: 2.2, 2: 0.6}
"""Semitones that the stresses of English words pull to."""
LEVEL_FALL_DB, _LEVEL_BEGIN, _LEVEL_SMOOTH = 3.0, 0.35, 41
_REST_STRENGTH, _ENGLISH_STRENGTH, _LEVEL_STRENGTH = 12.0, 22.0, 25.0


@dataclass(frozen=True, slots=True)
class _Place:
    """Where a syllable is: shares of its phrase and of the line that are over, 0 to 1."""

    word: int
    gone: float
    through: float
    last: bool


def mandarin(line: Broken, at: Context, phones: Phones, targets: Targets) -> tuple[Floats, Floats]:
    """Return semitones and decibels of a line, shape ``(frames,)`` each."""
    plain = _pulls(line, at, phones, targets)
    words = [word for word, _ in plain]
    places = list(_places(line, words))
    pulls = [_said(line, place, pull) for place, (_, pull) in zip(places, plain, strict=True)]
    semitones = whole(_phrased(words, pulls), int(phones.ends[-1]))
    level = [
        LEVEL_FALL_DB * (_LEVEL_BEGIN - place.gone)
        for place, pull in zip(places, pulls, strict=True)
        for _ in range(round(pull.seconds / FRAME_S))
    ]
    return semitones, whole(rounded(level, _LEVEL_SMOOTH), len(semitones))


def tones_alone(line: Broken, at: Context, phones: Phones, targets: Targets) -> Floats:
    """Return what the tones of Mandarin words add to the tune of an English line."""
    pulls = [
        pull
        if word >= 0 and line.words[word].language == "zh"
        else Pull(height=0, slope=0, strength=_LEVEL_STRENGTH, seconds=pull.seconds)
        for word, pull in _pulls(line, at, phones, targets)
    ]
    return whole(followed(pulls, 0.0, FRAME_S) * TONE_RANGE, int(phones.ends[-1]))


def _pulls(line: Broken, at: Context, phones: Phones, targets: Targets) -> list[tuple[int, Pull]]:
    """Return the word and the plain pull of each syllable and rest, no intonation in them yet."""
    tones = [END, *_tones(line), END]
    pulls: list[tuple[int, Pull]] = []
    n = 0
    for word, begin, end in spans(at, phones):
        n += word >= 0
        if word < 0:
            height, slope, strength = 0.0, 0.0, _REST_STRENGTH
        elif tones[n] == END:
            height, slope = STRESSED[_stress(line.words[word], n - 1, at)], 0.0
            strength = _ENGLISH_STRENGTH
        else:
            before = NEUTRAL if tones[n - 1] == END else tones[n - 1]
            row = target_index(before, tones[n], tones[n + 1])
            height, slope = float(targets.height[row]), float(targets.slope[row])
            strength = float(targets.strength[row])
        seconds = (end - begin) * FRAME_S
        pulls.append((word, Pull(height=height, slope=slope, strength=strength, seconds=seconds)))
    return pulls


def _tones(line: Broken) -> list[int]:
    """Return the tone of each syllable of a line; English counts as `END`."""
    tones: list[int] = []
    for word in line.words:
        for s in range(word.size):
            accents = [a for a, own in zip(word.accents, word.syllables, strict=True) if own == s]
            tones.append(accents[0] - TONES + 1 if word.language == "zh" else END)
    return tones


def _stress(word: Word, syllable: int, at: Context) -> int:
    own = at.accent[at.syllable == syllable]
    marked = own[own >= STRESSES]
    return int(marked[0]) - STRESSES if len(marked) else 0


def _places(line: Broken, words: Sequence[int]) -> Iterator[_Place]:
    """Yield where each syllable and rest is, of which the words are given, -1 for rests."""
    phrase_of = {w: p for p, (begin, end) in enumerate(line.phrases) for w in range(begin, end)}
    sizes = [sum(w.size for w in line.words[a:b]) for a, b in line.phrases]
    total = sum(sizes)
    said = inside = phrase = 0
    for word in words:
        if word >= 0 and phrase_of[word] != phrase:
            phrase, inside = phrase_of[word], 0
        gone = min(1.0, inside / max(1, sizes[phrase] - 1))
        through = min(1.0, said / max(1, total - 1))
        yield _Place(word, gone, through, word >= 0 and said == total - 1)
        said, inside = said + (word >= 0), inside + (word >= 0)


def _said(line: Broken, place: _Place, pull: Pull) -> Pull:
    """Return a pull as the line's intonation changes it."""
    register = PHRASE_FALL * (BEGIN - place.gone) + LINE_FALL * (BEGIN - place.through)
    wide = TONE_RANGE * (1 - (1 - NARROWED) * place.gone)
    bent = 0.0
    if line.words[-1].mark == "?":
        register += ASKING_HIGH + ASKING_RISE * place.through**2
        wide *= 1 + (ASKING_RANGE - 1) * place.through
        if place.last:
            bent = ASKING_SLOPE
            wide *= ASKING_LIGHT if _light(line.words[-1]) else 1
    focus = next((i for i, word in enumerate(line.words) if word.emphasis), len(line.words))
    if place.word == focus:
        wide *= FOCUS_RANGE
    elif place.word > focus:
        wide *= AFTER_FOCUS_RANGE
        register -= AFTER_FOCUS_FALL
    return replace(pull, height=register + wide * pull.height, slope=wide * pull.slope + bent)


def _light(word: Word) -> bool:
    """Tell whether a word ends in a light tone of Mandarin."""
    return word.language == "zh" and word.accents[-1] - TONES + 1 == NEUTRAL


def _phrased(words: Sequence[int], pulls: Sequence[Pull]) -> npt.NDArray[np.float64]:
    """Return the pitch along the pulls; after a rest it begins anew, where its first tone lies."""
    pieces: list[npt.NDArray[np.float64]] = []
    for rest, group in groupby(zip(words, pulls, strict=True), lambda one: one[0] < 0):
        own = [pull for _, pull in group]
        frames = round(sum(pull.seconds for pull in own) / FRAME_S)
        pieces.append(np.full(frames, np.nan) if rest else followed(own, own[0].height, FRAME_S))
    whole_line = np.concatenate(pieces)
    there = np.flatnonzero(~np.isnan(whole_line))
    return np.interp(np.arange(len(whole_line)), there, whole_line[there])
