"""Hair, fringe and beard of a portrait, told from the colours of skin and ground."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aigc.avatar.photo.colours import Finding, middle, shares, skin_mask, written
from aigc.avatar.photo.crop import Crop, Mask
from aigc.avatar.photo.landmarks import BROWS, CHIN, LIPS_OUTER, NOSE_BASE, Floats

APART = 14.0
"""Distance in L*a*b* from which two colours are of different things."""
BARE = 0.3
"""Share of what is above the forehead under which a head is bald."""
LIKE = 24.0
"""Distance up to which a colour is the hair's, in light and in shadow."""
SHADE = 0.24
"""How much darker than the cheeks a beard is."""


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
    skin = middle(crop, skin_mask(crop))
    ground = _ground(crop)
    tall = crop.chin - crop.top
    band = crop.box(
        -0.4 * crop.half, 0.4 * crop.half, crop.top - 0.75 * tall, crop.top - 0.02 * tall
    )
    head = band & (_away(crop, ground) > APART)
    other = head & (_away(crop, skin) > APART)
    share = shares(other, head)
    if share < BARE or int(other.sum()) < 60:
        sure = 1 - min(share / BARE, 1.0)
        none = Finding(value="none", confidence=sure)
        return Hair(
            length=Finding(value="bald", confidence=sure), fringe=none,
            colour=Finding(value="#2a2020", confidence=0.0),
        )  # fmt: skip
    colour = middle(crop, other)
    own = (_away(crop, colour) < LIKE) & (_away(crop, skin) > APART) & (_away(crop, ground) > APART)
    return Hair(
        length=_length(crop, own),
        fringe=_fringe(crop, colour, skin),
        colour=Finding(value=written(colour), confidence=float(np.clip(share, 0, 1))),
    )


def _away(crop: Crop, colour: Floats) -> Floats:
    """Return how far the whole crop is from a colour; brightness counts less than hue."""
    found: Floats = np.sqrt((((crop.lab - colour) * [0.6, 1.0, 1.0]) ** 2).sum(2))
    return found


def _ground(crop: Crop) -> Floats:
    left, right = -2.9, 2.9
    corners = crop.box(left, left + 0.7, -3.1, -1.6) | crop.box(right - 0.7, right, -3.1, -1.6)
    return middle(crop, corners)


def _length(crop: Crop, own: Mask) -> Finding[str]:
    """Tell the length from how far down hair is found beside face and neck."""
    tall = crop.chin - crop.top
    at_jaw = crop.chin - 0.30 * tall
    below = crop.chin + 0.16 * tall
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


def _fringe(crop: Crop, colour: Floats, skin: Floats) -> Finding[str]:
    """Tell a fringe from how much of the forehead is nearer to the hair's colour."""
    brows = float(crop.points[list(BROWS[0] + BROWS[1]), 1].min())
    top, bottom = crop.top, brows - 0.06
    if bottom - top < 0.12:
        return Finding(value="none", confidence=0.0)
    covered = _away(crop, colour) < _away(crop, skin)
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
    """Return a beard's style, told from how much darker lip, chin and jaw are than the cheeks.

    Stubble cannot be told from shadow and is left out.
    """
    lip, chin, jaw = darker(crop)
    if chin > SHADE and jaw > 1.6 * SHADE:
        return Finding(value="full", confidence=min(1.0, jaw / (2.4 * SHADE)))
    if lip > 1.2 * SHADE and chin < 0.5 * SHADE:
        return Finding(value="moustache", confidence=min(1.0, lip / (1.8 * SHADE)))
    if chin > 1.2 * SHADE and jaw < SHADE:
        return Finding(value="goatee", confidence=min(1.0, chin / (1.8 * SHADE)))
    return Finding(value="none", confidence=float(np.clip(1 - chin / SHADE, 0, 1)))


def darker(crop: Crop) -> tuple[float, float, float]:
    """Return by how much the upper lip, the chin and the jaw are darker than the cheeks, 0 to 1."""
    points = crop.points
    x, nose = (float(v) for v in points[NOSE_BASE])
    lip, under = (float(points[LIPS_OUTER[k], 1]) for k in (5, 15))
    above = crop.box(x - 0.28, x + 0.28, nose + 0.4 * (lip - nose), lip - 0.02)
    chin = crop.box(x - 0.25, x + 0.25, under + 0.35 * (crop.chin - under), crop.chin - 0.15)
    jaw = crop.disc(points[214], 0.12) | crop.disc(points[434], 0.12)
    skin = max(float(middle(crop, skin_mask(crop))[0]), 5.0)
    found = [1 - float(middle(crop, where)[0]) / skin for where in (above, chin, jaw)]
    return found[0], found[1], found[2]
