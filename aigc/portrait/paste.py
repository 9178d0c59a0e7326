"""A made face laid back into the portrait so that no seam is seen."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.portrait.engine import LEAST_FACE_PX, Box, Picture
from aigc.portrait.layout import Paste

Floats = NDArray[np.float32]

_MIDDLE = 0.5
"""Where the lower half of a face begins, as a share of the crop."""
_REACH, _ROUND = (0.485, 0.495), 3.2
"""Half axes and exponent of the rounded shape that is laid back, as shares of the crop."""
_COLOUR, _SHAPE = 16.0, 56.0
"""Differences at the seam up to the first are of colour, and beyond the second of shape."""
_SAME, _OTHER = 6.0, 26.0
"""Changes up to the first are the network's noise, and beyond the second are new."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Crop:
    """A part of a picture, pixels."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def size(self) -> tuple[int, int]:
        """Width and height."""
        return self.right - self.left, self.bottom - self.top

    def of(self, picture: Picture) -> Picture:
        """Return a view of that part."""
        return picture[self.top : self.bottom, self.left : self.right]


def crop_of(face: Box, portrait: Picture, pad: tuple[float, float, float, float]) -> Crop:
    """Return a face with room at the top, bottom, left and right, as far as the picture reaches.

    Raises
    ------
    InputError
        Too little of it lies in the picture.
    """
    rows, columns = portrait.shape[:2]
    top, bottom, left, right = pad
    found = Crop(
        left=max(round(face.x - left * face.width), 0),
        top=max(round(face.y - top * face.height), 0),
        right=min(round(face.x + (1 + right) * face.width), columns),
        bottom=min(round(face.y + (1 + bottom) * face.height), rows),
    )
    if min(found.size) < LEAST_FACE_PX:
        raise InputError(
            f"Only {max(found.size[0], 0)}x{max(found.size[1], 0)} px of the face lie in the "
            f"{columns}x{rows} photo. Give the face as x,y,width,height in its pixels."
        )
    return found


class Paster:
    """Lays faces of ``size`` by ``size`` px into one portrait.

    Attributes
    ----------
    reference : float32, shape (size, size, 3)
        The portrait's own face in that size, RGB, 0 to 255.
    mask : float32, shape (crop's height, crop's width)
        How much of a made face is seen; the rest of the portrait stays as it is.
    """

    def __init__(self, portrait: Picture, crop: Crop, size: int, paste: Paste) -> None:
        self._portrait, self._crop, self._paste = portrait, crop, paste
        self._own = crop.of(portrait).astype(np.float32)
        self.reference = resized(self._own, (size, size))
        self.mask = feathered(crop.size, paste.feather, lower=paste.region == "lower")
        self._detail = self._own - resized(self.reference, crop.size)
        small = cv2.resize(self.mask, (size, size), interpolation=cv2.INTER_AREA)
        self._seam = seam_of(small)

    def laid(self, made: Floats) -> Picture:
        """Return the portrait with a made face, RGB of 0 to 255, in it."""
        matched = made + colour_step(self.reference - made, self._seam)
        face = resized(matched, self._crop.size)
        if self._paste.keep_detail:
            face += self._detail * resized(self._unchanged(matched), self._crop.size)[..., None]
        mixed = self._own + self.mask[..., None] * (face - self._own)
        out = self._portrait.copy()
        self._crop.of(out)[...] = np.clip(np.rint(mixed), 0, 255)
        return out

    def _unchanged(self, made: Floats) -> Floats:
        """Return where a made face is the portrait's own, 0 to 1."""
        change = np.abs(made - self.reference).max(axis=2)
        return 1 - _smooth(cv2.GaussianBlur(change, (0, 0), 1.2), _SAME, _OTHER)


def seam_of(mask: Floats) -> Floats:
    """Return where a mask is neither 0 nor 1, shape (rows, columns, 1)."""
    found: Floats = (4 * mask * (1 - mask))[..., None]
    return found


def colour_step(step: Floats, seam: Floats) -> Floats:
    """Return what is added to a made face so that its colours meet the portrait's at the seam.

    ``step`` is by how much the portrait differs. It is carried inwards, the nearest the most; what
    is too much for a matter of colour is left out.
    """
    odd = np.abs(step).max(axis=2, keepdims=True)
    weight = seam * (1 - _smooth(odd, _COLOUR, _SHAPE))
    reach = len(step) / 6
    carried = cv2.GaussianBlur(step * weight, (0, 0), reach)
    shares = cv2.GaussianBlur(weight, (0, 0), reach)[..., None]
    found: Floats = carried / (shares + 1e-4)
    return found


def feathered(size: tuple[int, int], feather: float, *, lower: bool) -> Floats:
    """Return the soft mask of a crop of ``size`` (width, height): 1 within, 0 at its edge."""
    width, height = size
    x = (np.arange(width) + 0.5) / width - 0.5
    y = (np.arange(height) + 0.5) / height - 0.5
    shape = np.abs(x / _REACH[0])[None] ** _ROUND + np.abs(y / _REACH[1])[:, None] ** _ROUND < 1
    if lower:
        shape &= (y > _MIDDLE - 0.5 - feather / 2)[:, None]
    shape[0], shape[-1], shape[:, 0], shape[:, -1] = False, False, False, False
    inside = cv2.distanceTransform(shape.astype(np.uint8), cv2.DIST_L2, cv2.DIST_MASK_PRECISE)
    return _smooth(inside, 0.5, max(feather * min(size), 2.0))


def resized(picture: Floats, size: tuple[int, int]) -> Floats:
    """Return a picture of ``size`` (width, height)."""
    smaller = size[0] < picture.shape[1]
    way = cv2.INTER_AREA if smaller else cv2.INTER_CUBIC
    return np.asarray(cv2.resize(picture, size, interpolation=way), np.float32)


def _smooth(value: Floats, low: float, high: float) -> Floats:
    """Return 0 below ``low``, 1 above ``high``, and a soft step between."""
    share = np.clip((value - low) / (high - low), 0, 1)
    return np.asarray(share * share * (3 - 2 * share), np.float32)
