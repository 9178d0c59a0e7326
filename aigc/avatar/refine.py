"""Finer meshes where a face needs them: one step of Catmull-Clark on a region, the rest untouched.

Source: E. Catmull and J. Clark, Recursively generated B-spline surfaces on arbitrary topological
meshes, 1978. At the border of the region edges stay straight, so that no gap opens.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import scipy.sparse as sp
from numpy.typing import NDArray

from aigc.avatar.base import Indices


@dataclass(frozen=True, slots=True, eq=False)
class Refined:
    """New vertices as mixtures of old ones.

    Attributes
    ----------
    matrix : sparse, shape (new, old)
        Rows sum to 1; the first ``old`` rows stand for the old vertices.
    triangles : int64, shape (triangles, 3)
    """

    matrix: sp.csr_matrix
    triangles: Indices


def refined(quads: Indices, chosen: NDArray[np.bool_], count: int) -> Refined:
    """Return the mesh of ``count`` vertices with the ``chosen`` quads made four each."""
    inner, outer = quads[chosen], quads[~chosen]
    edges, of_quad, used = _edges(inner)
    border = used < 2
    held = np.zeros(count, bool)
    held[edges[border]] = True
    held[outer] = True
    face = _mean(inner, count)
    edge = _edge_points(edges, of_quad, border, face, count)
    vertex = _vertex_points(inner, edges, held, face, count)
    matrix = sp.vstack([vertex, edge, face]).tocsr()
    fine = _fine_quads(inner, of_quad, count, len(edges))
    triangles = np.concatenate([_halves(fine), _stitched(outer, edges[border], border, count)])
    return Refined(matrix, triangles)


def _edges(quads: Indices) -> tuple[Indices, Indices, Indices]:
    """Return edges, the four edges of each quad, and how many quads use each edge."""
    ends = np.stack([quads, np.roll(quads, -1, 1)], axis=2).reshape(-1, 2)
    edges, inverse, used = np.unique(
        np.sort(ends, axis=1), axis=0, return_inverse=True, return_counts=True
    )
    return edges, inverse.reshape(-1, 4), used


def _mean(groups: Indices, count: int) -> sp.csr_matrix:
    """Return the matrix whose rows are the means of each group of vertices."""
    n, k = groups.shape
    rows = np.repeat(np.arange(n), k)
    return sp.csr_matrix((np.full(n * k, 1 / k), (rows, groups.ravel())), (n, count))


def _edge_points(
    edges: Indices, of_quad: Indices, border: NDArray[np.bool_], face: sp.csr_matrix, count: int
) -> sp.csr_matrix:
    middle = _mean(edges, count)
    quads = np.repeat(np.arange(len(of_quad)), 4)
    share = sp.csr_matrix((np.full(quads.size, 0.5), (of_quad.ravel(), quads)),
                          (len(edges), len(of_quad)))  # fmt: skip
    straight = sp.diags(border.astype(float))
    curved = sp.diags((~border).astype(float))
    return straight @ middle + curved @ (0.5 * middle + 0.5 * share @ face)


def _vertex_points(
    inner: Indices, edges: Indices, held: NDArray[np.bool_], face: sp.csr_matrix, count: int
) -> sp.csr_matrix:
    around = np.bincount(inner.ravel(), minlength=count).astype(float)
    free = (around > 0) & ~held
    n = np.where(free, around, 1.0)
    quads = np.repeat(np.arange(len(inner)), 4)
    of_faces = sp.csr_matrix((np.ones(quads.size), (inner.ravel(), quads)), (count, len(inner)))
    rows = np.repeat(np.arange(len(edges)), 2)
    of_edges = sp.csr_matrix((np.ones(rows.size), (edges.ravel(), rows)), (count, len(edges)))
    curved = (
        sp.diags((n - 3) / n)
        + sp.diags(1 / n**2) @ of_faces @ face
        + sp.diags(2 / n**2) @ of_edges @ _mean(edges, count)
    )
    return sp.diags(free.astype(float)) @ curved + sp.diags((~free).astype(float))


def _fine_quads(inner: Indices, of_quad: Indices, count: int, edges: int) -> Indices:
    middle = of_quad + count
    centre = np.arange(len(inner)) + count + edges
    corners = [
        np.stack([inner[:, k], middle[:, k], centre, middle[:, (k + 3) % 4]], axis=1)
        for k in range(4)
    ]
    found: Indices = np.concatenate(corners)
    return found


def _halves(quads: Indices) -> Indices:
    found: Indices = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return found


def _stitched(outer: Indices, seam: Indices, border: NDArray[np.bool_], count: int) -> Indices:
    """Return triangles of the untouched quads; those at the seam take in its new vertices."""
    numbers = np.flatnonzero(border) + count
    middle = {(a, b): m for (a, b), m in zip(seam.tolist(), numbers.tolist(), strict=True)}
    at_seam = np.isin(outer, seam).sum(1) >= 2
    fans: list[list[int]] = []
    for quad in outer[at_seam].tolist():
        ring: list[int] = []
        for a, b in zip(quad, quad[1:] + quad[:1], strict=True):
            ring.append(a)
            new = middle.get((min(a, b), max(a, b)))
            ring += [new] if new is not None else []
        fans += _fan(ring)
    found: Indices = np.concatenate([_halves(outer[~at_seam]), np.array(fans, int).reshape(-1, 3)])
    return found


def _fan(ring: list[int]) -> list[list[int]]:
    """Return the triangles of a small convex polygon, from a corner that is no seam's middle."""
    if len(ring) == 5:
        at = next(k for k in range(5) if ring[k] > max(ring[k - 1], ring[(k + 1) % 5]))
        ring = ring[at:] + ring[:at]
    return [[ring[0], ring[k], ring[k + 1]] for k in range(1, len(ring) - 1)]
