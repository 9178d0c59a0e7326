"""Inside the lips: the lining of the mouth, teeth and tongue."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Indices, faces
from aigc.avatar.face import facets
from aigc.avatar.face.masks import inside_mouth
from aigc.avatar.piece import Piece, of_vertices, split, surface_normals
from aigc.avatar.shape import Shape
from aigc.types.avatar import Material, Rgb

LINING: Rgb = (0.36, 0.10, 0.12)
LINING_DRAWN: Rgb = (0.55, 0.20, 0.24)
TONGUE: Rgb = (0.78, 0.38, 0.40)
TEETH: Rgb = (0.93, 0.91, 0.87)
LOWER_TEETH: Rgb = (0.62, 0.50, 0.46)
"""Darker, as lip and tongue shade them."""


def mouth(shape: Shape) -> tuple[tuple[Piece, Indices], ...]:
    """Return the pieces inside the mouth, each with the base mesh's vertices it is made of."""
    lining = LINING_DRAWN if shape.look.drawn else LINING
    found = [
        _piece("mouth", _inside(shape), lining, shape),
        _piece("tongue", split(faces("helper-tongue")[0]), TONGUE, shape),
        _piece("upper_teeth", split(faces("helper-upper-teeth")[0]), TEETH, shape),
    ]
    if not (shape.look.drawn or shape.look.facets):
        lower = split(faces("helper-lower-teeth")[0])
        found.append(_piece("lower_teeth", lower, LOWER_TEETH, shape))
    return tuple(found)


def _inside(shape: Shape) -> Indices:
    """Return the triangles of the mouth's lining."""
    if shape.look.facets:
        return facets.lining()
    body, _ = faces("body")
    return split(body[inside_mouth()])


def _piece(name: str, corners: Indices, colour: Rgb, shape: Shape) -> tuple[Piece, Indices]:
    index, inverse = np.unique(corners, return_inverse=True)
    triangles = inverse.reshape(-1, 3)
    points = shape.places[index]
    material = Material(
        name=name, kind="mouth", colour=colour, outline=0.0, rim=0.0, roughness=0.4,
        shade=(0.8, 0.7, 0.7), casts_shadow=False,
    )  # fmt: skip
    piece = Piece(
        name=name,
        points=points,
        normals=surface_normals(points, triangles),
        uv=np.full((len(index), 2), 0.5),
        triangles=triangles,
        rig=of_vertices(index),
        material=material,
        follows=True,
    )
    return piece, index
