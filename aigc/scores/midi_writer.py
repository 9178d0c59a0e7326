"""Scores to a MIDI file with lyrics."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator, Sequence
from itertools import chain
from math import lcm
from typing import Any, Final

from aigc.scores.bars import metres_of
from aigc.scores.flat import sung_once, written_out
from aigc.scores.keys import tonic_of
from aigc.scores.midi import NOTATED
from aigc.scores.timeline import common_bars
from aigc.scores.wheel import messages_of, turns_for
from aigc.types.clock import Clock
from aigc.types.score import Bar, Key, Note, Score, Syllable

_UNIT: Final = 480
_LARGEST_UNIT: Final = 30_720
_SLOWEST_US: Final = 0xFFFFFF
_VELOCITY: Final = 90
_FIRST, _METRE, _WORD, _ON = 0, 1, 2, 3
_SPACE: Final = "\u00a0"

Event = tuple[int, int, Any]
"""Tick, order within the tick, message."""


def midi_of(scores: Sequence[Score], *, verse: int = 1) -> bytes:
    """Return scores as a MIDI file of type 1, a track each behind one with the tempos.

    One verse is written, as lyric events in UTF-8; repeats and grace notes are written out, and
    drawn pitch lines are turns of the wheel. Ticks are fine enough for every place where 30720 a
    quarter note are; a tempo is rounded to a microsecond a quarter note. The file tells that its
    lengths are the written ones.

    Source: Standard MIDI Files 1.0; RP-017 and RP-026 (lyric events), MIDI Manufacturers
    Association.
    """
    import mido

    flat = [written_out(sung_once(score, verse)) for score in scores]
    bars = common_bars(flat)
    unit, clock = _unit(flat, bars), Clock(flat[0])
    tracks = [_track(_conductor(scores[0], bars, unit), scores[0].title, unit)]
    for number, score in enumerate(flat):
        channel = (number + (number >= 9)) % 16
        wheel = messages_of(turns_for(score.notes, unit, clock), channel)
        sounding = _sounding(score.notes, channel, unit)
        events = chain(((tick, _FIRST, message) for tick, message in wheel), sounding)
        tracks.append(_track(events, score.part, unit))
    out = io.BytesIO()
    mido.MidiFile(type=1, ticks_per_beat=unit, tracks=tracks).save(file=out)
    return out.getvalue()


def _unit(scores: Sequence[Score], bars: Sequence[Bar]) -> int:
    """Return the ticks of a quarter note that hold every place exactly, where that is possible."""
    places = [f for score in scores for n in score.notes for f in (n.start, n.duration)]
    places += [tempo.start for tempo in scores[0].tempos] + [bar.start for bar in bars]
    unit = lcm(_UNIT, *(place.denominator for place in places))
    return unit if unit <= _LARGEST_UNIT else _UNIT


def _track(events: Iterable[Event], name: str, unit: int) -> Any:
    """Return a track of events in any order."""
    import mido

    track = mido.MidiTrack([mido.MetaMessage("track_name", name=_bytes(name))])
    at = 0
    for tick, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=tick - at))
        at = tick
    return track


def _bytes(text: str) -> str:
    """Return a text whose characters are its bytes in UTF-8, as MIDI files hold them."""
    return text.encode("utf-8", "replace").decode("latin-1")


def _conductor(score: Score, bars: Sequence[Bar], unit: int) -> Iterator[Event]:
    """Yield tempos, metres and keys, and the mark that lengths are the written ones."""
    import mido

    told = NOTATED + f"{bars[0].beats}/{bars[0].beat_type}".encode()
    yield 0, _FIRST, mido.MetaMessage("sequencer_specific", data=tuple(told))
    for tempo in score.tempos:
        microseconds = min(round(60_000_000 / tempo.bpm), _SLOWEST_US)
        tick = round(tempo.start * unit)
        yield tick, _METRE, mido.MetaMessage("set_tempo", tempo=microseconds)
    for metre in metres_of(bars):
        if metre.beat_type & (metre.beat_type - 1) == 0:
            message = mido.MetaMessage(
                "time_signature", numerator=metre.beats, denominator=metre.beat_type
            )
            yield round(metre.start * unit), _METRE, message
    for key in score.keys:
        name = _key_name(key)
        yield round(key.start * unit), _METRE, mido.MetaMessage("key_signature", key=name)
    end = bars[-1].start + bars[-1].length - bars[-1].offset
    yield round(end * unit), _ON, mido.MetaMessage("end_of_track")


def _key_name(key: Key) -> str:
    """Return a key as MIDI names it, which knows major and minor only."""
    minor = key.mode == "minor"
    plain = Key(start=key.start, fifths=key.fifths, mode="minor" if minor else "major")
    return tonic_of(plain) + "m" * minor


def _sounding(notes: Sequence[Note], channel: int, unit: int) -> Iterator[Event]:
    import mido

    begun = False
    for n, note in enumerate(notes):
        start = round(note.start * unit)
        end = max(round(note.end * unit), start + 1)
        on = {"channel": channel, "note": note.pitch}
        yield end, _FIRST, mido.Message("note_off", **on)
        yield start, _ON, mido.Message("note_on", velocity=_VELOCITY, **on)
        follows = n > 0 and notes[n - 1].end == note.start
        begun = bool(note.lyrics) or (begun and follows)
        text = _lyric(note.lyrics[0]) if note.lyrics else "_" if begun else ""
        if text:
            yield start, _WORD, mido.MetaMessage("lyrics", text=_bytes(text))


def _lyric(syllable: Syllable) -> str:
    """Return a syllable with a hyphen within its word, a space behind it, and its line's end."""
    joined = syllable.syllabic in ("begin", "middle")
    ends = "\n" if syllable.stanza_end else "\r" if syllable.line_end else ""
    return syllable.text.replace(" ", _SPACE) + ("-" if joined else " ") + ends
