"""From a spec to a finished avatar: shape, dress, grow hair, paint, set bones, and join.

>>> avatar = build(AvatarSpec(look="anime"))
>>> sorted(part.name for part in avatar.parts)[:2]
['eyes', 'hair']
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import partial
from types import MappingProxyType

import numpy as np

from aigc.avatar.expressions import expressions
from aigc.avatar.face.head import mesh as skin_mesh
from aigc.avatar.face.pieces import face
from aigc.avatar.finish import finished
from aigc.avatar.hair import grow, scalp_shade
from aigc.avatar.hair.skull import skull_of
from aigc.avatar.piece import Chain, Piece, kept, of_facets, unit
from aigc.avatar.shape import Shape, shaped
from aigc.avatar.skeleton import Skeleton, skeleton
from aigc.avatar.sky import under_sky
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.wear import dress, earrings, glasses, headwear, pressed
from aigc.types.avatar import Avatar, Collider, Morph, Part, Spring, Vec3

LICENCE: Mapping[str, str] = MappingProxyType(
    {
        "authors": "made with the AIGC workbench",
        "licence": "https://creativecommons.org/publicdomain/zero/1.0/",
        "base": "hm08 by the MakeHuman community, CC0 1.0",
        "person": "fictional",
    }
)


def build(spec: AvatarSpec) -> Avatar:
    """Return the character of a spec, the same to the bit each time."""
    shape = shaped(spec)
    clothes = dress(spec, shape)
    hair = grow(spec, shape, clothes.torso)
    skin, *inner = face(spec, shape, partial(scalp_shade, spec))
    hidden = np.asarray(clothes.covered[skin_mesh(shape.look.facets).base].all(1))
    skin = kept(skin, ~hidden)
    worn = (*clothes.pieces, *_on_head(spec, shape, hair.pieces))
    pieces = [finished(piece, shape.look) for piece in (skin, *inner, *worn)]
    soles = min(float(piece.points[:, 1].min()) for piece in pieces)
    bones = skeleton(shape, hair.chains, spec.body.height_m, soles)
    parts = tuple(_part(piece, bones) for piece in pieces)
    if shape.look.shading == "standard":
        parts = under_sky(parts)
    return Avatar(
        name=spec.name or "avatar",
        shading=shape.look.shading,
        parts=parts,
        bones=bones.bones,
        springs=_springs(hair.chains, bones),
        colliders=_colliders(bones),
        expressions=expressions(),
        eyes=_between_eyes(parts),
        height_m=spec.body.height_m,
        licence=LICENCE,
    )


def _on_head(spec: AvatarSpec, shape: Shape, hair: tuple[Piece, ...]) -> tuple[Piece, ...]:
    """Return hair, pressed where a hat sits on it, and what is worn on the head."""
    skull = skull_of(shape)
    flat = tuple(replace(p, points=pressed(spec, skull, p.points)) for p in hair)
    points = np.concatenate([np.empty((0, 3)), *(p.points for p in flat)])
    rooms = {
        "headwear": headwear(spec, shape, skull, points),
        "glasses": glasses(spec, shape),
        "earrings": earrings(spec, shape, points),
    }
    return (*flat, *(_of_room(piece, room) for room, of in rooms.items() for piece in of))


def _of_room(piece: Piece, room: str) -> Piece:
    """Return a piece whose name tells what it belongs to."""
    own = piece.name.removeprefix(room).strip("_")
    return replace(piece, name=f"{room}_{own}" if own else room)


def _part(piece: Piece, bones: Skeleton) -> Part:
    """Return a piece in metres, in the T, with its weights on the avatar's bones."""
    known = np.array([bones.index[name] for name in piece.rig.bones])
    whole = piece.rig
    morphs = {}
    for name, (index, delta) in piece.morphs.items():
        rig = type(whole)(
            bones=whole.bones, joints=whole.joints[index], weights=whole.weights[index]
        )
        morphs[name] = Morph(index=index.astype(np.int32),
                             delta=bones.turned(delta, rig).astype(np.float32))  # fmt: skip
    tangents = None
    if piece.tangents is not None:
        tangents = unit(bones.turned(piece.tangents, whole)).astype(np.float32)
    weights = piece.rig.weights.astype(np.float32)
    normals = bones.turned(piece.normals, whole)
    if piece.faceted:
        normals = of_facets(normals, piece.triangles)
    return Part(
        name=piece.name,
        positions=bones.placed(piece.points, whole).astype(np.float32),
        normals=unit(normals).astype(np.float32),
        uv=piece.uv.astype(np.float32),
        triangles=piece.triangles.astype(np.int32),
        material=piece.material,
        joints=known[piece.rig.joints].astype(np.uint16),
        weights=weights / weights.sum(1, keepdims=True),
        morphs=morphs,
        tangents=tangents,
        follows=piece.follows,
        first_person=piece.first_person,
    )


def _between_eyes(parts: Sequence[Part]) -> Vec3:
    points = next(p.positions for p in parts if p.name == "eyes")
    left, right = (points[side].mean(0) for side in (points[:, 0] > 0, points[:, 0] < 0))
    x, y, z = (float(c) for c in (left + right) / 2)
    return x, y, z


def _springs(chains: Sequence[Chain], bones: Skeleton) -> tuple[Spring, ...]:
    scale = float(np.linalg.norm(bones.turns[0][:, 0]))
    return tuple(
        Spring(
            name=chain.name,
            bones=tuple(bones.index[chain.joint(k)] for k in range(len(chain.points))),
            stiffness=chain.stiffness,
            drag=chain.drag,
            gravity=chain.gravity,
            radius=chain.radius_dm * scale,
        )
        for chain in chains
    )


def _colliders(bones: Skeleton) -> tuple[Collider, ...]:
    """Return balls for the head and capsules for neck, chest and shoulders."""
    at = {n: np.array(bones.bones[k].position) for n, k in bones.index.items()}
    head = float(bones.bones[bones.index["Head"]].position[1])
    found = [
        Collider(bone=bones.index["Head"], offset=(0.0, 0.09, 0.02), radius=0.085),
        Collider(bone=bones.index["Neck"], offset=(0.0, 0.0, 0.0), tail=(0.0, 0.08, 0.01),
                 radius=0.05),
        Collider(bone=bones.index["Spine2"], offset=(0.0, 0.02, 0.0),
                 tail=(0.0, max(head - at["Spine2"][1] - 0.12, 0.02), 0.0), radius=0.10),
    ]  # fmt: skip
    for side in ("Left", "Right"):
        reach = at[f"{side}Arm"] - at[f"{side}Shoulder"]
        tail = tuple(float(c) for c in reach)
        found.append(Collider(bone=bones.index[f"{side}Shoulder"], offset=(0.0, 0.0, 0.0),
                              tail=tail, radius=0.05))  # type: ignore[arg-type]  # fmt: skip
    return tuple(found)
