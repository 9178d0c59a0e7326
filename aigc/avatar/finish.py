"""What a look does to finished pieces: clay, porcelain, a poster, and faces of few flat sides."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aigc.avatar.looks import Look
from aigc.avatar.piece import Piece, faceted
from aigc.avatar.poster import printed
from aigc.types.avatar import Material, Rgb

SMOOTH = ("eye", "lash", "glass")
"""Kinds that have no facets in any look."""
LUMINANCE = np.array([0.299, 0.587, 0.114])


def finished(piece: Piece, look: Look) -> Piece:
    """Return a piece as the look wants it."""
    if look.facets and not (piece.faceted or piece.material.kind in SMOOTH):
        piece = faceted(piece)
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
