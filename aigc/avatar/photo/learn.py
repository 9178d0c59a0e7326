"""Learn a `Calibration` from faces whose parameters are known."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from aigc.avatar.photo.calibration import Calibration
from aigc.avatar.photo.features import aligned, features_of, symmetric, twins
from aigc.avatar.photo.landmarks import IRIS, Floats, Landmarks
from aigc.avatar.photo.pose import FIRM, estimated, frontal

COMPONENTS = 40
"""How many ways in which faces differ are kept for faces of which little is known."""
KEPT = 70
"""How many ways in which features differ the fit looks at."""
STEADY = 0.02
"""Share of the mean noise that each of those is taken to have at least."""
FOLDS = 5


def mean_shape(faces: Sequence[Landmarks]) -> Floats:
    """Return the mean of faces whose depth is known, symmetric, pupils one apart, (478, 3)."""
    clouds = [np.c_[f.points, f.depth] for f in faces if f.depth is not None]
    mean = _unit(clouds[0])
    for _ in range(6):
        mean = np.mean([_onto(cloud, mean) for cloud in clouds], axis=0)
        mean = _unit((mean + mean[twins(mean)] * [-1, 1, 1]) / 2)
    return mean


def _unit(cloud: Floats) -> Floats:
    right, left = cloud[IRIS[0]], cloud[IRIS[1]]
    found: Floats = (cloud - (right + left) / 2) / np.linalg.norm(left - right)
    return found


def _onto(cloud: Floats, mean: Floats) -> Floats:
    """Return a cloud shifted, turned and scaled onto the mean. Source: Umeyama, 1991."""
    own, other = cloud - cloud[FIRM].mean(0), mean - mean[FIRM].mean(0)
    u, sizes, vt = np.linalg.svd(own[FIRM].T @ other[FIRM])
    flip = np.diag([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    scale = float((sizes * np.diag(flip)).sum() / (own[FIRM] ** 2).sum())
    found: Floats = own @ u @ flip @ vt * scale + mean[FIRM].mean(0)
    return found


def weights(features: Floats, values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean features, weights and offset of the fit.

    Each parameter is taken to move features in a straight line; what is left is noise, whose
    covariance decides how much each feature is believed. It is the ridge regression in which each
    direction is shrunk by as much as its own noise asks for.
    """
    mean, offset, scale = features.mean(0), values.mean(0), values.std(0)
    unit = (values - offset) / scale
    _, _, ways = np.linalg.svd(features - mean, full_matrices=False)
    ways = ways[: min(KEPT, len(values) // 3)]
    seen = (features - mean) @ ways.T
    moves = np.linalg.lstsq(unit, seen, rcond=None)[0]
    left = seen - unit @ moves
    noise = left.T @ left / (len(unit) - unit.shape[1])
    noise += STEADY * np.trace(noise) / len(noise) * np.eye(len(noise))
    believed = np.linalg.solve(noise, moves.T)
    inner = moves @ believed + np.eye(unit.shape[1])
    found: Floats = ways.T @ np.linalg.solve(inner, believed.T).T * scale
    return mean, found, offset


def held_out(features: Floats, values: Floats) -> Floats:
    """Return what is found of each face by a fit that has not seen it, shape of ``values``."""
    order = np.random.default_rng(0).permutation(len(values))
    found = np.zeros_like(values)
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        rest = np.setdiff1d(order, out)
        mean, weight, offset = weights(features[rest], values[rest])
        found[out] = (features[out] - mean) @ weight + offset
    return found


def correlations(found: Floats, values: Floats) -> Floats:
    """Return the correlation of each parameter, shape (parameters,)."""
    pairs = zip(found.T, values.T, strict=True)
    return np.array([np.corrcoef(a, b)[0, 1] for a, b in pairs])


def learned(faces: Sequence[Landmarks], values: Floats) -> Calibration:
    """Return the calibration of these faces; trust is of faces held out."""
    shape = mean_shape(faces)
    features = np.array([features_of(face, shape) for face in faces])
    mean, weight, offset = weights(features, values)
    ahead = [frontal(f.points, shape, estimated(f.points, shape)) for f in faces]
    flat = np.array([symmetric(aligned(p, shape), shape).ravel() for p in ahead])
    _, sizes, ways = np.linalg.svd(flat - flat.mean(0), full_matrices=False)
    basis = ways[:COMPONENTS] * sizes[:COMPONENTS, None] / np.sqrt(len(flat))
    trust = np.clip(correlations(held_out(features, values), values), 0, 1)
    return Calibration(
        shape=shape, basis=basis, mean=mean, weights=weight, offset=offset, trust=trust,
        real=np.zeros(len(mean)),
    )  # fmt: skip
