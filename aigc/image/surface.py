"""A skia surface over an array that can be read without a copy."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import skia

from aigc.image.boxes import PixelBox
from aigc.planes import Order

# Images of the native order are copied six times faster than swapped ones.
_NATIVE = skia.ImageInfo.MakeN32Premul(1, 1).colorType()
ORDER: Order = "bgra" if skia.kBGRA_8888_ColorType == _NATIVE else "rgba"


class PixelSurface:
    """Premultiplied pixels in skia's native channel order with a canvas that draws into them.

    Attributes
    ----------
    pixels : array
        uint8, shape ``(height, width, 4)``.
    canvas : skia.Canvas
        Draws in pixels.
    """

    def __init__(self, width_px: int, height_px: int) -> None:
        self.pixels = np.zeros((height_px, width_px, 4), np.uint8)
        info = skia.ImageInfo.MakeN32Premul(width_px, height_px)
        # The surface does not keep the array alive: both live in this object.
        self._surface = skia.Surface.MakeRasterDirect(info, self.pixels, width_px * 4)
        self.canvas = self._surface.getCanvas()

    def clear(self, boxes: Sequence[PixelBox]) -> None:
        """Make ``boxes`` transparent."""
        for x, y, w, h in boxes:
            self.pixels[y : y + h, x : x + w] = 0


def region(boxes: Sequence[PixelBox]) -> skia.Region:
    """Return the union of ``boxes`` as a clip."""
    out = skia.Region()
    for x, y, w, h in boxes:
        out.op(skia.IRect.MakeXYWH(x, y, w, h), skia.Region.kUnion_Op)
    return out
