"""The skin's texture: a map of the head unrolled about its axis, with the face drawn large.

Places are given on the unbent base mesh, in decimetres, so that one drawing fits every face.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator
from scipy.ndimage import gaussian_filter

from aigc.avatar.base import SKIN, Points, faces, mask, texture_coordinates, vertices

AXIS_Z = 0.25
LOW, HIGH = 5.55, 8.75
"""Heights of the texture's lower and upper edge; what is lower takes the lowest row."""
TURNS = ((0.0, 0.5), (42.0, 0.83), (80.0, 0.92), (180.0, 1.0))
"""Degrees from the nose and ``u``: most of the texture goes to the front of the face."""
HEIGHTS = ((LOW, 0.0), (6.22, 0.09), (7.80, 0.88), (HIGH, 1.0))
"""Heights and ``v``: most of the texture goes from the chin to above the brows."""
EDGE = 0.004
_COARSE = 192


def angle(points: Points) -> Points:
    """Return degrees about the head's axis, 0 at the nose, positive to the person's left."""
    found: Points = np.degrees(np.arctan2(points[..., 0], points[..., 2] - AXIS_Z))
    return found


def across(degrees: Points) -> Points:
    """Return ``u`` of an angle."""
    at, u = zip(*TURNS, strict=True)
    found: Points = 0.5 + np.sign(degrees) * (np.interp(np.abs(degrees), at, u) - 0.5)
    return found


def degrees_at(u: Points) -> Points:
    """Return the angle at ``u``; undoes `across`."""
    at, share = zip(*TURNS, strict=True)
    found: Points = np.sign(u - 0.5) * np.interp(np.abs(u - 0.5) + 0.5, share, at)
    return found


def up(y: Points) -> Points:
    """Return ``v`` of a height; below and above the texture it stays at the edge."""
    at, v = zip(*HEIGHTS, strict=True)
    return np.clip(np.interp(y, at, v), EDGE, 1 - EDGE)


def height_at(v: Points) -> Points:
    """Return the height at ``v``; undoes `up`."""
    at, share = zip(*HEIGHTS, strict=True)
    return np.interp(v, share, at)


def coordinates(points: Points) -> Points:
    """Return ``u`` and ``v`` of places on the base mesh, shape (..., 2)."""
    return np.stack([across(angle(points)), up(points[..., 1])], axis=-1)


@lru_cache(maxsize=1)
def _outer() -> Points:
    """Return the vertices of the head that are seen from outside."""
    quads, corners = faces("body")
    inside = mask("inside_mouth")
    size = len(inside) - 1
    place = texture_coordinates()[corners].reshape(-1, 2)
    rows = np.round((1 - place[:, 1]) * size).astype(int)
    columns = np.round(place[:, 0] * size).astype(int)
    hidden = np.zeros(len(vertices()), bool)
    hidden[quads.ravel()[(inside[rows, columns] > 0.4)]] = True
    head = np.flatnonzero((vertices()[SKIN, 1] > LOW - 0.3) & ~hidden[SKIN])
    found = vertices()[head]
    return found[np.abs(found[:, 0]) < 1.4]


@lru_cache(maxsize=1)
def _radius() -> tuple[Points, Points, Points]:
    """Return degrees, heights and the distance of the surface from the axis on a coarse grid."""
    points = _outer()
    turn, y = angle(points), points[:, 1]
    away = np.hypot(points[:, 0], points[:, 2] - AXIS_Z)
    cell = np.round(turn / 2.5).astype(int) * 1000 + np.round(y / 0.06).astype(int)
    order = np.lexsort((-away, cell))
    first = order[np.unique(cell[order], return_index=True)[1]]
    turn, y, away = turn[first], y[first], away[first]
    wrapped = np.concatenate([turn - 360, turn, turn + 360])
    surface = LinearNDInterpolator(
        np.c_[wrapped / 60, np.tile(y, 3)], np.tile(away, 3), fill_value=0.8
    )
    degrees = np.linspace(-180, 180, 2 * _COARSE + 1)
    heights = np.linspace(LOW, HIGH, _COARSE)
    grid = surface(*np.meshgrid(degrees / 60, heights))
    return degrees, heights, gaussian_filter(grid, 0.8)


@lru_cache(maxsize=4)
def surface(height: int, width: int) -> NDArray[np.float32]:
    """Return the place on the base mesh of each texel, shape (height, width, 3), row 0 the top."""
    import cv2

    degrees, heights, grid = _radius()
    u = (np.arange(width) + 0.5) / width
    y = height_at(1 - (np.arange(height) + 0.5) / height)
    turn = degrees_at(u)
    column = np.interp(turn, degrees, np.arange(len(degrees)))
    row = np.interp(y, heights, np.arange(len(heights)))
    maps = [m.astype(np.float32) for m in np.meshgrid(column, row)]
    away = cv2.remap(grid.astype(np.float32), maps[0], maps[1], cv2.INTER_LINEAR)
    lean = np.radians(turn)[None, :]
    found = np.empty((height, width, 3), np.float32)
    found[..., 0] = away * np.sin(lean)
    found[..., 1] = y[:, None]
    found[..., 2] = AXIS_Z + away * np.cos(lean)
    return found


def texels_per_dm(size: int) -> float:
    """Return how many texels a decimetre of the face has from top to bottom."""
    (low, v_low), (high, v_high) = HEIGHTS[1:3]
    return (v_high - v_low) / (high - low) * size


@lru_cache(maxsize=1)
def _front() -> LinearNDInterpolator:
    points = _outer()
    ahead = points[(points[:, 2] > 0.45) & (np.abs(points[:, 0]) < 0.85)]
    cell = np.round(ahead[:, :2] / 0.04).astype(int) @ [1000, 1]
    order = np.lexsort((-ahead[:, 2], cell))
    first = order[np.unique(cell[order], return_index=True)[1]]
    return LinearNDInterpolator(ahead[first, :2], ahead[first, 2], fill_value=1.0)


def on_face(flat: Points) -> Points:
    """Return the places on the face at these x and y, shape (n, 2) to (n, 3)."""
    flat = np.asarray(flat, float)
    found: Points = np.c_[flat, _front()(np.abs(flat[:, 0]), flat[:, 1])]
    return found
