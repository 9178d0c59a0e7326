"""A poster's few inks: textures of a handful of flat colours, shades of one hue, one dark line."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import NDArray

from aigc.types.avatar import Material, Rgb

Floats = NDArray[np.floating[Any]]
INKS: Mapping[str, int] = MappingProxyType({"skin": 11, "hair": 3, "eye": 7, "cloth": 5})
"""How many colours the texture of a kind keeps; others keep all."""
LINE: Rgb = (0.13, 0.09, 0.20)
SHADE: Rgb = (0.70, 0.52, 0.66)
"""Multiplied onto all that lies in shadow, so that one light seems to fall on one sheet."""
LEVELS = 16
"""Steps of each channel in which a texture's colours are counted."""
ROUNDS = 12


def printed(material: Material) -> Material:
    """Return a material in few inks."""
    texture = material.texture
    count = INKS.get(material.kind)
    if texture is not None and count is not None:
        flat = in_inks(np.ascontiguousarray(texture[..., :3]), count)
        texture = np.concatenate([flat, texture[..., 3:]], axis=2)
    return replace(material, texture=texture, shade=SHADE, outline_colour=LINE)


def in_inks(picture: NDArray[np.uint8], count: int) -> NDArray[np.uint8]:
    """Return a picture in its ``count`` leading colours, shape (height, width, 3).

    Rare colours count for more than their share, so that lips and lights are not lost.
    """
    step = 256 // LEVELS
    cell = picture.astype(np.int32) // step
    cell = (cell[..., 0] * LEVELS + cell[..., 1]) * LEVELS + cell[..., 2]
    found, place, times = np.unique(cell, return_inverse=True, return_counts=True)
    flat = picture.reshape(-1, 3)
    place = place.ravel()
    means = [np.bincount(place, flat[:, k], len(found)) / times for k in range(3)]
    colours = np.stack(means, axis=1)
    inks = _leading(colours, np.sqrt(times), count)
    nearest = _away(colours, inks).argmin(1)
    chosen: NDArray[np.uint8] = np.round(inks[nearest]).astype(np.uint8)[place]
    return chosen.reshape(picture.shape)


def _leading(colours: Floats, weights: Floats, count: int) -> Floats:
    """Return the middles of ``count`` groups of colours, the commonest first."""
    inks = colours[[int(weights.argmax())]]
    while len(inks) < min(count, len(colours)):
        missed = weights * _away(colours, inks).min(1)
        inks = np.concatenate([inks, colours[[int(missed.argmax())]]])
    for _ in range(ROUNDS):
        own = _away(colours, inks).argmin(1)
        whole = np.maximum(np.bincount(own, weights, len(inks)), 1e-9)
        sums = [np.bincount(own, weights * colours[:, k], len(inks)) for k in range(3)]
        inks = np.stack(sums, axis=1) / whole[:, None]
    return inks


def _away(colours: Floats, inks: Floats) -> Floats:
    """Return the square of the distance of each colour from each ink."""
    away: Floats = ((colours[:, None] - inks[None]) ** 2).sum(2)
    return away
