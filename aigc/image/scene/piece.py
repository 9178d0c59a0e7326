"""A scene as a list of placed pieces, each with its box and its time of arrival."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from aigc.image.art import Box, PictureLayer

if TYPE_CHECKING:
    import skia

REACH = 112.0
"""How far a late piece's slide, glow or shadow may reach beyond its box."""

Paint = Callable[["skia.Canvas", float], None]
"""Draws on a canvas as things are at a time in seconds from the scene's start."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Piece:
    """Something drawn at a fixed place.

    Attributes
    ----------
    name : str
        What it is, for audits.
    box : Box
        Where its pixels lie once it has arrived.
    paint : Paint
        Draws it; draws nothing before ``start``.
    start, end : float
        Seconds between which it arrives.
    late : bool
        It arrives when the narration says so, so it is no part of the scene's entrance.
    colour : str
        Set for text: its (least contrasting) colour, ``#RRGGBB``.
    spans : tuple of tuple of float
        When it moves between ``start`` and ``end``, for one that rests in between; empty for
        one that moves all the time.
    """

    name: str
    box: Box
    paint: Paint
    start: float = 0.0
    end: float = 0.0
    late: bool = False
    colour: str = ""
    spans: tuple[tuple[float, float], ...] = ()

    def pose(self, t: float) -> tuple[float, ...]:
        """Return a value that is equal at two times when the piece looks the same at both."""
        if t < self.start:
            return ()
        return tuple(min(max(t, a), b) for a, b in self.spans or ((self.start, self.end),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The foreground of one scene: its pieces, the lowest first.

    ``covered`` tells that a picture lies under the programme's identity.
    """

    pieces: tuple[Piece, ...]
    picture: PictureLayer | None = None
    covered: bool = False

    @property
    def settled(self) -> float:
        """Seconds after which only late pieces still change."""
        return max((p.end for p in self.pieces if not p.late), default=0.0)

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        """Draw every piece as it is at ``t`` seconds."""
        for piece in self.pieces:
            if t >= piece.start:
                piece.paint(canvas, t)

    def pose(self, t: float) -> Hashable:
        """Return a value that is equal at two times when the foreground looks the same at both."""
        return tuple(piece.pose(t) for piece in self.pieces)

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the boxes of the late pieces that differ at ``t`` from the settled frame."""
        return tuple(inflate(p.box, REACH) for p in self.pieces if p.late and t > p.start)


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A row of a column: its height, the gap above it, and how to place it at a top edge."""

    height: float
    place: Callable[[float], Iterable[Piece]]
    gap: float = 0.0


def inflate(box: Box, by: float) -> Box:
    """Return ``box`` grown by ``by`` on every side."""
    x, y, w, h = box
    return (x - by, y - by, w + 2 * by, h + 2 * by)


def total_height(blocks: Iterable[Block]) -> float:
    """Return the height of blocks set under each other; the first one's gap does not count."""
    listed = list(blocks)
    return sum(b.height + b.gap for b in listed) - (listed[0].gap if listed else 0.0)


def first_fitting(levels: int, make: Callable[[int], list[Block]], height: float) -> list[Block]:
    """Return ``make(level)`` for the first level that is no taller than ``height``, else the last.

    Level 0 is the largest setting; each further level gives up some size.
    """
    blocks: list[Block] = []
    for level in range(levels):
        blocks = make(level)
        if total_height(blocks) <= height + 0.5:
            break
    return blocks


def column(
    blocks: list[Block], top: float, bottom: float, *, bias: float = 0.46, stretch: float = 0.7
) -> list[Piece]:
    """Place blocks one under the other and the group on the stage between ``top`` and ``bottom``.

    Spare height widens the gaps by up to ``stretch`` of themselves; the rest is split above and
    below by ``bias`` (0 sets the group at the top).
    """
    spare = max(0.0, bottom - top - total_height(blocks))
    gaps = sum(b.gap for b in blocks[1:])
    factor = 1 + min(stretch, spare * 0.6 / gaps) if gaps else 1.0
    y = top + max(0.0, spare - gaps * (factor - 1)) * bias
    pieces: list[Piece] = []
    for n, block in enumerate(blocks):
        y += block.gap * factor if n else 0.0
        pieces.extend(block.place(y))
        y += block.height
    return pieces
