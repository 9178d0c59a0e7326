"""Eyes: the front of both balls with a texture of white, iris, pupil and lights."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import Indices, Points, eye_centres, faces, vertices
from aigc.avatar.face.canvas import step
from aigc.avatar.looks import Look
from aigc.avatar.piece import Piece, of_vertices, split, surface_normals
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Material, Rgb

Texels = NDArray[np.floating[Any]]
SIZE = 512
"""Texels of one eye's side."""
IRIS = 0.078
"""Radius of an iris on the base mesh, decimetres."""
REACH = 0.150
"""Distance from the middle of an eye to its texture's edge."""
SUNK = 0.014
"""Decimetres by which eyes are further back under lids of few facets, which cut curves short."""
FRONT = -0.03
"""Faces further back than this behind the middle are never seen."""


def eyes(spec: AvatarSpec, shape: Shape) -> Piece:
    """Return both eyes as one piece without movements; `aigc.avatar.build` adds them."""
    index, inverse = np.unique(_front(), return_inverse=True)
    triangles = split(inverse.reshape(-1, 4))
    points = shape.places[index] - [0, 0, SUNK if shape.look.facets else 0.0]
    return Piece(
        name="eyes",
        points=points,
        normals=surface_normals(points, triangles),
        uv=_flat(index),
        triangles=triangles,
        rig=of_vertices(index),
        material=Material(
            name="eyes",
            kind="eye",
            texture=texture(spec, shape.look),
            roughness=0.08,
            outline=0.0,
            rim=0.0,
            shade=(0.85, 0.82, 0.88),
            casts_shadow=False,
        ),
    )


def indices() -> Indices:
    """Return the base mesh's vertices of `eyes`, in its order."""
    found: Indices = np.unique(_front())
    return found


def _front() -> Indices:
    """Return the quads of both eyes that can be seen."""
    quads, _ = faces("helper-l-eye", "helper-r-eye")
    middle = vertices()[quads].mean(1)
    left, right = eye_centres(vertices())
    centre = np.where(middle[:, :1] > 0, left, right)
    found: Indices = quads[middle[:, 2] - centre[:, 2] > FRONT]
    return found


def _flat(index: Indices) -> Points:
    """Return texture coordinates as seen from the front; the left eye has the left half."""
    left, right = eye_centres(vertices())
    is_left = vertices()[index, 0] > 0
    away = vertices()[index] - np.where(is_left[:, None], left, right)
    u = np.clip(away[:, 0] / REACH, -0.98, 0.98) / 2 + 0.5
    v = np.clip(away[:, 1] / REACH, -0.98, 0.98) / 2 + 0.5
    return np.column_stack([np.where(is_left, u / 2, 0.5 + u / 2), v])


@dataclass(frozen=True, slots=True, kw_only=True)
class _Eye:
    """Texels of one eye: places from its middle and from the iris's, in decimetres."""

    x: Texels
    y: Texels
    k: Texels
    turn: Texels
    radius: float
    colours: Texels

    def tint(self, weight: Texels | float, colour: Rgb | NDArray[np.floating[Any]]) -> None:
        w = np.clip(weight, 0, 1)
        w = w[..., None] if isinstance(w, np.ndarray) else w
        self.colours[:] += (np.asarray(colour, np.float32) - self.colours) * w


def texture(spec: AvatarSpec, look: Look) -> NDArray[np.uint8]:
    """Return the texture of both eyes, shape (512, 1024, 3), the left eye in the left half."""
    radius = IRIS * look.iris * (1 + 0.15 * spec.eyes.iris_size)
    colours = (spec.eyes.iris, spec.eyes.iris_right or spec.eyes.iris)
    draw = _cut if look.facets else _drawn if look.drawn else _painted
    halves = [_one(rgb(c), look.drawn, draw, radius) for c in colours]
    return np.concatenate(halves, axis=1)


def _one(
    colour: Rgb, drawn: bool, draw: Callable[[_Eye, Texels], None], radius: float
) -> NDArray[np.uint8]:
    at = ((np.arange(SIZE) + 0.5) / SIZE * 2 - 1) * REACH
    x, y = np.meshgrid(at.astype(np.float32), -at.astype(np.float32))
    white = (0.975, 0.965, 0.962) if drawn else (0.962, 0.945, 0.935)
    ground = np.empty((SIZE, SIZE, 3), np.float32)
    ground[:] = white
    wide = 1.14 if drawn else 1.0
    eye = _Eye(x=x, y=y, k=np.hypot(x * wide, y) / radius, turn=np.arctan2(y, x * wide),
               radius=radius, colours=ground)  # fmt: skip
    draw(eye, np.array(colour, np.float32))
    return np.asarray(np.round(np.clip(eye.colours, 0, 1) * 255), np.uint8)


def _spot(eye: _Eye, x: float, y: float, wide: float, high: float) -> Texels:
    """Return an ellipse with a soft edge; lengths in radii of the iris."""
    r = eye.radius
    far = np.hypot((eye.x - x * r) / (wide * r), (eye.y - y * r) / (high * r))
    return 1 - step(far, 0.90, 1.06)


def _drawn(eye: _Eye, iris: Texels) -> None:
    """Draw an anime's eye: dark above, bright below, ring, pupil and two lights."""
    k, v = eye.k, eye.y / eye.radius
    inside = 1 - step(k, 0.97, 1.02)
    dark, bright = iris * 0.42, np.minimum(iris * 1.05 + 0.36, 1)
    upper = step(-v, -0.80, 0.10)[..., None]
    lower = step(-v, 0.05, 0.90)[..., None]
    body = dark + (np.minimum(iris * 1.08, 1) - dark) * upper
    body = body + (bright - body) * lower
    rays = 0.5 + 0.5 * np.sin(eye.turn * 26 + 2 * np.sin(eye.turn * 7))
    body = body * (1 - 0.10 * (rays * step(k, 0.45, 0.60) * (1 - step(k, 0.85, 0.95)))[..., None])
    eye.tint(inside, body)
    eye.tint(0.85 * np.exp(-(((k - 0.95) / 0.055) ** 2)), iris * 0.20)
    pupil = np.hypot(eye.x * 1.30, eye.y * 0.95) / eye.radius
    eye.tint(1 - step(pupil, 0.34, 0.41), iris * 0.16)
    eye.tint(0.5 * np.exp(-(((k - 0.49) / 0.05) ** 2)) * step(-v, -0.3, 0.3), bright)
    crescent = np.exp(-(((k - 0.72) / 0.12) ** 2)) * step(-v, 0.30, 0.70)
    eye.tint(0.75 * crescent, np.minimum(bright + 0.15, 1))
    lid = step(eye.y, 0.20 * eye.radius, 0.55 * eye.radius)
    eye.tint(0.36 * lid, (0.42, 0.38, 0.56))
    eye.tint(_spot(eye, -0.32, 0.38, 0.27, 0.33), (1, 1, 1))
    eye.tint(_spot(eye, 0.34, -0.36, 0.12, 0.12), (1, 1, 1))
    eye.tint(0.7 * _spot(eye, -0.40, -0.02, 0.07, 0.07), (1, 1, 1))


def _painted(eye: _Eye, iris: Texels) -> None:
    """Paint a face's eye: rosy corners, fibres, limbus, pupil, a lid's shade and a window."""
    k, v = eye.k, eye.y / eye.radius
    eye.tint(0.32 * step(np.hypot(eye.x, 1.2 * eye.y), 0.10, 0.15), (0.86, 0.66, 0.62))
    turn = eye.turn
    fibre = 0.86 + 0.10 * np.sin(turn * 41 + 3 * np.sin(turn * 11))
    fibre += 0.07 * np.sin(turn * 97 + 5 * np.sin(turn * 5))
    depth = 0.74 + 0.34 * step(k, 0.35, 0.85)
    below = 1 + 0.60 * step(-v, -0.10, 0.75) - 0.24 * step(v, 0.0, 0.7)
    body = np.minimum(iris * 1.12 + 0.03, 1) * (depth * fibre * below)[..., None]
    collar = (np.exp(-(((k - 0.52) / 0.11) ** 2)) * 0.38)[..., None]
    body = body * (1 - collar) + np.minimum(iris * 1.3 + [0.16, 0.10, 0.03], 1) * collar
    eye.tint(1 - step(k, 0.94, 1.04), body)
    eye.tint(0.62 * np.exp(-(((k - 0.96) / 0.075) ** 2)), iris * 0.22)
    eye.tint(1 - step(k, 0.38, 0.45), (0.03, 0.025, 0.03))
    eye.tint(0.42 * step(eye.y, 0.030, 0.072), (0.30, 0.20, 0.20))
    eye.tint(0.95 * _spot(eye, -0.32, 0.36, 0.24, 0.27), (1, 1, 1))
    eye.tint(0.45 * _spot(eye, 0.34, -0.38, 0.13, 0.11), (1, 1, 1))


def _cut(eye: _Eye, iris: Texels) -> None:
    """Cut an eye like a gem: a dark girdle and a bright table of flat sides, pupil and a light."""
    outer, side = _many_sided(eye, 10, 0.0)
    inner, between = _many_sided(eye, 10, np.pi / 10)
    above = np.sin(side)[..., None]
    girdle = iris * (0.46 - 0.14 * above)
    table = np.minimum(iris * (1.02 - 0.42 * np.sin(between)[..., None]) + 0.05, 1)
    eye.tint(1 - step(outer, 0.98, 1.01), girdle)
    eye.tint(1 - step(inner, 0.76, 0.79), table)
    pupil, _ = _many_sided(eye, 6, 0.0)
    eye.tint(1 - step(pupil, 0.42, 0.45), iris * 0.10)
    eye.tint(0.30 * step(eye.y, 0.052, 0.056), (0.28, 0.22, 0.26))
    eye.tint(_kite(eye, -0.30, 0.40, 0.27), (1, 1, 1))
    eye.tint(0.75 * _kite(eye, 0.34, -0.36, 0.12), (1, 1, 1))


def _many_sided(eye: _Eye, sides: int, turn: float) -> tuple[Texels, Texels]:
    """Return how far out each texel is, 1 on a polygon's edge, and the bearing of its side."""
    step_ = 2 * np.pi / sides
    bearing = (np.floor((eye.turn - turn) / step_) + 0.5) * step_ + turn
    return eye.k * np.cos(eye.turn - bearing) / np.cos(step_ / 2), bearing


def _kite(eye: _Eye, x: float, y: float, size: float) -> Texels:
    """Return a square on its corner; lengths in radii of the iris."""
    r = eye.radius
    far = (np.abs(eye.x - x * r) + np.abs(eye.y - y * r)) / (size * r)
    return 1 - step(far, 0.96, 1.03)
