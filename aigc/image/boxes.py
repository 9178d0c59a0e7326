"""Even pixel boxes: what has to be drawn and converted again."""

from __future__ import annotations

from collections.abc import Iterable
from math import ceil, floor

PixelBox = tuple[int, int, int, int]
"""``(x, y, width, height)`` in pixels, all even, inside the frame."""

MARGIN_PX = 2


def pixel_boxes(
    boxes: Iterable[tuple[float, float, float, float]], scale: float, width_px: int, height_px: int
) -> list[PixelBox]:
    """Return ``boxes`` of canvas units in pixels, moved outwards to even borders and merged.

    Boxes outside the frame are dropped.
    """
    out = []
    for x, y, w, h in boxes:
        x0 = max(0, floor(x * scale) - MARGIN_PX) // 2 * 2
        y0 = max(0, floor(y * scale) - MARGIN_PX) // 2 * 2
        x1 = min(width_px, (ceil((x + w) * scale) + MARGIN_PX + 1) // 2 * 2)
        y1 = min(height_px, (ceil((y + h) * scale) + MARGIN_PX + 1) // 2 * 2)
        if x1 > x0 and y1 > y0:
            out.append((x0, y0, x1 - x0, y1 - y0))
    return merged(out)


def merged(boxes: Iterable[PixelBox]) -> list[PixelBox]:
    """Return boxes that cover the same pixels, joined where the joint box is no larger."""
    out: list[PixelBox] = []
    for box in boxes:
        joined = box
        again = True
        while again:
            again = False
            for other in out:
                union = _union(joined, other)
                if _area(union) <= _area(joined) + _area(other):
                    out.remove(other)
                    joined, again = union, True
                    break
        out.append(joined)
    return out


def _union(a: PixelBox, b: PixelBox) -> PixelBox:
    x0, y0 = min(a[0], b[0]), min(a[1], b[1])
    x1, y1 = max(a[0] + a[2], b[0] + b[2]), max(a[1] + a[3], b[1] + b[3])
    return x0, y0, x1 - x0, y1 - y0


def _area(box: PixelBox) -> int:
    return box[2] * box[3]
