"""Bold Poster: a flat field, a big disc, a halftone sweep, and hazard tape that runs."""

from __future__ import annotations

import math
from dataclasses import dataclass

import skia

from aigc.image.ground.brush import darker, grain, lighter, mix, paint, polygon, rectangle
from aigc.image.ground.field import ACCENT, ALTERNATE, PLAIN, Box, Field

CELL = 34.0
STRIPE = 56.0
TAPE_TILT = -4.0
"""Degrees on a canvas 1080 units wide; less on a wider one, so that the tape rises as much."""
TAPE_SPEED = 46.0
WAVE_S = 3.4


@dataclass(frozen=True, slots=True, kw_only=True)
class Poster:
    """The ground of the Bold Poster theme."""

    field: Field

    @property
    def _flat(self) -> str:
        tones = self.field.tones
        return {
            PLAIN: tones.top,
            ALTERNATE: mix("#F4EFE3", tones.top, 0.04),
            ACCENT: tones.ground,
        }[self.field.variant]

    @property
    def _dot(self) -> str:
        tones = self.field.tones
        return {
            PLAIN: mix(tones.top, tones.accent, 0.17),
            ALTERNATE: lighter(tones.top, 0.35),
            ACCENT: darker(tones.ground, 0.28),
        }[self.field.variant]

    def paint(self, canvas: skia.Canvas) -> None:
        """Paint field, disc, halftone and the black foot."""
        f, u = self.field, self.field.unit
        canvas.drawRect(rectangle(0, 0, f.width, f.height), paint(self._flat))
        left = f.variant == ALTERNATE
        x = f.width * (0.06 if left else 0.90)
        # Its top stays below the stage.
        top = f.height * (0.66 if f.tall else 0.80)
        disc = f.tones.top if f.variant == ACCENT else f.tones.accent
        radius = (430 if left else 470) * u
        canvas.drawCircle(x, top + radius, radius, paint(disc))
        dots = skia.Path()
        for row in range(int(f.height / (CELL * u)) + 2):
            for column in range(int(f.width / (CELL * u)) + 2):
                self._halftone(dots, column, row, 0.0)
        canvas.drawPath(dots, paint(self._dot))
        canvas.save()
        canvas.rotate(self._tilt, f.width / 2, self._tape_y)
        foot = rectangle(-80, self._tape_y, f.width + 160, f.height)
        canvas.drawRect(foot, paint(f.tones.text))
        canvas.restore()
        grain(canvas, f.width, f.height, 0.5)

    def _halftone(self, dots: skia.Path, column: int, row: int, swell: float) -> None:
        f, cell = self.field, CELL * self.field.unit
        x, y = column * cell + (row % 2) * cell / 2, row * cell
        across = 1 - x / f.width if f.variant == ALTERNATE else x / f.width
        reach = across * 0.55 + (1 - y / f.height) * 0.9
        radius = cell * 0.62 * max(0.0, reach - 0.86 + swell) / 0.6
        if radius > 1:
            dots.addCircle(x, y, min(radius, cell * 0.47))

    @property
    def _tilt(self) -> float:
        return TAPE_TILT * 1080 / self.field.width

    @property
    def _tape_y(self) -> float:
        f = self.field
        return f.height - (250 if f.tall else 34) * f.unit

    @property
    def _corner(self) -> Box:
        f, u = self.field, self.field.unit
        width, height = 10.5 * CELL * u, 5.5 * CELL * u
        x = 0.0 if f.variant == ALTERNATE else f.width - width
        return x, 0.0, width, height

    def moving(self, t: float) -> tuple[Box, ...]:
        """Return the boxes of the tape and of the corner where the halftone swells."""
        f, u = self.field, self.field.unit
        slope = math.tan(math.radians(-self._tilt)) * f.width / 2
        y = self._tape_y - slope - 6 * u
        tape = (0.0, y, f.width, min(2 * slope + 48 * u, f.height - y))
        return (tape, self._corner)

    def draw_moving(self, canvas: skia.Canvas, t: float) -> None:
        """Draw the tape's stripes, run on, and the swelling dots."""
        f, u = self.field, self.field.unit
        self._swell(canvas, t)
        y, stripe = self._tape_y, STRIPE * u
        shift = (TAPE_SPEED * u * t) % stripe
        light = "#FFFFFF" if f.variant == ACCENT else f.tones.top
        canvas.save()
        canvas.rotate(self._tilt, f.width / 2, y)
        tape = skia.Path()
        for n in range(-3, int(f.width / stripe) + 4):
            x = n * stripe + shift
            tape.addPath(
                polygon(
                    (
                        (x, y),
                        (x + stripe / 2, y),
                        (x + stripe / 2 - 24 * u, y + 30 * u),
                        (x - 24 * u, y + 30 * u),
                    )
                )
            )
        canvas.drawPath(tape, paint(light))
        canvas.restore()

    def _swell(self, canvas: skia.Canvas, t: float) -> None:
        """Grow the corner's dots in a wave; at its border they are as on the plate."""
        x, y, w, h = self._corner
        cell = CELL * self.field.unit
        dots = skia.Path()
        for row in range(int((y + h) / cell) + 2):
            for column in range(int(x / cell), int((x + w) / cell) + 2):
                cx, cy = column * cell + (row % 2) * cell / 2, row * cell
                inside = min(
                    (cx - x) / w if x > 0 else 1.0,
                    (x + w - cx) / w if x <= 0 else 1.0,
                    (y + h - cy) / h,
                )
                wave = math.sin(2 * math.pi * (t / WAVE_S - (column + row) * 0.055))
                if inside > 0:
                    self._halftone(dots, column, row, 0.09 * (1 + wave) * min(1.0, inside * 2.5))
        canvas.save()
        canvas.clipRect(rectangle(x, y, w, h))
        canvas.drawPath(dots, paint(self._dot))
        canvas.restore()
