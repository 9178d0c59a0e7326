"""The notes of a line as syllables and phrases, and the result that engines hand back."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import pairwise, zip_longest

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ
from aigc.errors import InputError
from aigc.singing.curves import pitch_cents
from aigc.singing.timing import FRAMES_PER_SECOND, spans_of
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme
from aigc.types.reading import Reading
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.vocal import Expression, Singing, SungNote, SungPhoneme, VocalLine
from aigc.voice.phones import BREATH, SILENCE

F0_STEP_S = 1 / FRAMES_PER_SECOND
"""Time from one value of `Singing.f0_hz` to the next."""

_JOINED_S = Fraction(1, 50)
_PEAK = 0.98


@dataclass(frozen=True, slots=True, kw_only=True)
class SungSyllable:
    """One syllable and the notes it goes over.

    Attributes
    ----------
    notes : tuple of SungNote
        Without a rest between them.
    index : int
        Of the first of the notes in the line.
    again : bool
        It goes on after a rest: its vowel alone sounds.
    """

    reading: Reading
    notes: tuple[SungNote, ...]
    index: int
    again: bool = False

    @property
    def start(self) -> Fraction:
        """Where its vowel begins, in seconds."""
        return self.notes[0].time.start

    @property
    def end(self) -> Fraction:
        """Where its last note ends, in seconds."""
        return self.notes[-1].time.end


Phrase = tuple[SungSyllable, ...]


def syllables(line: VocalLine) -> Phrase:
    """Return the syllables of a line in the order of time.

    Raises
    ------
    InputError
        When the first note has no syllable.
    """
    found: list[SungSyllable] = []
    for index, note in enumerate(_apart(line.notes)):
        last = found[-1] if found else None
        fresh = (
            SungSyllable(reading=note.reading, notes=(note,), index=index) if note.reading else None
        )
        if fresh is not None:
            found.append(fresh)
        elif last is None:
            raise InputError("The first note has no syllable to sing: give the lyric of each note.")
        elif note.time.start - last.end > _JOINED_S:
            found.append(replace(last, notes=(note,), index=index, again=True))
        else:
            found[-1] = replace(last, notes=(*last.notes, note))
    return tuple(found)


def _apart(notes: Sequence[SungNote]) -> Iterator[SungNote]:
    """Yield the notes, each ended where the next one begins."""
    for note, after in zip_longest(notes, notes[1:]):
        late = after is not None and note.time.end > after.time.start
        length = after.time.start - note.time.start if late else note.time.duration
        yield replace(note, time=TimeRange(start=note.time.start, duration=length))


def pitch(line: VocalLine, expression: Expression, seed: int) -> NDArray[np.float64]:
    """Return the pitch of a line as the house's singer takes it, in MIDI pitch every 5 ms.

    Raises
    ------
    InputError
        When there is no note, or they are not in the order of time, or one is too high or low.
    """
    spans, total = spans_of(line)
    cents = pitch_cents(line.notes, spans, total, np.random.default_rng((seed, 11)))
    times: NDArray[np.float64] = np.arange(total, dtype=np.float64) * F0_STEP_S
    changed: NDArray[np.float64] = cents + expression.pitch_cents.at(times)
    return changed / 100


def hertz(midi: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return frequencies of MIDI pitches."""
    return 440.0 * 2 ** ((midi - 69) / 12)


def phrases(sung: Phrase, *, rest: Fraction, longest: Fraction) -> tuple[Phrase, ...]:
    """Return the syllables parted where ``rest`` seconds are silent.

    A phrase that has lasted ``longest`` seconds ends at any rest.
    """
    found: list[list[SungSyllable]] = [[sung[0]]]
    for before, syllable in pairwise(sung):
        gap = syllable.start - before.end
        lasted = before.end - found[-1][0].start
        if gap >= rest or (gap > _JOINED_S and lasted >= longest):
            found.append([])
        found[-1].append(syllable)
    return tuple(map(tuple, found))


def singing(
    samples: NDArray[np.float64],
    sounds: Iterable[tuple[str, float, float, int]],
    f0_hz: NDArray[np.float64],
) -> Singing:
    """Return what was sung, softer where it would clip, with silence wherever nothing sounds.

    Parameters
    ----------
    samples : float64, shape (samples,)
        At 48 kHz.
    sounds : iterable of (symbol, start, end, note)
        In the order of time, in seconds; what overlaps or leaves the audio is cut.
    f0_hz : float64, shape (frames,)
        Every 5 ms; made 0 in silence and breath.
    """
    loudest = float(np.abs(samples).max(initial=0.0))
    if loudest > _PEAK:
        samples = samples * (_PEAK / loudest)
    phonemes = _end_to_end(sounds, len(samples))
    voiced = np.zeros(len(f0_hz), bool)
    for sung in phonemes:
        if sung.phoneme.symbol not in (SILENCE, BREATH):
            time = sung.phoneme.time
            first, last = (round(float(t) / F0_STEP_S) for t in (time.start, time.end))
            voiced[first:last] = True
    return Singing(
        audio=Audio(samples=samples[None].astype(np.float32), sample_rate=SAMPLE_RATE_HZ),
        phonemes=phonemes,
        f0_hz=np.where(voiced, f0_hz, 0.0).astype(np.float32),
    )


def blank(line: VocalLine) -> NDArray[np.float64]:
    """Return silence as long as the line, at 48 kHz."""
    length = max(line.duration, line.notes[-1].time.end)
    return np.zeros(to_sample(length, SAMPLE_RATE_HZ))


def add(target: NDArray[np.float64], part: NDArray[np.float64], start: int) -> None:
    """Add ``part`` to ``target`` from sample ``start``; what lies outside is left out."""
    first, last = max(start, 0), min(start + len(part), len(target))
    if last > first:
        target[first:last] += part[first - start : last - start]


def _end_to_end(
    sounds: Iterable[tuple[str, float, float, int]], length: int
) -> tuple[SungPhoneme, ...]:
    found: list[SungPhoneme] = []
    now = 0
    for symbol, start_s, end_s, note in sounds:
        start, end = (min(round(t * SAMPLE_RATE_HZ), length) for t in (start_s, end_s))
        if start > now:
            found.append(_phoneme(SILENCE, now, start, -1))
        start = max(start, now)
        if end > start:
            found.append(_phoneme(symbol, start, end, note))
            now = end
    if now < length:
        found.append(_phoneme(SILENCE, now, length, -1))
    return _joined(found)


def _joined(found: Sequence[SungPhoneme]) -> tuple[SungPhoneme, ...]:
    """Return the phonemes with silence next to silence made one."""
    out: list[SungPhoneme] = []
    for sung in found:
        before = out[-1] if out else None
        if before and before.phoneme.symbol == sung.phoneme.symbol == SILENCE:
            time = before.phoneme.time
            longer = TimeRange(start=time.start, duration=sung.phoneme.time.end - time.start)
            out[-1] = SungPhoneme(phoneme=Phoneme(symbol=SILENCE, time=longer), note=-1)
        else:
            out.append(sung)
    return tuple(out)


def _phoneme(symbol: str, start: int, end: int, note: int) -> SungPhoneme:
    time = TimeRange(
        start=from_sample(start, SAMPLE_RATE_HZ), duration=from_sample(end - start, SAMPLE_RATE_HZ)
    )
    return SungPhoneme(phoneme=Phoneme(symbol=symbol, time=time), note=note)
