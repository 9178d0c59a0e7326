"""How the pieces of a scene leave in its last moments."""

from __future__ import annotations

from math import ceil, floor
from typing import TYPE_CHECKING, Any

from aigc.image.art import Box
from aigc.image.paint.easing import EXIT_S, phase
from aigc.image.paint.layers import LayerCache

if TYPE_CHECKING:
    from aigc.image.scene.piece import Piece

GLOW, STEP = 64.0, 12
"""What a piece may draw beyond its box, and the grid of the layers: whole pixels at most sizes."""


def depart(canvas: Any, piece: Piece, t: float, since: float, held: LayerCache, key: int) -> None:
    """Draw ``piece`` at ``t`` seconds, ``since`` seconds after it began to leave.

    A text leaves line by line as its theme has it. Anything else fades as a whole: it is drawn
    once and kept in ``held`` under ``key``.
    """
    share = phase(since, 0.0, EXIT_S, "exit")
    if share <= 0:
        piece.paint(canvas, t)
    elif share < 1 and piece.leave and t - since >= piece.end:
        piece.leave(canvas, since)
    elif share < 1:
        held.draw(
            canvas, key, layer_box(piece.box), lambda c: piece.paint(c, t - since), alpha=1 - share
        )


def layer_box(box: Box) -> Box:
    """Return the box of a layer that holds a piece with what it draws beyond its own box."""
    x, y, w, h = box
    left, top = (floor((v - GLOW) / STEP) * STEP for v in (x, y))
    right, bottom = (ceil((v + GLOW) / STEP) * STEP for v in (x + w, y + h))
    return (left, top, right - left, bottom - top)
