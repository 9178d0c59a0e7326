"""Scene changes, one per theme, drawn on planes. Two texts never dissolve through each other.

Each change takes the outgoing frame, the incoming frame and how far it is (0-1), and writes the
frame between them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from math import hypot
from types import MappingProxyType

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.errors import ConfigError, did_you_mean
from aigc.image.paint.easing import ease
from aigc.image.theme.tokens import Theme
from aigc.planes import new_planes, split_planes, write_planes
from aigc.types.frame import Planes

CHANGE_S = Fraction(36, 100)
Points = Sequence[tuple[float, float]]
SUBPIXEL = 4
ZOOM = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Change:
    """A change at one moment: from ``old`` to ``new`` into ``out``, ``k`` of the way (0-1)."""

    old: Planes
    new: Planes
    out: Planes
    k: float
    theme: Theme

    @property
    def width(self) -> int:
        """Frame width in pixels."""
        return int(self.out.shape[1])

    @property
    def height(self) -> int:
        """Frame height in pixels."""
        return int(self.out.shape[0] * 2 // 3)

    @property
    def unit(self) -> float:
        """Pixels per canvas unit."""
        return min(self.width, self.height) / 1080

    @property
    def planes(self) -> list[tuple[Planes, Planes, Planes, int]]:
        """Old, new, out and the shrink of each of the three planes."""
        parts = (split_planes(p) for p in (self.old, self.new, self.out))
        return [(*p, s) for p, s in zip(zip(*parts, strict=True), (1, 2, 2), strict=True)]


def change(kind: str, at: Change) -> None:
    """Draw the change called ``kind``.

    Raises
    ------
    ConfigError
        There is no change of that name.
    """
    draw = CHANGES.get(kind)
    if draw is None:
        known = did_you_mean(kind, CHANGES)
        raise ConfigError(f"There is no scene change '{kind}'. {known}")
    draw(at)


def _slab(at: Change) -> None:
    """Wipe with slanted slabs in the accent, white and the second colour."""
    w, h, u = at.width, at.height, at.unit
    lean = 0.30 * h
    x = -lean - 260 * u + (w + lean * 1.2 + 260 * u) * ease("move")(at.k)
    tones = at.theme.tones(0)
    _reveal(at, ((-2 * lean, 0), (x + lean, 0), (x, h), (-2 * lean, h)))
    for start, wide, color in (
        (-4, 154, tones.accent),
        (165, 36, "#FFFFFF"),
        (215, 14, tones.second),
    ):
        left, right = x + start * u, x + (start + wide) * u
        _fill(at, ((left + lean, 0), (right + lean, 0), (right, h), (left, h)), color)


def _sweep(at: Change) -> None:
    """Draw a gold rule across; the new frame slides in behind it."""
    k = ease("move")(at.k)
    slide = (1 - k) * 120 * at.unit
    for old, new, out, shrink in at.planes:
        x = round(at.width * k / shrink)
        shift = min(round(slide / shrink), out.shape[1] - x)
        out[:, x:] = old[:, x:]
        out[:, :x] = new[:, shift : shift + x]
    accent, edge = at.theme.tones(0).accent, at.width * k
    for n in range(5):
        start = edge - (5 - n) * 12 * at.unit
        _veil(at, start, start + 12 * at.unit, accent, 0.07 * (n + 1))
    thick = 4 * at.unit
    _fill(at, _upright(edge - thick, 0, edge + thick, at.height), accent)


def _slats(at: Change) -> None:
    """Snap six slats across, each with a black and an accent edge."""
    count, tones = 6, at.theme.tones(0)
    for n in range(count):
        k = ease("move")(min(max((at.k - n * 0.07) / 0.62, 0.0), 1.0))
        x = at.width * k * 1.02
        top, end = (round(at.height * i / count / 2) * 2 for i in (n, n + 1))
        for old, new, out, shrink in at.planes:
            rows, column = slice(top // shrink, end // shrink), round(x / shrink)
            out[rows, :column] = new[rows, :column]
            out[rows, column:] = old[rows, column:]
        if 0 < k < 1:
            middle, right = x + 70 * at.unit, x + 96 * at.unit
            _block(at, (x, middle), (top, end), tones.text)
            _block(at, (middle, right), (top, end), tones.accent)


def _iris(at: Change) -> None:
    """Open an arch from the caption line."""
    cx, cy = at.width / 2, at.height * 0.62
    radius = hypot(at.width, at.height) * 0.74 * ease("move")(at.k)
    _reveal(at, _arch(cx, cy, max(radius, 1.0), at.height))
    tones, surface = at.theme.tones(0), at.theme.surface
    for grow, thick, color in ((0, 18, surface.fill), (24, 30, tones.second)):
        outline = _arch(cx, cy, radius + grow * at.unit, at.height * 1.2)
        _outline(at, outline, thick * at.unit, color)


def _bleed(at: Change) -> None:
    """Let the new frame soak in like ink, with a darker edge."""
    arrival = _soak(max(8, at.width // 4), max(8, at.height // 4))
    soft = 0.05
    wet = np.clip((at.k * (1 + soft) - arrival) / soft, 0, 1)
    rim = wet * (1 - wet) * 4
    weights = np.asarray(wet * 255, np.uint8), np.asarray(rim * 70, np.uint8)
    for n, (old, new, out, _) in enumerate(at.planes):
        size = (out.shape[1], out.shape[0])
        inside = cv2.resize(weights[0], size, interpolation=cv2.INTER_LINEAR)
        kept = cv2.multiply(old, cv2.bitwise_not(inside), scale=1 / 255)
        out[...] = cv2.add(cv2.multiply(new, inside, scale=1 / 255), kept)
        if n == 0:
            dark = cv2.resize(weights[1], size, interpolation=cv2.INTER_LINEAR)
            np.maximum(cv2.subtract(out, dark), 16, out=out)


def _light(at: Change) -> None:
    """Push into light, cut at its peak, and settle."""
    first = at.k < 0.5
    pushed, settling = ease("exit")(at.k * 2), ease("enter")(at.k * 2 - 1)
    zoom = 1 + 0.55 * pushed if first else 1.18 - 0.18 * settling
    share = min(1.0, 1.04 * max(0.0, 1 - abs(at.k - 0.5) / 0.46) ** 0.8)
    tones = at.theme.tones(0)
    light = split_planes(_flare(at.width, at.height, tones.accent, tones.second, tones.ground))
    for n, (old, new, out, _) in enumerate(at.planes):
        source = old if first else new
        matrix = _zoom_matrix(out, zoom)
        size = (out.shape[1], out.shape[0])
        seen = cv2.warpAffine(source, matrix, size, flags=ZOOM, borderMode=cv2.BORDER_REPLICATE)
        out[...] = cv2.addWeighted(seen, 1 - share, light[n], share, 0)


CHANGES: Mapping[str, Callable[[Change], None]] = MappingProxyType(
    {
        "slab": _slab,
        "bleed": _bleed,
        "light": _light,
        "sweep": _sweep,
        "iris": _iris,
        "slats": _slats,
    }
)


def _zoom_matrix(plane: Planes, zoom: float) -> NDArray[np.float64]:
    back = 1 / zoom
    shift = [(side / 2) * (1 - back) + back / 2 - 0.5 for side in plane.shape[::-1]]
    return np.array([[back, 0, shift[0]], [0, back, shift[1]]], np.float64)


def _upright(x0: float, y0: float, x1: float, y1: float) -> Points:
    return (x0, y0), (x1, y0), (x1, y1), (x0, y1)


def _arch(cx: float, cy: float, radius: float, foot: float) -> Points:
    angles = np.linspace(np.pi, 2 * np.pi, 64)
    bow = [(cx + radius * float(np.cos(a)), cy + radius * float(np.sin(a))) for a in angles]
    return [(cx - radius, max(foot, cy)), *bow, (cx + radius, max(foot, cy))]


def _fixed(points: Points, shrink: int) -> NDArray[np.int32]:
    limit = 30_000.0
    scaled = np.clip(np.array(points, np.float64) / shrink, -limit, limit)
    return np.asarray(np.rint((scaled - 0.5) * (1 << SUBPIXEL)), np.int32)


def _reveal(at: Change, outline: Points) -> None:
    """Show the new frame inside a convex ``outline`` and the old one outside."""
    for old, new, out, shrink in at.planes:
        mask = np.zeros(out.shape, np.uint8)
        cv2.fillConvexPoly(mask, _fixed(outline, shrink), 255, cv2.LINE_8, SUBPIXEL)
        out[...] = old
        cv2.copyTo(new, mask, out)


def _fill(at: Change, outline: Points, color: str) -> None:
    for (_, _, out, shrink), level in zip(at.planes, _levels(color), strict=True):
        cv2.fillConvexPoly(out, _fixed(outline, shrink), level, cv2.LINE_AA, SUBPIXEL)


def _outline(at: Change, outline: Points, thick: float, color: str) -> None:
    for (_, _, out, shrink), level in zip(at.planes, _levels(color), strict=True):
        width = max(1, round(thick / shrink))
        points = [_fixed(outline, shrink)]
        cv2.polylines(out, points, False, level, width, cv2.LINE_AA, SUBPIXEL)


def _block(at: Change, columns: tuple[float, float], rows: tuple[float, float], color: str) -> None:
    for (_, _, out, shrink), level in zip(at.planes, _levels(color), strict=True):
        x0, x1 = (max(0, round(x / shrink)) for x in columns)
        y0, y1 = (round(y / shrink) for y in rows)
        out[y0:y1, x0:x1] = level


def _veil(at: Change, left: float, right: float, color: str, opacity: float) -> None:
    for (_, _, out, shrink), level in zip(at.planes, _levels(color), strict=True):
        x0, x1 = max(0, round(left / shrink)), max(0, round(right / shrink))
        part = out[:, x0:x1].astype(np.float32)
        out[:, x0:x1] = np.rint(part + (level - part) * opacity).astype(np.uint8)


@lru_cache(maxsize=64)
def _levels(color: str) -> tuple[int, int, int]:
    """Return the Y, U and V levels of ``#RRGGBB``."""
    pixel = np.array([int(color[n : n + 2], 16) for n in (1, 3, 5)] + [255], np.uint8)
    planes = new_planes(2, 2)
    write_planes(np.tile(pixel, (2, 2, 1)), planes)
    y, u, v = split_planes(planes)
    return int(y[0, 0]), int(u[0, 0]), int(v[0, 0])


@lru_cache(maxsize=2)
def _soak(width: int, height: int) -> NDArray[np.float32]:
    """Return when ink reaches each place, 0-1, from a few drops over ragged paper."""
    random = np.random.default_rng(3)
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    reach = max(width, height) * 0.42
    arrival = np.full((height, width), 9.0, np.float32)
    for _ in range(11):
        cx, cy = width * random.uniform(0.05, 0.95), height * random.uniform(0.03, 0.97)
        delay, speed = random.uniform(0.0, 0.3), random.uniform(0.8, 1.2)
        np.minimum(arrival, delay + np.hypot(x - cx, y - cy) / (reach * speed), out=arrival)
    ragged = np.zeros_like(arrival)
    for cells, depth in ((5, 0.07), (14, 0.03), (48, 0.010)):
        coarse = random.normal(0, depth, (cells * height // width + 2, cells)).astype(np.float32)
        ragged += cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC)
    arrival += ragged
    arrival -= float(arrival.min())
    return np.asarray(arrival / float(arrival.max()), np.float32)


@lru_cache(maxsize=2)
def _flare(width: int, height: int, accent: str, second: str, night: str) -> Planes:
    """Return a frame of light: white-hot in the middle, the accent around, night outside."""
    parts = [
        np.array([int(color[n : n + 2], 16) for n in (1, 3, 5)], np.float32)
        for color in (accent, second, night)
    ]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    away = np.hypot(x - width / 2, y - height * 0.42) / (max(width, height) * 0.55)
    at = np.clip(away, 0, 1)[..., None]
    violet = parts[2] * 0.4 + parts[0] * 0.5
    outer = violet + (parts[2] * 1.5 - violet) * np.clip(at * 1.3 - 0.3, 0, 1)
    core = 255 * 0.55 + parts[0] * 0.45
    levels = outer + (core - outer) * np.exp(-((at / 0.32) ** 2)) + parts[1] * 0.12 * (1 - at)
    noise = np.random.default_rng(9).normal(0, 1.2, (height, width, 1)).astype(np.float32)
    rgba = np.full((height, width, 4), 255, np.uint8)
    rgba[..., :3] = np.clip(levels + noise, 0, 255).astype(np.uint8)
    planes = new_planes(width, height)
    write_planes(rgba, planes)
    return planes
