"""The pitch wheel of MIDI: what it does to a note, as points of a pitch line, and back."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from math import ceil
from typing import Any, Final

from aigc.scores.bends import points_of
from aigc.types.clock import Clock
from aigc.types.score import Bend, Note

_USUAL_RANGE: Final = 2.0
"""Semitones of a wheel at its end, where the file names no other range."""
_END: Final = 8192
_PARAMETER_HIGH, _PARAMETER_LOW, _DATA_HIGH, _DATA_LOW = 101, 100, 6, 38
_HELD_S: Final = 0.03
"""A wheel that moves no more often stands still between two places, and does not glide."""
_MOVES_S: Final = 0.01
_WIDEST: Final = 96
"""Semitones of the widest range that is written."""


@dataclass(frozen=True, slots=True)
class Turn:
    """Where a wheel is turned to, ``tick`` in ticks."""

    tick: int
    cents: float


def turns_of(timed: Iterable[tuple[int, Any]]) -> dict[int, tuple[Turn, ...]]:
    """Return the turns of the wheel on each channel of a track, which lists (tick, message).

    Source: The Complete MIDI 1.0 Detailed Specification, registered parameter 0.
    """
    found: dict[int, list[Turn]] = defaultdict(list)
    ranges: dict[int, float] = defaultdict(lambda: _USUAL_RANGE)
    chosen: dict[int, dict[int, int]] = defaultdict(dict)
    for tick, message in timed:
        if message.type == "pitchwheel":
            cents = 100 * ranges[message.channel] * message.pitch / _END
            found[message.channel].append(Turn(tick, cents))
        elif message.type == "control_change":
            known = chosen[message.channel]
            known[message.control] = message.value
            if known.get(_PARAMETER_HIGH) == known.get(_PARAMETER_LOW) == 0:
                semitones = known.get(_DATA_HIGH, _USUAL_RANGE)
                ranges[message.channel] = semitones + known.get(_DATA_LOW, 0) / 100
    return {channel: tuple(turns) for channel, turns in found.items()}


def bends_of(note: Note, turns: Sequence[Turn], unit: int, clock: Clock) -> tuple[Bend, ...]:
    """Return what a wheel does while a note lasts; empty where it stays in the middle.

    ``unit`` is the ticks of a quarter note.
    """
    first = bisect_right(turns, note.start * unit, key=_place)
    last = bisect_left(turns, note.end * unit, key=_place)
    begin = turns[first - 1].cents if first else 0.0
    starts = clock.seconds(note.start)
    moves = [(float(clock.seconds(Fraction(t.tick, unit)) - starts), t) for t in turns[first:last]]
    if not begin and not any(turn.cents for _, turn in moves):
        return ()
    return tuple(_points(begin, [(at_s, turn.cents) for at_s, turn in moves]))


def _place(turn: Turn) -> Fraction:
    return Fraction(turn.tick)


def _points(begin: float, moves: Sequence[tuple[float, float]]) -> Iterator[Bend]:
    yield Bend(at_ms=0.0, cents=begin, shape="line")
    before_s, before = 0.0, begin
    for at_s, cents in moves:
        if at_s - before_s > _HELD_S:
            yield Bend(at_ms=1000 * (at_s - _MOVES_S), cents=before, shape="line")
        yield Bend(at_ms=1000 * at_s, cents=cents, shape="line")
        before_s, before = at_s, cents


def turns_for(notes: Sequence[Note], unit: int, clock: Clock) -> list[Turn]:
    """Return how the wheel turns so that notes sound as they are drawn, one voice on its channel.

    What is drawn before a note begins, or after its end, another note may sound in: it is left out.
    """
    turns: list[Turn] = []
    for note in notes:
        start_s, end_s = float(clock.seconds(note.start)), float(clock.seconds(note.end))
        for at_s, cents in _within(list(points_of(note.bends)), end_s - start_s):
            place = clock.position(start_s + at_s) if at_s else note.start
            if cents != (turns[-1].cents if turns else 0.0):
                turns.append(Turn(round(place * unit), cents))
    return turns


def _within(points: Sequence[tuple[float, float]], long_s: float) -> Iterator[tuple[float, float]]:
    """Yield a pitch line from the beginning of its note on, in steps that are read as lines."""
    if not points:
        yield 0.0, 0.0
        return
    begin = _between(points, 0.0)
    last_s = long_s - _MOVES_S
    inner = [(at_s, cents) for at_s, cents in points if 0 < at_s < last_s]
    if inner and points[-1][0] > last_s:
        inner.append((last_s, _between(points, last_s)))
    yield 0.0, begin
    for (from_s, low), (to_s, high) in pairwise([(0.0, begin), *inner]):
        count = max(1, ceil((to_s - from_s) / _MOVES_S)) if to_s - from_s > _HELD_S else 1
        for k in range(1, count + 1):
            yield from_s + (to_s - from_s) * k / count, low + (high - low) * k / count


def _between(points: Sequence[tuple[float, float]], at_s: float) -> float:
    """Return the cents of a pitch line at a time; before its first point it is as there."""
    for (from_s, low), (to_s, high) in pairwise(points):
        if from_s <= at_s < to_s:
            return low + (high - low) * (at_s - from_s) / (to_s - from_s)
    return points[0][1] if at_s < points[0][0] else points[-1][1]


def messages_of(turns: Sequence[Turn], channel: int) -> Iterator[tuple[int, Any]]:
    """Yield tick and message: first the range of the wheel, then its turns."""
    import mido

    most = max((abs(turn.cents) for turn in turns), default=0.0)
    if not most:
        return
    semitones = min(_WIDEST, max(int(_USUAL_RANGE), ceil(most / 100)))
    names = _PARAMETER_HIGH, _PARAMETER_LOW, _DATA_HIGH, _DATA_LOW
    for name, value in zip(names, (0, 0, semitones, 0), strict=True):
        yield 0, mido.Message("control_change", channel=channel, control=name, value=value)
    for turn in turns:
        pitch = round(turn.cents / (100 * semitones) * _END)
        pitch = min(_END - 1, max(-_END, pitch))
        yield turn.tick, mido.Message("pitchwheel", channel=channel, pitch=pitch)
