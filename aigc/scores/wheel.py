"""The pitch wheel of MIDI: what it does to a note, as points of a pitch line."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any, Final

from aigc.types.clock import Clock
from aigc.types.score import Bend, Note

_USUAL_RANGE: Final = 2.0
"""Semitones of a wheel at its end, where the file names no other range."""
_END: Final = 8192
_PARAMETER_HIGH, _PARAMETER_LOW, _DATA_HIGH, _DATA_LOW = 101, 100, 6, 38
_HELD_S: Final = 0.03
"""A wheel that moves no more often stands still between two places, and does not glide."""
_MOVES_S: Final = 0.01


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
