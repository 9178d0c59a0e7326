"""The voices of the house sing."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.errors import InputError, did_you_mean
from aigc.progress import Progress, silent
from aigc.singing.colour import Colour
from aigc.singing.curves import Curves, curves
from aigc.singing.timing import FRAMES_PER_SECOND, Sung, timed
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.vocal import Expression, Singing, SungPhoneme, VocalLine
from aigc.voice.frames import Floats
from aigc.voice.house import House, in_turn
from aigc.voice.phones import INDEX, SILENCE, SYMBOLS
from aigc.voice.render import VoiceModel, stream, to_48k
from aigc.voice.timing import UNMARKED, Phones

_FRAME = SAMPLE_RATE_HZ // FRAMES_PER_SECOND
_AFTER = 40
"""Frames of silence after the end, so that the last sound closes as any other does."""
_CLOSING = 240
_LOUDEST, _KNEE = 0.99, 0.8
_SLOWER = 1.2
"""Sung sounds last nearly as long as those of words said alone."""


class HouseSinger(House):
    """Sings Chinese and English with the project's own voices, offline."""

    use = "sing"
    version = 3

    def sing(
        self,
        line: VocalLine,
        *,
        voice: str,
        expression: Expression | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Singing:
        """Return the line as sung; see `SingingEngine.sing`."""
        planned = plan(line, expression, seed)
        samples = np.zeros(planned.count, np.float32)
        done = 0
        for piece in self._pieces(planned, voice, seed, progress):
            samples[done : done + len(piece)] = piece
            done += len(piece)
        phones = planned.sung.phones
        heard = np.repeat(planned.sung.note >= 0, phones.ends - phones.begins)
        return Singing(
            audio=Audio(samples=samples[None], sample_rate=SAMPLE_RATE_HZ),
            phonemes=phonemes(planned.sung, planned.count),
            f0_hz=np.where(heard, planned.curves.f0_hz, 0).astype(np.float32),
        )

    def stream(
        self,
        line: VocalLine,
        *,
        voice: str,
        expression: Expression | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Iterator[Floats]:
        """Yield the samples that `sing` returns in pieces of some seconds, shape ``(samples,)``.

        The first comes soon, and no more than a few seconds are held at a time.
        """
        yield from self._pieces(plan(line, expression, seed), voice, seed, progress)

    def _pieces(
        self, planned: Planned, voice: str, seed: int, progress: Progress
    ) -> Iterator[Floats]:
        known = [one.id for one in self.voices()]
        if voice and voice not in known:
            raise InputError(f"{self.name} has no voice {voice!r}. {did_you_mean(voice, known)}")
        return sounded(self.model, planned, self.allowed(voice or known[0]), seed, progress)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Planned:
    """What is to be sung, before a voice sings it; ``count`` samples at 48 kHz."""

    sung: Sung
    curves: Curves
    count: int


def plan(line: VocalLine, expression: Expression | None, seed: int) -> Planned:
    """Return when and how each sound of a line is sung."""
    sung = timed(line)
    end = max(line.duration, line.notes[-1].time.end)
    return Planned(
        sung=sung,
        curves=curves(line, sung, expression or Expression(), seed),
        count=to_sample(end, SAMPLE_RATE_HZ),
    )


def sounded(
    model: VoiceModel, planned: Planned, speaker: int, seed: int, progress: Progress = silent
) -> Iterator[Floats]:
    """Yield what a voice makes of a plan, 48 kHz, in pieces."""
    phones, f0 = _with_end(planned.sung.phones), planned.curves.f0_hz
    beyond = int(phones.ends[-1]) - len(f0)
    made = stream(
        model,
        phones,
        np.pad(f0, (0, beyond), "edge").astype(np.float32),
        speaker,
        seed=seed,
        shape=Colour.of(planned.curves, phones, seed),
        slower=_SLOWER,
    )
    yield from _upto(in_turn(to_48k(made)), planned.count, progress)


def _with_end(phones: Phones) -> Phones:
    """Return phones with some silence after them, so that the last sound has time to close."""
    return Phones(
        phone=np.append(phones.phone, INDEX[SILENCE]),
        accent=np.append(phones.accent, UNMARKED),
        ends=np.append(phones.ends, phones.ends[-1] + _AFTER),
    )


def _upto(pieces: Iterator[Floats], count: int, progress: Progress) -> Iterator[Floats]:
    """Yield the first samples of all, the last few closing to nothing."""
    done, total = 0, count / SAMPLE_RATE_HZ
    progress("sing", 0, total)
    for piece in pieces:
        at = np.arange(done, done + min(len(piece), count - done))
        part = _limited(piece[: len(at)]) * np.clip((count - at) / _CLOSING, 0, 1)
        done += len(part)
        progress("sing", done / SAMPLE_RATE_HZ, total)
        yield part.astype(np.float32)
        if done == count:
            return


def _limited(samples: Floats) -> Floats:
    """Return samples of which the loudest are bent below 1."""
    over = np.maximum(np.abs(samples) - _KNEE, 0)
    room = _LOUDEST - _KNEE
    bent = np.where(over > 0, _KNEE + room * np.tanh(over / room), np.abs(samples))
    limited: Floats = np.copysign(bent, samples)
    return limited


def phonemes(sung: Sung, count: int) -> tuple[SungPhoneme, ...]:
    """Return the phonemes of a line of so many samples, end to end."""
    edges = np.minimum(np.append(0, sung.phones.ends) * _FRAME, count).tolist()
    edges[-1] = count
    names = (SYMBOLS[i] for i in sung.phones.phone)
    found = []
    for name, note, begin, end in zip(names, sung.note.tolist(), edges, edges[1:], strict=False):
        time = TimeRange(
            start=from_sample(begin, SAMPLE_RATE_HZ),
            duration=from_sample(end, SAMPLE_RATE_HZ) - from_sample(begin, SAMPLE_RATE_HZ),
        )
        found.append(SungPhoneme(phoneme=Phoneme(symbol=name, time=time), note=note))
    return tuple(found)
