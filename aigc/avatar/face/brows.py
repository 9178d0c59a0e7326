"""Where eyebrows lie and how thick they are, on the base mesh."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.spec import Brows


@dataclass(frozen=True, slots=True, kw_only=True)
class Brow:
    """One shape; decimetres.

    Attributes
    ----------
    start, end : float
        Distance of both ends from the middle.
    height : float
        Of the inner end above the base mesh's usual place.
    arch : float
        How far the middle rises.
    tilt : float
        How far the outer end sinks; negative rises.
    thick : float
        Thickness near the inner end.
    taper : float
        How much thinner the outer end is, 0 to 1.
    """

    start: float = 0.115
    end: float = 0.50
    height: float = 0.0
    arch: float = 0.05
    tilt: float = 0.05
    thick: float = 0.055
    taper: float = 0.85


SHAPES: Mapping[str, Brow] = MappingProxyType(
    {
        "natural": Brow(arch=0.038, tilt=0.035),
        "straight": Brow(arch=0.012, tilt=0.02, height=0.02, taper=0.7),
        "arched": Brow(arch=0.095, tilt=0.06, thick=0.048),
        "thick": Brow(thick=0.085, taper=0.65, height=-0.01),
        "thin": Brow(thick=0.028, arch=0.065, height=0.015),
        "angled": Brow(arch=0.03, tilt=-0.045, height=-0.03, thick=0.066, taper=0.75),
        "soft": Brow(thick=0.036, arch=0.07, tilt=0.085, end=0.52),
        "short": Brow(end=0.33, thick=0.062, arch=0.03, tilt=0.02, taper=0.55),
    }
)
POINTS = 48
USUAL = 7.50
DRAWN_UP = 0.05


def brow(brows: Brows, drawn: bool, masculine: float) -> tuple[Points, Points]:
    """Return the left brow's middle line, shape (48, 2), and thickness, shape (48,)."""
    shape = SHAPES[brows.style]
    t = np.linspace(0, 1, POINTS)
    height = USUAL + shape.height + (DRAWN_UP - 0.04 * masculine if drawn else -0.02 * masculine)
    x = shape.start + (shape.end - shape.start) * t
    y = height + shape.arch * np.sin(np.pi * np.clip(0.85 * t + 0.05, 0, 1)) - shape.tilt * t**2.5
    thick = shape.thick * (1 + 0.45 * brows.thickness) * (1 + 0.3 * masculine)
    grow = np.clip((t + 0.12) / 0.26, 0, 1)
    widths = thick * (1 - shape.taper * t**1.8) * grow * grow * (3 - 2 * grow)
    return np.c_[x, y], widths * (0.62 if drawn else 1.0)
