"""The skin as one piece: the base mesh's body, finer where the head is coarse."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from aigc.avatar.base import Indices, Points, faces, vertices
from aigc.avatar.face import chart, facets
from aigc.avatar.face.masks import inside_mouth
from aigc.avatar.piece import Rig, mixed, of_vertices
from aigc.avatar.refine import refined

COARSE = 0.07
"""Quads of the head with a longer edge, decimetres, are made finer."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class SkinMesh:
    """What all skins share.

    Attributes
    ----------
    matrix : sparse, shape (vertices, 19158)
        Makes the piece's points from the base mesh's.
    triangles : int64, shape (triangles, 3)
    uv : float64, shape (vertices, 2)
        May leave 0 to 1 across the seam at the back.
    rig : Rig
    base : int64, shape (triangles, 3)
        For each corner the base vertex that counts most, to tell what clothes cover.
    """

    matrix: sp.csr_matrix
    triangles: Indices
    uv: Points
    rig: Rig
    base: Indices


def mesh(low: bool = False) -> SkinMesh:
    """Return the skin's mesh without the mouth's lining, of few facets if asked for."""
    return _low() if low else _fine()


@lru_cache(maxsize=1)
def _low() -> SkinMesh:
    used, inverse = np.unique(facets.skin(), return_inverse=True)
    triangles = inverse.reshape(-1, 3)
    matrix = sp.identity(len(vertices()), format="csr")[used]
    uv = chart.coordinates(vertices()[used])
    rig = of_vertices(used)
    return SkinMesh(matrix=matrix, triangles=triangles, uv=uv, rig=rig, base=used[triangles])


@lru_cache(maxsize=1)
def _fine() -> SkinMesh:
    quads, _ = faces("body")
    quads = quads[~inside_mouth()]
    fine = refined(quads, _coarse_head(quads), len(vertices()))
    used, inverse = np.unique(fine.triangles, return_inverse=True)
    matrix, triangles = fine.matrix[used], inverse.reshape(-1, 3)
    matrix, triangles, uv = _unrolled(matrix, triangles)
    owner = np.asarray(matrix.argmax(axis=1)).ravel()
    every = of_vertices(np.arange(len(vertices())))
    return SkinMesh(
        matrix=matrix, triangles=triangles, uv=uv, rig=mixed(matrix, every), base=owner[triangles]
    )


def _coarse_head(quads: Indices) -> NDArray[np.bool_]:
    corners = vertices()[quads]
    middle = corners.mean(1)
    edge = np.linalg.norm(corners - np.roll(corners, -1, axis=1), axis=2).max(1)
    ear = (np.abs(middle[:, 0]) > 0.70) & (middle[:, 1] < 7.6) & (middle[:, 2] < 0.5)
    found: NDArray[np.bool_] = (middle[:, 1] > 5.9) & ~ear & (edge > COARSE)
    return found


def _unrolled(matrix: sp.csr_matrix, triangles: Indices) -> tuple[sp.csr_matrix, Indices, Points]:
    """Return the mesh with texture coordinates; across the back corners are doubled."""
    uv = chart.coordinates(matrix @ vertices())
    turn = chart.angle(matrix @ vertices())[triangles]
    across = (turn.max(1) - turn.min(1)) > 180
    moved = across[:, None] & (turn < 0)
    twins, inverse = np.unique(triangles[moved], return_inverse=True)
    fresh = triangles.copy()
    fresh[moved] = len(uv) + inverse
    both = np.concatenate([uv, uv[twins] + [1, 0]])
    return sp.vstack([matrix, matrix[twins]]).tocsr(), fresh, both
