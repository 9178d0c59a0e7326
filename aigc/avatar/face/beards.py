"""Hair on the face: crisp shapes where it is drawn, single hairs where it is painted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.avatar.face import chart
from aigc.avatar.face.canvas import Canvas, Layer, step
from aigc.avatar.face.colours import mixed, times
from aigc.avatar.face.masks import on_texture
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.types.avatar import Rgb

CHEEK_LINE = ((0.0, 6.79), (13.0, 6.77), (24.0, 6.70), (34.0, 6.715), (46.0, 6.82), (56.0, 7.00),
              (63.0, 7.22), (68.0, 7.42))  # fmt: skip
"""Degrees from the nose and how high a full beard grows there."""
BEFORE_EAR = (0.36, 0.50)
"""Depths on the base mesh between which a beard's side begins; further back is the ear."""
GREYING, GREY, GREYED = 52.0, (0.80, 0.79, 0.78), 24.0
"""From which age a beard greys, to what, and in how many years."""
CRISP = (0.30, 0.45)
DRAWN_STUBBLE: Rgb = (0.87, 0.80, 0.80)
"""What skin is multiplied by under drawn stubble."""
SMALLEST = 0.03


@dataclass(frozen=True, slots=True, kw_only=True)
class Growth:
    """How hairs grow.

    Attributes
    ----------
    per_texel : float
        Hairs for each texel of full density.
    length : float
        Decimetres.
    under : float
        How much of the skin between them takes their colour, 0 to 1.
    strength : float
        How opaque they are, 0 to 1.
    """

    per_texel: float
    length: float
    under: float
    strength: float


LONG = Growth(per_texel=0.060, length=0.070, under=0.62, strength=0.80)
SHORT = Growth(per_texel=0.045, length=0.012, under=0.30, strength=0.50)


def grow(canvas: Canvas, spec: AvatarSpec, drawn: bool) -> None:
    """Lay the spec's beard."""
    if spec.beard.style == "none":
        return
    where = np.clip(AREAS[spec.beard.style](canvas), 0, 1)
    where *= 1 - step(on_texture("lips", canvas.size), 0.12, 0.42)
    where *= 1 - step(on_texture("ears", canvas.size), 0.05, 0.25)
    colour = times(_colour(spec), *[0.85] * 3)
    stubble = spec.beard.style == "stubble"
    if drawn:
        amount = (0.35 + 0.6 * spec.beard.density) * step(where, *CRISP)
        if stubble:
            canvas.shade(amount, DRAWN_STUBBLE)
        else:
            canvas.tint(amount, colour)
        return
    _hairs(canvas, where, colour, spec, SHORT if stubble else LONG)


def whole(canvas: Canvas) -> Layer:
    """Return where a man's face is shaved, 0 to 1."""
    found: Layer = np.maximum(_cheeks(canvas), _moustache(canvas))
    return found * (1 - step(on_texture("lips", canvas.size), 0.2, 0.5))


def _colour(spec: AvatarSpec) -> Rgb:
    """Return a beard's colour: the hair's, greyer in old age."""
    grey = float(np.clip((spec.body.age - GREYING) / GREYED, 0, 0.85))
    return mixed(rgb(spec.hair.colour), GREY, grey)


def _hairs(canvas: Canvas, where: Layer, colour: Rgb, spec: AvatarSpec, growth: Growth) -> None:
    """Lay a shade on the skin, then hairs of three tones that follow the jaw."""
    full = 0.45 + 0.55 * spec.beard.density
    skin = canvas.colours.mean(axis=2)[where > SMALLEST]
    light = float(np.mean(colour)) > 0.8 * float(skin.mean()) if skin.size else False
    root = times(colour, *[0.76 if light else 0.80] * 3)
    clumps = 1 + 0.5 * canvas.grain(110, spec.seed + 1)
    canvas.tint(growth.under * full * where * clumps, root)
    dark = times(colour, *[0.76 if light else 0.62] * 3)
    bright = mixed(colour, (1.0, 0.95, 0.90), 0.45 if light else 0.22)
    rng = np.random.default_rng([spec.seed, 17])
    for tone, share, strength in ((dark, 0.45, 0.85), (colour, 0.40, 0.75), (bright, 0.15, 0.55)):
        layer = _strokes(where, share * growth.per_texel * full, growth.length, canvas, rng)
        canvas.tint(strength * growth.strength * (0.6 + 0.4 * full) * layer, tone)


def _strokes(
    where: Layer, per_texel: float, length: float, canvas: Canvas, rng: np.random.Generator
) -> Layer:
    """Return hairs that begin where the density says so, as one layer."""
    rows, columns = np.nonzero(rng.random(where.shape, np.float32) < per_texel * where)
    x, y, z = (of[rows, columns] for of in (canvas.x, canvas.y, canvas.z))
    side = np.sign(columns + 0.5 - canvas.size / 2)
    high = y.astype(np.float64)
    tall = length * canvas.size * (chart.up(high + 0.05) - chart.up(high - 0.05)) / 0.1
    reach = tall * (0.65 + 0.6 * rng.random(len(rows))) * (0.45 + 0.55 * where[rows, columns])
    lean = _lean(x, y, z) + rng.normal(0, 0.22, len(rows))
    curl = rng.normal(0, 0.18, len(rows))
    t = np.linspace(0, 1, 4)
    turn = lean[:, None] + curl[:, None] * t
    u = columns[:, None] + side[:, None] * np.sin(turn) * reach[:, None] * t
    v = rows[:, None] + np.cos(turn) * reach[:, None] * t
    lines = np.round(np.stack([u, v], axis=-1) * 16).astype(np.int32)
    layer: NDArray[np.uint8] = np.zeros(where.shape, np.uint8)
    cv2.polylines(layer, list(lines), False, 255, 1, cv2.LINE_AA, 4)
    return layer.astype(np.float32) / 255


def _lean(x: Layer, y: Layer, z: Layer) -> Layer:
    """Return how far hairs lean outwards from straight down, in radians."""
    moustache = np.exp(-(((y - 6.81) / 0.06) ** 2) - (x / 0.28) ** 4)
    under = step(y, 6.42, 6.28)
    found: Layer = 0.95 * moustache * step(x, 0.0, 0.10) - 0.25 * step(x, 0.2, 0.6) - 0.2 * under
    return found


def _cheeks(canvas: Canvas) -> Layer:
    """Return the whole of a full beard but the moustache."""
    turn = np.degrees(np.arctan2(canvas.x, canvas.z - chart.AXIS_Z))
    at, line = zip(*CHEEK_LINE, strict=True)
    below = step(np.asarray(np.interp(turn, at, line), np.float32) - canvas.y, -0.05, 0.10)
    beside = 1 - 0.85 * canvas.bell(0.13, 6.55, 0.09, 0.045)
    bare = 1 - step(canvas.bell(0, 6.74, 0.24, 0.14), 0.25, 0.70)
    found: Layer = below * beside * bare * _above_throat(canvas) * step(canvas.z, *BEFORE_EAR)
    return found


def _above_throat(canvas: Canvas) -> Layer:
    """Return what lies above the line from under the chin to the jaw's corners."""
    return step(canvas.y - 0.30 * (canvas.x / 0.65) ** 2, 6.20, 6.36)


def _moustache(canvas: Canvas) -> Layer:
    """Return the upper lip's hair, which parts below the nose and droops beyond the corners."""
    droop = 6.815 - 0.55 * np.maximum(canvas.x - 0.10, 0) ** 1.3
    high = 0.062 * (1 - 0.35 * step(canvas.x, 0.15, 0.32))
    across = 1 - step(canvas.x, 0.22, 0.33)
    parting = 1 - 0.45 * np.exp(-((canvas.x / 0.018) ** 2)) * step(canvas.y, 6.79, 6.86)
    lip = step(np.exp(-(((canvas.y - droop) / high) ** 2)), 0.18, 0.75)
    found: Layer = lip * across * parting * step(canvas.z, 0.7, 0.9)
    return found


def _chin(canvas: Canvas) -> Layer:
    tuft = step(canvas.bell(0, 6.36, 0.18, 0.15), 0.20, 0.70)
    below_lip = step(canvas.bell(0, 6.52, 0.045, 0.06), 0.3, 0.8)
    found: Layer = np.maximum(tuft, below_lip) * _above_throat(canvas)
    return found


def _ring(canvas: Canvas) -> Layer:
    bridge = step(canvas.bell(0.265, 6.62, 0.060, 0.17), 0.25, 0.75)
    found: Layer = np.maximum(np.maximum(_moustache(canvas), _chin(canvas)), bridge)
    return found


def _edge(canvas: Canvas) -> Layer:
    """Return a strap along the jaw up to the temples."""
    line = step(canvas.y - 0.28 * (canvas.x / 0.65) ** 2, 6.46, 6.34) * _above_throat(canvas)
    found: Layer = np.maximum(line * step(canvas.z, 0.30, 0.55), _temples(canvas, 6.45))
    return found


def _sides(canvas: Canvas) -> Layer:
    return _temples(canvas, 6.70)


def _temples(canvas: Canvas, low: float) -> Layer:
    """Return the hair before the ears down to a height."""
    found: Layer = (
        step(canvas.x, 0.54, 0.64) * step(canvas.y, 7.48, 7.30) * step(canvas.y, low, low + 0.18)
        * step(canvas.z, *BEFORE_EAR) * step(canvas.z, 0.90, 0.72)
    )  # fmt: skip
    return found


AREAS: Mapping[str, Callable[[Canvas], Layer]] = MappingProxyType(
    {
        "stubble": whole,
        "moustache": _moustache,
        "goatee": _chin,
        "circle": _ring,
        "full": lambda c: np.maximum(_cheeks(c), _ring(c)),
        "chin_strap": _edge,
        "sideburns": _sides,
    }
)
