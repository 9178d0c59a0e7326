"""The pitch line that an editor has drawn on a note, as a curve."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from aigc.scores.bends import points_of
from aigc.types.score import Bend
from aigc.types.vocal import Curve

_LEAST_S: Final = 1e-6


def drawn(bends: Sequence[Bend]) -> Curve:
    """Return points with their shapes as a curve over seconds; points that fall back are moved."""
    times: list[float] = []
    values: list[float] = []
    for at_s, cents in points_of(bends):
        times.append(max(at_s, times[-1] + _LEAST_S) if times else at_s)
        values.append(cents)
    return Curve(times_s=tuple(times), values=tuple(values))


def later(curve: Curve, by_s: float) -> Curve:
    """Return a curve for a clock that begins so many seconds later."""
    return Curve(times_s=tuple(at - by_s for at in curve.times_s), values=curve.values)
