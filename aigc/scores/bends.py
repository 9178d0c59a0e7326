"""A pitch line that an editor has drawn on a note, point by point."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import cos, pi, sin
from typing import Final

from aigc.types.score import Bend, Shape

_STEP_MS: Final = 5.0
_SHARES: Final[Mapping[Shape, Callable[[float], float]]] = {
    "sine": lambda x: (1 - cos(pi * x)) / 2,
    "line": lambda x: x,
    "in": lambda x: 1 - cos(pi * x / 2),
    "out": lambda x: sin(pi * x / 2),
}
"""How much of the way is gone at each share of the time from one point to the next."""


def points_of(bends: Sequence[Bend]) -> Iterator[tuple[float, float]]:
    """Yield seconds from the note's beginning and cents; what is round comes every 5 ms."""
    for one, after in pairwise(bends):
        wide = after.at_ms - one.at_ms
        count = 1 if one.shape == "line" else max(1, min(200, round(wide / _STEP_MS)))
        for k in range(count):
            cents = one.cents + (after.cents - one.cents) * _SHARES[one.shape](k / count)
            yield (one.at_ms + wide * k / count) / 1000, cents
    yield from ((last.at_ms / 1000, last.cents) for last in bends[-1:])
