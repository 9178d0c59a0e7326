"""Vertical text on a canvas."""

from __future__ import annotations

from typing import Any

import skia

from aigc.image.paint.blobs import draw_glyphs
from aigc.image.paint.easing import EXIT_S, phase
from aigc.image.paint.paints import paint
from aigc.image.type.block import ASCENT_EM, one_line
from aigc.image.type.fonts import sized
from aigc.image.type.style import Style
from aigc.image.type.vertical import PITCH_EM, Cell, set_column

CELL_STAGGER_S, CELL_S = 0.05, 0.6


def draw_vertical(
    canvas: Any,
    text: str,
    style: Style,
    x: float,
    y: float,
    colour: str,
    *,
    emphasis: str | None = None,
    t: float | None = None,
    start: float = 0.0,
    exit_at: float | None = None,
    alpha: float = 1.0,
    pitch_em: float = PITCH_EM,
) -> float:
    """Draw one column centred on ``x`` with its top at ``y``; return its height.

    Cells blur in one after the other from ``start`` where ``t`` is given.
    """
    column = set_column(text, style, pitch_em)
    leaving = 0.0 if t is None or exit_at is None else phase(t, exit_at, EXIT_S, "exit")
    for n, cell in enumerate(column.cells):
        share = 1.0 if t is None else phase(t, start + n * CELL_STAGGER_S, CELL_S)
        seen = share * (1 - leaving)
        if seen <= 0:
            continue
        blur = (1 - share) * style.size_px * 0.09 if share < 0.97 else 0.0
        value = emphasis if emphasis and cell.emphasis else colour
        _cell(canvas, cell, style, x, y + cell.y_px, paint(value, alpha * seen, blur=blur))
    return column.height_px


def _cell(canvas: Any, cell: Cell, style: Style, x: float, y: float, brush: Any) -> None:
    size = style.size_px
    if cell.kind == "upright":
        builder = skia.TextBlobBuilder()
        place = [skia.Point(x - size / 2, y + ASCENT_EM * size)]
        builder.allocRunPos(sized(cell.face, size), [cell.glyph_id], place)
        canvas.drawTextBlob(builder.make(), 0, 0, brush)
        return
    line = one_line(cell.text, style).lines[0]
    canvas.save()
    if cell.kind == "combined":
        squeeze = min(1.0, size / max(1.0, line.width_px))
        canvas.translate(x, y)
        canvas.scale(squeeze, 1)
        draw_glyphs(canvas, line.glyphs, -line.width_px / 2, ASCENT_EM * size, brush)
    else:
        canvas.translate(x, y + 0.1 * size)
        canvas.rotate(90)
        draw_glyphs(canvas, line.glyphs, 0, 0.36 * size, brush)
    canvas.restore()
