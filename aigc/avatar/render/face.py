"""Faces that move: morphs summed, and normals made anew where the surface bends."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix

from aigc.errors import InputError, did_you_mean
from aigc.types.avatar import Part
from aigc.types.viseme import BLENDSHAPES

Points = NDArray[np.float32]
_COLUMN = {name: k for k, name in enumerate(BLENDSHAPES)}


def weights_of(face: Mapping[str, float]) -> NDArray[np.float32]:
    """Return the weights of `BLENDSHAPES`, clipped to 0 to 1, shape (52,).

    Raises
    ------
    InputError
        A name is none of `BLENDSHAPES`, or a weight is no number.
    """
    weights = np.zeros(len(BLENDSHAPES), np.float32)
    for name, value in face.items():
        if name not in _COLUMN:
            raise InputError(f"there is no face movement {name!r}. {did_you_mean(name, _COLUMN)}")
        if not np.isfinite(value):
            raise InputError(f"the weight of {name} is {value}; give a number from 0 to 1")
        weights[_COLUMN[name]] = min(max(value, 0.0), 1.0)
    return weights


class Face:
    """All morphs of all parts, over vertices that follow one another from part to part."""

    def __init__(self, parts: Sequence[Part], positions: Points, normals: Points) -> None:
        """Prepare; ``positions`` and ``normals`` are those of all parts, shape (vertices, 3)."""
        self._rest, self._normals = positions, normals
        starts = np.cumsum([0, *(len(part.positions) for part in parts)])
        self._deltas, self._moved = _deltas(parts, starts)
        follow = [
            part.triangles + first
            for part, first in zip(parts, starts, strict=False)
            if part.follows
        ]
        facets = [np.full(len(part.positions), part.faceted) for part in parts]
        self._creases = (
            _Creases(positions, np.concatenate(follow), self._moved, np.concatenate(facets))
            if follow
            else None
        )

    def __call__(self, weights: NDArray[np.float32]) -> tuple[Points, Points]:
        """Return positions and normals of all vertices while the face does that."""
        if not weights.any() or not len(self._moved):
            return self._rest, self._normals
        positions, normals = self._rest.copy(), self._normals
        positions[self._moved] += (self._deltas @ weights).reshape(-1, 3)
        if self._creases is not None:
            normals = self._creases(positions, normals)
        return positions, normals


class _Creases:
    """Normals of the triangles that a face movement can bend.

    A normal is turned by as much as the surface's own normal changes, so that normals that were
    drawn to look smooth stay so while nothing moves.
    """

    def __init__(
        self,
        positions: Points,
        triangles: NDArray[np.int32],
        moved: NDArray[np.int64],
        facets: NDArray[np.bool_],
    ) -> None:
        bends = np.zeros(len(positions), bool)
        bends[moved] = True
        self._triangles = triangles[bends[triangles].any(1)]
        touched = np.unique(self._triangles)
        # vertices in one place have one normal, but each facet its own
        near = np.c_[np.round(positions[touched], 6), np.where(facets[touched], touched, -1)]
        _, place = np.unique(near, axis=0, return_inverse=True)
        where = np.zeros(len(positions), np.int64)
        where[touched] = place.ravel()
        corners = where[self._triangles].ravel()
        columns = np.repeat(np.arange(len(self._triangles)), 3)
        ones = np.ones(len(corners), np.float32)
        shape = (int(place.max(initial=-1)) + 1, len(self._triangles))
        self._sum = csr_matrix((ones, (corners, columns)), shape=shape)
        self._touched, self._place = touched, place.ravel()
        self._flat = self._surface(positions)

    def __call__(self, positions: Points, normals: Points) -> Points:
        """Return all normals, those of bent triangles turned."""
        turned = normals.copy()
        change = (self._surface(positions) - self._flat)[self._place]
        turned[self._touched] = unit(normals[self._touched] + change)
        return turned

    def _surface(self, positions: Points) -> Points:
        return unit(np.asarray(self._sum @ face_normals(positions, self._triangles), np.float32))


def face_normals(positions: Points, triangles: NDArray[np.int32]) -> Points:
    """Return the normals of triangles, as long as twice their areas, shape (triangles, 3)."""
    a, b, c = (positions[triangles[:, k]].T for k in range(3))
    u, v = b - a, c - a
    cross = (u[1] * v[2] - u[2] * v[1], u[2] * v[0] - u[0] * v[2], u[0] * v[1] - u[1] * v[0])
    return np.stack(cross, 1)


def unit(vectors: Points) -> Points:
    """Return vectors of length 1; those without length stay."""
    length = np.sqrt(np.einsum("ij,ij->i", vectors, vectors))
    return np.asarray(vectors / np.maximum(length, 1e-20)[:, None], np.float32)


def _deltas(
    parts: Sequence[Part], starts: NDArray[np.int64]
) -> tuple[csr_matrix, NDArray[np.int64]]:
    """Return morphs as one sparse matrix (3 * moved, 52), and which vertices move."""
    index, column, value = [], [], []
    for part, first in zip(parts, starts, strict=False):
        for name, morph in part.morphs.items():
            index.append(morph.index.astype(np.int64) + first)
            column.append(np.full(len(morph.index), _COLUMN[name]))
            value.append(morph.delta)
    if not index:
        return csr_matrix((0, len(BLENDSHAPES)), dtype=np.float32), np.zeros(0, np.int64)
    moved, rows = np.unique(np.concatenate(index), return_inverse=True)
    rows = (rows.ravel()[:, None] * 3 + np.arange(3)).ravel()
    columns = np.repeat(np.concatenate(column), 3)
    values = np.concatenate(value).astype(np.float32).ravel()
    shape = (3 * len(moved), len(BLENDSHAPES))
    return csr_matrix((values, (rows, columns)), shape=shape), moved
