"""A head as a hatter sees it: the line on which things sit, and lofts over the skull."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
from scipy.ndimage import gaussian_filter, maximum_filter

from aigc.avatar.base import Points
from aigc.avatar.hair.skull import Skull, angles, direction
from aigc.avatar.piece import unit
from aigc.avatar.spec import AvatarSpec, Headwear, rgb
from aigc.avatar.wear.fabric import Rack
from aigc.avatar.wear.lofts import Mesh, frame, sheet
from aigc.types.avatar import Rgb

AZIMUTHS = np.linspace(-180, 180, 60, endpoint=False)
STEP = 6.0
UNDER = 0.13
"""Height above the skull to which a hat presses hair, in heights of the skull."""
COVER = 0.20
"""Height at which hats lie over such hair; over thinner hair they sink."""
Line = Callable[[Points], Points]


def hat_line(front: float = 30.0, side: float = 8.0, back: float = -14.0) -> Line:
    """Return elevations in degrees of a hat's edge at azimuths in degrees."""

    def line(azimuth: Points) -> Points:
        turn = np.cos(np.radians(azimuth))
        found: Points = side + (front - side) * np.maximum(turn, 0) ** 1.3
        return found + (back - side) * np.maximum(-turn, 0) ** 1.3

    return line


@dataclass(slots=True)
class Bench:
    """What the makers of headwear work on.

    Attributes
    ----------
    hair : float64, shape (azimuths, elevations), or None
        Heights of the hair's outer surface above the skull, every six degrees.
    sink : float
        How much deeper than over pressed hair a hat lies, in heights of the skull.
    """

    spec: AvatarSpec
    skull: Skull
    hair: Points | None = None
    sink: float = 0.0
    rack: Rack = field(default_factory=Rack)

    @property
    def colour(self) -> Rgb:
        """The main colour."""
        return rgb(self.spec.headwear.colour)

    @property
    def accent(self) -> Rgb:
        """The second colour."""
        return rgb(self.spec.headwear.accent)

    def own(self, usual: Rgb) -> Rgb:
        """Return the colour of the spec, or the usual one of such a thing if none was chosen."""
        plain = Headwear.model_fields["colour"].default
        return usual if self.spec.headwear.colour == plain else self.colour

    def height(self, azimuth: Points, elevation: Points) -> Points:
        """Return how high hair stands there; where it is not known, a thin layer."""
        azimuth, elevation = np.broadcast_arrays(
            np.asarray(azimuth, float), np.asarray(elevation, float)
        )
        if self.hair is None:
            return np.full(azimuth.shape, 0.16)
        i = np.round((azimuth + 180) / STEP).astype(int) % self.hair.shape[0]
        j = np.clip(np.round((elevation + 90) / STEP).astype(int), 0, self.hair.shape[1] - 1)
        result: Points = self.hair[i, j]
        return result

    def at(
        self, azimuth: Points | float, elevation: Points | float, above: Points | float
    ) -> Points:
        """Return places ``above`` the hair, in heights of the skull."""
        a, e = np.asarray(azimuth, float), np.asarray(elevation, float)
        return self.skull.place(a, e, self.height(a, e) + above)

    def over(
        self, azimuth: Points | float, elevation: Points | float, height: Points | float
    ) -> Points:
        """Return places ``height`` above the skull, less what a hat sinks."""
        return self.skull.place(
            np.asarray(azimuth, float),
            np.asarray(elevation, float),
            np.asarray(height, float) - self.sink,
        )

    def stand(self, azimuth: float, elevation: float, above: float) -> tuple[Points, Points]:
        """Return one place above the hair and axes there: right, up, outward."""
        place = self.at(azimuth, elevation, above)
        return place, frame(unit(place - self.skull.middle))

    def dome(self, line: Line, height: Points, count: int = 12, columns: int = 48) -> Mesh:
        """Return a cap from a line to the crown; ``height`` above the skull from edge to crown."""
        azimuth = np.linspace(-180, 180, columns, endpoint=False)
        t = np.linspace(0, 1, count)[:, None]
        elevation = line(azimuth) + (90 - line(azimuth)) * t
        rise = np.interp(t, np.linspace(0, 1, len(height)), height)
        grid = self.over(azimuth + 0 * t, elevation, rise + 0 * azimuth)
        return sheet(grid, around=True)

    def ring(self, line: Line, height: float, columns: int = 48) -> Points:
        """Return the edge of a stiff hat: nearly level in one leaning plane, shape (columns, 3)."""
        azimuth = np.linspace(-180, 180, columns, endpoint=False)
        place = self.over(azimuth, line(azimuth), height)
        terms = np.c_[np.ones(columns), place[:, 2]]
        place[:, 1] = terms @ np.linalg.lstsq(terms, place[:, 1], rcond=None)[0]
        return place

    def crown(self, ring: Points, profile: list[tuple[float, float]], top: float) -> Points:
        """Return rows from a ring upwards: pairs of (size, share of the height), shape (k, n, 3).

        ``top`` is how far above the hair the crown ends, in heights of the skull.
        """
        middle = ring.mean(0)
        high = self.skull.top + (0.16 + top - self.sink) * self.skull.unit - middle[1]
        up = np.array([0.0, high, -0.10 * high])
        return np.stack([middle + (ring - middle) * [s, 1 - h, s] + up * h for s, h in profile])


def brim(ring: Points, width: Points | float, drop: Points | float, rows: int = 4) -> Points:
    """Return rows of a brim from a ring outwards; ``drop`` is how far its edge lies below."""
    middle = ring.mean(0)
    out = unit((ring - middle) * [1, 0, 1])
    t = np.linspace(0, 1, rows)[:, None, None]
    wide = np.broadcast_to(width, len(ring))[:, None]
    fall = np.broadcast_to(drop, len(ring))[:, None]
    found: Points = ring + out * wide * t - np.array([0, 1.0, 0]) * fall * t**1.4
    return found


def thick_brim(grid: Points, thickness: float) -> Mesh:
    """Return a brim with an upper and a lower side."""
    under = grid - [0, thickness, 0]
    return sheet(np.concatenate([under, grid[::-1]]), around=True)


def hair_heights(points: Points, skull: Skull) -> Points:
    """Return how high hair's points stand above the skull, for `Bench.hair`; bare skin is 0."""
    if not len(points):
        return np.zeros((60, 31))
    away = points - skull.middle
    azimuth, elevation = angles(away)
    height = (np.linalg.norm(away, axis=1) - skull.radius(azimuth, elevation)) / skull.unit
    found = np.full((60, 31), 0.04)
    i = np.round((azimuth + 180) / STEP).astype(int) % 60
    j = np.clip(np.round((elevation + 90) / STEP).astype(int), 0, 30)
    near = height < 0.9
    np.maximum.at(found, (i[near], j[near]), height[near])
    spread = maximum_filter(found, size=(3, 3), mode=("wrap", "nearest"))
    smooth: Points = gaussian_filter(spread, 0.8, mode=("wrap", "nearest"))
    return smooth


def thickness(hair: Points) -> float:
    """Return how thick hair lies on the upper head, of the heights of `hair_heights`."""
    return float(np.quantile(hair[:, 20:], 0.9))


def straight_up(bench: Bench) -> Points:
    """Return the direction of the crown."""
    return direction(np.array(180.0), np.array(82.0))
