"""How much of the sky each vertex sees, so that folds, chins and fringes darken what they cover."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix, diags

from aigc.types.avatar import Part

Floats = NDArray[np.float32]
DIRECTIONS = 30
CELL_M = 0.009
"""Side of a cell in which the nearest point to the sky is kept."""
NEAR_M = (0.007, 0.030)
"""What lies nearer above a vertex is its own surface; what lies further covers it."""
SEEN_THROUGH = ("glass", "lash")
ALWAYS_OPEN = ("glass", "lash", "eye", "mouth", "unlit")
"""Kinds that are not darkened."""
LEAST_SLOPE = 0.12
NOTHING = -9.0
"""Metres; lower than all that can cover."""
SMOOTHED = 2
AT_ONCE = 32_000
"""Places looked up in one call of OpenCV, whose pictures have at most 32,767 rows."""


def under_sky(parts: Sequence[Part]) -> tuple[Part, ...]:
    """Return the parts with their occlusion, 0 to 1."""
    solid = [part for part in parts if part.material.kind not in SEEN_THROUGH]
    cover = np.concatenate([_sampled(part) for part in solid])
    shown = [part for part in parts if part.material.kind not in ALWAYS_OPEN]
    seen = _seen(
        np.concatenate([part.positions for part in shown]),
        np.concatenate([part.normals for part in shown]),
        cover,
    )
    found, start = [], 0
    for part in parts:
        if part.material.kind in ALWAYS_OPEN:
            found.append(part)
            continue
        own = seen[start : start + len(part.positions)]
        start += len(part.positions)
        found.append(replace(part, occlusion=_smoothed(part, own)))
    return tuple(found)


def _sampled(part: Part) -> Floats:
    """Return places all over a part, shape (n, 3): corners, and middles where cells lie between."""
    a, b, c = (part.positions[part.triangles[:, k]] for k in range(3))
    found = [part.positions]
    for one, other in ((a, b), (b, c), (c, a)):
        long = np.abs(other - one).max(1) > CELL_M
        found += [(one[long] + other[long]) / 2, (a[long] + b[long] + c[long]) / 3]
    return np.concatenate(found).astype(np.float32)


def _seen(places: Floats, normals: Floats, cover: Floats) -> Floats:
    """Return the share of sky seen at each place, weighted as a matt surface does."""
    total, most = np.zeros(len(places), np.float32), np.full(len(places), 1e-6, np.float32)
    for way in _ways():
        weight = np.maximum(normals @ way - LEAST_SLOPE, 0)
        height = places @ way - _nearest(places, cover, way)
        above = np.clip((-height - NEAR_M[0]) / (NEAR_M[1] - NEAR_M[0]), 0, 1)
        total += weight * (1 - above)
        most += weight
    return np.asarray(total / most, np.float32)


def _ways() -> Floats:
    """Return directions spread evenly over a ball, shape (DIRECTIONS, 3)."""
    k = np.arange(DIRECTIONS) + 0.5
    y, turn = 1 - 2 * k / DIRECTIONS, np.pi * (1 + 5**0.5) * k
    r = np.sqrt(1 - y * y)
    return np.stack([r * np.cos(turn), y, r * np.sin(turn)], axis=1).astype(np.float32)


def _nearest(places: Floats, cover: Floats, way: Floats) -> Floats:
    """Return how high along ``way`` the uppermost cover over each place is."""
    side = np.cross(way, (0.0, 0.0, 1.0) if abs(way[2]) < 0.9 else (1.0, 0.0, 0.0))
    side /= np.linalg.norm(side)
    axes = np.stack([side, np.cross(way, side)]).astype(np.float32)
    x, y = axes @ cover.T
    low = np.array([x.min(), y.min()]) - 2 * CELL_M
    column = ((x - low[0]) / CELL_M).astype(np.int64)
    row = ((y - low[1]) / CELL_M).astype(np.int64)
    width, height = int(column.max()) + 3, int(row.max()) + 3
    grid = np.full(width * height, NOTHING, np.float32)
    np.maximum.at(grid, row * width + column, cover @ way)
    u, v = ((axes @ places.T - low[:, None]) / CELL_M - 0.5).astype(np.float32)
    chart = grid.reshape(height, width)
    found = [
        cv2.remap(chart, u[k : k + AT_ONCE, None], v[k : k + AT_ONCE, None], cv2.INTER_LINEAR)[:, 0]
        for k in range(0, len(u), AT_ONCE)
    ]
    return np.concatenate(found)


def _smoothed(part: Part, seen: Floats) -> Floats:
    """Return values as even as the surface is: one for each facet, or smooth ones."""
    if part.faceted:
        flat = np.empty_like(seen)
        flat[part.triangles] = seen[part.triangles].mean(1)[:, None]
        return flat
    edges = np.concatenate([part.triangles[:, [0, 1]], part.triangles[:, [1, 2]],
                            part.triangles[:, [2, 0]]])  # fmt: skip
    both = np.concatenate([edges, edges[:, ::-1]])
    count = len(seen)
    beside = csr_matrix((np.ones(len(both), np.float32), (both[:, 0], both[:, 1])), (count, count))
    total = np.asarray(beside.sum(1)).ravel()
    mean = diags(1 / np.maximum(total, 1)) @ beside
    for _ in range(SMOOTHED):
        seen = np.where(total > 0, 0.5 * seen + 0.5 * (mean @ seen), seen)
    return np.asarray(np.clip(seen, 0, 1), np.float32)
