"""A character as GLB: skeleton, skinned parts, morph targets and materials of plain glTF 2.0."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.export.animation import add_motion
from aigc.avatar.export.document import INDICES, VERTICES, Document, Json
from aigc.avatar.export.faces import Turning, Weights, targets, visemes
from aigc.avatar.export.materials import add_material
from aigc.errors import InputError
from aigc.files import write_atomic
from aigc.types.avatar import Avatar, Morph, Motion, Part

FULL = 65535
"""All of a vertex's weight, in the steps that a file holds."""
NOTHING = Morph(index=np.zeros(0, np.int32), delta=np.zeros((0, 3), np.float32))


def write_glb(avatar: Avatar, path: Path, *, motion: Motion | None = None) -> None:
    """Write a character that any glTF program opens, with ARKit's morphs and the visemes.

    Parameters
    ----------
    motion : Motion or None
        An animation to go into the file.

    Raises
    ------
    InputError
        A part holds a number that is none.
    """
    write_atomic(path, glb_bytes(avatar, motion=motion))


def glb_bytes(avatar: Avatar, *, motion: Motion | None = None) -> bytes:
    """Return what `write_glb` writes."""
    document = Document(copyright_of(avatar))
    meshes = add_character(document, avatar, vrm=False, more=visemes(avatar))
    if motion is not None:
        names = {node: targets_of(document, node) for node in meshes.values()}
        add_motion(document, avatar, motion, names)
    return document.to_bytes()


def add_character(
    document: Document, avatar: Avatar, *, vrm: bool, more: Mapping[str, Weights]
) -> dict[str, int]:
    """Add skeleton and parts; bone ``k`` is node ``k``. Return the node of each part's mesh.

    ``more`` are faces that are stored as morph targets of their own.
    """
    for part in avatar.parts:
        _check(part)
    add_skeleton(document, avatar)
    document.add("skins", _skin(document, avatar))
    materials: dict[int, int] = {}
    nodes: dict[str, int] = {}
    for part in avatar.parts:
        key = id(part.material)
        if key not in materials:
            materials[key] = add_material(document, part, avatar.shading, vrm=vrm)
        mesh = _mesh(document, avatar, part, materials[key], more)
        node = {"name": part.name, "mesh": document.add("meshes", mesh), "skin": 0}
        nodes[part.name] = document.add("nodes", node)
        document.root["scenes"][0]["nodes"].append(nodes[part.name])
    return nodes


def add_skeleton(document: Document, avatar: Avatar) -> None:
    """Add bone ``k`` as node ``k`` and a scene that holds the root."""
    for bone in avatar.bones:
        base = avatar.bones[bone.parent].position if bone.parent >= 0 else (0.0, 0.0, 0.0)
        place = [round(a - b, 7) for a, b in zip(bone.position, base, strict=True)]
        document.add("nodes", {"name": bone.name, "translation": place})
    for k, bone in enumerate(avatar.bones):
        if bone.parent >= 0:
            document.root["nodes"][bone.parent].setdefault("children", []).append(k)
    roots = [k for k, bone in enumerate(avatar.bones) if bone.parent < 0]
    document.root["scene"] = document.add("scenes", {"nodes": roots})


def copyright_of(avatar: Avatar) -> str:
    """Return the line that says whose the character is, or nothing."""
    return avatar.licence.get("copyrightInformation", "")


def targets_of(document: Document, node: int) -> tuple[str, ...]:
    """Return the names of a mesh node's morph targets in their order."""
    mesh = document.root["meshes"][document.root["nodes"][node]["mesh"]]
    return tuple(mesh.get("extras", {}).get("targetNames", ()))


def _skin(document: Document, avatar: Avatar) -> Json:
    binds = np.tile(np.eye(4, dtype=np.float32), (len(avatar.bones), 1, 1))
    binds[:, 3, :3] = [[-c for c in bone.position] for bone in avatar.bones]
    inverse = document.accessor(binds.reshape(-1, 16))
    return {"joints": list(range(len(avatar.bones))), "inverseBindMatrices": inverse}


def _mesh(
    document: Document, avatar: Avatar, part: Part, material: int, more: Mapping[str, Weights]
) -> Json:
    stored = targets(part, more)
    turning = Turning(part) if stored and _turns(avatar, part) else None
    count = len(part.positions)
    primitive: Json = {
        "attributes": _attributes(document, part),
        "indices": document.accessor(_indices(part), INDICES),
        "material": material,
    }
    mesh: Json = {"name": part.name, "primitives": [primitive]}
    if stored:
        primitive["targets"] = [
            _target(document, morph, turning, count, lit=name not in more)
            for name, morph in stored.items()
        ]
        mesh |= {"weights": [0.0] * len(stored), "extras": {"targetNames": list(stored)}}
    return mesh


def _turns(avatar: Avatar, part: Part) -> bool:
    """Tell whether light shows it when a part's normals stay as they were at rest."""
    return part.follows and avatar.shading == "standard"


def _target(
    document: Document, morph: Morph, turning: Turning | None, count: int, *, lit: bool
) -> Json:
    """Return one morph target; normals stand in all of a mesh or in none, be they all zero."""
    target = {"POSITION": document.moves(morph.index, morph.delta, count)}
    if turning is not None:
        turn = turning.of(morph) if lit else NOTHING
        target["NORMAL"] = document.moves(turn.index, turn.delta, count)
    return target


def _attributes(document: Document, part: Part) -> Json:
    joints, weights = _bound(part)
    uv = np.column_stack([part.uv[:, 0], 1 - part.uv[:, 1]]).astype(np.float32)
    return {
        "POSITION": document.accessor(part.positions.astype(np.float32), VERTICES, bounds=True),
        "NORMAL": document.accessor(_unit(part.normals), VERTICES),
        "TEXCOORD_0": document.accessor(uv, VERTICES),
        "JOINTS_0": document.accessor(joints, VERTICES),
        "WEIGHTS_0": document.accessor(weights, VERTICES, normalised=True),
    }


def _bound(part: Part) -> tuple[NDArray[np.uint16 | np.uint8], NDArray[np.uint16]]:
    """Return joints and weights; a joint that has no weight is 0, and none comes twice."""
    joints, shares = part.joints.astype(np.int64), part.weights.astype(np.float64).clip(0)
    for k in range(1, 4):
        for j in range(k):
            same = joints[:, j] == joints[:, k]
            shares[same, j] += shares[same, k]
            shares[same, k] = 0
    steps = np.floor(shares / shares.sum(1, keepdims=True) * FULL).astype(np.int64)
    steps[np.arange(len(steps)), steps.argmax(1)] += FULL - steps.sum(1)
    joints = np.where(steps > 0, joints, 0)
    small = joints.max(initial=0) < 256
    return joints.astype(np.uint8 if small else np.uint16), steps.astype(np.uint16)


def _indices(part: Part) -> NDArray[np.uint16 | np.uint32]:
    kind = np.uint16 if len(part.positions) < FULL else np.uint32
    return part.triangles.ravel().astype(kind)


def _unit(normals: NDArray[np.float32]) -> NDArray[np.float32]:
    length = np.linalg.norm(normals.astype(np.float64), axis=1, keepdims=True)
    unit = np.where(length > 1e-6, normals / np.where(length > 1e-6, length, 1), [0.0, 0.0, 1.0])
    return unit.astype(np.float32)


def _check(part: Part) -> None:
    rows = {"places": part.positions, "normals": part.normals, "texture": part.uv}
    rows |= {"weights": part.weights}
    rows |= {f"movement {name!r}": morph.delta for name, morph in part.morphs.items()}
    for what, values in rows.items():
        if not np.isfinite(values).all():
            raise InputError(
                f"The part {part.name!r} cannot be written: its {what} hold a number that is "
                "infinite or none. Build the avatar anew."
            )
    if part.weights.sum(1).min(initial=1) <= 0:
        raise InputError(f"The part {part.name!r} has a vertex that no bone holds.")
