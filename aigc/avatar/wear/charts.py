"""Where cloth lies in its texture: once around trunk, sleeves and legs.

Charts are made on the base mesh as it was packed, so that a fold at an elbow is at every elbow.
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np

from aigc.avatar.base import Points, bones, vertices
from aigc.avatar.piece import unit
from aigc.avatar.wear.cuts import Cutting, armhole
from aigc.avatar.wear.figure import Figure
from aigc.avatar.wear.folds import LEG, SLEEVE, TRUNK, Sheet
from aigc.avatar.wear.lofts import Mesh, joined

AXIS_Z = 0.42
"""Depth of the middle of the base mesh's chest, decimetres."""
FLAT = 1.3
"""Radius within which a shoulder's slope counts as height, so that cloth on it is not drawn out."""


@lru_cache(maxsize=1)
def _limbs() -> tuple[Points, Points]:
    """Return the joints of the base mesh's left arm and leg, shape (3, 3) each."""
    joint = {name: vertices()[head].mean(0) for name, _, head, _ in bones()}
    arm = np.stack([joint[n] for n in ("LeftArm", "LeftForeArm", "LeftHand")])
    leg = np.stack([joint[n] for n in ("LeftUpLeg", "LeftLeg", "LeftFoot")])
    return arm, leg


def charted(figure: Figure, cutting: Cutting, garment: str) -> Mesh:
    """Return cut cloth with its coordinates in the texture of a ``top`` or of ``legs``."""
    if garment == "legs":
        return limbs(cutting.mesh, cutting.places, LEG)
    body, arms = (cutting.cut(armhole(figure, arms)) for arms in (False, True))
    made = [trunk(body.mesh, body.places)]
    if len(arms.triangles):
        made.append(limbs(arms.mesh, arms.places, SLEEVE))
    return joined(made)


def trunk(part: Mesh, places: Points) -> Mesh:
    """Return cloth around the trunk with its coordinates; the seam is behind.

    Parameters
    ----------
    places : shape (vertices, 3)
        Each vertex's place on the base mesh, decimetres.
    """
    x, y, z = places[:, 0], places[:, 1], places[:, 2] - AXIS_Z
    height = y + 0.5 * np.maximum(FLAT - np.hypot(x, z), 0) * (y > 4.0)
    return _wrapped(part, np.arctan2(x, z) / (2 * np.pi) + 0.5, TRUNK.v(height))


def limbs(part: Mesh, places: Points, sheet: Sheet) -> Mesh:
    """Return sleeves or trouser legs with their coordinates; both sides share the texture."""
    joints = _limbs()[0 if sheet is SLEEVE else 1]
    left = np.abs(places) * [1, 0, 0] + places * [0, 1, 1]
    along, foot = _along(left, joints)
    down = np.where((along < 1)[:, None], joints[1] - joints[0], joints[2] - joints[1])
    ahead = unit(np.array([0.0, 0, 1]) - unit(down) * unit(down)[:, 2:])
    inward = np.cross(unit(down), ahead)
    away = left - foot
    turn = np.arctan2((away * inward).sum(1), (away * ahead).sum(1))
    return _wrapped(part, turn / (2 * np.pi) + 0.5, sheet.v(along))


def _along(points: Points, joints: Points) -> tuple[Points, Points]:
    """Return heights on a limb, 0 to 1 to 2 at its joints and beyond, and the places there."""
    a, b, c = joints
    upper = ((points - a) @ (b - a)) / ((b - a) @ (b - a))
    lower = ((points - b) @ (c - b)) / ((c - b) @ (c - b))
    below = upper + lower > 1
    along = np.where(below, 1 + np.maximum(lower, 0), np.minimum(upper, 1))
    rest = np.maximum(along - 1, 0)[:, None]
    return along, a + np.minimum(along, 1)[:, None] * (b - a) + rest * (c - b)


def _wrapped(part: Mesh, u: Points, v: Points) -> Mesh:
    """Return a part with coordinates; vertices of triangles across the seam are doubled."""
    corner = u[part.triangles]
    across = np.ptp(corner, axis=1) > 0.5
    over = across[:, None] & (corner < 0.5)
    key = part.triangles + over * len(u)
    used, triangles = np.unique(key, return_inverse=True)
    old, shifted = used % len(u), used >= len(u)
    return replace(
        part, points=part.points[old], normals=part.normals[old], anchors=part.anchors[old],
        uv=np.c_[u[old] + shifted, v[old]], triangles=triangles.reshape(-1, 3),
    )  # fmt: skip
