"""A drawing as pixels, painted by skia with the fonts of the project."""

from __future__ import annotations

import io
from typing import Any

import numpy as np
import skia

from aigc.image.paint.blobs import draw_glyphs
from aigc.image.surface import ORDER, PixelSurface
from aigc.image.type.shaping import set_line
from aigc.listening.drawing import Box, Drawing, Mark, Pixels, Stroke, Words
from aigc.listening.setting import style_of

_ANCHOR = {"start": 0.0, "middle": 0.5, "end": 1.0}


def write_png(drawing: Drawing, scale: float) -> bytes:
    """Return the drawing as a PNG file, ``scale`` pixels for each of its own."""
    from PIL import Image

    surface = PixelSurface(round(drawing.width_px * scale), round(drawing.height_px * scale))
    surface.canvas.scale(scale, scale)
    for mark in drawing.marks:
        _draw(surface.canvas, mark)
    rgba = surface.pixels[:, :, [2, 1, 0, 3]] if ORDER == "bgra" else surface.pixels
    out = io.BytesIO()
    Image.fromarray(np.ascontiguousarray(rgba)).save(out, "PNG")
    return out.getvalue()


def _draw(canvas: Any, mark: Mark) -> None:
    match mark:
        case Box():
            _box(canvas, mark)
        case Stroke():
            _path(canvas, mark)
        case Words():
            _words(canvas, mark)
        case Pixels():
            _pixels(canvas, mark)


def _brush(colour: str, opacity: float = 1.0) -> Any:
    value = int(colour[1:], 16)
    red, green, blue = value >> 16, value >> 8 & 255, value & 255
    return skia.Paint(
        AntiAlias=True, Color=skia.ColorSetARGB(round(255 * opacity), red, green, blue)
    )


def _box(canvas: Any, box: Box) -> None:
    place = skia.Rect.MakeXYWH(box.x, box.y, box.width, box.height)
    canvas.drawRoundRect(place, box.radius, box.radius, _brush(box.fill, box.opacity))


def _path(canvas: Any, path: Stroke) -> None:
    brush = _brush(path.colour, path.opacity)
    brush.setStyle(skia.Paint.kStroke_Style)
    brush.setStrokeWidth(path.width)
    brush.setStrokeCap(skia.Paint.kRound_Cap)
    brush.setStrokeJoin(skia.Paint.kRound_Join)
    points = [skia.Point(x, y) for x, y in path.points]
    canvas.drawPath(skia.Path.Polygon(points, False), brush)


def _words(canvas: Any, words: Words) -> None:
    line = set_line(words.text, style_of(words.size_px, words.bold))
    x = words.x - line.width_px * _ANCHOR[words.anchor]
    draw_glyphs(canvas, line.glyphs, x, words.y, _brush(words.colour))


def _pixels(canvas: Any, pixels: Pixels) -> None:
    solid = np.full((*pixels.rgb.shape[:2], 1), 255, np.uint8)
    image = skia.Image.fromarray(
        np.concatenate((pixels.rgb, solid), axis=2), colorType=skia.kRGBA_8888_ColorType
    )
    place = skia.Rect.MakeXYWH(pixels.x, pixels.y, pixels.width, pixels.height)
    canvas.drawImageRect(image, place, skia.SamplingOptions(skia.FilterMode.kLinear))
