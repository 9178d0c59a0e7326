"""From drawing in units to a patch of pixels."""

from __future__ import annotations

from collections.abc import Callable
from math import ceil, floor
from typing import Any

from aigc.image.paint.layers import render
from aigc.image.theme.formats import Canvas
from aigc.types.frame import Patch


def make_patch(
    canvas: Canvas,
    box: tuple[float, float, float, float],
    key: str,
    painter: Callable[[Any], None],
) -> Patch:
    """Draw ``painter(canvas)`` in units, cut to ``box`` (x, y, width, height) and the picture.

    The patch's corner and size are even, as 4:2:0 chroma needs.
    """
    scale = canvas.scale
    left = max(0, floor(box[0] * scale / 2) * 2)
    top = max(0, floor(box[1] * scale / 2) * 2)
    right = min(canvas.width_px, ceil((box[0] + box[2]) * scale / 2) * 2)
    bottom = min(canvas.height_px, ceil((box[1] + box[3]) * scale / 2) * 2)

    def shifted(target: Any) -> None:
        target.translate(-left / scale, -top / scale)
        painter(target)

    pixels = render(max(2, right - left), max(2, bottom - top), scale, shifted)
    return Patch(x_px=left, y_px=top, rgba=pixels, key=key)
