"""How pictures come from one size to another: cropped, mirrored at their borders, pushed into."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.video.filming.engine import Frames

Picture = NDArray[np.uint8]


def covering(picture: Picture, width_px: int, height_px: int) -> Picture:
    """Return a picture, ``(height, width, 3)``, cropped in the middle and scaled to a size."""
    height, width = picture.shape[:2]
    scale = max(width_px / width, height_px / height)
    w = min(width, round(width_px / scale))
    h = min(height, round(height_px / scale))
    left, top = (width - w) // 2, (height - h) // 2
    cut = picture[top : top + h, left : left + w]
    if (w, h) == (width_px, height_px):
        return np.ascontiguousarray(cut)
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LANCZOS4
    return np.asarray(cv2.resize(cut, (width_px, height_px), interpolation=how), np.uint8)


def staged(picture: Picture, width_px: int, height_px: int, *, aspect: tuple[int, int]) -> Picture:
    """Return a picture for a model that works at another aspect than the film has.

    It fills the part that `covering` keeps of the model's frames, mirrored beyond its borders, so
    that nothing of the picture is lost on the way.
    """
    scale = min(width_px / aspect[0], height_px / aspect[1])
    inner = covering(picture, round(aspect[0] * scale), round(aspect[1] * scale))
    x, y = width_px - inner.shape[1], height_px - inner.shape[0]
    return np.asarray(
        cv2.copyMakeBorder(inner, y // 2, y - y // 2, x // 2, x - x // 2, cv2.BORDER_REFLECT),
        np.uint8,
    )


def all_covering(frames: Sequence[Picture] | Frames, width_px: int, height_px: int) -> Frames:
    """Return every frame of a film cropped and scaled to a size."""
    out = np.empty((len(frames), height_px, width_px, 3), np.uint8)
    for n, frame in enumerate(frames):
        out[n] = covering(frame, width_px, height_px)
    return out


def pushed(frame: Picture, zoom: float) -> Picture:
    """Return the middle of a frame, ``zoom`` times larger, at the frame's own size."""
    height, width = frame.shape[:2]
    middle = (width - 1) / 2 * (1 - zoom), (height - 1) / 2 * (1 - zoom)
    placed = np.array([[zoom, 0, middle[0]], [0, zoom, middle[1]]], np.float32)
    return np.asarray(
        cv2.warpAffine(
            frame, placed, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT_101
        ),
        np.uint8,
    )
