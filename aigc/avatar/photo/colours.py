"""Colours of skin, lips and eyes, measured on a portrait."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Generic, TypeVar

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.avatar.face.colours import skin_colour
from aigc.avatar.photo.crop import Crop, Mask
from aigc.avatar.photo.landmarks import (
    CHEEK,
    EYE_RIMS,
    IRIS,
    IRIS_RIM,
    LIPS_INNER,
    LIPS_OUTER,
    Floats,
)
from aigc.avatar.spec import Skin

T = TypeVar("T")
SKIN_PLACES = (*CHEEK, 205, 425, 151, 9, 195, 101, 330)
"""Cheeks, forehead and the ridge of the nose."""
STEPS = 81
LEAST_PIXELS = 12
UNDER_WHITE = 5.0
"""How much lighter, in L*, skin is under white light than on a face that is lit from one side."""
WARMTH = 0.4
"""A photo's own cast hides more than this."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding(Generic[T]):
    """What was read from a photo, and how sure that is, 0 to 1."""

    value: T
    confidence: float


def middle(crop: Crop, where: Mask) -> Floats:
    """Return the median L*a*b* of a mask; grey where it is too small."""
    if int(where.sum()) < LEAST_PIXELS:
        return np.array([50.0, 0.0, 0.0])
    found: Floats = np.median(crop.lab[where].astype(float), axis=0)
    return found


def skin_mask(crop: Crop) -> Mask:
    """Return patches of bare skin, without highlights and what is cast on them."""
    where = np.zeros(crop.seen.shape, bool)
    for place in SKIN_PLACES:
        where |= crop.disc(crop.points[place], 0.09)
    if not where.any():
        return where
    low, high = np.percentile(crop.lab[where][:, 0], (25, 85))
    light = crop.lab[..., 0]
    found: Mask = where & (light >= low) & (light <= high)
    return found


def skin(crop: Crop) -> Finding[tuple[float, float]]:
    """Return tone and warmth of `Skin` that are nearest to the skin that is seen."""
    where = skin_mask(crop)
    seen = middle(crop, where) + np.array([UNDER_WHITE, 0.0, 0.0])
    tones, warmths, palette = _palette()
    away = (palette - seen) ** 2
    best = int(away.sum(1).argmin())
    spread = float(crop.lab[where].std(0)[1:].mean()) if where.any() else 99.0
    error = float(np.sqrt(away[best].sum()))
    sure = float(np.clip(1.2 - error / 30 - spread / 30, 0, 1))
    return Finding(value=(float(tones[best]), float(warmths[best])), confidence=sure)


@lru_cache(maxsize=1)
def _palette() -> tuple[Floats, Floats, Floats]:
    """Return tones, warmths and the L*a*b* that each pair is painted with."""
    tones, warmths = np.meshgrid(
        np.linspace(0, 1, STEPS), np.linspace(-WARMTH, WARMTH, 9), indexing="ij"
    )
    pairs = zip(tones.ravel(), warmths.ravel(), strict=True)
    painted = [skin_colour(Skin(tone=float(t), warmth=float(w)), drawn=False) for t, w in pairs]
    return tones.ravel(), warmths.ravel(), lab_of(np.array(painted))


def lab_of(colours: Floats) -> Floats:
    """Return the L*a*b* of sRGB colours, shape (..., 3)."""
    flat = np.asarray(colours, np.float32).reshape(1, -1, 3)
    found: Floats = cv2.cvtColor(flat, cv2.COLOR_RGB2LAB).reshape(np.shape(colours)).astype(float)
    return found


def written(lab: Floats) -> str:
    """Return a colour as a spec writes it.

    >>> written(np.array([100.0, 0.0, 0.0]))
    '#ffffff'
    """
    flat = np.asarray(lab, np.float32).reshape(1, 1, 3)
    r, g, b = np.clip(cv2.cvtColor(flat, cv2.COLOR_LAB2RGB)[0, 0] * 255 + 0.5, 0, 255).astype(int)
    return f"#{r:02x}{g:02x}{b:02x}"


def lips(crop: Crop) -> Finding[str]:
    """Return the colour of the lips."""
    where = crop.area(crop.points[list(LIPS_OUTER)]) & ~crop.area(crop.points[list(LIPS_INNER)])
    seen, around = middle(crop, where), middle(crop, skin_mask(crop))
    redder = float(seen[1] - around[1])
    return Finding(value=written(seen), confidence=float(np.clip(0.3 + redder / 35, 0, 1)))


def iris(crop: Crop) -> Finding[str]:
    """Return the colour of the irises, which lids and highlights leave free."""
    where = np.zeros(crop.seen.shape, bool)
    for centre, rim, lids in zip(IRIS, IRIS_RIM, EYE_RIMS, strict=True):
        place = crop.points[centre]
        radius = float(np.linalg.norm(crop.points[list(rim)] - place, axis=1).mean())
        ring = crop.disc(place, 0.85 * radius) & ~crop.disc(place, 0.42 * radius)
        where |= ring & crop.area(crop.points[list(lids)])
    if int(where.sum()) < LEAST_PIXELS:
        return Finding(value="#5a3a24", confidence=0.0)
    light = crop.lab[..., 0]
    low, high = np.percentile(light[where], (20, 80))
    seen = middle(crop, where & (light >= low) & (light <= high))
    sure = float(np.clip(int(where.sum()) / 80, 0, 1) * np.clip((75 - seen[0]) / 20, 0, 1))
    return Finding(value=written(seen), confidence=sure)


def shares(mask: NDArray[np.bool_], within: Mask) -> float:
    """Return how much of one mask is in another, 0 where that is empty."""
    count = int(within.sum())
    return float((mask & within).sum() / count) if count else 0.0
