"""The pitch line that an editor has drawn on a note, as a curve."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise
from math import cos, pi, sin
from typing import Final

from aigc.types.score import Bend, Shape
from aigc.types.vocal import Curve

_STEP_MS: Final = 5.0
_LEAST_S: Final = 1e-6
_SHARES: Final[Mapping[Shape, Callable[[float], float]]] = {
    "sine": lambda x: (1 - cos(pi * x)) / 2,
    "line": lambda x: x,
    "in": lambda x: 1 - cos(pi * x / 2),
    "out": lambda x: sin(pi * x / 2),
}
"""How much of the way is gone at each share of the time from one point to the next."""


def drawn(bends: Sequence[Bend]) -> Curve:
    """Return points with their shapes as a curve over seconds; points that fall back are moved."""
    times: list[float] = []
    values: list[float] = []
    for at_s, cents in _points(bends):
        times.append(max(at_s, times[-1] + _LEAST_S) if times else at_s)
        values.append(cents)
    return Curve(times_s=tuple(times), values=tuple(values))


def _points(bends: Sequence[Bend]) -> Iterator[tuple[float, float]]:
    for one, after in pairwise(bends):
        wide = after.at_ms - one.at_ms
        count = 1 if one.shape == "line" else max(1, min(200, round(wide / _STEP_MS)))
        for k in range(count):
            cents = one.cents + (after.cents - one.cents) * _SHARES[one.shape](k / count)
            yield (one.at_ms + wide * k / count) / 1000, cents
    yield from ((last.at_ms / 1000, last.cents) for last in bends[-1:])


def later(curve: Curve, by_s: float) -> Curve:
    """Return a curve for a clock that begins so many seconds later."""
    return Curve(times_s=tuple(at - by_s for at in curve.times_s), values=curve.values)
