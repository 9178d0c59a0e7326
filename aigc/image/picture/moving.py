"""A video as a scene's picture: cropped like a still, slowed or held to the scene's length."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.footage.reader import FrameReader, planes_of
from aigc.image.art import PictureLayer
from aigc.image.boxes import PixelBox, pixel_boxes
from aigc.image.picture.framing import cover
from aigc.image.picture.salience import subject_of
from aigc.image.picture.still import Still, mask_of, to_planes, with_scrims
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme
from aigc.planes import plane_slices, split_planes
from aigc.types.frame import Planes
from aigc.types.time import seconds as exact

SLOWEST = 0.5
_EARLY_S = 1e-4
"""Times are binary fractions: a frame must not be missed by a rounding."""


class Moving:
    """A video in a picture layer at a pixel size, in its natural colours and without a camera move.

    A longer video is cut to the scene; a shorter one is slowed down to half its speed, then its
    last frame stays.

    Parameters
    ----------
    seconds : float
        How long the scene lasts.

    Attributes
    ----------
    box : PixelBox
        Where it lies in the frame.
    opaque : bool
        Whether it covers its box wholly.
    travel_px : float
        How far a point of the picture may go: without limit.
    """

    travel_px = math.inf

    def __init__(self, layer: PictureLayer, canvas: Canvas, seconds: float) -> None:
        boxes = pixel_boxes([layer.box], canvas.scale, canvas.width_px, canvas.height_px)
        self.box: PixelBox = boxes[0] if boxes else (0, 0, 2, 2)
        mask = mask_of(layer, canvas, self.box)
        self.opaque = mask is None
        self._outside = None if mask is None else [mask[0][1], mask[1][1], mask[1][1]]
        self._keep, self._add = _shade(layer, self.box)
        if mask is not None:
            self._keep = [_times(k, m) for k, m in zip(self._keep, _inside(mask), strict=True)]
            self._add = [_times(a, m) for a, m in zip(self._add, _inside(mask), strict=True)]
        self._reader = FrameReader(layer.picture.path)
        length = float(self._reader.duration)
        self._seconds = seconds
        self._speed = min(1.0, max(SLOWEST, length / max(seconds, 1e-6)))
        self._crop = _crop(layer, self.box)

    def draw(self, planes: Planes, progress: float) -> None:
        """Draw the video at ``progress`` (0-1) of the scene over ``planes``."""
        time = exact(progress * self._seconds * self._speed + _EARLY_S)
        frame = self._reader.at(time, self._reader.duration)
        x, y, w, h = self._crop
        for n, (whole, under) in enumerate(
            zip(planes_of(frame), plane_slices(planes, self.box), strict=True)
        ):
            half = 1 if n == 0 else 2
            part = whole[y // half : (y + h) // half, x // half : (x + w) // half]
            seen = cv2.add(_times(_sized(part, under.shape), self._keep[n]), self._add[n])
            if self._outside is not None:
                seen = cv2.add(seen, _times(under, self._outside[n]))
            under[...] = seen


def picture_of(layer: PictureLayer, theme: Theme, canvas: Canvas, seconds: float) -> Still | Moving:
    """Return what draws the picture of ``layer`` in a scene of ``seconds``."""
    if layer.picture.media_type.startswith("video/"):
        return Moving(layer, canvas, seconds)
    return Still(layer, theme, canvas)


def _crop(layer: PictureLayer, box: PixelBox) -> PixelBox:
    """Return the even part of the video that fills ``box``."""
    asset = layer.picture
    subject = subject_of(asset)
    whole = cover(asset.width_px, asset.height_px, box[2], box[3], layer.focus, subject)
    x, y, w, h = (int(side) // 2 * 2 for side in whole)
    return x, y, max(2, w), max(2, h)


def _shade(layer: PictureLayer, box: PixelBox) -> tuple[list[Planes], list[Planes]]:
    """Return what the scrims keep of each plane (0-255) and what they add.

    A scrim mixes linearly, so its effect on black and on white tells all.
    """
    black, white = np.zeros((box[3], box[2], 3), np.uint8), np.full((box[3], box[2], 3), 255)
    dark = with_scrims(black, layer.scrims)
    light = with_scrims(white.astype(np.uint8), layer.scrims)
    full = np.asarray(light - dark, np.uint8)[..., 0]
    small = cv2.resize(full, (box[2] // 2, box[3] // 2), interpolation=cv2.INTER_AREA)
    keep: list[Planes] = [full, np.asarray(small, np.uint8), np.asarray(small, np.uint8)]
    levels = zip(split_planes(to_planes(dark)), keep, (16, 128, 128), strict=True)
    add = [np.rint(np.clip(p - k * (zero / 255), 0, 255)).astype(np.uint8) for p, k, zero in levels]
    return keep, add


def _inside(mask: tuple[tuple[Planes, Planes], tuple[Planes, Planes]]) -> list[Planes]:
    return [mask[0][0], mask[1][0], mask[1][0]]


def _times(plane: Planes, weight: Planes) -> Planes:
    return np.asarray(cv2.multiply(plane, weight, scale=1 / 255), np.uint8)


def _sized(plane: NDArray[np.uint8], shape: tuple[int, ...]) -> Planes:
    if plane.shape == shape:
        return np.ascontiguousarray(plane)
    way = cv2.INTER_AREA if plane.shape[0] > shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(plane, shape[::-1], interpolation=way), np.uint8)
