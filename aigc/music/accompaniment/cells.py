"""How any metre is put together of the three that patterns are written for."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

from aigc.types.score import Bar

Kind = Literal["4", "3", "6"]

_SIXTEENTH = Fraction(1, 4)
_SLOW_S = 1.0
_DENSE_S, _DENSER_S = 0.085, 0.045


@dataclass(frozen=True, slots=True, kw_only=True)
class Cell:
    """The beginning of a pattern: ``steps`` of it, each ``step`` quarter notes, from ``start``.

    ``start`` counts from the beginning of the metre. Of the steps only each ``stride``-th is
    played, where the music goes too fast for all.
    """

    kind: Kind
    start: Fraction
    steps: int
    step: Fraction = _SIXTEENTH
    stride: int = 1


def cells_of(bar: Bar, quarter_s: float) -> list[Cell]:
    """Return the cells that fill a metre at a tempo.

    Simple metres are fours and, at the end, threes and twos; compound ones sixes and threes;
    5/8 and 7/8 pairs of eighths with three at the end. Slow fours go twice as fast.
    """
    made: list[Cell] = []
    at = Fraction(0)
    for kind, steps, step in _groups(bar):
        slow = kind == "4" and steps > 4 and float(step * 4) * quarter_s > _SLOW_S
        size = step / 2 if slow else step
        for _ in range(2 if slow else 1):
            stride = _stride(float(size) * quarter_s)
            made.append(Cell(kind=kind, start=at, steps=steps, step=size, stride=stride))
            at += size * steps
    return made


def _groups(bar: Bar) -> list[tuple[Kind, int, Fraction]]:
    """Return kind, number of steps and length of a step of every group in a metre."""
    if (bar.beats, bar.beat_type) == (3, 2):
        return [("4", 8, _SIXTEENTH)] * 3
    if bar.beat_type < 8:
        quarters = bar.beats * 4 // bar.beat_type
        return [(kind, 4 * n, _SIXTEENTH) for kind, n in _simple(quarters)]
    step = Fraction(2, bar.beat_type)
    if bar.beats % 3 == 0:
        sixes, rest = divmod(bar.beats, 6)
        steps = [12] * sixes + [6] * (rest // 3)
        return [("6", count, step) for count in steps]
    pairs, odd = (bar.beats // 2 - 1, True) if bar.beats % 2 else (bar.beats // 2, False)
    if bar.beats == 1:
        return [("4", 2, step)]
    groups = [(kind, 4 * n, step) for kind, n in _simple(pairs)]
    return [*groups, ("6", 6, step)] if odd else groups


def _simple(beats: int) -> list[tuple[Kind, int]]:
    """Return kinds and lengths in beats that make so many simple beats."""
    fours, rest = divmod(beats, 4)
    endings: dict[int, list[tuple[Kind, int]]] = {
        0: [], 1: [("3", 3), ("4", 2)], 2: [("3", 3), ("3", 3)], 3: [("3", 3)]
    }  # fmt: skip
    if not fours:
        return [("3", 3)] if rest == 3 else [("4", rest)]
    whole: list[tuple[Kind, int]] = [("4", 4)] * (fours - (rest in (1, 2)))
    return [*whole, *endings[rest]]


def _stride(step_s: float) -> int:
    """Return which share of the steps can be played at a speed."""
    return 1 if step_s >= _DENSE_S else 2 if step_s >= _DENSER_S else 4
