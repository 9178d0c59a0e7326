"""Hair: strand clumps grown over the skull, and the bones on which long hair swings."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.hair import (
    styles_braided,
    styles_combed,
    styles_curly,
    styles_long,
    styles_short,
    styles_tied,
)
from aigc.avatar.hair.chains import chains_of, rig_of
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.locks import Swept, sweep
from aigc.avatar.hair.scalp import cover, hairline, scalp_shade
from aigc.avatar.hair.texture import material
from aigc.avatar.hair.ties import bands
from aigc.avatar.piece import Chain, Piece
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec

__all__ = ["STYLES", "Grown", "grow", "hairline", "scalp_shade"]

Style = Callable[[Groom], None]
STYLES: Mapping[str, Style | None] = MappingProxyType(
    {
        "bald": None,
        **styles_short.STYLES,
        **styles_combed.STYLES,
        **styles_curly.STYLES,
        **styles_long.STYLES,
        **styles_tied.STYLES,
        **styles_braided.STYLES,
    }
)
"""What lays the locks of each style of the catalogue."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Grown:
    """Hair as meshes, and the chains that carry what is long."""

    pieces: tuple[Piece, ...] = ()
    chains: tuple[Chain, ...] = ()


def grow(spec: AvatarSpec, shape: Shape, torso: Points) -> Grown:
    """Grow the hair of a spec.

    Parameters
    ----------
    torso : float64, shape (n, 3)
        The clothed body in the base pose, decimetres, which hair stays outside of.
    """
    style = STYLES[spec.hair.style]
    if style is None:
        return Grown()
    groom = Groom(spec, shape, torso)
    style(groom)
    chains = chains_of(groom.locks)
    parts = [sweep(groom.locks, groom.skull, groom.strips)] if groom.locks else []
    if groom.cap is not None:
        parts += cover(groom)
    mesh = _joined(parts)
    hair = Piece(
        name="hair", points=mesh.points, normals=mesh.normals, uv=mesh.uv,
        triangles=mesh.triangles, material=material(spec, shape.look),
        rig=rig_of(mesh, chains), tangents=mesh.tangents,
    )  # fmt: skip
    return Grown(pieces=(hair, *bands(groom, spec, shape.look)), chains=chains)


def _joined(parts: list[Swept]) -> Swept:
    names = tuple(sorted({name for part in parts for name in part.chains}))
    first = np.cumsum([0] + [len(part.points) for part in parts])
    moved = [np.array([names.index(n) for n in part.chains])[part.chain] for part in parts]
    return Swept(
        points=np.concatenate([part.points for part in parts]),
        normals=np.concatenate([part.normals for part in parts]),
        tangents=np.concatenate([part.tangents for part in parts]),
        uv=np.concatenate([part.uv for part in parts]),
        triangles=np.concatenate([p.triangles + f for p, f in zip(parts, first, strict=False)]),
        chains=names,
        chain=np.concatenate(moved),
    )
