"""What cloth is made of, seen closely: stitches, twill, threads, damask."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np
from scipy.ndimage import gaussian_filter

from aigc.avatar.base import Points
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.folds import TRUNK, Sheet

Threads = Callable[[Sheet, Points, Points], Points]
"""A sheet, turns around it and decimetres up, shape (rows, columns), to a brightness near 1."""


def _counted(sheet: Sheet, period: float) -> int:
    """Return how many of this width go once around, so that a pattern meets itself."""
    return max(2, round(sheet.round_dm / period))


def _grain(like: Points, high: float, wide: float, seed: int) -> Points:
    """Return even noise of deviation 1, drawn out by so many pixels each way."""
    noise = np.random.default_rng(seed).standard_normal(like.shape)
    soft = gaussian_filter(noise, (high, wide), mode=("nearest", "wrap"))
    found: Points = soft / soft.std()
    return found


def cotton(sheet: Sheet, turn: Points, y: Points) -> Points:
    """Fine even cloth."""
    found: Points = 1 + 0.010 * _grain(y, 0.6, 0.6, 3) + 0.008 * _grain(y, 7.0, 0.5, 4)
    return found


def knit(sheet: Sheet, turn: Points, y: Points) -> Points:
    """Columns of stitches, each a V."""
    column = turn * _counted(sheet, 0.125)
    across = np.abs(column % 1 - 0.5) * 2
    loop = np.cos(2 * np.pi * (y / 0.095 - 0.45 * across))
    found: Points = 1 + 0.055 * loop - 0.13 * smoothstep(across, 0.55, 1.0)
    return found + 0.012 * _grain(y, 1.0, 1.0, 5)


def wool(sheet: Sheet, turn: Points, y: Points) -> Points:
    """Suiting: a fine twill and a soft nap."""
    rib = np.cos(2 * np.pi * (turn * _counted(sheet, 0.075) + y / 0.075))
    found: Points = 1 + 0.020 * rib + 0.014 * _grain(y, 0.9, 0.9, 6)
    return found


def denim(sheet: Sheet, turn: Points, y: Points) -> Points:
    """Twill with uneven upright threads and worn places."""
    rib = np.cos(2 * np.pi * (turn * _counted(sheet, 0.085) - y / 0.085))
    slub = _grain(y, 9.0, 0.5, 7)
    worn = _grain(y, 26.0, 22.0, 8)
    found: Points = 1 + 0.035 * rib + 0.040 * slub + 0.030 * worn
    return found


def damask(sheet: Sheet, turn: Points, y: Points) -> Points:
    """Silk with woven roundels."""
    return 1 - 0.085 * _roundels(sheet, turn, y, 1.0)


def _roundels(sheet: Sheet, turn: Points, y: Points, period: float) -> Points:
    """Return 0 to 1: rings around flowers, each row shifted by half."""
    count = _counted(sheet, period)
    tall = period * 0.9
    row = np.floor(y / tall)
    x = ((turn * count + 0.5 * (row % 2)) % 1 - 0.5) * sheet.round_dm / count
    z = (y / tall - row - 0.5) * tall
    radius, bearing = np.hypot(x, z), np.arctan2(z, x)
    ring = 1 - smoothstep(np.abs(radius - 0.29), 0.018, 0.045)
    petals = 1 - smoothstep(radius - 0.13 - 0.065 * np.cos(5 * bearing), -0.015, 0.02)
    heart = 1 - smoothstep(radius, 0.035, 0.06)
    found: Points = np.clip(np.maximum(ring, petals) - heart, 0, 1)
    return found


def ribs(sheet: Sheet, turn: Points, y: Points) -> Points:
    """A knit as it is drawn: upright lines, and two plaits down the front."""
    across = np.abs(turn * _counted(sheet, 0.34) % 1 - 0.5) * sheet.round_dm / _counted(sheet, 0.34)
    line = 1 - smoothstep(across, 0.008, 0.026)
    plain = 1 - 0.09 * line
    for middle in (0.43, 0.57) if sheet is TRUNK else ():
        away = (turn - middle) * sheet.round_dm
        inside = smoothstep(np.abs(away), 0.20, 0.17)
        sway = 0.085 * np.sin(2 * np.pi * y / 0.62)
        strands = np.minimum(np.abs(away - sway), np.abs(away + sway))
        edge = smoothstep(np.abs(np.abs(away) - 0.165), 0.03, 0.01)
        plait = 1 - 0.14 * np.maximum(smoothstep(strands, 0.036, 0.014), edge)
        plain = plain * (1 - inside) + plait * inside
    return np.asarray(plain)


def dashes(sheet: Sheet, turn: Points, y: Points) -> Points:
    """Denim as it is drawn: a few short upright threads, paler places where it wears."""
    slub = smoothstep(_grain(y, 7.0, 0.9, 7), 1.7, 2.0)
    found: Points = 1 - 0.10 * slub
    return found


PAINTED: Mapping[str, Threads] = MappingProxyType(
    {"cotton": cotton, "knit": knit, "wool": wool, "denim": denim, "damask": damask}
)
"""Cloth as a camera sees it."""
DRAWN: Mapping[str, Threads] = MappingProxyType({"knit": ribs, "denim": dashes, "damask": damask})
"""Cloth as an anime draws it; what is missing is left plain."""
