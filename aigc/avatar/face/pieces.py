"""The face as pieces, each with its share of ARKit's 52 movements."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import partial

import numpy as np

from aigc.avatar.base import Indices, Points, vertices
from aigc.avatar.face import brows, eyes, facets, head, lashes, mouth, planes, skin
from aigc.avatar.piece import Piece, surface_normals, unit
from aigc.avatar.shape import Shape, movement
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.warp import chin_height, smoothstep
from aigc.types.avatar import Material, Rgb
from aigc.types.viseme import BLENDSHAPES

SMALLEST = 2e-4
"""Movements of fewer decimetres are left out."""
LID_MOVES = ("eyeBlink", "eyeSquint", "eyeWide", "eyeLook", "cheekSquint")
BROW_MOVES = (*LID_MOVES, "brow", "noseSneer")
OUTLINE: Rgb = (0.42, 0.24, 0.22)

Moves = Mapping[str, tuple[Indices, Points]]
Names = tuple[str, ...]


def face(spec: AvatarSpec, shape: Shape, scalp: skin.Scalp | None) -> tuple[Piece, ...]:
    """Return skin, eyes, lashes, brows where they are drawn, and the inside of the mouth."""
    moves = {name: movement(shape, name) for name in BLENDSHAPES}
    balls = eyes.eyes(spec, shape)
    inner = [replace(p, morphs=_carried(moves, i)) for p, i in mouth.mouth(shape)]
    return (
        _skin(spec, shape, moves, scalp),
        replace(balls, morphs=_carried(moves, eyes.indices())),
        *inner,
        *_hairs(spec, shape, moves),
    )


def _hairs(spec: AvatarSpec, shape: Shape, moves: Moves) -> tuple[Piece, ...]:
    """Return lashes, and brows where they are no painting."""
    if shape.look.facets:
        low, ridges = partial(planes.lash_places, spec=spec), partial(planes.brow_places, spec=spec)
        return (
            _following(planes.lashes(spec, shape), low, shape, moves, LID_MOVES),
            _following(planes.brows(spec, shape), ridges, shape, moves, BROW_MOVES),
        )
    rims = partial(lashes.places, spec=spec, shape=shape)
    made = _following(lashes.lashes(spec, shape), rims, shape, moves, LID_MOVES)
    return (made, brows.drawn(spec, shape)) if shape.look.drawn else (made,)


def _following(
    piece: Piece, places: Callable[[Points], Points], shape: Shape, moves: Moves, own: Names
) -> Piece:
    """Return a piece with those movements of the face whose names begin with one of ``own``.

    Parameters
    ----------
    places : function
        From the base mesh's vertices to the piece's.
    """
    morphs = {}
    for name, (moved, delta) in moves.items():
        if name.startswith(own):
            base = shape.places.copy()
            base[moved] += delta
            shift = places(base) - piece.points
            index = np.flatnonzero(np.abs(shift).max(1) > SMALLEST)
            if len(index):
                morphs[name] = (index, shift[index])
    return replace(piece, morphs=morphs)


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
    look = shape.look
    mesh = head.mesh(look.facets)
    points = np.asarray(mesh.matrix @ shape.places)
    morphs = {}
    for name, (moved, delta) in moves.items():
        shift = np.asarray(mesh.matrix[:, moved] @ delta)
        index = np.flatnonzero(np.abs(shift).max(1) > SMALLEST)
        if len(index):
            morphs[name] = (index, shift[index])
    size = skin.SIZE // 2 if look.facets else skin.SIZE
    painting = skin.paint(spec, look.drawn, scalp, size, brows=not look.facets)
    piece = Piece(
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
            texture=painting,
            shade=_shade(spec),
            rim=look.rim,
            outline=look.outline,
            outline_colour=OUTLINE,
            roughness=look.roughness,
        ),
    )
    if not look.facets:
        return piece
    low = facets.coloured(piece, painting)
    middle = low.points.reshape(-1, 3, 3).mean(1).repeat(3, axis=0)
    return replace(low, normals=_shading(middle, low.normals, shape))


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
