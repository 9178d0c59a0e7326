"""Easing curves, durations and staggers of the house style."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from types import MappingProxyType

from aigc.errors import ConfigError, did_you_mean

Curve = Callable[[float], float]

HIGHLIGHT_S = 0.12
SMALL_S = 0.24
TAG_S = 0.42
LINE_S = 0.64
HERO_S = 0.90
COUNT_S = 1.20
EXIT_S = 0.28
CHANGE_S = 0.36

CHAR_STAGGER_S = 0.026
LINE_STAGGER_S = 0.09
ITEM_STAGGER_S = 0.16

_POINTS: Mapping[str, tuple[float, float, float, float]] = MappingProxyType(
    {
        "enter": (0.05, 0.7, 0.1, 1.0),
        "exit": (0.3, 0.0, 0.8, 0.15),
        "move": (0.65, 0.0, 0.35, 1.0),
        "count": (0.16, 1.0, 0.3, 1.0),
        "pop": (0.34, 1.45, 0.64, 1.0),
    }
)


def bezier(x1: float, y1: float, x2: float, y2: float) -> Curve:
    """Return the CSS cubic Bezier curve through (0, 0) and (1, 1)."""

    @lru_cache(maxsize=4096)
    def curve(x: float) -> float:
        if x <= 0:
            return 0.0
        if x >= 1:
            return 1.0
        low, high = 0.0, 1.0
        for _ in range(24):
            middle = (low + high) / 2
            if _at(middle, x1, x2) < x:
                low = middle
            else:
                high = middle
        return _at((low + high) / 2, y1, y2)

    return curve


def _at(s: float, a: float, b: float) -> float:
    return 3 * (1 - s) ** 2 * s * a + 3 * (1 - s) * s * s * b + s**3


def _drift(x: float) -> float:
    return min(1.0, max(0.0, x))


_CURVES: Mapping[str, Curve] = MappingProxyType(
    {"drift": _drift, **{name: bezier(*points) for name, points in _POINTS.items()}}
)


def ease(name: str) -> Curve:
    """Return the curve called ``name``: enter, exit, move, count, pop or drift.

    Raises
    ------
    ConfigError
        When there is none of that name.
    """
    if name not in _CURVES:
        raise ConfigError(f"There is no easing '{name}'. {did_you_mean(name, _CURVES)}")
    return _CURVES[name]


def phase(t: float, start: float, duration: float, curve: str = "enter") -> float:
    """Return how far a movement from ``start`` over ``duration`` seconds has come, eased."""
    if duration <= 0:
        return float(t >= start)
    return ease(curve)(min(1.0, max(0.0, round((t - start) / duration, 4))))


def lerp(a: float, b: float, share: float) -> float:
    """Return the value ``share`` of the way from ``a`` to ``b``."""
    return a + (b - a) * share
