"""Where the camera stands for each framing, and the light beside it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from aigc.errors import ConfigError, InputError, did_you_mean
from aigc.types.avatar import Avatar, Vec3

Matrix = NDArray[np.float64]
TO_LIGHT = (-0.48, 0.58, 0.72)
HEADROOM = 0.25
"""Room above hair and hats, in heights from the eyes to the top of the head."""
"""The key light stands to the upper left of the camera and moves with it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Framing:
    """How much of a character a picture holds.

    Attributes
    ----------
    above, below : float
        What is seen above and below the eyes, in heights from the eyes to the crown.
    least_width : float
        Of the picture, in the same unit; a narrow picture sees more height instead.
    whole : bool
        Down to the feet, whatever ``below`` says.
    angle : float
        The lens's vertical angle of view in degrees.
    """

    above: float
    below: float
    least_width: float
    whole: bool = False
    angle: float = 18.0


FRAMINGS: Mapping[str, Framing] = MappingProxyType(
    {
        "close": Framing(above=1.5, below=1.45, least_width=1.9),
        "bust": Framing(above=1.7, below=2.4, least_width=2.4),
        "half": Framing(above=1.85, below=4.6, least_width=3.6),
        "desk": Framing(above=1.9, below=3.4, least_width=3.8),
        "full": Framing(above=2.0, below=0.0, least_width=4.8, whole=True, angle=22.0),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Camera:
    """What the picture shows, in metres.

    Attributes
    ----------
    place, target : Vec3
        Where the camera is and what it looks at.
    height : float
        Of what the picture shows at the eyes' depth.
    matrix : float64, shape (4, 4)
        World to clip space with the picture's first row at the bottom of clip space, so that what
        is read back needs no turning over.
    """

    place: Vec3
    target: Vec3
    height: float
    matrix: Matrix


def framing_of(name: str) -> Framing:
    """Return the framing of that name; raises ConfigError for others."""
    if name not in FRAMINGS:
        raise ConfigError(f"there is no framing {name!r}. {did_you_mean(name, FRAMINGS)}")
    return FRAMINGS[name]


def check_size(width: int, height: int) -> None:
    """Raise InputError unless a picture of so many pixels can be drawn."""
    if not (16 <= width <= 8192 and 16 <= height <= 8192):
        raise InputError(f"a picture of {width}x{height} cannot be drawn; sides are 16 to 8192")


def camera(avatar: Avatar, framing: str, aspect: float) -> Camera:
    """Return the camera that shows an avatar so.

    Parameters
    ----------
    aspect : float
        Width of the picture by its height.
    """
    frame = framing_of(framing)
    x, eyes, z = avatar.eyes
    unit = float(np.clip(avatar.height_m - eyes, 0.08, 0.24))
    below = (eyes + 0.5 * unit) if frame.whole else frame.below * unit
    above = max(frame.above * unit, _top(avatar) - eyes + HEADROOM * unit)
    height = above + below
    share = above / height
    height = max(height, frame.least_width * unit / aspect)
    middle = eyes + (share - 0.5) * height
    away = height / 2 / np.tan(np.radians(frame.angle) / 2)
    place, target = (x, middle, z + away), (x, middle, z)
    lens = perspective(frame.angle, aspect, max(away - 2.0, 0.2), away + 2.5)
    lens[1] *= -1
    return Camera(place=place, target=target, height=height, matrix=lens @ looking(place, target))


def _top(avatar: Avatar) -> float:
    """Return the height of hair and hats, metres."""
    return max(float(part.positions[:, 1].max()) for part in avatar.parts)


def light(camera: Camera, eyes: Vec3) -> tuple[Matrix, Vec3]:
    """Return the matrix of the shadow map around the head, and the way to the key light."""
    size = float(np.clip(camera.height * 0.46, 0.32, 0.6))
    way = np.array(TO_LIGHT) / np.linalg.norm(TO_LIGHT)
    centre = np.array(eyes) - (0, 0.35 * size, 0.08)
    box = np.diag([1 / size, 1 / size, -1 / 1.2, 1.0])
    x, y, z = (float(v) for v in way)
    return box @ looking(tuple(centre + way * 0.001), tuple(centre)), (x, y, z)


def perspective(angle: float, aspect: float, near: float, far: float) -> Matrix:
    """Return the projection of a lens with that vertical angle of view in degrees."""
    t = 1 / np.tan(np.radians(angle) / 2)
    m = np.zeros((4, 4))
    m[0, 0], m[1, 1], m[3, 2] = t / aspect, t, -1
    m[2, 2], m[2, 3] = (far + near) / (near - far), 2 * far * near / (near - far)
    return m


def looking(place: Vec3, target: Vec3) -> Matrix:
    """Return the matrix from the world to a camera that stands and looks so, +Y up."""
    forward = np.subtract(target, place) / np.linalg.norm(np.subtract(target, place))
    side = np.cross(forward, (0.0, 1.0, 0.0))
    side /= np.linalg.norm(side)
    m = np.eye(4)
    m[0, :3], m[1, :3], m[2, :3] = side, np.cross(side, forward), -forward
    m[:3, 3] = -m[:3, :3] @ np.asarray(place)
    return m
