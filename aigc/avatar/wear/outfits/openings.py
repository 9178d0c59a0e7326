"""Fronts that open: bands, lapels and collars along the edges of a V."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.wear.lofts import around, eased
from aigc.avatar.wear.outfits.fitting import Fitting, Layer
from aigc.avatar.wear.outfits.parts import laid
from aigc.types.avatar import Material


def edge_path(
    fit: Fitting, layer: Layer, bottom: float, wide: float, curve: float, start: float = 0.0,
    count: int = 72, away: float = 0.12, low: float = -0.04,
) -> tuple[Points, Points, Points]:  # fmt: skip
    """Return the edge of a V opening from the left front around the neck to the right front.

    Parameters
    ----------
    start : float
        Share of the way up at which it begins.

    Returns
    -------
    tuple
        Path and way out, shape (count, 3) each; and how far up the front each station is, 0 to 1,
        above 1 behind the neck.
    """
    figure = fit.figure
    top = figure.throat[1] + 0.25
    t = np.linspace(start, 0.86, 24)
    front = layer.surface.over(wide * t**curve, bottom + (top - bottom) * t, 0.0)
    bearing = np.linspace(0.42 * np.pi, np.pi, 12)
    back = fit.neck.at(bearing, low + 0 * bearing, away)
    left = np.concatenate([front, back])
    share = np.r_[t, np.linspace(1, 2, 12)]
    whole = np.concatenate([left, left[-2::-1] * [-1, 1, 1]])
    shares = np.r_[share, share[-2::-1]]
    even = eased(around(np.c_[whole, shares], count, closed=False), 2, closed=False)
    path = even[:, :3]
    along = unit(np.gradient(path, axis=0))
    _, normal = layer.surface.height(path)
    out = unit(np.cross(along, normal))
    level = (path - fit.figure.throat) * [1, 0, 1]
    out *= np.sign(np.einsum("ij,ij->i", out, level))[:, None]
    return path, unit(eased(out, 3, closed=False)), even[:, 3]


def fronted(
    fit: Fitting, layer: Layer, material: Material, bottom: float, wide: float, curve: float,
    width: float, lift: float = 0.05,
) -> None:  # fmt: skip
    """Put a band of even width along a V opening and around the neck."""
    path, out, _ = edge_path(fit, layer, bottom, wide, curve)
    fit.rack.add(
        material, laid(layer.surface, path - out * 0.03, out, np.full(len(path), width), lift, 0.03)
    )
