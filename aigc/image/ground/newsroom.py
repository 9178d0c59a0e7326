"""Newsroom: studio light beams over deep blue, and a turning globe on the horizon."""

from __future__ import annotations

import math
from dataclasses import dataclass

import skia

from aigc.image.ground.brush import (
    darker,
    glow,
    grain,
    lighter,
    linear,
    mix,
    paint,
    polygon,
    radial,
    wash,
)
from aigc.image.ground.field import ACCENT, ALTERNATE, Box, Field

BEAMS = (
    ((0.62, 0.26, 0.10), (0.80, 0.10, 0.12), (0.30, 0.12, 0.05), (0.98, 0.30, 0.07)),
    ((0.10, 0.22, 0.07), (0.34, 0.08, 0.09), (-0.14, 0.16, 0.05), (0.72, 0.14, 0.04)),
)
MERIDIANS = 8
TURN_S = 48.0
TILT = 0.13
SIGNALS = ((0.32, 15.0, 0.0), (0.58, 21.0, 0.4), (0.05, 27.0, 0.75))


@dataclass(frozen=True, slots=True, kw_only=True)
class Newsroom:
    """The ground of the Newsroom theme."""

    field: Field

    @property
    def _globe(self) -> tuple[float, float, float]:
        f = self.field
        side = 0.14 if f.variant == ALTERNATE else 0.84
        if f.tall:
            return f.width * side, f.height + 150 * f.unit, 560 * f.unit
        return f.width * side, f.height * 1.31, f.height * 0.5

    @property
    def _colours(self) -> tuple[str, str, str, str]:
        tones = self.field.tones
        if self.field.variant == ACCENT:
            middle = darker(tones.ground, 0.3)
            return tones.ground, middle, darker(tones.ground, 0.62), lighter(tones.ground, 0.4)
        middle = mix(tones.top, tones.deep, 0.45)
        return tones.top, middle, tones.deep, lighter(mix(tones.top, "#4D8BFF", 0.6), 0.12)

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint gradient, key light, beams and the globe's static shade."""
        f = self.field
        top, middle, deep, light = self._colours
        w, h = f.width, f.height
        ramp = linear(0, 0, w * 0.35, h, ((0, top, 1), (0.45, middle, 1), (1, deep, 1)))
        key_x = w * (0.08 if f.variant == ALTERNATE else 0.92)
        shine = 0.30 if f.variant == ALTERNATE else 0.40
        key = radial(key_x, h * 0.06, f.longest * 0.62, ((0, light, shine), (1, light, 0)))
        wash(canvas, w, h, paint(shader=ramp), paint(shader=key))
        self._beams(canvas)
        cx, cy, r = self._globe
        halo = radial(cx, cy, r * 1.25, ((0.62, light, 0.30), (0.8, light, 0.22), (1, light, 0)))
        wash(canvas, w, h, paint(shader=halo))
        canvas.drawCircle(cx, cy, r, paint(darker(deep, 0.15), 0.86))
        rim = linear(cx - r, cy, cx + r, cy, ((0, light, 0.1), (0.6, light, 0.9), (1, light, 0.2)))
        canvas.drawCircle(cx, cy, r, paint(shader=rim, stroke=3 * f.unit))
        for n in range(-4, 5):
            self._parallel(canvas, n / 4.6, light)
        grain(canvas, w, h, 0.35)

    def _beams(self, canvas: skia.Canvas) -> None:
        f = self.field
        lean = 0.42 * f.height * (-1 if f.variant == ALTERNATE else 1)
        fade = linear(0, 0, 0, f.height, ((0, "#FFFFFF", 1), (0.75, "#FFFFFF", 0)))
        for at, share, opacity in BEAMS[1 if f.variant == ALTERNATE else 0]:
            left, right = f.width * at, f.width * (at + share)
            corners = (
                (left + lean, 0),
                (right + lean, 0),
                (right - lean, f.height),
                (left - lean, f.height),
            )
            canvas.drawPath(polygon(corners), paint(opacity=opacity, shader=fade))

    def _parallel(self, canvas: skia.Canvas, level: float, light: str) -> None:
        cx, cy, r = self._globe
        half = r * math.sqrt(1 - level * level)
        y = cy + level * r
        oval = skia.Rect.MakeLTRB(cx - half, y - half * TILT, cx + half, y + half * TILT)
        canvas.drawOval(oval, paint(light, 0.22, stroke=2 * self.field.unit))

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the visible cap of the globe."""
        f = self.field
        cx, cy, r = self._globe
        x0, x1 = max(0.0, cx - r), min(f.width, cx + r)
        return ((x0, cy - r - 12, x1 - x0, f.height - (cy - r - 12)),)

    def draw_moving(self, canvas: skia.Canvas, t: float) -> None:
        """Draw the meridians a little further round, and signals that run along parallels."""
        light = self._colours[3]
        cx, cy, r = self._globe
        line = paint(light, 0.26, stroke=2 * self.field.unit)
        for n in range(MERIDIANS):
            angle = math.pi * ((n + 2 * MERIDIANS * t / TURN_S / 2) % MERIDIANS) / MERIDIANS
            half = r * abs(math.cos(angle))
            # Only the upper half is ever on the canvas.
            oval = skia.Rect.MakeLTRB(cx - half, cy - r, cx + half, cy + r)
            canvas.drawArc(oval, 180, 180, False, line)
        for level, seconds, start in SIGNALS:
            self._signal(canvas, -1 + 0.3 * level, (t / seconds + start) % 1.0)

    def _signal(self, canvas: skia.Canvas, level: float, k: float) -> None:
        cx, cy, r = self._globe
        along = 2 * k - 1
        x = cx + along * r * 0.8
        y = cy - math.sqrt(max(0.0, r * r - (x - cx) ** 2)) * abs(level)
        strength = math.sin(math.pi * k)
        glow(canvas, x, y, 26 * self.field.unit, self.field.tones.second, 0.8 * strength)
        canvas.drawCircle(x, y, 4 * self.field.unit, paint("#FFFFFF", strength))
