"""A small character of boxes and balls that has everything a file can hold."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from aigc.types.avatar import Avatar, Bone, Collider, Material, Morph, Motion, Part, Spring
from aigc.types.viseme import BLENDSHAPES

LICENCE = {
    "authors": "Ada; 李明",
    "licenseUrl": "https://vrm.dev/licenses/1.0/",
    "avatarPermission": "everyone",
    "allowRedistribution": "true",
    "copyrightInformation": "© Ada",
}
EXPRESSIONS = {
    "happy": {"mouthSmileLeft": 0.8, "mouthSmileRight": 0.8, "eyeSquintLeft": 0.4},
    "angry": {"browDownLeft": 1.0, "browDownRight": 1.0},
    "sad": {"mouthFrownLeft": 0.7, "mouthFrownRight": 0.7},
    "relaxed": {"eyeBlinkLeft": 0.3, "eyeBlinkRight": 0.3},
    "surprised": {"jawOpen": 0.4, "eyeWideLeft": 0.9, "eyeWideRight": 0.9},
    "sil": {},
    "PP": {"mouthPressLeft": 0.6, "mouthPressRight": 0.6},
    "aa": {"jawOpen": 0.7, "mouthFunnel": 0.1},
    "ee": {"mouthSmileLeft": 0.4, "mouthSmileRight": 0.4, "jawOpen": 0.1},
    "ih": {"jawOpen": 0.25},
    "oh": {"mouthFunnel": 0.7, "jawOpen": 0.3},
    "ou": {"mouthPucker": 0.9},
}
_PLACES = {
    "hips": ("", (0.0, 0.95, 0.0)),
    "spine": ("hips", (0.0, 1.05, 0.0)),
    "chest": ("spine", (0.0, 1.2, 0.0)),
    "neck": ("chest", (0.0, 1.42, 0.0)),
    "head": ("neck", (0.0, 1.5, 0.01)),
    "leftEye": ("head", (0.03, 1.56, 0.08)),
    "rightEye": ("head", (-0.03, 1.56, 0.08)),
}
_LIMBS = {
    "UpperArm": ("chest", (0.18, 1.38, 0.0)),
    "LowerArm": ("UpperArm", (0.45, 1.38, 0.0)),
    "Hand": ("LowerArm", (0.68, 1.38, 0.0)),
    "UpperLeg": ("hips", (0.09, 0.9, 0.0)),
    "LowerLeg": ("UpperLeg", (0.09, 0.5, 0.0)),
    "Foot": ("LowerLeg", (0.09, 0.08, 0.0)),
}


def bones(*, eyes=True) -> tuple[Bone, ...]:
    rows = {n: r for n, r in _PLACES.items() if eyes or not n.endswith("Eye")}
    for side, sign in (("left", 1.0), ("right", -1.0)):
        for name, (parent, (x, y, z)) in _LIMBS.items():
            above = side + parent if parent in _LIMBS else parent
            rows[side + name] = (above, (sign * x, y, z))
    order = list(rows)
    made = [
        Bone(name=n, parent=order.index(p) if p else -1, position=at, humanoid=n)
        for n, (p, at) in rows.items()
    ]
    head = order.index("head")
    for k, y in enumerate((1.6, 1.5, 1.4)):
        above = head if k == 0 else len(made) - 1
        made.append(Bone(name=f"tail{k}", parent=above, position=(0.0, y, -0.12)))
    return tuple(made)


def ball(centre, radius, rows=12, columns=16):
    """Return positions, normals, uv and triangles of a ball with a seam."""
    v, u = np.meshgrid(np.linspace(0, 1, rows), np.linspace(0, 1, columns), indexing="ij")
    turn, rise = 2 * np.pi * u, np.pi * (v - 0.5)
    turn[:, -1] = 0
    normals = np.stack([np.cos(rise) * np.sin(turn), np.sin(rise), np.cos(rise) * np.cos(turn)], -1)
    normals = normals.reshape(-1, 3)
    k = np.arange(rows * columns).reshape(rows, columns)
    a, b, c, d = k[:-1, :-1], k[:-1, 1:], k[1:, 1:], k[1:, :-1]
    quads = np.stack([a, b, c, a, c, d], -1).reshape(-1, 3)
    places = np.asarray(centre) + normals * np.asarray(radius)
    uv = np.stack([u, v], -1).reshape(-1, 2)
    floats = (x.astype(np.float32) for x in (places, normals, uv))
    return *floats, quads.astype(np.int32)


def part(name, centre, radius, material, bone, *, morphs=(), seed=0, **more) -> Part:
    places, normals, uv, triangles = ball(centre, radius)
    joints = np.zeros((len(places), 4), np.uint16)
    joints[:, 0], joints[:, 1] = bone, 1
    weights = np.tile(np.float32([0.75, 0.25, 0, 0]), (len(places), 1))
    rng = np.random.default_rng(seed)
    moves = {}
    for shape in morphs:
        index = np.flatnonzero(places[:, 2] > np.quantile(places[:, 2], rng.uniform(0.3, 0.8)))
        delta = rng.normal(0, 0.004, 3) + rng.normal(0, 0.001, (len(index), 3))
        moves[shape] = Morph(index=index.astype(np.int32), delta=delta.astype(np.float32))
    return Part(
        name=name, positions=places, normals=normals, uv=uv, triangles=triangles,
        material=material, joints=joints, weights=weights, morphs=moves, **more,
    )  # fmt: skip


def picture(seed, size=64, *, alpha=False):
    rng = np.random.default_rng(seed)
    smooth = np.linspace(60, 220, size)[:, None, None] + np.zeros((size, size, 4))
    noisy = (smooth + rng.normal(0, 6, (size, size, 1))).clip(0, 255).astype(np.uint8)
    noisy[..., 3] = 255
    if alpha:
        noisy[:, : size // 2, 3] = 0
    return noisy


def avatar(shading="toon", *, eyes=True, size=64) -> Avatar:
    skin = Material(name="skin", kind="skin", texture=picture(1, size), colour=(1.0, 0.9, 0.85))
    hair = Material(
        name="hair", kind="hair", texture=picture(2, size, alpha=True), alpha="mask",
        double_sided=True, colour=(0.3, 0.2, 0.2), highlight=(1.0, 0.9, 0.8),
    )  # fmt: skip
    glass = Material(name="glass", kind="glass", alpha="blend", opacity=0.3)
    lash = Material(name="lash", kind="unlit", colour=(0.1, 0.1, 0.1), outline=0.0)
    skeleton = bones(eyes=eyes)
    head, last = 4, len(skeleton) - 1
    parts = (
        part("face", (0, 1.56, 0), (0.09, 0.12, 0.1), skin, head, morphs=BLENDSHAPES, follows=True),
        part("lashes", (0, 1.58, 0.09), 0.01, lash, head, morphs=BLENDSHAPES[:14], seed=1),
        part("body", (0, 1.15, 0), (0.16, 0.25, 0.1), skin, 2, first_person=True),
        part("hair", (0, 1.62, -0.03), (0.1, 0.1, 0.1), hair, last - 1, first_person=False),
        part("glasses", (0, 1.57, 0.12), (0.06, 0.01, 0.01), glass, head),
    )
    return Avatar(
        name="试验 Ball", shading=shading, parts=parts, bones=skeleton,
        springs=(Spring(name="tail", bones=(last - 2, last - 1, last)),),
        colliders=(
            Collider(bone=head, offset=(0.0, 0.06, 0.0), radius=0.09),
            Collider(bone=2, offset=(0.0, 0.0, 0.0), radius=0.1, tail=(0.0, 0.15, 0.0)),
        ),
        expressions=EXPRESSIONS, eyes=(0.0, 1.56, 0.08), licence=LICENCE,
    )  # fmt: skip


def motion(frames=45, fps=Fraction(30), *, eyes=False) -> Motion:
    t = np.arange(frames) / float(fps)
    weights = np.zeros((frames, 52), np.float32)
    weights[:, BLENDSHAPES.index("jawOpen")] = 0.5 - 0.5 * np.cos(6 * t)
    weights[:, BLENDSHAPES.index("eyeBlinkLeft")] = (frames // 2 == np.arange(frames)) * 1.0
    weights[:, BLENDSHAPES.index("eyeBlinkRight")] = weights[:, 0]

    def turn(axis, angle):
        q = np.zeros((frames, 4), np.float32)
        q[:, axis], q[:, 3] = np.sin(angle / 2), np.cos(angle / 2)
        return q

    turns = {"head": turn(1, 0.3 * np.sin(2 * t)), "leftUpperArm": turn(2, -1.2 + 0.1 * t)}
    if eyes:
        turns |= {"leftEye": turn(1, 0.1 * t), "rightEye": turn(1, 0.1 * t)}
    travel = np.stack([0.02 * np.sin(t), 0 * t, 0 * t], 1).astype(np.float32)
    return Motion(fps=fps, blendshapes=weights, turns=turns, travel=travel)


def broken(character: Avatar, **changes) -> Avatar:
    """Return the character with the first part changed."""
    first = replace(character.parts[0], **changes)
    return replace(character, parts=(first, *character.parts[1:]))
