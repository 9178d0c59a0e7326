"""A mark in one picture."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.trust.watermark.finding import Found, find
from aigc.trust.watermark.key import known_keys, own_key
from aigc.trust.watermark.pattern import smooth_pattern, still_cell_px

SMALLEST_PX: Final = 200
"""Shorter side below which a picture has too few cells to be read after a cut."""
_LARGEST: Final = 3.2
"""Levels of 255 where a picture is so lively that more is not seen either."""
_LEVELS_PER_LIVELINESS: Final = 0.5
_MOST_RMS: Final = 2.4
"""Levels over the whole picture: a peak signal-to-noise ratio of 40.5 dB."""


def marked(rgb: NDArray[np.uint8], asset_id: int, key: bytes | None = None) -> NDArray[np.uint8]:
    """Return a picture, shape ``(height, width, 3)``, with the mark of ``asset_id`` in it.

    Every pixel becomes lighter or darker by one level of 255 where the picture is calm, and by up
    to `_LARGEST` where it is lively. ``key`` is `key.own_key` unless given.

    Raises
    ------
    InputError
        The picture is too small, or the ID does not fit in 32 bits.
    """
    height, width = rgb.shape[:2]
    if min(width, height) < SMALLEST_PX:
        raise InputError(
            f"A picture of {width}x{height} px is too small for a watermark; it needs "
            f"{SMALLEST_PX} px a side."
        )
    cell = still_cell_px(width, height)
    shape = smooth_pattern(asset_id, width, height, cell, own_key() if key is None else key)
    added = shape * _levels(luma_of(rgb), cell)
    added *= min(1.0, _MOST_RMS / float(np.sqrt(np.mean(added**2))))
    return np.asarray(np.clip(rgb + np.rint(added)[..., None], 0, 255), np.uint8)


def luma_of(rgb: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return the luma of a picture, shape ``(height, width)``."""
    return np.asarray(cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY), np.uint8)


def _levels(luma: NDArray[np.uint8], cell: float) -> NDArray[np.float32]:
    """Return how much is not seen, in levels: more where detail is on all sides."""
    around = (round(cell), round(cell))
    exact = luma.astype(np.float32)
    left = exact - cv2.blur(exact, around)
    lively: Any = cv2.sqrt(cv2.max(cv2.blur(left * left, around), 0.0))
    calmest = cv2.erode(lively, np.ones(around, np.uint8))
    return np.asarray(np.clip(calmest * _LEVELS_PER_LIVELINESS, 1, _LARGEST), np.float32)


def find_in_picture(
    rgb: NDArray[np.uint8], *, key: bytes | None = None, expected: int | None = None
) -> Found | None:
    """Look for a mark in a picture, shape ``(height, width, 3)``; see `finding.find`.

    Without a ``key`` it is looked for with every one of `key.known_keys`.
    """
    luma = luma_of(rgb)
    for one in known_keys() if key is None else (key,):
        found = find([luma], one, expected=expected)
        if found is not None:
            return found
    return None
