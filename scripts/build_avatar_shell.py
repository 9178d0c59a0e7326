"""The triangles that clothes are cut from: many where a portrait looks, few where cloth is flat.

``python scripts/build_avatar_shell.py`` writes ``aigc/avatar/data/shell.npz`` from the base mesh.
Vertices are given up, none is moved, so that any body's shell takes the same triangles.

Source: M. Garland and P. Heckbert, Surface simplification using quadric error metrics, 1997; here
each collapse keeps one of its two vertices, and those that do not touch are done at once.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import coo_matrix, csr_matrix

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from aigc.avatar.base import Indices, Points  # noqa: E402
from aigc.avatar.wear.figure import SHELL, refinement, resting  # noqa: E402

LONGEST_DM = 0.70
COARSER, LONGEST_COARSE_DM = 3.0, 1.3
"""The same for low-poly cloth: how much further from a plane, and the longest edge."""
MIDDLE = 0.02
"""Half width of the line down the front and the back that stays, as fronts open along it."""
NECK = (5.2, 0.9, 0.28)
"""Height from which on, and radius within which about what depth, nothing is given up."""
FEET = -6.9
"""Height below which low-poly cloth is no coarser: shoes are cut from it."""
ROUNDS = 12
TURN = 0.75
"""Least cosine between a triangle before and after a collapse."""


def main() -> None:
    fine = refinement()
    points = np.asarray(fine.matrix @ resting())
    above, radius, depth = NECK
    held = (points[:, 1] > above) & (np.hypot(points[:, 0], points[:, 2] - depth) < radius)
    middle = (np.abs(points[:, 0]) < MIDDLE) & (points[:, 1] > 0)
    held |= middle
    most = flatness(points)
    found = thinned(points, fine.triangles, held, most, LONGEST_DM)
    still = (held & middle) | (points[:, 1] < FEET)
    coarse = thinned(points, found, still, COARSER * most, LONGEST_COARSE_DM)
    np.savez_compressed(SHELL, triangles=found.astype(np.uint16), coarse=coarse.astype(np.uint16))
    sys.stdout.write(f"{len(fine.triangles)} -> {len(found)} -> {len(coarse)} triangles\n")


def flatness(points: Points) -> Points:
    """Return how far each vertex may lie from the planes around it to be given up, decimetres."""
    x, y = np.abs(points[:, 0]), points[:, 1]
    most = np.full(len(points), 0.04)
    most[y < 0.3] = 0.10
    most[np.abs(y + 2.4) < 0.6] = 0.06
    most[y < -5.2] = 0.13
    most[(y > 4.9) & (x <= 2.2)] = 0.016
    return most


def thinned(
    points: Points, triangles: Indices, held: NDArray[np.bool_], most: Points, longest: float
) -> Indices:
    """Return the triangles of a surface with fewer vertices.

    Parameters
    ----------
    held : shape (vertices,)
        Vertices that stay; those along edges stay too.
    most : shape (vertices,)
        How far a vertex may lie from the planes around it to be given up, decimetres.
    longest : float
        No edge becomes longer, decimetres.
    """
    for _ in range(ROUNDS):
        fewer = _round(points, triangles, held, most, longest)
        if len(fewer) == len(triangles):
            break
        triangles = fewer
    return triangles


def _round(
    points: Points, triangles: Indices, held: NDArray[np.bool_], most: Points, longest: float
) -> Indices:
    links, inner = _links(len(points), triangles)
    ends = _candidates(points, triangles, links, inner & ~held, most)
    touching = _touching(len(points), triangles)
    busy = np.zeros(len(points), bool)
    kept = np.arange(len(points))
    for u, v in ends.tolist():
        around = links.indices[links.indptr[u] : links.indptr[u + 1]]
        if busy[u] or busy[v] or busy[around].any():
            continue
        own = triangles[touching.indices[touching.indptr[u] : touching.indptr[u + 1]]]
        if np.linalg.norm(points[around] - points[v], axis=1).max() > longest:
            continue
        if len(np.intersect1d(around, links.indices[links.indptr[v] : links.indptr[v + 1]])) != 2:
            continue
        if _folds(points, own, u, v):
            continue
        busy[u] = True
        busy[around] = True
        kept[u] = v
    found = kept[triangles]
    whole = (found != np.roll(found, 1, axis=1)).all(1)
    result: Indices = found[whole]
    return result


def _links(count: int, triangles: Indices) -> tuple[csr_matrix, NDArray[np.bool_]]:
    """Return which vertices share an edge, and which lie on no open edge."""
    edges = np.concatenate([triangles[:, [0, 1]], triangles[:, [1, 2]], triangles[:, [2, 0]]])
    pairs, used = np.unique(np.sort(edges, axis=1), axis=0, return_counts=True)
    inner = np.ones(count, bool)
    inner[pairs[used == 1]] = False
    rows, columns = np.r_[pairs[:, 0], pairs[:, 1]], np.r_[pairs[:, 1], pairs[:, 0]]
    links = coo_matrix((np.ones(len(rows)), (rows, columns)), shape=(count, count)).tocsr()
    links.sort_indices()
    return links, inner


def _touching(count: int, triangles: Indices) -> csr_matrix:
    """Return which triangles touch each vertex."""
    number = np.repeat(np.arange(len(triangles)), 3)
    shape = (count, len(triangles))
    return coo_matrix((np.ones(len(number)), (triangles.ravel(), number)), shape=shape).tocsr()


def _candidates(
    points: Points, triangles: Indices, links: csr_matrix, free: NDArray[np.bool_], most: Points
) -> Indices:
    """Return (given up, kept) pairs that cost little, the cheapest first."""
    a, b, c = points[triangles].transpose(1, 0, 2)
    normal = np.cross(b - a, c - a)
    normal /= np.maximum(np.linalg.norm(normal, axis=1, keepdims=True), 1e-12)
    plane = np.c_[normal, -(normal * a).sum(1)]
    quadric = np.zeros((len(points), 4, 4))
    share = np.einsum("ti,tj->tij", plane, plane)
    for corner in triangles.T:
        np.add.at(quadric, corner, share)
    u, v = links.nonzero()
    chosen = free[u]
    u, v = u[chosen], v[chosen]
    place = np.c_[points[v], np.ones(len(v))]
    cost = np.einsum("ni,nij,nj->n", place, quadric[u], place)
    near = cost < most[u] ** 2
    order = np.lexsort((v[near], u[near], np.round(cost[near], 9)))
    found: Indices = np.c_[u[near], v[near]][order]
    return found


def _folds(points: Points, own: Indices, u: int, v: int) -> bool:
    """Tell whether moving ``u`` to ``v`` turns one of its triangles away or to a line."""
    stay = own[(own != v).all(1)]
    before, after = points[stay], points[np.where(stay == u, v, stay)]
    a, b = (np.cross(t[:, 1] - t[:, 0], t[:, 2] - t[:, 0]) for t in (before, after))
    size = np.linalg.norm(a, axis=1) * np.linalg.norm(b, axis=1)
    return bool(((a * b).sum(1) < TURN * size).any() or (np.linalg.norm(b, axis=1) < 1e-3).any())


if __name__ == "__main__":
    main()
