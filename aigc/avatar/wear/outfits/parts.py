"""Small things of clothes: pockets, plackets, seams, buttons, ties, bows, knots, bands."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.lofts import (
    UP,
    Mesh,
    around,
    ball,
    button,
    eased,
    frame,
    joined,
    plate,
    tube,
)
from aigc.avatar.wear.surface import Surface

TUCKED = 0.16
"""How far a tie goes on under a closed jacket, decimetres."""


def patch(
    under: Surface, left: float, right: float, low: float, high: float, lift: float = 0.03,
    point: float = 0.0, thick: float = 0.02, columns: int = 6, rows: int = 4,
) -> Mesh:  # fmt: skip
    """Return a pocket or flap on a front; ``point`` lets the middle of its lower edge hang."""
    s, t = np.linspace(0, 1, columns), np.linspace(0, 1, rows)[:, None]
    sag = point * (1 - np.abs(2 * s - 1))
    x = left + (right - left) * s + 0 * t
    y = low - sag + (high - low + sag) * t
    return plate(under.over(x, y, lift), thick)


def strip(
    under: Surface, path: Points, width: Points | float, lift: float = 0.03, thick: float = 0.02,
    columns: int = 3,
) -> Mesh:  # fmt: skip
    """Return a ribbon along a path of (x, y) on a front, half its width to each side."""
    along = unit(np.gradient(path, axis=0))
    side = np.stack([along[:, 1], -along[:, 0]], 1)
    s = np.linspace(-1, 1, columns)
    half = np.broadcast_to(width, len(path))[:, None] / 2
    x = path[:, :1] + side[:, :1] * half * s
    y = path[:, 1:] + side[:, 1:] * half * s
    return plate(under.over(x, y, lift), thick)


def line(points: Sequence[tuple[float, float]], count: int = 24, smooth: int = 0) -> Points:
    """Return a path through corners, evenly spaced, rounded by ``smooth`` averagings."""
    return eased(around(np.array(points, float), count, closed=False), smooth, closed=False)


def span(side: float, a: float, b: float) -> tuple[float, float]:
    """Return the lower and upper of two distances from the middle on one side."""
    low, high = sorted((side * a, side * b))
    return low, high


def seam(under: Surface, path: Points, width: float = 0.016, lift: float = 0.012) -> Mesh:
    """Return a raised thread along a path of (x, y)."""
    place = under.over(path[:, 0], path[:, 1], lift)
    return tube(place, width, width * 0.7, up=np.array([0.0, 0, 1]), sides=4, capped=False)


def buttons(
    under: Surface, x: float, heights: Points, radius: float = 0.055, lift: float = 0.05
) -> Mesh:
    """Return buttons one below another."""
    made = []
    for y in heights:
        place = under.over(x, float(y), lift)
        away = under.over(x, float(y), lift + 1) - place
        made.append(button(place, away, radius))
    return joined(made)


def tie(
    under: Surface, top: Points, bottom: float, width: float = 0.24, shown: float | None = None
) -> tuple[Mesh, Mesh]:
    """Return blade and knot of a tie that hangs from ``top``, shape (3,), to a height.

    Parameters
    ----------
    shown : float or None
        Height below which it is tucked flat under a jacket and ends.
    """
    low = bottom if shown is None else max(bottom, shown - TUCKED)
    y = np.linspace(low, top[1] - 0.12, 16)
    half = np.interp(y, [bottom, bottom + 0.22, top[1] - 0.12], [0.02, width, 0.5 * width])
    free = np.ones_like(y) if shown is None else smoothstep(y, low, low + 2.2 * TUCKED)
    s = np.linspace(-1, 1, 5)
    grid = under.over(half[:, None] * s, y[:, None] + 0 * s, 0.015 + 0.035 * free[:, None])
    grid[..., 2] += 0.03 * (1 - s**2) * free[:, None]
    near = smoothstep(y, top[1] - 0.75, top[1] - 0.1)
    gap = np.maximum(top[2] + 0.05 - grid[:, 2, 2], 0) * near
    grid[..., 2] += gap[:, None]
    knot_y = np.array([-0.19, -0.17, -0.1, 0.02, 0.09, 0.10])
    wide = np.array([0.055, 0.075, 0.10, 0.135, 0.13, 0.09])
    deep = np.array([0.04, 0.06, 0.075, 0.08, 0.06, 0.03])
    path = top + np.c_[0 * knot_y, knot_y, 0.05 - 0.30 * knot_y]
    knot = tube(path, wide, deep, up=np.array([0.0, 0, 1]), sides=10)
    return plate(grid, 0.012), knot


def bow(
    centre: Points, outward: Points, size: float = 0.42, tails: float = 0.6, droop: float = 0.12
) -> Mesh:
    """Return a ribbon's bow with two tails, its knot at ``centre``."""
    axes = frame(outward)
    t = np.linspace(0, 1, 8)
    made = []
    for side in (1.0, -1.0):
        reach = side * size * t
        fall = -droop * t**1.5 + 0.06 * np.sin(np.pi * t)
        path = np.c_[reach, fall, 0.03 + 0.05 * np.sin(np.pi * t)]
        high = 0.05 + 0.24 * size / 0.42 * t**0.8 * (1 - 0.25 * t**5)
        loop = tube(path, 0.02 + 0.07 * np.sin(np.pi * t**0.8), high, sides=8)
        made.append(loop)
        if tails:
            u = np.linspace(0, 1, 9)[:, None]
            s = np.array([-1, -0.4, 0.4, 1])
            x = side * (0.05 + 0.42 * tails * u**1.1) + s * (0.045 + 0.075 * u)
            y = -0.05 - tails * u + 0.06 * (u > 0.99) * np.abs(s) - 0.02 * s * side * u
            z = 0.02 + 0.03 * np.sin(3 * u) + 0 * s
            made.append(plate(np.stack([x, y, z + 0 * x], -1)[::-1], 0.015))
    made.append(ball(np.array([0, 0, 0.07]), np.array([0.085, 0.10, 0.075]), 10, 7))
    whole = joined(made)
    points = whole.points @ axes + centre
    return Mesh(
        points=points, normals=whole.normals @ axes, uv=whole.uv, triangles=whole.triangles,
        anchors=np.broadcast_to(centre, points.shape).copy(),
    )  # fmt: skip


def frog(under: Surface, x: float, y: float, lean: float = 0.0, half: float = 0.3) -> Mesh:
    """Return a knotted button with its two loops, as on clothes of old China."""
    cos, sin = np.cos(lean), np.sin(lean)
    turn = np.array([[cos, sin], [-sin, cos]])
    t = np.linspace(0, 2 * np.pi, 10)[:-1]
    made = []
    for side in (1.0, -1.0):
        bar = np.c_[np.linspace(0.03, half, 5) * side, np.zeros(5)] @ turn + [x, y]
        made.append(
            tube(
                under.over(bar[:, 0], bar[:, 1], 0.055),
                0.030,
                0.026,
                up=np.array([0.0, 0, 1]),
                sides=5,
            )
        )
        curl = np.c_[side * (half + 0.055 + 0.06 * np.cos(t)), 0.06 * np.sin(t)] @ turn + [x, y]
        place = under.over(curl[:, 0], curl[:, 1], 0.055)
        made.append(tube(place, 0.022, up=np.array([0.0, 0, 1]), sides=4, closed=True))
    made.append(ball(under.over(x, y, 0.085), 0.055, 8, 6))
    return joined(made)


def laid(
    under: Surface, path: Points, away: Points, widths: Points, lift: float = 0.045,
    rise: float = 0.05, rows: int = 3, thick: float = 0.02, tuck: float = 0.05,
) -> Mesh:  # fmt: skip
    """Return a collar or band that folds over at a path and lies on the cloth beside it.

    Parameters
    ----------
    path, away : shape (stations, 3)
        The fold, from the left front around the back to the right front, and the way out.
    widths : shape (stations,)
    rise : float
        How high the fold stands above the cloth.
    tuck : float
        How far the band reaches under the fold.
    """
    folded = under.above(path, lift + rise)
    grid = [under.above(path - away * tuck, 0.01), folded]
    for t in np.linspace(0.3, 1, rows):
        place = path + away * (widths * t)[:, None]
        grid.append(under.on(place, lift + rise * (1 - t) ** 1.5))
    return plate(np.stack(grid)[::-1], thick)


def front_path(wide: float, top: float, bottom: float, count: int, curve: float = 1.0) -> Points:
    """Return (x, y) along the left edge of an opening, from below to above."""
    t = np.linspace(0, 1, count)
    result: Points = np.c_[wide * t**curve, bottom + (top - bottom) * t]
    return result


def anchored(part: Mesh, place: Points) -> Mesh:
    """Return a mesh that goes with one place of the body."""
    where = np.broadcast_to(np.asarray(place, float), part.points.shape).copy()
    return Mesh(points=part.points, normals=part.normals, uv=part.uv, triangles=part.triangles,
                anchors=where)  # fmt: skip


def hanging_cord(under: Surface, x: float, top: float, length: float, wave: float) -> Mesh:
    """Return a cord with a knotted end."""
    t = np.linspace(0, 1, 12)
    path = under.over(x + wave * np.sin(3 * t), top - length * t, 0.07)
    end = path[-1] - 0.04 * UP
    return joined([tube(path, 0.024, sides=6, up=np.array([0.0, 0, 1])),
                   ball(end, np.array([0.034, 0.06, 0.034]), 8, 6)])  # fmt: skip
