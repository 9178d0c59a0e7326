"""The large figure beside a sentence: an icon in the theme's own setting, or the setting alone."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import skia

from aigc.image.art import Box
from aigc.image.paint.easing import lerp
from aigc.image.paint.paints import Stop, linear, paint
from aigc.image.paint.shapes import arch, polygon, rrect, slab
from aigc.image.scene.furniture import Kit
from aigc.image.scene.icons import icon_path

BLACK, YELLOW = "#0B0B0B", "#FFD60A"
GRID = 24.0


def draw_emblem(canvas: Any, kit: Kit, box: Box, icon: str, k: float) -> None:
    """Draw the emblem inside a square box; ``icon`` may be empty, ``k`` is how far it is there."""
    x, y, side, _ = box
    canvas.save()
    canvas.translate(x + side / 2, y + side / 2)
    grown = lerp(0.86, 1.0, k) * side
    canvas.scale(grown, grown)
    _SETTINGS[kit.stage.theme.name](canvas, kit, icon, k)
    canvas.restore()


def _icon(canvas: Any, name: str, size: float, weight: float, brush: Any, dy: float = 0.0) -> None:
    """Stroke an icon around the origin; ``weight`` in the units of ``size``."""
    brush.setStyle(skia.Paint.kStroke_Style)
    brush.setStrokeWidth(weight * GRID / size)
    brush.setStrokeCap(skia.Paint.kRound_Cap)
    brush.setStrokeJoin(skia.Paint.kRound_Join)
    canvas.save()
    canvas.translate(-size / 2, dy - size / 2)
    canvas.scale(size / GRID, size / GRID)
    canvas.drawPath(icon_path(name), brush)
    canvas.restore()


# Each setting is drawn around the origin in a square of side one.
def _newsroom(canvas: Any, kit: Kit, icon: str, k: float) -> None:
    skew, inverse = kit.stage.theme.skew, kit.idiom.inverse
    fill, ink = (kit.tones.second, "#8F0A1C") if inverse else (kit.tones.accent, "#FFFFFF")
    canvas.drawPath(slab(-0.44, -0.5, 0.84, 0.86, skew), paint("#FFFFFF", 0.16 * k))
    canvas.drawPath(slab(-0.5, -0.4, 0.84, 0.86, skew), paint(fill, k))
    if icon:
        _icon(canvas, icon, 0.58, 0.042, paint(ink, k), dy=0.03)
        return
    for n in range(3):
        left = -0.27 + n * 0.19
        chevron = ((left, -0.2), (left + 0.16, 0.03), (left, 0.26))
        brush = paint(ink, k * (0.45 + 0.275 * n), stroke=0.062)
        canvas.drawPath(polygon(chevron, close=False), brush)


def _ink(canvas: Any, kit: Kit, icon: str, k: float) -> None:
    canvas.drawPath(_ring_stroke(0.44, k), paint(kit.tones.text, 0.92))
    if icon:
        _icon(canvas, icon, 0.46, 0.032, paint(kit.tones.emphasis, k))
    else:
        canvas.drawCircle(0, 0, 0.17 * k, paint(kit.tones.accent))


def _ring_stroke(radius: float, k: float) -> Any:
    """Return a ring drawn with one turn of a brush, heavy at first and dry at the end."""
    path, inner = skia.Path(), []
    steps = 96
    for i in range(round(steps * max(0.02, k)) + 1):
        share = i / steps
        angle = math.radians(-128 + 338 * share)
        swell = 0.030 * (1 - share) ** 0.7 + 0.006 * (1 + math.sin(share * 9.0))
        head = min(1.0, share / 0.03) * min(1.0, (1 - share) / 0.05 + 0.12)
        r = radius + 0.012 * math.sin(share * 5.3)
        cos, sin, half = math.cos(angle), math.sin(angle), swell * head + 0.002
        (path.lineTo if i else path.moveTo)(cos * (r + half), sin * (r + half))
        inner.append((cos * (r - half), sin * (r - half)))
    for point in reversed(inner):
        path.lineTo(*point)
    path.close()
    return path


def _tech(canvas: Any, kit: Kit, icon: str, k: float) -> None:
    second, glow = kit.tones.second, kit.stage.theme.glow
    stops: tuple[Stop, ...] = ((0, second), (0.5, "#8B6CFF"), (1, glow))
    edge = linear((-0.5, -0.5), (0.5, 0.5), stops)
    tile = rrect(-0.5, -0.5, 1.0, 1.0, 0.25)
    canvas.drawRRect(tile, paint("#000000", 0.5 * k, shader=edge, blur=0.05))
    canvas.drawRRect(tile, paint("#120C34", 0.94 * k))
    sheen = linear((-0.5, -0.5), (0.22, 0.5), ((0, "#FFFFFF", 0.24), (0.6, "#FFFFFF", 0.03)))
    canvas.drawRRect(tile, paint("#000000", k, shader=sheen))
    canvas.drawRRect(tile, paint("#000000", k, shader=edge, stroke=0.008))
    if icon:
        line = linear((2, 2), (22, 22), stops)
        _icon(canvas, icon, 0.58, 0.055, paint("#000000", 0.6 * k, shader=line, blur=0.7))
        _icon(canvas, icon, 0.58, 0.038, paint("#000000", k, shader=line))
        return
    for turn in (-32, 32, 90):
        canvas.save()
        canvas.rotate(turn)
        oval = skia.Rect.MakeXYWH(-0.35, -0.135, 0.7, 0.27)
        canvas.drawOval(oval, paint("#000000", 0.9 * k, shader=edge, stroke=0.016))
        canvas.restore()
    canvas.drawCircle(0, 0, 0.075, paint(second, 0.7 * k, blur=0.03))
    canvas.drawCircle(0, 0, 0.055, paint("#FFFFFF", k))


def _finance(canvas: Any, kit: Kit, icon: str, k: float) -> None:
    tones = kit.tones
    stops: tuple[Stop, ...] = ((0, "#FBE7C0"), (0.5, "#E8BE78"), (1, "#C08F42"))
    if kit.idiom.inverse:
        stops = ((0, tones.text), (1, tones.text))
    line = paint(tones.accent, 0.42 * k, stroke=0.0035)
    petals, flat = 18, 0.27
    for n in range(petals):
        canvas.save()
        canvas.rotate(180 / petals * n * lerp(0.7, 1.0, k))
        canvas.drawOval(skia.Rect.MakeXYWH(-0.49, -flat, 0.98, 2 * flat), line)
        canvas.restore()
    canvas.drawCircle(0, 0, 0.285, paint(tones.ground, k))
    canvas.drawCircle(0, 0, 0.285, paint(tones.accent, k, stroke=0.007))
    if icon:
        shader = linear((0, 2), (0, 22), stops)
        _icon(canvas, icon, 0.35, 0.021, paint("#000000", k, shader=shader))
        return
    gem = ((0, -0.17), (0.17, 0), (0, 0.17), (-0.17, 0))
    shader = linear((0, -0.17), (0, 0.17), stops)
    canvas.drawPath(polygon(gem), paint("#000000", k, shader=shader))


def _lifestyle(canvas: Any, kit: Kit, icon: str, k: float) -> None:
    tones, inverse = kit.tones, kit.idiom.inverse
    fill, ink = tones.accent, tones.on_accent
    canvas.drawPath(
        arch(-0.33, -0.46, 0.76, 0.96), paint(tones.second, (0.4 if inverse else 0.5) * k)
    )
    canvas.drawPath(arch(-0.4, -0.5, 0.76, 0.96), paint(fill, k))
    if icon:
        _icon(canvas, icon, 0.46, 0.032, paint(ink, k), dy=0.0)
        return
    canvas.save()
    canvas.clipPath(arch(-0.4, -0.5, 0.76, 0.96), skia.ClipOp.kIntersect, True)
    canvas.drawCircle(-0.02, -0.06, 0.15 * k, paint(ink, k))
    for n in range(3):
        hill = skia.Path()
        low = 0.2 + n * 0.1
        hill.moveTo(-0.5, low)
        hill.cubicTo(-0.25, low - 0.16 + n * 0.05, 0.1, low + 0.12, 0.45, low - 0.06)
        hill.lineTo(0.45, 0.5)
        hill.lineTo(-0.5, 0.5)
        hill.close()
        canvas.drawPath(hill, paint(ink, (0.28, 0.34, 0.42)[n] * k))
    canvas.restore()


def _poster(canvas: Any, kit: Kit, icon: str, k: float) -> None:
    shadow = YELLOW if kit.idiom.inverse else kit.tones.accent
    canvas.save()
    canvas.rotate(lerp(-14, -5, k))
    burst = _burst(16, 0.49, 0.4)
    canvas.save()
    canvas.translate(0.035, 0.04)
    canvas.drawPath(burst, paint(shadow, k))
    canvas.restore()
    canvas.drawPath(burst, paint(BLACK, k))
    if icon:
        _icon(canvas, icon, 0.48, 0.044, paint(YELLOW if not kit.idiom.inverse else "#FFFFFF", k))
    else:
        canvas.drawPath(_burst(8, 0.28, 0.11), paint(YELLOW, k))
    canvas.restore()


def _burst(points: int, outer: float, inner: float) -> Any:
    corners = []
    for n in range(2 * points):
        angle, r = math.pi * n / points, inner if n % 2 else outer
        corners.append((r * math.sin(angle), -r * math.cos(angle)))
    return polygon(corners)


_SETTINGS: Mapping[str, Callable[[Any, Kit, str, float], None]] = MappingProxyType(
    {
        "newsroom": _newsroom,
        "ink": _ink,
        "tech": _tech,
        "finance": _finance,
        "lifestyle": _lifestyle,
        "poster": _poster,
    }
)
