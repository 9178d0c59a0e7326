"""How a picture meets its box: cropped to fill it, or whole at its own ratio."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import cv2
import numpy as np

from aigc.image.picture.load import Rgb, read_rgb
from aigc.types.asset import Asset

Rectangle = tuple[float, float, float, float]
Placing = Literal["bleed", "frame"]

BLEED_HEIGHT_SHARE = 0.55
WIDEST_CROPPED = 2.4
LEAST_KEPT = 0.28


def placing_of(asset: Asset, canvas_width: float, canvas_height: float) -> Placing:
    """Tell whether ``asset`` may fill the canvas or must be framed.

    It fills when its height is at least 55 % of the canvas height, it is no document, not wider
    than 2.4:1, and the crop keeps at least 28 % of it.
    """
    width, height = _size_of(asset)
    if height < BLEED_HEIGHT_SHARE * canvas_height or width / height > WIDEST_CROPPED:
        return "frame"
    _, _, crop_w, crop_h = cover(width, height, canvas_width, canvas_height, (0.5, 0.5))
    if crop_w * crop_h < LEAST_KEPT * width * height or is_document(asset):
        return "frame"
    return "bleed"


def fit_inside(asset: Asset, box: Rectangle) -> Rectangle:
    """Return the largest box of the picture's own ratio in the middle of ``box``."""
    width, height = _size_of(asset)
    x, y, w, h = box
    scale = min(w / width, h / height)
    return x + (w - width * scale) / 2, y + (h - height * scale) / 2, width * scale, height * scale


def cover(
    width: float,
    height: float,
    box_width: float,
    box_height: float,
    focus: tuple[float, float],
    subject: Rectangle | None = None,
) -> Rectangle:
    """Return the crop ``(x, y, w, h)`` of a picture that fills a box.

    The crop is centred on ``focus`` (0-1), then moved so that as much of ``subject`` (0-1 box)
    as fits lies inside.
    """
    scale = max(box_width / width, box_height / height)
    w, h = min(width, box_width / scale), min(height, box_height / scale)
    sx, sy, sw, sh = subject if subject else (*focus, 0.0, 0.0)
    x = _keep(focus[0] * width - w / 2, w, sx * width, sw * width)
    y = _keep(focus[1] * height - h * 0.46, h, sy * height, sh * height)
    return min(max(x, 0), width - w), min(max(y, 0), height - h), w, h


def _keep(start: float, size: float, wanted: float, extent: float) -> float:
    if extent >= size:
        return wanted + (extent - size) / 2 if extent < size * 1.25 else start
    return min(max(start, wanted + extent - size), wanted)


@lru_cache(maxsize=256)
def is_document(asset: Asset) -> bool:
    """Tell whether ``asset`` is a page, a screenshot or a chart, which must not be cropped."""
    return looks_like_document(read_rgb(asset))


def looks_like_document(rgb: Rgb) -> bool:
    """Tell whether pixels look printed: flat colours, or dark strokes on a smooth bright page."""
    grey = cv2.cvtColor(rgb, cv2.COLOR_RGB2GRAY)
    flat = _flat_share(grey)
    main = _main_colour_share(rgb)
    if flat > 0.5 and main > 0.25:
        return True
    return _strokes_on_paper(rgb) and main > 0.12


def _flat_share(grey: np.ndarray[tuple[int, ...], np.dtype[np.uint8]]) -> float:
    step = np.abs(np.diff(grey.astype(np.int16), axis=1))
    return float((step == 0).mean())


def _main_colour_share(rgb: Rgb) -> float:
    small = rgb[:: max(1, rgb.shape[0] // 240), :: max(1, rgb.shape[1] // 240)] >> 4
    code = small[..., 0].astype(np.int32) * 256 + small[..., 1] * 16 + small[..., 2]
    counts = np.bincount(code.ravel())
    return float(counts.max() / code.size)


def _strokes_on_paper(rgb: Rgb) -> bool:
    scale = min(1.0, 900 / max(rgb.shape[:2]))
    size = (max(8, int(rgb.shape[1] * scale)), max(8, int(rgb.shape[0] * scale)))
    small = cv2.resize(rgb, size, interpolation=cv2.INTER_AREA)
    grey = cv2.cvtColor(small, cv2.COLOR_RGB2GRAY)
    closed = cv2.morphologyEx(grey, cv2.MORPH_CLOSE, np.ones((11, 11), np.uint8))
    strokes = float(((closed.astype(np.int16) - grey) > 45).mean())
    saturation = float(cv2.cvtColor(small, cv2.COLOR_RGB2HSV)[..., 1].mean())
    smooth = float(np.abs(cv2.Laplacian(closed, cv2.CV_16S)).mean())
    middle = float(np.median(closed))
    even = float((np.abs(closed.astype(np.float32) - middle) < 48).mean())
    looks_plain = middle > 130 and even > 0.7 and saturation < 45 and smooth < 6
    return looks_plain and 0.03 < strokes < 0.4


def _size_of(asset: Asset) -> tuple[int, int]:
    if asset.width_px and asset.height_px:
        return asset.width_px, asset.height_px
    height, width = read_rgb(asset).shape[:2]
    return width, height
