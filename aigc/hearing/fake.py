"""An ear for tests: sounds follow each other evenly, at once and always the same."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from fractions import Fraction

import numpy as np

from aigc.errors import InputError
from aigc.hearing.classes import NAMES
from aigc.hearing.engine import Line, Options, check_length
from aigc.progress import Progress, silent
from aigc.timings.tiers import filled, over, timing_of
from aigc.types.audio import Audio
from aigc.types.time import TimeRange
from aigc.types.timing import SILENCE, Timed, Timing

_SOUND_S = Fraction(1, 10)
_LEAD_S = Fraction(1, 50)


class FakeEar:
    """Hears a sound in every tenth of a second that is loud; a text shares the time evenly."""

    name = "fake"
    fingerprint = "fake-ear/1"

    def hear(
        self,
        audio: Audio,
        lines: Sequence[Line] = (),
        *,
        options: Options | None = None,
        progress: Progress = silent,
    ) -> Timing:
        """Return evenly spread sounds; see `HearingEngine.hear`."""
        check_length(audio)
        progress("listen", 0, 1)
        chosen = options or Options()
        loud = _loud(audio, chosen)
        if not any(loud):
            raise InputError("No voice is heard in the recording. Give one in which one speaks.")
        tiers = _told(audio, lines) if lines else {"phonemes": _free(audio, loud, chosen)}
        progress("listen", 1, 1)
        return timing_of(tiers, audio.duration, audio.sample_rate)


def _loud(audio: Audio, options: Options) -> list[bool]:
    """Return which tenths of a second are loud."""
    power = np.square(audio.samples.astype(np.float64)).mean(0)
    size = int(audio.sample_rate * _SOUND_S)
    peaks = [float(power[i : i + size].mean()) for i in range(0, len(power), size)]
    least = max(1e-7, max(peaks) / 10 ** (options.quiet_db / 10))
    return [peak > least for peak in peaks]


def _free(audio: Audio, loud: Sequence[bool], options: Options) -> list[Timed]:
    start = zlib.crc32(str(options.rest_s).encode())
    sounds = []
    for number, sounding in enumerate(loud):
        begin = number * _SOUND_S
        size = min(_SOUND_S, audio.duration - begin)
        if sounding and size > 0:
            name = NAMES[1 + (start + number) % (len(NAMES) - 1)]
            sounds.append(Timed(text=name, time=TimeRange(start=begin, duration=size)))
    return sounds


def _told(audio: Audio, lines: Sequence[Line]) -> dict[str, Sequence[Timed]]:
    """Return phonemes, words and lines that share the time evenly behind a short lead."""
    words = [word for line in lines for word in line.words]
    count = sum(len(word.ways[0]) for word in words)
    each = (audio.duration - _LEAD_S) / count
    if each < Fraction(1, 100):
        raise InputError(
            f"The text does not fit the recording: {count} sounds in "
            f"{float(audio.duration):.1f} s. Give the words that are said in it."
        )
    phonemes = [
        Timed(text=symbol, time=TimeRange(start=_LEAD_S + number * each, duration=each))
        for number, symbol in enumerate(p for word in words for p in word.ways[0])
    ]
    at = 0
    heard: list[Timed] = []
    spoken: list[Timed] = []
    for line in lines:
        first = len(heard)
        for word in line.words:
            heard.append(over(phonemes[at : at + len(word.ways[0])], word.text))
            at += len(word.ways[0])
        spoken.append(over(heard[first:], line.text))
    tiers = {"phonemes": filled(phonemes, audio.duration, SILENCE), "words": heard}
    return {**tiers, "lines": spoken}
