"""Brows and lashes of a low-poly face: ridges of few flat sides.

Lashes stand on the vertices that the low-poly skin keeps along the upper lid, so that the two never
part.
"""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import LEFT_EYE, RIGHT_EYE, Indices, Points, mirror
from aigc.avatar.face.brows import POINTS, brow, on_forehead
from aigc.avatar.face.colours import brow_colour
from aigc.avatar.face.lashes import DARK
from aigc.avatar.piece import Piece, rigid, surface_normals, unit
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Material, Rgb

UPPER_RIM = np.array([7769, 7767, 7765, 7748, 7749, 7752, 7754])
"""Vertices that stay along the left eye's upper lid, from the nose outwards."""
STATIONS = 5
"""Places along a brow."""
BROAD = 1.15
"""How much broader a brow is than a painted one."""
LOW, HIGH = 0.006, 0.050
"""Decimetres by which a brow's edges and its ridge are clear of the skin."""
LIGHTER = 0.05
"""How much lighter than hair a brow is, so that its sides are told apart."""


def brows(spec: AvatarSpec, shape: Shape) -> Piece:
    """Return both brows, each a ridge that tapers outwards, without movements."""
    r, g, b = brow_colour(spec.hair.colour, spec.brows.colour, False)
    return _ridges(
        "brows", brow_places(shape.places, spec), (LIGHTER + r, LIGHTER + g, LIGHTER + b)
    )


def brow_places(base: Points, spec: AvatarSpec) -> Points:
    """Return where the brows are when the base mesh's vertices are at ``base``."""
    line, widths = brow(spec.brows, False, spec.body.masculine)
    rows = np.linspace(0, POINTS - 1, STATIONS).round().astype(int)
    along = unit(np.gradient(line, axis=0))[rows]
    off = np.c_[-along[:, 1], along[:, 0]] * widths[rows, None] * BROAD / 2
    middle = line[rows]
    flat = np.stack([middle - off, middle + 0.25 * off, middle + off], axis=1).reshape(-1, 2)
    return on_forehead(base, flat, np.tile([LOW, HIGH, LOW], STATIONS)[:, None])


def lashes(spec: AvatarSpec, shape: Shape) -> Piece:
    """Return the upper lashes of both eyes, each a ridge that ends in a point."""
    r, g, b = (0.8 * d + 0.1 * c for d, c in zip(DARK, rgb(spec.hair.colour), strict=True))
    return _ridges("lashes", lash_places(shape.places, spec), (r, g, b))


def lash_places(base: Points, spec: AvatarSpec) -> Points:
    """Return where the lashes are when the base mesh's vertices are at ``base``."""
    man = spec.body.masculine
    length = spec.eyes.lashes * (1 - 0.6 * man)
    sides = ((UPPER_RIM, LEFT_EYE), (mirror()[UPPER_RIM], RIGHT_EYE))
    return np.concatenate([_lash(base[rim], base[eye], length, man) for rim, eye in sides])


def _lash(rim: Points, ball: Points, length: float, man: float) -> Points:
    """Return three rows along the rim: on it, a ridge before it, and above it."""
    t = np.linspace(0, 1, len(rim))[:, None]
    width = float(np.linalg.norm(rim[-1] - rim[0]))
    centre = (ball.min(0) + ball.max(0)) / 2
    out = unit((rim - centre) * [1, 1, 0.25])
    thick = width * (0.07 + 0.09 * length) * (1 - 0.45 * man) * np.clip(0.15 + 1.3 * t, 0, 1)
    side = np.sign(centre[0])
    tip = np.array([side, 0.35, -0.35]) * width * (0.10 + 0.14 * length) * (1 - 0.7 * man)
    ahead = np.array([0, 0, 1.0])
    root = rim - 0.15 * out * thick + 0.010 * ahead
    top = rim + out * thick + 0.012 * ahead
    top[-1] = rim[-1] + tip
    ridge = rim + 0.40 * out * thick + (0.35 * thick + 0.015) * ahead
    ridge[-1] = rim[-1] + 0.5 * tip + 0.012 * ahead
    return np.stack([root, ridge, top], axis=1).reshape(-1, 3)


def _ridges(name: str, points: Points, colour: Rgb) -> Piece:
    """Return a left and a right ridge of three rows each."""
    triangles = _sides(len(points) // 6)
    return Piece(
        name=name,
        points=points,
        normals=surface_normals(points, triangles),
        uv=np.full((len(points), 2), 0.5),
        triangles=triangles,
        rig=rigid(len(points), "Head"),
        follows=True,
        material=Material(
            name=name, kind="brow", colour=colour, double_sided=True, outline=0.0, rim=0.0,
            roughness=0.9, casts_shadow=False,
        ),
    )  # fmt: skip


def _sides(count: int) -> Indices:
    """Return the triangles of both ridges, all facing forward."""
    row = 3 * np.arange(count - 1)[:, None]
    corners = ((0, 3, 4), (0, 4, 1), (1, 4, 5), (1, 5, 2))
    left = np.concatenate([row + np.array(c) for c in corners])
    found: Indices = np.concatenate([left, left[:, ::-1] + 3 * count])
    return found
