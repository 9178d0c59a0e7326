"""Frontal faces of a film as numbers that tell how each differs from the same face at rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.photo.landmarks import (
    BROWS,
    CHEEK,
    CHIN,
    EYE_INNER,
    EYE_OUTER,
    EYE_RIMS,
    IRIS,
    JAW,
    LIPS_INNER,
    LIPS_OUTER,
    MOUTH,
    NOSE_BASE,
    NOSE_BRIDGE,
    NOSE_WINGS,
    Floats,
)

_AROUND: Final = (
    CHIN, 148, 377, 176, 400, *NOSE_WINGS, *CHEEK, 205, 425, 207, 427, 187, 411, 212, 432, 202,
    422, 57, 287, 43, 273, 106, 335, 18, 200, *JAW, 164,
)  # fmt: skip
_LOWER_FACE: Final = (*LIPS_OUTER, *LIPS_INNER, *_AROUND)
_EYES: Final = tuple((*EYE_RIMS[k], IRIS[k], *BROWS[k]) for k in (0, 1))
KEPT: Final = tuple(sorted({*_EYES[0], *_EYES[1], *_LOWER_FACE, NOSE_BASE, NOSE_BRIDGE}))
"""The landmarks of which anything is measured."""
_COLUMN: Final = {point: k for k, point in enumerate(KEPT)}
_LID_PAIRS: Final = (
    ((160, 144), (159, 145), (158, 153)),
    ((387, 373), (386, 374), (385, 380)),
)
_BROW_ENDS: Final = ((4, 5), (0, 1))
_LIP_TOP, _LIP_UPPER, _LIP_LOWER, _LIP_BOTTOM = 0, 13, 14, 17
_GAP: Final = 14
"""The column of `measured` that tells how far the lips are apart."""
CALM_GAP, CALM_EYES = 0.4, 0.3
"""Shares of the frames: the lips least apart, and the eyes not least open, are a face at rest."""
ROUNDS: Final = 2


def features(places: Floats, poses: Floats) -> Floats:
    """Return what differs from rest on the faces of one shot, shape (frames, features).

    Parameters
    ----------
    places : float, shape (frames, len(KEPT), 2)
        Of the landmarks `KEPT` on faces seen from the front, pupils one apart; x to the person's
        left, y down.
    poses : float, shape (frames, 4, 4)
        How each head is turned; what a detector makes of a face depends on it.
    """
    lengths = measured(places)
    calm = at_rest(lengths)
    parts = [_around_eye(places, k, calm) for k in (0, 1)]
    parts += [_around_mouth(places, calm), _turned(poses)]
    found = np.concatenate(parts, axis=1)
    lids = lengths[:, :2] / np.maximum(np.median(lengths[calm, :2], axis=0), 1e-3)
    others = lengths[:, 2:] - np.median(lengths[calm, 2:], axis=0)
    return np.concatenate((found - np.median(found[calm], axis=0), lids - 1, others), axis=1)


def at_rest(lengths: Floats) -> NDArray[np.intp]:
    """Return the frames in which a face is most like what it is most of the time, mouth shut."""
    gap, lids = lengths[:, _GAP], lengths[:, :2].mean(axis=1)
    calm = np.flatnonzero(
        (gap <= np.quantile(gap, CALM_GAP)) & (lids >= np.quantile(lids, CALM_EYES))
    )
    calm = calm if len(calm) else np.arange(len(lengths))
    spread = lengths.std(axis=0) + 1e-3
    for _ in range(ROUNDS):
        away = (np.abs(lengths[calm] - np.median(lengths[calm], axis=0)) / spread).mean(axis=1)
        calm = calm[away <= np.quantile(away, 0.7)]
    return calm


def measured(places: Floats) -> Floats:
    """Return distances on faces, shape (frames, 18); pairs are the person's right and left.

    In order: opening of the eyes; how far the irises are aside and below of their middle, by the
    width of the eye; how high the inner and the outer ends of the brows are; how far the corners
    of the mouth are from the middle, and how low; between the lips; height of the upper; how much
    of each lip is seen.
    """
    x, y = places[..., 0], places[..., 1]
    outer, inner, iris, corners = map(_at, (EYE_OUTER, EYE_INNER, IRIS, MOUTH))
    wide = np.maximum(np.hypot(x[:, outer] - x[:, inner], y[:, outer] - y[:, inner]), 1e-3)
    lids = [
        np.mean([y[:, _COLUMN[low]] - y[:, _COLUMN[top]] for top, low in pairs], axis=0)
        for pairs in _LID_PAIRS
    ]
    level = (y[:, outer] + y[:, inner]) / 2
    whole = np.stack([y[:, _at(brow)].mean(axis=1) for brow in BROWS], axis=1)
    ends = [
        np.stack([y[:, _at((brow[m], brow[n]))].mean(axis=1) for brow in BROWS], axis=1)
        for m, n in _BROW_ENDS
    ]
    top, upper, lower, bottom = (
        y[:, _COLUMN[n]] for n in (_LIP_TOP, _LIP_UPPER, _LIP_LOWER, _LIP_BOTTOM)
    )
    pairs = (
        np.stack(lids, axis=1) / wide,
        (x[:, iris] - (x[:, outer] + x[:, inner]) / 2) / wide,
        (y[:, iris] - level) / wide,
        *(level - (whole + end) / 2 for end in ends),
        x[:, corners] * [-1, 1],
        y[:, corners],
    )
    singles = (lower - upper, upper, upper - top, bottom - lower)
    return np.concatenate((*pairs, np.stack(singles, axis=1)), axis=1)


def _around_eye(places: Floats, side: int, calm: NDArray[np.intp]) -> Floats:
    """Return where lids, iris and brow are from the middle of an eye, by the width of the eye."""
    outer, inner = (places[:, _COLUMN[ends[side]]] for ends in (EYE_OUTER, EYE_INNER))
    middle, wide = (outer + inner) / 2, np.median(np.linalg.norm((outer - inner)[calm], axis=1))
    return _flat(places[:, _at(_EYES[side])] - middle[:, None]) / max(float(wide), 1e-3)


def _around_mouth(places: Floats, calm: NDArray[np.intp]) -> Floats:
    """Return where lips, chin and cheeks are from the nose, by the width of the mouth."""
    right, left = (places[:, _COLUMN[corner]] for corner in MOUTH)
    wide = np.median(np.linalg.norm((left - right)[calm], axis=1))
    nose = places[:, _COLUMN[NOSE_BASE]]
    around = _flat(places[:, _at(_LOWER_FACE)] - nose[:, None]) / max(float(wide), 1e-3)
    return np.concatenate((around, nose - places[:, _COLUMN[NOSE_BRIDGE]]), axis=1)


def _turned(poses: Floats) -> Floats:
    """Return sines of yaw, pitch and roll, and their products."""
    q = np.stack((poses[:, 0, 2], poses[:, 1, 2], poses[:, 1, 0]), axis=1)
    one, other = np.triu_indices(3)
    return np.concatenate((q, q[:, one] * q[:, other], q[:, :2] ** 3), axis=1)


def _at(points: Sequence[int]) -> list[int]:
    return [_COLUMN[point] for point in points]


def _flat(places: Floats) -> Floats:
    flat: Floats = places.reshape(len(places), -1)
    return flat
