"""Ink and paper: fibres, washed hills, a seal-red sun; mist, a boat and birds."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import cv2
import numpy as np
import skia

from aigc.image.ground.brush import (
    LINEAR,
    darker,
    grain,
    linear,
    mix,
    native,
    paint,
    radial,
    rectangle,
    wash,
)
from aigc.image.ground.field import ACCENT, ALTERNATE, Box, Field

# seed, height above the foot, rise, opacity; the far hills first.
HILLS = ((11, 250, 170, 0.13), (5, 150, 150, 0.22), (23, 50, 130, 0.36), (8, -20, 90, 0.62))
FIBRES = 420
BIRDS = ((0.0, 0.0, 1.0), (52.0, 20.0, 0.8), (-40.0, 34.0, 0.72), (96.0, 48.0, 0.6))
BOAT_SPEED = 13.0
BIRD_SPEED = 17.0
MIST_SPEED = 11.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Ink:
    """The ground of the Ink and Paper theme."""

    field: Field

    @property
    def _paper(self) -> str:
        return self.field.tones.ground

    @property
    def _ink(self) -> str:
        tones = self.field.tones
        if self.field.variant == ACCENT:
            return darker(tones.ground, 0.72)
        return mix(tones.text, tones.second, 0.45)

    @property
    def _scale(self) -> float:
        return self.field.unit * (1 if self.field.tall else 0.62)

    @property
    def _foot(self) -> float:
        return self.field.height * (0.985 if self.field.tall else 1.03)

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint paper, sun, hills and a darker rim."""
        f = self.field
        everything = rectangle(0, 0, f.width, f.height)
        canvas.drawRect(everything, paint(self._paper))
        cloud = _cloud(round(f.width / 4), round(f.height / 4))
        canvas.drawImageRect(cloud, everything, LINEAR)
        self._fibres(canvas)
        if f.variant != ALTERNATE and f.tall:
            red = f.tones.on if f.variant == ACCENT else f.tones.accent
            sun = paint(red, 0.88, blur=1.2)
            canvas.drawCircle(f.width * 0.82, f.height * 0.835, 74 * f.unit, sun)
        for seed, above, rise, opacity in HILLS:
            self._hill(canvas, seed + f.variant * 3, above, rise, opacity)
        rim = mix(darker(self._paper, 0.45), f.tones.accent, 0.12)
        shade = radial(
            f.width / 2, f.height * 0.45, f.longest * 0.72, ((0.55, rim, 0), (1, rim, 0.24))
        )
        wash(canvas, f.width, f.height, paint(shader=shade))
        grain(canvas, f.width, f.height, 0.45)

    def _fibres(self, canvas: skia.Canvas) -> None:
        f, random = self.field, np.random.default_rng(4)
        dark = mix(darker(self._paper, 0.6), f.tones.accent, 0.1)
        for _ in range(FIBRES):
            x, y = random.uniform(0, f.width), random.uniform(0, f.height)
            angle, length = random.uniform(0, 2 * math.pi), random.uniform(10, 46)
            dx, dy = math.cos(angle) * length, math.sin(angle) * length
            bend_x, bend_y = random.normal(0, 6, 2)
            thread = skia.Path()
            thread.moveTo(x, y)
            thread.quadTo(x + dx / 2 + float(bend_x), y + dy / 2 + float(bend_y), x + dx, y + dy)
            color = dark if random.random() < 0.6 else "#FFFFFF"
            canvas.drawPath(thread, paint(color, random.uniform(0.04, 0.10), stroke=1.3))

    def _hill(
        self, canvas: skia.Canvas, seed: int, above: float, rise: float, opacity: float
    ) -> None:
        f, k = self.field, self._scale
        xs, ys = _ridge(seed, f.width, self._foot - above * k, rise * k)
        points = [skia.Point(float(x), float(y)) for x, y in zip(xs, ys, strict=True)]
        points += [skia.Point(f.width, f.height), skia.Point(0, f.height)]
        path = skia.Path()
        path.addPoly(points, True)
        top = float(ys.min())
        ink = self._ink
        wash = ((0, ink, opacity), (0.55, ink, opacity * 0.35), (1, ink, opacity * 0.12))
        canvas.drawPath(path, paint(shader=linear(0, top, 0, top + 330 * k, wash)))
        paper = self._paper
        haze = ((0, paper, 0.0), (0.6, paper, 0.5), (1, paper, 0.0))
        start = top + 150 * k
        canvas.drawRect(
            rectangle(0, start, f.width, 260 * k),
            paint(shader=linear(0, start, 0, start + 260 * k, haze)),
        )

    @property
    def _mist_box(self) -> Box:
        k = self._scale
        return 0.0, self._foot - 330 * k, self.field.width, 200 * k

    def _boat_at(self, t: float) -> tuple[float, float]:
        f, k = self.field, self._scale
        span = f.width + 200 * k
        start = 0.62 if f.variant == ALTERNATE else 0.24
        x = (start * span + BOAT_SPEED * k * t) % span - 100 * k
        return x, self._foot - 78 * k + 1.6 * k * math.sin(t * 1.3)

    def _birds_at(self, t: float) -> tuple[float, float]:
        f, k = self.field, self._scale
        span = f.width + 400 * k
        x = span - 200 * k - (0.55 * span + BIRD_SPEED * k * t) % span
        return x, f.height * 0.80 + 5 * k * math.sin(t * 0.7)

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the boxes of mist, boat and birds."""
        k = self._scale
        boat_x, boat_y = self._boat_at(t)
        bird_x, bird_y = self._birds_at(t)
        boat = (boat_x - 70 * k, boat_y - 80 * k, 140 * k, 110 * k)
        birds = (bird_x - 70 * k, bird_y - 30 * k, 200 * k, 110 * k)
        return (self._mist_box, boat, birds)

    def draw_moving(self, canvas: skia.Canvas, t: float) -> None:
        """Draw the mist, the boat and the birds."""
        k = self._scale
        x, y, w, h = self._mist_box
        mist = _mist(self._paper, round(w / 4), round(h / 4))
        shift = (MIST_SPEED * k * t) % w
        light = skia.Paint()
        light.setAlphaf(0.75)
        for start in (shift - w, shift):
            canvas.drawImageRect(mist, rectangle(x + start, y, w, h), LINEAR, light)
        self._boat(canvas, *self._boat_at(t))
        bird_x, bird_y = self._birds_at(t)
        for n, (dx, dy, size) in enumerate(BIRDS):
            flap = math.sin(t * 5.2 + n * 1.7) * (0.5 + 0.5 * math.sin(t * 0.9 + n))
            self._bird(canvas, bird_x + dx * k, bird_y + dy * k, 17 * k * size, flap)

    def _boat(self, canvas: skia.Canvas, x: float, y: float) -> None:
        k, ink = self._scale, darker(self._ink, 0.3)
        hull = skia.Path()
        hull.moveTo(x - 52 * k, y - 6 * k)
        hull.quadTo(x, y + 16 * k, x + 54 * k, y - 9 * k)
        hull.quadTo(x, y + 6 * k, x - 52 * k, y - 6 * k)
        canvas.drawPath(hull, paint(ink, 0.86))
        roof = skia.Path()
        roof.moveTo(x - 20 * k, y - 1 * k)
        roof.quadTo(x, y - 26 * k, x + 20 * k, y - 1 * k)
        canvas.drawPath(roof, paint(ink, 0.66))
        canvas.drawLine(
            x + 34 * k, y - 4 * k, x + 44 * k, y - 56 * k, paint(ink, 0.7, stroke=2 * k)
        )
        for n in range(3):
            half = (44 - 12 * n) * k
            level = y + (13 + 6 * n) * k
            canvas.drawLine(
                x - half, level, x + half, level, paint(ink, 0.20 - 0.05 * n, stroke=1.6 * k)
            )

    def _bird(self, canvas: skia.Canvas, x: float, y: float, size: float, flap: float) -> None:
        wing = skia.Path()
        wing.moveTo(x - size, y - size * 0.45 * flap)
        wing.quadTo(x - size * 0.4, y - size * (0.35 + 0.25 * flap), x, y)
        wing.quadTo(
            x + size * 0.4, y - size * (0.35 + 0.25 * flap), x + size, y - size * 0.45 * flap
        )
        canvas.drawPath(wing, paint(darker(self._ink, 0.3), 0.72, stroke=max(1.5, size * 0.16)))


def _ridge(
    seed: int, width: float, base: float, rise: float
) -> tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], ...]:
    random = np.random.default_rng(seed)
    x = np.linspace(0, 1, 160)
    y = np.zeros_like(x)
    for octave in range(1, 7):
        turns = 1.3 * 1.9 ** (octave - 1)
        y += np.sin(x * turns * 2 * np.pi + random.uniform(0, 2 * np.pi)) * 0.55**octave
    y += np.interp(x, np.linspace(0, 1, 40), random.normal(0, 0.05, 40))
    return x * width, base - rise * (y - y.min()) / (y.max() - y.min())


@lru_cache(maxsize=4)
def _cloud(width: int, height: int) -> skia.Image:
    """Return the uneven tone of handmade paper, plus and minus 2.5 %."""
    random = np.random.default_rng(7)
    size = (width, height)
    tone = np.zeros((height, width), np.float32)
    for rows, columns, depth in ((9, 6, 1.0), (40, 26, 0.5)):
        coarse = random.normal(0, depth, (rows, columns)).astype(np.float32)
        tone += cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC)
    alpha = np.clip(np.abs(tone) * 6, 0, 15)
    pixels = np.zeros((height, width, 4), np.uint8)
    for channel, (dark, light) in enumerate(((176, 255), (146, 251), (96, 240))):
        pixels[..., channel] = (np.where(tone < 0, dark, light) * alpha / 255).astype(np.uint8)
    pixels[..., 3] = alpha.astype(np.uint8)
    return native(pixels)


@lru_cache(maxsize=4)
def _mist(paper: str, width: int, height: int) -> skia.Image:
    """Return banks of mist that repeat sideways without a seam."""
    random = np.random.default_rng(3)
    bank = np.zeros((height, width), np.float32)
    for _ in range(9):
        x, y = random.uniform(0, width), random.uniform(0.35, 0.65) * height
        half_w, half_h = random.uniform(0.10, 0.22) * width, random.uniform(0.08, 0.16) * height
        across = np.abs(np.arange(width) - x)
        across = np.minimum(across, width - across)
        rows = np.exp(-(((np.arange(height) - y) / half_h) ** 2))[:, None]
        bank += (rows * np.exp(-((across / half_w) ** 2))[None, :]).astype(np.float32) * 0.5
    edge = np.clip(
        np.minimum(np.arange(height), height - 1 - np.arange(height)) / (height * 0.3), 0, 1
    )
    alpha = np.clip(bank, 0, 0.85) * edge[:, None]
    pixels = np.zeros((height, width, 4), np.uint8)
    for channel in range(3):
        pixels[..., channel] = (alpha * int(paper[1 + 2 * channel : 3 + 2 * channel], 16)).astype(
            np.uint8
        )
    pixels[..., 3] = (alpha * 255).astype(np.uint8)
    return native(pixels)
