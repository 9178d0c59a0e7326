"""Woven shirts and blouses."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.wear.collars import below, shirt_collar, stand_collar
from aigc.avatar.wear.cuts import bib, frontal, lower, sleeve
from aigc.avatar.wear.fabric import cloth, darker, hard, lighter, muted, trim
from aigc.avatar.wear.lofts import step
from aigc.avatar.wear.outfits.fitting import Fitting, Layer
from aigc.avatar.wear.outfits.lower import shoes, trousers
from aigc.avatar.wear.outfits.parts import bow, buttons, line, patch, strip, tie
from aigc.avatar.wear.tailoring import Ease
from aigc.types.avatar import Rgb

SHIRT = Ease(torso=0.07, arm=0.07, leg=0.13, hang=0.9, decay=0.25, sleeve=0.50, cuff=0.36, smooth=4)


def woven(
    fit: Fitting, colour: Rgb, under: bool = False, collar: bool = True, tied: bool = False
) -> Layer:
    """Put on a shirt; one that is worn ``under`` something is only its front."""
    figure = fit.figure
    fabric = cloth("shirt", colour)
    crisp = cloth("shirt_collar", lighter(colour, 0.06))
    cuts = [below(fit.neck, 0.14), lower(figure.hip - 0.25), sleeve(figure, 1.93)]
    if under:
        cuts[1:] = [frontal(figure, figure.neck + 0.6, 0.3 * figure.waist + 0.7 * figure.hip)]
        cuts.append(bib(figure))
    layer = fit.layer(fabric, SHIRT, cuts, garment=None if under else "top", sewing="shirt")
    if collar:
        fit.rack.add(crisp, shirt_collar(fit.neck, layer.surface))
    low = figure.bust - 0.9 if under else figure.hip - 0.2
    placket = line([(0, low), (0, figure.notch[1] + 0.06)], 20)
    fit.rack.add(crisp, strip(layer.surface, placket, 0.19, 0.022, 0.015))
    heights = np.arange(figure.notch[1] - 0.28, low + 0.1, -0.48)
    if tied:
        heights = heights[heights < (-np.inf if under else figure.waist)]
    pearl = hard("buttons", lighter(colour, 0.7) if colour[0] < 0.8 else darker(colour, 0.12))
    if len(heights):
        fit.rack.add(pearl, buttons(layer.surface, 0.0, heights, 0.045, 0.035))
    if not under:
        fit.hems(layer, crisp, "sleeves", 0.34, 0.04)
        fit.hems(layer, fabric, "hem", 0.10)
        fit.chest.append(layer.points)
    return layer


def throat_of(fit: Fitting) -> Points:
    """Return where a tie's knot or a bow sits: between the points of a collar."""
    found: Points = fit.neck.at(np.zeros(1), np.array([0.13]), np.array([0.12]))[0]
    return found


def knotted(fit: Fitting, layer: Layer, colour: Rgb, shown: float | None = None) -> None:
    """Put a tie on a shirt; one under a jacket ends a little below the height ``shown``."""
    blade, knot = tie(layer.surface, throat_of(fit), fit.figure.waist, shown=shown)
    fit.rack.add(cloth("tie", colour, rough=0.55), blade)
    fit.rack.add(cloth("tie_knot", darker(colour, 0.08), rough=0.55), knot)


def _rest(fit: Fitting) -> None:
    trousers(fit, muted(fit.colour))
    shoes(fit, (0.17, 0.13, 0.12))


def shirt(fit: Fitting) -> None:
    """Shirt with a breast pocket."""
    layer = woven(fit, fit.colour)
    y = fit.figure.bust + 0.1
    pocket = patch(layer.surface, 0.42, 0.98, y, y + 0.62, 0.028, point=0.09)
    fit.rack.add(fit.rack.materials["shirt_collar"], pocket)
    flap = patch(layer.surface, 0.41, 0.99, y + 0.54, y + 0.64, 0.04)
    fit.rack.add(cloth("shirt_seam", trim(fit.colour, 0.07)), flap)
    _rest(fit)


def shirt_tie(fit: Fitting) -> None:
    """Shirt and tie."""
    layer = woven(fit, fit.colour, tied=True)
    knotted(fit, layer, fit.accent)
    _rest(fit)


def blouse(fit: Fitting) -> None:
    """Blouse with an upright collar tied in a bow."""
    layer = woven(fit, fit.colour, collar=False)
    ribbon = cloth("bow", fit.accent, rough=0.6)
    fit.rack.add(ribbon, stand_collar(fit.neck, 0.0, 0.30, 0.06, 0.02))
    place = throat_of(fit) + step(0, -0.16, 0.08)
    place = layer.surface.above(place[None], 0.14)[0]
    fit.rack.add(ribbon, bow(place, np.array([0, 0.25, 1.0]), 0.40, 0.75, 0.14))
    _rest(fit)
