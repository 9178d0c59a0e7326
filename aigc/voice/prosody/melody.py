"""The pitch and the loudness of a spoken line, frame by frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats
from aigc.voice.prosody.context import Context
from aigc.voice.prosody.manner import Manner
from aigc.voice.prosody.network import Melody, chance
from aigc.voice.prosody.tones import END, NEUTRAL, Pull, Targets, followed, target_index
from aigc.voice.prosody.words import Broken, Word
from aigc.voice.timing import STRESSES, TONES, Phones

LIVELY = 0.6
"""Share of the chance in the English melody: enough to be alive, too little to surprise."""
PHRASE_FALL, LINE_FALL = 2.6, 1.8
"""Semitones that Mandarin falls in a phrase and in a line."""
NARROWED = 0.8
"""The range at the end of a phrase, beside that at its beginning."""
ASKING_RISE, ASKING_RANGE, ASKING_ENGLISH = 3.0, 1.25, 6.5
FOCUS_RANGE, AFTER_FOCUS_RANGE, AFTER_FOCUS_FALL = 1.35, 0.7, 1.2
EMPHASIS_SEMITONES, EMPHASIS_DB = 2.2, 2.0
MANDARIN_RANGE = 1.1
"""Of the tones in running speech, beside those of single words."""
PHRASE_BEGIN, LINE_BEGIN = 0.33, 0.38
"""How much of the falls a phrase and a line begin above the speaker's middle."""
TONE_START = 0.3
"""How much of where a single word begins its first tone a phrase begins with."""
STRESSED = {0: -0.8, 1: 2.2, 2: 0.6}
"""Semitones that the stresses of English words in a Mandarin line pull to."""
LEVEL_FALL_DB = 3.0
LEVEL_SHARE, LEVEL_MOST_DB, _LEVEL_SMOOTH = 0.6, 6.0, 41
"""The share of the drawn force of English that counts, its limit, and the frames it is averaged
over: it belongs to syllables, and phones already have a force of their own."""
_STEP_S = 0.005
_SMOOTH = 7


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Tune:
    """Semitones from the speaker's middle and decibels from the usual level, ``(frames,)``."""

    semitones: Floats
    level_db: Floats


def tune(
    line: Broken,
    at: Context,
    phones: Phones,
    network: Melody,
    targets: Targets,
    manner: Manner,
    rng: np.random.Generator,
) -> Tune:
    """Return the tune of a line: English from the network, Mandarin from its tones.

    A line is sung in the way of the language that most of its syllables have.
    """
    frames = int(phones.ends[-1])
    chinese = sum(word.size for word in line.words if word.language == "zh")
    english = sum(word.size for word in line.words) - chinese
    if chinese > english:
        semitones, level = _mandarin(line, at, phones, targets)
    else:
        semitones, level = network(at, phones, chance(at, rng, LIVELY))
        level = _calm(_whole(level, frames))
        semitones = _whole(semitones, frames) + _asked(line, at, phones)
        if chinese:
            semitones = semitones + _deviation(line, at, phones, targets)
    semitones, level = _whole(semitones, frames), _whole(level, frames)
    for i, word in enumerate(line.words):
        if word.emphasis and chinese <= english:
            bump = _bump(at, phones, i, frames)
            semitones, level = semitones + EMPHASIS_SEMITONES * bump, level + EMPHASIS_DB * bump
    middle = float(np.median(semitones))
    semitones = middle * min(manner.range, 1) + (semitones - middle) * manner.range
    smooth = _rounded(semitones + manner.pitch_semitones, _SMOOTH)
    return Tune(semitones=smooth, level_db=level.astype(np.float32))


def _whole(values: npt.NDArray[np.floating], frames: int) -> Floats:
    """Return a value for each frame; the last one goes on."""
    kept = values[:frames]
    whole: Floats = np.pad(kept, (0, frames - len(kept)), "edge").astype(np.float32)
    return whole


def _calm(level: Floats) -> Floats:
    """Return the force of syllables, within reason."""
    mean = _rounded(level, _LEVEL_SMOOTH)
    calm: Floats = LEVEL_MOST_DB * np.tanh(LEVEL_SHARE / LEVEL_MOST_DB * mean)
    return calm


def _rounded(values: npt.ArrayLike, size: int) -> Floats:
    """Return values averaged over so many frames around each, an odd number."""
    window = np.hanning(size + 2)[1:-1]
    padded = np.pad(values, size // 2, "edge")
    mean: Floats = np.convolve(padded, window / window.sum(), "valid").astype(np.float32)
    return mean


def _spans(at: Context, phones: Phones) -> list[tuple[int, int, int]]:
    """Return word, first frame and end of each syllable, and of each rest with word -1."""
    spans: list[tuple[int, int, int]] = []
    begins, last = phones.begins, (-2, -2)
    for i, (word, syllable) in enumerate(zip(at.word.tolist(), at.syllable.tolist(), strict=True)):
        if (word, syllable) == last:
            spans[-1] = (word, spans[-1][1], int(phones.ends[i]))
        else:
            spans.append((word, int(begins[i]), int(phones.ends[i])))
        last = (word, syllable)
    return spans


def _tones(line: Broken) -> list[int]:
    """Return the tone of each syllable of a line; English counts as `END`."""
    tones: list[int] = []
    for word in line.words:
        for s in range(word.size):
            accents = [a for a, own in zip(word.accents, word.syllables, strict=True) if own == s]
            tones.append(accents[0] - TONES + 1 if word.language == "zh" else END)
    return tones


def _pulls(line: Broken, at: Context, phones: Phones, targets: Targets) -> list[tuple[int, Pull]]:
    """Return the word and the plain pull of each syllable and rest, no intonation in them yet."""
    tones = [END, *_tones(line), END]
    pulls: list[tuple[int, Pull]] = []
    n = 0
    for word, begin, end in _spans(at, phones):
        seconds = (end - begin) * _STEP_S
        if word < 0:
            pulls.append((word, Pull(height=0, slope=0, strength=12, seconds=seconds)))
            continue
        n += 1
        tone = tones[n]
        if tone == END:
            height = STRESSED[_stress(line.words[word], n, at)]
            pulls.append((word, Pull(height=height, slope=0, strength=22, seconds=seconds)))
            continue
        row = target_index(tones[n - 1] if tones[n - 1] != END else NEUTRAL, tone, tones[n + 1])
        pull = Pull(
            height=float(targets.height[row]), slope=float(targets.slope[row]),
            strength=float(targets.strength[row]), seconds=seconds,
        )  # fmt: skip
        pulls.append((word, pull))
    return pulls


def _stress(word: Word, syllable: int, at: Context) -> int:
    own = at.accent[at.syllable == syllable - 1]
    marked = own[own >= STRESSES]
    return int(marked[0]) - STRESSES if len(marked) else 0


def _mandarin(line: Broken, at: Context, phones: Phones, targets: Targets) -> tuple[Floats, Floats]:
    """Return the tune of a Mandarin line: tones on a falling register that rests raise again."""
    plain = _pulls(line, at, phones, targets)
    asking = line.words[-1].mark == "?"
    total = max(1, sum(word >= 0 for word, _ in plain) - 1)
    phrase_of = {w: p for p, (begin, end) in enumerate(line.phrases) for w in range(begin, end)}
    sizes = [sum(w.size for w in line.words[a:b]) for a, b in line.phrases]
    focus = next((i for i, word in enumerate(line.words) if word.emphasis), None)
    said = inside = 0
    phrase = 0
    pulls, levels = [], []
    for word, pull in plain:
        if word >= 0 and phrase_of[word] != phrase:
            phrase, inside = phrase_of[word], 0
        gone = min(1.0, inside / max(1, sizes[phrase] - 1))
        through = min(1.0, said / total)
        register = PHRASE_FALL * (PHRASE_BEGIN - gone) + LINE_FALL * (LINE_BEGIN - through)
        wide = MANDARIN_RANGE * (1 - (1 - NARROWED) * gone)
        if asking:
            register += ASKING_RISE * through**2
            wide *= 1 + (ASKING_RANGE - 1) * through
        if focus is not None and word >= 0:
            wide *= FOCUS_RANGE if word == focus else AFTER_FOCUS_RANGE if word > focus else 1
            register -= AFTER_FOCUS_FALL * (word > focus)
        pulls.append(
            Pull(
                height=register + wide * pull.height, slope=wide * pull.slope,
                strength=pull.strength, seconds=pull.seconds,
            )
        )  # fmt: skip
        levels += [LEVEL_FALL_DB * (0.35 - gone)] * round(pull.seconds / _STEP_S)
        said, inside = said + (word >= 0), inside + (word >= 0)
    words = [word for word, _ in plain]
    semitones = _phrased(words, pulls, _tones(line), targets)
    return semitones.astype(np.float32), _rounded(levels, _LEVEL_SMOOTH)


def _phrased(
    words: Sequence[int], pulls: Sequence[Pull], tones: Sequence[int], targets: Targets
) -> npt.NDArray[np.float64]:
    """Return the pitch along the pulls; after a rest it begins anew, as its first tone asks."""
    pieces: list[npt.NDArray[np.float64]] = []
    said = 0
    for rest, group in groupby(zip(words, pulls, strict=True), lambda one: one[0] < 0):
        own = [pull for _, pull in group]
        if rest:
            frames = round(sum(pull.seconds for pull in own) / _STEP_S)
            pieces.append(np.full(frames, np.nan))
            continue
        tone = tones[said]
        above = float(targets.start[tone - 1]) * TONE_START if tone != END else 0.0
        pieces.append(followed(own, own[0].height + above, _STEP_S))
        said += len(own)
    whole = np.concatenate(pieces)
    there = np.flatnonzero(~np.isnan(whole))
    return np.interp(np.arange(len(whole)), there, whole[there])


def _deviation(line: Broken, at: Context, phones: Phones, targets: Targets) -> Floats:
    """Return what the tones of Mandarin words add to the tune of an English line."""
    pulls = [
        pull
        if word >= 0 and line.words[word].language == "zh"
        else Pull(height=0, slope=0, strength=25, seconds=pull.seconds)
        for word, pull in _pulls(line, at, phones, targets)
    ]
    added = followed(pulls, 0.0, _STEP_S) * MANDARIN_RANGE
    return _whole(added, int(phones.ends[-1]))


def _asked(line: Broken, at: Context, phones: Phones) -> Floats:
    """Return the rise at the end of a question that is answered with yes or no."""
    frames = int(phones.ends[-1])
    if line.words[-1].mark != "?":
        return np.zeros(frames, np.float32)
    spans = [span for span in _spans(at, phones) if span[0] >= 0]
    begin, end = spans[max(0, len(spans) - 2)][1], spans[-1][2]
    ramp = np.clip((np.arange(frames) - begin) / max(1, end - begin), 0, 1)
    rise: Floats = (ASKING_ENGLISH * ramp**1.5).astype(np.float32)
    return rise


def _bump(at: Context, phones: Phones, word: int, frames: int) -> Floats:
    """Return 1 through a word with soft edges."""
    rows = np.flatnonzero(at.word == word)
    begin, end = int(phones.begins[rows[0]]), int(phones.ends[rows[-1]])
    raw = np.zeros(frames)
    raw[begin:end] = 1
    return _rounded(raw, 25)
