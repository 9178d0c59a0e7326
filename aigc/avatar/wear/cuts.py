"""Cutting cloth along smooth lines, and the rims that cuts leave."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from aigc.avatar.base import Indices, Points
from aigc.avatar.piece import surface_normals, unit
from aigc.avatar.wear.figure import Figure, Site, refinement, resting, thinned
from aigc.avatar.wear.lofts import Mesh, around, eased, sheet

Cut = Callable[[Site], Points]
"""Positive where cloth stays; decimetres near the line."""
FAR = 9.0
STEEP = 0.9
"""How fast the egg around a neck widens upwards, so that the head is inside it."""


def neckline(figure: Figure, wide: float, drop: float, forward: float = 0.0) -> Cut:
    """Return the cut around the neck: an egg about its root.

    Parameters
    ----------
    wide, drop : float
        How far the line lies outside the neck at its sides, and below the notch and the nape.
    forward : float
        How much of the drop at the back goes to the front.
    """
    along = unit(figure.notch - figure.nape)
    half = float(np.linalg.norm(figure.notch - figure.nape)) / 2
    centre = figure.throat + along * forward
    across = figure.neck + wide
    deep = half + drop
    lean = figure.lean / figure.lean[1]

    def field(place: Site) -> Points:
        away = place.points - centre
        rise = np.maximum(away[:, 1], 0)
        away -= rise[:, None] * lean
        scaled = np.c_[away[:, 0] / across, away[:, 1:] / deep]
        egg: Points = np.linalg.norm(scaled, axis=1) - 1 - STEEP * rise
        return egg * min(across, deep)

    return field


def opening(figure: Figure, bottom: float, wide: float, curve: float = 1.0) -> Cut:
    """Return the cut of a front that opens upwards from ``bottom`` to half width ``wide``."""
    top = figure.throat[1] + 0.25

    def field(place: Site) -> Points:
        x, y, z = place.points.T
        t = np.clip((y - bottom) / (top - bottom), 0, 1.2)
        edge = np.abs(x) - wide * t**curve
        result: Points = np.maximum(
            np.where(y < bottom, np.hypot(x, y - bottom), edge), figure.axis - z
        )
        return result

    return field


def frontal(figure: Figure, half: float, bottom: float) -> Cut:
    """Return the cut that keeps a bib: what shows of a layer worn under an open one.

    It goes around the neck and, in front, ``half`` to each side and down to ``bottom``.
    """

    def field(place: Site) -> Points:
        x, y, z = place.points.T
        ahead = np.minimum(half - np.abs(x), np.minimum(y - bottom, z - figure.axis + 0.3))
        collar = figure.neck + 0.36 - np.hypot(x, z - figure.throat[2])
        result: Points = np.maximum(ahead, np.minimum(collar, y - figure.throat[1] + 0.5))
        return result

    return field


def bib(figure: Figure) -> Cut:
    """Return the cut that narrows a `frontal` layer downwards, as a jacket over it closes."""

    def field(place: Site) -> Points:
        x, y, z = place.points.T
        half = np.interp(y, [figure.waist, figure.bust + 0.3, figure.notch[1]], [0.45, 0.75, 1.2])
        result: Points = np.where(z > figure.axis, half - np.abs(x), FAR)
        return result

    return field


def front_gap(figure: Figure, half: Callable[[Points], Points]) -> Cut:
    """Return the cut of a front open to a half width that depends on the height."""

    def field(place: Site) -> Points:
        x, y, z = place.points.T
        result: Points = np.maximum(np.abs(x) - half(y), figure.axis - z)
        return result

    return field


def lower(height: float, arms: bool = False) -> Cut:
    """Return the cut that keeps what is above a height; arms stay unless asked for."""

    def field(place: Site) -> Points:
        free = (place.arm > 0.4) & (not arms)
        return np.where(free, FAR, place.points[:, 1] - height)

    return field


def upper(height: float) -> Cut:
    """Return the cut that keeps what is below a height, without the arms."""

    def field(place: Site) -> Points:
        return np.where(place.arm > 0.4, -FAR, height - place.points[:, 1])

    return field


def sleeve(figure: Figure, at: float) -> Cut:
    """Return the cut of both sleeves at 0 (shoulder) to 1 (elbow) to 2 (wrist)."""
    a, b, c = figure.arm
    place = a + at * (b - a) if at <= 1 else b + (at - 1) * (c - b)
    direction = unit(b - a) if at <= 0.9 else unit(c - b) if at >= 1.1 else unit(c - a)

    def field(where: Site) -> Points:
        left = np.abs(where.points[:, 0:1]) * [1, 0, 0] + where.points * [0, 1, 1]
        found: Points = np.where(where.arm > 0.4, -((left - place) @ direction), FAR)
        return found

    return field


def armhole(figure: Figure, arms: bool = False) -> Cut:
    """Return the cut that takes sleeves off, or leaves only them, along a leaning plane."""
    direction = unit(figure.arm[1] - figure.arm[0] + [0.9, 0, 0])

    def field(where: Site) -> Points:
        left = np.abs(where.points[:, 0:1]) * [1, 0, 0] + where.points * [0, 1, 1]
        beyond: Points = np.minimum((left - figure.arm[0]) @ direction, 2 * (where.arm - 0.12))
        return beyond if arms else -beyond

    return field


@dataclass(frozen=True, slots=True, eq=False)
class Cutting:
    """A cut shell with all that its vertices carry along.

    Attributes
    ----------
    rows : float64, shape (vertices, 15)
        Place, normal, place on the skin's shell, shares of arm, leg and foot, and place on the
        base mesh as it was packed.
    triangles : int64, shape (triangles, 3)
    """

    rows: Points
    triangles: Indices

    @property
    def mesh(self) -> Mesh:
        """The cloth, its texture coordinates 0."""
        rows = self.rows
        return Mesh(
            points=rows[:, :3], normals=unit(rows[:, 3:6]), uv=np.zeros((len(rows), 2)),
            triangles=self.triangles, anchors=rows[:, 6:9],
        )  # fmt: skip

    @property
    def places(self) -> Points:
        """Where each vertex is on the base mesh."""
        return self.rows[:, 12:]

    def cut(self, cut: Cut) -> Cutting:
        """Return what stays of it."""
        return Cutting(*clipped(self.rows, self.triangles, lambda rows: cut(_site(rows))))


def cut_shell(figure: Figure, points: Points, cuts: tuple[Cut, ...]) -> Cutting:
    """Return the shell with these vertices, finer at the shoulders, cut along all lines."""
    fine, shell = refinement(), figure.shell
    carried = fine.matrix @ np.c_[points, shell.points, shell.arm, shell.leg, shell.foot, resting()]
    normals = surface_normals(carried[:, :3], fine.triangles)
    triangles = thinned(coarse=figure.shape.look.facets)
    cutting = Cutting(np.c_[carried[:, :3], normals, carried[:, 3:]], triangles)
    for cut in cuts:
        cutting = cutting.cut(cut)
    return cutting


def _site(rows: Points) -> Site:
    return Site(points=rows[:, :3], arm=rows[:, 9], leg=rows[:, 10], foot=rows[:, 11])


def clipped(
    rows: Points, triangles: Indices, field: Callable[[Points], Points]
) -> tuple[Points, Indices]:
    """Return the vertices and triangles of a mesh where a field of its rows is above 0.

    New vertices lie on the mesh's edges exactly where the field is 0.
    """
    values = field(rows)
    inside = values > 0
    corner = inside[triangles]
    count = corner.sum(1)
    crossed: list[Indices] = []
    plans = []
    for alone in (1, 2):
        some = triangles[count == alone]
        first = np.argmax(corner[count == alone] == (alone == 1), axis=1)
        a, b, c = (some[np.arange(len(some)), (first + k) % 3] for k in range(3))
        crossed += [np.c_[a, b], np.c_[c, a]]
        plans.append((a, b, c))
    edges, inverse = np.unique(
        np.sort(np.concatenate(crossed), axis=1), axis=0, return_inverse=True
    )
    new = np.split(inverse.ravel() + len(rows), np.cumsum([len(k) for k in crossed])[:-1])
    (a, *_), (_, b, c) = plans
    made = [triangles[count == 3], np.c_[a, new[0], new[1]], np.c_[new[2], b, c],
            np.c_[new[2], c, new[3]]]  # fmt: skip
    every = np.concatenate([rows, _crossings(rows, values, edges, field)])
    used, renamed = np.unique(np.concatenate(made), return_inverse=True)
    return every[used], renamed.reshape(-1, 3)


def _crossings(
    rows: Points, values: Points, edges: Indices, field: Callable[[Points], Points]
) -> Points:
    """Return the rows at which the field is 0 along edges, by false position."""
    low, high = (rows[edges[:, k]] for k in (0, 1))
    f_low, f_high = (values[edges[:, k]] for k in (0, 1))
    place = low
    for _ in range(4):
        t = np.clip(f_low / np.where(f_low == f_high, 1, f_low - f_high), 0.02, 0.98)[:, None]
        place = low + t * (high - low)
        f = field(place)
        same = (f > 0) == (f_low > 0)
        low, high = np.where(same[:, None], place, low), np.where(same[:, None], high, place)
        f_low, f_high = np.where(same, f, f_low), np.where(same, f_high, f)
    return place


def rims(cloth: Mesh) -> list[Indices]:
    """Return the loops of vertices along the edges of a cloth, the longest first."""
    t = cloth.triangles
    directed = np.concatenate([t[:, [0, 1]], t[:, [1, 2]], t[:, [2, 0]]])
    key = np.sort(directed, axis=1) @ [len(cloth.points), 1]
    _, inverse, count = np.unique(key, return_inverse=True, return_counts=True)
    free = directed[count[inverse] == 1]
    after = dict(zip(free[:, 0].tolist(), free[:, 1].tolist(), strict=True))
    loops = []
    while after:
        here, loop = next(iter(after)), []
        while here in after:
            loop.append(here)
            here = after.pop(here)
        loops.append(np.array(loop))
    return sorted((k for k in loops if len(k) > 5), key=len, reverse=True)


def hem(
    cloth: Mesh, loop: Indices, width: float, thick: float = 0.022, count: int = 0, smooth: int = 1
) -> Mesh:
    """Return a fold of cloth around an edge: raised outside, closed below, turned in inside.

    Parameters
    ----------
    width : float
        How far it reaches over the cloth.
    """
    path, normal, inward = rim_frame(cloth, loop, count or max(24, len(loop)), smooth)
    profile = [(width, -0.2), (width * 0.92, 1.0), (-0.02, 0.7), (-0.02, -0.8)]
    proud = 0.10 * width
    rows = [path + inward * a + normal * (b * thick + proud * (b > 0)) for a, b in profile]
    return sheet(np.stack(rows)[::-1], around=True)


def rim_frame(
    cloth: Mesh, loop: Indices, count: int, smooth: int = 1
) -> tuple[Points, Points, Points]:
    """Return even points along an edge, with outward normals and the way into the cloth."""
    both = around(np.c_[cloth.points[loop], cloth.normals[loop]], count)
    path, normal = eased(both[:, :3], smooth), unit(eased(both[:, 3:], 4))
    along = unit(np.roll(path, -1, 0) - np.roll(path, 1, 0))
    normal = unit(normal - along * np.einsum("ij,ij->i", normal, along)[:, None])
    return path, normal, np.cross(normal, along)
