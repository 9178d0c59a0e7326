"""Parts of a whole, drawn four ways: a ring, a field of a hundred, segments, a scale."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from typing import Any

import skia

from aigc.image.art import Box
from aigc.image.paint.paints import Stop, colour, paint
from aigc.image.paint.shapes import rect, slab

Cell = Callable[[Any, Box, float], None]
"""Draws one of a hundred cells of which the part 0-1 is filled."""


def clockwise(cx: float, cy: float, stops: Sequence[Stop]) -> Any:
    """Return a gradient around a point that starts at twelve o'clock."""
    turn = skia.Matrix.RotateDeg(-90, skia.Point(cx, cy))
    return skia.GradientShader.MakeSweep(
        cx,
        cy,
        [colour(*s[1:]) for s in stops],
        [s[0] for s in stops],
        skia.TileMode.kClamp,
        0,
        360,
        0,
        turn,
    )


def ring(
    canvas: Any,
    box: Box,
    width: float,
    share: float,
    stops: Sequence[Stop],
    *,
    track: str,
    glow: float = 0.0,
) -> None:
    """Draw a ring inside ``box`` with ``share`` (0-1) of it filled, clockwise from the top."""
    x, y, w, h = box
    cx, cy, radius = x + w / 2, y + h / 2, min(w, h) / 2 - width / 2 - 28
    oval = skia.Rect.MakeLTRB(cx - radius, cy - radius, cx + radius, cy + radius)
    canvas.drawArc(oval, 0, 360, False, paint(track, 0.13, stroke=width))
    _ticks(canvas, cx, cy, radius + width / 2 + 12, track)
    if share <= 0:
        return
    shader = clockwise(cx, cy, stops)
    if glow:
        soft = paint("#000000", glow, stroke=width + 8, shader=shader, blur=24)
        canvas.drawArc(oval, -90, 360 * share, False, soft)
    canvas.drawArc(oval, -90, 360 * share, False, paint("#000000", stroke=width, shader=shader))


def _ticks(canvas: Any, cx: float, cy: float, radius: float, hue: str) -> None:
    brush = paint(hue, 0.4, stroke=2)
    for i in range(60):
        angle, end = i / 60 * math.tau, radius + (14 if i % 5 == 0 else 6)
        x, y = math.cos(angle), math.sin(angle)
        canvas.drawLine(cx + x * radius, cy + y * radius, cx + x * end, cy + y * end, brush)


def field_shape(width: float, height: float) -> tuple[int, int, float]:
    """Return rows, columns and the pitch of a hundred cells that fill a space best."""
    options = [(rows, 100 // rows) for rows in (4, 5, 10)]
    pitch = {o: min(width / o[1], height / o[0], 84.0) for o in options}
    rows, columns = max(options, key=lambda o: (round(pitch[o], 1), o[0]))
    return rows, columns, pitch[rows, columns]


def field(canvas: Any, box: Box, share: float, cell: Cell, *, centred: bool) -> None:
    """Draw a hundred cells with ``share`` of them filled, row by row."""
    x, y, w, h = box
    rows, columns, pitch = field_shape(w, h)
    left = x + (w - pitch * columns) / 2 if centred else x
    for i in range(rows * columns):
        row, column = divmod(i, columns)
        part = min(1.0, max(0.0, share * 100 - i))
        cell(canvas, (left + column * pitch, y + row * pitch, pitch, pitch), part)


def dot_cell(hue: str, empty: str, empty_alpha: float) -> Cell:
    """Return a cell drawn as a dot."""

    def draw(canvas: Any, box: Box, part: float) -> None:
        x, y, s, _ = box
        canvas.drawCircle(x + s / 2, y + s / 2, s * 0.34, paint(empty, empty_alpha))
        if part > 0:
            canvas.drawCircle(x + s / 2, y + s / 2, s * 0.34 * part, paint(hue))

    return draw


def block_cell(hue: str, edge: str) -> Cell:
    """Return a cell drawn as a square with a hard outline."""

    def draw(canvas: Any, box: Box, part: float) -> None:
        x, y, s, _ = box
        inner = rect(x + s * 0.11, y + s * 0.11, s * 0.78, s * 0.78)
        if part > 0:
            canvas.drawRect(inner, paint(hue))
        canvas.drawRect(inner, paint(edge, stroke=min(4.0, 0.1 * s)))

    return draw


def segments(canvas: Any, box: Box, share: float, shader: Any, track: str) -> None:
    """Draw 25 slanted segments with ``share`` of them filled."""
    x, y, w, h = box
    step = (w - 16) / 25
    for i in range(25):
        part = min(1.0, max(0.0, share * 25 - i))
        canvas.drawPath(slab(x + i * step, y, step - 9, h, -0.14), paint(track, 0.18))
        if part > 0.02:
            filled = slab(x + i * step, y, (step - 9) * part, h, -0.14)
            canvas.drawPath(filled, paint("#000000", shader=shader))


def scale(canvas: Any, box: Box, share: float, shader: Any, hue: str, needle: str) -> None:
    """Draw a filled band over a scale of ten ticks, with a needle at its end."""
    x, y, w, h = box
    band = h - 62
    canvas.drawRect(rect(x, y + 12, w, band), paint(hue, 0.18))
    canvas.drawRect(rect(x, y + 12, w * share, band), paint("#000000", shader=shader))
    for i in range(11):
        px, py = x + w * i / 10, y + band + 24
        canvas.drawLine(px, py, px, py + (26 if i % 5 == 0 else 14), paint(hue, 0.8, stroke=2))
    canvas.drawRect(rect(x + w * share - 3, y, 6, band + 24), paint(needle))


def hatched(canvas: Any, box: Box, hue: str) -> None:
    """Draw a box filled with engraver's lines."""
    x, y, w, h = box
    canvas.save()
    canvas.clipRect(rect(*box))
    canvas.drawRect(rect(*box), paint(hue, 0.12))
    brush = paint(hue, 0.75, stroke=3)
    for offset in range(0, int(w + h), 14):
        canvas.drawLine(x + offset, y, x + offset - h, y + h, brush)
    canvas.restore()
    canvas.drawRect(rect(*box), paint(hue, stroke=3))


def brush_stroke(cx: float, y: float, width: float, k: float) -> Any:
    """Return a hand-drawn underline of which the part ``k`` (0-1) is there."""
    path, low = skia.Path(), []
    for i in range(31):
        f = i / 30 * k
        px, py = cx - width / 2 + width * f, y + math.sin(f * 5.2) * 6
        thick = 5.5 * math.sin(math.pi * min(1.0, f * 0.9 + 0.12)) + 2
        (path.lineTo if i else path.moveTo)(px, py - thick)
        low.append((px, py + thick * 0.6))
    for point in reversed(low):
        path.lineTo(*point)
    path.close()
    return path
