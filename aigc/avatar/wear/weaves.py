"""Textures of cloth: folds as drawn shapes or soft shading, and the threads that it is made of.

A texture is grey, or tinted as shade is, and multiplied onto a fabric's own colour.
"""

from __future__ import annotations

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray
from scipy.ndimage import gaussian_filter

from aigc.avatar.base import Points
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.folds import GARMENTS, SLEEVE, TRUNK, Sheet, Stroke, fold
from aigc.avatar.wear.seams import sewn
from aigc.avatar.wear.threads import DRAWN, PAINTED
from aigc.types.avatar import Rgb

WIDTH, HEIGHT = 512, 768
SHADE = np.array([0.80, 0.77, 0.87])
"""What a drawn fold multiplies onto the colour."""
DRAWN_WIDE, SOFT_WIDE = 1.5, 2.3
"""How many times its own width a fold is drawn, and shaded."""
DEPTH = 0.24
"""How much a soft fold darkens at most."""
LIGHT = 0.93
"""Brightness of flat cloth where folds are soft, so that their crests may be lighter."""
STITCHED = 0.85
"""How much of its colour a thread has on cloth."""
PERIOD, ARMPIT = 0.52, 4.7
"""Decimetres from stripe to stripe, and the height at which sleeves' stripes meet the trunk's."""
PLEATS = 24
"""Folds around a pleated skirt."""


@lru_cache(maxsize=24)
def painting(
    garment: str, weave: str, drawn: bool, plain: bool = False, sewing: str = ""
) -> NDArray[np.uint8]:
    """Return the texture of a garment, uint8, shape (768, 512, 3).

    Parameters
    ----------
    garment : str
        One of `aigc.avatar.wear.folds.GARMENTS`.
    weave : str
        One of `aigc.avatar.wear.threads.PAINTED`; others are plain.
    drawn : bool
        A few crisp shapes; or soft shading.
    plain : bool
        Whether threads are left out.
    sewing : str
        One of `aigc.avatar.wear.seams.SEAMS`; others have no seams.
    """
    shade = np.full((HEIGHT, WIDTH, 3), 1.0 if drawn else LIGHT)
    v = 1 - (np.arange(HEIGHT) + 0.5) / HEIGHT
    for sheet, _ in GARMENTS[garment]:
        rows = np.flatnonzero((v > sheet.bottom) & (v < sheet.top))
        heights = sheet.height(v[rows])
        window = slice(int(rows[0]), int(rows[-1]) + 1)
        tone = _drawn(garment, sheet, heights) if drawn else _soft(garment, sheet, heights)
        shade[window] *= tone if plain else tone * _threads(weave, sheet, heights, drawn)
        shade[window] *= sewn(sewing, sheet, _columns(), heights, drawn)[0][..., None]
    pixels: NDArray[np.uint8] = np.round(255 * np.clip(shade, 0, 1)).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


@lru_cache(maxsize=8)
def striped(a: Rgb, b: Rgb, drawn: bool) -> NDArray[np.uint8]:
    """Return the texture of a top with level stripes, around the sleeves too."""
    v = 1 - (np.arange(HEIGHT) + 0.5) / HEIGHT
    height = np.where(v > TRUNK.bottom, TRUNK.height(v), ARMPIT - SLEEVE.height(v) * SLEEVE.tall_dm)
    band = np.where((height / PERIOD % 1 < 0.54)[:, None], a, b)
    band[v < SLEEVE.bottom] = a
    folded = painting("top", "cotton", drawn)
    pixels: NDArray[np.uint8] = np.round(folded * band[:, None]).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


@lru_cache(maxsize=8)
def stitched(
    garment: str, weave: str, drawn: bool, sewing: str, colour: Rgb, thread: Rgb
) -> NDArray[np.uint8]:
    """Return the texture of a garment in its own colour with stitches of another."""
    found = painting(garment, weave, drawn, sewing=sewing) * np.array(colour)
    v = 1 - (np.arange(HEIGHT) + 0.5) / HEIGHT
    for sheet, _ in GARMENTS[garment]:
        rows = np.flatnonzero((v > sheet.bottom) & (v < sheet.top))
        window = slice(int(rows[0]), int(rows[-1]) + 1)
        share = sewn(sewing, sheet, _columns(), sheet.height(v[rows]), drawn)[1][..., None]
        found[window] += STITCHED * share * (255 * np.array(thread) - found[window])
    pixels: NDArray[np.uint8] = np.round(found).astype(np.uint8)
    pixels.flags.writeable = False
    return pixels


def _columns() -> Points:
    found: Points = (np.arange(WIDTH) + 0.5) / WIDTH
    return found


def _drawn(garment: str, sheet: Sheet, heights: Points) -> Points:
    """Return crisp folds, shape (rows, 512, 3)."""
    cover = np.zeros((len(heights), WIDTH))
    pixel = sheet.round_dm / WIDTH + sheet.tall_dm * abs(heights[0] - heights[-1]) / len(heights)
    for stroke in _strokes(garment, sheet):
        window, across, half = fold(sheet, stroke, _columns(), heights, DRAWN_WIDE)
        inked = np.clip(0.5 + (half - np.abs(across)) / (0.5 * pixel), 0, 1) * (half > 0)
        cover[window] = np.maximum(cover[window], inked)
    if garment == "pleats":
        cover = np.maximum(cover, (np.abs(_pleat()) > 0.62)[None] * 1.0)
    return 1 + (SHADE - 1) * cover[..., None]


def _soft(garment: str, sheet: Sheet, heights: Points) -> Points:
    """Return shaded folds, each a valley beside a crest, shape (rows, 512, 1)."""
    depth = np.zeros((len(heights), WIDTH))
    for stroke in _strokes(garment, sheet):
        window, across, half = fold(sheet, stroke, _columns(), heights, SOFT_WIDE)
        side = across / np.maximum(half, 0.02)
        valley = np.exp(-(((side + 0.3) / 0.7) ** 2))
        crest = np.exp(-(((side - 1.1) / 0.8) ** 2))
        strength = np.minimum(half / 0.09, 1)
        depth[window] += strength * (0.36 * crest - valley)
    depth = gaussian_filter(depth, 2.0, mode=("nearest", "wrap"))
    if garment == "pleats":
        depth = depth - 0.7 * smoothstep(np.abs(_pleat()), 0.3, 1.0)[None]
    tone: Points = 1 + DEPTH * np.clip(depth, -1.2, 0.5)
    return tone[..., None]


def _pleat() -> Points:
    """Return -1 to 1 across each pleat of a skirt, 0 at its crest."""
    found: Points = ((_columns() * PLEATS + 0.5) % 1 - 0.5) * 2
    return found


def _strokes(garment: str, sheet: Sheet) -> tuple[Stroke, ...]:
    return next(strokes for own, strokes in GARMENTS[garment] if own is sheet)


def _threads(weave: str, sheet: Sheet, heights: Points, drawn: bool) -> Points:
    """Return the brightness of threads, shape (rows, 512, 1), or 1 where there are none."""
    made = (DRAWN if drawn else PAINTED).get(weave)
    if made is None:
        return np.ones((1, 1, 1))
    turn, y = np.meshgrid(_columns(), heights * sheet.tall_dm)
    return made(sheet, turn, y)[..., None]
