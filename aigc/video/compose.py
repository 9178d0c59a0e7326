"""One finished frame: the shot, the overlays on top, at the size of the file."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction

import cv2

from aigc.errors import EngineFailed
from aigc.planes import PatchPlanes, blend, new_planes, plane_slices, prepare, split_planes
from aigc.types.frame import Overlay, Patch, Planes, Shot

CACHE_BYTES = 6 << 20


class PatchCache:
    """Patches that were converted lately, at most ``limit_bytes`` of them."""

    def __init__(self, limit_bytes: int = CACHE_BYTES) -> None:
        self._limit = limit_bytes
        self._held: OrderedDict[tuple[str, tuple[int, ...]], PatchPlanes] = OrderedDict()
        self._bytes = 0

    def get(self, patch: Patch) -> PatchPlanes:
        """Return ``patch`` ready for blending, converted only when its key is new."""
        name = (patch.key, patch.rgba.shape)
        ready = self._held.pop(name, None)
        if ready is None:
            ready = prepare(replace(patch, x_px=0, y_px=0))
            self._bytes += ready.nbytes
        self._held[name] = ready
        while self._bytes > self._limit and len(self._held) > 1:
            self._bytes -= self._held.popitem(last=False)[1].nbytes
        return replace(ready, x_px=ready.x_px + patch.x_px, y_px=ready.y_px + patch.y_px)


class Composer:
    """Lays the overlays of one clip over its shots' frames.

    It draws into the shot's own array and puts back what was under the overlays before the shot
    is asked for its next frame, so that no whole frame is ever copied.
    """

    def __init__(
        self,
        overlays: Sequence[Overlay],
        width_px: int,
        height_px: int,
        *,
        scale: Fraction = Fraction(1),
    ) -> None:
        self._overlays = tuple(overlays)
        self._cache = PatchCache()
        self._shape = (height_px * 3 // 2, width_px)
        self._covered: list[tuple[Planes, Planes]] = []
        width, height = scaled_size(width_px, height_px, scale)
        self._small = None if scale == 1 else new_planes(width, height)

    def frame(self, shot: Shot, time: Fraction, clip_time: Fraction) -> Planes:
        """Return ``shot`` at ``time`` under the overlays of ``clip_time``, both in seconds.

        The array is valid until the next call.

        Raises
        ------
        EngineFailed
            The shot drew a frame of another size.
        """
        self._uncover()
        drawn = shot.planes(time)
        if drawn.shape != self._shape:
            raise EngineFailed(
                f"A shot drew planes of shape {drawn.shape} on a canvas of {self._shape}. "
                "Give every shot the size of the clip."
            )
        for overlay in self._overlays:
            for patch in overlay.patches(clip_time):
                self._cover(drawn, self._cache.get(patch))
        return drawn if self._small is None else self._shrink(drawn, self._small)

    def _cover(self, frame: Planes, patch: PatchPlanes) -> None:
        for part in plane_slices(frame, patch.box_in(frame)):
            self._covered.append((part, part.copy()))
        blend(frame, patch)

    def _uncover(self) -> None:
        while self._covered:
            part, before = self._covered.pop()
            part[...] = before

    def _shrink(self, frame: Planes, small: Planes) -> Planes:
        for plane, target in zip(split_planes(frame), split_planes(small), strict=True):
            size = (target.shape[1], target.shape[0])
            target[...] = cv2.resize(plane, size, interpolation=cv2.INTER_AREA)
        return small


def scaled_size(width_px: int, height_px: int, scale: Fraction) -> tuple[int, int]:
    """Return the even size nearest below ``scale`` times the canvas."""
    if scale == 1:
        return width_px, height_px
    return int(width_px * scale) // 2 * 2, int(height_px * scale) // 2 * 2
