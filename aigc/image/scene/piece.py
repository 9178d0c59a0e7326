"""A scene as a list of placed pieces, each with its box and its time of arrival."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field
from math import floor
from typing import TYPE_CHECKING

from aigc.image.art import Box, PictureLayer, Poses
from aigc.image.paint.easing import EXIT_S, HERO_S, phase
from aigc.image.paint.layers import LayerCache
from aigc.image.scene.departure import depart

if TYPE_CHECKING:
    import skia

REACH = 112.0
"""How far a piece's slide, glow or shadow may reach beyond its box."""
RISE = 44.0
"""How far below its place an opening begins."""
STAYING = frozenset({"identity", "frame", "shade"})
"""Pieces that belong to the programme or to the picture and do not leave with the rest."""
DRAWN_IN = frozenset({"rule", "card", "spine", "value", "share", "bar", "curve", "figure"})
"""Pieces that arrive even in an opening; all else stands there from the first frame."""

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
    leave : Paint, optional
        Draws it as it is some seconds after it began to leave; without it the whole piece is
        taken away.
    step : float
        Seconds for which it looks the same once it has arrived; 0 when each frame may differ.
    reach : float
        How far it may draw beyond its box.
    """

    name: str
    box: Box
    paint: Paint
    start: float = 0.0
    end: float = 0.0
    late: bool = False
    colour: str = ""
    spans: tuple[tuple[float, float], ...] = ()
    leave: Paint | None = None
    step: float = 0.0
    reach: float = REACH

    def pose(self, t: float) -> tuple[float, ...]:
        """Return a value that is equal at two times when the piece looks the same at both."""
        if t < self.start:
            return ()
        return tuple(min(max(t, a), b) for a, b in self.spans or ((self.start, self.end),))


@dataclass(frozen=True, slots=True, kw_only=True)
class Composition:
    """The foreground of one scene: its pieces, the lowest first.

    Attributes
    ----------
    covered : bool
        A picture lies under the programme's identity.
    opening : bool
        The clip begins with it: the first frame shows everything that can be read.
    leaves : float, optional
        Seconds after which the pieces leave; without it they stay to the end.
    held : LayerCache
        Layers of what leaves.
    """

    pieces: tuple[Piece, ...]
    picture: PictureLayer | None = None
    covered: bool = False
    opening: bool = False
    leaves: float | None = None
    held: LayerCache = field(default_factory=LayerCache, init=False, repr=False, compare=False)

    @property
    def settled(self) -> float:
        """Seconds after which only late pieces and the departure still change."""
        return max((p.end for p in self.pieces if not p.late), default=0.0)

    def draw(self, canvas: skia.Canvas, t: float) -> None:
        """Draw every piece as it is at ``t`` seconds."""
        lift = self._lift(t)
        for n, piece in enumerate(self.pieces):
            at = self._clock(piece, t)
            if at < piece.start:
                continue
            moved = lift if piece.name not in STAYING else 0.0
            canvas.translate(0.0, moved)
            if self.leaves is None or t <= self.leaves or piece.name in STAYING:
                piece.paint(canvas, at)
            else:
                depart(canvas, piece, at, t - self.leaves, self.held, n)
            canvas.translate(0.0, -moved)

    def poses(self, t: float) -> Poses:
        """Return each piece's pose at ``t`` with the box that it can draw in."""
        return tuple((self._pose(p, t), inflate(p.box, self._reach(p))) for p in self.pieces)

    def _reach(self, piece: Piece) -> float:
        """Return how far a piece may draw; one that reaches little is lifted in an opening."""
        return max(piece.reach, min(REACH, piece.reach + RISE)) if self.opening else piece.reach

    def _pose(self, piece: Piece, t: float) -> Hashable:
        pose = piece.pose(self._clock(piece, t))
        if piece.name in STAYING or not pose:
            return pose
        gone = 0.0 if self.leaves is None else min(max(0.0, t - self.leaves), EXIT_S)
        return pose, self._lift(t), gone

    def _clock(self, piece: Piece, t: float) -> float:
        """Return the time at which a piece is drawn; an opening begins where it has settled."""
        ahead = self.opening and not piece.late and piece.name not in DRAWN_IN
        if piece.step and t > piece.end:
            t = max(piece.end, floor(t / piece.step + 1e-6) * piece.step)
        return max(t, piece.end) if ahead else t

    def _lift(self, t: float) -> float:
        return RISE * (1 - phase(t, 0.0, HERO_S)) if self.opening else 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """A row of a column: its height, the gap above it, and how to place it at a top edge.

    ``optional`` rows are left out where a text is too long for everything: 1 first, then 2.
    """

    height: float
    place: Callable[[float], Iterable[Piece]]
    gap: float = 0.0
    optional: int = 0


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

    Level 0 is the largest setting; each further level gives up some size. When none fits with all
    its rows, the optional ones are given up.
    """
    blocks: list[Block] = []
    for spared in (0, 1, 2):
        for level in range(levels):
            blocks = [b for b in make(level) if not 0 < b.optional <= spared]
            if total_height(blocks) <= height + 0.5:
                return blocks
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
