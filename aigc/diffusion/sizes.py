"""Sizes of pictures: what a model paints well, and how it comes to what was asked for."""

from __future__ import annotations

import inspect
import math
from typing import Any, Final

USUAL_SIDE_PX: Final = 1024
USUAL_MULTIPLE: Final = 32
"""What every transformer takes; many take 16."""
_FINEST: Final = 8
"""What pipelines with a U-Net check for, whatever their parts would take."""


def working_size(width_px: int, height_px: int, *, side_px: int, multiple: int) -> tuple[int, int]:
    """Return the width and height at which a model paints a picture of an aspect.

    Both are multiples of ``multiple``, and there are about as many pixels as in a square of
    ``side_px``.

    >>> working_size(1080, 1920, side_px=1024, multiple=64)
    (768, 1344)
    """
    scale = side_px / (width_px * height_px) ** 0.5
    width, height = (
        max(multiple, round(side * scale / multiple) * multiple) for side in (width_px, height_px)
    )
    return width, height


def side_of(pipe: Any) -> int:
    """Return the side in pixels of the square that a pipeline was trained on."""
    taken = inspect.signature(pipe.__call__).parameters
    told = [taken[name].default for name in ("width", "height") if name in taken]
    if len(told) == 2 and all(isinstance(side, int) for side in told):
        return math.isqrt(told[0] * told[1])
    latents = getattr(pipe, "default_sample_size", None)
    if not isinstance(latents, int):
        latents = getattr(_settings(pipe), "sample_size", None)
    factor = getattr(pipe, "vae_scale_factor", None)
    if isinstance(latents, int) and isinstance(factor, int):
        return latents * factor
    return USUAL_SIDE_PX


def multiple_of(pipe: Any) -> int:
    """Return what both sides of a pipeline's pictures are multiples of.

    A U-Net halves its picture again at every level, and is at its best where that leaves no rest.
    """
    settings = getattr(getattr(pipe, "image_processor", None), "config", None)
    factor = int(getattr(settings, "vae_scale_factor", None) or USUAL_MULTIPLE)
    if (unet := getattr(pipe, "unet", None)) is not None:
        return math.lcm(factor << (len(unet.config.down_block_types) - 1), _FINEST)
    return math.lcm(factor, USUAL_MULTIPLE)


def _settings(pipe: Any) -> Any:
    network = getattr(pipe, "unet", None) or getattr(pipe, "transformer", None)
    return getattr(network, "config", None)
