"""The tune of an English line: what a network learned of a speaker, and how lines end."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aigc.voice.frames import Floats
from aigc.voice.phones import SONORANT, SYMBOLS
from aigc.voice.prosody.context import Context
from aigc.voice.prosody.curve import bump, rounded, whole
from aigc.voice.prosody.network import Melody, chance
from aigc.voice.prosody.words import Broken
from aigc.voice.timing import STRESSES, Phones

LIVELY = 0.6
"""Share of the chance in the melody: enough to be alive, too little to surprise."""
NARROWED = 0.88
"""How far a tune goes beside what is drawn: ends that stay low make it wider than a speaker's."""
ASKING_END, STATED_END, END_BEND = 7.0, -3.5, 1.3
"""Semitones at which a question for yes or no ends, those above which no other line does, and how
late they go there."""
SINKING = 0.6
"""Semitones that a line sinks where it would be level to its end."""
EMPHASIS_SEMITONES, EMPHASIS_DB = 2.2, 2.0
LEVEL_SHARE, LEVEL_MOST_DB, LEVEL_SMOOTH = 0.6, 6.0, 41
"""The share of the drawn force that counts, its limit, and the frames it is averaged over: it
belongs to syllables, and phones already have a force of their own."""


def english(
    line: Broken,
    at: Context,
    phones: Phones,
    network: Melody,
    reach: float,
    rng: np.random.Generator,
) -> tuple[Floats, Floats]:
    """Return semitones and decibels of a line, shape ``(frames,)`` each.

    ``reach`` is how far it goes beside the voice that it was learned from.
    """
    frames = int(phones.ends[-1])
    semitones, level = network(at, phones, chance(at, rng, LIVELY))
    level = whole(_calm(level), frames)
    semitones = reach * _ended(NARROWED * whole(semitones, frames), line, at, phones)
    for i, word in enumerate(line.words):
        if word.emphasis:
            raised = bump(at, phones, i)
            semitones, level = semitones + EMPHASIS_SEMITONES * raised, level + EMPHASIS_DB * raised
    return semitones, level


def _calm(level: Floats) -> Floats:
    """Return the force of syllables, within reason."""
    mean = rounded(level, LEVEL_SMOOTH)
    calm: Floats = LEVEL_MOST_DB * np.tanh(LEVEL_SHARE / LEVEL_MOST_DB * mean)
    return calm


def _ended(semitones: Floats, line: Broken, at: Context, phones: Phones) -> Floats:
    """Return a tune that from its last stress on rises, if it asks, and else only falls.

    The network would rise a little at the end of every line: a voice creaks there, and what
    trackers of pitch make of that is what it learned.
    """
    begin, end = _last_stress(line, at, phones)
    tail = semitones[begin:].astype(np.float64)
    way = np.clip(np.arange(1, len(tail) + 1) / (end - begin), 0, 1) ** END_BEND
    if line.words[-1].mark == "?":
        ended = tail + way * (ASKING_END - tail)
    else:
        ended = _falling(tail + way * (np.minimum(tail, STATED_END) - tail)) - SINKING * way
    return np.concatenate((semitones[:begin], ended)).astype(np.float32)


def _falling(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Return values that never rise after the highest of their first half."""
    peak = int(values[: len(values) // 2 + 1].argmax())
    return np.concatenate((values[:peak], np.minimum.accumulate(values[peak:])))


def _last_stress(line: Broken, at: Context, phones: Phones) -> tuple[int, int]:
    """Return the frame at which the last stress begins, and that at which all that sings ends."""
    full = [i for i, word in enumerate(line.words) if not word.weak] or [len(line.words) - 1]
    own = np.flatnonzero(at.word == full[-1])
    stressed = own[at.accent[own] == STRESSES + 1]
    first = stressed[-1] if len(stressed) else own[0]
    last = max((i for i, phone in enumerate(at.phone) if SYMBOLS[phone] in SONORANT), default=first)
    return int(phones.begins[first]), int(phones.ends[max(first, last)])
