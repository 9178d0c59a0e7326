"""RGBA to I420 (BT.709, limited range), and blending in I420.

Source: Rec. ITU-R BT.709-6, sections 3.2 to 3.5 (luma and colour-difference weights, 8-bit levels).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.types.frame import Mark, Patch, Planes

Box = tuple[int, int, int, int]
"""``(x, y, width, height)`` in pixels, all even."""

Order = Literal["rgba", "bgra"]
_Plane = NDArray[np.uint8]

KR, KG, KB = 0.2126, 0.7152, 0.0722
_Y_SPAN, _C_SPAN = 219 / 255, 224 / 255
# Rows of weights for R, G, B: Y, U (blue difference), V (red difference).
_WEIGHTS = np.array(
    [
        [KR * _Y_SPAN, KG * _Y_SPAN, KB * _Y_SPAN],
        [-KR / 1.8556 * _C_SPAN, -KG / 1.8556 * _C_SPAN, (1 - KB) / 1.8556 * _C_SPAN],
        [(1 - KR) / 1.5748 * _C_SPAN, -KG / 1.5748 * _C_SPAN, -KB / 1.5748 * _C_SPAN],
    ]
)
_BACK = np.linalg.inv(_WEIGHTS)
_TO_RGB = np.column_stack([_BACK, _BACK @ [-16, -128, -128]])
_STRIP_ROWS = 64


def new_planes(width_px: int, height_px: int) -> Planes:
    """Return a black frame; `InputError` unless both sides are even and positive."""
    if width_px <= 0 or height_px <= 0 or width_px % 2 or height_px % 2:
        raise InputError(f"A frame needs even sides above zero, not {width_px}x{height_px} px.")
    out = np.full((height_px * 3 // 2, width_px), 128, np.uint8)
    out[:height_px] = 16
    return out


def split_planes(planes: Planes) -> tuple[_Plane, _Plane, _Plane]:
    """Return views of Y ``(h, w)``, U and V ``(h/2, w/2)`` on contiguous ``planes``."""
    rows, width = planes.shape
    height = rows * 2 // 3
    chroma = planes[height:].reshape(2, height // 2, width // 2)
    return planes[:height], chroma[0], chroma[1]


def write_planes(
    pixels: NDArray[np.uint8], out: Planes, *, box: Box | None = None, order: Order = "rgba"
) -> None:
    """Convert opaque ``pixels``, ``(h, w, 4)`` or ``(h, w, 3)``, into ``out``, within 2 levels.

    With ``box`` only that rectangle is converted and the rest of ``out`` stays as it is; borders
    that are odd are moved outwards. The fourth channel is not read. The chroma sample is the mean
    of its 2x2 pixels (centre siting).

    Raises
    ------
    InputError
        The sizes of ``pixels`` and ``out`` differ.
    """
    height, width = out.shape[0] * 2 // 3, out.shape[1]
    if pixels.shape[:2] != (height, width):
        raise InputError(
            f"Pixels of {pixels.shape[1]}x{pixels.shape[0]} do not fill a {width}x{height} frame."
        )
    x0, y0, x1, y1 = _even_bounds(box or (0, 0, width, height), width, height)
    y, u, v = split_planes(out)
    for top in range(y0, y1, _STRIP_ROWS):
        end = min(top + _STRIP_ROWS, y1)
        half = slice(top // 2, end // 2), slice(x0 // 2, x1 // 2)
        _convert(pixels[top:end, x0:x1], y[top:end, x0:x1], u[half], v[half], order)


def _even_bounds(box: Box, width: int, height: int) -> Box:
    x, y, w, h = box
    x0, y0 = max(x, 0) // 2 * 2, max(y, 0) // 2 * 2
    x1, y1 = min((x + w + 1) // 2 * 2, width), min((y + h + 1) // 2 * 2, height)
    return x0, y0, max(x1, x0), max(y1, y0)


def _convert(pixels: NDArray[np.uint8], y: _Plane, u: _Plane, v: _Plane, order: Order) -> None:
    if pixels.shape[1] == 0:
        return
    # Strips small enough for the cache; intermediate sums stay inside 0..255 in this order.
    first, green, third = cv2.split(pixels)[:3]
    _weigh(first, green, third, _ordered(0, order), 16.0, y)
    size = (pixels.shape[1] // 2, pixels.shape[0] // 2)
    first, green, third = cv2.split(cv2.resize(pixels, size, interpolation=cv2.INTER_AREA))[:3]
    _weigh(first, green, third, _ordered(1, order), 128.0, u)
    _weigh(first, green, third, _ordered(2, order), 128.0, v)


def _ordered(row: int, order: Order) -> tuple[float, float, float]:
    red, green, blue = (float(w) for w in _WEIGHTS[row])
    return (red, green, blue) if order == "rgba" else (blue, green, red)


def _weigh(
    first: cv2.typing.MatLike,
    green: cv2.typing.MatLike,
    third: cv2.typing.MatLike,
    weights: tuple[float, float, float],
    offset: float,
    out: _Plane,
) -> None:
    part = cv2.addWeighted(first, weights[0], third, weights[2], offset)
    cv2.addWeighted(part, 1.0, green, weights[1], 0.0, dst=out)


def same(first: Planes, second: Planes) -> bool:
    """Tell whether two contiguous frames of one size show the same."""
    wide = np.uint64 if first.size % 8 == 0 else np.uint8
    return np.array_equal(first.reshape(-1).view(wide), second.reshape(-1).view(wide))


class Marker:
    """Lays one `Mark` on frames of its size, over and over."""

    def __init__(self, mark: Mark) -> None:
        height, width = mark.levels.shape
        self._out = new_planes(width, height)
        self._up = np.maximum(mark.levels, 0).astype(np.uint8)
        self._down = np.maximum(-mark.levels, 0).astype(np.uint8)

    def laid_on(self, planes: Planes) -> Planes:
        """Return ``planes`` with the mark, valid until the next call.

        Raises
        ------
        InputError
            They are of another size.
        """
        if planes.shape != self._out.shape:
            raise InputError(
                f"A mark for planes of shape {self._out.shape} does not fit {planes.shape}."
            )
        height = self._up.shape[0]
        for top, end in _strips(0, height):
            rows = slice(top, end)
            lighter = cv2.add(planes[rows], self._up[rows])
            cv2.subtract(lighter, self._down[rows], dst=self._out[rows])
        self._out[height:] = planes[height:]
        return self._out


def to_rgb(planes: Planes) -> NDArray[np.uint8]:
    """Return the frame as RGB, shape ``(h, w, 3)``; chroma is interpolated."""
    y, *chroma = split_planes(planes)
    full = [cv2.resize(c, y.shape[::-1], interpolation=cv2.INTER_LINEAR) for c in chroma]
    out: NDArray[np.uint8] = np.empty((*y.shape, 3), np.uint8)
    cv2.transform(cv2.merge([y, *full]), _TO_RGB, dst=out)
    return out


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class PatchPlanes:
    """A patch made ready to be blended, see `separate`.

    ``keep`` holds Y at full and U, V at half size, ``add`` Y at full size and U, V at half size.
    """

    x_px: int
    y_px: int
    keep: tuple[_Plane, _Plane]
    add: tuple[_Plane, _Plane, _Plane]

    @property
    def nbytes(self) -> int:
        """Memory it takes."""
        return sum(a.nbytes for a in (*self.keep, *self.add))

    def box_in(self, planes: Planes) -> Box:
        """Return the part of ``planes`` that it covers, empty where it lies outside."""
        height, width = self.keep[0].shape
        x0, y0 = max(self.x_px, 0), max(self.y_px, 0)
        x1 = min(self.x_px + width, planes.shape[1])
        y1 = min(self.y_px + height, planes.shape[0] * 2 // 3)
        return x0, y0, max(x1 - x0, 0), max(y1 - y0, 0)


def separate(
    pixels: NDArray[np.uint8],
    keep: Sequence[_Plane],
    add: Sequence[_Plane],
    *,
    order: Order = "rgba",
) -> None:
    """Split premultiplied ``pixels``, ``(h, w, 4)``, into what they keep and what they add.

    What lies below is multiplied by ``keep`` (0-255; full size, then half) and ``add`` (Y at full
    size, U and V at half) is laid on it. Both sides are even.
    """
    for top, end in _strips(0, pixels.shape[0]):
        _separate(
            pixels[top:end],
            [plane[_rows(top, end, n)] for n, plane in enumerate(keep)],
            [plane[_rows(top, end, n)] for n, plane in enumerate(add)],
            order,
        )


def _rows(top: int, end: int, plane: int) -> slice:
    return slice(top // 2, end // 2) if plane else slice(top, end)


def _separate(
    pixels: NDArray[np.uint8], keep: Sequence[_Plane], add: Sequence[_Plane], order: Order
) -> None:
    alpha = cv2.extractChannel(pixels, 3)
    cv2.bitwise_not(alpha, dst=keep[0])
    x0, y0, x1, y1 = _visible(alpha)
    if (x1 - x0, y1 - y0) != alpha.shape[::-1]:
        keep[1][...] = 255
        for plane in add:
            plane[...] = 0
    if x1 > x0:
        box = slice(y0, y1), slice(x0, x1)
        half = slice(y0 // 2, y1 // 2), slice(x0 // 2, x1 // 2)
        _separate_visible(
            pixels[box], (keep[0][box], keep[1][half]), [add[0][box], add[1][half], add[2][half]],
            order,
        )  # fmt: skip


def _separate_visible(
    pixels: NDArray[np.uint8], keep: Sequence[_Plane], add: Sequence[_Plane], order: Order
) -> None:
    (below, soft), (y, u, v) = keep, add
    _convert(pixels, y, u, v, order)
    cv2.resize(below, u.shape[::-1], dst=soft, interpolation=cv2.INTER_AREA)
    # Planes of a transparent pixel are (16, 128, 128): take away the share that is not there.
    cv2.subtract(y, cv2.convertScaleAbs(below, alpha=16 / 255), dst=y)
    grey = cv2.convertScaleAbs(soft, alpha=128 / 255)
    cv2.subtract(u, grey, dst=u)
    cv2.subtract(v, grey, dst=v)


def lay(
    under: Sequence[_Plane], keep: Sequence[_Plane], add: Sequence[_Plane], out: Sequence[_Plane]
) -> None:
    """Write ``under`` (Y, U, V) with the layer over it to ``out``, which may be ``under``."""
    for n, below in enumerate(under):
        kept = keep[min(n, 1)]
        for top, end in _strips(0, below.shape[0]):
            rows = slice(top, end)
            part = cv2.multiply(below[rows], kept[rows], scale=1 / 255)
            cv2.add(part, add[n][rows], dst=out[n][rows])


def prepare(patch: Patch) -> PatchPlanes:
    """Convert ``patch`` (premultiplied RGBA) for `blend`, trimmed to what is visible.

    Raises
    ------
    InputError
        Its place or size is odd.
    """
    height, width = patch.rgba.shape[:2]
    if (patch.x_px | patch.y_px | height | width) & 1:
        raise InputError(
            f"Patch {patch.key} is {width}x{height} px at ({patch.x_px}, {patch.y_px}): "
            "all four numbers must be even."
        )
    x0, y0, x1, y1 = _visible(patch.rgba[..., 3])
    sizes = (y1 - y0, x1 - x0), ((y1 - y0) // 2, (x1 - x0) // 2)
    keep = np.empty(sizes[0], np.uint8), np.empty(sizes[1], np.uint8)
    add = np.empty(sizes[0], np.uint8), np.empty(sizes[1], np.uint8), np.empty(sizes[1], np.uint8)
    if keep[0].size:
        separate(patch.rgba[y0:y1, x0:x1], keep, add)
    return PatchPlanes(x_px=patch.x_px + x0, y_px=patch.y_px + y0, keep=keep, add=add)


def _visible(alpha: NDArray[np.uint8]) -> Box:
    x, y, w, h = cv2.boundingRect(alpha)
    x0, y0 = x // 2 * 2, y // 2 * 2
    return x0, y0, -(-(x + w) // 2) * 2, -(-(y + h) // 2) * 2


def blend(planes: Planes, patch: PatchPlanes) -> None:
    """Lay ``patch`` over ``planes`` in place; what sticks out of the frame is cut off."""
    box = patch.box_in(planes)
    if not (box[2] and box[3]):
        return
    under = plane_slices(planes, box)
    x, y = box[0] - patch.x_px, box[1] - patch.y_px
    keep = [_part(plane, x, y, box, min(n, 1)) for n, plane in enumerate(patch.keep)]
    add = [_part(plane, x, y, box, min(n, 1)) for n, plane in enumerate(patch.add)]
    lay(under, keep, add, under)


def _part(plane: _Plane, x: int, y: int, box: Box, half: int) -> _Plane:
    return plane[y >> half : (y + box[3]) >> half, x >> half : (x + box[2]) >> half]


def plane_slices(planes: Planes, box: Box) -> tuple[_Plane, _Plane, _Plane]:
    """Return views of Y, U and V inside ``box``."""
    x, y, w, h = box
    half = slice(y // 2, (y + h) // 2), slice(x // 2, (x + w) // 2)
    luma, blue, red = split_planes(planes)
    return luma[y : y + h, x : x + w], blue[half], red[half]


def _strips(start: int, end: int) -> Iterator[tuple[int, int]]:
    for top in range(start, end, _STRIP_ROWS):
        yield top, min(top + _STRIP_ROWS, end)
