"""The frame that charts and lists share: a title beside the content, or above it."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from aigc.image.scene.furniture import Kit, head, steps
from aigc.image.scene.piece import Block, Piece, column, first_fitting

TITLE_SHARE, BODY_SHARE = 0.36, 0.59
"""Widths of title and content beside each other, of the stage's."""
GAP = 46.0
SIDE_LEVELS = 4

Body = Callable[[float, float, float, int], list[Block]]
"""Makes the content's rows for a left edge, a width, a height and a level (0 the largest)."""


def titled(
    kit: Kit,
    kicker: str,
    title: str,
    body: Body,
    floor: float,
    *,
    levels: int,
    sizes: Callable[[int], Sequence[float]],
) -> list[Piece]:
    """Place tag, title and content between the top of the stage and ``floor``.

    ``sizes`` gives the title's sizes at a level where it stands above the content.
    """
    stage = kit.stage
    room = floor - stage.top
    if stage.wide:
        w = stage.width * BODY_SHARE
        rows = first_fitting(levels, lambda n: body(stage.right - w, w, room, n), room)
        return [*_side(kit, kicker, title, floor), *column(rows, stage.top, floor)]

    def stacked(level: int) -> list[Block]:
        top = head(kit, kicker, title, stage.left, stage.width, 2, sizes(level))
        used = sum(b.height + b.gap for b in top) + GAP
        return [*top, *body(stage.left, stage.width, room - used, level)]

    return column(first_fitting(levels, stacked, room), stage.top, floor, stretch=0.3)


def _side(kit: Kit, kicker: str, title: str, floor: float) -> list[Piece]:
    stage = kit.stage
    w, h1 = stage.width * TITLE_SHARE, stage.theme.scale.h1
    blocks = first_fitting(
        SIDE_LEVELS,
        lambda n: head(kit, kicker, title, stage.left, w, 4, steps(h1, n)),
        floor - stage.top,
    )
    return column(blocks, stage.top, floor)
