"""A cloth as something that other things lie on."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.spatial import cKDTree

from aigc.avatar.base import Indices, Points
from aigc.avatar.piece import surface_normals, unit


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Surface:
    """A cloth to lay others on: a cloud of points with normals, dense enough to measure from."""

    points: Points
    normals: Points
    tree: cKDTree
    ahead: Indices
    front: cKDTree

    def over(self, x: Points | float, y: Points | float, lift: Points | float) -> Points:
        """Return places at these ``x`` and ``y`` on the front, ``lift`` above it."""
        x, y = np.broadcast_arrays(np.asarray(x, float), np.asarray(y, float))
        flat = np.c_[x.ravel(), y.ravel()]
        distance, found = self.front.query(flat, k=10)
        near = self.ahead[found]
        share = 1 / (distance**2 + 0.03**2)
        share /= share.sum(1, keepdims=True)
        lean, place = self.normals[near], self.points[near]
        shift = flat[:, None] - place[..., :2]
        rise = (shift * lean[..., :2]).sum(-1) / np.maximum(lean[..., 2], 0.35)
        z = ((place[..., 2] - rise) * share).sum(1)
        normal = unit((lean * share[..., None]).sum(1))
        up = np.broadcast_to(lift, x.shape).reshape(-1, 1)
        laid: Points = (np.c_[flat, z] + normal * up).reshape(*x.shape, 3)
        return laid

    def height(self, points: Points) -> tuple[Points, Points]:
        """Return how far each point lies outside, and the outward direction there."""
        distance, near = self.tree.query(points, k=6)
        share = 1 / (distance + 0.02) ** 2
        share /= share.sum(1, keepdims=True)
        normal = unit((self.normals[near] * share[..., None]).sum(1))
        away = points[:, None] - self.points[near]
        depth = np.einsum("ijk,ik,ij->i", away, normal, share)
        return depth, normal

    def above(self, points: Points, least: float | Points) -> Points:
        """Return the points, those nearer than ``least`` lifted out to it."""
        flat = points.reshape(-1, 3)
        depth, normal = self.height(flat)
        lack = np.maximum(np.broadcast_to(least, points.shape[:-1]).ravel() - depth, 0)
        return (flat + normal * lack[:, None]).reshape(points.shape)

    def on(self, points: Points, lift: float | Points) -> Points:
        """Return the points moved to ``lift`` above the surface."""
        flat = points.reshape(-1, 3)
        for _ in range(2):
            depth, normal = self.height(flat)
            want = np.broadcast_to(lift, points.shape[:-1]).ravel()
            flat = flat + normal * (want - depth)[:, None]
        return flat.reshape(points.shape)


def surface(points: Points, triangles: Indices) -> Surface:
    """Return the surface of a mesh: its vertices and the middles of triangles and edges."""
    normals = surface_normals(points, triangles)
    corners = [
        points,
        *((points[triangles[:, k]] + points[triangles[:, k - 1]]) / 2 for k in (0, 1, 2)),
    ]
    facing = [
        normals,
        *((normals[triangles[:, k]] + normals[triangles[:, k - 1]]) for k in (0, 1, 2)),
    ]
    cloud = np.concatenate([*corners, points[triangles].mean(1)])
    lean = np.concatenate([*facing, normals[triangles].sum(1)])
    lean = unit(lean)
    ahead = np.flatnonzero(lean[:, 2] > 0.02)
    return Surface(
        points=cloud, normals=lean, tree=cKDTree(cloud), ahead=ahead,
        front=cKDTree(cloud[ahead][:, :2]),
    )  # fmt: skip
