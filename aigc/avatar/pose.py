"""Where the bones of a character are when some of them are turned."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError, did_you_mean
from aigc.types.avatar import Avatar

Quaternion = tuple[float, float, float, float]
"""x, y, z, w."""
Turns = Mapping[str, Sequence[float]]
"""By VRM bone, the turn from the rest pose in the parent's axes, as a quaternion."""
Floats = NDArray[np.float64]


def about(axis: str, degrees: float) -> Quaternion:
    """Return the quaternion that turns about one axis.

    >>> [round(v, 3) for v in about("y", 90)]
    [0.0, 0.707, 0.0, 0.707]
    """
    half = np.radians(degrees) / 2
    x, y, z = (float(np.sin(half)) if axis == name else 0.0 for name in "xyz")
    return x, y, z, float(np.cos(half))


def _both(bone: str, axis: str, degrees: float) -> dict[str, Quaternion]:
    return {f"left{bone}": about(axis, degrees), f"right{bone}": about(axis, -degrees)}


AT_EASE: Mapping[str, Quaternion] = MappingProxyType(
    _both("Shoulder", "z", -4) | _both("UpperArm", "z", -70) | _both("LowerArm", "y", -14)
)
"""Arms that hang as they do while one stands; the rest pose has them stretched out."""


def turned(a: Floats, b: Floats) -> Floats:
    """Return the quaternions that turn by ``b`` and then by ``a``, of shape (..., 4)."""
    ax, ay, az, aw = np.moveaxis(a, -1, 0)
    bx, by, bz, bw = np.moveaxis(b, -1, 0)
    return np.stack(
        [
            aw * bx + ax * bw + ay * bz - az * by,
            aw * by - ax * bz + ay * bw + az * bx,
            aw * bz + ax * by - ay * bx + az * bw,
            aw * bw - ax * bx - ay * by - az * bz,
        ],
        -1,
    )


def matrices(q: Floats) -> Floats:
    """Return rotation matrices, of shape (..., 3, 3), of unit quaternions (..., 4)."""
    x, y, z, w = np.moveaxis(q, -1, 0)
    rows = [
        1 - 2 * (y * y + z * z), 2 * (x * y - z * w), 2 * (x * z + y * w),
        2 * (x * y + z * w), 1 - 2 * (x * x + z * z), 2 * (y * z - x * w),
        2 * (x * z - y * w), 2 * (y * z + x * w), 1 - 2 * (x * x + y * y),
    ]  # fmt: skip
    return np.stack(rows, -1).reshape(*q.shape[:-1], 3, 3)


def local_turns(avatar: Avatar, turns: Turns) -> Floats:
    """Return the unit quaternion of every bone, shape (bones, 4).

    Raises
    ------
    InputError
        A bone is unknown to VRM's skeleton of this avatar, or a quaternion is none.
    """
    names = {bone.humanoid: k for k, bone in enumerate(avatar.bones) if bone.humanoid}
    q = np.zeros((len(avatar.bones), 4))
    q[:, 3] = 1
    for name, value in turns.items():
        if name not in names:
            raise InputError(f"{avatar.name} has no bone {name!r}. {did_you_mean(name, names)}")
        turn = np.asarray(value, float)
        length = np.linalg.norm(turn) if turn.shape == (4,) else 0.0
        if not (np.isfinite(length) and length > 1e-6):
            raise InputError(f"the turn of {name} is no quaternion (x, y, z, w): {value!r}")
        q[names[name]] = turn / length
    return q


def placed(
    avatar: Avatar, local: Floats, travel: Sequence[float] | None = None
) -> tuple[Floats, Floats]:
    """Return how each bone is turned and where it is.

    Parameters
    ----------
    local : float64, shape (bones, 4)
        As from `local_turns`.
    travel : three floats or None
        Metres by which the hips leave their place.

    Returns
    -------
    rotations : float64, shape (bones, 3, 3)
    origins : float64, shape (bones, 3)
        Metres.
    """
    rest = np.array([bone.position for bone in avatar.bones], float)
    step = rest - np.array([rest[b.parent] if b.parent >= 0 else (0, 0, 0) for b in avatar.bones])
    if travel is not None:
        hips = next((k for k, bone in enumerate(avatar.bones) if bone.humanoid == "hips"), 0)
        step[hips] += np.asarray(travel, float)
    rotations, origins = matrices(local), rest.copy()
    for k, bone in enumerate(avatar.bones):
        if bone.parent >= 0:
            origins[k] = origins[bone.parent] + rotations[bone.parent] @ step[k]
            rotations[k] = rotations[bone.parent] @ rotations[k]
        else:
            origins[k] = step[k]
    return rotations, origins
