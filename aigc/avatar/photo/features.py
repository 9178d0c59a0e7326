"""A face as numbers that do not change with the head's place, size and turn."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.photo.ahead import evened, straight
from aigc.avatar.photo.edges import EDGES, IRISES, edges, irises
from aigc.avatar.photo.landmarks import (
    BROWS,
    CHEEK,
    CHIN,
    EYE_BOTTOM,
    EYE_INNER,
    EYE_OUTER,
    EYE_TOP,
    FOREHEAD,
    JAW,
    LIPS_INNER,
    LIPS_OUTER,
    MOUTH,
    NOSE_BASE,
    NOSE_BRIDGE,
    NOSE_TIP,
    NOSE_WINGS,
    OVAL,
    POINTS,
    Floats,
    Landmarks,
    Picture,
)
from aigc.avatar.photo.pose import estimated, frontal

Indices = NDArray[np.int64]
_UPPER, _LOWER = (LIPS_OUTER[5], LIPS_INNER[5]), (LIPS_INNER[15], LIPS_OUTER[15])
SPANS: tuple[tuple[int, int], ...] = (
    EYE_INNER, EYE_OUTER, MOUTH, NOSE_WINGS, JAW, CHEEK, (OVAL[8], OVAL[28]), (OVAL[11], OVAL[25]),
    (OVAL[14], OVAL[22]), (OVAL[16], OVAL[20]), (EYE_TOP[0], EYE_BOTTOM[0]),
    (EYE_OUTER[0], EYE_INNER[0]), _UPPER, _LOWER, (NOSE_BRIDGE, NOSE_TIP),
    (NOSE_BASE, LIPS_OUTER[5]), (LIPS_OUTER[15], CHIN), (NOSE_BASE, CHIN), (FOREHEAD, CHIN),
    (BROWS[0][2], EYE_TOP[0]), (BROWS[0][0], EYE_OUTER[0]), (BROWS[0][3], EYE_INNER[0]),
)  # fmt: skip
"""Distances that are taken as logarithms beside the places themselves."""
SIZES = (2 * POINTS + len(SPANS), EDGES, IRISES)
"""How many features tell of the landmarks, of edges and of irises."""


def twins(shape: Floats) -> Indices:
    """Return for each point of a mean face the one across the middle, shape (478,)."""
    flat = shape[:, :2] - shape[:, :2].mean(0)
    apart = np.linalg.norm(flat[:, None] * [-1, 1] - flat[None], axis=2)
    found: Indices = apart.argmin(1)
    return found


def aligned(points: Floats, shape: Floats) -> Floats:
    """Return points shifted, turned and scaled onto a mean face, shape (478, 2)."""
    target = shape[:, :2] - shape[:, :2].mean(0)
    own = points - points.mean(0)
    x, y = own[:, 0] + 1j * own[:, 1], target[:, 0] + 1j * target[:, 1]
    by = np.vdot(x, y) / np.vdot(x, x)
    placed = x * by
    found: Floats = np.c_[placed.real, placed.imag]
    return found


def symmetric(points: Floats, shape: Floats) -> Floats:
    """Return an aligned face with left and right made alike."""
    across: Floats = (points + points[twins(shape)] * [-1, 1]) / 2
    return across


def measured(points: Floats, shape: Floats) -> Floats:
    """Return the features of a face seen from the front, shape (features,).

    Features are the aligned places, left and right made alike, and logarithms of `SPANS`.
    """
    face = symmetric(aligned(points, shape), shape)
    a, b = np.array(SPANS).T
    spans = np.log(np.maximum(np.linalg.norm(face[a] - face[b], axis=1), 1e-3))
    found: Floats = np.r_[face.ravel(), spans]
    return found


def features_of(face: Landmarks, shape: Floats) -> Floats:
    """Return the features of a face, and of its mirror image where there is one, as their mean."""
    views = [face.points] if face.mirrored is None else [face.points, face.mirrored]
    found = [measured(frontal(view, shape, estimated(view, shape)), shape) for view in views]
    mean: Floats = np.mean(found, axis=0)
    return mean


def whole(picture: Picture, face: Landmarks, shape: Floats) -> Floats:
    """Return all features of a face: of its landmarks, then of the picture between them."""
    points = evened(face, twins(shape))
    seen = edges(straight(picture, points, shape)), irises(picture, points)
    found: Floats = np.r_[features_of(face, shape), *seen]
    return found
