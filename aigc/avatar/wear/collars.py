"""What goes around a neck: ribs, rolls, stands, falls, points and lapels."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.cuts import Cut
from aigc.avatar.wear.figure import Figure, Site
from aigc.avatar.wear.lofts import UP, Mesh, plate, sheet, step, tube
from aigc.avatar.wear.surface import Surface


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Neck:
    """The neck as a leaning tube with a smooth radius.

    Attributes
    ----------
    root, axis : float64, shape (3,)
        Middle of the root, and unit vector upwards.
    ahead : float64, shape (3,)
        Unit vector to the front, across the axis.
    shares : float64, shape (5, 3)
        Factors of the cosines of 0 to 4 times the bearing, by powers of the height.
    lift : float
        How much higher the neck leaves the shoulders at its sides than in front.
    """

    root: Points
    axis: Points
    ahead: Points
    shares: Points
    lift: float

    def radius(self, bearing: Points, height: Points) -> Points:
        """Return the skin's distance from the axis."""
        found: Points = np.einsum("...k,kj,...j->...", *_terms(self.shares, bearing, height))
        return found

    def at(self, bearing: Points, height: Points, away: Points | float) -> Points:
        """Return places ``away`` from the skin; bearing 0 is the front, positive the left.

        Heights count from the line in which the neck leaves the body.
        """
        bearing, height = np.broadcast_arrays(bearing, height)
        height = height + self.lift * _rising(bearing)
        radius = (self.radius(bearing, height) + away)[..., None]
        out = np.sin(bearing)[..., None] * [1, 0, 0] + np.cos(bearing)[..., None] * self.ahead
        return self.root + height[..., None] * self.axis + radius * out


def _rising(bearing: Points) -> Points:
    """Return 0 in front to 1 at the sides and behind."""
    return 1 - smoothstep(np.cos(bearing), 0.1, 1.0)


def _terms(shares: Points, bearing: Points, height: Points) -> tuple[Points, Points, Points]:
    around = np.stack([np.cos(k * bearing) for k in range(shares.shape[0])], -1)
    along = np.stack([height**k for k in range(shares.shape[1])], -1)
    return around, shares, along


def neck_of(figure: Figure) -> Neck:
    """Return the neck of a body, fitted to its skin."""
    places = figure.shell.points
    root, axis = figure.throat + step(0, 0.05, 0), figure.lean
    ahead = np.cross([1.0, 0, 0], axis)
    away = places - root
    height = away @ axis
    bearing = np.arctan2(away[:, 0], away @ ahead)
    radius = np.hypot(away[:, 0], away @ ahead)
    beside = (np.abs(np.sin(bearing)) > 0.85) & (height < 0.8)
    slim = np.median(radius[beside & (height > 0.5)])
    lift = float(np.clip(height[beside & (radius > 1.25 * slim)].max(), 0.05, 0.45))
    low = -0.05 + 0.9 * lift * _rising(bearing)
    chosen = (height > low) & (height < 0.8) & (radius < 1.6 * slim)
    around, _, along = _terms(np.zeros((5, 3)), bearing[chosen], height[chosen])
    terms = (around[:, :, None] * along[:, None, :]).reshape(chosen.sum(), -1)
    ridge = np.diag(np.tile([1e-4, 0.02, 0.3], 5))
    found = np.linalg.solve(terms.T @ terms + ridge, terms.T @ radius[chosen])
    return Neck(root=root, axis=axis, ahead=ahead, shares=found.reshape(5, 3), lift=lift)


def below(neck: Neck, height: float) -> Cut:
    """Return the cut that ends cloth on the neck, ``height`` above where it leaves the body."""

    def field(place: Site) -> Points:
        away = place.points - neck.root
        bearing = np.arctan2(away[:, 0], away @ neck.ahead)
        found: Points = height + neck.lift * _rising(bearing) - away @ neck.axis
        return np.where(place.arm > 0.5, 9.0, found)

    return field


BEARINGS = np.linspace(-np.pi, np.pi, 56, endpoint=False)


def roll(neck: Neck, low: float, high: float, away: float = 0.035, thick: float = 0.05) -> Mesh:
    """Return the folded collar of a turtleneck."""
    heights = np.array(
        [low, low + 0.02, low + 0.1, high - 0.08, high - 0.02, high, high - 0.03, low + 0.1]
    )
    lifts = away + thick * np.array([0.2, 1.05, 1.35, 1.1, 0.95, 0.45, 0.0, 0.0])
    grid = np.stack([neck.at(BEARINGS, h + 0.02 * np.cos(BEARINGS + np.pi), d)
                     for h, d in zip(heights, lifts, strict=True)])  # fmt: skip
    return sheet(grid, around=True)


def open_bearings(gap: float, count: int = 41) -> Points:
    """Return bearings from ``gap`` left of the front around the back to its right.

    They lie closer where the collar's points are.
    """
    t = np.linspace(-1, 1, count)
    t = np.sign(t) * (1 - (1 - np.abs(t)) ** 1.35)
    found: Points = np.pi + (np.pi - gap) * t
    return found


def shirt_collar(
    neck: Neck, under: Surface, gap: float = 0.10, stand: float = 0.30, fall: float = 0.34,
    point: float = 0.34, spread: float = 0.16, lift: float = 0.05,
) -> Mesh:  # fmt: skip
    """Return a collar with a stand and a fall that ends in two points.

    Parameters
    ----------
    gap : float
        Bearing at which each front edge begins, radians.
    stand, fall : float
        Heights at the back.
    point, spread : float
        How far a point reaches down and out beyond the fall.
    lift : float
        Least distance from the cloth under it.
    """
    bearing = open_bearings(gap)
    front = smoothstep(np.cos(bearing), 0.1, 1.0)
    top = 0.13 + stand - 0.16 * front
    rows = [
        neck.at(bearing, 0.0 * top - 0.08, 0.035),
        neck.at(bearing, top, 0.05),
        neck.at(bearing, top + 0.02, 0.09),
        neck.at(bearing, top - 0.02, 0.125),
    ]
    ends = np.minimum(bearing, 2 * np.pi - bearing) - gap
    edge = np.clip(1 - ends / 1.15, 0, 1) ** 1.7
    side = np.sign(np.sin(bearing))[:, None] * [1.0, 0, 0]
    for t in (0.35, 0.7, 1.0):
        drop = (fall + point * edge) * t
        row = neck.at(bearing, top - 0.02, 0.125 + 0.10 * t + 0.05 * edge * t)
        row = row - drop[:, None] * UP + side * (spread * edge * t)[:, None]
        rows.append(under.above(row, lift))
    return plate(np.stack(rows[::-1]), 0.02)


def stand_collar(
    neck: Neck, gap: float, height: float, away: float = 0.05, round_: float = 0.12
) -> Mesh:
    """Return an upright collar open in front with rounded corners (qipao, Zhongshan, tang)."""
    bearing = open_bearings(gap)
    edge = smoothstep(np.minimum(bearing, 2 * np.pi - bearing), gap + 2.2 * round_, gap)
    top = height - 0.08 * smoothstep(np.cos(bearing), 0.0, 1.0) - round_ * edge**2
    rows = [neck.at(bearing, -0.05 + (top + 0.05) * t, away + 0.02 * t) for t in (0, 0.35, 0.7, 1)]
    return plate(np.stack(rows), 0.03)


def piping(
    neck: Neck, gap: float, height: float, away: float, width: float, round_: float = 0.12
) -> Mesh:
    """Return the trimmed edge of `stand_collar`."""
    bearing = open_bearings(gap)
    edge = smoothstep(np.minimum(bearing, 2 * np.pi - bearing), gap + 2.2 * round_, gap)
    top = height - 0.08 * smoothstep(np.cos(bearing), 0.0, 1.0) - round_ * edge**2
    line = neck.at(bearing, top, away + 0.01)
    return tube(line, width, width * 1.3, up=neck.axis, sides=6)
