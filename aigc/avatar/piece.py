"""What the rooms of an avatar hand to `aigc.avatar.build`: meshes in the base mesh's own space.

Places are decimetres in the base mesh's pose (arms half down); building poses, scales and joins.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray
from scipy.spatial import cKDTree

from aigc.avatar.base import Indices, Points, bones, weights
from aigc.types.avatar import Material

INFLUENCES = 4


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Rig:
    """Which bones carry each vertex.

    Attributes
    ----------
    bones : tuple of str
        Names: those of the base mesh's rig (``Head``, ``LeftArm``) or of a `Chain`'s joints.
    joints : int64, shape (vertices, 4)
        Indices of ``bones``.
    weights : float64, shape (vertices, 4)
        Rows sum to 1.
    """

    bones: tuple[str, ...]
    joints: Indices
    weights: Points


@dataclass(frozen=True, slots=True, kw_only=True)
class Chain:
    """Bones that swing from a bone of the body.

    Attributes
    ----------
    parent : str
        A bone of the base mesh's rig.
    points : float64, shape (joints, 3)
        Decimetres, from root to tip. Joint ``k`` is the bone ``{name}_{k}``.
    stiffness, drag, gravity, radius_dm : float
        As in `aigc.types.avatar.Spring`; the radius in decimetres.
    """

    name: str
    parent: str
    points: Points
    stiffness: float = 1.0
    drag: float = 0.4
    gravity: float = 0.1
    radius_dm: float = 0.2

    def joint(self, k: int) -> str:
        """Return the name of the chain's bone ``k``."""
        return f"{self.name}_{k}"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Piece:
    """A mesh of one material.

    Attributes
    ----------
    points, normals : float64, shape (vertices, 3)
    uv : float64, shape (vertices, 2)
    triangles : int64, shape (triangles, 3)
    rig : Rig
    morphs : mapping of str to (int64, shape (moved,); float64, shape (moved, 3))
        What each ARKit movement moves.
    tangents : float64, shape (vertices, 3), or None
    follows, first_person : bool
        As in `aigc.types.avatar.Part`.
    """

    name: str
    points: Points
    normals: Points
    uv: Points
    triangles: Indices
    material: Material
    rig: Rig
    morphs: Mapping[str, tuple[Indices, Points]] = field(default_factory=dict)
    tangents: Points | None = None
    follows: bool = False
    first_person: bool = True

    @property
    def faceted(self) -> bool:
        """Whether no two triangles share a vertex, so that each may be flat."""
        return self.triangles.size == len(self.points)


def rigid(count: int, bone: str) -> Rig:
    """Return a rig in which all of ``count`` vertices go with one bone."""
    share = np.zeros((count, INFLUENCES))
    share[:, 0] = 1
    return Rig(bones=(bone,), joints=np.zeros((count, INFLUENCES), int), weights=share)


def of_vertices(index: Indices) -> Rig:
    """Return the rig of vertices of the base mesh."""
    joints, share = weights()
    return Rig(bones=body_bones(), joints=joints[index], weights=share[index])


def near(points: Points, places: Points, index: Indices, smooth: int = 4) -> Rig:
    """Return the rig of points that go with the nearest of the vertices ``places[index]``.

    The shares of the ``smooth`` nearest are mixed by distance and the four largest kept.
    """
    distance, nearest = cKDTree(places[index]).query(points, k=smooth)
    closeness = 1 / (distance.reshape(len(points), -1) + 1e-3)
    closeness /= closeness.sum(1, keepdims=True)
    vertex = index[nearest.reshape(len(points), -1)]
    joints, share = weights()
    dense = np.zeros((len(points), len(body_bones())))
    rows = np.arange(len(points))[:, None]
    for k in range(vertex.shape[1]):
        np.add.at(
            dense, (rows, joints[vertex[:, k]]), share[vertex[:, k]] * closeness[:, k : k + 1]
        )
    return _largest(dense, body_bones())


def mixed(matrix: NDArray[np.float64], rig: Rig) -> Rig:
    """Return the rig of new vertices that are mixtures of old ones.

    Parameters
    ----------
    matrix : sparse or dense, shape (new, old)
        Rows sum to 1.
    """
    dense = np.zeros((len(rig.joints), len(rig.bones)))
    np.add.at(dense, (np.arange(len(rig.joints))[:, None], rig.joints), rig.weights)
    return _largest(np.asarray(matrix @ dense), rig.bones)


def _largest(dense: Points, names: tuple[str, ...]) -> Rig:
    order = np.argsort(-dense, axis=1, kind="stable")[:, :INFLUENCES]
    share = np.take_along_axis(dense, order, axis=1)
    return Rig(bones=names, joints=order, weights=share / share.sum(1, keepdims=True))


def body_bones() -> tuple[str, ...]:
    """Return the names of the base mesh's bones, in the order of its weights."""
    return tuple(name for name, *_ in bones())


def unit(vectors: Points) -> Points:
    """Return vectors of length 1; those of no length stay."""
    length = np.linalg.norm(vectors, axis=-1, keepdims=True)
    found: Points = vectors / np.maximum(length, 1e-12)
    return found


def surface_normals(points: Points, triangles: Indices) -> Points:
    """Return normals of vertices: the mean of their triangles', by area."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    face = np.cross(b - a, c - a)
    total = np.zeros_like(points)
    for k in range(3):
        for axis in range(3):
            total[:, axis] += np.bincount(triangles[:, k], face[:, axis], len(points))
    return unit(total)


def split(quads: Indices) -> Indices:
    """Return two triangles for each quad."""
    found: Indices = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return found


def kept(piece: Piece, chosen: NDArray[np.bool_]) -> Piece:
    """Return the piece with only these triangles and the vertices that they use."""
    triangles = piece.triangles[chosen]
    used, inverse = np.unique(triangles, return_inverse=True)
    place = np.full(len(piece.points), -1)
    place[used] = np.arange(len(used))
    morphs = {}
    for name, (index, delta) in piece.morphs.items():
        stays = place[index] >= 0
        if stays.any():
            morphs[name] = (place[index[stays]], delta[stays])
    rig = Rig(bones=piece.rig.bones, joints=piece.rig.joints[used], weights=piece.rig.weights[used])
    return replace(
        piece,
        points=piece.points[used],
        normals=piece.normals[used],
        uv=piece.uv[used],
        triangles=inverse.reshape(-1, 3),
        rig=rig,
        morphs=morphs,
        tangents=None if piece.tangents is None else piece.tangents[used],
    )


def faceted(piece: Piece) -> Piece:
    """Return a piece whose triangles share no vertex, each as flat as it is.

    Those without an area keep the normals that they had.
    """
    corner = piece.triangles.ravel()
    triangles = np.arange(len(corner)).reshape(-1, 3)
    points = piece.points[corner]
    normals = surface_normals(points, triangles)
    flat = np.linalg.norm(normals, axis=1, keepdims=True) > 0.5
    return replace(
        piece,
        points=points,
        normals=np.where(flat, normals, piece.normals[corner]),
        uv=of_facets(piece.uv[corner], triangles),
        triangles=triangles,
        rig=Rig(bones=piece.rig.bones, joints=piece.rig.joints[corner],
                weights=piece.rig.weights[corner]),
        morphs={n: _spread(corner, *move) for n, move in piece.morphs.items()},
        tangents=None if piece.tangents is None else of_facets(piece.tangents[corner], triangles),
    )  # fmt: skip


def of_facets(values: Points, triangles: Indices) -> Points:
    """Return for each vertex the mean over its triangle, which it shares with no other."""
    found = np.empty_like(values)
    found[triangles] = values[triangles].mean(1, keepdims=True)
    return found


def _spread(corner: Indices, index: Indices, delta: Points) -> tuple[Indices, Points]:
    """Return a movement of vertices as one of the corners that were made of them."""
    place = np.full(int(max(corner.max(), index.max())) + 1, -1)
    place[index] = np.arange(len(index))
    moved = np.flatnonzero(place[corner] >= 0)
    return moved, delta[place[corner[moved]]]
