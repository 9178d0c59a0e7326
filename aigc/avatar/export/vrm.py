"""A character as VRM 1.0: people, rights, faces, gaze and swinging hair on top of a GLB.

Source: VRM Consortium, VRMC_vrm 1.0 and VRMC_springBone 1.0.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

from aigc.avatar.export.document import Document, Json
from aigc.avatar.export.faces import Weights, customs, presets
from aigc.avatar.export.gltf import add_character, copyright_of, targets_of
from aigc.avatar.export.rights import meta
from aigc.errors import InputError
from aigc.files import write_atomic
from aigc.types.avatar import Avatar, Collider, Vec3

PICTURES: Mapping[bytes, Literal["image/png", "image/jpeg"]] = {
    b"\x89PNG\r\n\x1a\n": "image/png", b"\xff\xd8\xff": "image/jpeg",
}  # fmt: skip
"""What VRM takes as a thumbnail, by its first bytes."""
SIDED = ("UpperLeg", "LowerLeg", "Foot", "UpperArm", "LowerArm", "Hand")
REQUIRED = ("hips", "spine", "head", *(f"{s}{b}" for b in SIDED for s in ("left", "right")))
"""Bones without which no program takes a VRM."""
GAZE_DEG = 30.0
"""So far to the side a look is the whole of the face movement ``eyeLookOut``."""
EYE_TURN_DEG = {"Inner": 12.0, "Outer": 12.0, "Down": 10.0, "Up": 10.0}
CLOSING = ("eyeBlinkLeft", "eyeBlinkRight", "eyeSquintLeft", "eyeSquintRight")


def write_vrm(avatar: Avatar, path: Path, *, poster: bytes | None = None) -> None:
    """Write a character that VRM programs open: video calls, games, three-vrm.

    Parameters
    ----------
    poster : bytes or None
        A square PNG or JPEG that programs show in their lists.

    Raises
    ------
    InputError
        A bone that VRM requires is missing, the rights are unknown, or a number is none.
    """
    write_atomic(path, vrm_bytes(avatar, poster=poster))


def vrm_bytes(avatar: Avatar, *, poster: bytes | None = None) -> bytes:
    """Return what `write_vrm` writes."""
    document = Document(copyright_of(avatar))
    nodes = add_character(document, avatar, vrm=True, more={})
    document.extend(
        "VRMC_vrm",
        {
            "specVersion": "1.0",
            "meta": meta(avatar) | _thumbnail(document, poster),
            "humanoid": {"humanBones": humanoid(avatar)},
            "firstPerson": {"meshAnnotations": _annotations(avatar, nodes)},
            "lookAt": _look_at(avatar),
            "expressions": _expressions(document, avatar, nodes),
        },
    )
    if avatar.springs:
        document.extend("VRMC_springBone", _springs(avatar))
    return document.to_bytes()


def humanoid(avatar: Avatar) -> Json:
    """Return the node of each bone that VRM names.

    Raises
    ------
    InputError
        One that VRM requires is missing.
    """
    found: Json = {
        bone.humanoid: {"node": k} for k, bone in enumerate(avatar.bones) if bone.humanoid
    }
    missing = [name for name in REQUIRED if name not in found]
    if missing:
        raise InputError(
            f"The avatar {avatar.name!r} lacks bones that VRM requires: {', '.join(missing)}. "
            "Write a GLB instead."
        )
    return found


def _thumbnail(document: Document, poster: bytes | None) -> Json:
    if poster is None:
        return {}
    kind = next((kind for start, kind in PICTURES.items() if poster.startswith(start)), None)
    if kind is None:
        raise InputError("The poster of a VRM must be a PNG or JPEG picture.")
    return {"thumbnailImage": document.image(poster, kind)}


def _annotations(avatar: Avatar, nodes: Mapping[str, int]) -> list[Json]:
    kinds = {True: "auto", False: "thirdPersonOnly"}
    return [{"node": nodes[p.name], "type": kinds[p.first_person]} for p in avatar.parts]


def _look_at(avatar: Avatar) -> Json:
    head = avatar.bones[avatar.bone("head")].position
    offset = [round(a - b, 6) for a, b in zip(avatar.eyes, head, strict=True)]
    bones = {bone.humanoid for bone in avatar.bones}
    by_bone = {"leftEye", "rightEye"} <= bones
    maps: Json = {}
    for name in ("HorizontalInner", "HorizontalOuter", "VerticalDown", "VerticalUp"):
        turn = EYE_TURN_DEG[name.removeprefix("Horizontal").removeprefix("Vertical")]
        scale = turn if by_bone else 1.0
        maps[f"rangeMap{name}"] = {"inputMaxValue": GAZE_DEG, "outputScale": scale}
    return {"offsetFromHeadBone": offset, "type": "bone" if by_bone else "expression", **maps}


def _expressions(document: Document, avatar: Avatar, nodes: Mapping[str, int]) -> Json:
    places = {
        node: {name: k for k, name in enumerate(targets_of(document, node))}
        for node in nodes.values()
    }
    return {
        "preset": {n: _expression(n, w, places) for n, w in presets(avatar).items()},
        "custom": {n: _expression(n, w, places) for n, w in customs(avatar).items()},
    }


def _expression(name: str, weights: Weights, places: Mapping[int, Mapping[str, int]]) -> Json:
    binds = [
        {"node": node, "index": index[shape], "weight": round(float(weight), 6)}
        for shape, weight in weights.items()
        for node, index in places.items()
        if shape in index
    ]
    closes = "blink" not in name.lower() and any(weights.get(s, 0) > 0.2 for s in CLOSING)
    return {
        **({"morphTargetBinds": binds} if binds else {}),
        "isBinary": False,
        "overrideBlink": "blend" if closes else "none",
        "overrideLookAt": "none",
        "overrideMouth": "none",
    }


def _springs(avatar: Avatar) -> Json:
    group: Json = {}
    if avatar.colliders:
        every = list(range(len(avatar.colliders)))
        group = {
            "colliders": [{"node": c.bone, "shape": _shape(c)} for c in avatar.colliders],
            "colliderGroups": [{"name": "body", "colliders": every}],
        }
    springs = [
        {
            "name": spring.name,
            "joints": [
                {
                    "node": bone,
                    "hitRadius": round(spring.radius, 6),
                    "stiffness": round(spring.stiffness, 6),
                    "gravityPower": round(spring.gravity, 6),
                    "gravityDir": [0.0, -1.0, 0.0],
                    "dragForce": round(spring.drag, 6),
                }
                for bone in spring.bones
            ],
            **({"colliderGroups": [0]} if group else {}),
        }
        for spring in avatar.springs
    ]
    return {"specVersion": "1.0", **group, "springs": springs}


def _shape(collider: Collider) -> Json:
    body: dict[str, Any] = {
        "offset": _rounded(collider.offset),
        "radius": round(collider.radius, 6),
    }
    if collider.tail is None:
        return {"sphere": body}
    return {"capsule": body | {"tail": _rounded(collider.tail)}}


def _rounded(place: Vec3) -> list[float]:
    return [round(float(c), 6) for c in place]
