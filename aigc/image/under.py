"""What lies under the foreground: the living ground and the picture, as planes."""

from __future__ import annotations

import skia

from aigc.image.art import PictureLayer
from aigc.image.boxes import PixelBox, merged, pixel_boxes
from aigc.image.ground.plate import ground_of, plate
from aigc.image.picture.moving import picture_of
from aigc.image.picture.still import backdrop
from aigc.image.surface import ORDER, PixelSurface, region
from aigc.image.theme.formats import Canvas
from aigc.image.theme.tokens import Theme
from aigc.planes import new_planes, plane_slices, write_planes

GROUND_FPS = 7.5
"""Rate of what lives in a ground; it falls together with the steps of what moves slowly."""
STILL_FPS = 15
"""Rate of a picture that moves slowly; others move at the rate of the frames."""
SLOW_STEP_PX = 1.0


class Under:
    """Ground and picture of one scene.

    Attributes
    ----------
    planes : Planes
        The layers as they were at the last `update`.
    """

    def __init__(
        self,
        theme: Theme,
        canvas: Canvas,
        variant: int,
        layer: PictureLayer | None,
        seconds: float,
        scratch: PixelSurface,
    ) -> None:
        self._canvas, self._seconds = canvas, max(seconds, 1e-6)
        self._still = picture_of(layer, theme, canvas, seconds) if layer is not None else None
        self._living: _Living | None = None
        covered = self._still is not None and self._still.opaque
        if layer is not None and layer.backdrop:
            self.planes = backdrop(layer, theme, canvas)
        elif covered:
            self.planes = new_planes(canvas.width_px, canvas.height_px)
        else:
            self._living = _Living(theme, canvas, variant, scratch)
            self.planes = self._living.planes
        self._base = self.planes
        if self._still is not None and not covered:
            self.planes = self._base.copy()
        travel_px = self._still.travel_px if self._still is not None else 0.0
        self._slow = travel_px <= SLOW_STEP_PX * STILL_FPS * self._seconds
        self._drawn_at: float | None = None

    def update(self, t: float) -> list[PixelBox]:
        """Bring `planes` to ``t`` seconds and return the boxes that may have changed."""
        dirty = self._living.update(t) if self._living is not None else []
        still, at = self._still, _step(t, STILL_FPS) / STILL_FPS if self._slow else t
        if still is None or (at == self._drawn_at and not dirty):
            return dirty
        self._drawn_at = at
        if self.planes is not self._base:
            for box in [*dirty, still.box]:
                for out, new in zip(
                    plane_slices(self.planes, box), plane_slices(self._base, box), strict=True
                ):
                    out[...] = new
        still.draw(self.planes, at / self._seconds)
        return merged([*dirty, still.box])


def _step(t: float, rate: float) -> int:
    return int(t * rate + 1e-6)


class _Living:
    """A ground whose moving boxes are drawn again over its plate.

    What moves there is slow.
    """

    def __init__(self, theme: Theme, canvas: Canvas, variant: int, scratch: PixelSurface) -> None:
        self._canvas, self._scratch = canvas, scratch
        self._ground = ground_of(theme, canvas, variant)
        self._plate = plate(theme, canvas, variant)
        self.planes = new_planes(canvas.width_px, canvas.height_px)
        scratch.canvas.drawImage(self._plate, 0, 0)
        write_planes(scratch.pixels, self.planes, order=ORDER)
        self._before: list[PixelBox] = []
        self._at: int | None = None

    def update(self, t: float) -> list[PixelBox]:
        step = _step(t, GROUND_FPS)
        if self._at == step:
            return []
        self._at = step
        c, at = self._canvas, step / GROUND_FPS
        now = pixel_boxes(self._ground.moving(at), c.scale, c.width_px, c.height_px)
        dirty = merged([*self._before, *now])
        self._before = now
        target = self._scratch.canvas
        for x, y, w, h in dirty:
            part = skia.Rect.MakeXYWH(x, y, w, h)
            target.drawImageRect(self._plate, part, part, skia.SamplingOptions())
        target.save()
        target.clipRegion(region(dirty))
        target.scale(c.scale, c.scale)
        self._ground.draw_moving(target, at)
        target.restore()
        for box in dirty:
            write_planes(self._scratch.pixels, self.planes, box=box, order=ORDER)
        return dirty
