"""What a scene kind hands to the shot: a foreground that it draws, and a picture that it does not.

The shot composes three layers: the ground (`aigc.image.ground`), the picture layer described
here, and the foreground drawn by `SceneArt.draw`. All lengths are canvas units (one unit is one
pixel on a 1080-wide canvas).
"""

from __future__ import annotations

from collections.abc import Callable, Hashable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal, Protocol

from aigc.types.asset import Asset
from aigc.types.scene import Move

if TYPE_CHECKING:
    import skia

Box = tuple[float, float, float, float]
"""``(x, y, width, height)`` in canvas units."""

Fit = Literal["auto", "cover", "frame"]
Treatment = Literal["theme", "raw", "blur", "cool", "engrave", "neon", "dark", "warm", "halftone"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Scrim:
    """A soft darkening or lightening laid over a picture from one edge of its box.

    ``extent`` is the share (0-1) of the box that it covers, counted from ``edge``; the opacity
    falls from ``opacity`` at the edge to zero. ``hold`` is the share of the extent that keeps
    full opacity.
    """

    edge: Literal["top", "bottom", "left", "right"]
    extent: float
    color: str
    opacity: float = 0.8
    hold: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureLayer:
    """A still that the shot draws between ground and foreground, with its camera move.

    Attributes
    ----------
    picture : Asset
        The file.
    box : Box
        Where it lies; the whole canvas for a full-bleed picture.
    treatment : Treatment
        ``theme`` takes the theme's own; evidence (documents, faces, products) takes ``raw``.
    focus : tuple of float
        Salient point in 0-1 of the picture's width and height; kept in the frame.
    move, amount : Move, float
        Camera move and its size over the whole shot (0.06-0.10).
    fit : Fit
        ``cover`` crops to the box; ``frame`` shows the whole picture at its own ratio inside
        the box over its own blur; ``auto`` frames documents and very wide or too small pictures.
    radius : float
        Corner radius of the box.
    clip : callable, optional
        Makes the outline instead of the rounded box (an arch, a slab), in canvas units.
    scrims : tuple of Scrim
        Laid over the picture, lowest first.
    backdrop : bool
        Show the picture's own dark blur instead of the ground around the box.
    """

    picture: Asset
    box: Box
    treatment: Treatment = "theme"
    focus: tuple[float, float] = (0.5, 0.45)
    move: Move = "push"
    amount: float = 0.08
    fit: Fit = "auto"
    radius: float = 0.0
    clip: Callable[[], skia.Path] | None = None
    scrims: tuple[Scrim, ...] = ()
    backdrop: bool = False


Poses = tuple[tuple[Hashable, Box], ...]
"""One entry a part of a foreground: a value that is equal at two times when the part looks alike,
and the box that it can draw in."""


class SceneArt(Protocol):
    """The foreground of one scene."""

    @property
    def picture(self) -> PictureLayer | None:
        """The still under the foreground; there from the first frame on."""

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        """Draw the foreground at ``t`` seconds, in canvas units, over what is already there.

        The canvas may be clipped to a part of the frame; the drawing is a pure function of ``t``.
        """

    def poses(self, t: float) -> Poses:
        """Return how each part stands at ``t``, always the same parts in the same order.

        A part that appears, moves, changes or leaves between two times has another pose then; times
        clamped to its arrival and departure make a good one.
        """
