"""School clothes, sailor dress, apron and dress."""

from __future__ import annotations

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.piece import unit
from aigc.avatar.wear.collars import below
from aigc.avatar.wear.cuts import lower, neckline, opening, sleeve
from aigc.avatar.wear.fabric import GOLD, WHITE, cloth, darker, hard, lighter, mixed, muted, trim
from aigc.avatar.wear.lofts import Mesh, frame, outline_plate, placed, plate, step
from aigc.avatar.wear.outfits.fitting import Fitting, Layer
from aigc.avatar.wear.outfits.lower import belt, shoes, skirt, socks, trousers
from aigc.avatar.wear.outfits.openings import edge_path
from aigc.avatar.wear.outfits.parts import bow, buttons, laid, line, patch, seam, strip
from aigc.avatar.wear.outfits.shirts import knotted, throat_of, woven
from aigc.avatar.wear.outfits.suits import jacket
from aigc.avatar.wear.outfits.tops import DENIM, jersey
from aigc.avatar.wear.surface import surface
from aigc.avatar.wear.tailoring import Ease, tailored
from aigc.types.avatar import Material, Rgb

BODICE = Ease(torso=0.06, arm=0.09, hang=0.85, decay=0.5, sleeve=0.72, cuff=0.6, smooth=4)
SAILOR = Ease(torso=0.10, arm=0.10, hang=0.95, decay=0.2, sleeve=0.62, cuff=0.42, smooth=6)


def _girl(fit: Fitting) -> bool:
    return fit.spec.body.masculine < 0.5


def _school_legs(fit: Fitting, colour: Rgb, ease: float = 0.10) -> None:
    figure = fit.figure
    if _girl(fit):
        fabric = cloth("skirt", colour)
        skirt(
            fit,
            fabric,
            figure.waist,
            figure.leg[1, 1] + 0.9,
            0.30,
            pleats=24,
            depth=0.10,
            ease=ease,
        )
        socks(fit, (0.16, 0.17, 0.22), figure.leg[1, 1] - 0.9)
    else:
        trousers(fit, colour)
    shoes(fit, (0.22, 0.13, 0.10), high=0.0)


def uniform(fit: Fitting) -> None:
    """School uniform: blazer with a crest, ribbon or tie, pleated skirt or trousers."""
    bottom = fit.figure.waist + 0.85
    inside = woven(fit, fit.inner, under=True, tied=not _girl(fit))
    if _girl(fit):
        place = inside.surface.above((throat_of(fit) + step(0, -0.12, 0.04))[None], 0.1)[0]
        fit.rack.add(
            cloth("ribbon", fit.accent, rough=0.6), bow(place, np.array([0, 0.25, 1.0]), 0.36, 0.45)
        )
    else:
        knotted(fit, inside, fit.accent, bottom)
    figure = fit.figure
    length = figure.hip + (0.25 if _girl(fit) else -0.5)
    layer = jacket(fit, fit.colour, bottom, length)
    crest = _crest(layer, (0.86, figure.bust + 0.35))
    fit.rack.add(hard("crest", GOLD, "metal"), crest)
    fit.rack.add(hard("jacket_buttons", GOLD, "metal"))
    _school_legs(fit, mixed(muted(fit.colour), fit.accent, 0.12), ease=0.03)


def _crest(layer: Layer, place: tuple[float, float]) -> Mesh:
    t = np.linspace(0, 2 * np.pi, 18, endpoint=False)
    x, y = 0.17 * np.sin(t), 0.2 * np.cos(t)
    y = np.where(y < 0, y * (1.25 - np.abs(x) * 2), np.minimum(y, 0.15))
    shield = outline_plate(np.c_[x, y][::-1], 0.02, 0.02)
    centre = layer.surface.over(*place, 0.03)
    away = layer.surface.over(*place, 1.0) - centre
    return placed(shield, frame(away), centre)


def sailor(fit: Fitting) -> None:
    """Sailor uniform: square collar with stripes, scarf, pleated skirt."""
    figure = fit.figure
    blouse, collar = cloth("sailor", lighter(fit.inner, 0.3)), cloth("sailor_collar", fit.colour)
    stripe = cloth("sailor_stripe", WHITE)
    wide, bottom = figure.neck + 0.16, figure.bust + 0.35
    cuts = (
        below(fit.neck, -0.02),
        opening(figure, bottom, wide),
        lower(figure.waist - 0.1 if _girl(fit) else figure.hip - 0.25),
        sleeve(figure, 1.9),
    )
    layer = fit.layer(blouse, SAILOR, cuts)
    fit.hems(layer, collar, "sleeves", 0.30, 0.04)
    fit.chest.append(layer.points)
    _square_collar(fit, layer, collar, stripe, bottom, wide)
    scarf = cloth("scarf", fit.accent, rough=0.55)
    place = layer.surface.over(0.0, bottom - 0.08, 0.14)
    fit.rack.add(scarf, bow(place, np.array([0, 0.15, 1.0]), 0.40, 0.85, 0.18))
    _school_legs(fit, fit.colour)
    if _girl(fit):
        belt(fit, collar, figure.waist - 0.02, 0.26, 0.15)
    else:
        fit.hems(layer, collar, "hem", 0.14, 0.04)


def _square_collar(
    fit: Fitting, layer: Layer, fabric: Material, stripe: Material, bottom: float, wide: float
) -> None:
    """Lay a collar that ends square on the back, with two stripes along its edge."""
    path, out, share = edge_path(fit, layer, bottom, wide, 1.0, count=72)
    widths = np.interp(share, [0, 0.3, 0.9, 1.15, 2.0], [0.16, 0.46, 0.62, 0.66, 0.62])
    back = share > 1.0
    away = out.copy()
    side = np.clip((share - 1.0) * 2.2, 0, 1)[:, None]
    target = np.c_[
        np.clip(path[:, 0] * 2.0, -1, 1) * 0.9, np.full(len(path), -1.1), np.full(len(path), -0.5)
    ]
    away = unit(away * (1 - side) + unit(target) * side)
    long = np.where(back, widths + 0.55 * side[:, 0], widths)
    fit.rack.add(fabric, laid(layer.surface, path, away, long, 0.05, 0.05, rows=5))
    for near in (0.80, 0.90):
        edge = layer.surface.on(path + away * (long * near)[:, None], 0.066)
        inner = layer.surface.on(path + away * (long * (near - 0.045))[:, None], 0.066)
        fit.rack.add(stripe, plate(np.stack([edge, inner]), 0.008))


def apron(fit: Fitting) -> None:
    """Apron with bib, straps and a pocket over a T-shirt."""
    figure = fit.figure
    jersey(fit, fit.inner)
    ease = Ease(torso=0.13, leg=0.16, hang=1.0, decay=0.12, smooth=6)
    under = surface(tailored(figure, ease), figure.triangles)
    fabric = cloth("apron", fit.colour, rough=0.9)
    edge = cloth("apron_trim", trim(fit.colour, 0.12), rough=0.9)
    top, low = figure.armpit + 0.1, figure.crotch - 1.2
    y = np.linspace(low, top, 30)[:, None]
    s = np.linspace(-1, 1, 15)
    half = np.interp(
        y[:, 0], [low, figure.waist - 0.1, figure.waist + 0.35, top], [1.05, 1.12, 0.92, 0.58]
    )
    body = under.over(half[:, None] * s, np.maximum(y, figure.crotch) + 0 * s, 0.03)
    drop = np.minimum(y - figure.crotch, 0)
    body[..., 1] += drop
    hips = int(np.searchsorted(y[:, 0], figure.hip))
    body[:hips, :, 0] = half[:hips, None] * s
    body[:hips, :, 2] = np.maximum(body[:hips, :, 2], body[hips, :, 2])
    body[..., 2] += 0.25 * np.clip(figure.hip - y, 0, 1.4)
    fit.rack.add(fabric, plate(body, 0.02))
    fit.rack.add(edge, patch(under, -0.58, 0.58, top - 0.12, top + 0.02, 0.045))
    fit.rack.add(
        edge, patch(under, -0.55, 0.55, figure.hip - 0.15, figure.hip + 0.62, 0.05, columns=9)
    )
    for side in (1.0, -1.0):
        x = np.linspace(0.50, figure.neck + 0.12, 16)
        t = np.linspace(top - 0.05, figure.throat[1] + 0.02, 16)
        fit.rack.add(edge, strip(under, np.c_[side * x, t], 0.15, 0.035))
    bearing = np.linspace(0.45 * np.pi, 1.55 * np.pi, 24)
    nape = fit.neck.at(bearing, -0.06 + 0 * bearing, 0.16)
    rows = [under.on(nape + step(0, d, 0), 0.035) for d in (-0.07, 0.0, 0.07)]
    fit.rack.add(edge, plate(np.stack(rows), 0.02))
    belt(fit, edge, figure.waist + 0.05, 0.16, 0.19)
    place = np.array([0, figure.waist + 0.05, figure.axis - 1.0])
    place = under.on(place[None], 0.12)[0]
    fit.rack.add(edge, bow(place, np.array([0, 0.0, -1.0]), 0.36, 0.6))
    fit.chest.append(under.points[:2674])
    trousers(fit, DENIM, weave="denim")
    shoes(fit, muted(fit.colour), WHITE)


def dress(fit: Fitting) -> None:
    """Dress with a round neck, short sleeves, a sash and a full skirt."""
    figure = fit.figure
    fabric = cloth("dress", fit.colour, rough=0.75)
    cuts = (neckline(figure, 0.26, 0.20, 0.16), lower(figure.waist - 0.2), sleeve(figure, 0.45))
    layer = fit.layer(fabric, BODICE, cuts)
    light = cloth("dress_trim", lighter(fit.inner, 0.2))
    fit.hems(layer, light, "neck", 0.09, 0.03)
    fit.hems(layer, light, "sleeves", 0.10, 0.03)
    fit.chest.append(layer.points)
    full = cloth("dress_skirt", fit.colour, rough=0.75)
    skirt(fit, full, figure.waist + 0.12, figure.leg[1, 1] + 0.1, 0.34, depth=0.34, ease=0.09)
    sash = cloth("sash", fit.accent, rough=0.6)
    belt(fit, sash, figure.waist + 0.1, 0.30, 0.13)
    back: Points = layer.surface.on(np.array([[0, figure.waist + 0.1, figure.axis - 1.0]]), 0.12)[0]
    fit.rack.add(sash, bow(back, np.array([0, 0.0, -1.0]), 0.45, 0.9))
    fit.rack.add(
        hard("dress_buttons", lighter(fit.inner, 0.3)),
        buttons(layer.surface, 0.0, figure.notch[1] - np.array([0.55, 0.85, 1.15]), 0.045, 0.03),
    )
    fit.rack.add(
        cloth("dress_seam", darker(fit.colour, 0.15)),
        seam(
            layer.surface,
            line([(0, figure.waist + 0.2), (0, figure.notch[1] - 0.42)], 20),
            0.012,
            0.01,
        ),
    )
    socks(fit, WHITE, figure.leg[2, 1] + 0.5)
    shoes(fit, darker(fit.accent, 0.2), high=-0.25)
