"""The mark as a pattern of light and dark: faint, still, and the same again every few hundred px.

A tile of `SIDE` x `SIDE` cells carries the signs of a `payload.Code`. It is repeated over the
whole picture, so that a part of it is enough, and the cells grow with the picture, so that a
smaller copy has the same number of them.
"""

from __future__ import annotations

import math
from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.trust.watermark.payload import Code, code

SIDE: Final = 40
"""Cells of a tile in each direction."""
ACROSS: Final = 64
"""Cells across the shorter side of a film's picture, which survive being coded at 240 lines."""
ACROSS_STILL: Final = 80
"""Those of a still picture, which is coded with more care; smaller cells stand out better."""
SMALLEST_CELL_PX: Final = 6.0
FIXED: Final = SIDE * SIDE // 4
_SHARPNESS: Final = 2.0
"""How much of a cell has its full level; the rest of it leads over to its neighbours."""


def tile_code(key: bytes) -> Code:
    """Return the code of a tile."""
    return code(key, "picture", SIDE * SIDE, FIXED)


def still_cell_px(width_px: int, height_px: int) -> float:
    """Return the side of a cell in a still picture that is marked at this size."""
    return max(min(width_px, height_px) / ACROSS_STILL, SMALLEST_CELL_PX)


def pattern(asset_id: int, width_px: int, height_px: int, key: bytes) -> NDArray[np.int8]:
    """Return what is added to the luma of a frame, shape ``(height, width)``: -1, 0 or 1 level.

    Raises
    ------
    InputError
        The ID does not fit in 32 bits.
    """
    cell = min(width_px, height_px) / ACROSS
    return np.rint(smooth_pattern(asset_id, width_px, height_px, cell, key)).astype(np.int8)


def smooth_pattern(
    asset_id: int, width_px: int, height_px: int, cell: float, key: bytes
) -> NDArray[np.float32]:
    """Return a pattern of cells of so many pixels before it is rounded, between -1 and 1."""
    signs = tile_code(key).encode(asset_id).reshape(SIDE, SIDE).astype(np.float32)
    columns, rows = math.ceil(width_px / cell) + 1, math.ceil(height_px / cell) + 1
    tiled = np.tile(signs, (rows // SIDE + 1, columns // SIDE + 1))[:rows, :columns]
    shift = 0.5 / cell - 0.5
    place = np.array([[1 / cell, 0, shift], [0, 1 / cell, shift]], np.float32)
    flags = cv2.INTER_CUBIC | cv2.WARP_INVERSE_MAP
    drawn: Any = cv2.warpAffine(
        tiled, place, (width_px, height_px), flags=flags, borderMode=cv2.BORDER_REPLICATE
    )
    return np.asarray(np.clip(drawn * _SHARPNESS, -1, 1), np.float32)
