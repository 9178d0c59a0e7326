"""Where cloth folds: strokes over the maps of a top, of trousers and of a skirt."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from aigc.avatar.base import Points

STATIONS = 20
ROOT = 0.12
"""Share of a fold's length in which it swells from nothing."""
Stroke = tuple[float, float, float, float, float, float]
"""Start and end (u, v), sag to the right of the way as a share of the length, half width."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A rectangle of a texture that one part of the body takes up.

    Attributes
    ----------
    bottom, top : float
        Its place in the texture's height, 0 to 1.
    low, high : float
        Heights on the body there: decimetres of a trunk, joints of a limb, shares of a skirt.
    round_dm, tall_dm : float
        How long one turn of ``u`` and one unit of height are on the body.
    """

    bottom: float
    top: float
    low: float
    high: float
    round_dm: float
    tall_dm: float = 1.0

    def v(self, height: Points) -> Points:
        """Return the texture's ``v`` of heights on the body."""
        share = (np.clip(height, self.low, self.high) - self.low) / (self.high - self.low)
        found: Points = self.bottom + (self.top - self.bottom) * share
        return found

    def height(self, v: Points) -> Points:
        """Return the heights on the body of the texture's ``v``."""
        found: Points = self.low + (v - self.bottom) / (self.top - self.bottom) * (
            self.high - self.low
        )
        return found


TRUNK = Sheet(bottom=0.40, top=0.98, low=-1.4, high=6.4, round_dm=7.4)
SLEEVE = Sheet(bottom=0.02, top=0.38, low=-0.05, high=2.1, round_dm=2.9, tall_dm=2.0)
LEG = Sheet(bottom=0.02, top=0.98, low=-0.25, high=2.1, round_dm=4.0, tall_dm=3.45)
SKIRT = Sheet(bottom=0.02, top=0.98, low=0.0, high=1.0, round_dm=9.0, tall_dm=4.0)

_TRUNK_SIDE: tuple[Stroke, ...] = (
    (0.712, 4.82, 0.605, 4.42, 0.16, 0.075),
    (0.722, 4.62, 0.640, 4.12, 0.14, 0.050),
    (0.675, 5.02, 0.600, 5.26, -0.12, 0.034),
    (0.735, 3.02, 0.615, 3.24, -0.10, 0.062),
    (0.742, 2.80, 0.600, 2.72, 0.10, 0.046),
    (0.728, 3.38, 0.662, 3.60, -0.10, 0.036),
    (0.592, 4.02, 0.606, 3.42, -0.08, 0.036),
    (0.672, 1.10, 0.640, 2.20, 0.08, 0.050),
    (0.570, 1.10, 0.588, 1.92, -0.08, 0.040),
    (0.770, 4.72, 0.860, 4.30, -0.16, 0.062),
    (0.775, 4.45, 0.840, 3.95, -0.12, 0.042),
    (0.762, 2.98, 0.905, 3.20, 0.10, 0.058),
    (0.768, 2.76, 0.930, 2.70, -0.10, 0.044),
    (0.820, 1.10, 0.850, 2.15, -0.08, 0.048),
    (0.925, 1.10, 0.915, 1.85, 0.06, 0.036),
)
_TRUNK_OWN: tuple[Stroke, ...] = (
    (0.525, 1.00, 0.512, 1.62, 0.06, 0.034),
    (0.452, 2.30, 0.540, 2.42, -0.10, 0.030),
    (1.000, 5.30, 0.995, 4.40, 0.04, 0.026),
)
_SLEEVE: tuple[Stroke, ...] = (
    (0.735, 1.03, 0.400, 0.93, 0.10, 0.085),
    (0.725, 0.90, 0.455, 0.74, 0.12, 0.056),
    (0.725, 1.15, 0.430, 1.24, -0.10, 0.066),
    (0.700, 1.30, 0.520, 1.42, -0.10, 0.040),
    (0.800, 1.05, 0.985, 0.94, -0.10, 0.066),
    (0.810, 1.18, 0.960, 1.28, 0.10, 0.044),
    (0.770, 0.10, 0.560, 0.30, 0.12, 0.078),
    (0.740, 0.30, 0.570, 0.54, 0.10, 0.046),
    (0.800, 0.14, 0.960, 0.36, -0.12, 0.062),
    (0.330, 0.06, 0.375, 0.52, 0.06, 0.032),
    (0.180, 0.08, 0.130, 0.44, -0.06, 0.030),
    (0.640, 1.84, 0.440, 1.68, 0.12, 0.050),
    (0.300, 1.86, 0.420, 1.74, -0.12, 0.040),
    (0.690, 1.62, 0.540, 1.54, 0.10, 0.034),
    (0.900, 1.84, 0.760, 1.70, 0.12, 0.044),
    (0.060, 1.80, 0.200, 1.64, -0.10, 0.040),
)
_LEG: tuple[Stroke, ...] = (
    (0.735, 0.02, 0.545, -0.06, 0.10, 0.070),
    (0.735, 0.14, 0.560, 0.17, -0.10, 0.050),
    (0.300, -0.04, 0.440, 0.08, -0.08, 0.040),
    (0.680, 1.02, 0.410, 0.97, 0.10, 0.080),
    (0.660, 1.10, 0.440, 1.16, -0.10, 0.058),
    (0.330, 0.93, 0.505, 0.87, -0.08, 0.048),
    (0.960, 1.00, 0.790, 0.96, -0.10, 0.070),
    (0.040, 1.03, 0.210, 1.00, 0.10, 0.060),
    (0.930, 1.10, 0.800, 1.15, 0.08, 0.046),
    (0.680, 1.90, 0.400, 1.85, 0.10, 0.070),
    (0.330, 1.80, 0.560, 1.75, -0.10, 0.054),
    (0.640, 1.70, 0.490, 1.64, 0.10, 0.038),
    (0.960, 1.86, 0.780, 1.80, -0.10, 0.060),
    (0.060, 0.10, 0.190, 0.20, 0.08, 0.052),
    (0.900, 0.16, 0.830, 0.34, -0.08, 0.046),
)
_SKIRT: tuple[Stroke, ...] = tuple(
    (k / 18 + 0.010 * np.sin(5.0 * k), 1.0, k / 18 + 0.012 * np.cos(3.0 * k),
     0.30 + 0.22 * np.sin(7.0 * k) ** 2, 0.02, 0.11 + 0.04 * np.cos(4.0 * k))
    for k in range(18)
) + tuple(
    ((k + 0.5) / 18 + 0.012 * np.cos(6.0 * k), 0.0, (k + 0.5) / 18 + 0.008 * np.sin(2.0 * k),
     0.22 + 0.26 * np.cos(5.0 * k) ** 2, 0.02, 0.055 + 0.02 * np.sin(3.0 * k))
    for k in range(18)
)  # fmt: skip


_COLUMN: tuple[Stroke, ...] = (
    (0.715, 0.06, 0.585, 0.02, -0.08, 0.050),
    (0.720, 0.15, 0.600, 0.19, 0.08, 0.042),
    (0.285, 0.06, 0.415, 0.02, 0.08, 0.050),
    (0.300, 0.17, 0.420, 0.20, -0.08, 0.038),
    (0.560, 0.98, 0.572, 0.50, 0.03, 0.060),
    (0.440, 0.98, 0.430, 0.62, -0.03, 0.050),
    (0.880, 0.98, 0.900, 0.55, 0.03, 0.055),
    (0.130, 0.98, 0.115, 0.60, -0.03, 0.050),
    (0.700, 0.60, 0.560, 0.56, 0.08, 0.046),
    (0.310, 0.63, 0.430, 0.60, -0.08, 0.040),
)


def _mirrored(strokes: Sequence[Stroke], slide: float) -> tuple[Stroke, ...]:
    """Return the strokes of the other side, a little off, as no cloth folds alike twice."""
    return tuple(
        (1 - a, b + slide, 1 - c, d - slide, -sag, w * 0.9) for a, b, c, d, sag, w in strokes
    )


GARMENTS: Mapping[str, tuple[tuple[Sheet, tuple[Stroke, ...]], ...]] = MappingProxyType(
    {
        "top": (
            (TRUNK, (*_TRUNK_SIDE, *_mirrored(_TRUNK_SIDE, 0.05), *_TRUNK_OWN)),
            (SLEEVE, _SLEEVE),
        ),
        "legs": ((LEG, _LEG),),
        "skirt": ((SKIRT, _SKIRT),),
        "column": ((SKIRT, _COLUMN),),
        "pleats": ((SKIRT, ()),),
    }
)
"""What each kind of garment folds like, sheet by sheet."""


def fold(
    sheet: Sheet, stroke: Stroke, u: Points, v: Points, wide: float = 1.0
) -> tuple[tuple[slice, slice], Points, Points]:
    """Return where a stroke falls on a sheet's pixels.

    Parameters
    ----------
    u : shape (columns,)
        0 to 1 once around.
    v : shape (rows,)
        Heights on the body.
    wide : float
        How many times its own width it is drawn.

    Returns
    -------
    tuple
        The window of pixels; each pixel's signed distance from the stroke's line in decimetres,
        and the stroke's half width beside it, 0 beyond its ends.
    """
    line = _line(sheet, stroke)
    most = wide * stroke[5]
    x, y = u * sheet.round_dm, v * sheet.tall_dm
    columns = _window(x, line[:, 0].min() - 3 * most, line[:, 0].max() + 3 * most)
    rows = _window(y, line[:, 1].min() - 3 * most, line[:, 1].max() + 3 * most)
    aside, above = x[columns][:, None] - line[:, 0], y[rows][:, None] - line[:, 1]
    nearest = np.argmin((above**2)[:, None] + aside**2, axis=2)
    step = np.gradient(line, axis=0)
    long = np.linalg.norm(step, axis=1)
    way = (step / long[:, None])[nearest]
    off_x = np.take_along_axis(aside[None], nearest[..., None], 2)[..., 0]
    off_y = np.take_along_axis(above[:, None], nearest[..., None], 2)[..., 0]
    ahead = off_x * way[..., 0] + off_y * way[..., 1]
    along = (nearest + ahead / long[nearest]) / (STATIONS - 1)
    across = off_x * way[..., 1] - off_y * way[..., 0]
    return (rows, columns), across, most * _swell(along)


def _line(sheet: Sheet, stroke: Stroke) -> Points:
    """Return a stroke's stations in decimetres, shape (20, 2)."""
    a, b, c, d, sag, _ = stroke
    size = np.array([sheet.round_dm, sheet.tall_dm])
    start, end = np.array([a, b]) * size, np.array([c, d]) * size
    way = end - start
    middle = (start + end) / 2 + 2 * sag * np.array([way[1], -way[0]])
    t = np.linspace(0, 1, STATIONS)[:, None]
    line: Points = start * (1 - t) ** 2 + 2 * middle * t * (1 - t) + end * t**2
    return line


def _swell(along: Points) -> Points:
    """Return a stroke's width from its root at 0 to its tip at 1."""
    t = np.clip(along, 0, 1)
    found: Points = np.minimum(t / ROOT, 1) ** 0.5 * (1 - t) ** 0.75
    return found


def _window(values: Points, low: float, high: float) -> slice:
    inside = np.flatnonzero((values >= low) & (values <= high))
    return slice(int(inside[0]), int(inside[-1]) + 1) if len(inside) else slice(0, 0)
