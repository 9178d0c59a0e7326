"""A desk in front of a seated presenter."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aigc.avatar.render.camera import Camera
from aigc.types.avatar import Avatar, Bone, Material, Part

WOOD = (0.86, 0.78, 0.70)
SHOWN = 0.13
"""Share of the picture's height, from below, that the desk takes."""
DEEP_M = 0.42


def at_desk(avatar: Avatar, view: Camera) -> Avatar:
    """Return the avatar with a desk whose far edge lies before its body."""
    chest = avatar.eyes[2] + 0.10
    top = view.target[1] - view.height * (0.5 - SHOWN)
    board = _board(top, chest, view.height * 2.2, len(avatar.bones))
    floor = Bone(name="desk", parent=-1, position=(0.0, 0.0, 0.0))
    return replace(avatar, parts=(*avatar.parts, board), bones=(*avatar.bones, floor))


def _board(top: float, back: float, wide: float, bone: int) -> Part:
    """Return the top and the front of a desk that hangs on a bone of its own."""
    x, front, low = wide / 2, back + DEEP_M, top - 1.0
    above = [(-x, top, back), (-x, top, front), (x, top, front), (x, top, back)]
    before = [(-x, top, front), (-x, low, front), (x, low, front), (x, top, front)]
    count = 8
    return Part(
        name="desk",
        positions=np.array(above + before, np.float32),
        normals=np.repeat(np.array([(0, 1, 0), (0, 0, 1)], np.float32), 4, axis=0),
        uv=np.zeros((count, 2), np.float32),
        triangles=np.array([(0, 1, 2), (0, 2, 3), (4, 5, 6), (4, 6, 7)], np.int32),
        material=Material(
            name="desk", kind="cloth", colour=WOOD, outline=0.0, rim=0.0, casts_shadow=False,
            shade=(0.82, 0.76, 0.74), roughness=0.5,
        ),
        joints=np.full((count, 4), bone, np.uint16),
        weights=np.tile(np.array([1, 0, 0, 0], np.float32), (count, 1)),
    )  # fmt: skip
