"""Rectangles, polygons, slabs, arches and soft shadows."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import skia

from aigc.image.paint.paints import paint

Point = tuple[float, float]


def rect(x: float, y: float, width: float, height: float) -> Any:
    """Return a rectangle."""
    return skia.Rect.MakeXYWH(x, y, width, height)


def rrect(x: float, y: float, width: float, height: float, radius: float) -> Any:
    """Return a rectangle with round corners."""
    return skia.RRect.MakeRectXY(rect(x, y, width, height), radius, radius)


def polygon(points: Sequence[Point], close: bool = True) -> Any:
    """Return a path through ``points``."""
    path = skia.PathBuilder() if hasattr(skia, "PathBuilder") else skia.Path()
    path.moveTo(*points[0])
    for point in points[1:]:
        path.lineTo(*point)
    if close:
        path.close()
    return path.detach() if hasattr(path, "detach") else path


def slab(x: float, y: float, width: float, height: float, skew: float) -> Any:
    """Return a parallelogram whose top is shifted right by ``-skew * height``."""
    shift = -skew * height
    return polygon(
        ((x + shift, y), (x + width + shift, y), (x + width, y + height), (x, y + height))
    )


def arch(x: float, y: float, width: float, height: float) -> Any:
    """Return a rectangle with a semicircular top."""
    radius = width / 2
    path = skia.Path()
    path.addRRect(
        _rounded(rect(x, y, width, height), ((radius, radius), (radius, radius), (0, 0), (0, 0)))
    )
    return path


def _rounded(box: Any, radii: Sequence[Point]) -> Any:
    made = skia.RRect()
    made.setRectRadii(box, [skia.Point(*r) for r in radii])
    return made


def shadow(
    canvas: Any,
    x: float,
    y: float,
    width: float,
    height: float,
    radius: float,
    *,
    value: str = "#000000",
    alpha: float = 0.25,
    drop: float = 14.0,
    sigma: float = 24.0,
) -> None:
    """Draw the soft shadow of a round-cornered rectangle."""
    canvas.drawRRect(rrect(x, y + drop, width, height, radius), paint(value, alpha, blur=sigma))
