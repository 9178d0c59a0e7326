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
from unicodedata import category

from aigc.errors import InputError
from aigc.scores.karaoke import Event, syllables_of, words_of
from aigc.scores.roadmap import MOST_MEASURES
from aigc.scores.voices import Voice, chosen
from aigc.types.score import DEFAULT_BPM, Bar, Note, Score, Syllable, Tempo

if TYPE_CHECKING:
    from mido import MidiFile

_DRUMS: Final = 9
_SMALLEST_UNIT: Final = 64
_TOGETHER: Final = Fraction(1, 16)
"""Notes that begin within this many quarter notes are one chord."""
_ARTICULATION: Final = Fraction(1, 4)
"""Gaps and overlaps up to this many quarter notes come from the playing, not from the writing."""
_NEAR: Final = Fraction(1, 8)
"""A syllable belongs to the note that begins within this many quarter notes."""


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
    syllables: tuple[tuple[int, Syllable], ...]
    tempos: tuple[tuple[int, Fraction], ...]
    meters: tuple[tuple[int, int, int], ...]
    end: int


def score_of_midi(raw: bytes, name: str, part: str | int | None = None) -> Score:
    """Return one voice of a MIDI file; see `aigc.scores.reader.read_score`.

    A part is a track. Drums are left out; of a chord the highest note is kept; gaps and overlaps
    of up to a sixteenth note are closed, and a note before a rest lasts to the half beat that it
    misses by a thirty-second at most.

    Source: Standard MIDI Files 1.0, MIDI Manufacturers Association, 1996.

    Raises
    ------
    InputError
        When the file is damaged, too long, or has no such part or no note.
    """
    tracks = _tracks(raw, name)
    onsets = [tick for tick, _ in tracks.syllables]
    lines = {key: _melody(played, tracks.unit) for key, played in tracks.channels.items()}
    voices = [
        Voice(
            part=key[0] + 1,
            key=str(key[1]),
            notes=len(line),
            words=_match(line, onsets, tracks.unit),
            pitch=sum(n.pitch for n in line) / len(line),
        )
        for key, line in lines.items()
    ]
    voice = chosen(voices, tracks.names, part, name)
    line = lines[voice.part - 1, int(voice.key)]
    unit = tracks.unit
    notes = [
        Note(pitch=n.pitch, start=Fraction(n.start, unit), duration=Fraction(n.end - n.start, unit))
        for n in line
    ]
    under = _laid_under([note.start for note in notes], tracks)
    return Score(
        notes=tuple(replace(note, lyrics=under.get(i, ())) for i, note in enumerate(notes)),
        tempos=_tempos(tracks),
        bars=_bars(tracks, name),
        title=tracks.title,
        part=tracks.names[voice.part - 1],
        parts=tracks.names,
    )


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
    channels: dict[tuple[int, int], tuple[_Played, ...]] = {}
    words: list[list[Event]] = []
    texts: list[list[Event]] = []
    tempos: dict[int, Fraction] = {}
    meters: dict[int, tuple[int, int, int]] = {}
    end = 0
    for number, track in enumerate(file.tracks):
        timed = list(_timed(track))
        words.append([(tick, m.text) for tick, m in timed if m.type == "lyrics"])
        texts.append([(tick, m.text) for tick, m in timed if m.type == "text"])
        for tick, message in timed:
            if message.type == "set_tempo" and message.tempo:
                tempos[tick] = Fraction(60_000_000, message.tempo)
            elif message.type == "time_signature" and message.denominator <= _SMALLEST_UNIT:
                meters[tick] = (tick, max(message.numerator, 1), message.denominator)
        last = timed[-1][0] if timed else 0
        end = max(end, last)
        for channel, played in _played(timed, last).items():
            channels[number, channel] = tuple(played)
    return _Tracks(
        unit=file.ticks_per_beat,
        title=_name(file.tracks[0]) if len(file.tracks) > 1 else "",
        names=tuple(_name(track) or f"track {n}" for n, track in enumerate(file.tracks, 1)),
        channels=channels,
        syllables=tuple(syllables_of(words_of(words, texts))),
        tempos=tuple(sorted(tempos.items())),
        meters=tuple(meters[tick] for tick in sorted(meters)),
        end=end,
    )


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
    near = written - note.end <= _NEAR * unit and written.denominator == 1
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
    near = sum(_distance(starts, tick) <= _NEAR * unit for tick in onsets)
    return 2 * near / (len(line) + len(onsets))


def _distance(starts: Sequence[int], tick: int) -> int:
    at = bisect_left(starts, tick)
    return min(abs(start - tick) for start in starts[max(at - 1, 0) : at + 1])


def _laid_under(starts: Sequence[Fraction], tracks: _Tracks) -> dict[int, tuple[Syllable, ...]]:
    """Return the syllables under the notes, by index of the note.

    A syllable goes to the note that begins with it, or else to the next note before the syllable
    that follows, or else is sung on the note before. Chinese characters given together are spread
    over the notes until the next syllable.
    """
    ticks = [Fraction(tick, tracks.unit) for tick, _ in tracks.syllables]
    places = [bisect_left(starts, tick - _NEAR) for tick in ticks]
    limits = [*places[1:], len(starts)][: len(places)]
    under: dict[int, tuple[Syllable, ...]] = {}
    for (_, syllable), place, limit in zip(tracks.syllables, places, limits, strict=True):
        first = place if place < limit else max(place - 1, 0)
        for k, piece in enumerate(_spread(syllable, limit - first)):
            held = under.get(first + k, ())
            under[first + k] = (_together(held[0], piece),) if held else (piece,)
    return under


def _spread(syllable: Syllable, room: int) -> list[Syllable]:
    """Return a syllable as it is laid over up to ``room`` notes."""
    characters = [c for c in syllable.text if c.isalpha()]
    if room < 2 or len(characters) < 2 or any(ord(c) < 0x3400 for c in characters):
        return [syllable]
    each = _characters(syllable.text)
    last = min(room, len(each)) - 1
    pieces = [*each[:last], "".join(each[last:])]
    inner = [replace(syllable, text=p, line_end=False, stanza_end=False) for p in pieces[:-1]]
    return [*inner, replace(syllable, text=pieces[-1])]


def _characters(text: str) -> list[str]:
    """Return the characters of a text: opening signs go to the one behind, others before."""
    found, full = [""], False
    last = max(k for k, c in enumerate(text) if c.isalpha())
    for k, c in enumerate(text):
        opening = k < last and category(c) in ("Ps", "Pi")
        if full and (c.isalpha() or opening):
            found.append("")
            full = False
        found[-1] += c
        full = full or c.isalpha()
    return found


def _together(first: Syllable, second: Syllable) -> Syllable:
    """Return two syllables that are sung on one note."""
    space = "" if first.syllabic in ("begin", "middle") or ord(second.text[0]) >= 0x3400 else " "
    opened, closed = first.syllabic in ("middle", "end"), second.syllabic in ("single", "end")
    return Syllable(
        text=first.text + space + second.text,
        syllabic=("end" if closed else "middle") if opened else ("single" if closed else "begin"),
        line_end=second.line_end,
        stanza_end=second.stanza_end,
    )


def _tempos(tracks: _Tracks) -> tuple[Tempo, ...]:
    found = {Fraction(0): DEFAULT_BPM}
    found |= {Fraction(tick, tracks.unit): bpm for tick, bpm in tracks.tempos}
    return tuple(Tempo(start=at, bpm=bpm) for at, bpm in sorted(found.items()))


def _bars(tracks: _Tracks, name: str) -> tuple[Bar, ...]:
    """Return the measures, laid out from the time signatures to the end of the file."""
    changes = [(0, 4, 4), *tracks.meters]
    ends = [*(tick for tick, _, _ in changes[1:]), max(tracks.end, 1)]
    bars: list[Bar] = []
    for (tick, beats, beat_type), end in zip(changes, ends, strict=True):
        at, until = Fraction(tick, tracks.unit), Fraction(end, tracks.unit)
        while at < until:
            bar = Bar(start=at, beats=beats, beat_type=beat_type, measure=len(bars))
            bars.append(bar)
            at += bar.length
            if len(bars) > MOST_MEASURES:
                raise InputError(
                    f"{name} has more than {MOST_MEASURES} measures. Export only the song."
                )
    return tuple(bars)
