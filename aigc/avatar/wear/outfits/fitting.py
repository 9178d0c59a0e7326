"""The tailor's table: one body, the colours of a spec, and the layers put on it so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import SKIN, Indices, Points
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.avatar.wear.charts import charted
from aigc.avatar.wear.collars import Neck, neck_of
from aigc.avatar.wear.cuts import Cut, cut_shell, hem, rim_frame, rims
from aigc.avatar.wear.fabric import Rack
from aigc.avatar.wear.figure import Figure, measured
from aigc.avatar.wear.lofts import Mesh, sheet
from aigc.avatar.wear.surface import Surface, surface
from aigc.avatar.wear.tailoring import Ease, tailored
from aigc.avatar.wear.weaves import painting, stitched
from aigc.types.avatar import Material, Rgb

INSIDE = 0.10
"""Decimetres behind an edge of cloth from which on skin is left out."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Layer:
    """One cut shell.

    Attributes
    ----------
    cloth : Mesh
        After cutting.
    points : float64, shape (2674, 3)
        The whole shell before.
    surface : Surface
        What further layers lie on.
    """

    cloth: Mesh
    points: Points
    surface: Surface

    def edge(self, kind: str) -> list[Indices]:
        """Return the loops of vertices at the ``neck``, the ``sleeves`` or the ``hem``."""
        loops = rims(self.cloth)
        middle = [self.cloth.points[k].mean(0) for k in loops]
        side = [np.abs(m[0]) > 0.6 and np.ptp(self.cloth.points[k, 0]) < 1.6
                for k, m in zip(loops, middle, strict=True)]  # fmt: skip
        if kind == "sleeves":
            return [k for k, s in zip(loops, side, strict=True) if s]
        centre = [(m[1], k) for k, m, s in zip(loops, middle, side, strict=True) if not s]
        centre.sort(key=lambda pair: pair[0])
        if not centre:
            return []
        return [centre[-1][1]] if kind == "neck" else [centre[0][1]]


@dataclass(slots=True)
class Fitting:
    """What the makers of outfits work on.

    Attributes
    ----------
    covered : bool, shape (19158,)
        Skin that cloth hides.
    chest : list of points
        Outermost layers of the upper body.
    """

    spec: AvatarSpec
    figure: Figure
    neck: Neck
    rack: Rack = field(default_factory=Rack)
    covered: NDArray[np.bool_] = field(default_factory=lambda: np.zeros(19158, bool))
    chest: list[Points] = field(default_factory=list)

    @property
    def colour(self) -> Rgb:
        """The main colour."""
        return rgb(self.spec.outfit.colour)

    @property
    def inner(self) -> Rgb:
        """The colour underneath, or of stripes."""
        return rgb(self.spec.outfit.inner)

    @property
    def accent(self) -> Rgb:
        """The colour of tie, bow or trimming."""
        return rgb(self.spec.outfit.accent)

    def layer(
        self, material: Material, ease: Ease, cuts: Sequence[Cut], hides: bool = True,
        weave: str = "cotton", garment: str | None = "top", sewing: str = "",
        thread: Rgb | None = None,
    ) -> Layer:  # fmt: skip
        """Cut a shell, put it on, and mark the skin that it hides.

        Parameters
        ----------
        weave : str
            One of `aigc.avatar.wear.threads.PAINTED`; others are plain.
        garment : str or None
            ``top`` or ``legs``, after which folds are painted; None for no folds.
        sewing : str
            One of `aigc.avatar.wear.seams.SEAMS`.
        thread : Rgb or None
            Colour of its stitches; None for the cloth's own.
        """
        points = tailored(self.figure, ease)
        cutting = cut_shell(self.figure, points, tuple(cuts))
        if garment is None:
            self.rack.add(material, cutting.mesh)
        else:
            fabric = self.painted(material, garment, weave, sewing, thread)
            self.rack.add(fabric, charted(self.figure, cutting, garment))
        if hides:
            self.hide(cuts)
        return Layer(
            cloth=cutting.mesh, points=points, surface=surface(points, self.figure.triangles)
        )

    def painted(
        self, material: Material, garment: str, weave: str, sewing: str = "",
        thread: Rgb | None = None,
    ) -> Material:  # fmt: skip
        """Return a fabric with the folds and seams of a garment, as the look draws them."""
        look = self.figure.shape.look
        if material.texture is not None:
            return material
        if thread is None or look.plain:
            own = painting(garment, weave, look.drawn, look.plain, sewing)
            return replace(material, texture=own)
        own = stitched(garment, weave, look.drawn, sewing, material.colour, thread)
        return replace(material, colour=(1.0, 1.0, 1.0), texture=own)

    def hide(self, cuts: Sequence[Cut], margin: float = INSIDE) -> None:
        """Mark the skin that lies behind all these lines."""
        skin = self.figure.skin
        behind = np.min([cut(skin) for cut in cuts], axis=0) > margin
        behind &= skin.points[:, 1] < self.figure.throat[1] + 0.6
        behind[SKIN.stop :] = False
        self.covered |= behind

    def hems(
        self,
        layer: Layer,
        material: Material,
        kind: str,
        width: float,
        thick: float = 0.032,
        count: int = 0,
    ) -> None:
        """Fold the cloth at its edges of one kind."""
        for loop in layer.edge(kind):
            self.rack.add(material, hem(layer.cloth, loop, width, thick, count, smooth=2))

    def ribs(self, layer: Layer, material: Material, kind: str, width: float, thick: float = 0.05,
             reach: float = 0.0, count: int = 72) -> None:  # fmt: skip
        """Knit a band onto edges, with ribs across it; ``reach`` lets it go beyond the edge."""
        for loop in layer.edge(kind):
            self.rack.add(material, ribbed(layer.cloth, loop, width, thick, reach, count))


def ribbed(
    cloth: Mesh, loop: Indices, width: float, thick: float, reach: float, count: int
) -> Mesh:
    """Return a knitted band along an edge; every other column is sunk."""
    path, normal, inward = rim_frame(cloth, loop, count, 3)
    sunk = (1 - 0.45 * (np.arange(count) % 2))[:, None] * thick
    profile = [(width * 0.5, -0.9), (-reach, -0.7), (-reach - 0.1 * thick, 0.7),
               (width - 0.1 * thick, 0.9), (width, -0.3)]  # fmt: skip
    return sheet(np.stack([path + inward * a + normal * sunk * b for a, b in profile]), around=True)


def fitting(spec: AvatarSpec, shape: Shape) -> Fitting:
    """Measure a body for clothes."""
    figure = measured(shape)
    return Fitting(spec=spec, figure=figure, neck=neck_of(figure))
