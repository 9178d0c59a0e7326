"""Kinds of glasses, by the names of `aigc.avatar.catalogue.GLASSES`."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.wear.lofts import eased
from aigc.types.avatar import Rgb

Outline = Callable[[Points], Points]


@dataclass(frozen=True, slots=True, kw_only=True)
class Frame:
    """One kind of glasses.

    Attributes
    ----------
    outline : function
        Bearings to (outwards, up) in half widths.
    wide, high : float
        Size of a lens beside what fits the face, and its height beside its width.
    rim : float
        Half thickness seen from the front, decimetres; 0 for none.
    deep : float
        Half thickness from front to back.
    part : str
        ``full``, ``upper`` or ``brow`` (thick above, wire below).
    bridge : str
        ``bar``, ``saddle`` or ``double``.
    metal : bool
    tint : Rgb or None
        Of dark lenses; None for clear ones.
    low : float
        How far the lenses sit below the eyes, in half widths.
    sides : tuple of float
        Which eyes have a lens: 1 the left, -1 the right.
    """

    outline: Outline
    wide: float = 1.0
    high: float = 0.9
    rim: float = 0.030
    deep: float = 0.032
    part: str = "full"
    bridge: str = "saddle"
    metal: bool = False
    tint: Rgb | None = None
    low: float = 0.0
    sides: tuple[float, ...] = (1.0, -1.0)


def _rounded(power: float, droop: float = 0.0, lift: float = 0.0) -> Outline:
    """Return a rounded box: power 2 is an ellipse.

    ``droop`` narrows it below, ``lift`` raises its outside.
    """

    def outline(angle: Points) -> Points:
        c, s = np.cos(angle), np.sin(angle)
        x, y = np.sign(c) * np.abs(c) ** (2 / power), np.sign(s) * np.abs(s) ** (2 / power)
        x = x * (1 - droop * np.clip(-y, 0, 1))
        return np.stack([x, y + lift * np.clip(x, 0, 1) ** 2 * np.clip(y + 0.3, 0, 1)], 1)

    return outline


def _polygon(corners: int, turn: float = 0.0) -> Outline:
    def outline(angle: Points) -> Points:
        step = 2 * np.pi / corners
        away = (angle - turn) % step - step / 2
        radius = np.cos(step / 2) / np.cos(away)
        shape = np.stack([np.cos(angle) * radius, np.sin(angle) * radius], 1)
        found: Points = eased(shape / np.abs(shape).max(0), 1)
        return found

    return outline


def _aviator(angle: Points) -> Points:
    x, y = _rounded(2.3)(angle).T
    below = np.clip(-y, 0, 1)
    return np.stack([x * (1 - 0.12 * below) + 0.16 * below**1.3, y * 0.95 - 0.05], 1)


def _heart(angle: Points) -> Points:
    t = np.pi / 2 - angle
    x = np.sin(t) ** 3
    y = (13 * np.cos(t) - 5 * np.cos(2 * t) - 2 * np.cos(3 * t) - np.cos(4 * t)) / 14.5
    return np.stack([x * 1.04, y * 1.06 + 0.12], 1)


def _cat(angle: Points) -> Points:
    x, y = _rounded(2.6, 0.12)(angle).T
    up = np.clip(x, 0, 1) ** 1.6 * np.clip(y + 0.25, 0, 1)
    return np.stack([x + 0.10 * up, y * 0.92 + 0.34 * up], 1)


def _moon(angle: Points) -> Points:
    x, y = _rounded(2.6)(angle).T
    return np.stack([x, np.minimum(y, 0.30)], 1)


def _shield(angle: Points) -> Points:
    x, y = _rounded(3.2, 0.08)(angle).T
    return np.stack([x, y + 0.10 * x - 0.28 * np.clip(-x - 0.55, 0, 1) * (y < 0) * y], 1)


DARK: Rgb = (0.10, 0.10, 0.13)
WIRE = Frame(outline=_rounded(2.0), rim=0.014, deep=0.016, metal=True, bridge="saddle", high=0.95)
PLATE = Frame(outline=_rounded(3.0, 0.05))
FRAMES: Mapping[str, Frame] = MappingProxyType(
    {
        "round": replace(PLATE, outline=_rounded(2.0), high=1.0, rim=0.026),
        "square": replace(PLATE, outline=_rounded(4.5), high=0.88),
        "rectangle": replace(PLATE, outline=_rounded(4.5), high=0.64, wide=1.02, rim=0.024),
        "oval": replace(WIRE, outline=_rounded(2.1), high=0.76, rim=0.018),
        "cat_eye": replace(PLATE, outline=_cat, high=0.82, wide=1.04, rim=0.034),
        "aviator": replace(WIRE, outline=_aviator, high=1.0, wide=1.06, bridge="double"),
        "browline": replace(PLATE, outline=_rounded(2.8, 0.06), high=0.86, part="brow", rim=0.026),
        "rimless": replace(WIRE, outline=_rounded(3.0), high=0.78, rim=0.0),
        "half_rim": replace(PLATE, outline=_rounded(3.4, 0.04), high=0.74, part="upper", rim=0.024),
        "hexagon": replace(WIRE, outline=_polygon(6), high=0.95, rim=0.018),
        "octagon": replace(WIRE, outline=_polygon(8, np.pi / 8), high=0.92, rim=0.018),
        "oversized": replace(PLATE, outline=_rounded(2.6), high=0.98, wide=1.20, rim=0.032),
        "wayfarer": replace(
            PLATE, outline=_rounded(3.2, 0.14, 0.08), high=0.84, rim=0.042, deep=0.042
        ),
        "thin_metal": WIRE,
        "reading": replace(PLATE, outline=_moon, high=0.80, wide=0.92, low=0.42, rim=0.020),
        "monocle": replace(WIRE, rim=0.020, deep=0.024, sides=(1.0,)),
        "sport": replace(
            PLATE,
            outline=_shield,
            high=0.66,
            wide=1.14,
            part="upper",
            rim=0.03,
            tint=(0.16, 0.22, 0.34),
        ),
        "heart": replace(PLATE, outline=_heart, high=0.98, wide=1.06, rim=0.030),
        "sun_round": replace(WIRE, rim=0.018, tint=DARK, high=1.0),
        "sun_aviator": replace(
            WIRE, outline=_aviator, high=1.02, wide=1.10, bridge="double", tint=(0.16, 0.14, 0.10)
        ),
        "sun_wayfarer": replace(
            PLATE,
            outline=_rounded(3.2, 0.14, 0.08),
            high=0.86,
            wide=1.06,
            rim=0.042,
            deep=0.042,
            tint=DARK,
        ),
        "sun_cat_eye": replace(
            PLATE, outline=_cat, high=0.86, wide=1.08, rim=0.036, tint=(0.18, 0.11, 0.13)
        ),
    }
)
