"""What is written at a line chart: periods, the end figure, and values while they are spoken."""

from __future__ import annotations

from itertools import pairwise
from typing import Any

from aigc.image.art import Box
from aigc.image.paint.easing import SMALL_S, phase
from aigc.image.paint.paints import paint
from aigc.image.paint.shapes import rect
from aigc.image.paint.text import draw_block
from aigc.image.scene.bars import format_number
from aigc.image.scene.furniture import Kit, arriving
from aigc.image.scene.piece import Piece
from aigc.image.scene.stage import text_piece
from aigc.image.scene.walk import Walk, switch
from aigc.image.type.block import Block as Text
from aigc.types.scene import Chart

START_S, LEAD_S = 0.35, 0.3
"""The curve begins with the entrance, and sets out shortly before a point is spoken."""
LEADER = 70.0
"""A gap between the end point and its figure that asks for a line between them."""
END_SIZES = (128.0, 108.0, 92.0, 80.0, 72.0, 60.0, 48.0)


def labels(
    kit: Kit, content: Chart, points: tuple[tuple[float, float], ...], x: float, w: float, y: float
) -> list[Piece]:
    """Return the labels under the points; only the ends when they would touch."""
    stage = kit.stage
    names = [label for label, _ in content.rows]
    cell = w / max(1, len(names))
    size = next(
        (
            s
            for s in (38, 36, 34, 32, 30, 28)
            if all(stage.width_of(n, "body", s) <= cell - 14 for n in names)
        ),
        0,
    )
    shown = range(len(names)) if size else sorted({0, len(names) - 1})
    pieces = []
    for i in shown:
        room = cell if size else w * 0.48
        block = stage.fit(
            names[i], "body", room, 1, (size,) if size else (34, 30, 28), align="left"
        )
        wide = block.ink_width_px
        left = min(max(x, points[i][0] - wide / 2), x + w - wide)
        pieces.append(
            text_piece(
                stage,
                "label",
                block,
                left,
                y + 14,
                kit.tones.muted,
                start=START_S + 0.1 * i,
                reveal="fade",
            )
        )
    return pieces


def values(
    kit: Kit,
    content: Chart,
    points: tuple[tuple[float, float], ...],
    x: float,
    w: float,
    start: float,
    late: bool,
) -> list[Piece]:
    """Return the last value, large, with a line to its point, and the first one, small."""
    stage = kit.stage
    end = f"{format_number(content.rows[-1][1], content.decimals)} {content.unit}".strip()
    big, left, top = _end_figure(kit, end, points, x, w)
    figure = text_piece(
        stage,
        "figure",
        big,
        left,
        top,
        kit.tones.emphasis,
        start=start,
        reveal="rise",
        late=late,
    )
    pieces = [figure]
    px, py = points[-1]
    under = top + big.height_px
    if py - under > LEADER:
        box = (px - 2, under, 4, py - under - 26)
        pieces.append(
            arriving(
                "leader",
                box,
                lambda c, k: c.drawRect(rect(*box), paint(kit.tones.emphasis, 0.7 * k)),
                start=start,
                late=late,
            )
        )
    if len(points) > 2:
        pieces += _first_value(kit, content, points, x, w, figure.box)
    return pieces


def _end_figure(
    kit: Kit, text: str, points: tuple[tuple[float, float], ...], x: float, w: float
) -> tuple[Text, float, float]:
    """Return the end figure with its place: above all of the curve that it would cross.

    A smaller one is taken where that brings it nearer to its point.
    """
    px, py = points[-1]
    made: list[tuple[Text, float, float]] = []
    for size in END_SIZES:
        big = kit.stage.fit(text, "number", w * 0.62, 1, (size,), align="left")
        left = min(max(x, px - big.ink_width_px + 18), x + w - big.ink_width_px)
        crest = min(py, highest(points, left - 24, px))
        if big.ink_width_px > w * 0.62 and size > END_SIZES[-1]:
            continue
        made.append((big, left, crest - big.height_px - 34))
        if py - crest <= LEADER:
            return made[-1]
    return made[min(1, len(made) - 1)]


def highest(points: tuple[tuple[float, float], ...], left: float, right: float) -> float:
    """Return the smallest ordinate of a broken line between two abscissas."""
    inside = [py for px, py in points if left <= px <= right]
    for (ax, ay), (bx, by) in pairwise(points):
        inside += [ay + (by - ay) * (e - ax) / (bx - ax) for e in (left, right) if ax < e < bx]
    return min(inside, default=points[-1][1])


def _first_value(
    kit: Kit,
    content: Chart,
    points: tuple[tuple[float, float], ...],
    x: float,
    w: float,
    taken: Box,
) -> list[Piece]:
    """Return the first value beside its point, nothing where the end figure is in its way."""
    stage, (px, py) = kit.stage, points[0]
    text = format_number(content.rows[0][1], content.decimals)
    small = stage.fit(text, "number", w * 0.3, 1, (56, 48, 40, 34), align="left")
    wide, high = small.ink_width_px, small.height_px
    top = min(py, highest(points, px, x + wide + 16)) - high - 38
    clear = x + wide < taken[0] - 30 or top > taken[1] + taken[3]
    if not clear:
        return []
    return [
        text_piece(stage, "figure", small, x, top, kit.tones.text, start=START_S, reveal="fade")
    ]


def passing(
    kit: Kit,
    content: Chart,
    points: tuple[tuple[float, float], ...],
    path: Walk,
    across: tuple[float, float],
) -> list[Piece]:
    """Return the value of each point between the ends, there while the voice is at it."""
    pieces, (x, w) = [], across
    for n in range(1, len(points) - 1):
        on = next(((s, i) for i, (s, row) in enumerate(path.turns) if row == n and s > 0), None)
        if on is None or not path.spoken[n]:
            continue
        text = format_number(content.rows[n][1], content.decimals)
        block = kit.stage.fit(text, "number", w * 0.3, 1, (64, 56, 48, 40), align="left")
        px, py = points[n]
        off = block.ink_width_px / 2 * (0.0 if points[n - 1][1] >= py <= points[n + 1][1] else 1.0)
        off = -off if points[n - 1][1] > py else off
        left = min(max(x, px + off - block.ink_width_px / 2), x + w - block.ink_width_px)
        until = path.turns[on[1] + 1][0] if on[1] + 1 < len(path.turns) else kit.duration
        pieces.append(_shown(kit, block, (left, py - block.height_px - 36), on[0] + LEAD_S, until))
    return pieces


def _shown(kit: Kit, block: Text, at: tuple[float, float], start: float, until: float) -> Piece:
    """Return a text that is there from ``start`` to ``until``."""

    def draw(canvas: Any, t: float) -> None:
        if t < until:
            alpha = phase(t, start, SMALL_S)
            draw_block(canvas, block, *at, kit.tones.emphasis, alpha=alpha)

    box = (*at, block.ink_width_px, block.height_px)
    end = start + SMALL_S
    spans = ((start, min(end, until)), switch(until))
    return Piece(name="point", box=box, paint=draw, start=start, end=end, late=True, spans=spans)
