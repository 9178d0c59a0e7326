"""MIDI to a score: one channel of one track chosen, made one voice, its words laid under it."""

from __future__ import annotations

import io
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from aigc.errors import InputError
from aigc.scores.bars import SMALLEST_UNIT, Metre, bars_between, metre_named
from aigc.scores.karaoke import syllables_of, words_of
from aigc.scores.keys import key_named
from aigc.scores.tempo import heard, sane
from aigc.scores.underlay import NEAR, laid_under
from aigc.scores.voices import Piece, Voice
from aigc.scores.wheel import Turn, bends_of, turns_of
from aigc.types.clock import Clock
from aigc.types.score import DEFAULT_BPM, Bar, Key, Note, Score, Syllable

if TYPE_CHECKING:
    from mido import MidiFile

_DRUMS: Final = 9
_TOGETHER: Final = Fraction(1, 16)
"""Notes that begin within this many quarter notes are one chord."""
_ARTICULATION: Final = Fraction(1, 4)
"""Gaps and overlaps up to this many quarter notes come from the playing, not from the writing."""
NOTATED: Final = b"\x7dnotated"
"""A sequencer-specific event: lengths are the written ones; the first metre stands behind it."""

_Words = tuple[tuple[int, Syllable], ...]


class _Played(NamedTuple):
    """A note as it was played, in ticks."""

    start: int
    end: int
    pitch: int


@dataclass(frozen=True, slots=True, kw_only=True)
class _Tracks:
    """What a MIDI file holds; times in ticks."""

    unit: int
    title: str
    names: tuple[str, ...]
    channels: Mapping[tuple[int, int], tuple[_Played, ...]]
    words: tuple[_Words, ...]
    shared: _Words
    tempos: Mapping[Fraction, Fraction]
    metres: tuple[Metre, ...]
    keys: tuple[Key, ...]
    end: Fraction
    notated: str | None
    wheels: Mapping[tuple[int, int], tuple[Turn, ...]]


def piece_of_midi(raw: bytes, name: str) -> Piece:
    """Return the voices of a MIDI file: each channel of each track.

    Drums are left out; of a chord the highest note is kept; gaps and overlaps of up to a sixteenth
    note are closed, and a note before a rest lasts to the half beat that it misses by a
    thirty-second at most. Files that say that their lengths are the written ones, as `NOTATED`
    does, are read as they stand.

    Source: Standard MIDI Files 1.0, MIDI Manufacturers Association, 1996.

    Raises
    ------
    InputError
        When the file is damaged or too long.
    """
    tracks = _tracks(raw, name)
    lines = {key: _line(played, tracks) for key, played in tracks.channels.items()}
    voices = _marked([_voice(key, line, tracks) for key, line in lines.items()])
    bars = bars_between(tracks.metres, tracks.end, name, metre_named(tracks.notated or ""))

    def lay(voice: Voice) -> Score:
        return _score(lines[voice.part - 1, int(voice.key)], voice, tracks, bars)

    return Piece(names=tracks.names, voices=tuple(voices), lay=lay)


def _voice(key: tuple[int, int], line: Sequence[_Played], tracks: _Tracks) -> Voice:
    own = tracks.words[key[0]]
    onsets = [tick for tick, _ in own or tracks.shared]
    return Voice(
        part=key[0] + 1,
        key=str(key[1]),
        notes=len(line),
        words=_match(line, onsets, tracks.unit),
        pitch=sum(n.pitch for n in line) / len(line),
        sung=bool(own),
    )


def _marked(voices: Sequence[Voice]) -> list[Voice]:
    """Return the voices; the one that fits its words best is sung, in each track or in all."""
    rows = [[v for v in voices if v.part == part] for part in sorted({v.part for v in voices})]
    best = [max(row, key=lambda v: v.words) for row in rows]
    own = [voice for voice in best if voice.sung]
    best = own or ([max(best, key=lambda v: v.words)] if best else [])
    return [replace(voice, sung=voice in best and voice.words > 0) for voice in voices]


def _score(line: Sequence[_Played], voice: Voice, tracks: _Tracks, bars: tuple[Bar, ...]) -> Score:
    unit = tracks.unit
    notes = [
        Note(pitch=n.pitch, start=Fraction(n.start, unit), duration=Fraction(n.end - n.start, unit))
        for n in line
    ]
    words = tracks.words[voice.part - 1] or tracks.shared
    under = laid_under([note.start for note in notes], [(Fraction(t, unit), s) for t, s in words])
    score = Score(
        notes=tuple(replace(note, lyrics=under.get(i, ())) for i, note in enumerate(notes)),
        tempos=heard(tracks.tempos),
        bars=bars,
        title=tracks.title,
        part=tracks.names[voice.part - 1],
        parts=tracks.names,
        keys=tracks.keys,
    )
    turns = tracks.wheels.get((voice.part - 1, int(voice.key)), ())
    clock = Clock(score)
    bent = (replace(note, bends=bends_of(note, turns, unit, clock)) for note in score.notes)
    return replace(score, notes=tuple(bent)) if turns else score


def _read(raw: bytes, name: str) -> MidiFile:
    import mido

    try:
        file = mido.MidiFile(file=io.BytesIO(raw[raw.index(b"MThd") :]), clip=True)
    except Exception as exc:
        # mido has no exception of its own: damage shows as whatever the bytes happen to break.
        raise InputError(f"{name} is a damaged MIDI file. Export it again.") from exc
    if file.ticks_per_beat <= 0 or file.type == 2:
        raise InputError(
            f"{name} counts seconds and not beats, or holds separate songs. Export it as a MIDI "
            "file of type 0 or 1 with ticks per quarter note."
        )
    return file


def _tracks(raw: bytes, name: str) -> _Tracks:
    file = _read(raw, name)
    unit = file.ticks_per_beat
    timed = [list(_timed(track)) for track in file.tracks]
    ends = [track[-1][0] if track else 0 for track in timed]
    lyrics = [[(tick, m.text) for tick, m in track if m.type == "lyrics"] for track in timed]
    texts = [[(tick, m.text) for tick, m in track if m.type == "text"] for track in timed]
    try:
        tempos, metres, keys = _changes([event for track in timed for event in track], unit)
    except ValueError as exc:
        raise InputError(
            f"{name} is damaged: it holds {exc} where that cannot be. Export it again."
        ) from exc
    channels = {
        (number, channel): tuple(played)
        for number, track in enumerate(timed)
        for channel, played in _played(track, ends[number]).items()
    }
    sounding = {number for number, _ in channels}
    return _Tracks(
        unit=unit,
        title=_name(file.tracks[0]) if len(file.tracks) > 1 else "",
        names=tuple(_name(track) or f"track {n}" for n, track in enumerate(file.tracks, 1)),
        channels=channels,
        words=tuple(
            tuple(syllables_of(events)) if number in sounding else ()
            for number, events in enumerate(lyrics)
        ),
        shared=tuple(syllables_of(words_of(lyrics, texts))),
        tempos=tempos,
        metres=metres,
        keys=keys,
        end=Fraction(max(ends, default=0), unit),
        notated=_notated(timed),
        wheels={
            (number, channel): turns
            for number, track in enumerate(timed)
            for channel, turns in turns_of(track).items()
        },
    )


def _notated(timed: Sequence[Sequence[tuple[int, Any]]]) -> str | None:
    """Return the metre of the first measure in a file whose lengths are the written ones."""
    own = (bytes(m.data) for t in timed for _, m in t if m.type == "sequencer_specific")
    told = next((data for data in own if data.startswith(NOTATED)), None)
    return None if told is None else told.removeprefix(NOTATED).decode("latin-1")


def _changes(
    timed: Sequence[tuple[int, Any]], unit: int
) -> tuple[dict[Fraction, Fraction], tuple[Metre, ...], tuple[Key, ...]]:
    """Return the tempos, the time signatures and the key signatures of all tracks.

    Raises
    ------
    ValueError
        When a tempo is none that can be played.
    """
    tempos = {Fraction(0): DEFAULT_BPM}
    metres: dict[Fraction, Metre] = {}
    keys: dict[Fraction, Key] = {}
    for tick, message in timed:
        at = Fraction(tick, unit)
        if message.type == "set_tempo" and message.tempo:
            tempos[at] = sane(Fraction(60_000_000, message.tempo))
        elif message.type == "time_signature" and message.denominator <= SMALLEST_UNIT:
            metres[at] = Metre(at, max(message.numerator, 1), message.denominator)
        elif message.type == "key_signature":
            keys[at] = key_named(at, message.key)
    ordered = tuple(keys[at] for at in sorted(keys))
    return tempos, tuple(metres.values()), ordered


def _line(played: Sequence[_Played], tracks: _Tracks) -> list[_Played]:
    return _written(played) if tracks.notated is not None else _melody(played, tracks.unit)


def _written(played: Sequence[_Played]) -> list[_Played]:
    """Return the notes as they stand: of a chord the highest, each cut where the next begins."""
    line: list[_Played] = []
    for note in sorted(played, key=lambda n: (n.start, -n.pitch)):
        if line and line[-1].start == note.start:
            continue
        if line and line[-1].end > note.start:
            line[-1] = line[-1]._replace(end=note.start)
        line.append(note)
    return line


def _name(track: Sequence[Any]) -> str:
    """Return the name of a track; empty where it has none."""
    raw = next((m.name for m in track if m.type == "track_name"), "")
    with suppress(UnicodeError):
        raw = raw.encode("latin-1").decode("utf-8")
    return " ".join(raw.replace("\0", " ").split())


def _timed(track: Sequence[Any]) -> Iterator[tuple[int, Any]]:
    """Yield the messages with the tick at which each happens."""
    tick = 0
    for message in track:
        tick += message.time
        yield tick, message


def _played(timed: Sequence[tuple[int, Any]], last: int) -> dict[int, list[_Played]]:
    """Return the notes of each channel; one that is never released ends with the track."""
    found: dict[int, list[_Played]] = defaultdict(list)
    open_notes: dict[tuple[int, int], int] = {}

    def release(channel: int, pitch: int, tick: int) -> None:
        start = open_notes.pop((channel, pitch), tick)
        if tick > start and channel != _DRUMS:
            found[channel].append(_Played(start, tick, pitch))

    for tick, message in timed:
        if message.type in ("note_on", "note_off"):
            release(message.channel, message.note, tick)
            if message.type == "note_on" and message.velocity:
                open_notes[message.channel, message.note] = tick
    for channel, pitch in tuple(open_notes):
        release(channel, pitch, last)
    return found


def _melody(played: Sequence[_Played], unit: int) -> list[_Played]:
    """Return the highest line: chords to their top, notes under a held higher one left out."""
    line: list[_Played] = []
    for note in sorted(played, key=lambda n: (n.start, -n.pitch)):
        before = line[-1] if line else None
        if before is None:
            line.append(note)
        elif note.start - before.start <= _TOGETHER * unit:
            if note.pitch > before.pitch:
                line[-1] = note._replace(start=before.start)
        elif not _below(before, note, unit):
            line[-1] = _released(before, note.start, unit)
            line.append(note)
    return [*line[:-1], *(_released(note, None, unit) for note in line[-1:])]


def _released(note: _Played, following: int | None, unit: int) -> _Played:
    """Return a note as written: up to the next one, or to the half beat it nearly reaches."""
    if following is not None and following - note.end <= _ARTICULATION * unit:
        return note._replace(end=following)
    half = Fraction(unit, 2)
    written = math.ceil(note.end / half) * half
    near = written - note.end <= NEAR * unit and written.denominator == 1
    return note._replace(end=int(written)) if near else note


def _below(before: _Played, note: _Played, unit: int) -> bool:
    """Tell whether a note lies under the one before, which still sounds for most of it."""
    overlap = min(before.end, note.end) - note.start
    shorter = min(before.end - before.start, note.end - note.start)
    return note.pitch < before.pitch and overlap > _ARTICULATION * unit and overlap * 2 >= shorter


def _match(line: Sequence[_Played], onsets: Sequence[int], unit: int) -> float:
    """Return how well syllables and notes begin together: an F1 measure, 0 to 1."""
    if not onsets:
        return 0.0
    starts = [note.start for note in line]
    near = sum(_distance(starts, tick) <= NEAR * unit for tick in onsets)
    return 2 * near / (len(line) + len(onsets))


def _distance(starts: Sequence[int], tick: int) -> int:
    at = bisect_left(starts, tick)
    return min(abs(start - tick) for start in starts[max(at - 1, 0) : at + 1])
