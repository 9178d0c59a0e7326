"""An arrangement as a MIDI file, for editors and synthesisers."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from typing import TYPE_CHECKING, Any, Final, Literal, NamedTuple

from aigc.music.accompaniment.arrangement import Arrangement, Stroke
from aigc.music.style import Instrument
from aigc.types.clock import Clock

if TYPE_CHECKING:
    from mido import MidiTrack

TICKS: Final = 960
"""A quarter note in the file."""
_DRUMS: Final = 9
_PLAYERS: Final[Mapping[Instrument, tuple[int, int, int, int, str]]] = {
    "key": (1, 0, 100, 58, "piano"), "guitar": (2, 24, 95, 84, "guitar"),
    "pluck": (3, 45, 95, 80, "pizzicato"), "tine": (4, 4, 95, 50, "electric piano"),
    "bell": (5, 8, 85, 80, "celesta"), "bass": (6, 33, 105, 64, "bass"),
    "pad": (7, 48, 62, 64, "strings"),
}  # fmt: skip
"""Channel, General MIDI program, volume, place and name of each player with pitches."""
_STRUCK: Final[Mapping[Instrument, tuple[int, float]]] = {
    "kick": (36, 0.95), "snap": (38, 0.75), "hat": (42, 0.6), "shaker": (70, 0.6),
    "crash": (49, 0.8), "swell": (55, 0.5),
}  # fmt: skip
"""Key of the drum channel, and how hard it is struck beside the others."""
_MELODY: Final = (0, 73, 100, 64, "melody")
_SUNG: Final = 90
_LIMITS: Final = (1, 127)

Unit = Literal["beats", "milliseconds"]


class _Played(NamedTuple):
    """A note in ticks."""

    start: int
    end: int
    key: int
    velocity: int


def encode_midi(arrangement: Arrangement, *, melody: bool = True, unit: Unit = "beats") -> bytes:
    """Return a MIDI file of type 1: tempos and metres, the melody with its words, each player.

    In ``milliseconds`` a tick is one and there is no tempo map, for a player whose own would drift.

    Source: Standard MIDI Files 1.0, MIDI Manufacturers Association, 1996.
    """
    import mido

    clock = Clock(arrangement.score)

    def tick(position: Fraction) -> int:
        return round(clock.seconds(position) * 1_000 if unit != "beats" else position * TICKS)

    file = mido.MidiFile(
        type=1, ticks_per_beat=TICKS if unit == "beats" else 1_000, charset="utf-8"
    )
    file.tracks.append(_conductor(arrangement, tick, unit))
    if melody:
        file.tracks.append(_sung(arrangement, tick))
    for player, strokes in _by_player(arrangement.strokes).items():
        played = _without_overlap(
            _Played(
                start=tick(s.start), end=max(tick(s.start + s.duration), tick(s.start) + 1),
                key=_key(s), velocity=_velocity(s),
            )
            for s in strokes
        )  # fmt: skip
        file.tracks.append(_track(player, played))
    out = io.BytesIO()
    file.save(file=out)
    return out.getvalue()


def _by_player(strokes: Sequence[Stroke]) -> dict[tuple[int, int, int, int, str], list[Stroke]]:
    """Return the strokes of each player in the order of channels."""
    found: dict[tuple[int, int, int, int, str], list[Stroke]] = defaultdict(list)
    for stroke in strokes:
        found[_PLAYERS.get(stroke.instrument, (_DRUMS, 0, 100, 64, "drums"))].append(stroke)
    return dict(sorted(found.items()))


def _key(stroke: Stroke) -> int:
    return _STRUCK[stroke.instrument][0] if stroke.instrument in _STRUCK else stroke.pitch


def _velocity(stroke: Stroke) -> int:
    share = _STRUCK[stroke.instrument][1] if stroke.instrument in _STRUCK else 1.0
    low, high = _LIMITS
    return min(max(round(25 + 90 * stroke.velocity * share), low), high)


def _without_overlap(played: Iterable[_Played]) -> list[_Played]:
    """Return the notes, each ended before its key is struck again; of two at once the longer."""
    by_key: dict[int, list[_Played]] = defaultdict(list)
    for note in sorted(played):
        line = by_key[note.key]
        if line and line[-1].start == note.start:
            line[-1] = max(line[-1], note, key=lambda n: n.end)
            continue
        if line and line[-1].end > note.start:
            line[-1] = line[-1]._replace(end=note.start)
        line.append(note)
    return sorted(note for line in by_key.values() for note in line)


def _written(events: list[tuple[int, int, Any]]) -> MidiTrack:
    """Return a track of events at ticks; at one tick those of lower order come first."""
    import mido

    track, now = mido.MidiTrack(), 0
    for at, _, message in sorted(events, key=lambda event: event[:2]):
        track.append(message.copy(time=at - now))
        now = at
    track.append(mido.MetaMessage("end_of_track"))
    return track


def _track(
    player: tuple[int, int, int, int, str],
    played: Sequence[_Played],
    words: Sequence[tuple[int, str]] = (),
) -> MidiTrack:
    """Return one player's track, with the words that begin at ticks."""
    import mido

    channel, program, volume, place, name = player
    events: list[tuple[int, int, Any]] = [
        (0, -2, mido.MetaMessage("track_name", name=name)),
        (0, -1, mido.Message("program_change", channel=channel, program=program)),
        (0, -1, mido.Message("control_change", channel=channel, control=7, value=volume)),
        (0, -1, mido.Message("control_change", channel=channel, control=10, value=place)),
        *((at, 1, mido.MetaMessage("lyrics", text=text)) for at, text in words),
    ]
    for note in played:
        on = mido.Message("note_on", channel=channel, note=note.key, velocity=note.velocity)
        off = mido.Message("note_off", channel=channel, note=note.key, velocity=0)
        events += [(note.start, 2, on), (note.end, 0, off)]
    return _written(events)


def _sung(arrangement: Arrangement, tick: Callable[[Fraction], int]) -> MidiTrack:
    """Return the melody's track with its words."""
    notes = arrangement.score.notes
    played = [
        _Played(tick(n.start), max(tick(n.end), tick(n.start) + 1), n.pitch, _SUNG) for n in notes
    ]
    words = [(tick(n.start), n.lyrics[0].text) for n in notes if n.lyrics]
    return _track(_MELODY, _without_overlap(played), words)


def _conductor(arrangement: Arrangement, tick: Callable[[Fraction], int], unit: Unit) -> MidiTrack:
    """Return the track of tempos and metres."""
    import mido

    score = arrangement.score
    if unit == "milliseconds":
        return _written([(0, 0, mido.MetaMessage("set_tempo", tempo=1_000_000))])
    events: list[tuple[int, int, Any]] = [
        (tick(t.start), 1, mido.MetaMessage("set_tempo", tempo=round(60_000_000 / t.bpm)))
        for t in score.tempos
    ]
    metre = (0, 0)
    for bar in score.bars:
        if (bar.beats, bar.beat_type) != metre:
            metre = (bar.beats, bar.beat_type)
            message = mido.MetaMessage(
                "time_signature", numerator=bar.beats, denominator=bar.beat_type
            )
            events.append((tick(bar.start), 0, message))
    if score.title:
        events.append((0, -1, mido.MetaMessage("track_name", name=score.title)))
    return _written(events)
