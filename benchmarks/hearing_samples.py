"""Recordings whose sounds are known: of the training's material, of people, and under music."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

import numpy as np
import numpy.typing as npt

from aigc.audio import read_audio
from aigc.hearing.classes import NAMES
from aigc.hearing.features import SAMPLE_RATE_HZ
from aigc.timings.lab import read_lab
from aigc.timings.spelling import is_silent
from aigc.timings.tiers import timing_of
from aigc.types.audio import Audio
from aigc.types.time import TimeRange
from aigc.types.timing import Timed, Timing
from scripts.hearing_material import Labelled, One

UNDER_DB = 6.0


@dataclass(frozen=True, slots=True)
class Sample:
    """A recording, what is truly said in it and when, and its words where they are known."""

    audio: Audio
    truth: Timing
    text: str = ""


def of_labels(some: Labelled, number: int) -> Sample:
    """Return a sound of the material with its classes as phonemes."""
    sound = some.sound(number)
    begin, label = some.labels(number)
    edges = [*begin.tolist(), len(sound)]
    spans = [
        (NAMES[c], a / SAMPLE_RATE_HZ, b / SAMPLE_RATE_HZ)
        for c, a, b in zip(label.tolist(), edges, edges[1:], strict=False)
        if b > a
    ]
    return of_one(One(sound, spans, True))


def of_one(one: One) -> Sample:
    """Return a sound with its times on samples."""
    audio = Audio(samples=one.sound[None], sample_rate=SAMPLE_RATE_HZ)
    items = [
        Timed(text=s, time=TimeRange(start=Fraction(a), duration=Fraction(b - a)))
        for s, a, b in one.spans
        if not is_silent(s)
    ]
    return Sample(audio, timing_of({"phonemes": items}, audio.duration, SAMPLE_RATE_HZ))


def people(folder: Path) -> Iterator[Sample]:
    """Yield recordings with the phonemes, and the words, that lie beside them."""
    for path in sorted(folder.glob("*.wav")):
        audio = read_audio(path)
        lab, text = path.with_suffix(".lab"), path.with_suffix(".txt")
        items = [p for p in read_lab(lab.read_bytes(), audio.sample_rate) if not is_silent(p.text)]
        truth = timing_of({"phonemes": items}, audio.duration, audio.sample_rate)
        yield Sample(audio, truth, text.read_text("utf-8") if text.is_file() else "")


def with_music(one: Sample, music: npt.NDArray[np.float32], number: int) -> Sample:
    """Return a sample with some music under it, `UNDER_DB` softer."""
    sound = one.audio.samples[0]
    first = 3 * number * SAMPLE_RATE_HZ % (len(music) - len(sound))
    piece = music[first : first + len(sound)]
    share = np.sqrt((sound**2).mean() / ((piece**2).mean() * 10 ** (UNDER_DB / 10) + 1e-9))
    mixed = (0.5 * (sound + np.float32(share) * piece)).astype(np.float32)
    return Sample(Audio(samples=mixed[None], sample_rate=SAMPLE_RATE_HZ), one.truth, one.text)
