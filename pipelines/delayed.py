"""Everything a little later: times, sound and notes that stay together behind a label."""

from __future__ import annotations

import io
from collections.abc import Iterable
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final

import numpy as np

from aigc.types.audio import Audio
from aigc.types.time import TimeRange, to_sample
from aigc.types.timing import SILENCE, Timed, Timing
from aigc.types.vocal import VocalLine

if TYPE_CHECKING:
    from mido import MidiTrack

_TEMPO_US: Final = 500_000
"""Microseconds of a quarter note where a MIDI file tells none."""
_SOUNDING: Final = ("note_on", "note_off", "lyrics")


def timing(told: Timing, by: Fraction) -> Timing:
    """Return a timing in which everything is heard ``by`` seconds later, after silence.

    ``by`` is 0 or more, and a whole number of the timing's samples.
    """
    if not by:
        return told

    def moved(tier: Iterable[Timed]) -> tuple[Timed, ...]:
        return tuple(replace(one, time=one.time.shifted(by)) for one in tier)

    first, sounds = by, moved(told.phonemes)
    if sounds and sounds[0].text == SILENCE:
        first, sounds = sounds[0].time.end, sounds[1:]
    before = Timed(text=SILENCE, time=TimeRange(start=Fraction(0), duration=first))
    return replace(
        told, duration=told.duration + by, phonemes=(before, *sounds), words=moved(told.words),
        syllables=moved(told.syllables), lines=moved(told.lines), notes=moved(told.notes),
    )  # fmt: skip


def line(told: VocalLine, by: Fraction) -> VocalLine:
    """Return notes of a singer that come ``by`` seconds later."""
    notes = tuple(replace(one, time=one.time.shifted(by)) for one in told.notes)
    return replace(told, notes=notes, duration=told.duration + by)


def sound(audio: Audio, by: Fraction) -> Audio:
    """Return a sound after ``by`` seconds of silence."""
    if not by:
        return audio
    before = ((0, 0), (to_sample(by, audio.sample_rate), 0))
    return Audio(samples=np.pad(audio.samples, before), sample_rate=audio.sample_rate)


def midi(data: bytes, by: Fraction) -> bytes:
    """Return a MIDI file in beats whose notes and words come ``by`` seconds later.

    It begins in the tempo and the metre that it began in; its bars no longer begin on those of an
    editor.
    """
    if not by:
        return data
    import mido

    file = mido.MidiFile(file=io.BytesIO(data), charset="utf-8")
    tempos = (e.tempo for track in file.tracks for e in track if e.type == "set_tempo")
    beats = by * 1_000_000 / next(tempos, _TEMPO_US)
    for track in file.tracks:
        _delay(track, round(beats * file.ticks_per_beat))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _delay(track: MidiTrack, ticks: int) -> None:
    """Put off the first event that sounds or comes after the beginning, and all behind it."""
    for place, event in enumerate(track):
        if event.time or event.type in _SOUNDING:
            track[place] = event.copy(time=event.time + ticks)
            return
