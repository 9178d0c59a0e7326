"""What a look does to finished pieces: clay, porcelain, a poster, and faces of few flat sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import Indices, Points
from aigc.avatar.looks import Look
from aigc.avatar.piece import Piece, Rig, surface_normals
from aigc.avatar.poster import printed
from aigc.types.avatar import Material, Rgb

LEAST = 12
"""Pieces that would be left with no more triangles stay as they are."""
CELLS_DM = {"hair": 0.0, "skin": 0.13, "cloth": 0.15}
"""Sides of the cubes in which vertices of a kind become one; other kinds keep their form.

Hair is grown in few large facets already.
"""
FINER = 0.45
"""Side of a cube where a face moves, as a share of one where it is still."""
OPENING = ("jawOpen", "eyeBlinkLeft", "eyeBlinkRight")
ALIKE_DM = 0.06
LUMINANCE = np.array([0.299, 0.587, 0.114])


def finished(piece: Piece, look: Look) -> Piece:
    """Return a piece as the look wants it."""
    if look.facets and piece.material.kind in CELLS_DM:
        cell = CELLS_DM[piece.material.kind]
        piece = faceted(clustered(piece, cell) if cell > 0 else piece)
    if look.tint is not None:
        keep = look.painted_eyes if piece.material.kind == "eye" else 0.0
        made = tinted(piece.material, look.tint, look.roughness, look.darkest, keep)
        piece = replace(piece, material=made)
    if look.shading == "flat":
        piece = replace(piece, material=printed(piece.material))
    return piece


def tinted(
    material: Material, tint: Rgb, roughness: float, darkest: float = 0.42, keep: float = 0.0
) -> Material:
    """Return a material of one hue, lighter and darker where it was, that keeps some colour."""
    colour = np.array(material.colour)[None, None] * 255
    texture = material.texture
    shown = colour if texture is None else texture[..., :3] * (colour / 255)
    grey = darkest + (1.04 - darkest) * (shown @ LUMINANCE)[..., None] / 255
    made = np.clip(grey * np.array(tint) * 255, 0, 255) * (1 - keep) + shown * keep
    plain = np.round(made).astype(np.uint8)
    if texture is None:
        r, g, b = (float(c) / 255 for c in plain[0, 0])
        return replace(material, colour=(r, g, b), roughness=roughness)
    if texture.shape[2] == 4:
        plain = np.concatenate([plain, texture[..., 3:]], axis=2)
    return replace(material, colour=(1.0, 1.0, 1.0), texture=plain, roughness=roughness)


def clustered(piece: Piece, cell: float) -> Piece:
    """Return a piece with one vertex for all that lie in one cube of side ``cell`` decimetres.

    Cubes are smaller where a face moves, and hold only what moves alike: lips that touch and lids
    that nearly do stay apart.
    """
    lively = _lively(piece, 0.25 * cell)
    rough = np.floor(piece.points / np.where(lively, FINER * cell, cell)[:, None]).astype(np.int64)
    key = np.c_[rough, lively, np.rint(_moves(piece) / ALIKE_DM).astype(np.int64)]
    _, first, owner = np.unique(key, axis=0, return_index=True, return_inverse=True)
    triangles = first[owner.ravel()][piece.triangles]
    whole = (
        (triangles[:, 0] != triangles[:, 1])
        & (triangles[:, 1] != triangles[:, 2])
        & (triangles[:, 2] != triangles[:, 0])
    )
    return replace(piece, triangles=triangles[whole]) if whole.sum() > LEAST else piece


def _lively(piece: Piece, least: float) -> NDArray[np.bool_]:
    most = np.zeros(len(piece.points))
    for index, delta in piece.morphs.values():
        np.maximum.at(most, index, np.linalg.norm(delta, axis=1))
    return most > least


def _moves(piece: Piece) -> Points:
    """Return how far each vertex rises in the movements that open lips and lids, shape (n, 3)."""
    rises = np.zeros((len(piece.points), len(OPENING)))
    for column, name in enumerate(OPENING):
        if name in piece.morphs:
            index, delta = piece.morphs[name]
            rises[index, column] = delta[:, 1]
    return rises


def faceted(piece: Piece) -> Piece:
    """Return a piece whose triangles share no vertex, each as flat as it is.

    Those without an area keep the normals that they had.
    """
    corner = piece.triangles.ravel()
    triangles = np.arange(len(corner)).reshape(-1, 3)
    points = piece.points[corner]
    normals = surface_normals(points, triangles)
    flat = np.linalg.norm(normals, axis=1, keepdims=True) > 0.5
    return replace(
        piece,
        points=points,
        normals=np.where(flat, normals, piece.normals[corner]),
        uv=np.repeat(piece.uv[corner].reshape(-1, 3, 2).mean(1), 3, axis=0),
        triangles=triangles,
        rig=Rig(bones=piece.rig.bones, joints=piece.rig.joints[corner],
                weights=piece.rig.weights[corner]),
        morphs={n: _spread(corner, *move) for n, move in piece.morphs.items()},
        tangents=None if piece.tangents is None else piece.tangents[corner],
    )  # fmt: skip


def _spread(corner: Indices, index: Indices, delta: Points) -> tuple[Indices, Points]:
    """Return a movement of vertices as one of the corners that were made of them."""
    place = np.full(int(max(corner.max(), index.max())) + 1, -1)
    place[index] = np.arange(len(index))
    moved = np.flatnonzero(place[corner] >= 0)
    return moved, delta[place[corner[moved]]]
