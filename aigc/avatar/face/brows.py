"""Where eyebrows lie and how thick they are; painted on a face, or drawn as strokes above it.

A drawn brow is a piece of its own, so that it may be seen through a fringe, and moves further than
the skin below it, as brows in drawings do.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType

import numpy as np
from scipy.spatial import Delaunay

from aigc.avatar.base import SKIN, Indices, Points, mirror, vertices
from aigc.avatar.face.colours import brow_colour
from aigc.avatar.piece import Piece, rigid, surface_normals, unit
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec, Brows
from aigc.types.avatar import Material


@dataclass(frozen=True, slots=True, kw_only=True)
class Brow:
    """One shape; decimetres.

    Attributes
    ----------
    start, end : float
        Distance of both ends from the middle.
    height : float
        Of the inner end above the base mesh's usual place.
    arch : float
        How far the middle rises.
    tilt : float
        How far the outer end sinks; negative rises.
    thick : float
        Thickness near the inner end.
    taper : float
        How much thinner the outer end is, 0 to 1.
    """

    start: float = 0.115
    end: float = 0.50
    height: float = 0.0
    arch: float = 0.05
    tilt: float = 0.05
    thick: float = 0.055
    taper: float = 0.85


SHAPES: Mapping[str, Brow] = MappingProxyType(
    {
        "natural": Brow(arch=0.038, tilt=0.035),
        "straight": Brow(arch=0.012, tilt=0.02, height=0.02, taper=0.7),
        "arched": Brow(arch=0.095, tilt=0.06, thick=0.048),
        "thick": Brow(thick=0.085, taper=0.65, height=-0.01),
        "thin": Brow(thick=0.028, arch=0.065, height=0.015),
        "angled": Brow(arch=0.03, tilt=-0.045, height=-0.03, thick=0.066, taper=0.75),
        "soft": Brow(thick=0.036, arch=0.07, tilt=0.085, end=0.52),
        "short": Brow(end=0.33, thick=0.062, arch=0.03, tilt=0.02, taper=0.55),
    }
)
POINTS = 48
USUAL = 7.50
DRAWN_UP, PAINTED_DOWN = 0.05, -0.025
"""Decimetres from the usual height: drawn brows are clear of a large eye, painted ones near it."""
DRAWN_RISE = 0.012
"""How much less the outer end of a drawn brow sinks: the forehead's curve takes it down."""
PAINTED_ARCH = 0.78
"""How much of a shape's arch a painted brow has; all of it would look surprised."""
ROWS = 16
"""Pairs of vertices along a drawn brow."""
LIFT = 0.022
"""Decimetres by which a drawn brow is clear of the skin."""
SPREAD = 0.04
"""Decimetres between the vertices of the forehead that a brow is laid upon."""


def brow(brows: Brows, drawn: bool, masculine: float) -> tuple[Points, Points]:
    """Return the left brow's middle line, shape (48, 2), and thickness, shape (48,)."""
    shape = SHAPES[brows.style]
    t = np.linspace(0, 1, POINTS)
    height = USUAL + shape.height + (DRAWN_UP - 0.04 * masculine if drawn else PAINTED_DOWN)
    tilt = 0.7 * shape.tilt - DRAWN_RISE if drawn else shape.tilt
    arch = shape.arch * (1.0 if drawn else PAINTED_ARCH)
    x = shape.start + (shape.end - shape.start) * t
    y = height + arch * np.sin(np.pi * np.clip(0.85 * t + 0.05, 0, 1)) - tilt * t**2.5
    thick = shape.thick * (1 + 0.45 * brows.thickness) * (1 + 0.3 * masculine)
    grow = np.clip((t + 0.12) / 0.26, 0, 1)
    widths = thick * (1 - shape.taper * t**1.8) * grow * grow * (3 - 2 * grow)
    return np.c_[x, y], widths * (0.80 - 0.10 * masculine if drawn else 1.0)


def drawn(spec: AvatarSpec, shape: Shape) -> Piece:
    """Return both brows as strokes, with the movements of brows."""
    line, widths = _stroke(spec)
    points = _both(shape.places, line, widths)
    triangles = _mesh()
    morphs = {}
    for name, (across, up) in _moves(np.linspace(0, 1, ROWS)).items():
        moved = _both(shape.places, line + np.c_[across, up], widths) - points
        index = _sides(name)
        morphs[name] = (index, moved[index])
    return Piece(
        name="brows",
        points=points,
        normals=surface_normals(points, triangles),
        uv=np.full((len(points), 2), 0.5),
        triangles=triangles,
        rig=rigid(len(points), "Head"),
        morphs=morphs,
        material=Material(
            name="brows", kind="brow", outline=0.0, rim=0.0, shade=(1, 1, 1), casts_shadow=False,
            colour=brow_colour(spec.hair.colour, spec.brows.colour, drawn=True),
        ),
    )  # fmt: skip


def _stroke(spec: AvatarSpec) -> tuple[Points, Points]:
    """Return a drawn brow's middle line, shape (16, 2), and thickness, shape (16,)."""
    line, widths = brow(spec.brows, True, spec.body.masculine)
    at = np.linspace(0, POINTS - 1, ROWS)
    rows = np.arange(POINTS)
    places = np.stack([np.interp(at, rows, line[:, k]) for k in (0, 1)], axis=1)
    return places, np.interp(at, rows, widths)


def _moves(t: Points) -> dict[str, tuple[Points, Points]]:
    """Return how far each movement takes a brow outwards and up, from inner to outer end."""
    inner = (1 - t) ** 1.4
    down = (-0.030 * (1 - t), 0.035 * t - 0.095 * (1 - t) ** 0.8)
    lifted = (0 * t, 0.030 + 0.065 * np.sin(np.pi * (0.10 + 0.75 * t)))
    return {
        "browInnerUp": (-0.012 * inner, 0.125 * inner - 0.050 * t),
        **{f"browDown{side}": down for side in ("Left", "Right")},
        **{f"browOuterUp{side}": lifted for side in ("Left", "Right")},
    }


def _sides(name: str) -> Indices:
    """Return the vertices that a movement moves; the left brow's come first."""
    count = 2 * ROWS
    left, right = np.arange(count), np.arange(count, 2 * count)
    if name.endswith("Left"):
        return left
    return right if name.endswith("Right") else np.r_[left, right]


def _both(places: Points, line: Points, widths: Points) -> Points:
    """Return edge and edge of each row of the left and the right brow, shape (64, 3)."""
    along = unit(np.gradient(line, axis=0))
    off = np.c_[-along[:, 1], along[:, 0]] * widths[:, None] / 2
    return on_forehead(places, np.stack([line - off, line + off], axis=1).reshape(-1, 2), LIFT)


def on_forehead(places: Points, flat: Points, lift: float | Points) -> Points:
    """Return places above the skin, those of the left brow and then of the right.

    Parameters
    ----------
    flat : float64, shape (n, 2)
        x and y on the base mesh, left of the middle.
    lift : float or float64, shape (n, 1)
        Decimetres from the skin.
    """
    corner, share = _laid(flat)
    left = np.einsum("nk,nkd->nd", share, places[corner])
    right = np.einsum("nk,nkd->nd", share, places[mirror()[corner]])
    middle = np.array([0.0, left[:, 1].mean() - 0.4, 0.3])
    return np.concatenate([side + lift * unit(side - middle) for side in (left, right)])


def _laid(flat: Points) -> tuple[Indices, Points]:
    """Return three vertices of the base mesh for each place before the forehead, and shares."""
    index, net = _forehead()
    found = net.find_simplex(flat)
    nearest = np.where(found < 0, net.find_simplex(np.clip(flat, *_inside())), found)
    frame = net.transform[nearest]
    two = np.einsum("nij,nj->ni", frame[:, :2], flat - frame[:, 2])
    return index[net.simplices[nearest]], np.c_[two, 1 - two.sum(1)]


@lru_cache(maxsize=1)
def _forehead() -> tuple[Indices, Delaunay]:
    """Return the foremost vertices around the left brow and their net as seen from the front."""
    places = vertices()[SKIN]
    x, y, z = places.T
    near = np.flatnonzero((x > -0.08) & (x < 0.80) & (y > 7.36) & (y < 8.15) & (z > 0.6))
    cell = np.round(places[near, :2] / SPREAD).astype(int) @ [1000, 1]
    order = near[np.lexsort((-z[near], cell))]
    kept = np.sort(order[np.unique(np.sort(cell), return_index=True)[1]])
    return kept, Delaunay(places[kept, :2])


def _inside() -> tuple[Points, Points]:
    """Return the lowest and the highest place that surely lie on the forehead's net."""
    return np.array([0.0, 7.42]), np.array([0.66, 7.95])


def _mesh() -> Indices:
    """Return the triangles of both brows, all facing forward."""
    first = 2 * np.arange(ROWS - 1)[:, None]
    left = np.concatenate([first + np.array(corners) for corners in ((0, 2, 3), (0, 3, 1))])
    found: Indices = np.concatenate([left, left[:, ::-1] + 2 * ROWS])
    return found
