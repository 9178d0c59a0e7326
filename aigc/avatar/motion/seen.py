"""Landmarks of a film become scores of ARKit's movements and poses of the head.

Each face is turned to the front and compared with the same face at rest; what the differences
mean was learned on rendered films of people and characters.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.motion.features import KEPT, features
from aigc.avatar.motion.reading import reading
from aigc.avatar.photo.following import same
from aigc.avatar.photo.landmarks import EYE_INNER, EYE_OUTER, NOSE_BRIDGE, Floats, Landmarks
from aigc.avatar.photo.pose import estimated
from aigc.types.viseme import BLENDSHAPES

FIRM: Final = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 93, 234, 127, 162, 21, 54, 103, 67, 109,
    NOSE_BRIDGE, 6, 197, 195, *EYE_OUTER, *EYE_INNER, 8, 9, 151, 108, 337,
)  # fmt: skip
"""Points that no movement of the face moves far: forehead, temples, bridge, corners of the eyes."""
_FLIP: Final = np.diag([1.0, -1.0, -1.0])
"""From a picture's axes (y down, z away) to those of a pose."""
SHORTEST_SHOT: Final = 45
"""Frames: what a face is at rest cannot be told from fewer."""
EYES_SHUT: Final = 0.55
"""How far lids are shut over eyes whose gaze cannot be told any more."""
_BLINKS: Final = [BLENDSHAPES.index(f"eyeBlink{side}") for side in ("Left", "Right")]
_LEFT: Final = [BLENDSHAPES.index(name) for name in ("eyeLookOutLeft", "eyeLookInRight")]
_RIGHT: Final = [BLENDSHAPES.index(name) for name in ("eyeLookInLeft", "eyeLookOutRight")]
_UP, _DOWN = (
    [BLENDSHAPES.index(f"eyeLook{way}{side}") for side in ("Left", "Right")]
    for way in ("Up", "Down")
)


def seen(faces: Iterable[Landmarks | None]) -> tuple[Floats, Floats]:
    """Return scores and poses of the face of each frame; NaN where there is none.

    After a cut the face at rest, and how the head is held, are found anew.

    Parameters
    ----------
    faces : iterable of Landmarks or None
        Frame after frame; only what is measured of each is kept.

    Returns
    -------
    weights : float64, shape (frames, 52)
        Scores of `BLENDSHAPES`, 0 to 1; the face at rest has none.
    heads : float64, shape (frames, 4, 4)
        Poses of the head, +X the person's left, +Y up, +Z to the camera, by how it is held most
        of the shot.
    """
    rows: list[int] = []
    places: list[NDArray[np.float32]] = []
    poses: list[Floats] = []
    begins, count = [0], 0
    last: Landmarks | None = None
    for face in faces:
        if face is not None:
            if last is not None and not same(last, face):
                begins.append(len(rows))
            cloud, pose = frontal(face, reading().shape)
            rows.append(count)
            places.append(cloud[list(KEPT), :2].astype(np.float32))
            poses.append(pose)
            last = face
        count += 1
    weights = np.full((count, len(BLENDSHAPES)), np.nan)
    heads = np.full((count, 4, 4), np.nan)
    for first, end in _shots(begins, len(rows)):
        at, turns = rows[first:end], np.array(poses[first:end])
        weights[at] = read(np.array(places[first:end], float), turns)
        heads[at] = _about_usual(turns)
    return weights, heads


def read(places: Floats, poses: Floats) -> Floats:
    """Return the scores of one shot, shape (frames, 52); see `features` for what is given.

    Eyes that squint apart, or that look about behind shut lids, are noise; mostly they look at
    the camera.
    """
    found = reading().moved(features(places, poses))
    shut = found[:, _BLINKS].mean(axis=1) > EYES_SHUT
    for one, other in ((_LEFT, _RIGHT), (_UP, _DOWN)):
        aside = (found[:, one] - found[:, other]).mean(axis=1)
        aside -= np.median(aside[~shut]) if not shut.all() else 0.0
        aside[shut] = 0
        found[:, one], found[:, other] = aside[:, None], -aside[:, None]
    return np.clip(found, 0, 1)


def _shots(begins: list[int], count: int) -> list[tuple[int, int]]:
    """Return where shots begin and end; a short one is read with the one before it."""
    kept: list[int] = []
    for begin, end in zip(begins, [*begins[1:], count], strict=True):
        if not kept or end - begin >= SHORTEST_SHOT:
            kept.append(begin)
    return [(a, b) for a, b in zip(kept, [*kept[1:], count], strict=True) if b > a]


def _about_usual(poses: Floats) -> Floats:
    """Return poses by their mean; the directions of its axes are made square again."""
    u, _, vt = np.linalg.svd(np.median(poses[:, :3, :3], axis=0))
    usual = u @ np.diag([1.0, 1.0, np.linalg.det(u @ vt)]) @ vt
    out = poses.copy()
    out[:, :3, :3] = usual.T @ poses[:, :3, :3]
    return out


def frontal(face: Landmarks, mean: Floats) -> tuple[Floats, Floats]:
    """Return a face laid on the mean face, shape (478, 3), and the pose it was seen in, (4, 4).

    Source: S. Umeyama, Least-squares estimation of transformation parameters, 1991.
    """
    firm = list(FIRM)
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
