"""What an editor changes of a song, laid over what the score asks for."""

from __future__ import annotations

from dataclasses import fields

import numpy as np

from aigc.types.vocal import Curve, Expression


def added(first: Expression, second: Expression) -> Expression:
    """Return both together: each curve is the sum of the two at every moment."""
    return Expression(**{
        field.name: _sum(getattr(first, field.name), getattr(second, field.name))
        for field in fields(Expression)
    })  # fmt: skip


def _sum(first: Curve, second: Curve) -> Curve:
    if not first.times_s or not second.times_s:
        return first if first.times_s else second
    times = np.union1d(first.times_s, second.times_s)
    values = first.at(times) + second.at(times)
    return Curve(times_s=tuple(times.tolist()), values=tuple(values.tolist()))
