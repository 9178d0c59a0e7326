"""What the pixels between the landmarks tell of a face: which way its edges run, and the irises.

Landmarks are drawn to a usual face: wings of a nose, a jaw under a beard and the rim of an iris
lie where they mostly lie. The edges of the picture itself do not.
"""

from __future__ import annotations

import cv2
import numpy as np

from aigc.avatar.photo.ahead import ABOVE, BELOW, SIDE, UNIT_PX
from aigc.avatar.photo.landmarks import IRIS, Floats, Picture

CELL_PX = 6
ROWS, COLUMNS = round((ABOVE + BELOW) * UNIT_PX / CELL_PX), round(2 * SIDE * UNIT_PX / CELL_PX)
WAYS = 8
"""Directions in which edges are counted."""
EDGES = WAYS * ROWS * COLUMNS
FAINT = 0.01
DARK = 12.0
"""Added to brightness, 0 to 255, before its logarithm is taken."""
RADII = np.linspace(0.03, 0.30, 28)
"""Distances from the pupil, in distances of the pupils, between which an iris ends."""
SLANTS = np.radians(np.r_[np.linspace(-40, 40, 9), np.linspace(140, 220, 9)])
"""Ways from the pupil on which no lid lies."""
ASTRAY = np.stack(np.meshgrid(np.linspace(-0.05, 0.05, 9), (-0.03, 0, 0.03)), -1).reshape(-1, 2)
"""How far the middle of an iris may lie from its landmark."""
IRISES = len(RADII)


def light(picture: Picture) -> np.ndarray:
    """Return the logarithm of brightness, in which a shadow changes no edge within it."""
    grey = cv2.cvtColor(picture, cv2.COLOR_RGB2GRAY).astype(np.float32)
    found: np.ndarray = np.log(grey + np.float32(DARK))
    return found


def edges(face: Picture) -> Floats:
    """Return how strong edges of each direction are in each cell of a face laid straight.

    Left and right are made alike, and each cell is measured by what is around it.

    Source: Dalal and Triggs, "Histograms of oriented gradients for human detection", 2005.
    """
    smooth = cv2.GaussianBlur(light(face), (0, 0), 0.8)
    x = cv2.Sobel(smooth, cv2.CV_32F, 1, 0, ksize=1)
    y = cv2.Sobel(smooth, cv2.CV_32F, 0, 1, ksize=1)
    way = np.arctan2(y, x) / (2 * np.pi) * WAYS % WAYS
    apart = np.abs((way[..., None] - np.arange(WAYS) + WAYS / 2) % WAYS - WAYS / 2)
    shares = np.clip(1 - apart, 0, 1) * np.hypot(x, y)[..., None]
    cells = shares.reshape(ROWS, CELL_PX, COLUMNS, CELL_PX, WAYS).mean((1, 3))
    around = np.sqrt(cv2.blur((cells**2).sum(-1), (3, 3))) + FAINT
    strength = np.sqrt(cells / around[..., None]) * _telling()
    mirrored = strength[:, ::-1, (WAYS // 2 - np.arange(WAYS)) % WAYS]
    found: Floats = ((strength + mirrored) / 2).astype(float).ravel()
    return found


def _telling() -> Floats:
    """Return what cells count, shape (rows, columns, 1): those of eyes and nose count threefold."""
    return np.where(_cells(0.9, -0.35, 0.95), 3.0, 1.0)[..., None]


def around_eyes() -> Floats:
    """Return 1 for edges that may be those of glasses and 0 for others, shape (EDGES,)."""
    return np.repeat(_cells(1.1, -0.4, 0.65).ravel(), WAYS).astype(float)


def _cells(side: float, top: float, bottom: float) -> np.ndarray:
    """Return which cells lie in a box, shape (rows, columns)."""
    unit = UNIT_PX / CELL_PX
    y = (np.arange(ROWS) + 0.5) / unit - ABOVE
    x = (np.arange(COLUMNS) + 0.5) / unit - SIDE
    inside: np.ndarray = ((y > top) & (y < bottom))[:, None] & (np.abs(x) < side)
    return inside


def irises(picture: Picture, points: Floats) -> Floats:
    """Return how brightness rises with the distance from the pupil, and where it does most.

    Parameters
    ----------
    points : float64, shape (478, 2)
        Landmarks, pixels; each iris is looked for near its own.
    """
    axes = _axes(points)
    rays = RADII[:, None, None] * (np.c_[np.cos(SLANTS), np.sin(SLANTS)] @ axes)
    start = (ASTRAY @ axes)[:, None, None] + rays
    bright = light(picture)
    found: Floats = np.mean([_rim(bright, points[k] + start) for k in IRIS], axis=0)
    return found


def _axes(points: Floats) -> Floats:
    along = points[IRIS[1]] - points[IRIS[0]]
    return np.array([along, [-along[1], along[0]]])


def _rim(bright: np.ndarray, places: Floats) -> Floats:
    """Return the steps of brightness around the middle whose rim is sharpest on both sides."""
    tries, radii, slants, _ = places.shape
    flat = (places.reshape(tries * radii, slants, 2) - 0.5).astype(np.float32)
    seen = cv2.remap(
        bright, flat[..., 0], flat[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    steps = np.diff(seen.reshape(tries, radii, 2, slants // 2).mean(3), axis=1)
    both = steps.min(2)
    best = int(both.max(1).argmax())
    sharp = max(float(both[best].max()), 0.0) + 0.05
    found: Floats = np.r_[steps[best].mean(1) / sharp, 10 * RADII[both[best].argmax()]]
    return found
