"""Jackets with lapels and what goes with them."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.wear.collars import below, shirt_collar
from aigc.avatar.wear.cuts import Cut, front_gap, lower, opening, sleeve
from aigc.avatar.wear.fabric import SILVER, WHITE, cloth, darker, hard, lighter, muted, trim
from aigc.avatar.wear.outfits.fitting import Fitting, Layer
from aigc.avatar.wear.outfits.lower import coat_tail, shoes, trousers
from aigc.avatar.wear.outfits.openings import edge_path
from aigc.avatar.wear.outfits.parts import buttons, laid, line, patch, seam, span, strip
from aigc.avatar.wear.outfits.shirts import knotted, woven
from aigc.avatar.wear.outfits.tops import DENIM, jersey
from aigc.avatar.wear.tailoring import Ease
from aigc.types.avatar import Material, Rgb

JACKET = Ease(
    torso=0.15, arm=0.13, leg=0.20, hang=1.0, decay=0.20, sleeve=0.60, cuff=0.47, smooth=7
)
COAT_GAP = 0.05
"""Half of how far the front of a long coat stands open at the hips."""
NOTCH = 0.60
"""Share of the way up an opening at which lapel and collar meet."""


def jacket(
    fit: Fitting, colour: Rgb, bottom: float, length: float, wide: float = 0.0, closed: int = 2,
    lapel: float = 0.44, ease: Ease = JACKET, away: float = 0.42,
) -> Layer:  # fmt: skip
    """Put on a jacket with notched lapels.

    Parameters
    ----------
    bottom, length : float
        Heights of the opening's point and of the hem.
    wide : float
        Half width of the opening at the neck.
    closed : int
        How many buttons are closed; 0 leaves the front open all the way down.
    away : float
        How far each side of a closed front has left the middle at the hem.
    """
    figure = fit.figure
    wide = wide or figure.neck + 0.16
    fabric = cloth("jacket", colour, rough=0.8)
    cuts: list[Cut] = [below(fit.neck, -0.03), opening(figure, bottom, wide, 0.9)]
    cuts += [lower(length), sleeve(figure, 1.88), _cutaway(fit, bottom, length, closed, away)]
    layer = fit.layer(fabric, ease, cuts, weave="wool", sewing="jacket")
    fit.hems(layer, fabric, "sleeves", 0.12, 0.03)
    fit.chest.append(layer.points)
    lapels(fit, layer, cloth("lapels", trim(colour, 0.10), rough=0.8), bottom, wide, lapel)
    dark = hard("jacket_buttons", darker(colour, 0.5))
    if closed:
        heights = bottom - 0.10 - 0.62 * np.arange(closed, dtype=float)
        fit.rack.add(dark, buttons(layer.surface, 0.10, heights, 0.07, 0.05))
        edge = line([(0.0, heights[-1] - 0.2), (0.0, bottom)], 12)
        fit.rack.add(
            cloth("jacket_seam", trim(colour, 0.22)), seam(layer.surface, edge, 0.014, 0.02)
        )
    return layer


def _cutaway(fit: Fitting, bottom: float, length: float, closed: int, away: float) -> Cut:
    """Return the cut of the front below the last button."""
    start = bottom - 0.10 - 0.62 * max(closed - 1, 0) - 0.3

    def half(y: Points) -> Points:
        if not closed:
            return np.where(y < bottom, 0.05 + 0.10 * np.maximum(bottom - y, 0) ** 0.8, -9.0)
        below_ = np.maximum(start - y, 0) / max(start - length, 0.1)
        return np.where(y < start, away * below_**1.8, -9.0)

    return front_gap(fit.figure, half)


def lapels(
    fit: Fitting, layer: Layer, material: Material, bottom: float, wide: float, width: float
) -> None:
    """Lay lapels and a collar along an opening."""
    path, out, share = edge_path(fit, layer, bottom, wide, 0.9, count=70)
    left = np.arange(len(share)) < len(share) / 2
    lower_part = share < NOTCH + 0.02
    widths = np.interp(share, [0, 0.06, 0.48, NOTCH - 0.035, NOTCH, NOTCH + 0.02],
                       [0.10, 0.16, width, width * 1.05, width * 0.55, 0.03])  # fmt: skip
    for side in (left, ~left):
        part = side & lower_part
        slant = (
            out[part]
            + np.array([0, 0.22, 0])
            * np.interp(share[part], [0, 0.45, NOTCH], [0, 0.3, 1])[:, None]
        )
        fit.rack.add(material, laid(layer.surface, path[part], slant, widths[part], 0.04, 0.05))
    upper = share > NOTCH - 0.03
    broad = np.interp(share, [NOTCH - 0.03, NOTCH + 0.05, 1.0, 2.0], [0.24, 0.34, 0.34, 0.30])
    tilt = (
        out[upper]
        - np.array([0, 0.35, 0]) * np.interp(share[upper], [NOTCH, NOTCH + 0.25], [1, 0])[:, None]
    )
    fit.rack.add(material, laid(layer.surface, path[upper], tilt, broad[upper], 0.05, 0.05))


def _details(fit: Fitting, layer: Layer, hip_pockets: bool = True) -> None:
    figure, under = fit.figure, layer.surface
    welt = cloth("pockets", trim(fit.colour, 0.10), rough=0.8)
    y = figure.bust + 0.42
    fit.rack.add(welt, strip(under, line([(0.66, y - 0.03), (1.12, y + 0.04)], 7), 0.11, 0.025))
    if hip_pockets:
        low = figure.hip + 0.1
        for side in (1.0, -1.0):
            fit.rack.add(welt, patch(under, *span(side, 0.45, 1.05), low, low + 0.2, 0.03))


def _rest(fit: Fitting, colour: Rgb | None = None) -> None:
    trousers(fit, colour or fit.colour)
    shoes(fit, (0.16, 0.12, 0.11))


def suit(fit: Fitting) -> None:
    """Suit over an open-necked shirt."""
    woven(fit, fit.inner, under=True)
    layer = jacket(fit, fit.colour, fit.figure.waist + 0.75, fit.figure.hip - 0.75)
    _details(fit, layer)
    _rest(fit)


def suit_tie(fit: Fitting) -> None:
    """Suit, shirt and tie, with a folded handkerchief."""
    inside = woven(fit, fit.inner, under=True, tied=True)
    bottom = fit.figure.waist + 0.7
    knotted(fit, inside, fit.accent, bottom)
    layer = jacket(fit, fit.colour, bottom, fit.figure.hip - 0.75)
    _details(fit, layer)
    y = fit.figure.bust + 0.46
    fold = patch(layer.surface, 0.70, 1.06, y, y + 0.10, 0.035, point=-0.06)
    fit.rack.add(cloth("handkerchief", lighter(fit.accent, 0.75)), fold)
    _rest(fit)


def blazer_tee(fit: Fitting) -> None:
    """Open blazer over a T-shirt."""
    jersey(fit, fit.inner, under=True)
    layer = jacket(
        fit, fit.colour, fit.figure.waist + 0.2, fit.figure.hip - 0.6, closed=1, lapel=0.38
    )
    _details(fit, layer)
    _rest(fit, muted(fit.colour))


def lab_coat(fit: Fitting) -> None:
    """Long white coat over a shirt and tie."""
    figure = fit.figure
    inside = woven(fit, fit.inner, under=True, tied=True)
    knotted(fit, inside, fit.accent, figure.bust - 0.1)
    coat = lighter(fit.colour, 0.86)
    join = figure.hip + 0.1
    layer = jacket(fit, coat, figure.bust - 0.1, join, closed=3, lapel=0.42, away=COAT_GAP)
    tail = coat_tail(
        fit, layer, cloth("jacket", coat, rough=0.8), join, figure.crotch - 0.9, COAT_GAP
    )
    seam_ = cloth("coat_seam", darker(coat, 0.14))
    pocket = cloth("coat_pocket", darker(coat, 0.03))
    y = figure.bust - 0.05
    under = layer.surface
    fit.rack.add(pocket, patch(under, 0.62, 1.2, y, y + 0.6, 0.03))
    fit.rack.add(seam_, strip(under, line([(0.61, y + 0.58), (1.21, y + 0.58)], 7), 0.05, 0.05))
    for k, x in enumerate((0.80, 0.90)):
        pen = cloth(f"pen{k}", (fit.accent, darker(fit.colour, 0.3))[k])
        fit.rack.add(pen, strip(under, line([(x, y + 0.40), (x, y + 0.78)], 5), 0.045, 0.06, 0.03))
    for side in (1.0, -1.0):
        across = span(side, 0.5, 1.2)
        fit.rack.add(pocket, patch(tail, *across, figure.hip - 0.85, figure.hip - 0.05, 0.03))
    _rest(fit, muted(fit.colour))


def denim_jacket(fit: Fitting) -> None:
    """Denim jacket with flapped pockets and bright seams over a T-shirt."""
    figure = fit.figure
    jersey(fit, fit.inner, under=True)
    fabric = cloth("denim", fit.colour, rough=0.95)
    stitch = cloth("stitches", (0.80, 0.58, 0.30))
    panel = cloth("denim_panel", trim(fit.colour, 0.08), rough=0.95)
    wide, bottom = figure.neck + 0.02, figure.bust - 0.05
    cuts = (below(fit.neck, 0.08), opening(figure, bottom, wide, 0.8), lower(figure.hip + 0.1),
            sleeve(figure, 1.86))  # fmt: skip
    layer = fit.layer(fabric, JACKET, cuts, weave="denim", sewing="jacket")
    under = layer.surface
    fit.hems(layer, panel, "sleeves", 0.32, 0.045)
    fit.ribs(layer, panel, "hem", 0.34, 0.04, 0.02, 64)
    fit.chest.append(layer.points)
    fit.rack.add(
        panel,
        shirt_collar(fit.neck, under, gap=0.52, stand=0.24, fall=0.36, point=0.42, spread=0.2),
    )
    y = figure.bust + 0.15
    top = figure.throat[1] + 0.25
    for side in (1.0, -1.0):
        across = span(side, 0.40, 1.02)
        fit.rack.add(panel, patch(under, *across, y, y + 0.34, 0.035, point=0.14))
        fit.rack.add(
            stitch, seam(under, line([(side * 0.42, y + 0.38), (side * 1.35, y + 0.42)], 18))
        )
        for inside, outside in ((0.44, 0.34), (0.94, 0.84)):
            fit.rack.add(
                stitch,
                seam(
                    under, line([(side * inside, y - 0.1), (side * outside, figure.hip + 0.4)], 16)
                ),
            )
        t = np.linspace(0, 0.8, 14)
        edge = np.c_[side * (wide * t**0.8 + 0.09), bottom + (top - bottom) * t]
        fit.rack.add(panel, strip(under, edge, 0.18, 0.035))
    low = figure.hip + 0.12
    fit.rack.add(panel, strip(under, line([(0, low), (0, bottom + 0.04)], 18), 0.22, 0.035))
    for x in (-0.09, 0.09):
        fit.rack.add(stitch, seam(under, line([(x, low), (x, bottom)], 18), 0.011, 0.045))
    brass = hard("rivets", SILVER, "metal")
    fit.rack.add(brass, buttons(under, 0.0, np.arange(bottom - 0.12, low, -0.5), 0.055, 0.06))
    for side in (1.0, -1.0):
        fit.rack.add(brass, buttons(under, side * 0.71, np.array([y - 0.03]), 0.05, 0.06))
    legs = DENIM if fit.colour[2] < 0.3 else muted(fit.colour)
    trousers(fit, legs, weave="denim")
    shoes(fit, WHITE, WHITE)
