"""The skin's texture: tone, lips, brows, make-up, age, beard and the scalp under the hair."""

from __future__ import annotations

from collections.abc import Callable

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.avatar.base import LOWER_LID, UPPER_LID, Points, vertices
from aigc.avatar.face import beards, marks
from aigc.avatar.face.brows import brow
from aigc.avatar.face.canvas import Canvas, curve, step
from aigc.avatar.face.colours import LOOKS, Makeup, brow_colour, mixed, skin_colour, times
from aigc.avatar.face.masks import on_texture
from aigc.avatar.shape import lip_line
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Rgb

SIZE = 1024
SCALP_DARKER = 0.62
NAPE = (6.0, 6.25)
"""Heights on the base mesh between which the hair at the neck ends."""
Scalp = Callable[[Points], Points]
"""How much hair grows at places of the base mesh, shape (..., 3) to (...), 0 to 1."""


def paint(
    spec: AvatarSpec, drawn: bool, scalp: Scalp | None, size: int = SIZE
) -> NDArray[np.uint8]:
    """Return the skin's texture, shape (size, size, 3), for an anime's face or a painted one."""
    ground = skin_colour(spec.skin, drawn)
    canvas = Canvas(size, ground)
    makeup = LOOKS[spec.makeup.style]
    if not drawn:
        _flesh(canvas, spec, ground)
    _blush(canvas, spec, makeup, ground, drawn)
    _lips(canvas, spec, makeup, ground, drawn)
    _lids(canvas, spec, makeup, ground, drawn)
    if drawn:
        _drawn_nose(canvas, ground)
    marks.freckles(canvas, spec, ground)
    marks.drawing(canvas, makeup, spec.makeup.strength, ground)
    beards.grow(canvas, spec, drawn)
    _brows(canvas, spec, drawn)
    _scalp(canvas, spec, scalp)
    return canvas.image()


def _flesh(canvas: Canvas, spec: AvatarSpec, ground: Rgb) -> None:
    """Lay warmth where blood is near the skin, fine grain, and the lines of age."""
    red = times(ground, 1.03, 0.80, 0.76)
    canvas.tint(0.30 * canvas.bell(0, 7.0, 0.11, 0.10), red)
    canvas.tint(0.18 * canvas.bell(0, 6.42, 0.18, 0.10), red)
    canvas.tint(0.20 * canvas.bell(0.50, 6.95, 0.22, 0.20), red)
    canvas.tint(0.22 * canvas.bell(0.25, 7.18, 0.12, 0.035), times(ground, 0.88, 0.76, 0.74))
    fade = step(canvas.y, 5.75, 6.0)
    grain = 0.03 * canvas.grain(64, spec.seed) + 0.03 * canvas.grain(300, spec.seed)
    canvas.colours *= 1 + (grain * fade)[..., None]
    marks.wrinkles(canvas, spec, ground)


def _blush(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, ground: Rgb, drawn: bool) -> None:
    colour = mixed(times(ground, 1.0, 0.68, 0.66), makeup.cheek, makeup.cheek_by * 0.8)
    strength = spec.skin.blush * (1 - 0.6 * spec.body.masculine)
    strength = max(strength, makeup.cheek_by * spec.makeup.strength * 0.6)
    canvas.tint(0.75 * strength * canvas.bell(0.44, 6.98, 0.17, 0.10), colour)
    if drawn and spec.body.masculine < 0.5 and strength > 0.25:
        line = times(ground, 0.96, 0.58, 0.55)
        for k in range(3):
            x = 0.385 + 0.045 * k
            ends = np.array([[x, 6.955], [x + 0.012, 6.98], [x + 0.025, 7.005]])
            thick = np.array([0.004, 0.009, 0.004])
            canvas.tint(0.75 * strength * canvas.stroke(ends, thick, 0.001), line)


def _lips(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, ground: Rgb, drawn: bool) -> None:
    shape = step(on_texture("lips", canvas.size), 0.30, 0.55)
    own = times(ground, 0.88, 0.60, 0.62)
    man = spec.body.masculine
    colour = rgb(spec.makeup.lips) if spec.makeup.lips else makeup.lips
    by = makeup.lips_by * spec.makeup.strength if not spec.makeup.lips else 0.9
    tone = mixed(own, colour, by * (1 - 0.7 * man * (spec.makeup.lips is None)))
    if drawn:
        canvas.tint((0.16 + 0.75 * by) * (1 - 0.8 * man) * shape, tone)
        _mouth_line(canvas, ground)
        return
    canvas.tint((0.55 + 0.35 * by) * (1 - 0.45 * man) * shape, tone)
    shine = mixed(tone, (1.0, 0.92, 0.9), 0.55)
    canvas.tint((0.12 + 0.4 * makeup.gloss) * shape * canvas.bell(0, 6.60, 0.11, 0.022), shine)
    canvas.tint(0.5 * canvas.stroke(_mouth_middle(), 0.010, 0.003), times(tone, 0.45, 0.32, 0.34))


def _mouth_middle() -> Points:
    """Return the line where the lips meet, from the middle to the left corner, shape (30, 3)."""
    lower, upper = lip_line()
    middle = (vertices()[lower] + vertices()[upper]) / 2
    x = np.linspace(-0.03, middle[:, 0].max() + 0.02, 30)
    bows = [np.polyfit(np.abs(middle[:, 0]), middle[:, k], 3) for k in (1, 2)]
    return np.stack([x, *(np.polyval(bow, np.abs(x)) for bow in bows)], axis=1)


def _mouth_line(canvas: Canvas, ground: Rgb) -> None:
    line = _mouth_middle()
    width = 0.024 * (1 - 0.8 * np.linspace(0, 1, len(line)) ** 2)
    canvas.tint(0.95 * canvas.stroke(line, width, 0.002), times(ground, 0.52, 0.25, 0.28))
    under = np.array([[-0.05, 6.545], [0.0, 6.54], [0.05, 6.545]])
    canvas.tint(0.30 * canvas.stroke(under, np.array([0.004, 0.012, 0.004]), 0.004),
                times(ground, 0.86, 0.62, 0.60))  # fmt: skip


def _lids(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, ground: Rgb, drawn: bool) -> None:
    upper, lower = (_smoothed(vertices()[lid], 50) for lid in (UPPER_LID, LOWER_LID))
    strength, man = spec.makeup.strength, spec.body.masculine
    lid = step(on_texture("eyelids", canvas.size), 0.1, 0.8) * step(canvas.y, 7.24, 7.33)
    by = makeup.lid_by * strength * (1 - 0.6 * man * (spec.makeup.style == "natural"))
    if not drawn:
        canvas.tint(0.16 * lid, times(ground, 0.82, 0.64, 0.62))
    above = canvas.bell(0.33, 7.38, 0.17, 0.075)
    canvas.tint(by * np.maximum(lid, 0.75 * above), makeup.lid)
    t = np.linspace(0, 1, len(upper))
    _crease(canvas, upper, t, ground, drawn)
    if drawn:
        return
    outward = upper[-1] + np.array([0.045, 0.020, -0.02]) * makeup.wing
    line = np.vstack([upper, outward]) + np.array([0, 0.002, 0])
    thick = 0.013 * (0.35 + 0.65 * makeup.liner * strength) * (1 - 0.45 * man)
    widths = np.r_[thick * (0.4 + 0.9 * t), 0.0005]
    canvas.tint(0.85 * canvas.stroke(line, widths, 0.0015), (0.16, 0.10, 0.10))
    u = np.linspace(0, 1, len(lower))
    low = 0.006 * np.clip((u - 0.2) / 0.6, 0, 1) * (0.5 + 0.5 * makeup.liner)
    canvas.tint(0.5 * canvas.stroke(lower - [0, 0.003, 0], low + 1e-4, 0.0015), (0.36, 0.22, 0.2))


def _smoothed(points: Points, count: int) -> Points:
    """Return a lid's edge without the steps of its few vertices, shape (count, 3)."""
    points = points.copy()
    for _ in range(2):
        points[1:-1] = 0.5 * points[1:-1] + 0.25 * (points[:-2] + points[2:])
    return curve(points, count)


def _crease(canvas: Canvas, upper: Points, t: Points, ground: Rgb, drawn: bool) -> None:
    """Lay the fold above the upper lid."""
    arch = np.sin(np.pi * np.clip(0.9 * t + 0.1, 0, 1))
    fold = upper + np.c_[0 * t + 0.004, 0.034 * (0.45 + 0.55 * arch), 0 * t]
    thick = (0.007 if drawn else 0.009) * np.sin(np.pi * np.clip(0.9 * t + 0.08, 0, 1)) ** 0.6
    canvas.tint((0.30 if drawn else 0.42) * canvas.stroke(fold, thick, 0.0015 if drawn else 0.004),
                times(ground, 0.62, 0.44, 0.43))  # fmt: skip


def _drawn_nose(canvas: Canvas, ground: Rgb) -> None:
    mark = np.array([[-0.012, 6.928], [0.03, 6.926], [0.058, 6.940]])
    canvas.tint(0.5 * canvas.stroke(mark, np.array([0.014, 0.013, 0.002]), 0.003),
                times(ground, 0.86, 0.60, 0.57))  # fmt: skip


def _brows(canvas: Canvas, spec: AvatarSpec, drawn: bool) -> None:
    line, widths = brow(spec.brows, drawn, spec.body.masculine)
    colour = brow_colour(spec.hair.colour, spec.brows.colour, drawn)
    if drawn:
        canvas.tint(0.95 * canvas.stroke(line, widths, 0.0015), colour)
        return
    canvas.tint(0.55 * canvas.stroke(line, widths * 0.85, 0.011), colour)
    canvas.tint(0.8 * canvas.strokes(marks.brow_hairs(line, widths, spec.seed)), colour)


def _scalp(canvas: Canvas, spec: AvatarSpec, scalp: Scalp | None) -> None:
    if scalp is None:
        return
    places = np.stack([canvas.x, canvas.y, canvas.z], axis=-1)[::4, ::4]
    coarse = np.asarray(scalp(places.astype(float)), np.float32)
    fine = cv2.resize(coarse, (canvas.size, canvas.size), interpolation=cv2.INTER_LINEAR)
    weight = fine * step(canvas.y, *NAPE)
    canvas.tint(0.95 * weight, times(rgb(spec.hair.colour), *[SCALP_DARKER] * 3))
