"""Motion as VRM Animation: any VRM character can play it.

Source: VRM Consortium, VRMC_vrm_animation 1.0.
"""

from __future__ import annotations

from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.animation import Animation, check, steady
from aigc.avatar.export.document import Document, Json
from aigc.avatar.export.gltf import add_skeleton
from aigc.avatar.export.vrm import humanoid
from aigc.files import write_atomic
from aigc.types.avatar import Avatar, Motion
from aigc.types.viseme import BLENDSHAPES

Turns = NDArray[np.float64]
EYES = ("leftEye", "rightEye")
"""Bones that the format leaves out; a look is a track of its own."""


def write_vrma(motion: Motion, avatar: Avatar, path: Path) -> None:
    """Write a motion with the skeleton of the character it was made for.

    Faces are custom expressions with ARKit's names; a movement that never stirs is left out.

    Raises
    ------
    InputError
        The motion is empty or damaged, or a bone that VRM requires is missing.
    """
    write_atomic(path, vrma_bytes(motion, avatar))


def vrma_bytes(motion: Motion, avatar: Avatar) -> bytes:
    """Return what `write_vrma` writes."""
    check(motion)
    document = Document()
    bones = {name: bone for name, bone in humanoid(avatar).items() if name not in EYES}
    add_skeleton(document, avatar)
    animation = Animation(document, motion)
    _add_turns(document, animation, motion, bones)
    extension: Json = {"specVersion": "1.0", "humanoid": {"humanBones": bones}}
    if face := _add_face(document, animation, motion):
        extension["expressions"] = {"custom": face}
    if gaze := _add_gaze(document, animation, motion, avatar):
        extension["lookAt"] = gaze
    animation.close()
    document.extend("VRMC_vrm_animation", extension)
    return document.to_bytes()


def _add_turns(document: Document, animation: Animation, motion: Motion, bones: Json) -> None:
    for name, turn in motion.turns.items():
        if name in bones:
            animation.add(bones[name]["node"], "rotation", steady(turn))
    if motion.travel is not None:
        hips = bones["hips"]["node"]
        rest = np.float32(document.root["nodes"][hips]["translation"])
        animation.add(hips, "translation", motion.travel + rest)


def _add_face(document: Document, animation: Animation, motion: Motion) -> Json:
    """Write each movement of the face as a node that leaves its place along x by the weight."""
    face: Json = {}
    for k, name in enumerate(BLENDSHAPES):
        weights = motion.blendshapes[:, k]
        if weights.any():
            node = _add_node(document, name)
            places = np.zeros((motion.frames, 3), np.float32)
            places[:, 0] = weights
            animation.add(node, "translation", places)
            face[name] = {"node": node}
    return face


def _add_gaze(document: Document, animation: Animation, motion: Motion, avatar: Avatar) -> Json:
    """Write where the eyes look, as the turn of both together."""
    turns = [steady(motion.turns[name]).astype(np.float64) for name in EYES if name in motion.turns]
    if not turns:
        return {}
    both = turns[0] if len(turns) == 1 else turns[0] + _near(turns[1], turns[0])
    node = _add_node(document, "gaze")
    animation.add(node, "rotation", steady(both.astype(np.float32)))
    head = avatar.bones[avatar.bone("head")].position
    offset = [round(a - b, 6) for a, b in zip(avatar.eyes, head, strict=True)]
    return {"node": node, "offsetFromHeadBone": offset}


def _near(turn: Turns, other: Turns) -> Turns:
    """Return the same turns on the side of the others, so that sums lie between."""
    side: Turns = np.where((turn * other).sum(1, keepdims=True) < 0, -1.0, 1.0)
    return turn * side


def _add_node(document: Document, name: str) -> int:
    node = document.add("nodes", {"name": name})
    document.root["scenes"][0]["nodes"].append(node)
    return node
