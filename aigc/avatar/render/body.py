"""All parts of a character as one list of vertices, posed, and what of it a camera sees."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_matrix
from scipy.spatial import cKDTree

from aigc.avatar.pose import Floats
from aigc.avatar.render.face import Face, Points, face_normals, unit, weights_of
from aigc.types.avatar import Avatar, Part

FIELDS = 12
"""Floats of a posed vertex: place, normal, tangent, and the way in which its outline lies."""
BARE_M = (0.006, 0.016)
"""An outline fades within so many metres of eyes and mouth, where it would be smudges."""


class Body:
    """A character's vertices, which follow one another from part to part."""

    def __init__(self, avatar: Avatar) -> None:
        """Prepare what no frame changes."""
        parts = avatar.parts
        self.avatar = avatar
        starts = np.cumsum([0, *(len(part.positions) for part in parts)])
        self.positions = _joined([part.positions for part in parts])
        normals = _joined([part.normals for part in parts])
        flat = [np.zeros_like(part.positions) for part in parts]
        self._tangents = _joined(
            [f if p.tangents is None else p.tangents for p, f in zip(parts, flat, strict=True)]
        )
        self._away = _joined([_outward(part) for part in parts])
        self._away *= _outline_share(parts)[:, None]
        triangles = [p.triangles + int(s) for p, s in zip(parts, starts, strict=False)]
        self.triangles = np.concatenate(triangles).astype(np.int32)
        self.ends = np.cumsum([len(part.triangles) for part in parts])
        self.starts = starts
        self._carried = _carried(avatar)
        self._face = Face(parts, self.positions, normals)

    def fixed(self) -> NDArray[np.float32]:
        """Return what of a vertex never changes: u, v (down) and occlusion, shape (vertices, 3)."""
        uv = np.concatenate([part.uv for part in self.avatar.parts])
        seen = [
            np.ones(len(p.positions)) if p.occlusion is None else p.occlusion
            for p in self.avatar.parts
        ]
        return np.column_stack([uv[:, 0], 1 - uv[:, 1], np.concatenate(seen)]).astype(np.float32)

    def posed(
        self, face: Mapping[str, float], rotations: Floats, origins: Floats
    ) -> NDArray[np.float32]:
        """Return the vertices with their face moved and their bones turned.

        Returns
        -------
        float32, shape (FIELDS, vertices)
        """
        positions, normals = self._face(weights_of(face))
        rest = np.array([bone.position for bone in self.avatar.bones])
        shift = origins - np.einsum("bij,bj->bi", rotations, rest)
        bones = np.concatenate([rotations, shift[:, :, None]], 2).reshape(-1, 12)
        m = np.ascontiguousarray((self._carried @ bones.astype(np.float32)).T)
        out = np.empty((FIELDS, len(positions)), np.float32)
        for first, field in ((0, positions), (3, normals), (6, self._tangents), (9, self._away)):
            x, y, z = np.ascontiguousarray(field.T)
            for row in range(3):
                a, b, c, d = m[4 * row : 4 * row + 4]
                out[first + row] = a * x + b * y + c * z
                if first == 0:
                    out[first + row] += d
        return out

    def seen(
        self, places: NDArray[np.float32], matrix: Floats, parts: Sequence[bool]
    ) -> tuple[NDArray[np.int32], NDArray[np.int64]]:
        """Return the triangles of some parts that are not wholly beside the picture.

        Parameters
        ----------
        places : float32, shape (3, vertices)
        parts : bool for each part

        Returns
        -------
        triangles : int32, shape (seen, 3)
        ends : int64, shape (parts,)
            How many of them come before the end of each part.
        """
        rows = matrix[[0, 1, 3]].astype(np.float32)
        x, y, w = (a * places[0] + b * places[1] + c * places[2] + d for a, b, c, d in rows)
        code = np.zeros(len(x), np.uint8)
        for bit, beside in enumerate((x < -w, x > w, y < -w, y > w)):
            code |= beside.view(np.uint8) << bit
        a, b, c = (code[self.triangles[:, k]] for k in range(3))
        inside = (a & b & c) == 0
        first = 0
        for wanted, end in zip(parts, self.ends, strict=True):
            if not wanted:
                inside[first:end] = False
            first = end
        ends = np.cumsum(inside)[self.ends - 1]
        triangles = self.triangles[inside]
        for first, end in zip([0, *ends[:-1]], ends, strict=True):
            away = w[triangles[first:end, 0]]
            triangles[first:end] = triangles[first:end][np.argsort(away, kind="stable")]
        return triangles, ends


def _joined(arrays: Sequence[NDArray[np.float32]]) -> Points:
    return np.concatenate(arrays).astype(np.float32)


def _carried(avatar: Avatar) -> csr_matrix:
    """Return the share of each bone in each vertex, shape (vertices, bones)."""
    joints = np.concatenate([part.joints for part in avatar.parts]).astype(np.int64)
    shares = np.concatenate([part.weights for part in avatar.parts]).astype(np.float32)
    rows = np.repeat(np.arange(len(joints)), 4)
    held = shares.ravel() > 0
    shape = (len(joints), len(avatar.bones))
    return csr_matrix((shares.ravel()[held], (rows[held], joints.ravel()[held])), shape=shape)


def _outward(part: Part) -> Points:
    """Return the surface's own smooth normals, one where vertices share a place."""
    _, place = np.unique(np.round(part.positions, 6), axis=0, return_inverse=True)
    place = place.ravel()
    total = np.zeros((int(place.max(initial=-1)) + 1, 3), np.float32)
    flat = face_normals(part.positions, part.triangles)
    for corner in range(3):
        np.add.at(total, place[part.triangles[:, corner]], flat)
    return unit(total)[place]


def _outline_share(parts: Sequence[Part]) -> NDArray[np.float32]:
    """Return how much of its outline each vertex keeps, 0 to 1."""
    inner = [p.positions for p in parts if p.material.kind in ("eye", "mouth", "lash")]
    near = cKDTree(np.concatenate(inner)) if inner else None
    shares = []
    for part in parts:
        share = np.ones(len(part.positions))
        if part.material.kind == "skin" and near is not None:
            far = near.query(part.positions, distance_upper_bound=BARE_M[1] * 1.01)[0]
            share = np.clip((far - BARE_M[0]) / (BARE_M[1] - BARE_M[0]), 0, 1)
        shares.append(share)
    return np.concatenate(shares).astype(np.float32)
