"""Warm Lifestyle: soft shapes on cream, and leaves that sway in the light."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import skia

from aigc.image.ground.brush import (
    LINEAR,
    blob,
    darker,
    grain,
    lighter,
    linear,
    mix,
    paint,
    rectangle,
    wash,
)
from aigc.image.ground.field import ACCENT, ALTERNATE, Box, Field

# x, y, radius (shares), which colour, opacity, seed; one row of shapes per variant.
SHAPES = (
    (
        (1.0, 0.10, 0.20, "sand", 0.75, 3),
        (-0.03, 0.52, 0.15, "sage", 0.42, 9),
        (0.96, 0.90, 0.24, "rose", 0.62, 5),
        (0.08, 0.99, 0.20, "leaf", 0.60, 8),
    ),
    (
        (0.02, 0.08, 0.19, "blush", 0.60, 13),
        (1.0, 0.47, 0.13, "sage", 0.45, 2),
        (0.10, 0.93, 0.25, "sand", 0.80, 6),
        (0.98, 1.0, 0.20, "clay", 0.55, 4),
    ),
    (
        (0.95, 0.06, 0.20, "cream", 0.80, 3),
        (-0.03, 0.53, 0.14, "rose", 0.42, 9),
        (0.90, 0.93, 0.25, "clay", 0.60, 5),
        (0.05, 1.0, 0.20, "leaf", 0.70, 8),
    ),
)
BRANCHES = ((2.06, 520.0), (2.44, 640.0), (2.84, 540.0))
SHADOW_SIDE = 560.0
DRAWN_SIDE, SHADOW_SHRINK = 640.0, 4
SWAY_S = 7.3
ANGLES, REACH_DEG = 12, 1.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Lifestyle:
    """The ground of the Warm Lifestyle theme."""

    field: Field

    def _color(self, name: str) -> str:
        tones = self.field.tones
        if self.field.variant == ACCENT:
            ground = tones.ground
            return {
                "cream": lighter(ground, 0.05),
                "rose": darker(ground, 0.14),
                "clay": darker(ground, 0.28),
                "leaf": mix(darker(ground, 0.2), tones.second, 0.35),
            }[name]
        return {
            "sand": mix(tones.deep, "#F0B060", 0.4),
            "sage": lighter(tones.second, 0.55),
            "leaf": lighter(tones.second, 0.22),
            "rose": lighter(tones.accent, 0.38),
            "blush": lighter(tones.accent, 0.58),
            "clay": lighter(tones.accent, 0.10),
        }[name]

    @property
    def _mirrored(self) -> bool:
        return self.field.variant == ALTERNATE

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint cream and the soft shapes."""
        f, tones = self.field, self.field.tones
        top, deep = tones.top, tones.deep
        if f.variant == ALTERNATE:
            top = mix(top, tones.ground, 0.5)
        if f.variant == ACCENT:
            top, deep = lighter(tones.ground, 0.04), darker(tones.ground, 0.12)
        ramp = linear(
            0,
            0,
            f.width * 0.3,
            f.height,
            ((0, top, 1), (0.55, mix(top, deep, 0.4), 1), (1, deep, 1)),
        )
        wash(canvas, f.width, f.height, paint(shader=ramp))
        for x, y, share, name, opacity, seed in SHAPES[f.variant]:
            # On low canvases the shapes keep to the corners, clear of the words.
            radius = f.longest * share if f.tall else (f.width + f.height) / 2 * share * 0.82
            foot = 0.10 if y > 0.8 and not f.tall else 0.0
            shape = blob(f.width * x, f.height * (y + foot), radius, seed)
            canvas.drawPath(shape, paint(self._color(name), opacity))
        grain(canvas, f.width, f.height, 0.38)

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the corner that the leaves darken."""
        f = self.field
        side = SHADOW_SIDE * f.unit
        x = 0.0 if self._mirrored else f.width - side
        return ((x, 0.0, side, side),)

    def draw_moving(self, canvas: skia.Canvas, t: float) -> None:
        """Draw the shadow of leaves, turned a little about the branch's root."""
        f = self.field
        swing = 0.75 * math.sin(2 * math.pi * t / SWAY_S) + 0.25 * math.sin(2 * math.pi * t / 3.1)
        number = round((swing + 1) / 2 * (ANGLES - 1))
        x, y, side, _ = self.moving(t)[0]
        shade = skia.Paint()
        shade.setAlphaf(0.16 if f.variant == ACCENT else 0.13)
        color = mix(f.tones.text, "#7A4A20", 0.4)
        leaves = _swayed(color, round(side), number, self._mirrored)
        canvas.drawImageRect(leaves, rectangle(x, y, side, side), LINEAR, shade)


@lru_cache(maxsize=2 * ANGLES)
def _swayed(color: str, side: int, number: int, mirrored: bool) -> skia.Image:
    """Return the shadow turned about the branch's root, one of a few angles."""
    surface = skia.Surface(side, side)
    canvas = surface.getCanvas()
    if mirrored:
        canvas.scale(-1, 1)
    else:
        canvas.translate(side, 0)
    canvas.rotate(REACH_DEG * (2 * number / (ANGLES - 1) - 1))
    target = rectangle(-side, -0.06 * side, side, side)
    canvas.drawImageRect(_leaf_shadow(color), target, LINEAR)
    return surface.makeImageSnapshot().makeRasterImage()


@lru_cache(maxsize=2)
def _leaf_shadow(color: str) -> skia.Image:
    """Return blurred branches hanging from the upper right corner, at a quarter of their size."""
    side = int(DRAWN_SIDE / SHADOW_SHRINK)
    surface = skia.Surface(side, side)
    canvas = surface.getCanvas()
    soft = skia.Paint()
    soft.setImageFilter(skia.ImageFilters.Blur(2.4, 2.4))
    canvas.saveLayer(None, soft)
    canvas.scale(1 / SHADOW_SHRINK, 1 / SHADOW_SHRINK)
    for angle, length in BRANCHES:
        _branch(canvas, color, DRAWN_SIDE + 20, -10, angle, length)
    canvas.restore()
    return surface.makeImageSnapshot().makeRasterImage()


def _branch(
    canvas: skia.Canvas, color: str, x0: float, y0: float, angle: float, length: float
) -> None:
    stem = skia.Path()
    stem.moveTo(x0, y0)
    for n in range(1, 10):
        part = n / 9
        bend = angle + part * 0.22
        x, y = x0 + math.cos(bend) * length * part, y0 + math.sin(bend) * length * part
        stem.lineTo(x, y)
        reach = 190 - 110 * part
        for side in (-1, 1):
            canvas.save()
            canvas.translate(x, y)
            canvas.rotate(math.degrees(bend) + side * 38)
            leaf = skia.Path()
            leaf.quadTo(reach * 0.5, -24, reach, 0)
            leaf.quadTo(reach * 0.5, 24, 0, 0)
            canvas.drawPath(leaf, paint(color))
            canvas.restore()
    canvas.drawPath(stem, paint(color, stroke=6))
