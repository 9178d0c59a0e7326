"""Tech Gradient: mesh glow, dots, and a rim-lit horizon along which light travels."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import skia

from aigc.image.ground.brush import (
    SCREEN,
    darker,
    glow,
    grain,
    linear,
    mix,
    paint,
    radial,
    wash,
)
from aigc.image.ground.field import ACCENT, Box, Field

# x, y, radius (shares), which colour, opacity; one row of lights per variant.
LIGHTS = (
    (
        (0.05, 0.10, 0.62, "accent", 0.80),
        (1.02, 0.30, 0.50, "third", 0.52),
        (0.95, -0.02, 0.36, "blue", 0.60),
        (0.20, 0.62, 0.42, "blue", 0.42),
    ),
    (
        (0.95, 0.08, 0.60, "blue", 0.48),
        (-0.05, 0.38, 0.50, "accent", 0.62),
        (0.50, -0.05, 0.40, "second", 0.40),
        (0.80, 0.65, 0.40, "third", 0.38),
    ),
    (
        (0.50, 0.32, 0.62, "accent", 0.66),
        (0.10, 0.05, 0.40, "second", 0.45),
        (1.02, 0.10, 0.40, "third", 0.42),
        (0.85, 0.62, 0.40, "accent", 0.50),
    ),
)
PARTICLES = 9
PULSE_S = 7.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Tech:
    """The ground of the Tech Gradient theme."""

    field: Field

    def _color(self, name: str) -> str:
        tones = self.field.tones
        deep = {
            "accent": mix(tones.accent, "#2A00FF", 0.5),
            "second": mix(tones.second, "#0040FF", 0.2),
            "third": mix(tones.glow, "#7A00FF", 0.4),
            "blue": mix(tones.second, mix(tones.accent, "#0018FF", 0.7), 0.7),
        }
        return deep[name]

    @property
    def _horizon(self) -> tuple[float, float, float]:
        f = self.field
        radius = f.longest * (0.95 if not f.wide else 1.15)
        rise = f.longest * 0.185 if f.tall else f.height * 0.15
        return f.width / 2, f.height + radius - rise, radius

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint the mesh glow, the horizon and the dots."""
        f = self.field
        base = darker(f.tones.ground, 0.5) if f.variant == ACCENT else f.tones.deep
        layers = [paint(base)]
        for x, y, share, name, opacity in LIGHTS[f.variant]:
            color = self._color(name)
            stops = ((0, color, opacity), (0.5, color, opacity * 0.32), (1, color, 0))
            light = radial(f.width * x, f.height * y, f.longest * share, stops)
            layers.append(paint(shader=light, blend=SCREEN))
        wash(canvas, f.width, f.height, *layers)
        self._rim(canvas)
        self._dots(canvas)
        grain(canvas, f.width, f.height, 0.42)

    def _rim(self, canvas: skia.Canvas) -> None:
        f, tones = self.field, self.field.tones
        cx, cy, r = self._horizon
        sweep = linear(
            0,
            0,
            f.width,
            0,
            (
                (0, self._color("accent"), 0.15),
                (0.35, mix(tones.accent, "#FFFFFF", 0.2), 0.9),
                (0.62, mix(tones.second, "#FFFFFF", 0.3), 1),
                (1, tones.glow, 0.2),
            ),
        )
        for width, opacity, blur in ((90, 0.35, 46), (26, 0.55, 14), (5, 0.95, 1.5)):
            band = paint(
                opacity=opacity, shader=sweep, stroke=width * f.unit, blur=blur, blend=SCREEN
            )
            canvas.drawCircle(cx, cy, r, band)
        night = mix(tones.deep, "#000000", 0.3)
        fall = linear(
            0,
            cy - r,
            0,
            cy - r + f.longest * 0.16,
            ((0, mix(tones.deep, tones.accent, 0.12), 0.96), (1, night, 1)),
        )
        canvas.drawCircle(cx, cy, r - 2, paint(shader=fall))

    def _dots(self, canvas: skia.Canvas) -> None:
        f = self.field
        for y in range(0, int(f.height), 48):
            for x in range(0, int(f.width), 48):
                away = math.hypot(x / f.width - 0.75, y / f.height - 0.25)
                opacity = 0.22 - away * 0.34
                if opacity > 0.015:
                    canvas.drawCircle(x + 24, y + 24, 1.8, paint("#FFFFFF", opacity))

    def _light_at(self, t: float) -> tuple[float, float, float]:
        f = self.field
        cx, cy, r = self._horizon
        k = (t / PULSE_S) % 1.0
        x = f.width * (-0.1 + 1.2 * k)
        return x, cy - math.sqrt(max(0.0, r * r - (x - cx) ** 2)), math.sin(math.pi * k)

    def _particles(self, t: float) -> list[tuple[float, float, float, float]]:
        f = self.field
        # They stay below the stage, where they could be taken for marks of the text.
        low, high = self._horizon[1] - self._horizon[2], f.height * (0.66 if f.tall else 0.79)
        out = []
        for x, start, speed, size in _dust(21 + f.variant):
            k = (start + speed * t) % 1.0
            sway = 14 * f.unit * math.sin(t * 0.8 + start * 9)
            y = low + 20 * f.unit - (low - high) * k
            out.append((f.width * x + sway, y, size * f.unit, math.sin(math.pi * k) * 0.75))
        return out

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the boxes of the travelling light and the particles."""
        u = self.field.unit
        x, y, _ = self._light_at(t)
        boxes = [(x - 250 * u, y - 90 * u, 500 * u, 190 * u)]
        for px, py, size, _ in self._particles(t):
            reach = size * 4 + 2
            boxes.append((px - reach, py - reach, 2 * reach, 2 * reach))
        return tuple(boxes)

    def draw_moving(self, canvas: skia.Canvas, t: float) -> None:
        """Draw the travelling light and the particles."""
        f = self.field
        x, y, strength = self._light_at(t)
        tint = mix(f.tones.second, "#FFFFFF", 0.25)
        canvas.save()
        canvas.translate(x, y)
        canvas.scale(3.0, 1.0)
        glow(canvas, 0, 0, 80 * f.unit, tint, 0.62 * strength)
        canvas.restore()
        for px, py, size, k in self._particles(t):
            glow(canvas, px, py, size * 4, tint, 0.5 * k)
            canvas.drawCircle(px, py, size * 0.6, paint("#FFFFFF", k))


@lru_cache(maxsize=3)
def _dust(seed: int) -> tuple[tuple[float, float, float, float], ...]:
    """Return place, start, speed and size of each particle."""
    drawn = np.random.default_rng(seed).uniform(
        (0.04, 0, 0.035, 2.0), (0.96, 1, 0.07, 4.5), (PARTICLES, 4)
    )
    return tuple((float(x), float(s), float(v), float(r)) for x, s, v, r in drawn)
