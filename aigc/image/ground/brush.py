"""Paints, gradients and colour mixing for the grounds."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache

import numpy as np
import skia

Stops = Sequence[tuple[float, str, float]]
"""Position, ``#RRGGBB``, opacity."""

LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNone)
SCREEN = skia.BlendMode.kScreen
WASH_UNITS = 8.0
"""Canvas units to a sample of a smooth fill."""


def rgb(color: str) -> tuple[int, int, int]:
    """Return the three 0-255 parts of ``#RRGGBB``."""
    return int(color[1:3], 16), int(color[3:5], 16), int(color[5:7], 16)


def mix(first: str, second: str, share: float) -> str:
    """Return ``first`` moved to ``second`` by ``share`` (0-1)."""
    parts = (round(a + (b - a) * share) for a, b in zip(rgb(first), rgb(second), strict=True))
    return "#{:02X}{:02X}{:02X}".format(*parts)


def lighter(color: str, share: float) -> str:
    """Return ``color`` moved to white."""
    return mix(color, "#FFFFFF", share)


def darker(color: str, share: float) -> str:
    """Return ``color`` moved to black."""
    return mix(color, "#000000", share)


def argb(color: str, opacity: float = 1.0) -> int:
    """Return a skia colour."""
    return int(skia.Color(*rgb(color), round(255 * min(max(opacity, 0.0), 1.0))))


def paint(
    color: str = "#000000",
    opacity: float = 1.0,
    *,
    stroke: float = 0.0,
    shader: skia.Shader | None = None,
    blur: float = 0.0,
    blend: skia.BlendMode | None = None,
) -> skia.Paint:
    """Return an antialiased paint; ``stroke`` above zero outlines with round ends."""
    out = skia.Paint(AntiAlias=True, Color=argb(color, opacity))
    if shader is not None:
        out.setShader(shader)
        out.setAlphaf(opacity)
    if stroke:
        out.setStyle(skia.Paint.kStroke_Style)
        out.setStrokeWidth(stroke)
        out.setStrokeCap(skia.Paint.kRound_Cap)
        out.setStrokeJoin(skia.Paint.kRound_Join)
    if blur:
        out.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    if blend is not None:
        out.setBlendMode(blend)
    return out


def linear(x0: float, y0: float, x1: float, y1: float, stops: Stops) -> skia.Shader:
    """Return a gradient between two points."""
    return skia.GradientShader.MakeLinear(
        [skia.Point(x0, y0), skia.Point(x1, y1)],
        [argb(color, opacity) for _, color, opacity in stops],
        [at for at, _, _ in stops],
    )


def radial(x: float, y: float, radius: float, stops: Stops) -> skia.Shader:
    """Return a gradient around a point."""
    return skia.GradientShader.MakeRadial(
        skia.Point(x, y),
        radius,
        [argb(color, opacity) for _, color, opacity in stops],
        [at for at, _, _ in stops],
    )


def rectangle(x: float, y: float, width: float, height: float) -> skia.Rect:
    """Return a skia rectangle."""
    return skia.Rect.MakeXYWH(x, y, width, height)


def polygon(points: Sequence[tuple[float, float]], *, closed: bool = True) -> skia.Path:
    """Return a path through ``points``."""
    path = skia.Path()
    path.addPoly([skia.Point(x, y) for x, y in points], closed)
    return path


def blob(x: float, y: float, radius: float, seed: int, corners: int = 7) -> skia.Path:
    """Return a soft irregular closed shape."""
    random = np.random.default_rng(seed)
    radii = radius * (1 + random.uniform(-0.22, 0.22, corners))
    angles = np.linspace(0, 2 * np.pi, corners, endpoint=False)
    points = np.stack([x + radii * np.cos(angles), y + radii * np.sin(angles)], axis=1)
    middles = (points + np.roll(points, -1, axis=0)) / 2
    path = skia.Path()
    path.moveTo(float(middles[-1][0]), float(middles[-1][1]))
    for corner, middle in zip(points, middles, strict=True):
        path.quadTo(float(corner[0]), float(corner[1]), float(middle[0]), float(middle[1]))
    path.close()
    return path


def native(pixels: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> skia.Image:
    """Return premultiplied RGBA pixels as an image that blits fast."""
    height, width = pixels.shape[:2]
    surface = skia.Surface(width, height)
    image = skia.Image.fromarray(
        np.ascontiguousarray(pixels),
        colorType=skia.kRGBA_8888_ColorType,
        alphaType=skia.kPremul_AlphaType,
        copy=True,
    )
    surface.getCanvas().drawImage(image, 0, 0)
    return surface.makeImageSnapshot().makeRasterImage()


@lru_cache(maxsize=2)
def _grain_tile(side: int = 384) -> skia.Image:
    noise = np.random.default_rng(5).normal(0, 18, (side, side))
    alpha = np.clip(np.abs(noise), 0, 60)
    pixels = np.zeros((side, side, 4), np.uint8)
    pixels[..., :3] = np.where(noise > 0, alpha, 0).astype(np.uint8)[..., None]
    pixels[..., 3] = alpha.astype(np.uint8)
    return native(pixels)


def grain(canvas: skia.Canvas, width: float, height: float, strength: float) -> None:
    """Lay fine noise over the whole canvas, against banding."""
    tile, light = _grain_tile(), skia.Paint()
    light.setAlphaf(strength)
    for y in range(0, int(height) + 1, tile.height()):
        for x in range(0, int(width) + 1, tile.width()):
            canvas.drawImage(tile, x, y, skia.SamplingOptions(), light)


def wash(
    canvas: skia.Canvas,
    width: float,
    height: float,
    *paints: skia.Paint,
) -> None:
    """Fill the whole canvas with ``paints``, the lowest first, which must be smooth.

    They are painted coarsely and enlarged, at a quarter of the cost.
    """
    columns, rows = int(width / WASH_UNITS) + 2, int(height / WASH_UNITS) + 2
    surface = skia.Surface(columns, rows)
    coarse = surface.getCanvas()
    coarse.scale(1 / WASH_UNITS, 1 / WASH_UNITS)
    for each in paints:
        coarse.drawPaint(each)
    place = rectangle(0, 0, columns * WASH_UNITS, rows * WASH_UNITS)
    whole = rectangle(0, 0, columns, rows)
    canvas.drawImageRect(surface.makeImageSnapshot(), whole, place, LINEAR)


@lru_cache(maxsize=16)
def glow_image(color: str, side: int) -> skia.Image:
    """Return a round glow, full in the middle, of ``side`` pixels."""
    surface = skia.Surface(side, side)
    half = side / 2
    stops = ((0.0, color, 1.0), (0.16, color, 0.75), (0.45, color, 0.18), (1.0, color, 0.0))
    surface.getCanvas().drawPaint(paint(shader=radial(half, half, half, stops)))
    return surface.makeImageSnapshot().makeRasterImage()


def glow(canvas: skia.Canvas, x: float, y: float, radius: float, color: str, k: float) -> None:
    """Draw a round glow of strength ``k`` (0-1)."""
    light = skia.Paint()
    light.setAlphaf(min(max(k, 0.0), 1.0))
    image = glow_image(color, 128)
    canvas.drawImageRect(
        image, rectangle(x - radius, y - radius, 2 * radius, 2 * radius), LINEAR, light
    )
