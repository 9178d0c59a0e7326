"""Glasses of a portrait: thin lines under the eyes and across the nose."""

from __future__ import annotations

import cv2
import numpy as np

from aigc.avatar.photo.colours import Finding, middle, skin_mask
from aigc.avatar.photo.crop import UNIT_PX, Crop, Mask

LINE = 0.16
"""How wide a frame may be, in distances of the pupils."""
CERTAIN = 0.7
"""How much darker than skin a line under the eyes is that is surely a frame."""


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


def glasses(crop: Crop) -> Finding[str]:
    """Return a frame, or none."""
    strength = lines(crop)
    if strength < CERTAIN / 2:
        return Finding(value="none", confidence=1 - strength / CERTAIN)
    return Finding(value="square", confidence=float(np.clip(strength / CERTAIN, 0, 1)))
