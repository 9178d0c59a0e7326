"""Hair, fringe and beard of a portrait."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import cv2
import numpy as np

from aigc.avatar.photo.colours import Finding, middle, shares, skin_mask, written
from aigc.avatar.photo.crop import Crop, Mask
from aigc.avatar.photo.hair_area import Area, apart, hair_area
from aigc.avatar.photo.landmarks import BROWS, CHIN, LIPS_OUTER, NOSE_BASE

SHOWN = 0.4
"""Share of the crown that must lie within the photo."""
BARE = 0.2
"""Share of the crown that is hair under which a head is bald."""
SHADE = 0.22
"""How much darker than the cheeks a beard is, as a share."""
BRISTLY = 0.9
"""How much of `bristles` is a beard."""
BROW_LIGHTER = 4.0
"""How much lighter, in L*, hair usually is than brows."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Hair:
    """What is seen of the hair.

    Attributes
    ----------
    length : {"bald", "short", "medium", "long"}
        Down to the jaw is medium, below the chin is long.
    fringe : {"none", "side", "full"}
    colour : str
    """

    length: Finding[str]
    fringe: Finding[str]
    colour: Finding[str]


def hair(crop: Crop) -> Hair:
    """Return the hair of a portrait."""
    area = hair_area(crop)
    share = shares(area.own, area.crown)
    if area.shown < SHOWN:
        return Hair(
            length=Finding(value="short", confidence=0.0),
            fringe=Finding(value="none", confidence=0.0), colour=_of_brows(crop),
        )  # fmt: skip
    if share < BARE:
        sure = 1 - share / (2 * BARE)
        return Hair(
            length=Finding(value="bald", confidence=sure),
            fringe=Finding(value="none", confidence=sure), colour=_of_brows(crop),
        )  # fmt: skip
    return Hair(
        length=_length(crop, area.own), fringe=_fringe(crop, area), colour=_colour(crop, area)
    )


def _colour(crop: Crop, area: Area) -> Finding[str]:
    """Return the colour of the hair above the forehead, without its highlights and shadows."""
    where, light = area.own & area.crown, crop.lab[..., 0]
    low, high = np.percentile(light[where], (25, 80))
    lit = where & (light >= low) & (light <= high)
    return Finding(value=written(middle(crop, lit)), confidence=0.6 + 0.4 * area.shown)


def _of_brows(crop: Crop) -> Finding[str]:
    """Return the colour of hair that is not seen, from that of the brows."""
    brows = np.zeros_like(crop.seen)
    for side in BROWS:
        brows |= crop.area(crop.points[list(side)])
    if not brows.any():
        return Finding(value="#2a2020", confidence=0.0)
    light = crop.lab[..., 0]
    dark = brows & (light <= np.percentile(light[brows], 40))
    colour = middle(crop, dark) + np.array([BROW_LIGHTER, 0.0, 0.0])
    return Finding(value=written(colour), confidence=0.5)


def _length(crop: Crop, own: Mask) -> Finding[str]:
    """Tell the length from how far down hair is found beside face and neck."""
    tall = crop.chin - crop.top
    at_jaw = crop.chin - 0.28 * tall
    below = crop.chin + 0.14 * tall
    jaw = _beside(crop, own, at_jaw, 0.85)
    low = _beside(crop, own, below, 0.62)
    if low > 0.28:
        return Finding(value="long", confidence=min(1.0, low / 0.5))
    if jaw > 0.28:
        return Finding(value="medium", confidence=min(1.0, jaw / 0.5))
    return Finding(value="short", confidence=1 - max(jaw, low) / 0.28)


def _beside(crop: Crop, own: Mask, level: float, near: float) -> float:
    """Return how much hair is beside the face at a level, on the side that has more."""
    tall = 0.07 * (crop.chin - crop.top)
    inner, outer = near * crop.half, (near + 0.45) * crop.half
    centre = float(crop.points[CHIN, 0])
    sides = ((centre - outer, centre - inner), (centre + inner, centre + outer))
    return max(shares(own, crop.box(a, b, level - tall, level + tall)) for a, b in sides)


def _fringe(crop: Crop, area: Area) -> Finding[str]:
    """Tell a fringe from how much of the forehead is hair."""
    brows = float(crop.points[list(BROWS[0] + BROWS[1]), 1].min())
    top, bottom = crop.top, brows - 0.06
    if bottom - top < 0.12:
        return Finding(value="none", confidence=0.0)
    skin, colour = middle(crop, skin_mask(crop)), middle(crop, area.own)
    covered = area.own | (apart(crop, colour) < 0.7 * apart(crop, skin))
    wide = 0.62 * crop.half
    parts = [
        shares(covered, crop.box(x - wide / 3, x + wide / 3, top + 0.3 * (bottom - top), bottom))
        for x in (-wide * 2 / 3, 0.0, wide * 2 / 3)
    ]
    least, most = min(parts), max(parts)
    if least > 0.4:
        return Finding(value="full", confidence=min(1.0, least / 0.7))
    if most > 0.5 and most - least > 0.35:
        return Finding(value="side", confidence=most - least)
    return Finding(value="none", confidence=1 - most)


def beard(crop: Crop) -> Finding[str]:
    """Return a beard's style, told from colour and roughness of lip, chin and jaw.

    Stubble cannot be told from shadow and is left out.
    """
    lip, chin, jaw = (much / BRISTLY for much in bristles(crop))
    if min(chin, jaw) > 1:
        return Finding(value="full", confidence=min(1.0, 0.4 + min(chin, jaw) / 4))
    if min(chin, lip) > 1:
        return Finding(value="circle", confidence=min(1.0, 0.4 + min(chin, lip) / 4))
    if chin > 1.2:
        return Finding(value="goatee", confidence=min(1.0, 0.4 + chin / 5))
    if lip > 1.6:
        return Finding(value="moustache", confidence=min(1.0, 0.4 + lip / 6))
    return Finding(value="none", confidence=float(np.clip(1.2 - chin / 2, 0, 1)))


def bristles(crop: Crop) -> tuple[float, float, float]:
    """Return how much there is of a beard on lip, chin and jaw; 1 and more is some.

    A beard is rougher than cheeks, and darker or less red; of both sides of the face the barer
    one counts, for the other may lie in shadow or under hair.
    """
    skin = middle(crop, skin_mask(crop))
    light = np.ascontiguousarray(crop.lab[..., 0])
    fine = np.abs(light - cv2.GaussianBlur(light, (0, 0), 1.6))
    cheeks = [crop.disc(crop.points[k], 0.09) for k in (205, 425, 151)]
    smooth = max(float(fine[np.any(cheeks, axis=0)].mean()), 0.4)

    def much(where: Mask) -> float:
        if not where.any():
            return 0.0
        darker, paler, _ = (skin - middle(crop, where)) / (max(float(skin[0]), 5.0), 10.0, 1.0)
        rough = float(fine[where].mean()) / smooth
        return float(max(darker / SHADE, paler) * np.clip(rough - 0.1, 0, 1))

    return _min_of(crop, much)


def _min_of(crop: Crop, much: Callable[[Mask], float]) -> tuple[float, float, float]:
    """Return a measure of lip, chin and jaw, each on the side where it is less."""
    points = crop.points
    x, nose = (float(v) for v in points[NOSE_BASE])
    lip, under = (float(points[LIPS_OUTER[k], 1]) for k in (5, 15))
    above = nose + 0.4 * (lip - nose), lip - 0.02
    below = under + 0.35 * (crop.chin - under), crop.chin - 0.15
    lips = [crop.box(a, b, *above) for a, b in ((x - 0.28, x), (x, x + 0.28))]
    chins = [crop.box(a, b, *below) for a, b in ((x - 0.25, x), (x, x + 0.25))]
    jaws = [crop.disc(points[k], 0.12) for k in (214, 434)]
    least = [min(map(much, sides)) for sides in (lips, chins, jaws)]
    return least[0], least[1], least[2]
