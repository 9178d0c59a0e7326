"""Tones whose pitch is known, and a line that was sung with them."""

from __future__ import annotations

from fractions import Fraction

import numpy as np

from aigc.types.audio import Audio
from aigc.types.narration import Phoneme
from aigc.types.reading import Reading
from aigc.types.time import TimeRange
from aigc.types.timing import SILENCE, Timed, Timing
from aigc.types.vocal import Singing, SungNote, SungPhoneme, VocalLine

RATE = 48_000
STEP_S = 0.005


def between(begin, end):
    return TimeRange(start=Fraction(begin), duration=Fraction(end) - Fraction(begin))


def voice(f0_hz, *, seconds=None, breath=1e-4, overtones=12):
    """Return a tone with overtones that follows a pitch given every 5 ms, silent where it is 0."""
    f0_hz = np.asarray(f0_hz, np.float64)
    count = round((seconds or len(f0_hz) * STEP_S) * RATE)
    times = np.arange(count) / RATE
    frames = np.minimum((times / STEP_S).astype(int), len(f0_hz) - 1)
    known = f0_hz > 0
    filled = np.interp(np.arange(len(f0_hz)), np.flatnonzero(known), f0_hz[known])
    hz = np.interp(times, np.arange(len(f0_hz)) * STEP_S, filled)
    turns = np.cumsum(hz) / RATE
    tone = sum(
        np.where(hz * k < RATE / 2, np.sin(2 * np.pi * k * turns), 0) / k
        for k in range(1, overtones)
    )
    noise = np.random.default_rng(0).normal(0, breath, count)
    samples = 0.2 * tone * known[frames] + noise
    return Audio(samples=samples[None].astype(np.float32), sample_rate=RATE)


def noise(seconds):
    samples = np.random.default_rng(1).normal(0, 0.1, (1, round(seconds * RATE)))
    return Audio(samples=samples.astype(np.float32), sample_rate=RATE)


def hertz(midi_pitch):
    return 440 * 2 ** ((np.asarray(midi_pitch, np.float64) - 69) / 12)


TIMING = Timing(
    duration=Fraction(2),
    sample_rate=RATE,
    phonemes=(
        Timed(text=SILENCE, time=between("0", "0.2")),
        Timed(text="tɕ", time=between("0.2", "0.4")),
        Timed(text="i", time=between("0.4", "1")),
        Timed(text="ʂ", time=between("1", "1.2")),
        Timed(text="u", time=between("1.2", "1.8")),
        Timed(text=SILENCE, time=between("1.8", "2")),
    ),
    words=(
        Timed(text="鸡", time=between("0.2", "1")),
        Timed(text="<&>", time=between("1", "1.8")),
    ),
)
LINE = VocalLine(
    notes=(
        SungNote(
            pitch=60,
            time=between("0.5", "1"),
            reading=Reading(language="zh", sounds="qing1"),
            text="轻",
        ),
        SungNote(pitch=62, time=between("1", "1.5")),
        SungNote(
            pitch=67,
            time=between("2", "3"),
            reading=Reading(language="en", sounds="HH AY1"),
            text="high",
            breath=True,
        ),
    ),
    duration=Fraction(7, 2),
)


def pitch_of(line, cents=0.0):
    """Return the pitch of a line every 5 ms, beside its notes by so many cents."""
    f0 = np.zeros(round(float(line.duration) / STEP_S), np.float32)
    for note in line.notes:
        begin, end = (round(float(t) / STEP_S) for t in (note.time.start, note.time.end))
        f0[begin:end] = hertz(note.pitch + cents / 100)
    return f0


def sung(line=LINE):
    f0 = pitch_of(line)
    spans = [("sil", "0", "0.4", -1), ("tɕʰ", "0.4", "0.5", 0), ("i", "0.5", "1.5", 0),
             ("br", "1.7", "2", -1), ("a", "2", "3", 2), ("sil", "3", "3.5", -1)]  # fmt: skip
    phonemes = tuple(
        SungPhoneme(phoneme=Phoneme(symbol=s, time=between(b, e)), note=n) for s, b, e, n in spans
    )
    return Singing(audio=voice(f0), phonemes=phonemes, f0_hz=f0)
