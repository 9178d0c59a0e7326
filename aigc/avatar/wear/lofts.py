"""Meshes made by rule: tubes, bands, plates, balls and turned shapes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aigc.avatar.base import Indices, Points
from aigc.avatar.piece import split, surface_normals, unit

UP = np.array([0.0, 1.0, 0.0])
FRONT = np.array([0.0, 0.0, 1.0])
UPRIGHT = 0.985
"""Cosine from which on a path runs along its own ``up``, which then turns to another axis."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Mesh:
    """Triangles without a material.

    Attributes
    ----------
    points, normals, anchors : float64, shape (vertices, 3)
        Anchors are where the body is looked up that carries a vertex.
    uv : float64, shape (vertices, 2)
    triangles : int64, shape (triangles, 3)
    """

    points: Points
    normals: Points
    uv: Points
    triangles: Indices
    anchors: Points


def mesh(
    points: Points,
    triangles: Indices,
    normals: Points | None = None,
    uv: Points | None = None,
    anchors: Points | None = None,
) -> Mesh:
    """Return a mesh; what is left out is made: normals by area, texture coordinates 0."""
    if normals is None:
        normals = surface_normals(points, triangles)
    flat = np.linalg.norm(normals, axis=1) < 0.5
    return Mesh(
        points=points,
        normals=np.where(flat[:, None], FRONT, normals),
        uv=np.zeros((len(points), 2)) if uv is None else uv,
        triangles=triangles,
        anchors=points if anchors is None else anchors,
    )


def joined(parts: Sequence[Mesh]) -> Mesh:
    """Return all meshes as one."""
    starts = np.cumsum([0, *(len(p.points) for p in parts)])
    return Mesh(
        points=np.concatenate([p.points for p in parts]),
        normals=np.concatenate([p.normals for p in parts]),
        uv=np.concatenate([p.uv for p in parts]),
        triangles=np.concatenate([p.triangles + s for p, s in zip(parts, starts, strict=False)]),
        anchors=np.concatenate([p.anchors for p in parts]),
    )


def mirrored(part: Mesh) -> Mesh:
    """Return the mesh across the middle of the body."""
    across = np.array([-1.0, 1.0, 1.0])
    return Mesh(
        points=part.points * across,
        normals=part.normals * across,
        uv=part.uv,
        triangles=part.triangles[:, ::-1],
        anchors=part.anchors * across,
    )


def step(x: float, y: float, z: float) -> Points:
    """Return a shift to the left, up and ahead."""
    return np.array([x, y, z], float)


def both(part: Mesh) -> Mesh:
    """Return the mesh with its mirror image."""
    return joined([part, mirrored(part)])


def placed(part: Mesh, matrix: Points, origin: Points) -> Mesh:
    """Return the mesh turned by the rows of ``matrix`` (its new axes) and moved to ``origin``."""
    points = part.points @ matrix + origin
    normals = unit(part.normals @ np.linalg.inv(matrix).T)
    turned = part.triangles if np.linalg.det(matrix) > 0 else part.triangles[:, ::-1]
    return replace(part, points=points, normals=normals, triangles=turned, anchors=points)


def _grid(rows: int, columns: int, around: bool, ends: bool = False) -> Indices:
    """Return the quads of a grid; ``around`` joins the last column to the first, ``ends`` rows."""
    index = np.arange(rows * columns).reshape(rows, columns)
    if around:
        index = np.c_[index, index[:, 0]]
    if ends:
        index = np.r_[index, index[:1]]
    quads = np.stack([index[:-1, :-1], index[:-1, 1:], index[1:, 1:], index[1:, :-1]], -1)
    return split(quads.reshape(-1, 4))


def sheet(grid: Points, uv: Points | None = None, around: bool = False) -> Mesh:
    """Return a surface through points of shape (rows, columns, 3).

    Rows go up and columns to the right as seen from outside.
    """
    rows, columns = grid.shape[:2]
    flat = grid.reshape(-1, 3)
    triangles = _grid(rows, columns, around)
    return mesh(flat, triangles, uv=None if uv is None else uv.reshape(-1, 2))


def plate(grid: Points, thickness: float, outward: Points | None = None) -> Mesh:
    """Return a sheet with a rim, as thick cloth seen from outside; the back stays open.

    The rim has vertices of its own: its edge stays sharp.
    """
    rows, columns = grid.shape[:2]
    front = sheet(grid)
    lift = front.normals if outward is None else np.broadcast_to(outward, front.points.shape)
    back = front.points - lift * thickness
    index = np.arange(rows * columns).reshape(rows, columns)
    edge = np.r_[index[0, :-1], index[:-1, -1], index[-1, :0:-1], index[:0:-1, 0]]
    count, around = len(edge), np.arange(len(edge))
    after = np.roll(around, -1)
    rim = np.concatenate([front.points[edge], back[edge]])
    quads = np.c_[around + count, after + count, after, around]
    return joined([front, mesh(rim, split(quads))])


def tube(
    path: Points,
    across: Points | float,
    along_up: Points | float | None = None,
    up: Points = UP,
    sides: int = 8,
    closed: bool = False,
    capped: bool = True,
) -> Mesh:
    """Return a tube around a path.

    Parameters
    ----------
    path : shape (stations, 3)
    across, along_up : float or shape (stations,)
        Half width across ``up`` and half height along it.
    up : shape (3,) or (stations, 3)
    """
    count = len(path)
    tangent = unit(_slope(path, closed))
    if np.abs(np.sum(tangent * up, axis=1)).max() > UPRIGHT:
        up = FRONT if np.abs(tangent[:, 2]).max() < UPRIGHT else np.array([1.0, 0.0, 0.0])
    side = unit(np.cross(tangent, np.broadcast_to(up, path.shape)))
    rise = unit(np.cross(side, tangent))
    wide = np.broadcast_to(across, count)[:, None, None]
    high = wide if along_up is None else np.broadcast_to(along_up, count)[:, None, None]
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    cos, sin = np.cos(angle)[None, :, None], np.sin(angle)[None, :, None]
    ring = path[:, None] + side[:, None] * wide * cos + rise[:, None] * high * sin
    normals = unit(side[:, None] * cos * high + rise[:, None] * sin * wide)
    triangles = _grid(count, sides, around=True, ends=closed)[:, ::-1]
    u = np.broadcast_to(np.linspace(0, 1, count)[:, None], (count, sides))
    uv = np.stack([np.broadcast_to(angle / (2 * np.pi), (count, sides)), u], -1).reshape(-1, 2)
    body = mesh(ring.reshape(-1, 3), triangles, normals.reshape(-1, 3), uv)
    if closed or not capped:
        return body
    return joined([body, _lid(ring[0], -tangent[0]), _lid(ring[-1], tangent[-1])])


def _slope(path: Points, closed: bool) -> Points:
    if closed:
        found: Points = np.roll(path, -1, 0) - np.roll(path, 1, 0)
        return found
    slope: Points = np.gradient(path, axis=0)
    return slope


def _lid(ring: Points, outward: Points) -> Mesh:
    """Return the flat end of a tube."""
    count = len(ring)
    points = np.concatenate([ring, ring.mean(0, keepdims=True)])
    around = np.arange(count)
    triangles = np.c_[around, np.roll(around, -1), np.full(count, count)]
    normals = np.broadcast_to(outward, points.shape).copy()
    facing = np.cross(points[1] - points[0], points[-1] - points[0]) @ outward
    return mesh(points, triangles if facing > 0 else triangles[:, ::-1], normals)


def turned(profile: Points, sides: int = 24) -> Mesh:
    """Return the shape that a profile of (radius, height) rows makes when turned about +Y.

    The outside lies to the right of one who walks along it with the axis on the left; a radius
    of 0 closes an end. Bends sharper than 50 degrees are kept as edges.
    """
    parts, start = [], 0
    direction = unit(np.diff(profile, axis=0))
    for k in range(1, len(profile)):
        last = k == len(profile) - 1
        if last or direction[k] @ direction[k - 1] < np.cos(np.radians(50)):
            parts.append(_turned(profile[start : k + 1], sides))
            start = k
    return joined(parts)


def _turned(profile: Points, sides: int) -> Mesh:
    angle = np.linspace(0, 2 * np.pi, sides, endpoint=False)
    radius, height = profile[:, :1], profile[:, 1:]
    x, z = radius * np.sin(angle), radius * np.cos(angle)
    grid = np.stack([x, np.broadcast_to(height, x.shape), z], -1)
    slope = np.gradient(profile, axis=0) if len(profile) > 2 else np.diff(profile, axis=0)[[0, 0]]
    out, rise = unit(np.c_[slope[:, 1], -slope[:, 0]]).T
    n = np.stack([out[:, None] * np.sin(angle), np.repeat(rise[:, None], sides, 1),
                  out[:, None] * np.cos(angle)], -1)  # fmt: skip
    u = np.broadcast_to(angle / (2 * np.pi), x.shape)
    v = np.broadcast_to(np.linspace(0, 1, len(profile))[:, None], x.shape)
    uv = np.stack([u, v], -1).reshape(-1, 2)
    triangles = _grid(len(profile), sides, around=True)
    return mesh(grid.reshape(-1, 3), triangles, n.reshape(-1, 3), uv)


def ball(centre: Points, radius: Points | float, sides: int = 12, rings: int = 7) -> Mesh:
    """Return an ellipsoid whose half axes are ``radius``."""
    angle = np.linspace(-np.pi / 2, np.pi / 2, rings)
    round_ = turned(np.c_[np.cos(angle), np.sin(angle)], sides)
    axes = np.diag(np.broadcast_to(radius, 3).astype(float))
    return placed(round_, axes, np.asarray(centre, float))


def frame(outward: Points, up: Points = UP) -> Points:
    """Return axes as rows: to the right as seen from outside, up, and outward."""
    z = unit(np.asarray(outward, float))
    x = unit(np.cross(up, z))
    return np.stack([x, np.cross(z, x), z])


def button(centre: Points, outward: Points, radius: float = 0.055, sides: int = 9) -> Mesh:
    """Return a flat button on a surface."""
    profile = np.array([[1, -0.3], [1, 0.25], [0.8, 0.36], [0, 0.26]]) * radius
    disc = turned(profile, sides)
    axes = frame(outward)
    return placed(disc, np.stack([axes[0], axes[2], -axes[1]]), centre)


def outline_plate(outline: Points, thickness: float, bulge: float = 0.0) -> Mesh:
    """Return a flat shape of an outline that its middle can see, with a rim, facing +Z.

    Parameters
    ----------
    outline : shape (corners, 2)
        Anticlockwise as seen from +Z.
    bulge : float
        How much the middle of the front rises.
    """
    count = len(outline)
    middle = outline.mean(0)
    rings = [np.c_[middle + (outline - middle) * k, np.full(count, thickness + bulge * (1 - k**2))]
             for k in (1.0, 0.55)]  # fmt: skip
    front = np.concatenate([*rings, [[*middle, thickness + bulge]]])
    a, b = np.arange(count), np.roll(np.arange(count), -1)
    fan = np.c_[a + count, b + count, np.full(count, 2 * count)]
    triangles = np.concatenate([split(np.c_[a, b, b + count, a + count]), fan])
    back = front[:count] * [1, 1, 0]
    rim = np.concatenate([back, front[:count]])
    behind = mesh(np.concatenate([back, [[*middle, 0.0]]]), np.c_[b, a, np.full(count, count)])
    side = mesh(rim, split(np.c_[a, b, b + count, a + count]))
    return joined([mesh(front, triangles), side, behind])


def around(path: Points, count: int, closed: bool = True) -> Points:
    """Return ``count`` points evenly along a path; a closed one does not repeat its start."""
    line = np.r_[path, path[:1]] if closed else path
    length = np.r_[0, np.cumsum(np.linalg.norm(np.diff(line, axis=0), axis=1))]
    at = np.linspace(0, length[-1], count, endpoint=not closed)
    return np.stack([np.interp(at, length, line[:, k]) for k in range(line.shape[1])], 1)


def eased(path: Points, times: int, closed: bool = True) -> Points:
    """Return a path with its corners rounded by averaging neighbours; open ends stay."""
    out = path.copy()
    for _ in range(times):
        if closed:
            out = 0.5 * out + 0.25 * (np.roll(out, 1, 0) + np.roll(out, -1, 0))
        else:
            out[1:-1] = 0.5 * out[1:-1] + 0.25 * (out[:-2] + out[2:])
    return out
