"""What lies under the foreground: the living ground and the picture, as planes."""

from __future__ import annotations

import skia

from aigc.image.art import PictureLayer
from aigc.image.boxes import PixelBox, merged, pixel_boxes
from aigc.image.ground.plate import ground_of, plate
from aigc.image.picture.still import Still, backdrop
from aigc.image.surface import ORDER, PixelSurface, plane_slices
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme
from aigc.planes import new_planes, write_planes


class Under:
    """Ground and picture of one scene.

    Attributes
    ----------
    planes : Planes
        The layers as they were at the last `update`.
    """

    def __init__(
        self, theme: Theme, canvas: Canvas, variant: int, layer: PictureLayer | None, seconds: float
    ) -> None:
        self._canvas, self._seconds = canvas, max(seconds, 1e-6)
        self._still = Still(layer, theme, canvas) if layer is not None else None
        self._living: _Living | None = None
        covered = self._still is not None and self._still.opaque
        if layer is not None and layer.backdrop:
            self.planes = backdrop(layer, theme, canvas)
        elif covered:
            self.planes = new_planes(canvas.width_px, canvas.height_px)
        else:
            self._living = _Living(theme, canvas, variant)
            self.planes = self._living.planes
        self._base = self.planes
        if self._still is not None and not covered:
            self.planes = self._base.copy()

    def update(self, t: float) -> list[PixelBox]:
        """Bring `planes` to ``t`` seconds and return the boxes that may have changed."""
        dirty = self._living.update(t) if self._living is not None else []
        still = self._still
        if still is None:
            return dirty
        if self.planes is not self._base:
            for box in [*dirty, still.box]:
                for out, new in zip(
                    plane_slices(self.planes, box), plane_slices(self._base, box), strict=True
                ):
                    out[...] = new
        still.draw(self.planes, t / self._seconds)
        return merged([*dirty, still.box])


class _Living:
    """A ground whose moving boxes are drawn again over its plate."""

    def __init__(self, theme: Theme, canvas: Canvas, variant: int) -> None:
        self._canvas = canvas
        self._ground = ground_of(theme, canvas, variant)
        self._plate = plate(theme, canvas, variant)
        self._surface = PixelSurface(canvas.width_px, canvas.height_px)
        self._surface.canvas.drawImage(self._plate, 0, 0)
        self.planes = new_planes(canvas.width_px, canvas.height_px)
        write_planes(self._surface.pixels, self.planes, order=ORDER)
        self._before: list[PixelBox] = []
        self._at: float | None = None

    def update(self, t: float) -> list[PixelBox]:
        if self._at == t:
            return []
        self._at = t
        c = self._canvas
        now = pixel_boxes(self._ground.moving(t), c.scale, c.width_px, c.height_px)
        dirty = merged([*self._before, *now])
        self._before = now
        target = self._surface.canvas
        for x, y, w, h in dirty:
            part = skia.Rect.MakeXYWH(x, y, w, h)
            target.drawImageRect(self._plate, part, part, skia.SamplingOptions())
        target.save()
        target.scale(c.scale, c.scale)
        self._ground.draw_moving(target, t)
        target.restore()
        for box in dirty:
            write_planes(self._surface.pixels, self.planes, box=box, order=ORDER)
        return dirty
