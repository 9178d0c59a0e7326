"""A face of a photo laid straight ahead: every face in one place, whatever way it was turned."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np

from aigc.avatar.photo.landmarks import IRIS, Floats, Landmarks, Picture
from aigc.avatar.photo.pose import estimated

UNIT_PX = 48
"""The distance of the pupils."""
SIDE, ABOVE, BELOW = 1.375, 1.1, 1.9
"""What is laid, in distances of the pupils from between them."""
NEAR = 0.12
"""How far, in the same, a point says how deep its surroundings lie."""
FAR_SHARE = 1e-6
"""What a point says of all that is further away, by the square of its distance."""


def evened(face: Landmarks, twins: np.ndarray) -> Floats:
    """Return the points of a face as mean of those found in the picture and in its mirror.

    Parameters
    ----------
    twins : int64, shape (478,)
        For each point the one across the middle.
    """
    if face.mirrored is None:
        return face.points
    back = np.c_[face.width - face.mirrored[:, 0], face.mirrored[:, 1]][twins]
    mean: Floats = (face.points + back) / 2
    return mean


def straight(picture: Picture, points: Floats, shape: Floats) -> Picture:
    """Return a face as it would be seen from the front, shape (144, 132, 3).

    Every place of the mean face is looked up where the pose puts it in the picture.

    Parameters
    ----------
    points : float64, shape (478, 2)
        Landmarks in the picture, pixels.
    shape : float64, shape (478, 3)
        The mean face.
    """
    pose = estimated(points, shape)
    surface = _surface(shape.tobytes())
    places = (surface @ pose.turn[:2].T * pose.scale + pose.shift - 0.5).astype(np.float32)
    smaller = pose.scale / UNIT_PX
    if smaller > 1.3:
        picture = cv2.GaussianBlur(picture, (0, 0), 0.4 * smaller).astype(np.uint8)
    found = cv2.remap(
        picture, places[..., 0], places[..., 1], cv2.INTER_LINEAR, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(found, np.uint8)


@lru_cache(maxsize=4)
def _surface(raw: bytes) -> Floats:
    """Return the mean face as a smooth surface over a grid, shape (144, 132, 3)."""
    firm = np.frombuffer(raw).reshape(-1, 3)[: IRIS[0]]
    x = (np.arange(round(2 * SIDE * UNIT_PX)) + 0.5) / UNIT_PX - SIDE
    y = (np.arange(round((ABOVE + BELOW) * UNIT_PX)) + 0.5) / UNIT_PX - ABOVE
    grid = np.stack(np.meshgrid(x, y), axis=-1)
    away = ((grid[..., None, :] - firm[:, :2]) ** 2).sum(-1)
    weight = np.exp(-away / (2 * NEAR**2)) + FAR_SHARE / (away + NEAR**2)
    depth = weight @ firm[:, 2] / weight.sum(-1)
    return np.concatenate([grid, depth[..., None]], axis=-1)
