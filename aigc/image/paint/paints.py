"""Colours, paints and gradients as skia objects."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import skia

from aigc.errors import InputError

Stop = tuple[float, str] | tuple[float, str, float]
"""Position 0-1, colour, and alpha (1 when left out)."""


def colour(value: str, alpha: float = 1.0) -> int:
    """Return ``#RGB`` or ``#RRGGBB`` with ``alpha`` (0-1, clamped) as a skia colour."""
    digits = value.lstrip("#")
    if len(digits) == 3:
        digits = "".join(c + c for c in digits)
    try:
        red, green, blue = (int(digits[i : i + 2], 16) for i in (0, 2, 4))
    except ValueError as exc:
        raise InputError(f"'{value}' is no colour. Write it as #RRGGBB.") from exc
    return int(skia.Color(red, green, blue, round(255 * max(0.0, min(1.0, alpha)))))


def paint(
    value: str | None = None,
    alpha: float = 1.0,
    *,
    stroke: float = 0.0,
    round_joins: bool = False,
    shader: Any = None,
    blur: float = 0.0,
    blend: Any = None,
) -> Any:
    """Return an antialiased paint.

    Parameters
    ----------
    value : str, optional
        Colour; ignored where a shader is given.
    alpha : float
        Opacity, also of the shader.
    stroke : float
        Line width; zero fills.
    blur : float
        Sigma of a soft edge.
    blend : skia.BlendMode, optional
        How it meets what lies below.
    """
    made = skia.Paint(AntiAlias=True)
    if value is not None:
        made.setColor(colour(value, alpha))
    if shader is not None:
        made.setShader(shader)
        made.setAlphaf(max(0.0, min(1.0, alpha)))
    if stroke:
        made.setStyle(skia.Paint.kStroke_Style)
        made.setStrokeWidth(stroke)
    if round_joins:
        made.setStrokeCap(skia.Paint.kRound_Cap)
        made.setStrokeJoin(skia.Paint.kRound_Join)
    if blur:
        made.setMaskFilter(skia.MaskFilter.MakeBlur(skia.kNormal_BlurStyle, blur))
    if blend is not None:
        made.setBlendMode(blend)
    return made


def _colours(stops: Sequence[Stop]) -> tuple[list[int], list[float]]:
    return [colour(*s[1:]) for s in stops], [float(s[0]) for s in stops]


def linear(start: tuple[float, float], end: tuple[float, float], stops: Sequence[Stop]) -> Any:
    """Return a shader from ``start`` to ``end``."""
    colours, places = _colours(stops)
    return skia.GradientShader.MakeLinear([skia.Point(*start), skia.Point(*end)], colours, places)


def radial(centre: tuple[float, float], radius: float, stops: Sequence[Stop]) -> Any:
    """Return a shader around ``centre``."""
    colours, places = _colours(stops)
    return skia.GradientShader.MakeRadial(skia.Point(*centre), radius, colours, places)


def sweep(centre: tuple[float, float], stops: Sequence[Stop]) -> Any:
    """Return a shader that turns around ``centre``, clockwise from the right."""
    colours, places = _colours(stops)
    return skia.GradientShader.MakeSweep(centre[0], centre[1], colours, places)
