"""What every ground is given and what it must answer."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    import skia

Box = tuple[float, float, float, float]

PLAIN, ALTERNATE, ACCENT = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Colours:
    """The colours that a ground is mixed from, ``#RRGGBB``.

    ``top`` and ``deep`` are the ends of the theme's gradient, ``ground`` is the nominal colour of
    this variant and ``on`` the colour of the text that stands on it; the others are the theme's
    own whatever the variant.
    """

    ground: str
    on: str

    top: str
    deep: str
    text: str
    accent: str
    second: str
    glow: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    """A canvas to fill: its size in canvas units, the colours, and which of the three variants."""

    width: float
    height: float
    tones: Colours
    variant: int = PLAIN

    @property
    def unit(self) -> float:
        """Length that stands for one unit of a 1080-wide canvas."""
        return min(self.width, self.height) / 1080

    @property
    def tall(self) -> bool:
        """Whether the canvas is a 9:16 one with a free band below the captions."""
        return self.height > 1.5 * self.width

    @property
    def wide(self) -> bool:
        """Whether the canvas is lying."""
        return self.width > self.height

    @property
    def longest(self) -> float:
        """The longer side."""
        return max(self.width, self.height)


class Ground(Protocol):
    """A background: a plate painted once and a few small regions that live."""

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint the plate, without what moves."""

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the boxes that `draw_moving` touches at ``t`` seconds."""

    def draw_moving(self, canvas: skia.Canvas, t: float) -> None:
        """Draw what moves, as it is at ``t`` seconds, over the plate."""
