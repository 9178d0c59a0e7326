"""Turns of bones as quaternions (x, y, z, w); +Y up, +Z forward, a person's left is +X."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from functools import reduce

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Turns = Mapping[str, Floats]
"""By VRM bone, quaternions of shape ``(frames, 4)`` or ``(4,)``."""

HEAD_CHAIN = ("hips", "spine", "chest", "upperChest", "neck", "head")
"""The bones from the root to the head, each the parent of the next."""


def about(axis: str, degrees: Floats | float) -> Floats:
    """Return turns about one of the axes x, y, z, shape ``(..., 4)``."""
    half = np.radians(np.asarray(degrees, float)) / 2
    out = np.zeros((*half.shape, 4))
    out[..., "xyz".index(axis)] = np.sin(half)
    out[..., 3] = np.cos(half)
    return out


def times(a: Floats, b: Floats) -> Floats:
    """Return the turn ``b`` followed by ``a``, that is ``a`` as the parent of ``b``."""
    av, aw, bv, bw = a[..., :3], a[..., 3:], b[..., :3], b[..., 3:]
    vector = aw * bv + bw * av + np.cross(av, bv)
    scalar = aw * bw - (av * bv).sum(-1, keepdims=True)
    out: Floats = np.concatenate((vector, scalar), axis=-1)
    return out


def chained(turns: Iterable[Floats]) -> Floats:
    """Return the turn of the last bone of a chain in the axes of the world."""
    return reduce(times, turns)


def inverse(q: Floats) -> Floats:
    """Return the turns back."""
    return np.asarray(q * (-1.0, -1.0, -1.0, 1.0), float)


def turned(q: Floats, vector: Floats) -> Floats:
    """Return vectors of shape ``(..., 3)`` turned by quaternions."""
    v = q[..., :3]
    across = 2 * np.cross(v, vector)
    out: Floats = vector + q[..., 3:] * across + np.cross(v, across)
    return out


def pitched(angles: Floats) -> Floats:
    """Return turns by pitch (down is positive), yaw (to the left) and roll (to the right).

    ``angles`` are degrees, shape ``(..., 3)``.
    """
    pitch, yaw, roll = np.moveaxis(angles, -1, 0)
    return times(about("y", yaw), times(about("x", pitch), about("z", roll)))


def angle(q: Floats) -> Floats:
    """Return by how many degrees quaternions turn, 0 to 180."""
    size = np.linalg.norm(q[..., :3], axis=-1)
    out: Floats = np.degrees(2 * np.arctan2(size, np.abs(q[..., 3])))
    return out


def mixed(a: Floats, b: Floats, share: Floats | float) -> Floats:
    """Return turns on the shortest way from ``a`` to ``b``, at an even speed."""
    part = np.asarray(share, float)[..., None]
    dot = (a * b).sum(-1, keepdims=True)
    b = np.where(dot < 0, -b, b)
    apart = np.arccos(np.clip(np.abs(dot), 0, 1))
    close = apart < 1e-4
    sine = np.where(close, 1.0, np.sin(apart))
    one = np.where(close, 1 - part, np.sin((1 - part) * apart) / sine)
    two = np.where(close, part, np.sin(part * apart) / sine)
    return unit(np.asarray(one * a + two * b, float))


def unit(q: Floats) -> Floats:
    """Return quaternions of length 1."""
    out: Floats = q / np.maximum(np.linalg.norm(q, axis=-1, keepdims=True), 1e-12)
    return out


def scaled(q: Floats, factor: Floats | float) -> Floats:
    """Return turns about the same axes by a share of their angles; shares may be over 1."""
    q = np.where(q[..., 3:] < 0, -q, q)
    size = np.linalg.norm(q[..., :3], axis=-1)
    half = np.arctan2(size, q[..., 3]) * factor
    axis = q[..., :3] / np.maximum(size, 1e-12)[..., None]
    out: Floats = np.concatenate((axis * np.sin(half)[..., None], np.cos(half)[..., None]), -1)
    return out


def mirrored(q: Floats) -> Floats:
    """Return the turns of the bone on the other side that look the same in a mirror."""
    return np.asarray(q * (1.0, -1.0, -1.0, 1.0), float)


def from_axes(x: Floats, y: Floats) -> Floats:
    """Return the turn that takes +X to ``x`` and +Y towards ``y``, vectors of shape ``(3,)``."""
    one = x / np.linalg.norm(x)
    three = np.cross(one, y)
    three = three / np.linalg.norm(three)
    return from_matrices(np.stack((one, np.cross(three, one), three), axis=-1))


def from_matrices(matrices: Floats) -> Floats:
    """Return the quaternions of matrices of shape ``(..., 3, 3)``, the nearest pure turns.

    Source: I. Bar-Itzhack, New method for extracting the quaternion from a rotation matrix, 2000.
    """
    m = np.asarray(matrices, float)
    k = np.empty((*m.shape[:-2], 4, 4))
    xx, yy, zz = m[..., 0, 0], m[..., 1, 1], m[..., 2, 2]
    k[..., 0, 0], k[..., 1, 1], k[..., 2, 2] = xx - yy - zz, yy - xx - zz, zz - xx - yy
    k[..., 3, 3] = xx + yy + zz
    for i, j, value in (
        (0, 1, m[..., 1, 0] + m[..., 0, 1]),
        (0, 2, m[..., 2, 0] + m[..., 0, 2]),
        (1, 2, m[..., 2, 1] + m[..., 1, 2]),
        (0, 3, m[..., 2, 1] - m[..., 1, 2]),
        (1, 3, m[..., 0, 2] - m[..., 2, 0]),
        (2, 3, m[..., 1, 0] - m[..., 0, 1]),
    ):
        k[..., i, j] = k[..., j, i] = value
    q: Floats = np.linalg.eigh(k)[1][..., -1]
    return np.where(q[..., 3:] < 0, -q, q)
