"""Pixels that are drawn once: native images and cached layers."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Hashable
from math import ceil
from typing import Any

import numpy as np
import skia
from numpy.typing import NDArray

from aigc.image.paint.shapes import rect

LINEAR = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kNone)
SMOOTH = skia.SamplingOptions(skia.FilterMode.kLinear, skia.MipmapMode.kLinear)


def native_image(pixels: NDArray[np.uint8]) -> Any:
    """Return RGB or straight-alpha RGBA pixels as a native premultiplied image.

    A wrapped array stays unpremultiplied and foreign in channel order, which makes every draw
    twenty times slower; it is redrawn once instead. The pixels are copied.
    """
    height, width = pixels.shape[:2]
    if pixels.shape[2] == 3:
        opaque = np.full((height, width, 1), 255, np.uint8)
        pixels = np.concatenate((pixels, opaque), axis=2)
    wrapped = skia.Image.fromarray(
        np.ascontiguousarray(pixels), colorType=skia.kRGBA_8888_ColorType
    )
    surface = skia.Surface(width, height)
    surface.getCanvas().drawImage(wrapped, 0, 0)
    return surface.makeImageSnapshot().makeRasterImage()


def image_array(image: Any) -> NDArray[np.uint8]:
    """Return an image's pixels as premultiplied RGBA, shape ``(height, width, 4)``."""
    out = np.zeros((image.height(), image.width(), 4), np.uint8)
    info = skia.ImageInfo.Make(
        image.width(), image.height(), skia.kRGBA_8888_ColorType, skia.kPremul_AlphaType
    )
    image.readPixels(info, out, out.strides[0], 0, 0)
    return out


def render(
    width_px: int, height_px: int, scale: float, painter: Callable[[Any], None]
) -> NDArray[np.uint8]:
    """Draw ``painter(canvas)`` in units and return premultiplied RGBA pixels."""
    surface = skia.Surface(width_px, height_px)
    canvas = surface.getCanvas()
    canvas.clear(0)
    canvas.scale(scale, scale)
    painter(canvas)
    return image_array(surface.makeImageSnapshot())


class LayerCache:
    """Keeps what does not move between frames as images, at the canvas's own resolution.

    Parameters
    ----------
    capacity : int
        Layers kept; the one unused for longest goes first.
    """

    def __init__(self, capacity: int = 24) -> None:
        self._capacity = capacity
        self._layers: OrderedDict[Hashable, Any] = OrderedDict()

    def draw(
        self,
        canvas: Any,
        key: Hashable,
        box: tuple[float, float, float, float],
        painter: Callable[[Any], None],
        alpha: float = 1.0,
    ) -> None:
        """Draw ``painter(canvas)``, clipped to ``box`` (x, y, width, height), from the cache.

        ``key`` names everything that decides the layer's pixels, its box apart.
        """
        scale = max(0.01, float(canvas.getTotalMatrix().getScaleX()))
        full = (key, box, round(scale, 4))
        image = self._layers.get(full)
        if image is None:
            image = self._make(box, scale, painter)
            self._layers[full] = image
            if len(self._layers) > self._capacity:
                self._layers.popitem(last=False)
        self._layers.move_to_end(full)
        x, y, width, height = box
        target = rect(x, y, ceil(width * scale) / scale, ceil(height * scale) / scale)
        shade = None if alpha >= 1 else skia.Paint(Alphaf=max(0.0, alpha))
        canvas.drawImageRect(image, target, LINEAR, shade)

    def _make(
        self, box: tuple[float, float, float, float], scale: float, painter: Callable[[Any], None]
    ) -> Any:
        x, y, width, height = box
        surface = skia.Surface(max(1, ceil(width * scale)), max(1, ceil(height * scale)))
        layer = surface.getCanvas()
        layer.scale(scale, scale)
        layer.translate(-x, -y)
        painter(layer)
        return surface.makeImageSnapshot().makeRasterImage()
