"""The foreground of a scene as planes that are added over what lies under them."""

from __future__ import annotations

from collections.abc import Hashable

import cv2
import numpy as np

from aigc.image.art import Posed, SceneArt
from aigc.image.boxes import PixelBox, merged, pixel_boxes
from aigc.image.surface import ORDER, PixelSurface, plane_slices, region
from aigc.image.theme.formats import Canvas
from aigc.planes import new_planes, write_planes
from aigc.types.frame import Planes


class Over:
    """A foreground that is drawn again only where it moves."""

    def __init__(self, art: SceneArt, canvas: Canvas) -> None:
        self._art, self._canvas = art, canvas
        self._surface = PixelSurface(canvas.width_px, canvas.height_px)
        # What is added (premultiplied, so that black without opacity adds nothing) and how much
        # of the layer below is kept, 0-255, laid out like a frame.
        self._add = new_planes(canvas.width_px, canvas.height_px)
        self._keep = np.full_like(self._add, 255)
        self._all: list[PixelBox] = [(0, 0, canvas.width_px, canvas.height_px)]
        self._before: list[PixelBox] | None = None
        self._pose: Hashable = None

    def update(self, t: float) -> list[PixelBox]:
        """Bring the foreground to ``t`` seconds and return the boxes that may have changed."""
        pose = self._pose_at(t)
        if self._before is not None and pose == self._pose:
            return []
        self._pose = pose
        now = self._moved(t)
        dirty = self._all if self._before is None else merged([*self._before, *now])
        self._before = now
        self._draw(dirty, t)
        for box in dirty:
            self._convert(box)
        return dirty

    def _pose_at(self, t: float) -> Hashable:
        art = self._art
        if isinstance(art, Posed):
            return art.pose(t)
        return t if t <= art.settled or art.moving(t) else art.settled

    def _moved(self, t: float) -> list[PixelBox]:
        """Return the boxes that differ from the settled foreground."""
        if t <= self._art.settled:
            return self._all
        c = self._canvas
        return pixel_boxes(self._art.moving(t), c.scale, c.width_px, c.height_px)

    def _draw(self, dirty: list[PixelBox], t: float) -> None:
        self._surface.clear(dirty)
        target = self._surface.canvas
        target.save()
        if dirty != self._all:
            target.clipRegion(region(dirty))
        target.scale(self._canvas.scale, self._canvas.scale)
        if dirty:
            self._art.draw(target, t)
        target.restore()

    def _convert(self, box: PixelBox) -> None:
        x, y, w, h = box
        pixels = self._surface.pixels
        write_planes(pixels, self._add, box=box, order=ORDER)
        add, keep = plane_slices(self._add, box), plane_slices(self._keep, box)
        below = cv2.bitwise_not(cv2.extractChannel(pixels[y : y + h, x : x + w], 3))
        half = cv2.resize(below, (w // 2, h // 2), interpolation=cv2.INTER_AREA)
        keep[0][...] = below
        # Planes of a transparent pixel are (16, 128, 128): take away the share that is not there.
        add[0][...] = cv2.subtract(add[0], cv2.convertScaleAbs(below, alpha=16 / 255))
        for n in (1, 2):
            keep[n][...] = half
            add[n][...] = cv2.subtract(add[n], cv2.convertScaleAbs(half, alpha=128 / 255))

    def blend(self, under: Planes, out: Planes, box: PixelBox) -> None:
        """Write ``under`` with the foreground over it into ``out``, inside ``box``."""
        parts = (plane_slices(p, box) for p in (under, self._keep, self._add, out))
        for below, keep, add, target in zip(*parts, strict=True):
            target[...] = cv2.add(cv2.multiply(below, keep, scale=1 / 255), add)
