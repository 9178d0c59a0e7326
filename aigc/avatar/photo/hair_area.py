"""Which pixels of a portrait are hair."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np

from aigc.avatar.photo.colours import middle, shares, skin_mask
from aigc.avatar.photo.crop import ABOVE, UNIT_PX, WIDE, Crop, Mask
from aigc.avatar.photo.landmarks import BROWS, OVAL, Floats, Picture

OTHER, SKIN = 16.0, 12.0
"""Distance in L*a*b* from which a place is no skin, and up to which it surely is."""
NEARLY, STREAKY = 6.0, 1.7
"""Distance from which a place is no skin if it is rougher than skin, by this much."""
HIGH_FOREHEAD = 0.4
"""Share of the usual hairline that is no skin under which the head may be bald."""
BIN, CELLS, COMMON = 8.0, 40, 0.25
"""Size and number of cells of colours in L*a*b*, and the share of a ground that is one colour."""
SAME_HUE, OTHER_LIGHT = 16.0, 40.0
"""How far a strand may be from the hair's hue and brightness, where the ground is another."""
DARKEST = 24.0
"""Brightness, L*, of a ground that dark hair cannot be told from."""
WHITE = 85.0
"""Brightness, L*, above which skin is lit too much to have its colour."""
ROUNDS = 3
HALVED = 2
"""Pixels of the crop by those that are told apart."""
LEAST_SEEDS = 30
UPPER = 0.62
"""Down to where, of the height of the face, hair is told apart by what lies around it."""
CLEARLY = 0.0
"""How much likelier, in logarithms, a colour must be the hair's further down."""
LEAST_SPREAD = 5.0
NOWHERE = (255, 0, 255)
"""What takes the place of what the photo does not show: a colour of its own."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Area:
    """Where hair is.

    Attributes
    ----------
    own : bool, shape (height, width)
        What is hair.
    crown : bool, shape (height, width)
        Where hair is looked for first: above the forehead, within the photo.
    shown : float
        How much of that is within the photo, 0 to 1.
    """

    own: Mask
    crown: Mask
    shown: float


def hair_area(crop: Crop) -> Area:
    """Return where hair is; nowhere if the crown is bare or lies outside the photo."""
    tall, x, half = crop.chin - crop.top, middle_x(crop), crop.half
    sides = (x - 0.55 * half, x + 0.55 * half)
    crown = crop.box(*sides, crop.top - 0.30 * tall, crop.top - 0.10 * tall)
    hairline = crop.box(*sides, crop.top - 0.10 * tall, crop.top)
    whole = 0.2 * tall * 1.1 * half * UNIT_PX**2
    skin = middle(crop, skin_mask(crop))
    other, ground = _no_skin(crop, skin), _ground(crop)
    seeds = crown & other
    if shares(other, hairline) < HIGH_FOREHEAD:
        seeds &= ~ground
    own = np.zeros_like(crown)
    if int(seeds.sum()) >= LEAST_SEEDS * HALVED**2:
        head = crop.box(x - 1.15 * half, x + 1.15 * half, -ABOVE, crop.chin)
        own = joined(_cut(crop, seeds, skin) & (head | ~ground), seeds)
        own = joined(own | (_strands(crop, own) & other & ~ground & ground.any()), own)
    return Area(own=own, crown=crown, shown=min(1.0, int(crown.sum()) / whole))


def _no_skin(crop: Crop, skin: Floats) -> Mask:
    """Return what has another colour than skin, or nearly so and is streaky."""
    light = np.ascontiguousarray(crop.lab[..., 0])
    streaks = cv2.blur(np.abs(light - cv2.GaussianBlur(light, (0, 0), 1.6)), (9, 9))
    smooth = max(float(np.median(streaks[skin_mask(crop)])), 0.3) if skin_mask(crop).any() else 0.3
    away, rough = apart(crop, skin), streaks > STREAKY * smooth
    found: Mask = ((away > OTHER) & (rough | ~_lighter(crop, skin))) | ((away > NEARLY) & rough)
    return found & ~_shining(crop, skin)


def _lighter(crop: Crop, skin: Floats) -> Mask:
    """Return what may be skin that faces the light."""
    hue = np.linalg.norm(crop.lab[..., 1:] - skin[1:], axis=2)
    found: Mask = (crop.lab[..., 0] > float(skin[0]) + 3) & (hue < 15)
    return found


def _strands(crop: Crop, own: Mask) -> Mask:
    """Return what is beside and below the face and has the hue of the hair, in any light."""
    if not own.any():
        return own
    tall, x, half = crop.chin - crop.top, middle_x(crop), crop.half
    mean = np.median(crop.lab[own], axis=0)
    hue = np.linalg.norm(crop.lab[..., 1:] - mean[1:], axis=2)
    found: Mask = (hue < SAME_HUE) & (np.abs(crop.lab[..., 0] - mean[0]) < OTHER_LIGHT)
    top, bottom = crop.top + 0.1 * tall, crop.chin + 0.3 * tall
    beside = crop.box(x - 1.8 * half, x - 0.5 * half, top, bottom)
    beside |= crop.box(x + 0.5 * half, x + 1.8 * half, top, bottom)
    return found & beside & ~crop.area(crop.points[list(OVAL)])


def _ground(crop: Crop) -> Mask:
    """Return what has a colour that is common beside the head, and is no dark as hair may be."""
    tall, x, half = crop.chin - crop.top, middle_x(crop), crop.half
    top, bottom = crop.top - 0.5 * tall, crop.top + 0.3 * tall
    sides = crop.box(x - 3 * half, x - 1.5 * half, top, bottom)
    sides |= crop.box(x + 1.5 * half, x + 3 * half, top, bottom)
    if not sides.any():
        return sides
    bins = ((crop.lab + np.array([0, 128, 128])) / BIN).astype(int)
    cube = np.zeros((CELLS, CELLS, CELLS), np.float32)
    np.add.at(cube, tuple(bins[sides].T), 1 / int(sides.sum()))
    moves = (np.array(move) - 1 for move in np.ndindex(3, 3, 3))
    near = np.sum([np.roll(cube, tuple(move), axis=(0, 1, 2)) for move in moves], axis=0)
    found: Mask = near[tuple(np.moveaxis(bins, -1, 0))] > COMMON
    return found & (crop.lab[..., 0] > DARKEST)


def _shining(crop: Crop, skin: Floats) -> Mask:
    """Return where light makes skin nearly white."""
    hue = np.linalg.norm(crop.lab[..., 1:] - skin[1:], axis=2)
    found: Mask = (crop.lab[..., 0] > max(WHITE, float(skin[0]) + 4)) & (hue < 25)
    return found


def middle_x(crop: Crop) -> float:
    """Return where the middle of the head is, units."""
    return float(crop.points[list(OVAL), 0].mean())


def apart(crop: Crop, colour: Floats) -> Floats:
    """Return how far the whole crop is from a colour; brightness counts less than hue."""
    found: Floats = np.sqrt((((crop.lab - colour) * [0.6, 1.0, 1.0]) ** 2).sum(2))
    return found


def _cut(crop: Crop, seeds: Mask, skin: Floats) -> Mask:
    """Return the hair of the head, told apart from skin and ground above the mouth.

    Source: Rother, Kolmogorov and Blake, "GrabCut", 2004. What it learns of the colours there
    tells hair from the rest further down, where clothes would be learned as well.
    """
    guess, open_ = _guessed(crop, seeds, skin)
    colours = np.round(crop.colours * 255).astype(np.uint8)
    known = np.where((crop.seen & ~open_)[..., None], colours, np.array(NOWHERE, np.uint8))
    guess, open_ = (each[::HALVED, ::HALVED].copy() for each in (guess, open_))
    rows = round((crop.top + UPPER * (crop.chin - crop.top) + ABOVE) * UNIT_PX / HALVED)
    other, hairs = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.setRNGSeed(0)
    cv2.grabCut(
        _laboratory(known, guess)[:rows], guess[:rows], None, other, hairs, ROUNDS,
        cv2.GC_INIT_WITH_MASK,
    )  # fmt: skip
    laboratory = _laboratory(colours, guess)
    likely = _likely(laboratory, hairs) > _likely(laboratory, other) + CLEARLY
    found = np.where(open_, likely, guess & 1).astype(np.uint8)
    found = cv2.morphologyEx(found, cv2.MORPH_OPEN, np.ones((3, 3), np.uint8))
    whole = cv2.resize(found, seeds.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0
    return joined(whole & crop.seen, seeds)


def _laboratory(colours: Picture, like: np.ndarray) -> np.ndarray:
    size = (like.shape[1], like.shape[0])
    small = cv2.resize(colours, size, interpolation=cv2.INTER_AREA)
    return np.asarray(cv2.cvtColor(small, cv2.COLOR_RGB2LAB))


def _likely(laboratory: np.ndarray, model: Floats) -> Floats:
    """Return the logarithm of how likely colours are in a mixture as grabCut has learned it."""
    shares, means, spreads = np.split(model.ravel(), [5, 20])
    found = np.full(laboratory.shape[:2], -np.inf)
    for share, mean, spread in zip(
        shares, means.reshape(5, 3), spreads.reshape(5, 3, 3), strict=True
    ):
        if share > 0:
            steady = spread + LEAST_SPREAD**2 * np.eye(3)
            away = laboratory - mean
            inner = (away @ np.linalg.inv(steady) * away).sum(-1)
            found = np.logaddexp(found, np.log(share) - (inner + np.linalg.slogdet(steady)[1]) / 2)
    return found


def _guessed(crop: Crop, seeds: Mask, skin: Floats) -> tuple[np.ndarray, Mask]:
    """Return what is hair and what is none, for sure or by where it lies, as grabCut has it.

    What is beside and below the face may be either, and is returned as a second mask.
    """
    tall, middle_of_head, half = crop.chin - crop.top, middle_x(crop), crop.half
    y, x = np.mgrid[: crop.seen.shape[0], : crop.seen.shape[1]].astype(float)
    x, y = (x + 0.5) / UNIT_PX - WIDE / 2 - middle_of_head, (y + 0.5) / UNIT_PX - ABOVE - crop.top
    brows = float(crop.points[list(BROWS[0] + BROWS[1]), 1].min()) - crop.top
    head = (x / (1.35 * half)) ** 2 + (y / tall - 0.35) ** 2 / 0.85**2 < 1
    away = (x / (1.9 * half)) ** 2 + (y / tall - 0.45) ** 2 / 1.2**2 > 1
    oval = crop.area(crop.points[list(OVAL)])
    found = np.full(crop.seen.shape, cv2.GC_PR_BGD, np.uint8)
    found[head] = cv2.GC_PR_FGD
    found[away | (y > UPPER * tall)] = cv2.GC_BGD
    found[oval & ((y > brows - 0.05 * tall) | (apart(crop, skin) < SKIN))] = cv2.GC_BGD
    found[seeds] = cv2.GC_FGD
    open_ = crop.seen & ~oval & ~away & (y > 0.2 * tall) | (y > UPPER * tall)
    open_ &= (abs(x) > 0.45 * half) & (abs(x) < 2 * half) & crop.seen & ~oval
    found[open_ | ~crop.seen] = cv2.GC_BGD
    return found, open_


def joined(found: Mask, start: Mask) -> Mask:
    """Return the parts of a mask that touch another."""
    _, parts = cv2.connectedComponents(found.astype(np.uint8))
    kept = np.unique(parts[start & found])
    same: Mask = np.isin(parts, kept[kept > 0])
    return same
