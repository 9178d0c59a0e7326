"""Below the waist: trousers, skirts, socks, shoes, belts."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.cuts import Cut, lower, upper
from aigc.avatar.wear.fabric import cloth, darker, hard, lighter, trim
from aigc.avatar.wear.figure import DIRECTIONS, Site, hanging, radius_at, ring
from aigc.avatar.wear.folds import SKIRT, TRUNK
from aigc.avatar.wear.lofts import Mesh, sheet, tube
from aigc.avatar.wear.outfits.fitting import Fitting, Layer
from aigc.avatar.wear.surface import Surface, surface
from aigc.avatar.wear.tailoring import Ease
from aigc.types.avatar import Material, Rgb

STITCHES: Rgb = (0.80, 0.58, 0.30)
"""The thread of jeans."""
TAIL_ROWS, TAIL_COLUMNS = 8, 49
FLARE, OPENS = 0.10, 0.10
"""How much wider a coat hangs, and its front opens, a decimetre further down."""
TAIL_EASE = 0.14
TAIL_V, TAIL_TALL = 0.9, 2.2
"""Where in a trunk's texture the lower part of a coat begins, and how much of it it takes."""


def trousers(fit: Fitting, colour: Rgb, slim: bool = False, weave: str = "wool") -> None:
    """Trousers from under the hem of a top to the ankles."""
    figure = fit.figure
    fabric = cloth("trousers", colour)
    wide = 0.0 if slim else 0.52
    ease = Ease(leg=0.075, torso=0.025, hang=0.0, knee=wide and 0.6, turn_up=wide, smooth=4)
    cuts = (upper(figure.hip + 0.45), lower(figure.leg[2, 1] - 0.05, arms=True))
    jeans = weave == "denim"
    layer = fit.layer(
        fabric, ease, cuts, weave=weave, garment="legs", sewing="jeans" if jeans else "slacks",
        thread=STITCHES if jeans else None,
    )  # fmt: skip
    fit.hems(layer, fabric, "sleeves", 0.14, 0.022, 20)


def skirt(
    fit: Fitting,
    fabric: Material,
    top: float,
    bottom: float,
    flare: float = 0.35,
    pleats: int = 0,
    depth: float = 0.10,
    ease: float = 0.10,
    rows: int = 10,
    weave: str = "cotton",
) -> list[Points]:
    """Return the rings of a skirt that was put on, from the top down.

    Parameters
    ----------
    flare : float
        How much wider a decimetre further down.
    pleats : int
        How many folds around; none for plain cloth.
    """
    figure = fit.figure
    table = hanging(figure, 0.0 if flare > 0 else 0.28, top)
    rings = []
    for t in np.linspace(0, 1, rows):
        height = top + (bottom - top) * t
        below = max(figure.hip - 0.1 - height, 0.0)
        snug = ease * (0.3 + 0.7 * smoothstep(np.array(t), 0.0, 0.25))
        circle = ring(figure, table, height, snug + flare * below)
        circle = _rounded(circle, 0.5 * smoothstep(np.array(t), 0.1, 0.8))
        if pleats:
            circle = _pleated(circle, pleats, depth * smoothstep(np.array(t), -0.25, 0.7))
        elif flare > 0.1:
            circle = _waved(circle, 0.35 * depth * t**1.5)
        else:
            circle = circle[::2]
        rings.append(circle)
    inward = unit((rings[-1].mean(0) - rings[-1]) * [1, 0, 1])
    narrowing = max(flare, 0.0) + 0.15
    inside = [rings[-1] + inward * (0.03 + d * narrowing) + [0, d, 0] for d in (0.0, 0.35)]
    grid = np.stack([*inside[::-1], *rings[::-1]])
    kind = "pleats" if pleats else "skirt" if flare > 0.1 else "column"
    made = fit.painted(fabric, kind, "none" if pleats else weave)
    fit.rack.add(made, _around(grid, np.r_[0, 0, np.linspace(0, 1, rows)]))
    fit.hide((upper(top), _above(bottom + 0.15)))
    return rings


def _pleated(circle: Points, pleats: int, depth: Points) -> Points:
    """Return a ring with two stations to a pleat, every other one sunk."""
    fine = np.linspace(-np.pi, np.pi, 2 * pleats, endpoint=False)
    around, closed = np.r_[DIRECTIONS, np.pi], np.r_[circle, circle[:1]]
    made = np.stack([np.interp(fine, around, closed[:, k]) for k in range(3)], 1)
    out = unit((made - made.mean(0)) * [1, 0, 1])
    lean = np.where(np.arange(2 * pleats) % 2, -1.0, 0.6)
    found: Points = made + out * (lean * depth)[:, None]
    return found


def _waved(circle: Points, depth: float) -> Points:
    """Return a ring that swings in and out as a full skirt does."""
    out = unit((circle - circle.mean(0)) * [1, 0, 1])
    found: Points = circle + out * (depth * np.cos(9 * DIRECTIONS))[:, None]
    return found


def _around(grid: Points, heights: Points) -> Mesh:
    """Return a surface once around, its seam doubled so that texture coordinates go through."""
    count = grid.shape[1]
    whole = sheet(grid, around=True)
    index = np.c_[np.arange(grid[..., 0].size).reshape(-1, count)[:, [*range(count), 0]]]
    opened = sheet(grid[:, [*range(count), 0]])
    u, v = np.meshgrid(np.linspace(0, 1, count + 1), SKIRT.v(heights))
    return replace(
        opened, normals=whole.normals[index.ravel()], uv=np.stack([u, v], -1).reshape(-1, 2)
    )


def _rounded(circle: Points, share: Points) -> Points:
    """Return a ring drawn outwards to an ellipse of the same extent, where that is outside."""
    middle = (circle.max(0) + circle.min(0)) / 2
    half = np.maximum(np.ptp(circle, axis=0) / 2, 1e-6)
    round_ = np.stack([np.sin(DIRECTIONS), 0 * DIRECTIONS, np.cos(DIRECTIONS)], 1) * half + middle
    reach, wanted = (np.hypot(*(p - middle).T[[0, 2]]) for p in (circle, round_))
    grow = 1 + share * np.maximum(wanted / reach - 1, 0)
    found: Points = middle + (circle - middle) * grow[:, None] * [1, 0, 1]
    found[:, 1] = circle[:, 1]
    return found


def coat_tail(
    fit: Fitting, layer: Layer, fabric: Material, join: float, bottom: float, gap: float
) -> Surface:
    """Hang the lower part of a long coat, open in front, from the hem of its upper part.

    Cut from the body's shell it would follow both legs and fold between them.

    Parameters
    ----------
    join, bottom : float
        Heights of the upper part's hem and of the coat's own.
    gap : float
        Half of how far it stands open at the join.
    """
    figure = fit.figure
    rim = np.concatenate([layer.cloth.points[k] for k in layer.edge("hem")])
    rim = rim[rim[:, 1] < join + 0.05] - [0, 0, figure.axis]
    turn, reach = np.arctan2(rim[:, 0], rim[:, 2]), np.hypot(rim[:, 0], rim[:, 2])
    order = np.argsort(turn)
    turns = np.linspace(0, 2 * np.pi, TAIL_COLUMNS)
    outer = np.interp(turns, turn[order], reach[order], period=2 * np.pi)
    table, made = hanging(figure, 0.0, join), []
    for depth in np.r_[-0.15, np.linspace(0.0, join - bottom, TAIL_ROWS)]:
        opening = (gap + OPENS * max(depth, 0.0)) / outer[0]
        bearing = opening + turns * (1 - opening / np.pi)
        way = np.stack([np.sin(bearing), 0 * bearing, np.cos(bearing)], 1)
        middle = np.array([0.0, join - depth, figure.axis])
        hung = radius_at(figure, table, middle + way) + TAIL_EASE
        radius = np.maximum(outer + FLARE * depth, hung) if depth > 0 else outer + 0.3 * depth
        made.append(middle + way * radius[:, None])
    grid = np.stack(made)[::-1]
    share = (grid[:, 0, 1] - join) / (join - bottom)
    u, v = np.meshgrid(turns / (2 * np.pi) + 0.5, TRUNK.v(TAIL_V + TAIL_TALL * share))
    uv = np.stack([u, v], -1)
    tail = sheet(grid, uv)
    fit.rack.add(fit.painted(fabric, "top", "wool"), tail)
    return surface(tail.points, tail.triangles)


def _above(height: float) -> Cut:
    def field(place: Site) -> Points:
        return place.points[:, 1] - height

    return field


def socks(fit: Fitting, colour: Rgb, height: float) -> None:
    """Socks up to a height."""
    figure = fit.figure
    fabric = cloth("socks", colour)
    cuts = (upper(height), lower(figure.leg[2, 1] - 0.2, arms=True))
    layer = fit.layer(fabric, Ease(leg=0.03, smooth=1), cuts, garment=None)
    fit.hems(layer, fabric, "sleeves", 0.12)


def shoes(fit: Fitting, colour: Rgb, sole: Rgb | None = None, high: float = 0.1) -> None:
    """Closed shoes; ``high`` is how far they reach above the ankle."""
    figure = fit.figure
    leather = cloth("shoes", colour, rough=0.45)
    cuts = (upper(figure.leg[2, 1] + high), _feet(figure.leg[2, 1]))
    layer = fit.layer(leather, Ease(leg=0.06, smooth=5), cuts, garment=None)
    fit.hems(layer, cloth("shoe_rim", trim(colour)), "sleeves", 0.10, 0.03, 20)
    rubber = hard("soles", sole or darker(colour, 0.35), rough=0.7)
    for side in (1.0, -1.0):
        fit.rack.add(rubber, _sole(layer.points, side, figure.floor))
        if not fit.spec.body.masculine > 0.5 and sole is None:
            continue
        fit.rack.add(cloth("laces", lighter(colour, 0.55)), *_laces(layer.points, side))


def _feet(ankle: float) -> Cut:
    def field(place: Site) -> Points:
        return np.where(place.arm > 0.4, -1.0, ankle + 0.9 - place.points[:, 1])

    return field


def _sole(points: Points, side: float, floor: float) -> Mesh:
    """Return the sole of one shoe: its outline on the floor, thickened."""
    foot = points[(points[:, 1] < floor + 0.35) & (points[:, 0] * side > 0)]
    middle = (foot.max(0) + foot.min(0)) / 2
    facing = np.stack([np.sin(DIRECTIONS), np.cos(DIRECTIONS)])
    flat = foot[:, [0, 2]] - middle[[0, 2]]
    reach = (flat @ facing).max(0)
    turn = np.cos(DIRECTIONS[:, None] - DIRECTIONS[None])
    radius = np.nanmin(
        np.where(turn > 0.15, reach / np.where(turn > 0.15, turn, 1), np.nan), axis=1
    )
    base = floor - 0.13
    rings = []
    for grow, height in (
        (-9.0, base),
        (0.0, base),
        (0.04, base + 0.05),
        (0.03, floor + 0.06),
        (-0.05, floor + 0.08),
    ):
        size = np.maximum(radius + grow, 0.01)
        rings.append(
            np.c_[
                middle[0] + np.sin(DIRECTIONS) * size,
                np.full(72, height),
                middle[2] + np.cos(DIRECTIONS) * size,
            ][::3]
        )
    return sheet(np.stack(rings), around=True)


def _laces(points: Points, side: float) -> list[Mesh]:
    """Return three laces across an instep."""
    foot = points[(points[:, 0] * side > 0) & (points[:, 1] < points[:, 1].min() + 0.85)]
    middle = (foot[:, 0].max() + foot[:, 0].min()) / 2
    made = []
    back, front = foot[:, 2].min(), foot[:, 2].max()
    for t in (0.56, 0.65, 0.74):
        z = back + t * (front - back)
        near = foot[np.abs(foot[:, 2] - z) < 0.16]
        top = near[np.abs(near[:, 0] - middle) < 0.22, 1].max(initial=near[:, 1].max() - 0.2)
        x = np.linspace(-0.24, 0.24, 7)
        path = np.c_[middle + x, top + 0.04 - 1.1 * x**2, np.full(7, z)]
        made.append(tube(path, 0.028, sides=5, capped=False))
    return made


def belt(fit: Fitting, material: Material, height: float, width: float, ease: float = 0.13) -> None:
    """A band around the waist."""
    table = hanging(fit.figure, 0.6)
    rows = [
        ring(fit.figure, table, height + d * width, ease + e)
        for d, e in ((-0.5, -0.06), (-0.48, 0.0), (0.0, 0.015), (0.48, 0.0), (0.5, -0.06))
    ]
    fit.rack.add(material, sheet(np.stack(rows), around=True))
