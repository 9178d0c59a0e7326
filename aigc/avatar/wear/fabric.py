"""What wear is made of: materials from a spec's colours, and a rack that joins what is alike."""

from __future__ import annotations

import colorsys
from collections.abc import Iterable
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import Points
from aigc.avatar.piece import Piece, Rig, near, rigid
from aigc.avatar.wear.figure import TIGHTS
from aigc.avatar.wear.lofts import Mesh, joined
from aigc.types.avatar import Material, MaterialKind, Rgb

NEAREST = 12
"""How many vertices of the body carry a point of cloth, so that edges stay even when it moves."""
CLOTH_SHADE: Rgb = (0.72, 0.68, 0.80)
HARD_SHADE: Rgb = (0.62, 0.56, 0.62)
GOLD: Rgb = (0.86, 0.70, 0.40)
SILVER: Rgb = (0.78, 0.79, 0.82)
WHITE: Rgb = (0.96, 0.96, 0.97)
INK: Rgb = (0.13, 0.13, 0.16)


def lightness(colour: Rgb) -> float:
    """Return how light a colour is to the eye, 0 to 1."""
    return 0.30 * colour[0] + 0.59 * colour[1] + 0.11 * colour[2]


def mixed(a: Rgb, b: Rgb, share: float) -> Rgb:
    """Return the colour at ``share`` of the way from ``a`` to ``b``."""
    r, g, b_ = (p + (q - p) * share for p, q in zip(a, b, strict=True))
    return r, g, b_


def darker(colour: Rgb, by: float = 0.14) -> Rgb:
    """Return a deeper and slightly fuller tone of the same hue."""
    h, s, v = colorsys.rgb_to_hsv(*colour)
    r, g, b = colorsys.hsv_to_rgb(h, min(1.0, s * (1 + 0.5 * by) + 0.05 * by), v * (1 - by))
    return r, g, b


def lighter(colour: Rgb, by: float = 0.2) -> Rgb:
    """Return a paler tone of the same hue."""
    return mixed(colour, (1.0, 1.0, 1.0), by)


def trim(colour: Rgb, by: float = 0.16) -> Rgb:
    """Return the tone of seams and ribs: darker, or lighter on nearly black cloth."""
    return lighter(colour, by) if lightness(colour) < 0.2 else darker(colour, by)


def muted(colour: Rgb) -> Rgb:
    """Return a quiet dark companion of a colour, for trousers and shoes."""
    h, s, _ = colorsys.rgb_to_hsv(*colour)
    r, g, b = colorsys.hsv_to_rgb(h, min(0.35, s * 0.5), 0.27)
    return r, g, b


def cloth(
    name: str, colour: Rgb, texture: NDArray[np.uint8] | None = None, rough: float = 0.85
) -> Material:
    """Return a fabric that is seen from both sides."""
    return Material(
        name=name, kind="cloth", colour=(1.0, 1.0, 1.0) if texture is not None else colour,
        texture=texture, double_sided=True, roughness=rough, shade=CLOTH_SHADE, rim=0.12,
        outline=0.8, outline_colour=mixed(darker(colour, 0.6), (0.16, 0.13, 0.2), 0.5),
    )  # fmt: skip


def hard(
    name: str, colour: Rgb, kind: MaterialKind = "glossy", rough: float = 0.3, outline: float = 0.5
) -> Material:
    """Return something smooth: plastic, leather, metal, stone."""
    return Material(
        name=name, kind=kind, colour=colour, roughness=rough, shade=HARD_SHADE, rim=0.15,
        metallic=0.5 if kind == "metal" else 0.0, outline=outline, double_sided=False,
        outline_colour=mixed(darker(colour, 0.6), (0.15, 0.12, 0.16), 0.5),
    )  # fmt: skip


@dataclass(slots=True)
class Rack:
    """Collects meshes by material and hands them back as pieces in the order they came."""

    meshes: dict[str, list[Mesh]] = field(default_factory=dict)
    materials: dict[str, Material] = field(default_factory=dict)

    def add(self, material: Material, *parts: Mesh) -> None:
        """Add meshes of a material; one of the same name is the same material."""
        self.materials.setdefault(material.name, material)
        self.meshes.setdefault(material.name, []).extend(parts)

    def worn(self, places: Points) -> tuple[Piece, ...]:
        """Return the pieces, each vertex carried by the body nearest to its anchor."""
        index = np.arange(TIGHTS.start, TIGHTS.stop)
        found = []
        for name, material in self.materials.items():
            whole = joined(self.meshes[name])
            rig = near(whole.anchors, places, index, smooth=NEAREST)
            found.append(_piece(name, whole, material, rig))
        return tuple(found)

    def fixed(self, bone: str) -> tuple[Piece, ...]:
        """Return the pieces, all carried by one bone."""
        found = []
        for name, material in self.materials.items():
            whole = joined(self.meshes[name])
            found.append(_piece(name, whole, material, rigid(len(whole.points), bone)))
        return tuple(found)


def _piece(name: str, whole: Mesh, material: Material, rig: Rig) -> Piece:
    return Piece(
        name=name, points=whole.points, normals=whole.normals, uv=whole.uv,
        triangles=whole.triangles, material=material, rig=rig,
    )  # fmt: skip


def triangles(pieces: Iterable[Piece]) -> int:
    """Return how many triangles pieces have."""
    return sum(len(piece.triangles) for piece in pieces)
