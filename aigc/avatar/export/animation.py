"""Motion as a glTF animation: bones that turn, and the weights of morph targets."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.document import Document, Json
from aigc.errors import InputError
from aigc.types.avatar import Avatar, Motion
from aigc.types.viseme import BLENDSHAPES


class Animation:
    """One animation while it is written; all its channels share the times of the frames."""

    def __init__(self, document: Document, motion: Motion) -> None:
        check(motion)
        self._document = document
        times = np.array([float(k / motion.fps) for k in range(motion.frames)], np.float32)
        self._times = document.accessor(times, bounds=True)
        self.root: Json = {"name": "motion", "channels": [], "samplers": []}

    def add(self, node: int, path: str, values: NDArray[np.float32]) -> None:
        """Let a node follow ``values``, shape (frames, ...)."""
        output = self._document.accessor(values.astype(np.float32))
        self.root["samplers"].append(
            {"input": self._times, "interpolation": "LINEAR", "output": output}
        )
        sampler = len(self.root["samplers"]) - 1
        target = {"node": node, "path": path}
        self.root["channels"].append({"sampler": sampler, "target": target})

    def close(self) -> None:
        """Put the animation into the file, unless nothing moves in it."""
        if self.root["channels"]:
            self._document.add("animations", self.root)


def add_motion(
    document: Document,
    avatar: Avatar,
    motion: Motion,
    meshes: Mapping[int, Sequence[str]],
) -> None:
    """Animate the skeleton, and the mesh nodes by the names of their morph targets.

    Bones that the character lacks are passed over.
    """
    animation = Animation(document, motion)
    bones = {bone.humanoid: k for k, bone in enumerate(avatar.bones) if bone.humanoid}
    for name, turn in motion.turns.items():
        if name in bones:
            animation.add(bones[name], "rotation", steady(turn))
    if motion.travel is not None and "hips" in bones:
        rest = document.root["nodes"][bones["hips"]]["translation"]
        animation.add(bones["hips"], "translation", motion.travel + np.float32(rest))
    columns = {name: k for k, name in enumerate(BLENDSHAPES)}
    still = np.zeros(motion.frames, np.float32)
    for node, names in meshes.items():
        rows = [motion.blendshapes[:, columns[n]] if n in columns else still for n in names]
        if rows and np.any(rows):
            animation.add(node, "weights", np.stack(rows, axis=1).ravel())
    animation.close()


def steady(turn: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return unit quaternions of which none is the far side of the one before."""
    unit = turn.astype(np.float64)
    unit /= np.linalg.norm(unit, axis=1, keepdims=True)
    flips = np.where((unit[1:] * unit[:-1]).sum(1) < 0, -1.0, 1.0)
    unit[1:] *= np.cumprod(flips)[:, None]
    return unit.astype(np.float32)


def check(motion: Motion) -> None:
    """Refuse a motion that no file can hold.

    Raises
    ------
    InputError
        It has no frame, tracks of several lengths, or a number that is none.
    """
    if not motion.frames or motion.fps <= 0:
        raise InputError("A motion without frames cannot be written. Give speech or a recording.")
    tracks = {"blendshapes": motion.blendshapes, **motion.turns}
    if motion.travel is not None:
        tracks["travel"] = motion.travel
    for name, track in tracks.items():
        if len(track) != motion.frames:
            raise InputError(
                f"The track {name!r} has {len(track)} frames, the face {motion.frames}. "
                "Make the motion anew."
            )
        if not np.isfinite(track).all():
            raise InputError(f"The track {name!r} holds a number that is infinite or none.")
    for name, turn in motion.turns.items():
        if np.linalg.norm(turn, axis=1).min() < 1e-6:
            raise InputError(f"The track {name!r} holds a turn of length 0.")
