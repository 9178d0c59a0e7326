"""Knitted and jersey tops: T-shirts, polo, sweater, turtleneck, hoodie, cardigan."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.collars import below, roll, shirt_collar
from aigc.avatar.wear.cuts import Cut, frontal, lower, neckline, opening, sleeve
from aigc.avatar.wear.fabric import INK, WHITE, cloth, darker, hard, lighter, lightness, muted, trim
from aigc.avatar.wear.lofts import sheet
from aigc.avatar.wear.outfits.fitting import Fitting, Layer
from aigc.avatar.wear.outfits.lower import shoes, trousers
from aigc.avatar.wear.outfits.openings import fronted
from aigc.avatar.wear.outfits.parts import buttons, hanging_cord, line, patch, seam, strip
from aigc.avatar.wear.tailoring import Ease
from aigc.avatar.wear.weaves import striped
from aigc.types.avatar import Rgb

TEE = Ease(torso=0.07, arm=0.07, leg=0.13, hang=0.8, decay=0.30, sleeve=0.62, cuff=0.5, smooth=4)
KNIT = Ease(torso=0.11, arm=0.10, leg=0.16, hang=0.9, decay=0.22, sleeve=0.56, cuff=0.44, smooth=6)
LOOSE = Ease(torso=0.15, arm=0.14, leg=0.20, hang=1.0, decay=0.14, sleeve=0.66, cuff=0.50, smooth=8)
DENIM: Rgb = (0.24, 0.31, 0.44)


def _rest(fit: Fitting, legs: Rgb = DENIM, feet: Rgb = WHITE) -> None:
    trousers(fit, legs, weave="denim" if legs == DENIM else "cotton")
    shoes(fit, feet, WHITE)


def jersey(fit: Fitting, colour: Rgb, under: bool = False, stripe: Rgb | None = None) -> Layer:
    """Put on a T-shirt; one that is worn ``under`` something is only its front."""
    figure = fit.figure
    look = figure.shape.look
    fabric = cloth("tee", colour, striped(colour, stripe, look.drawn) if stripe else None)
    cuts = [neckline(figure, 0.10, 0.11, 0.07), lower(figure.hip - 0.25), sleeve(figure, 0.52)]
    if under:
        cuts[1:] = [frontal(figure, figure.neck + 0.38, 0.3 * figure.waist + 0.7 * figure.hip)]
    layer = fit.layer(fabric, TEE, cuts, garment=None if under else "top", sewing="jersey")
    rib = cloth("tee_rib", trim(colour, 0.1))
    fit.hems(layer, rib, "neck", 0.115, 0.012 if under else 0.028, 64)
    if under:
        return layer
    fit.hems(layer, fabric, "sleeves", 0.14)
    fit.hems(layer, fabric, "hem", 0.14)
    fit.chest.append(layer.points)
    return layer


def tee(fit: Fitting) -> None:
    """T-shirt with a ribbed neck."""
    jersey(fit, fit.colour)
    _rest(fit)


def striped_tee(fit: Fitting) -> None:
    """T-shirt with level stripes, around the sleeves too."""
    jersey(fit, fit.colour, stripe=fit.inner)
    _rest(fit)


def polo(fit: Fitting) -> None:
    """Polo shirt: soft collar, a short placket with two buttons."""
    figure = fit.figure
    fabric, rib = cloth("polo", fit.colour), cloth("polo_rib", trim(fit.colour, 0.1))
    cuts = (below(fit.neck, 0.12), lower(figure.hip - 0.25), sleeve(figure, 0.55))
    layer = fit.layer(fabric, TEE, cuts, sewing="jersey")
    fit.ribs(layer, rib, "sleeves", 0.16, 0.03, 0.0)
    fit.hems(layer, fabric, "hem", 0.14)
    top = figure.notch[1]
    fit.rack.add(
        rib, shirt_collar(fit.neck, layer.surface, gap=0.16, stand=0.2, fall=0.30, point=0.28)
    )
    fit.rack.add(rib, strip(layer.surface, line([(0, top - 1.0), (0, top + 0.02)], 14), 0.24, 0.03))
    pearl = hard("buttons", lighter(fit.colour, 0.75))
    fit.rack.add(pearl, buttons(layer.surface, 0.0, top - np.array([0.25, 0.6]), 0.05))
    fit.chest.append(layer.points)
    _rest(fit, muted(fit.colour))


def _knitted(fit: Fitting, ease: Ease, name: str, neck: Cut) -> Layer:
    figure = fit.figure
    fabric, rib = (
        cloth(name, fit.colour, rough=0.95),
        cloth(f"{name}_rib", trim(fit.colour, 0.09), rough=0.95),
    )
    cuts = (neck, lower(figure.hip - 0.3), sleeve(figure, 1.9))
    knitted = name != "hoodie"
    layer = fit.layer(
        fabric, ease, cuts, weave="knit" if knitted else "none", sewing="" if knitted else "jersey"
    )
    fit.ribs(layer, rib, "sleeves", 0.34, 0.045, 0.05, 44)
    fit.ribs(layer, rib, "hem", 0.36, 0.05, 0.05, 96)
    fit.chest.append(layer.points)
    return layer


def sweater(fit: Fitting) -> None:
    """Pullover with ribbed neck, cuffs and hem."""
    layer = _knitted(fit, KNIT, "sweater", neckline(fit.figure, 0.08, 0.08, 0.04))
    rib = fit.rack.materials["sweater_rib"]
    fit.ribs(layer, rib, "neck", 0.15, 0.05, 0.09, 72)
    _rest(fit, muted(fit.colour))


def turtleneck(fit: Fitting) -> None:
    """Pullover with a high rolled collar."""
    _knitted(fit, KNIT, "sweater", below(fit.neck, 0.2))
    rib = fit.rack.materials["sweater_rib"]
    fit.rack.add(rib, roll(fit.neck, -0.06, 0.42, 0.05, 0.06))
    _rest(fit, muted(fit.colour))


def hoodie(fit: Fitting) -> None:
    """Hooded sweatshirt with cords and a pouch."""
    figure = fit.figure
    layer = _knitted(fit, LOOSE, "hoodie", neckline(figure, 0.16, 0.14, 0.04))
    fabric = fit.rack.materials["hoodie"]
    lining = cloth("hood_lining", darker(fit.colour, 0.22))
    outer, inner = _hood(fit)
    fit.rack.add(fabric, sheet(layer.surface.above(outer, 0.02), around=True))
    fit.rack.add(lining, sheet(inner, around=True))
    under, top = layer.surface, figure.notch[1]
    cord = cloth("cords", WHITE if lightness(fit.colour) < 0.75 else INK)
    for side in (1.0, -1.0):
        fit.rack.add(cord, hanging_cord(under, side * 0.20, top - 0.14, 0.85, 0.03 * side))
    low = figure.hip + 0.15
    fit.rack.add(fabric, patch(under, -0.85, 0.85, low, low + 1.0, 0.045, columns=15))
    for side in (1.0, -1.0):
        slope = line([(side * 0.86, low + 0.35), (side * 0.62, low + 0.98)], 10)
        fit.rack.add(fit.rack.materials["hoodie_rib"], seam(under, slope, 0.03, 0.07))
    fit.chest.append(outer.reshape(-1, 3))
    _rest(fit, muted(fit.colour))


HOOD = (
    ((0.16, -0.30), (0.26, -0.80)),
    ((0.29, -0.26), (0.52, -1.00)),
    ((0.35, -0.13), (0.74, -0.80)),
    ((0.34, 0.00), (0.80, -0.38)),
    ((0.26, 0.08), (0.66, 0.00)),
    ((0.18, 0.06), (0.44, 0.10)),
)
"""Distance from the neck and height of a hood's rows, in front and behind, from below upwards."""
LINING = (((0.10, 0.00), (0.24, -0.12)), ((0.06, -0.14), (0.08, -0.30)))
"""The same inside, from the rim down."""


def _hood(fit: Fitting) -> tuple[Points, Points]:
    """Return the hood that lies on the back: its outside, and the lining of its mouth."""
    bearing = np.linspace(-np.pi, np.pi, 48, endpoint=False)
    back = smoothstep(-np.cos(bearing), -0.5, 0.95)

    def row(front: tuple[float, float], behind: tuple[float, float]) -> Points:
        away, height = (a + (b - a) * back for a, b in zip(front, behind, strict=True))
        return fit.neck.at(bearing, height, away)

    outer = np.stack([row(*pair) for pair in HOOD])
    return outer, np.stack([outer[-1], *(row(*pair) for pair in LINING)])


def cardigan(fit: Fitting) -> None:
    """Open cardigan with a knitted band and buttons over a T-shirt."""
    figure = fit.figure
    jersey(fit, fit.inner, under=True)
    fabric = cloth("cardigan", fit.colour, rough=0.95)
    rib = cloth("cardigan_rib", trim(fit.colour, 0.09), rough=0.95)
    bottom = figure.bust - 0.25
    wide = figure.neck + 0.2
    cuts = (below(fit.neck, -0.02), opening(figure, bottom, wide, 0.9),
            lower(figure.hip - 0.3), sleeve(figure, 1.9))  # fmt: skip
    layer = fit.layer(fabric, KNIT, cuts, weave="knit")
    fit.ribs(layer, rib, "sleeves", 0.34, 0.045, 0.05, 44)
    fit.chest.append(layer.points)
    fronted(fit, layer, rib, bottom, wide, 0.9, width=0.17)
    heights = np.linspace(bottom - 0.12, figure.hip, 4)
    fit.rack.add(
        hard("buttons", darker(fit.colour, 0.4)), buttons(layer.surface, 0.0, heights, 0.065, 0.09)
    )
    fit.rack.add(
        rib, strip(layer.surface, line([(0, figure.hip - 0.3), (0, bottom + 0.05)], 20), 0.19, 0.05)
    )
    _rest(fit, muted(fit.colour))
