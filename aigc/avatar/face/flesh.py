"""A painted face: blood and bone under the skin, its folds, and lips."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.face.canvas import Canvas, Layer, step
from aigc.avatar.face.colours import Makeup, mixed, times
from aigc.avatar.face.masks import on_texture
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Rgb

Spot = tuple[float, float, float, float, float]
"""Where on the left half, how wide and high in decimetres, and how strong."""
BLOOD: tuple[Spot, ...] = (
    (0.47, 6.99, 0.20, 0.15, 0.26), (0.0, 6.97, 0.13, 0.09, 0.30), (0.0, 6.37, 0.17, 0.10, 0.16),
    (0.30, 7.13, 0.16, 0.05, 0.14), (0.17, 7.26, 0.05, 0.06, 0.25), (0.52, 7.30, 0.08, 0.08, 0.15),
)  # fmt: skip
"""Cheeks, nose, chin, below the eyes, and the eyes' corners."""
HOLLOWS: tuple[Spot, ...] = (
    (0.145, 6.90, 0.035, 0.045, 0.34), (0.055, 6.875, 0.035, 0.014, 0.50),
    (0.0, 6.505, 0.15, 0.028, 0.26), (0.285, 6.645, 0.028, 0.030, 0.20),
    (0.155, 7.36, 0.055, 0.085, 0.26), (0.33, 7.405, 0.17, 0.030, 0.16),
    (0.145, 7.13, 0.035, 0.12, 0.14), (0.0, 6.80, 0.018, 0.040, 0.13),
    (0.66, 7.62, 0.10, 0.20, 0.10), (0.52, 6.74, 0.12, 0.14, 0.06),
)  # fmt: skip
"""Wings of the nose, nostrils, below the lip, its corners, sockets, the nose's sides, temples."""
HEIGHTS: tuple[Spot, ...] = (
    (0.0, 7.16, 0.035, 0.17, 0.24), (0.0, 6.985, 0.050, 0.040, 0.30), (0.0, 7.80, 0.32, 0.17, 0.16),
    (0.50, 7.10, 0.13, 0.05, 0.22), (0.42, 7.44, 0.13, 0.028, 0.18), (0.0, 6.365, 0.09, 0.07, 0.14),
    (0.035, 6.775, 0.030, 0.014, 0.22), (0.215, 6.78, 0.05, 0.04, 0.08),
)  # fmt: skip
"""Bridge and tip of the nose, forehead, cheekbones, below the brows, chin, above the lips."""
BLUE_FROM, BLUE_AGE = 0.5, 16.0
"""How manly and how old a face is whose shaved chin is bluer than the rest."""


def flesh(canvas: Canvas, spec: AvatarSpec, ground: Rgb) -> None:
    """Lay what is under the skin, and its grain."""
    canvas.tint(_spots(canvas, BLOOD), times(ground, 1.01, 0.79, 0.76))
    canvas.tint(0.34 * on_texture("ears", canvas.size), times(ground, 1.0, 0.76, 0.71))
    canvas.tint(0.30 * canvas.bell(0, 7.85, 0.48, 0.30), times(ground, 1.01, 1.005, 0.975))
    canvas.shade(_spots(canvas, HOLLOWS), (0.74, 0.48, 0.43))
    canvas.tint(_spots(canvas, HEIGHTS), times(ground, 1.09, 1.075, 1.06))
    fade = step(canvas.y, 5.75, 6.0)
    grain = 0.022 * canvas.grain(48, spec.seed) + 0.030 * canvas.grain(300, spec.seed)
    canvas.colours *= 1 + (grain * fade)[..., None]
    mottle = 0.05 * canvas.grain(36, spec.seed + 1) * fade
    canvas.colours[..., 1:] *= 1 - mottle[..., None]


def _spots(canvas: Canvas, spots: tuple[Spot, ...]) -> Layer:
    """Return soft spots as one layer, the strongest first where they meet."""
    found = np.zeros((canvas.size, canvas.size), np.float32)
    for x, y, wide, high, strength in spots:
        np.maximum(found, strength * canvas.bell(x, y, wide, high), out=found)
    return found


def shaved(canvas: Canvas, spec: AvatarSpec, where: Layer) -> None:
    """Lay the shade of a shaved beard."""
    if spec.body.masculine <= BLUE_FROM or spec.body.age < BLUE_AGE:
        return
    hair = rgb(spec.hair.colour)
    strength = 0.5 + 0.5 * (1 - max(hair))
    canvas.shade(0.17 * strength * where, (0.62, 0.60, 0.64))


def lips(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, ground: Rgb) -> None:
    """Lay lips that grow out of the skin: deeper above, fuller below, with the finest lines."""
    man = spec.body.masculine
    age = float(np.clip((spec.body.age - 45) / 35, 0, 1))
    own = mixed(times(ground, 0.98, 0.70, 0.70), times(ground, 0.95, 0.79, 0.76), man)
    asked = rgb(spec.makeup.lips) if spec.makeup.lips else makeup.lips
    by = 0.85 if spec.makeup.lips else makeup.lips_by * spec.makeup.strength * (1 - 0.75 * man)
    tone = mixed(own, asked, by)
    mask = on_texture("lips", canvas.size)
    shape = step(mask, 0.16, 0.78 - 0.25 * by)
    canvas.tint((0.86 - 0.16 * man - 0.2 * age * (1 - by)) * shape, tone)
    above = step(canvas.y, 6.63, 6.67)
    canvas.shade(0.24 * shape * above, (0.76, 0.58, 0.60))
    canvas.shade(0.24 * shape * (1 - step(mask, 0.45, 0.95)), (0.82, 0.66, 0.66))
    lines = np.sin(canvas.x * 190 + 2.5 * np.sin(canvas.x * 47)) * (0.6 + canvas.grain(90, 4))
    canvas.colours *= 1 + (0.035 * shape * lines)[..., None]
    light = mixed(tone, (1.0, 0.90, 0.87), 0.42)
    canvas.tint((0.34 + 0.35 * makeup.gloss) * shape * canvas.bell(0.05, 6.585, 0.10, 0.020), light)
    canvas.tint((0.14 + 0.15 * makeup.gloss) * shape * canvas.bell(0.06, 6.70, 0.05, 0.012), light)


def mouth_line(canvas: Canvas, ground: Rgb, line: Points) -> None:
    """Lay the dark where the lips meet, deepest in the corners."""
    t = np.linspace(0, 1, len(line))
    dark = times(ground, 0.42, 0.22, 0.21)
    canvas.tint(0.60 * canvas.stroke(line, 0.012 * (1 - 0.55 * t), 0.003), dark)
    canvas.tint(0.30 * canvas.stroke(line, 0.030 * (1 - 0.4 * t), 0.010), dark)
