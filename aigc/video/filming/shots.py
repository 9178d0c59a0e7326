"""A frame of a film in planes, and what is read of it at places between its pixels."""

from __future__ import annotations

from functools import cached_property, lru_cache
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.planes import new_planes, split_planes, write_planes
from aigc.types.frame import Planes

Plane = NDArray[np.uint8]
Flow = NDArray[np.float32]
"""Where each pixel goes, ``(height, width, 2)``: x and y in pixels."""
Axis = NDArray[np.float32]
"""x or y of every pixel, ``(height, width)``."""
FLOW_SIDE_PX: Final = 320
"""Flow is found at most at this longer side, which keeps what is seen and saves most time."""


class Shot:
    """A frame, ``(height, width, 3)``, turned into what is needed of it when that is needed.

    Raises
    ------
    InputError
        A side is odd.
    """

    def __init__(self, frame: Plane) -> None:
        height, width = frame.shape[:2]
        self.planes: Planes = new_planes(width, height)
        write_planes(frame, self.planes)

    @cached_property
    def small(self) -> Plane:
        """Its luma at the size at which flow is found."""
        luma = split_planes(self.planes)[0]
        scale = min(1.0, FLOW_SIDE_PX / max(luma.shape))
        size = max(16, round(luma.shape[1] * scale)), max(16, round(luma.shape[0] * scale))
        return np.asarray(cv2.resize(luma, size, interpolation=cv2.INTER_AREA), np.uint8)

    @cached_property
    def _fine(self) -> tuple[Plane, ...]:
        # Bilinear from planes of twice the size is as sharp as bicubic, in a third of its time.
        return tuple(
            np.asarray(cv2.resize(one, None, fx=2, fy=2, interpolation=cv2.INTER_CUBIC), np.uint8)
            for one in split_planes(self.planes)
        )

    def read(self, number: int, places: tuple[Axis, Axis]) -> Plane:
        """Return what lies at some `Places` of Y, U or V, which are plane 0, 1 and 2."""
        fine, how = self._fine[number], cv2.INTER_LINEAR
        return np.asarray(cv2.remap(fine, *places, how, borderMode=cv2.BORDER_REPLICATE))

    def pushed(self, zoom: float) -> Planes:
        """Return the frame with its middle ``zoom`` times larger."""
        out = np.empty_like(self.planes)
        for fine, plane in zip(self._fine, split_planes(out), strict=True):
            height, width = plane.shape
            (x, y), step = _corner(width, height, zoom), 2 / zoom
            from_there = np.array([[step, 0, x], [0, step, y]], np.float32)
            how = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
            plane[...] = cv2.warpAffine(fine, from_there, (width, height), flags=how)
        return out


class Places:
    """Where in a plane to read, by ways of a smaller size; the arrays given last are used again."""

    def __init__(self) -> None:
        self._room: dict[tuple[int, int], tuple[Axis, Axis]] = {}

    def __call__(self, way: Flow, zoom: float, height: int, width: int) -> tuple[Axis, Axis]:
        """Return x and y of ``(height, width)`` pixels in a plane of twice the size.

        Parameters
        ----------
        way : float32, shape (rows, columns, 2)
            Where each pixel leads, in pixels of its own size.
        zoom : float
            How much larger the middle is shown.
        """
        size = height, width
        if size not in self._room:
            self._room[size] = np.empty(size, np.float32), np.empty(size, np.float32)
        larger = 2 * width / way.shape[1], 2 * height / way.shape[0]
        axes = zip(
            cv2.split(way), larger, _corner(width, height, zoom), _grid(width, height),
            self._room[size], strict=True,
        )  # fmt: skip
        for ways, scale, first, grid, room in axes:
            cv2.resize(cv2.addWeighted(ways, scale, ways, 0, first), (width, height), dst=room)
            cv2.scaleAdd(grid, 2 / zoom, room, dst=room)
        return self._room[size]


def _corner(width: int, height: int, zoom: float) -> tuple[float, float]:
    """Return where the first pixel lies in a plane of twice the size."""
    far = 1 - 1 / zoom
    return 0.5 + (width - 1) * far, 0.5 + (height - 1) * far


@lru_cache(maxsize=4)
def _grid(width: int, height: int) -> tuple[Axis, Axis]:
    """Return x and y of every pixel."""
    y, x = np.mgrid[:height, :width].astype(np.float32)
    return x, y
