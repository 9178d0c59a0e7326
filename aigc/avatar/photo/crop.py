"""A portrait laid so that every face is in one place: pupils level and a fixed distance apart."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.avatar.photo.landmarks import CHIN, FOREHEAD, IRIS, OVAL, Floats, Landmarks, Picture

UNIT_PX = 48
"""The distance of the pupils in a crop."""
WIDE, ABOVE, BELOW = 6.0, 3.2, 4.0
GREY_POWER = 4
GREY_SHARE = 0.5
"""How much of a cast is taken away: the ground may be coloured, and not the light."""
GREY_LIMIT = 1.25
WHITE, MOST_BRIGHTENING = 0.8, 2.5
"""How bright the brightest of a picture usually is at least, 0 to 1."""
Mask = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Crop:
    """A face and what is around it.

    Attributes
    ----------
    lab : float32, shape (height, width, 3)
        CIE L*a*b* without the light's cast.
    colours : float32, shape (height, width, 3)
        The same in sRGB, 0 to 1.
    seen : bool, shape (height, width)
        What lies within the photo.
    points : float64, shape (478, 2)
        Landmarks in units (the distance of the pupils), from between the pupils, y down.
    """

    lab: NDArray[np.float32]
    colours: NDArray[np.float32]
    seen: Mask
    points: Floats

    @property
    def chin(self) -> float:
        """How far the chin lies below the pupils, units."""
        return float(self.points[CHIN, 1])

    @property
    def top(self) -> float:
        """Where the forehead ends, units; negative."""
        return float(self.points[FOREHEAD, 1])

    @property
    def half(self) -> float:
        """Half of the face's width, units."""
        return float(np.ptp(self.points[list(OVAL), 0]) / 2)

    def area(self, points: Floats) -> Mask:
        """Return what lies within a polygon of places in units."""
        found = np.zeros(self.seen.shape, np.uint8)
        cv2.fillPoly(found, [np.round(_pixels(points)).astype(np.int32)], 1)
        return (found > 0) & self.seen

    def box(self, left: float, right: float, top: float, bottom: float) -> Mask:
        """Return what lies within a rectangle, units."""
        corners = [(left, top), (right, top), (right, bottom), (left, bottom)]
        return self.area(np.array(corners))

    def disc(self, middle: Floats, radius: float) -> Mask:
        """Return what lies within a circle, units."""
        angle = np.linspace(0, 2 * np.pi, 24, endpoint=False)
        return self.area(middle + radius * np.c_[np.cos(angle), np.sin(angle)])


def _pixels(points: Floats) -> Floats:
    found: Floats = (np.asarray(points) + np.array([WIDE / 2, ABOVE])) * UNIT_PX
    return found


def crop(picture: Picture, face: Landmarks) -> Crop:
    """Return the crop of a face."""
    right, left = face.points[IRIS[0]], face.points[IRIS[1]]
    along = (left - right) / UNIT_PX
    turn = np.array([[along[0], along[1]], [-along[1], along[0]]]) / float(along @ along)
    middle = np.array([WIDE / 2, ABOVE]) * UNIT_PX
    matrix = np.c_[turn, middle - turn @ (left + right) / 2]
    size = (round(WIDE * UNIT_PX), round((ABOVE + BELOW) * UNIT_PX))
    small = float(along @ along) > 4
    source = cv2.GaussianBlur(picture, (0, 0), 0.4 * float(np.hypot(*along))) if small else picture
    laid = cv2.warpAffine(source, matrix, size, flags=cv2.INTER_LINEAR)
    whole = np.ones(picture.shape[:2], np.uint8)
    seen = cv2.warpAffine(whole, matrix, size, flags=cv2.INTER_NEAREST) > 0
    points = (np.c_[face.points, np.ones(len(face.points))] @ matrix.T - middle) / UNIT_PX
    colours = np.clip(laid.astype(np.float32) / 255 * _gains(picture, face), 0, 1).astype(
        np.float32
    )
    lab = cv2.cvtColor(colours, cv2.COLOR_RGB2LAB)
    return Crop(lab=lab, colours=colours, seen=seen, points=points)


def _gains(picture: Picture, face: Landmarks) -> NDArray[np.float32]:
    """Return what each channel is multiplied with so that the ground is nearer to grey.

    Source: Finlayson and Trezzi, "Shades of gray and colour constancy", 2004. The face itself
    is left out, whose mean is no grey.
    """
    step = max(1, max(picture.shape) // 256)
    small = picture[::step, ::step].astype(np.float64) / 255
    low, high = face.points.min(0) / step, face.points.max(0) / step
    y, x = np.mgrid[: small.shape[0], : small.shape[1]]
    inside = (x > low[0]) & (x < high[0]) & (y > low[1]) & (y < high[1] * 1.2)
    rest = small[~inside]
    bright = _brightening(small)
    if len(rest) < 100:
        return np.full(3, bright, np.float32)
    power = np.maximum((rest**GREY_POWER).mean(0) ** (1 / GREY_POWER), 1e-3)
    gains = (power.mean() / power) ** GREY_SHARE
    gains = bright * np.clip(gains, 1 / GREY_LIMIT, GREY_LIMIT)
    return np.asarray(gains, np.float32)


def _brightening(picture: Floats) -> float:
    """Return what a dark picture is multiplied with: by half of what it lacks to white."""
    brightest = float(np.percentile(picture.max(axis=2), 99.5))
    return float(np.sqrt(np.clip(WHITE / max(brightest, 1e-3), 1.0, MOST_BRIGHTENING)))
