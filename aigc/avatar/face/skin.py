"""The skin's texture: tone, lips, brows, make-up, age, beard and the scalp under the hair."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import LOWER_LID, UPPER_LID, Points, vertices
from aigc.avatar.face import beards, flesh, ink, marks
from aigc.avatar.face.brows import brow
from aigc.avatar.face.canvas import Canvas, step
from aigc.avatar.face.colours import LOOKS, Makeup, brow_colour, mixed, skin_colour, times
from aigc.avatar.face.lines import lid_fold, mouth_middle, smoothed
from aigc.avatar.face.masks import on_texture
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Rgb

SIZE = 1024
SCALP_DARKER = 0.62
NAPE = (6.0, 6.25)
"""Heights on the base mesh between which the hair at the neck ends."""
Scalp = Callable[[Points], Points]
"""How much hair grows at places of the base mesh, shape (..., 3) to (...), 0 to 1."""


def paint(
    spec: AvatarSpec, drawn: bool, scalp: Scalp | None, size: int = SIZE, *, brows: bool = True
) -> NDArray[np.uint8]:
    """Return the skin's texture, shape (size, size, 3), for an anime's face or a painted one.

    A drawn face has no brows on its texture, a painted one those that are asked for.
    """
    ground = ink.ground(spec) if drawn else skin_colour(spec.skin, drawn)
    canvas = Canvas(size, ground)
    makeup = LOOKS[spec.makeup.style]
    if drawn:
        ink.draw(canvas, spec, makeup, ground)
    else:
        flesh.flesh(canvas, spec, ground)
        marks.wrinkles(canvas, spec, ground)
        flesh.shaved(canvas, spec, beards.whole(canvas))
        _blush(canvas, spec, makeup, ground)
        flesh.lips(canvas, spec, makeup, ground)
        flesh.mouth_line(canvas, ground, mouth_middle())
        _lids(canvas, spec, makeup, ground)
    marks.freckles(canvas, spec, ground)
    marks.drawing(canvas, makeup, spec.makeup.strength, ground)
    beards.grow(canvas, spec, drawn)
    if brows and not drawn:
        _brows(canvas, spec)
    _scalp(canvas, spec, scalp)
    return canvas.image()


def _blush(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, ground: Rgb) -> None:
    colour = mixed(times(ground, 1.0, 0.68, 0.66), makeup.cheek, makeup.cheek_by * 0.8)
    strength = spec.skin.blush * (1 - 0.6 * spec.body.masculine)
    strength = max(strength, makeup.cheek_by * spec.makeup.strength * 0.6)
    canvas.tint(0.75 * strength * canvas.bell(0.44, 6.98, 0.17, 0.10), colour)


def _lids(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, ground: Rgb) -> None:
    upper, lower = (smoothed(vertices()[lid], 50) for lid in (UPPER_LID, LOWER_LID))
    strength, man = spec.makeup.strength, spec.body.masculine
    lid = step(on_texture("eyelids", canvas.size), 0.1, 0.8) * step(canvas.y, 7.24, 7.33)
    by = makeup.lid_by * strength * (1 - 0.6 * man * (spec.makeup.style == "natural"))
    canvas.tint(0.16 * lid, times(ground, 0.82, 0.64, 0.62))
    above = canvas.bell(0.33, 7.38, 0.17, 0.075)
    canvas.tint(by * np.maximum(lid, 0.75 * above), makeup.lid)
    t = np.linspace(0, 1, len(upper))
    fold, full = lid_fold(upper, t)
    canvas.tint(0.42 * canvas.stroke(fold, 0.009 * full, 0.004), times(ground, 0.62, 0.44, 0.43))
    outward = upper[-1] + np.array([0.045, 0.020, -0.02]) * makeup.wing
    line = np.vstack([upper, outward]) + np.array([0, 0.002, 0])
    thick = 0.013 * (0.35 + 0.65 * makeup.liner * strength) * (1 - 0.45 * man)
    widths = np.r_[thick * (0.4 + 0.9 * t), 0.0005]
    canvas.tint(0.85 * canvas.stroke(line, widths, 0.0015), (0.16, 0.10, 0.10))
    u = np.linspace(0, 1, len(lower))
    low = 0.006 * np.clip((u - 0.2) / 0.6, 0, 1) * (0.5 + 0.5 * makeup.liner)
    canvas.tint(0.5 * canvas.stroke(lower - [0, 0.003, 0], low + 1e-4, 0.0015), (0.36, 0.22, 0.2))


def _brows(canvas: Canvas, spec: AvatarSpec) -> None:
    line, widths = brow(spec.brows, False, spec.body.masculine)
    colour = brow_colour(spec.hair.colour, spec.brows.colour, False)
    canvas.tint(0.42 * canvas.stroke(line, widths * 0.85, 0.012), colour)
    canvas.tint(0.72 * canvas.strokes(marks.brow_hairs(line, widths, spec.seed)), colour)


def _scalp(canvas: Canvas, spec: AvatarSpec, scalp: Scalp | None) -> None:
    if scalp is None:
        return
    places = np.stack([canvas.x, canvas.y, canvas.z], axis=-1)[::4, ::4]
    coarse = np.asarray(scalp(places.astype(float)), np.float32)
    fine = cv2.resize(coarse, (canvas.size, canvas.size), interpolation=cv2.INTER_LINEAR)
    weight = fine * step(canvas.y, *NAPE)
    canvas.tint(0.95 * weight, times(rgb(spec.hair.colour), *[SCALP_DARKER] * 3))
