"""How a head is turned in a picture, and its landmarks as seen from straight ahead."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aigc.avatar.photo.landmarks import IRIS, POINTS, Floats

ROUNDS = 12
FIRM = np.setdiff1d(np.arange(POINTS), np.arange(468, POINTS))
"""Irises look about and say nothing of how the head is turned."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Pose:
    """A view of a mean face without perspective: ``pixels = scale * (turn @ shape)[:2] + shift``.

    Attributes
    ----------
    turn : float64, shape (3, 3)
        From the head's axes (x to the right of the picture, y down, z away) to the camera's.
    scale : float
        Pixels by a unit, the distance of the pupils.
    error : float
        Median distance of the points from the view, in units.
    """

    turn: Floats
    scale: float
    shift: Floats
    error: float

    @property
    def yaw(self) -> float:
        """Degrees about the vertical axis."""
        return float(np.degrees(np.arctan2(self.turn[0, 2], self.turn[2, 2])))

    @property
    def pitch(self) -> float:
        """Degrees up or down."""
        return float(np.degrees(np.arcsin(np.clip(-self.turn[1, 2], -1, 1))))

    @property
    def roll(self) -> float:
        """Degrees in the picture's plane, clockwise."""
        return float(np.degrees(np.arctan2(self.turn[1, 0], self.turn[1, 1])))


def estimated(points: Floats, shape: Floats) -> Pose:
    """Return how a face of this mean shape is turned; points that disagree count less.

    Parameters
    ----------
    points : float64, shape (478, 2)
        Pixels.
    shape : float64, shape (478, 3)
        The mean face, straight ahead.

    Source: scaled orthography, as in DeMenthon and Davis, "Model-based object pose in 25 lines of
    code", 1995; reweighted by Geman and McClure's function.
    """
    weight = np.zeros(len(shape))
    weight[FIRM] = 1.0
    for _ in range(ROUNDS):
        pose, away = _fitted(points, shape, weight)
        near = max(3 * float(np.median(away[FIRM])), 1e-6)
        weight[FIRM] = 1 / (1 + (away[FIRM] / near) ** 2) ** 2
    return pose


def _fitted(points: Floats, shape: Floats, weight: Floats) -> tuple[Pose, Floats]:
    share = weight / weight.sum()
    middle, centre = share @ points, share @ shape
    q, s = points - middle, shape - centre
    root = np.sqrt(share)[:, None]
    rows = np.linalg.lstsq(root * s, root * q, rcond=None)[0].T
    u, sizes, vt = np.linalg.svd(rows, full_matrices=False)
    first = u @ vt
    turn = np.vstack([first, np.cross(first[0], first[1])])
    scale = float(sizes.mean())
    away = np.linalg.norm(q - scale * s @ turn[:2].T, axis=1) / max(scale, 1e-9)
    shift = middle - scale * turn[:2] @ centre
    error = float(np.median(away[FIRM]))
    return Pose(turn=turn, scale=scale, shift=shift, error=error), away


def frontal(points: Floats, shape: Floats, pose: Pose) -> Floats:
    """Return landmarks turned to the front, pupils level and one apart, shape (478, 2).

    How deep a point lies is taken from the mean face.
    """
    seen = (points - pose.shift) / pose.scale
    depth = shape @ pose.turn[2]
    ahead = (np.c_[seen, depth] @ pose.turn)[:, :2]
    return level(ahead)


def level(points: Floats) -> Floats:
    """Return points shifted, turned and scaled so that the pupils lie at -0.5 and 0.5."""
    right, left = points[IRIS[0]], points[IRIS[1]]
    along = left - right
    length = float(np.hypot(*along))
    c, s = along / length
    turned: Floats = (points - (left + right) / 2) @ np.array([[c, -s], [s, c]]) / length
    return turned
