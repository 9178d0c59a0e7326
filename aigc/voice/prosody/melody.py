"""The pitch and the loudness of a spoken line, frame by frame."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aigc.voice.frames import Floats
from aigc.voice.prosody.context import Context
from aigc.voice.prosody.curve import bounded, rounded
from aigc.voice.prosody.english import english
from aigc.voice.prosody.mandarin import mandarin, tones_alone
from aigc.voice.prosody.manner import Manner
from aigc.voice.prosody.network import Melody
from aigc.voice.prosody.tones import Targets
from aigc.voice.prosody.words import Broken
from aigc.voice.timing import Phones

FREE, MOST = 4.0, 7.5
"""Semitones around a line's own height that pitch moves in freely, and that it never goes beyond:
a mood makes small movements larger, and not large ones shrill."""
EXCLAIMED_RANGE, EXCLAIMED_SEMITONES, EXCLAIMED_DB = 1.15, 0.7, 1.5
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
    """Return the tune of a line, in the way of the language that most of its syllables have."""
    chinese = sum(word.size for word in line.words if word.language == "zh")
    if 2 * chinese > sum(word.size for word in line.words):
        semitones, level = mandarin(line, at, phones, targets)
    else:
        semitones, level = english(line, at, phones, network, manner.reach, rng)
        if chinese:
            semitones = semitones + tones_alone(line, at, phones, targets)
    exclaimed = line.words[-1].mark == "!"
    wide = manner.range * (EXCLAIMED_RANGE if exclaimed else 1)
    high = manner.pitch_semitones + EXCLAIMED_SEMITONES * exclaimed
    middle = float(np.median(semitones))
    moved = bounded(middle * min(wide, 1) + (semitones - middle) * wide, FREE, MOST)
    return Tune(
        semitones=rounded(moved + high, _SMOOTH),
        level_db=(level + EXCLAIMED_DB * exclaimed).astype(np.float32),
    )
