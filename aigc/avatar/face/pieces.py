"""The face as pieces, each with its share of ARKit's 52 movements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

import numpy as np

from aigc.avatar.base import Indices, Points, vertices
from aigc.avatar.face import brows, eyes, head, lashes, mouth, skin
from aigc.avatar.piece import Piece, surface_normals, unit
from aigc.avatar.shape import Shape, movement
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.warp import chin_height, smoothstep
from aigc.types.avatar import Material, Rgb
from aigc.types.viseme import BLENDSHAPES

SMALLEST = 2e-4
"""Movements of fewer decimetres are left out."""
LID_MOVES = ("eyeBlink", "eyeSquint", "eyeWide", "eyeLook", "cheekSquint")
OUTLINE: Rgb = (0.42, 0.24, 0.22)

Moves = Mapping[str, tuple[Indices, Points]]


def face(spec: AvatarSpec, shape: Shape, scalp: skin.Scalp | None) -> tuple[Piece, ...]:
    """Return skin, eyes, lashes, brows where they are drawn, and the inside of the mouth."""
    moves = {name: movement(shape, name) for name in BLENDSHAPES}
    balls = eyes.eyes(spec, shape)
    inner = [replace(p, morphs=_carried(moves, i)) for p, i in mouth.mouth(shape)]
    return (
        _skin(spec, shape, moves, scalp),
        replace(balls, morphs=_carried(moves, eyes.indices())),
        *inner,
        _lashes(spec, shape, moves),
        *((brows.drawn(spec, shape),) if shape.look.drawn else ()),
    )


def _carried(moves: Moves, index: Indices) -> dict[str, tuple[Indices, Points]]:
    """Return movements for a piece whose vertices are these of the base mesh."""
    place = np.full(len(vertices()), -1)
    place[index] = np.arange(len(index))
    found = {}
    for name, (moved, delta) in moves.items():
        here = (place[moved] >= 0) & (np.abs(delta).max(1) > SMALLEST)
        if here.any():
            order = np.argsort(place[moved[here]])
            found[name] = (place[moved[here]][order], delta[here][order])
    return found


def _skin(spec: AvatarSpec, shape: Shape, moves: Moves, scalp: skin.Scalp | None) -> Piece:
    mesh = head.mesh()
    points = np.asarray(mesh.matrix @ shape.places)
    morphs = {}
    for name, (moved, delta) in moves.items():
        shift = np.asarray(mesh.matrix[:, moved] @ delta)
        index = np.flatnonzero(np.abs(shift).max(1) > SMALLEST)
        if len(index):
            morphs[name] = (index, shift[index])
    look = shape.look
    return Piece(
        name="skin",
        points=points,
        normals=_shading(points, surface_normals(points, mesh.triangles), shape),
        uv=mesh.uv,
        triangles=mesh.triangles,
        rig=mesh.rig,
        morphs=morphs,
        follows=look.smooth < 0.5,
        material=Material(
            name="skin",
            kind="skin",
            texture=skin.paint(spec, look.drawn, scalp),
            shade=_shade(spec),
            rim=look.rim,
            outline=look.outline,
            outline_colour=OUTLINE,
            roughness=look.roughness,
        ),
    )


def _shade(spec: AvatarSpec) -> Rgb:
    """Return what a drawn skin is multiplied by in shadow: rosier where it is fair."""
    deep = spec.skin.tone
    return (0.92 - 0.12 * deep, 0.74 - 0.10 * deep, 0.74 - 0.10 * deep)


def _shading(points: Points, normals: Points, shape: Shape) -> Points:
    """Return normals leaned towards those of an egg, which keeps a drawn face clear of blotches."""
    share = shape.look.smooth
    if not share:
        return normals
    chin = chin_height(shape.places)
    top = points[:, 1].max()
    centre = np.array([0, (top + chin) / 2 - 0.05, 0.30])
    egg = unit((points - centre) * [1.0, 0.55, 1.05])
    on_head = smoothstep(points[:, 1], chin - 0.25, chin + 0.15)
    under = 1 - smoothstep(points[:, 2], 0.8, 1.3) * (1 - on_head)
    lean = share * on_head * under
    return unit(normals * (1 - lean[:, None]) + egg * lean[:, None])


def _lashes(spec: AvatarSpec, shape: Shape, moves: Moves) -> Piece:
    piece = lashes.lashes(spec, shape)
    morphs = {}
    for name, (moved, delta) in moves.items():
        if name.startswith(LID_MOVES):
            places = shape.places.copy()
            places[moved] += delta
            shift = lashes.places(places, spec, shape) - piece.points
            index = np.flatnonzero(np.abs(shift).max(1) > SMALLEST)
            if len(index):
                morphs[name] = (index, shift[index])
    return replace(piece, morphs=morphs)
