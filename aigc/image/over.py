"""The foreground of a scene as planes that are laid over what is under them."""

from __future__ import annotations

import numpy as np

from aigc.image.art import Poses, SceneArt
from aigc.image.boxes import PixelBox, pixel_boxes
from aigc.image.surface import ORDER, PixelSurface, region
from aigc.image.theme.formats import Canvas
from aigc.planes import lay, new_planes, plane_slices, separate
from aigc.types.frame import Planes


class Over:
    """A foreground that is drawn again only where a part of it has moved.

    ``scratch`` is a surface of the canvas's size to draw on; what it holds between two calls does
    not matter, so all foregrounds of a clip may share one.
    """

    def __init__(self, art: SceneArt, canvas: Canvas, scratch: PixelSurface) -> None:
        self._art, self._canvas, self._scratch = art, canvas, scratch
        self._add = new_planes(canvas.width_px, canvas.height_px)
        self._keep = np.full((canvas.height_px, canvas.width_px), 255, np.uint8)
        self._half = np.full((canvas.height_px // 2, canvas.width_px // 2), 255, np.uint8)
        self._poses: Poses | None = None

    def update(self, t: float) -> list[PixelBox]:
        """Bring the foreground to ``t`` seconds and return the boxes that may have changed."""
        before, now = self._poses, self._art.poses(t)
        self._poses = now
        c = self._canvas
        if before is None:
            dirty: list[PixelBox] = [(0, 0, c.width_px, c.height_px)]
        else:
            moved = [b for (a, b), (old, _) in zip(now, before, strict=True) if a != old]
            dirty = pixel_boxes(moved, c.scale, c.width_px, c.height_px)
        if dirty:
            self._draw(dirty, t)
        return dirty

    def _draw(self, dirty: list[PixelBox], t: float) -> None:
        target = self._scratch.canvas
        self._scratch.clear(dirty)
        target.save()
        target.clipRegion(region(dirty))
        target.scale(self._canvas.scale, self._canvas.scale)
        self._art.draw(target, t)
        target.restore()
        for box in dirty:
            x, y, w, h = box
            pixels = self._scratch.pixels[y : y + h, x : x + w]
            separate(pixels, self._kept(box), plane_slices(self._add, box), order=ORDER)

    def _kept(self, box: PixelBox) -> tuple[Planes, Planes]:
        x, y, w, h = box
        half = self._half[y // 2 : (y + h) // 2, x // 2 : (x + w) // 2]
        return self._keep[y : y + h, x : x + w], half

    def blend(self, under: Planes, out: Planes, box: PixelBox) -> None:
        """Write ``under`` with the foreground over it into ``out``, inside ``box``."""
        lay(
            plane_slices(under, box),
            self._kept(box),
            plane_slices(self._add, box),
            plane_slices(out, box),
        )
