"""Finance Dark: a fine grid and a candle chart whose last price is alive."""

from __future__ import annotations

import math
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
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
    rectangle,
    wash,
)
from aigc.image.ground.field import ACCENT, ALTERNATE, Box, Field

GRID = 90
RISING = "#2FA56F"
WALK_S = 16.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Candle:
    """One candle: where it stands, its body and its wicks, in canvas units."""

    x: float
    open: float
    close: float
    high: float
    low: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finance:
    """The ground of the Finance Dark theme."""

    field: Field

    @property
    def _band(self) -> tuple[float, float]:
        f = self.field
        return (
            (f.height * 0.945, f.height * 0.115) if f.tall else (f.height * 0.965, f.height * 0.09)
        )

    @property
    def _candles(self) -> tuple[Candle, ...]:
        f = self.field
        base, rise = self._band
        return _market(f.width, base, rise, 60 if f.wide else 34, 12 + f.variant)

    @property
    def _line(self) -> list[tuple[float, float]]:
        return [(c.x, (c.open + c.close) / 2 - 26 * self.field.unit) for c in self._candles]

    @property
    def _lights(self) -> tuple[str, str, str]:
        tones = self.field.tones
        if self.field.variant == ACCENT:
            return (
                lighter(tones.ground, 0.14),
                darker(tones.ground, 0.03),
                lighter(tones.ground, 0.4),
            )
        return tones.top, tones.deep, tones.glow

    @property
    def _gold(self) -> str:
        tones = self.field.tones
        return tones.on if self.field.variant == ACCENT else tones.accent

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint gradient, lamp, grid, candles, the price line and the rim."""
        f, tones = self.field, self.field.tones
        w, h = f.width, f.height
        top, deep, lamp = self._lights
        ramp = linear(0, 0, w * 0.4, h, ((0, top, 1), (0.5, mix(top, deep, 0.6), 1), (1, deep, 1)))
        x = w * (0.1 if f.variant == ALTERNATE else 0.9)
        shine = radial(x, h * 0.04, f.longest * 0.5, ((0, lamp, 0.40), (1, lamp, 0)))
        wash(canvas, w, h, paint(shader=ramp), paint(shader=shine))
        gold = f.variant == ACCENT
        rule = paint(tones.on if gold else lighter(lamp, 0.6), 0.06, stroke=1)
        for n in range(0, int(w) + GRID, GRID):
            canvas.drawLine(n, 0, n, h, rule)
        for n in range(0, int(h) + GRID, GRID):
            canvas.drawLine(0, n, w, n, rule)
        self._chart(canvas)
        rim = radial(
            w / 2,
            h * 0.42,
            f.longest * 0.75,
            ((0.5, "#000000", 0), (1, "#000000", 0.06 if gold else 0.55)),
        )
        wash(canvas, w, h, paint(shader=rim))
        grain(canvas, w, h, 0.32)

    def _chart(self, canvas: skia.Canvas) -> None:
        f, candles = self.field, self._candles
        base, rise = self._band
        for n, candle in enumerate(candles[:-1]):
            self._candle(canvas, candle, 0.16 + 0.44 * n / len(candles))
        accent = self._gold
        path = polygon(self._line, closed=False)
        for width, opacity, blur in ((22, 0.5, 14), (4, 0.95, 0)):
            fade = linear(0, 0, f.width, 0, ((0, accent, 0.05), (1, accent, opacity)))
            canvas.drawPath(path, paint(shader=fade, stroke=width * f.unit, blur=blur))
        under = polygon([*self._line, (f.width, f.height), (0, f.height)])
        fall = linear(0, base - rise, 0, f.height, ((0, accent, 0.22), (1, accent, 0)))
        canvas.drawPath(under, paint(shader=fall))

    def _candle(self, canvas: skia.Canvas, c: Candle, opacity: float) -> None:
        f = self.field
        color = RISING if c.close > c.open else f.tones.second
        if f.variant == ACCENT:
            color = f.tones.on
        half = f.width / len(self._candles) * 0.28
        canvas.drawLine(c.x, c.high, c.x, c.low, paint(color, opacity, stroke=2))
        top, tall = min(c.open, c.close), max(5.0, abs(c.open - c.close))
        canvas.drawRect(rectangle(c.x - half, top, 2 * half, tall), paint(color, opacity))

    def _live(self, t: float) -> Candle:
        """Return the last candle, whose price swings a little."""
        c, u = self._candles[-1], self.field.unit
        swing = 13 * u * (math.sin(t * 1.7) + 0.5 * math.sin(t * 3.1 + 1))
        close = c.close + swing
        return Candle(
            x=c.x, open=c.open, close=close, high=min(c.high, close - 6), low=max(c.low, close + 6)
        )

    def _walker(self, t: float) -> tuple[float, float, float]:
        points = self._line
        k = (t / WALK_S + 0.15) % 1.0
        at = k * (len(points) - 1)
        n = min(int(at), len(points) - 2)
        (x0, y0), (x1, y1) = points[n], points[n + 1]
        part = at - n
        return x0 + (x1 - x0) * part, y0 + (y1 - y0) * part, math.sin(math.pi * k) ** 0.5

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the boxes of the walking light and the last candle."""
        f, u = self.field, self.field.unit
        x, y, _ = self._walker(t)
        c = self._candles[-1]
        top = min(c.high, c.close, c.open) - 40 * u
        low = max(c.low, c.close, c.open) + 40 * u
        width = f.width / len(self._candles)
        live = (c.x - width * 0.5 - 4, top, width + 8, low - top)
        return ((x - 48 * u, y - 48 * u, 96 * u, 96 * u), live)

    def draw_moving(self, canvas: skia.Canvas, t: float) -> None:
        """Draw the light on the price line and the last candle."""
        u = self.field.unit
        self._candle(canvas, self._live(t), 0.75)
        x, y, k = self._walker(t)
        glow(canvas, x, y, 44 * u, self._gold, 0.85 * k)
        canvas.drawCircle(x, y, 6 * u, paint(lighter(self._gold, 0.6), k))
        ring = (t * 0.7) % 1.0
        canvas.drawCircle(
            x, y, (8 + 30 * ring) * u, paint(self._gold, 0.6 * k * (1 - ring), stroke=2 * u)
        )


@lru_cache(maxsize=8)
def _market(width: float, base: float, rise: float, count: int, seed: int) -> tuple[Candle, ...]:
    random = np.random.default_rng(seed)
    price = np.cumsum(random.normal(0.35, 1.0, count + 1))
    price = (price - price.min()) / (price.max() - price.min())
    wicks = random.uniform(0.03, 0.12, (count, 2)) * rise
    out = []
    for n in range(count):
        first, last = base - rise * price[n], base - rise * price[n + 1]
        # The last candle stands inside the canvas so that its life is seen.
        out.append(
            Candle(
                x=float(width * n / (count - 0.4)),
                open=float(first),
                close=float(last),
                high=float(min(first, last) - wicks[n, 0]),
                low=float(max(first, last) + wicks[n, 1]),
            )
        )
    return tuple(out)
