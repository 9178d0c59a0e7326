"""A small character: an egg of a head that moves, a lock that swings, a pane, and a few bones."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import numpy as np

from aigc.types.avatar import Avatar, Bone, Collider, Material, Morph, Motion, Part, Spring
from aigc.types.viseme import BLENDSHAPES

EYES = (0.0, 1.5, 0.1)
BONES = (
    Bone(name="hips", parent=-1, position=(0.0, 0.9, 0.0), humanoid="hips"),
    Bone(name="neck", parent=0, position=(0.0, 1.36, 0.0), humanoid="neck"),
    Bone(name="head", parent=1, position=(0.0, 1.42, 0.0), humanoid="head"),
    *(
        Bone(name=f"{side}{joint}", parent=parent, position=(x * sign, 1.3, 0.0),
             humanoid=f"{side}{joint}")
        for side, sign, first in (("left", 1, 3), ("right", -1, 6))
        for joint, parent, x in (("Shoulder", 0, 0.05), ("UpperArm", first, 0.15),
                                 ("LowerArm", first + 1, 0.4))
    ),
    *(
        Bone(name=f"lock_{k}", parent=2 if k == 0 else 8 + k, position=(0.0, 1.6 - 0.1 * k, -0.14))
        for k in range(4)
    ),
)  # fmt: skip
SKIN = Material(name="skin", kind="skin", colour=(0.95, 0.8, 0.7))
HAIR = Material(name="hair", kind="hair", colour=(0.3, 0.2, 0.6), double_sided=True)
GLASS = Material(name="pane", kind="glass", colour=(1.0, 1.0, 1.0), opacity=0.3, alpha="blend",
                 outline=0.0)  # fmt: skip


def _skinned(count, bone):
    joints = np.zeros((count, 4), np.uint16)
    joints[:, 0] = bone
    return joints, np.tile(np.array([1, 0, 0, 0], np.float32), (count, 1))


def ball(name, centre, radii, bone, material, rows=24, **more):
    """Return an ellipsoid that hangs on one bone."""
    angles = np.linspace(0, np.pi, rows + 1), np.linspace(0, 2 * np.pi, 2 * rows + 1)
    up, round_ = np.meshgrid(*angles, indexing="ij")
    unit = np.stack([np.sin(up) * np.sin(round_), np.cos(up), np.sin(up) * np.cos(round_)], -1)
    corner = np.arange(rows)[:, None] * (2 * rows + 1) + np.arange(2 * rows)
    below, aside = corner + 2 * rows + 1, corner + 1
    quads = np.stack([corner, below, aside, aside, below, below + 1], -1)
    points = unit.reshape(-1, 3)
    normals = points / np.array(radii)
    joints, weights = _skinned(len(points), bone)
    return Part(
        name=name,
        positions=(points * radii + centre).astype(np.float32),
        normals=(normals / np.linalg.norm(normals, axis=1, keepdims=True)).astype(np.float32),
        uv=np.stack([round_ / (2 * np.pi), 1 - up / np.pi], -1).reshape(-1, 2).astype(np.float32),
        triangles=quads.reshape(-1, 3).astype(np.int32),
        material=material, joints=joints, weights=weights, **more,
    )  # fmt: skip


def card(name, points, bones, material):
    """Return a strip between two columns of points, one bone a row."""
    count = len(points)
    joints, weights = _skinned(count, 0)
    joints[:, 0] = bones
    first = np.arange(0, count - 2, 2)[:, None]
    triangles = np.concatenate([first + np.array(way) for way in ((0, 2, 1), (1, 2, 3))])
    down = np.tile(np.array([0, -1, 0], np.float32), (count, 1))
    return Part(
        name=name,
        positions=np.array(points, np.float32),
        normals=np.tile(np.array([0, 0, 1], np.float32), (count, 1)),
        uv=np.array([(k % 2, 1 - k // 2 / (count // 2 - 1)) for k in range(count)], np.float32),
        triangles=triangles.astype(np.int32), material=material, joints=joints, weights=weights,
        tangents=down if material.kind == "hair" else None,
    )  # fmt: skip


def avatar(shading="toon", **changes) -> Avatar:
    """Return the character; ``changes`` are fields of `Avatar`."""
    head = ball("head", (0, 1.52, 0), (0.09, 0.12, 0.1), 2, SKIN, follows=True)
    low = np.flatnonzero((head.positions[:, 1] < 1.47) & (head.positions[:, 2] > 0.02))
    drop = np.tile(np.array([0, -0.03, 0.005], np.float32), (len(low), 1))
    head = replace(head, morphs={"jawOpen": Morph(index=low.astype(np.int32), delta=drop)})
    body = ball("body", (0, 1.1, 0), (0.2, 0.25, 0.1), 0, replace(SKIN, name="shirt", kind="cloth"))
    lock = [(x, 1.6 - 0.1 * k, -0.14) for k in range(4) for x in (-0.02, 0.02)]
    pane = [(x, y, 0.16) for y in (1.55, 1.45) for x in (-0.08, 0.08)]
    parts = (
        head, body,
        card("lock", lock, np.repeat([9, 10, 11, 12], 2), HAIR),
        card("pane", pane, np.full(4, 2), GLASS),
    )  # fmt: skip
    whole = Avatar(
        name="egg", shading=shading, parts=parts, bones=BONES,
        springs=(Spring(name="lock", bones=(9, 10, 11, 12), stiffness=0.3, gravity=0.6),),
        colliders=(Collider(bone=2, offset=(0.0, 0.1, 0.0), radius=0.09),),
        expressions={"aa": {"jawOpen": 0.7}}, eyes=EYES, height_m=1.65,
    )  # fmt: skip
    return replace(whole, **changes)


def motion(count=8, fps=25) -> Motion:
    """Return a mouth that opens while the head turns."""
    faces = np.zeros((count, 52), np.float32)
    faces[:, BLENDSHAPES.index("jawOpen")] = np.linspace(0, 1, count)
    half = np.radians(np.linspace(0, 40, count)) / 2
    turn = np.stack([0 * half, np.sin(half), 0 * half, np.cos(half)], 1).astype(np.float32)
    return Motion(fps=Fraction(fps), blendshapes=faces, turns={"head": turn})
