"""A line chart: the path is drawn from left to right and its end is labelled."""

from __future__ import annotations

from typing import Any

import skia

from aigc.image.art import Box
from aigc.image.paint.easing import COUNT_S
from aigc.image.paint.paints import paint
from aigc.image.scene.bars import format_number
from aigc.image.scene.furniture import Kit, arriving, foot, head, source_pieces, steps
from aigc.image.scene.piece import Block, Composition, Piece, column, first_fitting
from aigc.image.scene.stage import text_piece
from aigc.types.scene import Chart

LEVELS = 5
START_S = 0.35
FOOT = 70.0
CROWN = 150.0
LEAST_CHART = 340.0


def compose(kit: Kit, content: Chart) -> Composition:
    """Return the scene: title, the curve, source."""
    stage = kit.stage
    source = source_pieces(kit, content.source)
    floor = foot(kit, content.source)
    if stage.wide:
        x, w = stage.left + stage.width * 0.41, stage.width * 0.59
        title = first_fitting(
            4,
            lambda n: head(
                kit,
                content.kicker,
                content.title,
                stage.left,
                stage.width * 0.36,
                4,
                steps(stage.theme.scale.h1, n),
            ),
            floor - stage.top,
        )
        chart = _chart(kit, content, x, w, floor - stage.top)
        return Composition(
            pieces=(*column(title, stage.top, floor), *column([chart], stage.top, floor), *source)
        )

    scale = stage.theme.scale

    def stacked(level: int) -> list[Block]:
        title = head(
            kit,
            content.kicker,
            content.title,
            stage.left,
            stage.width,
            2,
            steps(scale.h1 if stage.tall else (*scale.h2, *scale.h3), level),
        )
        room = floor - stage.top - sum(b.height + b.gap for b in title) - 44
        high = max(LEAST_CHART, min(room, 780.0))
        return [*title, _chart(kit, content, stage.left, stage.width, high)]

    blocks = first_fitting(LEVELS, stacked, floor - stage.top)
    return Composition(pieces=(*column(blocks, stage.top, floor, stretch=0.3), *source))


def points_in(values: tuple[float, ...], box: Box) -> tuple[tuple[float, float], ...]:
    """Return where each value lies in ``box``; equal values lie on its middle."""
    x, y, w, h = box
    low, high = min(values), max(values)
    span = high - low
    step = w / max(1, len(values) - 1)
    return tuple(
        (
            x + (i * step if len(values) > 1 else w / 2),
            y + h * (1 - (v - low) / span) if span else y + h / 2,
        )
        for i, v in enumerate(values)
    )


def _chart(kit: Kit, content: Chart, x: float, w: float, height: float) -> Block:
    def place(y: float) -> list[Piece]:
        area = (x + 34, y + CROWN, w - 68, height - CROWN - FOOT - 50)
        points = points_in(tuple(v for _, v in content.rows), area)
        plot = (x, y + CROWN - 20, w, height - CROWN - FOOT + 20)
        curve = arriving(
            "curve",
            plot,
            lambda c, k: _draw(kit, c, points, plot, k),
            start=START_S,
            duration=COUNT_S,
            curve="move",
        )
        return [
            curve,
            *_labels(kit, content, points, x, w, y + height - FOOT),
            *_values(kit, content, points, x, w),
        ]

    return Block(height=height, place=place, gap=44.0)


def _draw(
    kit: Kit, canvas: Any, points: tuple[tuple[float, float], ...], plot: Box, k: float
) -> None:
    """Draw grid, curve and points as far as they are there."""
    x, y, w, h = plot
    own, tones = kit.idiom, kit.tones
    for i in range(4):
        gy = y + h - (h - 20) * i / 3
        canvas.drawLine(x, gy, x + w, gy, paint(tones.text, 0.5 if i == 0 else 0.16, stroke=2))
    path, area = skia.Path(), skia.Path()
    path.moveTo(*points[0])
    area.moveTo(points[0][0], y + h)
    area.lineTo(*points[0])
    for p in points[1:]:
        path.lineTo(*p)
        area.lineTo(*p)
    area.lineTo(points[-1][0], y + h)
    area.close()
    seen = points[0][0] + (points[-1][0] - points[0][0]) * k
    canvas.save()
    canvas.clipRect(skia.Rect.MakeLTRB(x - 40, y - 40, seen + 6, y + h + 40))
    own.curve(canvas, path, area, (x, y, w, h))
    canvas.restore()
    for px, py in points:
        if px <= seen + 1:
            canvas.drawCircle(px, py, 11, paint(tones.ground))
            canvas.drawCircle(px, py, 11, paint(tones.text, stroke=5))
    if k >= 1:
        own.node(canvas, points[-1][0], points[-1][1], 1.0, True)


def _labels(
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


def _values(
    kit: Kit, content: Chart, points: tuple[tuple[float, float], ...], x: float, w: float
) -> list[Piece]:
    """Return the last value, large, and the first one, small."""
    stage, pieces = kit.stage, []
    end = f"{format_number(content.rows[-1][1], content.decimals)} {content.unit}".strip()
    big = stage.fit(end, "number", w * 0.62, 1, (128, 112, 96, 84, 72, 60, 48), align="left")
    px, py = points[-1]
    left = min(max(x, px - big.ink_width_px + 18), x + w - big.ink_width_px)
    pieces.append(
        text_piece(
            stage,
            "figure",
            big,
            left,
            py - big.height_px - 34,
            kit.tones.emphasis,
            start=START_S + 0.8,
            reveal="rise",
        )
    )
    if len(points) > 2:
        small = stage.fit(
            format_number(content.rows[0][1], content.decimals),
            "number",
            w * 0.3,
            1,
            (56, 48, 40, 34),
            align="left",
        )
        px, py = points[0]
        rising = points[1][1] < py
        at = (
            py + 22
            if rising and py + 22 + small.height_px < points[0][1]
            else py - small.height_px - 26
        )
        if x + small.ink_width_px < left - 30 or at > points[-1][1] + 20:
            pieces.append(
                text_piece(
                    stage, "figure", small, x, at, kit.tones.text, start=START_S, reveal="fade"
                )
            )
    return pieces
