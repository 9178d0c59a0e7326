"""Clothes of China: qipao, hanfu, tang jacket, Zhongshan suit."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.wear.collars import below, piping, shirt_collar, stand_collar
from aigc.avatar.wear.cuts import frontal, lower, opening, sleeve
from aigc.avatar.wear.fabric import cloth, darker, hard, lighter, lightness, mixed, muted, trim
from aigc.avatar.wear.figure import hanging, ring
from aigc.avatar.wear.lofts import Mesh, around, eased, sheet, tube
from aigc.avatar.wear.outfits.fitting import Fitting, Layer
from aigc.avatar.wear.outfits.lower import belt, shoes, skirt, trousers
from aigc.avatar.wear.outfits.parts import buttons, frog, laid, line, patch, seam, span
from aigc.avatar.wear.tailoring import Ease
from aigc.types.avatar import Material

FITTED = Ease(torso=0.05, arm=0.06, hang=0.75, decay=0.55, sleeve=0.5, cuff=0.42, smooth=4)
PLAIN = Ease(torso=0.13, arm=0.11, leg=0.19, hang=1.0, decay=0.16, sleeve=0.58, cuff=0.46, smooth=7)
WIDE = Ease(torso=0.10, arm=0.10, hang=0.9, decay=0.25, sleeve=0.85, cuff=1.05, smooth=6)

UNDER_BAND = 0.07
"""Decimetres by which a robe goes on under the inner edge of its collar."""


def qipao(fit: Fitting) -> None:
    """Fitted dress with a slanted opening, trimmed edges and knotted buttons."""
    figure = fit.figure
    silk, edge = cloth("qipao", fit.colour, rough=0.45), cloth("piping", fit.accent, rough=0.5)
    cuts = (below(fit.neck, 0.08), lower(figure.hip + 0.1), sleeve(figure, 0.34))
    layer = fit.layer(silk, FITTED, cuts, weave="damask")
    fit.hems(layer, edge, "sleeves", 0.07, 0.03)
    fit.chest.append(layer.points)
    fit.rack.add(silk, stand_collar(fit.neck, 0.10, 0.40, 0.05))
    fit.rack.add(edge, piping(fit.neck, 0.10, 0.40, 0.05, 0.024))
    under, notch = layer.surface, figure.notch[1]
    corner = (-0.16, notch - 0.42)
    arm = (-figure.arm[0, 0] * 0.80, figure.armpit + 0.05)
    slant = line([(0.0, notch + 0.06), corner, (-0.75, notch - 0.72), arm], 36, 4)
    fit.rack.add(edge, seam(under, slant, 0.028, 0.03))
    fit.rack.add(edge, frog(under, 0.0, notch - 0.02, 0.0, 0.18))
    for at, lean in ((14, 0.6), (27, 0.75)):
        fit.rack.add(edge, frog(under, float(slant[at, 0]), float(slant[at, 1]), lean, 0.15))
    bottom = figure.leg[1, 1] - 1.3
    long = cloth("qipao_skirt", fit.colour, rough=0.45)
    rings = skirt(fit, long, figure.hip + 0.25, bottom, -0.012, ease=0.085, weave="damask")
    low = rings[-1]
    fit.rack.add(edge, _rim(low, 0.035))
    shoes(fit, darker(fit.accent, 0.25), high=-0.25)


def _rim(circle: Points, width: float) -> Mesh:
    return tube(circle, width, width * 1.5, sides=6, closed=True)


def hanfu(fit: Fitting) -> None:
    """Crossed collar, wide sleeves, a sash and a long skirt."""
    figure = fit.figure
    robe = cloth("robe", fit.colour, rough=0.7)
    band = cloth("collar_band", fit.accent, rough=0.65)
    white = cloth("under_robe", lighter(fit.inner, 0.5), rough=0.8)
    wide, bottom = figure.neck + 0.12, figure.bust - 0.15
    inside = fit.layer(
        white,
        Ease(torso=0.05, smooth=3),
        (
            below(fit.neck, 0.04),
            opening(figure, bottom + 0.75, wide - 0.06),
            frontal(figure, figure.neck + 0.6, figure.bust - 0.8),
        ),
        hides=False,
    )
    cuts = (
        below(fit.neck, 0.04),
        opening(figure, bottom, wide - UNDER_BAND),
        lower(figure.waist - 0.2),
        sleeve(figure, 1.93),
    )
    layer = fit.layer(robe, WIDE, cuts, hides=False)
    fit.hide(
        (
            below(fit.neck, 0.0),
            opening(figure, bottom + 0.75, wide),
            sleeve(figure, 1.93),
            lower(figure.waist - 0.2),
        )
    )
    fit.hems(layer, band, "sleeves", 0.22, 0.06)
    fit.chest.append(layer.points)
    _crossed(fit, inside, white, bottom + 0.75, wide - 0.06, 0.16, 0.015, 0.15)
    _crossed(fit, layer, band, bottom, wide, 0.24, 0.03, 1.25)
    bottom_skirt = figure.leg[2, 1] + 0.35
    cloth_skirt = cloth("hanfu_skirt", mixed(lighter(fit.inner, 0.2), fit.colour, 0.5), rough=0.7)
    skirt(
        fit, cloth_skirt, figure.waist + 0.1, bottom_skirt, 0.22, pleats=24, depth=0.07, ease=0.16
    )
    belt(fit, band, figure.waist + 0.05, 0.62, 0.22)
    belt(fit, cloth("sash_cord", lighter(fit.accent, 0.55)), figure.waist + 0.05, 0.12, 0.245)
    _tails(fit, layer)
    shoes(fit, darker(fit.accent, 0.4))


def _crossed(
    fit: Fitting,
    layer: Layer,
    material: Material,
    bottom: float,
    wide: float,
    width: float,
    lift: float,
    beyond: float,
) -> None:
    """Lay both bands of a collar that closes to the wearer's right, the left one on top."""
    figure = fit.figure
    top = figure.throat[1] + 0.25
    for side, over, reach in ((-1.0, 0.0, 0.0), (1.0, 0.028, beyond)):
        t = np.linspace(-reach / (top - bottom), 0.86, 40)
        front = layer.surface.over(side * wide * t, bottom + (top - bottom) * t, 0.0)
        bearing = side * np.linspace(0.42 * np.pi, np.pi, 10)
        back = fit.neck.at(bearing, -0.03 + 0 * bearing, 0.12)
        path = eased(around(np.concatenate([front, back]), 44, closed=False), 2, closed=False)
        along = unit(np.gradient(path, axis=0))
        _, normal = layer.surface.height(path)
        out = unit(np.cross(along, normal)) * -side
        out = unit(eased(out, 3, closed=False))
        if side < 0:
            path, out = path[::-1], out[::-1]
        band = laid(
            layer.surface, path - out * 0.04, out, np.full(len(path), width), lift + over, 0.015
        )
        fit.rack.add(material, band)


def _tails(fit: Fitting, layer: Layer) -> None:
    """Hang the ends of the sash."""
    figure = fit.figure
    ribbon = cloth("sash_tail", lighter(fit.accent, 0.55))
    table = hanging(figure, 0.0, figure.waist)
    for x, length in ((-0.12, 1.9), (0.08, 2.3)):
        y = np.linspace(figure.waist - 0.1, figure.waist - length, 12)
        rings = np.stack(
            [ring(figure, table, h, 0.30 + 0.22 * max(figure.hip - 0.1 - h, 0)) for h in y]
        )
        front = rings[:, 36]
        s = np.array([-1.0, 0, 1]) * 0.085
        grid = front[:, None] + np.stack([x + s, 0 * s, 0.04 + 0 * s], 1)
        fit.rack.add(ribbon, sheet(grid[::-1]))


def tang_jacket(fit: Fitting) -> None:
    """Jacket with an upright collar and a row of knotted buttons."""
    figure = fit.figure
    silk, edge = cloth("tang", fit.colour, rough=0.5), cloth("tang_trim", fit.accent, rough=0.55)
    cuts = (below(fit.neck, 0.06), lower(figure.hip - 0.55), sleeve(figure, 1.86))
    layer = fit.layer(silk, PLAIN, cuts, weave="damask")
    fit.hems(layer, edge, "sleeves", 0.26, 0.03)
    fit.hems(layer, edge, "hem", 0.10, 0.03)
    fit.chest.append(layer.points)
    fit.rack.add(silk, stand_collar(fit.neck, 0.14, 0.38, 0.07))
    fit.rack.add(edge, piping(fit.neck, 0.14, 0.38, 0.07, 0.026))
    under, notch = layer.surface, figure.notch[1]
    fit.rack.add(
        edge, seam(under, line([(0, figure.hip - 0.5), (0, notch + 0.04)], 30), 0.022, 0.02)
    )
    for y in np.linspace(notch - 0.08, figure.hip + 0.1, 6):
        fit.rack.add(edge, frog(under, 0.0, float(y), 0.0, 0.26))
    trousers(fit, muted(fit.colour))
    shoes(fit, (0.13, 0.12, 0.13))


def zhongshan(fit: Fitting) -> None:
    """Zhongshan suit: turned-down closed collar, four pockets with flaps, five buttons."""
    figure = fit.figure
    wool, tone = cloth("zhongshan", fit.colour), cloth("zhongshan_trim", trim(fit.colour, 0.07))
    cuts = (below(fit.neck, 0.08), lower(figure.hip - 0.6), sleeve(figure, 1.93))
    layer = fit.layer(wool, PLAIN, cuts, weave="wool", sewing="jacket")
    fit.hems(layer, wool, "sleeves", 0.12, 0.03)
    fit.hems(layer, wool, "hem", 0.12, 0.03)
    fit.chest.append(layer.points)
    under, notch = layer.surface, figure.notch[1]
    fit.rack.add(
        tone,
        shirt_collar(fit.neck, under, gap=0.035, stand=0.24, fall=0.32, point=0.16, spread=0.10),
    )
    dark = hard(
        "zhongshan_buttons",
        darker(fit.colour, 0.45) if lightness(fit.colour) > 0.25 else lighter(fit.colour, 0.3),
    )
    edge = line([(0.09, figure.hip - 0.55), (0.09, notch)], 24)
    fit.rack.add(cloth("zhongshan_seam", trim(fit.colour, 0.2)), seam(under, edge, 0.013, 0.016))
    fit.rack.add(
        dark, buttons(under, 0.0, np.linspace(notch - 0.32, figure.hip + 0.15, 5), 0.06, 0.05)
    )
    for side in (1.0, -1.0):
        for y, half, deep in ((figure.bust - 0.02, 0.34, 0.62), (figure.hip - 0.35, 0.40, 0.75)):
            x = span(side, 0.75 - half, 0.75 + half)
            fit.rack.add(wool, patch(under, *x, y, y + deep, 0.03, point=0.05))
            fit.rack.add(
                tone,
                patch(
                    under,
                    x[0] - 0.02,
                    x[1] + 0.02,
                    y + deep - 0.2,
                    y + deep + 0.02,
                    0.05,
                    point=0.10,
                ),
            )
            fit.rack.add(
                dark, buttons(under, side * 0.75, np.array([y + deep - 0.21]), 0.042, 0.07)
            )
    trousers(fit, fit.colour)
    shoes(fit, (0.13, 0.12, 0.13))
