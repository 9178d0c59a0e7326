"""Pictures made for the tests."""

from __future__ import annotations

import hashlib
from pathlib import Path

import cv2
import numpy as np

from aigc.types.asset import Asset


def photo(width: int = 600, height: int = 400, at: tuple[float, float] = (0.7, 0.4)):
    """Return a soft noisy scene with one red ball."""
    random = np.random.default_rng(3)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    rgb = np.stack([90 + 40 * y / height, 110 + 30 * x / width, 120 - 30 * y / height], axis=-1)
    rgb += random.normal(0, 7, rgb.shape)
    ball = np.hypot(x - at[0] * width, y - at[1] * height) < 0.12 * min(width, height)
    rgb[ball] = (220, 40, 30)
    return np.clip(rgb, 0, 255).astype(np.uint8)


def page(width: int = 600, height: int = 800):
    """Return a white page with lines of small marks."""
    rgb = np.full((height, width, 3), 255, np.uint8)
    random = np.random.default_rng(4)
    for y in range(60, height - 60, 24):
        for x in range(50, width - 50, 14):
            if random.random() < 0.8:
                rgb[y : y + 10, x : x + int(random.integers(3, 9))] = 20
    return rgb


def as_asset(rgb, folder: Path, name: str = "picture.png") -> Asset:
    """Write pixels to a file."""
    path = folder / name
    data = cv2.imencode(".png", np.ascontiguousarray(rgb[..., ::-1]))[1].tobytes()
    path.write_bytes(data)
    return Asset(
        path=path,
        sha256=hashlib.sha256(data).hexdigest(),
        media_type="image/png",
        width_px=rgb.shape[1],
        height_px=rgb.shape[0],
    )
