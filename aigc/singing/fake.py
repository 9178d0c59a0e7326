"""A singing engine for tests: one tone per syllable, at once and always the same."""

from __future__ import annotations

import zlib
from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ
from aigc.errors import InputError, did_you_mean
from aigc.progress import Progress, silent, track
from aigc.singing.articulation import articulated
from aigc.singing.phrases import F0_STEP_S, SungSyllable, blank, hertz, pitch, singing, syllables
from aigc.types.article import Language
from aigc.types.vocal import Expression, Singing, VocalLine
from aigc.types.voice import Voice
from aigc.voice.phones import BREATH

_BREATH_S = 0.2
_EDGE_S = 0.01
_LOUDNESS = {"high": 0.25, "low": 0.2}

Floats = NDArray[np.float64]


class FakeSinger:
    """Sings each syllable as tones whose pitch, colour and level depend on every argument."""

    name = "fake"
    fingerprint = "fake/1"

    def voices(self) -> tuple[Voice, ...]:
        """Return one bright and one dark voice."""
        both: tuple[Language, ...] = ("zh", "en")
        return (
            Voice(id="high", label="High", languages=both, gender="female"),
            Voice(id="low", label="Low", languages=both, gender="male"),
        )

    def sing(
        self,
        line: VocalLine,
        *,
        voice: str,
        expression: Expression | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Singing:
        """Return the line as tones; see `SingingEngine.sing`."""
        if voice not in _LOUDNESS:
            raise InputError(f"fake has no voice {voice!r}. {did_you_mean(voice, _LOUDNESS)}")
        articulated(line.notes)
        changes = expression or Expression()
        midi = pitch(line, changes, seed)
        sung = syllables(line)
        out = blank(line)
        times = np.arange(len(out)) / SAMPLE_RATE_HZ
        frames = np.minimum((times / F0_STEP_S).astype(np.int64), len(midi) - 1)
        turns = np.cumsum(hertz(midi)[frames]) / SAMPLE_RATE_HZ
        for syllable in track(sung, progress, "sing", len(sung)):
            inside = (times >= float(syllable.start)) & (times < float(syllable.end))
            key = zlib.crc32(repr((syllable.notes, voice, seed)).encode()) / 2**32
            edge = np.minimum(_rise(times[inside]), _rise(times[inside])[::-1])
            out[inside] += edge * _tone(turns[inside], times[inside], key, changes)
        return singing(_LOUDNESS[voice] * out, _sounds(sung), hertz(midi))


def _tone(turns: Floats, times: Floats, key: float, changes: Expression) -> Floats:
    """Return a tone with an overtone for tension, noise for breath, and a level."""
    angle = 2 * np.pi * turns
    bright = 0.3 + 0.1 * key + 0.2 * changes.tension.at(times)
    noise = np.random.default_rng(int(key * 2**32)).standard_normal(len(times))
    air = 0.02 * np.maximum(changes.breathiness.at(times), 0.0) * noise
    gain = 10 ** (np.clip(changes.dynamics_db.at(times), -40, 12) / 20)
    tone: Floats = gain * (np.sin(angle) + bright * np.sin(2 * angle + key) + air)
    return tone


def _rise(times: Floats) -> Floats:
    rise: Floats = np.minimum((times - times[:1]) / _EDGE_S, 1.0)
    return rise


def _sounds(sung: tuple[SungSyllable, ...]) -> Iterator[tuple[str, float, float, int]]:
    end = 0.0
    for syllable in sung:
        start = float(syllable.start)
        if syllable.notes[0].breath and start - _BREATH_S >= end:
            yield BREATH, start - _BREATH_S, start, -1
        end = float(syllable.end)
        yield "a", start, end, syllable.index
