"""Hair on the face, painted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from aigc.avatar.face.canvas import Canvas, Layer, step
from aigc.avatar.face.colours import times
from aigc.avatar.face.masks import on_texture
from aigc.avatar.spec import AvatarSpec, rgb

BEFORE_EAR = (0.50, 0.62)
"""Depths on the base mesh between which a beard's side begins; further back is the ear."""
STUBBLE = 0.45
"""How dark stubble is beside a grown beard."""


def grow(canvas: Canvas, spec: AvatarSpec, drawn: bool) -> None:
    """Lay the spec's beard."""
    if spec.beard.style == "none":
        return
    where = AREAS[spec.beard.style](canvas)
    where *= 1 - step(on_texture("lips", canvas.size), 0.2, 0.5)
    where *= 1 - step(on_texture("ears", canvas.size), 0.05, 0.25)
    colour = times(rgb(spec.hair.colour), *[0.85] * 3)
    amount = 0.35 + 0.6 * spec.beard.density
    if spec.beard.style == "stubble":
        amount *= STUBBLE * (0.4 if drawn else 1.0)
    if not drawn:
        strands = 0.80 + 0.9 * canvas.grain(512, spec.seed) + 0.6 * canvas.grain(220, spec.seed + 1)
        where = step(where * strands, 0.10, 0.62)
    canvas.tint(amount * where, colour)


def _cheeks(canvas: Canvas) -> Layer:
    """Return the whole of a full beard but the moustache."""
    below = step(canvas.y, 6.90, 6.72) * _above_throat(canvas) * step(canvas.z, 0.38, 0.74)
    free = 1 - 0.98 * canvas.bell(0, 6.70, 0.21, 0.12)
    side = step(canvas.x, 0.52, 0.66) * step(canvas.y, 7.30, 7.10) * step(canvas.y, 6.5, 6.6)
    found: Layer = np.maximum(below * free, side * step(canvas.z, *BEFORE_EAR))
    return found


def _above_throat(canvas: Canvas) -> Layer:
    """Return what lies above the line from under the chin to the jaw's corners."""
    return step(canvas.y - 0.35 * (canvas.x / 0.65) ** 2, 6.10, 6.24)


def _moustache(canvas: Canvas) -> Layer:
    return step(canvas.bell(0.10, 6.825, 0.17, 0.042), 0.28, 0.62)


def _chin(canvas: Canvas) -> Layer:
    return step(canvas.bell(0, 6.36, 0.17, 0.15), 0.30, 0.62)


def _ring(canvas: Canvas) -> Layer:
    bridge = canvas.bell(0.225, 6.64, 0.075, 0.16)
    found: Layer = np.maximum(np.maximum(_moustache(canvas), _chin(canvas)), step(bridge, 0.3, 0.6))
    return found


def _edge(canvas: Canvas) -> Layer:
    line = step(canvas.y, 6.62, 6.42) * _above_throat(canvas) * step(canvas.z, 0.30, 0.6)
    side = step(canvas.x, 0.56, 0.66) * step(canvas.y, 7.30, 7.15) * step(canvas.y, 6.3, 6.5)
    found: Layer = np.maximum(line, side * step(canvas.z, *BEFORE_EAR))
    return found


def _sides(canvas: Canvas) -> Layer:
    return (
        step(canvas.x, 0.54, 0.62)
        * step(canvas.y, 7.45, 7.30)
        * step(canvas.y, 6.62, 6.76)
        * step(canvas.z, *BEFORE_EAR)
        * step(canvas.z, 0.95, 0.80)
    )


AREAS: Mapping[str, Callable[[Canvas], Layer]] = MappingProxyType(
    {
        "stubble": lambda c: np.maximum(_cheeks(c), _moustache(c)),
        "moustache": _moustache,
        "goatee": _chin,
        "circle": _ring,
        "full": lambda c: np.maximum(_cheeks(c), _ring(c)),
        "chin_strap": _edge,
        "sideburns": _sides,
    }
)
