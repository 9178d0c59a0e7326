"""Freckles, wrinkles, single hairs of brows, and drawings on the face."""

from __future__ import annotations

from collections.abc import Iterator

import cv2
import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.face import chart
from aigc.avatar.face.canvas import Canvas, curve, step
from aigc.avatar.face.colours import Makeup, mixed, times
from aigc.avatar.spec import AvatarSpec
from aigc.types.avatar import Rgb

FROM_AGE, TO_AGE = 35.0, 80.0
FOLDS = (
    ([(0.115, 6.97), (0.20, 6.86), (0.245, 6.74), (0.25, 6.66)], 0.018, 0.9),
    ([(0.05, 7.72), (0.20, 7.74), (0.36, 7.71)], 0.010, 0.6),
    ([(0.03, 7.83), (0.20, 7.85), (0.38, 7.81)], 0.010, 0.6),
    ([(0.50, 7.26), (0.57, 7.24), (0.61, 7.20)], 0.008, 0.7),
    ([(0.50, 7.29), (0.58, 7.30), (0.62, 7.29)], 0.008, 0.7),
    ([(0.19, 7.15), (0.29, 7.10), (0.40, 7.13)], 0.014, 0.8),
    ([(0.045, 7.46), (0.05, 7.52), (0.048, 7.57)], 0.008, 0.5),
    ([(0.235, 6.60), (0.26, 6.53), (0.25, 6.46)], 0.012, 0.6),
)
"""Lines of age on the left half: places, width and how soon they come."""
BROW_HAIRS = 150


def wrinkles(canvas: Canvas, spec: AvatarSpec, ground: Rgb) -> None:
    """Lay the lines of age, each a soft dark line with a light edge below."""
    age = float(np.clip((spec.body.age - FROM_AGE) / (TO_AGE - FROM_AGE), 0, 1))
    amount = age if spec.skin.wrinkles is None else spec.skin.wrinkles
    if not amount:
        return
    dark = times(ground, 0.70, 0.55, 0.52)
    light = times(ground, 1.06, 1.04, 1.03)
    for points, width, share in FOLDS:
        line = curve(np.array(points), 24)
        taper = width * np.sin(np.pi * np.linspace(0.03, 0.97, 24)) ** 0.6
        canvas.tint(0.55 * amount * share * canvas.stroke(line, taper, 0.006), dark)
        below = line - [0, 1.1 * width]
        canvas.tint(0.30 * amount * share * canvas.stroke(below, taper, 0.008), light)


def freckles(canvas: Canvas, spec: AvatarSpec, ground: Rgb) -> None:
    """Lay freckles over nose and cheeks."""
    if not spec.skin.freckles:
        return
    rng = np.random.default_rng([spec.seed, 71])
    count = int(40 + 160 * spec.skin.freckles)
    layer = np.zeros((canvas.size, canvas.size), np.float32)
    for _ in range(count):
        x, y = abs(rng.normal(0.0, 0.30)), rng.normal(7.05, 0.09)
        size = rng.uniform(0.004, 0.010)
        row = int((1 - float(chart.up(np.array(y)))) * canvas.size)
        near = np.abs(canvas.x[row] - x) < 0.004
        side = rng.random() < 0.5
        columns = np.flatnonzero(near & (canvas.z[row] > 0.6))
        if len(columns):
            column = int(columns[0] if side else columns[-1])
            radius = max(1, round(size * chart.texels_per_dm(canvas.size)))
            cv2.circle(layer, (column, row), radius, float(rng.uniform(0.4, 1)), -1, cv2.LINE_AA)
    soft = cv2.GaussianBlur(layer, (0, 0), 0.7)
    canvas.tint(0.65 * np.asarray(soft, np.float32), times(ground, 0.74, 0.56, 0.46))


def brow_hairs(line: Points, widths: Points, seed: int) -> Iterator[tuple[Points, Points]]:
    """Yield places and thickness of single hairs along a brow."""
    rng = np.random.default_rng([seed, 3])
    last = len(line) - 1
    for _ in range(BROW_HAIRS):
        t = rng.beta(1.0, 1.15)
        k = int(t * last)
        away = (rng.random() - 0.5) * widths[k] * 0.95
        along = line[min(k + 1, last)] - line[max(k - 1, 0)]
        along /= np.linalg.norm(along)
        rise = (0.62 - 0.75 * t) * (1 if away < 0.25 * widths[k] else 0.3) + rng.normal() * 0.12
        rise -= 0.35 * (away > 0) * t
        turn = np.array([[np.cos(rise), -np.sin(rise)], [np.sin(rise), np.cos(rise)]])
        ahead = turn @ along
        length = 0.045 + 0.035 * rng.random()
        root = line[k] + [0, away]
        bow = np.array([ahead[1], -ahead[0]]) * 0.005
        hair = np.array([root, root + ahead * length / 2 + bow, root + ahead * length])
        yield hair, np.array([0.0050, 0.0042, 0.0012])


def drawing(canvas: Canvas, makeup: Makeup, strength: float, ground: Rgb) -> None:
    """Lay what a make-up draws on the face."""
    if makeup.mark == "flower":
        _flower(canvas, strength)
    elif makeup.mark == "glitter":
        _glitter(canvas, strength)
    elif makeup.mark == "opera":
        _opera(canvas, strength, ground)


def _flower(canvas: Canvas, strength: float) -> None:
    """Lay a plum blossom between the brows."""
    turn = np.linspace(0, 2 * np.pi, 80, endpoint=False)
    radius = 0.034 * (0.72 + 0.28 * np.abs(np.sin(2.5 * turn)))
    ring = np.c_[radius * np.sin(turn), 7.66 + radius * np.cos(turn)]
    canvas.tint(strength * canvas.area(ring, 0.001, mirrored=False), (0.80, 0.10, 0.14))
    heart = np.c_[0.008 * np.sin(turn), 7.66 + 0.008 * np.cos(turn)]
    canvas.tint(strength * canvas.area(heart, 0.001, mirrored=False), (0.98, 0.80, 0.36))
    drop = np.c_[0.008 * np.sin(turn), 7.605 + 0.016 * np.cos(turn)]
    canvas.tint(strength * canvas.area(drop, 0.001, mirrored=False), (0.80, 0.10, 0.14))


def _glitter(canvas: Canvas, strength: float) -> None:
    spots = step(canvas.grain(420, 5), 0.30, 0.42)
    lid = np.maximum(canvas.bell(0.33, 7.37, 0.14, 0.05), 0.6 * canvas.bell(0.40, 7.10, 0.10, 0.04))
    canvas.tint(0.9 * strength * spots * lid, (1.0, 0.97, 0.94))


def _opera(canvas: Canvas, strength: float, ground: Rgb) -> None:
    """Lay the rose around the eyes that pales towards jaw and nose."""
    white = mixed(ground, (1.0, 0.98, 0.96), 0.7)
    canvas.tint(0.6 * strength * step(canvas.y, 6.2, 6.5) * step(canvas.z, 0.5, 0.9), white)
    rose = np.maximum(canvas.bell(0.36, 7.40, 0.19, 0.16), canvas.bell(0.50, 7.18, 0.16, 0.22))
    canvas.tint(0.85 * strength * rose, (0.90, 0.32, 0.40))
