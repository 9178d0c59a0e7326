"""Glasses of a portrait: thin lines under the eyes and across the nose."""

from __future__ import annotations

import cv2
import numpy as np

from aigc.avatar.photo.colours import Finding, middle, skin_mask
from aigc.avatar.photo.crop import UNIT_PX, Crop, Mask
from aigc.avatar.photo.landmarks import IRIS

LINE = 0.16
"""How wide a frame may be, in distances of the pupils."""
CERTAIN = 0.7
"""How much darker than skin a line under the eyes is that is surely a frame."""
FRAMED, LINED = 0.8, 0.3
"""How much edges are like those of glasses, and how dark lines are, where there surely are some."""
HEAVY = 0.28
"""The same for a frame that is no thin wire."""
DARK_LENS = 0.35
"""Share of the skin's brightness under which a lens hides the eye."""


def lines(crop: Crop) -> float:
    """Return how dark the lines under the eyes are, as a share of the skin's brightness."""
    light = np.ascontiguousarray(crop.lab[..., 0])
    size = round(LINE * UNIT_PX) | 1
    dark = cv2.morphologyEx(light, cv2.MORPH_BLACKHAT, np.ones((size, size), np.uint8))
    tone = max(float(middle(crop, skin_mask(crop))[0]), 8.0)
    sides = [_across(dark, crop.box(x - 0.22, x + 0.22, 0.24, 0.62)) for x in (-0.5, 0.5)]
    return min(sides) / tone


def _across(dark: np.ndarray, where: Mask) -> float:
    """Return the usual strength of the strongest line in each column of a mask."""
    columns = np.flatnonzero(where.any(0))
    if not len(columns):
        return 0.0
    strongest = np.where(where, dark, 0)[:, columns].max(0)
    return float(np.percentile(strongest, 30))


def glasses(crop: Crop, framed: float | None = None) -> Finding[str]:
    """Return a frame, or none.

    Parameters
    ----------
    framed : float or None
        How much the edges of the face are like those of glasses, about 0 to 1, where they were
        looked at; then they and the lines under the eyes must agree.
    """
    dark = lines(crop)
    strength = dark / CERTAIN
    if framed is not None:
        strength = min(framed / FRAMED, dark / LINED)
        if framed > FRAMED / 2 and _tinted(crop):
            return Finding(value="sun_wayfarer", confidence=min(1.0, framed / FRAMED))
    if strength < 0.5:
        return Finding(value="none", confidence=1 - max(strength, 0.0))
    style = "square" if dark > HEAVY else "thin_metal"
    return Finding(value=style, confidence=min(1.0, strength))


def _tinted(crop: Crop) -> bool:
    """Tell whether lenses hide the eyes."""
    eyes = crop.disc(crop.points[IRIS[0]], 0.2) | crop.disc(crop.points[IRIS[1]], 0.2)
    skin = float(middle(crop, skin_mask(crop))[0])
    return float(middle(crop, eyes)[0]) < DARK_LENS * skin
