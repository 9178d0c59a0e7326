"""The scalp under the hair: a cover in the hair's colour, and a tint for the skin."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.locks import COLUMNS, FUZZ, SCALP, Swept
from aigc.avatar.hair.skull import Floats, above_hairline, angles
from aigc.avatar.looks import LOOKS
from aigc.avatar.piece import unit
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.warp import smoothstep

AROUND, UP = 45, 9
STREAKS = 9
SHELLS = 5
SHAVED = {"buzz": 0.55, "cornrows": 0.35, "box_braids": 0.5}
FADED = {"fade_curls", "undercut", "mohawk"}
UNDER_HAIR, UNDER_TINT = 0.85, 0.15
"""Share of the hair's colour under long hair; where everything is of one tint, hair is lighter than
its own colour on skin would be, and a parting would show as a dark wedge."""


def hairline(points: Points) -> Floats:
    """Return how far points of the base mesh are on the scalp, 0 (skin) to 1 (hair)."""
    found: Floats = smoothstep(above_hairline(points), -3.0, 6.0)
    return found


def scalp_shade(spec: AvatarSpec, points: Points) -> Floats:
    """Return how much of the hair's colour the skin has under it, 0 to 1.

    Parameters
    ----------
    points : float64, shape (..., 3)
        On the base mesh, before any target and bend.
    """
    style = spec.hair.style
    if style == "bald":
        return np.zeros(points.shape[:-1])
    under = UNDER_TINT if LOOKS[spec.look].tint and style not in FADED else UNDER_HAIR
    found = hairline(points) * SHAVED.get(style, under)
    if style in FADED:
        _, elevation = angles(points - np.array([0.0, 7.55, 0.55]))
        found = found * (0.25 + 0.75 * smoothstep(elevation, -25.0, 30.0))
    return np.asarray(found)


def cover(g: Groom) -> list[Swept]:
    """Return a thin shell over the scalp, nothing high at the hairline, and stubble on it."""
    shells = SHELLS if g.strips and g.fuzz > 0 else 0
    return [_shell(g, 0.0, SCALP)] + [
        _shell(g, g.fuzz * (k + 1) / shells, FUZZ, 0.37 * k) for k in range(shells)
    ]


def _shell(g: Groom, height: float, column: int, turn: float = 0.0) -> Swept:
    """Return a shell ``height`` above the cover, its texture turned by part of a streak."""
    around, up = (AROUND // 3, UP // 2 + 1) if g.chunky else (AROUND, UP)
    azimuth = np.linspace(-180, 180, around + 1)[:, None]
    line = np.maximum(g.skull.hairline(azimuth), g.cap_low)
    share = np.linspace(0, 1, up)[None, :] ** 1.1
    elevation = line + (90 - line) * share
    stands = height * smoothstep(elevation - line, -6.0, 16.0)
    stands = stands * (0.4 + 0.6 * smoothstep(elevation, 15.0, 55.0))
    points = g.skull.place(azimuth, elevation, g.cover(azimuth, elevation) + 0.006 + stands)
    out = unit(points - g.skull.middle)
    along = unit(np.gradient(points, axis=1))
    saw = np.abs(((azimuth + 180) / 360 * STREAKS + turn) % 1 * 2 - 1)
    u = (column + 0.08 + 0.84 * np.broadcast_to(saw, elevation.shape)) / COLUMNS
    v = np.broadcast_to(share, elevation.shape)
    row = (np.arange(around) * up)[:, None]
    a = (row + np.arange(up - 1)[None, :]).ravel()
    triangles = np.concatenate([np.c_[a, a + up, a + up + 1], np.c_[a, a + up + 1, a + 1]])
    return Swept(
        points=points.reshape(-1, 3), normals=out.reshape(-1, 3), tangents=-along.reshape(-1, 3),
        uv=np.stack([u, v], -1).reshape(-1, 2), triangles=triangles, chains=("",),
        chain=np.zeros(points.shape[0] * up, int),
    )  # fmt: skip
