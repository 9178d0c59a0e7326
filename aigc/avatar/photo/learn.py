"""Learn a `Calibration` from faces whose parameters are known."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from aigc.avatar.photo.calibration import Calibration
from aigc.avatar.photo.edges import around_eyes
from aigc.avatar.photo.features import SIZES, Indices, twins, whole
from aigc.avatar.photo.landmarks import IRIS, Floats, Landmarks, Picture
from aigc.avatar.photo.pose import FIRM

COMPONENTS = 40
"""How many ways in which faces differ are kept for faces of which little is known."""
SHRINKING = 0.3
"""How much fits are shrunk, in mean squares of a face: the best for faces that are held out."""
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


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Block:
    """Features of one sort.

    Attributes
    ----------
    features : float64, shape (faces, features)
    steady : float
        Each way in which they differ is taken to differ by at least this share of the first.
    share : float
        What they count beside other blocks.
    most : int
        How many of these ways are looked at: the others are noise of these very pictures.
    """

    features: Floats
    steady: float = 1.0
    share: float = 1.0
    most: int = 10_000

    def of(self, faces: Indices) -> Block:
        """Return the same of some faces."""
        return replace(self, features=self.features[faces])


def blocks_of(features: Floats) -> tuple[Block, ...]:
    """Return what `features.whole` puts side by side, each sort by itself."""
    points, edges, irises = np.split(features, np.cumsum(SIZES)[:-1], axis=1)
    return (
        Block(features=points, steady=0.05, share=0.3, most=60),
        Block(features=edges),
        Block(features=irises, steady=0.1, share=0.1),
    )


def weights(blocks: Sequence[Block], values: Floats) -> tuple[Floats, Floats, Floats]:
    """Return mean features, weights and offset of the fit.

    It is a ridge regression on all blocks, each brought to the same size first.
    """
    mean = np.concatenate([block.features.mean(0) for block in blocks])
    ways = [_ways(block) for block in blocks]
    parts = [(b.features - b.features.mean(0)) @ way for b, way in zip(blocks, ways, strict=True)]
    offset = values.mean(0)
    alike = np.sum([part @ part.T for part in parts], axis=0)
    shares = np.linalg.solve(alike + SHRINKING * np.eye(len(values)), values - offset)
    found = [way @ (part.T @ shares) for way, part in zip(ways, parts, strict=True)]
    return mean, np.concatenate(found), offset


def _ways(block: Block) -> Floats:
    """Return the ways in which a block differs, shape (features, ways)."""
    away = block.features - block.features.mean(0)
    _, sizes, ways = np.linalg.svd(away, full_matrices=False)
    kept = (sizes > 1e-6 * sizes[0]) & (np.arange(len(sizes)) < block.most)
    by = 1 / (sizes[kept] + block.steady * sizes[0])
    scale = np.sqrt(block.share * len(away) / ((sizes[kept] * by) ** 2).sum())
    found: Floats = ways[kept].T * (by * scale)
    return found


def held_out(blocks: Sequence[Block], values: Floats) -> Floats:
    """Return what is found of each face by a fit that has not seen it, shape of ``values``."""
    order = np.random.default_rng(0).permutation(len(values))
    features = np.concatenate([block.features for block in blocks], axis=1)
    found = np.zeros_like(values)
    for fold in range(FOLDS):
        out = order[fold::FOLDS]
        rest = np.setdiff1d(order, out)
        mean, weight, offset = weights([block.of(rest) for block in blocks], values[rest])
        found[out] = (features[out] - mean) @ weight + offset
    return found


def correlations(found: Floats, values: Floats) -> Floats:
    """Return the correlation of each parameter, shape (parameters,)."""
    pairs = zip(found.T, values.T, strict=True)
    return np.array([np.corrcoef(a, b)[0, 1] for a, b in pairs])


def learned(
    faces: Sequence[Landmarks], pictures: Sequence[Picture], values: Floats, worn: Floats
) -> Calibration:
    """Return the calibration of these faces; trust is of faces held out.

    Parameters
    ----------
    values : float64, shape (faces, parameters)
    worn : float64, shape (faces,)
        1 for a face with glasses, 0 for one without.
    """
    shape = mean_shape(faces)
    seen = zip(pictures, faces, strict=True)
    features = np.array([whole(picture, face, shape) for picture, face in seen])
    blocks = blocks_of(features)
    mean, weight, offset = weights(blocks, values)
    _, alone, _ = weights(blocks[:1], values)
    eyes = Block(features=blocks[1].features * around_eyes())
    _, glasses, usual = weights([eyes], worn[:, None])
    flat = features[:, : 2 * len(shape)]
    _, sizes, ways = np.linalg.svd(flat - flat.mean(0), full_matrices=False)
    basis = ways[:COMPONENTS] * sizes[:COMPONENTS, None] / np.sqrt(len(flat))
    return Calibration(
        shape=shape, basis=basis, mean=mean, weights=weight, alone=alone, offset=offset,
        trust=_trust(blocks, values), trust_alone=_trust(blocks[:1], values),
        real=np.zeros(len(mean)), glasses=np.r_[glasses[:, 0] * around_eyes(), usual],
    )  # fmt: skip


def _trust(blocks: Sequence[Block], values: Floats) -> Floats:
    return np.clip(correlations(held_out(blocks, values), values), 0, 1)
