"""What is drawn on an anime's skin: a few clear lines and flat tints that read at any size."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import UPPER_LID, vertices
from aigc.avatar.face.canvas import Canvas, step
from aigc.avatar.face.colours import Makeup, mixed, skin_colour, times
from aigc.avatar.face.lines import lid_fold, mouth_middle, smoothed
from aigc.avatar.face.masks import on_texture
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Rgb

TANNED = (0.988, 0.955, 0.928)
"""What a man's skin is multiplied by, to set it off from a woman's."""
BARE_BY = 0.18
"""Colour on the lips up to here is their own and not make-up."""
OLD = (45.0, 75.0)
AGE_LINES = (
    ([(0.135, 6.93), (0.20, 6.85), (0.235, 6.76)], 0.010),
    ([(0.50, 7.25), (0.55, 7.225), (0.59, 7.19)], 0.007),
)
"""Strokes on the left half that tell age: beside the nose and beside the eye."""


def ground(spec: AvatarSpec) -> Rgb:
    """Return the colour that a drawn skin starts from."""
    colour = skin_colour(spec.skin, drawn=True)
    return mixed(colour, times(colour, *TANNED), spec.body.masculine)


def draw(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, skin: Rgb) -> None:
    """Lay blush, lips, lids, nose and the lines of age on a skin of that colour."""
    _blush(canvas, spec, makeup, skin)
    _lips(canvas, spec, makeup, skin)
    _lids(canvas, spec, makeup, skin)
    _nose(canvas, spec, skin)
    _age(canvas, spec, skin)


def _blush(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, skin: Rgb) -> None:
    man, deep = spec.body.masculine, spec.skin.tone
    own = mixed(times(skin, 1.0, 0.68, 0.66), (0.84, 0.34, 0.30), 0.45 * deep)
    colour = mixed(own, makeup.cheek, makeup.cheek_by * (0.8 - 0.5 * deep))
    strength = spec.skin.blush * (1 - 0.6 * man)
    strength = max(strength, makeup.cheek_by * spec.makeup.strength * 0.6 * (1 - 0.5 * man))
    canvas.tint(0.75 * strength * canvas.bell(0.44, 6.98, 0.17, 0.10), colour)
    if man < 0.5 and strength > 0.25:
        for k in range(3):
            x = 0.385 + 0.045 * k
            ends = np.array([[x, 6.955], [x + 0.012, 6.98], [x + 0.025, 7.005]])
            thick = np.array([0.004, 0.009, 0.004])
            line = times(own, 0.96, 0.80, 0.80)
            canvas.tint(0.75 * strength * canvas.stroke(ends, thick, 0.001), line)


def _lips(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, skin: Rgb) -> None:
    """Tint the lower lip, the upper one with make-up only, and draw the line between them."""
    shape = step(on_texture("lips", canvas.size), 0.30, 0.55)
    line = mouth_middle()
    lower = shape * step(canvas.y, float(line[0, 1]) + 0.008, float(line[0, 1]) - 0.008)
    man, deep = spec.body.masculine, spec.skin.tone
    chosen = spec.makeup.lips
    colour = rgb(chosen) if chosen else makeup.lips
    by = 0.9 if chosen else makeup.lips_by * spec.makeup.strength * (1 - 0.85 * man)
    made_up = max(by - BARE_BY, 0) / (1 - BARE_BY)
    own = mixed(times(skin, 0.97, 0.60, 0.60), (0.80, 0.42, 0.40), 0.5 * deep)
    weight = (0.12 + 0.34 * deep) * (1 - 0.4 * man) + 0.72 * made_up
    tone = mixed(mixed(own, colour, min(1.2 * by, 1)), skin, 0.16)
    canvas.tint(weight * np.maximum(lower, shape * made_up**0.7), tone)
    shine = mixed(own, (1.0, 0.94, 0.92), 0.6)
    canvas.tint((0.15 + 0.5 * makeup.gloss) * (1 - man) * shape
                * canvas.bell(0, float(line[0, 1]) - 0.035, 0.06, 0.012), shine)  # fmt: skip
    t = np.linspace(0, 1, len(line))
    dark = mixed(times(skin, 0.50 - 0.08 * deep, 0.22, 0.25), times(tone, 0.45, 0.25, 0.3), made_up)
    canvas.tint(0.95 * canvas.stroke(line, 0.024 * (1 - 0.55 * t**2), 0.002), dark)
    under = np.array([[-0.05, 6.545], [0.0, 6.54], [0.05, 6.545]])
    canvas.tint(0.30 * canvas.stroke(under, np.array([0.004, 0.012, 0.004]), 0.004),
                times(skin, 0.86, 0.62, 0.60))  # fmt: skip


def _lids(canvas: Canvas, spec: AvatarSpec, makeup: Makeup, skin: Rgb) -> None:
    upper = smoothed(vertices()[UPPER_LID], 50)
    lid = step(on_texture("eyelids", canvas.size), 0.1, 0.8) * step(canvas.y, 7.24, 7.33)
    plain_man = spec.body.masculine * (spec.makeup.style == "natural")
    by = makeup.lid_by * spec.makeup.strength * (1 - 0.8 * plain_man)
    canvas.tint(by * np.maximum(lid, 0.75 * canvas.bell(0.33, 7.38, 0.17, 0.075)), makeup.lid)
    fold, thick = lid_fold(upper, np.linspace(0, 1, len(upper)))
    canvas.tint(0.34 * canvas.stroke(fold, 0.008 * thick, 0.0015), times(skin, 0.62, 0.42, 0.42))


def _nose(canvas: Canvas, spec: AvatarSpec, skin: Rgb) -> None:
    """Draw the shade below the tip of the nose, and the light on it."""
    mark = np.array([[-0.012, 6.928], [0.03, 6.926], [0.058, 6.940]])
    canvas.tint(0.8 * canvas.stroke(mark, np.array([0.014, 0.014, 0.003]), 0.0025),
                times(skin, 0.80, 0.52, 0.50))  # fmt: skip
    light = mixed(skin, (1.0, 0.95, 0.88), 0.55)
    canvas.tint((0.35 + 0.35 * spec.skin.tone) * canvas.bell(0, 6.995, 0.022, 0.026), light)


def _age(canvas: Canvas, spec: AvatarSpec, skin: Rgb) -> None:
    young, old = OLD
    age = float(np.clip((spec.body.age - young) / (old - young), 0, 1))
    amount = age if spec.skin.wrinkles is None else spec.skin.wrinkles
    if not amount:
        return
    for places, width in AGE_LINES:
        line = smoothed(np.array(places), 24)
        taper = width * np.sin(np.pi * np.linspace(0.04, 0.96, 24)) ** 0.7
        dark = times(skin, 0.70, 0.48, 0.47)
        canvas.tint(0.55 * amount * canvas.stroke(line, taper, 0.002), dark)
