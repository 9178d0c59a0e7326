"""A canvas over the head's texture: soft tints by place, crisp strokes by curves on the face."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from scipy.interpolate import CubicSpline

from aigc.avatar.base import Points
from aigc.avatar.face import chart
from aigc.types.avatar import Rgb

Layer = NDArray[np.floating[Any]]
_SHIFT = 4


class Canvas:
    """Colours of the skin's texture, to be laid over each other.

    Attributes
    ----------
    x, y, z : float32, shape (size, size)
        The place of each texel on the base mesh, decimetres; ``x`` is made positive on both sides.
    """

    def __init__(self, size: int, ground: Rgb) -> None:
        self.size = size
        place = chart.surface(size, size)
        self.x, self.y, self.z = np.abs(place[..., 0]), place[..., 1], place[..., 2]
        self._front = step(self.z, 0.45, 0.9)
        self.colours = np.empty((size, size, 3), np.float32)
        self.colours[:] = ground

    def tint(self, weight: Layer | float, colour: Rgb | Layer) -> None:
        """Mix ``colour`` in where ``weight``, 0 to 1, says so."""
        mixed = np.asarray(colour, np.float32)
        if isinstance(weight, np.ndarray):
            box = _box(weight)
            w = np.clip(weight[box], 0, 1)[..., None]
            mixed = mixed[box] if mixed.ndim > 1 else mixed
            self.colours[box] += (mixed - self.colours[box]) * w
        else:
            self.colours += (mixed - self.colours) * np.clip(weight, 0, 1)

    def shade(self, weight: Layer, factor: Rgb) -> None:
        """Multiply by ``factor`` where ``weight`` says so."""
        box = _box(weight)
        self.colours[box] *= 1 + weight[box][..., None] * (np.asarray(factor, np.float32) - 1)

    def bell(self, x: float, y: float, wide: float, high: float) -> Layer:
        """Return a soft spot on both sides of the face; decimetres."""
        spot = np.exp(-(((self.x - x) / wide) ** 2) - ((self.y - y) / high) ** 2)
        return np.asarray(spot * self._front, np.float32)

    def stroke(self, curve: Points, widths: Points | float, blur: float = 0.0) -> Layer:
        """Return a stroke along places on the left of the face and its mirror image.

        Parameters
        ----------
        curve : float64, shape (n, 2) or (n, 3)
            Decimetres on the base mesh.
        widths : float64, shape (n,), or float
            Decimetres.
        blur : float
            Decimetres.
        """
        return self.strokes([(curve, widths)], blur)

    def strokes(self, lines: Iterable[tuple[Points, Points | float]], blur: float = 0.0) -> Layer:
        """Return many strokes as one layer; see `stroke`."""
        layer = np.zeros((self.size, self.size), np.uint8)
        for curve, widths in lines:
            points = curve if curve.shape[1] == 3 else chart.on_face(curve)
            ring = _outline(points, widths)
            for sign in (1, -1):
                self._fill(layer, ring * [sign, 1, 1])
        return self._soft(layer, blur)

    def area(self, ring: Points, blur: float = 0.0, mirrored: bool = True) -> Layer:
        """Return the inside of a closed curve, and its mirror image."""
        points = ring if ring.shape[1] == 3 else chart.on_face(ring)
        layer = np.zeros((self.size, self.size), np.uint8)
        for sign in (1, -1) if mirrored else (1,):
            self._fill(layer, points * [sign, 1, 1])
        return self._soft(layer, blur)

    def _fill(self, layer: NDArray[np.uint8], ring: Points) -> None:
        uv = chart.coordinates(ring)
        pixels = np.c_[uv[:, 0] * self.size, (1 - uv[:, 1]) * self.size] - 0.5
        corners = np.round(pixels * (1 << _SHIFT)).astype(np.int32)
        cv2.fillPoly(layer, [corners], 255, cv2.LINE_AA, _SHIFT)

    def _soft(self, layer: NDArray[np.uint8], blur: float) -> Layer:
        found = layer.astype(np.float32) / 255
        if not blur:
            return found
        sigma = blur * chart.texels_per_dm(self.size)
        return np.asarray(cv2.GaussianBlur(found, (0, 0), sigma), np.float32)

    def grain(self, cells: int, seed: int) -> Layer:
        """Return soft noise about 0 with so many cells across, about -0.5 to 0.5."""
        coarse = np.random.default_rng([seed, cells]).random((cells, cells), np.float32) - 0.5
        size = (self.size, self.size)
        return np.asarray(cv2.resize(coarse, size, interpolation=cv2.INTER_CUBIC), np.float32)

    def image(self) -> NDArray[np.uint8]:
        """Return the texture, shape (size, size, 3)."""
        return np.asarray(np.round(np.clip(self.colours, 0, 1) * 255), np.uint8)


def _box(weight: Layer) -> tuple[slice, slice]:
    """Return the rows and columns between which a weight is anything."""
    seen = weight != 0
    rows, columns = np.flatnonzero(seen.any(1)), np.flatnonzero(seen.any(0))
    if not len(rows):
        return slice(0), slice(0)
    return slice(rows[0], rows[-1] + 1), slice(columns[0], columns[-1] + 1)


def _outline(points: Points, widths: Points | float) -> Points:
    """Return the closed edge of a stroke, shape (2 n, 3)."""
    half = np.broadcast_to(np.asarray(widths, float), len(points))[:, None] / 2
    along = np.gradient(points[:, :2], axis=0)
    along /= np.maximum(np.linalg.norm(along, axis=1, keepdims=True), 1e-9)
    side = np.c_[np.c_[-along[:, 1], along[:, 0]] * half, np.zeros(len(points))]
    return np.concatenate([points + side, (points - side)[::-1]])


def step(x: Layer, low: float, high: float) -> Layer:
    """Return 0 below ``low`` to 1 above ``high``, soft in between."""
    t = np.clip((x - np.float32(low)) / np.float32(high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)


def curve(points: Points, count: int = 40) -> Points:
    """Return a smooth curve through ``points``, shape (n, d) to (count, d), evenly spaced."""
    points = np.asarray(points, float)
    along = np.r_[0, np.cumsum(np.linalg.norm(np.diff(points, axis=0), axis=1))]
    found: Points = CubicSpline(along, points)(np.linspace(0, along[-1], count))
    return found
