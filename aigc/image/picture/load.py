"""A picture file as RGB pixels."""

from __future__ import annotations

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.errors import AssetError
from aigc.types.asset import Asset

Rgb = NDArray[np.uint8]
"""Shape ``(height, width, 3)``."""

LONGEST_PX = 4096


def read_rgb(asset: Asset) -> Rgb:
    """Return the pixels of ``asset``, shape ``(h, w, 3)``; transparency lies on white; of a video
    one frame.

    The longest side is at most 4096 px. The array is shared: do not write into it.

    Raises
    ------
    AssetError
        The file is missing or is no picture.
    """
    if asset.media_type.startswith("video/"):
        from aigc.footage.intake import poster

        return poster(asset)
    return _read(str(asset.path), asset.sha256)


@lru_cache(maxsize=1)
def _read(path: str, sha256: str) -> Rgb:
    try:
        data = np.fromfile(path, np.uint8)
    except OSError as exc:
        raise AssetError(f"The picture {path} cannot be read: {exc.strerror}.") from exc
    raw = cv2.imdecode(data, cv2.IMREAD_UNCHANGED) if data.size else None
    if raw is None:
        raise AssetError(f"{path} is not a picture; give a PNG, JPEG or WebP file.")
    rgb = _on_white(_eight_bit(raw))
    scale = LONGEST_PX / max(rgb.shape[:2])
    if scale < 1:
        rgb = cv2.resize(rgb, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    rgb.setflags(write=False)
    return rgb


def _eight_bit(raw: NDArray[np.generic]) -> NDArray[np.uint8]:
    if raw.dtype == np.uint16:
        return (raw.astype(np.uint32) >> 8).astype(np.uint8)
    return raw.astype(np.uint8, copy=False)


def _on_white(raw: NDArray[np.uint8]) -> Rgb:
    if raw.ndim == 2:
        return np.ascontiguousarray(cv2.cvtColor(raw, cv2.COLOR_GRAY2RGB))
    if raw.shape[2] == 3:
        return np.ascontiguousarray(cv2.cvtColor(raw, cv2.COLOR_BGR2RGB))
    rgba = cv2.cvtColor(raw, cv2.COLOR_BGRA2RGBA).astype(np.float32)
    alpha = rgba[..., 3:] / 255
    flat = rgba[..., :3] * alpha + 255 * (1 - alpha)
    return np.asarray(np.round(flat), np.uint8)
