"""The low-poly skin: which vertices of the base mesh stay, and one colour for each facet.

Source: ``scripts/build_avatar_facets.py`` chooses the facets from the base mesh (CC0 1.0).
"""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import Indices, Points, vertices
from aigc.avatar.face import chart
from aigc.avatar.piece import Piece, faceted

FACETS = Path(__file__).parent.parent / "data" / "facets.npz"
REGIONS = ("skin", "lips", "lids", "ears", "lining", "socket")
SIDE = 64
"""Texels of a side of the texture, one for each facet."""
SAMPLES = 6
"""Places along an edge at which a facet is looked at for its colour."""


@lru_cache(maxsize=1)
def _pack() -> tuple[Indices, Indices]:
    with np.load(FACETS) as pack:
        return pack["triangles"].astype(np.int64), pack["region"].astype(np.int64)


def skin() -> Indices:
    """Return the triangles of the skin as vertices of the base mesh, shape (n, 3)."""
    triangles, region = _pack()
    found: Indices = triangles[region != REGIONS.index("lining")]
    return found


def lining() -> Indices:
    """Return the triangles of the mouth's inside as vertices of the base mesh, shape (n, 3)."""
    triangles, region = _pack()
    found: Indices = triangles[region == REGIONS.index("lining")]
    return found


def coloured(piece: Piece, painting: NDArray[np.uint8]) -> Piece:
    """Return the whole skin as facets, each of the colour that a painting has there on average.

    Parameters
    ----------
    painting : uint8, shape (size, size, 3)
        Over the chart of the head.
    """
    cells = painting.reshape(-1, 3)[_looked_at(len(painting))]
    mean = np.round(cells.astype(float).mean(1)).astype(np.uint8)
    texture = np.zeros((SIDE * SIDE, 3), np.uint8)
    texture[: len(mean)] = mean
    row, column = np.divmod(np.arange(len(mean)), SIDE)
    place = np.column_stack([column + 0.5, SIDE - row - 0.5]) / SIDE
    material = replace(piece.material, texture=texture.reshape(SIDE, SIDE, 3))
    return replace(faceted(piece), uv=np.repeat(place, 3, axis=0), material=material)


@lru_cache(maxsize=2)
def _looked_at(size: int) -> Indices:
    """Return the texels of a painting that lie on each facet, shape (facets, places)."""
    steps = (np.arange(SAMPLES) + 0.5) / SAMPLES
    s, t = (g.ravel() for g in np.meshgrid(steps, steps))
    share = np.stack([1 - np.sqrt(s), np.sqrt(s) * (1 - t), np.sqrt(s) * t], axis=1)
    places: Points = np.einsum("kc,ncd->nkd", share, vertices()[skin()])
    uv = chart.coordinates(places)
    column = np.clip((uv[..., 0] * size).astype(int), 0, size - 1)
    row = np.clip(((1 - uv[..., 1]) * size).astype(int), 0, size - 1)
    found: Indices = row * size + column
    return found
