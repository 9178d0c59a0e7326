"""Bands around tails, buns and braids."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.hair.groom import Groom
from aigc.avatar.looks import Look
from aigc.avatar.piece import Piece, rigid, surface_normals, unit
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Material

AROUND, TUBE = 18, 7
GATHERS = 7
THICKNESS = 0.36
"""Thickness of a band, of the radius of what it holds."""


def bands(g: Groom, spec: AvatarSpec, look: Look) -> tuple[Piece, ...]:
    """Return the bands of a groom as one piece, or none."""
    if not g.ties:
        return ()
    made = [_torus(*tie) for tie in g.ties]
    each = len(made[0][0])
    points = np.concatenate([p for p, _ in made])
    triangles = np.concatenate([t + k * each for k, (_, t) in enumerate(made)])
    colour = look.tint or rgb(spec.headwear.accent)
    cloth = Material(
        name="hair_tie", kind="cloth", colour=colour, roughness=0.8, rim=look.rim,
        outline=look.outline,
    )  # fmt: skip
    return (
        Piece(
            name="hair_tie", points=points, normals=surface_normals(points, triangles),
            uv=np.zeros((len(points), 2)), triangles=triangles, material=cloth,
            rig=rigid(len(points), "Head"),
        ),
    )  # fmt: skip


def _torus(middle: Points, axis: Points, radius: float) -> tuple[Points, np.ndarray]:
    normal = unit(np.asarray(axis, float))
    a = unit(np.cross(normal, [0.31, 0.9, 0.2]))
    b = np.cross(normal, a)
    turn = np.arange(AROUND) * 2 * np.pi / AROUND
    ring = np.arange(TUBE) * 2 * np.pi / TUBE
    outward = np.cos(turn)[:, None] * a + np.sin(turn)[:, None] * b
    tube = radius * THICKNESS * (1 + 0.2 * np.sin(GATHERS * turn))
    points = (
        middle
        + outward[:, None] * (radius + tube[:, None] * np.cos(ring))[..., None]
        + normal * (tube[:, None] * 1.25 * np.sin(ring))[..., None]
    )
    i, j = (x.ravel() for x in np.meshgrid(np.arange(AROUND), np.arange(TUBE), indexing="ij"))
    i2, j2 = (i + 1) % AROUND, (j + 1) % TUBE
    corners = [i * TUBE + j, i2 * TUBE + j, i2 * TUBE + j2, i * TUBE + j2]
    quads = np.stack(corners, 1)
    return points.reshape(-1, 3), np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
