"""The picture that is drawn into and read back."""

from __future__ import annotations

from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.types.avatar import Rgb


class Target:
    """A framebuffer some times as wide and high as the picture that is read from it.

    Several samples a pixel would smooth edges as well, but llvmpipe then shades hidden triangles
    too: four samples cost more than four times the pixels.
    """

    def __init__(self, context: Any, width: int, height: int, supersample: int) -> None:
        """Make one for pictures of ``width`` by ``height``, drawn ``supersample`` times as wide."""
        self._scale = supersample
        self.drawn = width * supersample, height * supersample
        colour, depth = context.renderbuffer(self.drawn, 4), context.depth_renderbuffer(self.drawn)
        self._buffer = context.framebuffer([colour], depth)
        self._held = (self._buffer, colour, depth)

    def begin(self, background: Rgb | None) -> None:
        """Clear, and draw into it from now on."""
        self._buffer.use()
        self.writes_depth(True)
        r, g, b, a = (0.0, 0.0, 0.0, 0.0) if background is None else (*background, 1.0)
        self._buffer.clear(r, g, b, a, depth=1.0)

    def writes_depth(self, on: bool) -> None:
        """Let what is drawn hide what is drawn behind it later, or not."""
        self._buffer.depth_mask = on

    def read(self) -> NDArray[np.uint8]:
        """Return the picture, shape (height, width, 4), straight alpha."""
        width, height = self.drawn
        data = self._buffer.read(components=4, alignment=1)
        picture = np.frombuffer(data, np.uint8).reshape(height, width, 4)
        if self._scale > 1:
            size = width // self._scale, height // self._scale
            picture = np.asarray(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), np.uint8)
        return straight(picture)

    def release(self) -> None:
        """Give the memory back."""
        for held in self._held:
            held.release()


def straight(picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Return a picture with premultiplied alpha, shape (height, width, 4), as one with straight."""
    out = picture.copy()
    flat = out.reshape(-1, 4)
    alpha = flat[:, 3]
    edge = np.flatnonzero((alpha > 0) & (alpha < 255))
    rgb = flat[edge, :3].astype(np.uint32)
    a = alpha[edge].astype(np.uint32)[:, None]
    flat[edge, :3] = np.minimum((rgb * 255 + a // 2) // a, 255)
    return out
