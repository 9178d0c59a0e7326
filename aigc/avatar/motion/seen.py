"""Landmarks of a film become scores of ARKit's movements and poses of the head.

Every movement is read from a few distances on the face, turned to the front and compared with the
same face at rest; how far each goes at full weight was measured on rendered faces.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from aigc.avatar.photo.calibration import calibration
from aigc.avatar.photo.landmarks import (
    BROWS,
    EYE_INNER,
    EYE_OUTER,
    IRIS,
    MOUTH,
    NOSE_BRIDGE,
    Floats,
    Landmarks,
)
from aigc.avatar.photo.pose import estimated
from aigc.types.viseme import BLENDSHAPES

FIRM: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 93, 234, 127, 162, 21, 54, 103, 67, 109,
    NOSE_BRIDGE, 6, 197, 195, *EYE_OUTER, *EYE_INNER, 8, 9, 151, 108, 337,
)  # fmt: skip
"""Points that no movement of the face moves far: forehead, temples, bridge, corners of the eyes."""
_LID_PAIRS: Final = (
    ((160, 144), (159, 145), (158, 153)),
    ((387, 373), (386, 374), (385, 380)),
)
_BROW_ENDS: Final = ((4, 5), (0, 1))
_LIP_TOP, _LIP_UPPER, _LIP_LOWER, _LIP_BOTTOM = 0, 13, 14, 17
_FLIP: Final = np.diag([1.0, -1.0, -1.0])
"""From a picture's axes (y down, z away) to those of a pose."""

CLOSED, BLINKING, WIDE = 0.15, 0.9, 0.2
"""Opening of shut lids and of lids that begin to shut, and what wide ones have more; the rest's."""
CORNER_FALL: Final = 0.36
"""How far the corners of the mouth sink by how far the lips part."""
LEAST_PARTED: Final = 0.06
MOUTH_DRIFT, IRIS_DRIFT = 0.146, -0.055
"""How far the mouth and the irises seem to go aside on a head that is turned fully; no detector
knows how deep they lie."""
CALM_GAP, CALM_EYES = 0.4, 0.3
"""Shares of the frames: the lips least apart, and the eyes not least open, are a face at rest."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Measures:
    """Distances on a face seen from the front, one row a frame; the pupils are 1 apart.

    Columns of pairs are the person's right and left. ``x`` is to the person's left, ``y`` down.

    Attributes
    ----------
    lids, aside, below : float64, shape (frames, 2)
        Opening of the eyes; how far the irises are aside and below of their middle; all by the
        width of the eye.
    inner, outer : float64, shape (frames, 2)
        How high the ends of the brows are over the corners of the eye, half the whole brow's.
    wide, low : float64, shape (frames, 2)
        How far the corners of the mouth are from the middle, and how low.
    gap, upper, upper_thick, lower_thick, shift : float64, shape (frames,)
        Between the lips; height of the upper; how much of each lip is seen; the mouth's middle.
    """

    lids: Floats
    aside: Floats
    below: Floats
    inner: Floats
    outer: Floats
    wide: Floats
    low: Floats
    gap: Floats
    upper: Floats
    upper_thick: Floats
    lower_thick: Floats
    shift: Floats

    def minus_rest(self) -> Measures:
        """Return how each differs from the face at rest; lids are given by their rest."""
        calm = (self.gap <= np.quantile(self.gap, CALM_GAP)) & (
            self.lids.mean(1) >= np.quantile(self.lids.mean(1), CALM_EYES)
        )
        calm = calm if calm.any() else np.ones(len(self.gap), bool)
        rest = {name: np.median(getattr(self, name)[calm], axis=0) for name in self.__slots__}
        away = {name: getattr(self, name) - rest[name] for name in self.__slots__}
        away["lids"] = self.lids / np.maximum(rest["lids"], 1e-3)
        return Measures(**away)


def seen(faces: Sequence[Landmarks | None]) -> tuple[Floats, Floats]:
    """Return scores and poses of the face of each frame; NaN where there is none.

    Parameters
    ----------
    faces : sequence of Landmarks or None
        Of one person, frame after frame.

    Returns
    -------
    weights : float64, shape (frames, 52)
        Scores of `BLENDSHAPES`, 0 to 1; the face at rest has none.
    heads : float64, shape (frames, 4, 4)
        Poses of the head, +X the person's left, +Y up, +Z to the camera.
    """
    weights = np.full((len(faces), len(BLENDSHAPES)), np.nan)
    heads = np.full((len(faces), 4, 4), np.nan)
    known = [(n, *frontal(face)) for n, face in enumerate(faces) if face is not None]
    if known:
        rows = [n for n, _, _ in known]
        heads[rows] = poses = np.array([pose for _, _, pose in known])
        clouds = np.array([cloud for _, cloud, _ in known])
        weights[rows] = scores(measured(clouds, poses[:, 0, 2]).minus_rest())
    return weights, heads


def frontal(face: Landmarks) -> tuple[Floats, Floats]:
    """Return a face laid on the mean face, shape (478, 3), and the pose it was seen in, (4, 4).

    Source: S. Umeyama, Least-squares estimation of transformation parameters, 1991.
    """
    mean, firm = calibration().shape, list(FIRM)
    cloud = np.c_[face.points, _depth(face, mean)]
    centre, middle = cloud[firm].mean(0), mean[firm].mean(0)
    own, other = cloud - centre, mean - middle
    u, sizes, vt = np.linalg.svd(own[firm].T @ other[firm])
    flip = np.array([1.0, 1.0, np.sign(np.linalg.det(u @ vt))])
    turn = u * flip @ vt
    scale = float((sizes * flip).sum() / (own[firm] ** 2).sum())
    pose = np.eye(4)
    pose[:3, :3] = _FLIP @ turn @ _FLIP
    return own @ turn * scale + middle, pose


def _depth(face: Landmarks, mean: Floats) -> Floats:
    """Return how deep the points lie, pixels; from the mean face where nobody tells."""
    if face.depth is not None:
        return face.depth
    pose = estimated(face.points, mean)
    deep: Floats = pose.scale * mean @ pose.turn[2]
    return deep


def measured(clouds: Floats, turned: Floats) -> Measures:
    """Return the measures of frontal faces, shape (frames, 478, 3).

    Parameters
    ----------
    turned : float64, shape (frames,)
        Sine of the angle by which the head was turned to its left.
    """
    x, y, turned = clouds[..., 0], clouds[..., 1], turned[:, None]
    outer, inner, iris, corners = map(list, (EYE_OUTER, EYE_INNER, IRIS, MOUTH))
    eye_wide = np.maximum(np.hypot(x[:, outer] - x[:, inner], y[:, outer] - y[:, inner]), 1e-3)
    lids = [np.mean([y[:, low] - y[:, top] for top, low in pairs], axis=0) for pairs in _LID_PAIRS]
    mouth_x = x[:, corners] - MOUTH_DRIFT * turned
    level = (y[:, outer] + y[:, inner]) / 2
    brow = level - np.stack([y[:, list(b)].mean(1) for b in BROWS], axis=1)
    ends = [level - np.stack([y[:, [b[m], b[n]]].mean(1) for b in BROWS], axis=1)
            for m, n in _BROW_ENDS]  # fmt: skip
    return Measures(
        lids=np.stack(lids, axis=1) / eye_wide,
        aside=(x[:, iris] - (x[:, outer] + x[:, inner]) / 2) / eye_wide - IRIS_DRIFT * turned,
        below=(y[:, iris] - (y[:, outer] + y[:, inner]) / 2) / eye_wide,
        inner=(brow + ends[0]) / 2, outer=(brow + ends[1]) / 2,
        wide=(mouth_x * [-1, 1]), low=y[:, corners], shift=mouth_x.mean(1),
        gap=y[:, _LIP_LOWER] - y[:, _LIP_UPPER], upper=y[:, _LIP_UPPER],
        upper_thick=y[:, _LIP_UPPER] - y[:, _LIP_TOP],
        lower_thick=y[:, _LIP_BOTTOM] - y[:, _LIP_LOWER],
    )  # fmt: skip


def scores(away: Measures) -> Floats:
    """Return scores of `BLENDSHAPES`, shape (frames, 52), of what differs from rest."""
    found = _eyes(away) | _brows(away) | _mouth(away)
    out = np.zeros((len(away.gap), len(BLENDSHAPES)))
    for name, values in found.items():
        if values.ndim == 2:
            for column, side in enumerate(("Right", "Left")):
                out[:, BLENDSHAPES.index(name + side)] = values[:, column]
        else:
            out[:, BLENDSHAPES.index(name)] = values
    return np.clip(out, 0, 1)


def _eyes(away: Measures) -> dict[str, Floats]:
    """Return lids of each eye, and one gaze for both: eyes that squint apart are noise."""
    left, down = away.aside.mean(1) / 0.09, away.below.mean(1) / 0.028
    open_enough = (away.lids.mean(1) > 0.5).astype(float)
    left, down = left * open_enough, down * open_enough
    sides = np.stack((-left, left), axis=1)
    return {
        "eyeBlink": (BLINKING - away.lids) / (BLINKING - CLOSED),
        "eyeWide": (away.lids - 1.05) / WIDE,
        "eyeLookOut": sides, "eyeLookIn": -sides,
        "eyeLookDown": np.stack((down, down), axis=1),
        "eyeLookUp": np.stack((-down, -down), axis=1),
    }  # fmt: skip


def _brows(away: Measures) -> dict[str, Floats]:
    return {
        "browInnerUp": away.inner.mean(1) / 0.04 - 0.1,
        "browOuterUp": away.outer / 0.045 - 0.1,
        "browDown": -(away.inner + away.outer) / 2 / 0.04 - 0.1,
    }


def _mouth(away: Measures) -> dict[str, Floats]:
    gap = np.maximum(away.gap, 0)
    parted = np.minimum(gap / LEAST_PARTED, 1)
    low, wide = away.low - CORNER_FALL * gap[:, None], away.wide + 0.08 * gap[:, None]
    narrow = np.maximum(-wide.mean(1), 0)
    smile = np.clip(-0.65 * low / 0.18 + 0.35 * wide / 0.105, 0, 1)
    both = smile.mean(1)
    aside = away.shift - 0.02 * (smile[:, 1] - smile[:, 0])
    tight = np.clip(1 - parted, 0, 1)
    return {
        "jawOpen": (gap - 0.085 * np.clip(narrow / 0.08, 0, 1)) / 0.42,
        "mouthSmile": smile,
        "cheekSquint": 0.6 * smile,
        "eyeSquint": 0.35 * smile,
        "mouthFrown": (low - 0.5 * narrow[:, None]) / 0.085 - 0.1,
        "mouthStretch": (wide + 0.75 * np.minimum(low, 0)) / 0.055 - 0.3,
        "mouthPucker": narrow / 0.05 * tight,
        "mouthFunnel": narrow / 0.08 * parted,
        "mouthUpperUp": np.stack(2 * [(0.4 * low.mean(1) - away.upper) / 0.075 * parted], axis=1),
        "mouthLeft": aside / 0.05 - 0.3,
        "mouthRight": -aside / 0.05 - 0.3,
        "mouthRollUpper": (-away.upper_thick - 0.036 * both) / 0.04 * tight - 0.2,
        "mouthRollLower": (-away.lower_thick - 0.038 * both) / 0.06 * tight - 0.2,
    }
