"""From skin to cloth: how far a shell stands off the body and what it bridges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.figure import Figure, hanging, radius_at, topology

BRIDGED = 2.5
"""How many times its ease cloth may be from the skin before it counts as hung over a hollow, whose
walls would push it aside."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Ease:
    """How far cloth stands off the body, decimetres.

    Attributes
    ----------
    torso, arm, leg : float
        Distance from the skin.
    hang : float
        How much of the body's hollows is bridged, 0 to 1.
    decay : float
        How fast hanging cloth comes back to the body below what it hangs from.
    sleeve, cuff : float
        Least radius at elbow and wrist.
    knee, turn_up : float
        Least radius of a trouser leg at knee and ankle.
    smooth : int
        How often neighbours are averaged.
    """

    torso: float = 0.06
    arm: float = 0.06
    leg: float = 0.07
    hang: float = 0.8
    decay: float = 0.35
    sleeve: float = 0.0
    cuff: float = 0.0
    knee: float = 0.0
    turn_up: float = 0.0
    smooth: int = 3


def tailored(figure: Figure, ease: Ease) -> Points:
    """Return the shell's vertices moved out to where cloth of this ease lies."""
    shell = figure.shell
    lift = ease.torso * (1 - shell.arm - shell.leg) + ease.arm * shell.arm + ease.leg * shell.leg
    out = shell.points + figure.normals * lift[:, None]
    out = _hung(figure, out, ease)
    out = _limbs(figure, out, figure.arm, shell.arm, (0.0, ease.sleeve, ease.cuff))
    out = _limbs(figure, out, figure.leg, shell.leg, (0.0, ease.knee, ease.turn_up))
    average = topology()[2]
    neck = smoothstep(out[:, 1], figure.throat[1] + 0.1, figure.throat[1] - 0.3)[:, None]
    for _ in range(ease.smooth):
        out = out + 0.6 * neck * (average @ out - out)
    depth = np.einsum("ij,ij->i", out - shell.points, figure.normals)
    bridged = np.linalg.norm(out - shell.points, axis=1) > BRIDGED * lift
    lack = np.where(bridged, 0.0, np.maximum(0.6 * lift - depth, 0))
    result: Points = out + figure.normals * lack[:, None]
    return result


def _hung(figure: Figure, points: Points, ease: Ease) -> Points:
    offset = points - [0, 0, figure.axis]
    radius = np.hypot(offset[:, 0], offset[:, 2])
    target = radius_at(figure, hanging(figure, ease.decay), points) + ease.torso
    below = smoothstep(points[:, 1], figure.armpit + 0.35, figure.armpit - 0.6)
    grow = ease.hang * below * (1 - figure.shell.arm) * np.maximum(target - radius, 0)
    out = points.copy()
    out[:, [0, 2]] += offset[:, [0, 2]] * (grow / np.maximum(radius, 0.2))[:, None]
    return out


def _limbs(
    figure: Figure, points: Points, joints: Points, share: Points, least: tuple[float, float, float]
) -> Points:
    """Widen both limbs to at least these radii at their joints."""
    if not any(least):
        return points
    out = points.copy()
    for side in (1.0, -1.0):
        along, foot = along_limb(points, joints * [side, 1, 1])
        away = points - foot
        radius = np.linalg.norm(away, axis=1)
        target = np.interp(along, [0, 1, 2], least)
        own = smoothstep(share, 0.35, 0.95) * (points[:, 0] * side > 0)
        grow = own * np.maximum(target - radius, 0)
        out += unit(away) * grow[:, None]
    return out


def along_limb(points: Points, joints: Points) -> tuple[Points, Points]:
    """Return how far along a limb each point is (0, 1, 2 at its joints), and the place there."""
    (a, b, c) = joints
    upper = ((points - a) @ (b - a)) / ((b - a) @ (b - a))
    lower = ((points - b) @ (c - b)) / ((c - b) @ (c - b))
    fore = np.linalg.norm(points - (b + np.clip(lower, 0, 1.3)[:, None] * (c - b)), axis=1)
    rear = np.linalg.norm(points - (a + np.clip(upper, -0.3, 1)[:, None] * (b - a)), axis=1)
    below = fore < rear
    along = np.where(below, 1 + np.maximum(lower, 0), np.minimum(upper, 1))
    foot = np.where(
        below[:, None], b + np.maximum(lower, 0)[:, None] * (c - b),
        a + np.minimum(upper, 1)[:, None] * (b - a),
    )  # fmt: skip
    return along, foot
