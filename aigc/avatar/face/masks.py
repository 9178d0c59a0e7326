"""Which part of the base mesh's skin is lip, lid, ear or inside of the mouth."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import LinearNDInterpolator

from aigc.avatar.base import SKIN, Points, faces, mask, texture_coordinates, vertices
from aigc.avatar.face import chart

INSIDE = 0.5
SOFT = 0.009
"""How far a mask is smoothed, as a share of the texture: vertices are few along an edge."""
BACK = 0.4
"""So far behind the axis, decimetres, a mask is looked for: as far as the ears go."""
_HALF = 2


@lru_cache(maxsize=8)
def of_vertices(name: str) -> Points:
    """Return a mask's value, 0 to 1, at each vertex of the base mesh, shape (19158,)."""
    quads, corners = faces("body")
    picture = mask(name)
    size = len(picture) - 1
    place = texture_coordinates()[corners.ravel()]
    at = [np.round((1 - place[:, 1]) * size).astype(int), np.round(place[:, 0] * size).astype(int)]
    total = np.bincount(quads.ravel(), picture[at[0], at[1]], len(vertices()))
    times = np.bincount(quads.ravel(), minlength=len(vertices()))
    found: Points = total / np.maximum(times, 1)
    return found


@lru_cache(maxsize=1)
def inside_mouth() -> NDArray[np.bool_]:
    """Return which quads of the body line the mouth."""
    quads, _ = faces("body")
    found: NDArray[np.bool_] = of_vertices("inside_mouth")[quads].mean(1) > INSIDE
    return found


@lru_cache(maxsize=8)
def on_texture(name: str, size: int) -> NDArray[np.float32]:
    """Return a mask over the head's texture, shape (size, size), 0 to 1, both sides alike."""
    value = of_vertices(name)[SKIN]
    hidden = of_vertices("inside_mouth")[SKIN] > INSIDE
    place = vertices()[SKIN]
    near = (place[:, 1] > chart.LOW) & (place[:, 2] > chart.AXIS_Z - BACK) & ~hidden
    near &= np.abs(place[:, 0]) < 1.0
    if not near.any():
        return np.zeros((size, size), np.float32)
    uv = chart.coordinates(place[near])
    shape = LinearNDInterpolator(uv, value[near], fill_value=0.0)
    coarse = size // _HALF
    along = (np.arange(coarse) + 0.5) / coarse
    left = along[coarse // 2 :]
    used = _rows_used(uv, value[near], coarse)
    grid = np.zeros((coarse, coarse), np.float32)
    grid[used, coarse // 2 :] = shape(*np.meshgrid(left, 1 - along[used]))
    grid[:, : coarse // 2] = grid[:, ::-1][:, : coarse // 2]
    soft = cv2.GaussianBlur(grid, (0, 0), SOFT * coarse)
    return np.asarray(cv2.resize(soft, (size, size), interpolation=cv2.INTER_CUBIC), np.float32)


def _rows_used(uv: Points, value: Points, count: int) -> slice:
    """Return the rows where a mask is not 0."""
    v = uv[value > 0.02, 1]
    if not len(v):
        return slice(0, 0)
    return slice(max(int((1 - v.max()) * count) - 2, 0), int((1 - v.min()) * count) + 3)
