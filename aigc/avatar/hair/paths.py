"""Centre lines of locks: over the skull on great circles, falling, in waves, off the root."""

from __future__ import annotations

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy.interpolate import CubicSpline
from scipy.ndimage import gaussian_filter, map_coordinates, maximum_filter

from aigc.avatar.base import Points
from aigc.avatar.hair.skull import Floats, Skull, angles, direction
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep

OVER_THE_TOP = np.array([0.0, 0.8, -0.6])


def over_skull(
    skull: Skull,
    root: tuple[ArrayLike, ArrayLike],
    target: tuple[ArrayLike, ArrayLike],
    heights: tuple[ArrayLike, ArrayLike],
    bump: ArrayLike = 0.0,
    steps: int = 8,
    over: bool = False,
) -> Points:
    """Return lines on great circles, shape (locks, steps, 3).

    Parameters
    ----------
    root, target : (azimuths, elevations)
    heights : (at the root, at the target)
    bump : float
        Height added on the way, most at a third of it.
    """
    numbers = [np.atleast_1d(np.asarray(x, float)) for x in (*root, *target, *heights, bump)]
    a0, e0, a1, e1, h0, h1, lift = np.broadcast_arrays(*numbers)
    start, end = direction(a0, e0), direction(a1, e1)
    angle = np.arccos(np.clip(np.sum(start * end, -1), -1, 1))[:, None, None]
    angle = np.maximum(angle, 1e-3)
    t = np.linspace(0, 1, steps)
    way = (
        np.sin((1 - t)[None, :, None] * angle) * start[:, None]
        + np.sin(t[None, :, None] * angle) * end[:, None]
    ) / np.sin(angle)
    # where the ends are nearly opposite the shortest way may lead under the chin
    detour = 1.6 * smoothstep(angle, np.radians(100.0), np.radians(165.0))
    way = way + detour * OVER_THE_TOP * (np.sin(np.pi * t) ** 1.2)[None, :, None]
    azimuth, elevation = angles(way)
    grown = h0[:, None] + (h1 - h0)[:, None] * t**0.6 + lift[:, None] * np.sin(np.pi * t**0.6)
    return skull.place(azimuth, elevation, grown, over)


def fall(
    skull: Skull,
    lines: Points,
    end: ArrayLike,
    inward: ArrayLike = 0.0,
    flare: ArrayLike = 0.0,
    tuck: ArrayLike = 0.0,
    turn: ArrayLike = 0.0,
    steps: int = 8,
) -> Points:
    """Return the lines with what hangs down from their ends to the height ``end``.

    Parameters
    ----------
    inward, flare : float
        Heights by which they come towards the neck or swing away from it.
    tuck : float
        How far the last of it rolls in; out if negative.
    turn : float
        Degrees by which the azimuth changes on the way.
    """
    count = len(lines)
    last, before = lines[:, -1], lines[:, -2]
    wide = [
        np.broadcast_to(np.asarray(x, float), (count,)) for x in (end, inward, flare, tuck, turn)
    ]
    low, draw, swing, roll, degrees = (x[:, None] for x in wide)
    t = np.linspace(0, 1, steps + 1)[None, 1:]
    axis = np.array([0.0, skull.middle[2] - 0.12 * skull.unit])
    flat = last[:, [0, 2]] - axis
    reach = np.linalg.norm(flat, axis=1, keepdims=True)
    step = last - before
    slope = np.sum(step[:, [0, 2]] * flat / reach, 1, keepdims=True)
    slope = np.clip(slope / np.maximum(-step[:, 1:2], 0.04), -0.25, 0.55)
    length = np.maximum(last[:, 1:2] - low, 0.02)
    carried = slope * np.minimum(length, 1.2 * skull.unit) * (1 - np.exp(-3 * t)) * 0.28
    radius = (
        reach
        + carried
        + skull.unit
        * (swing * t**1.5 - draw * smoothstep(t, 0, 1) - roll * smoothstep(t, 0.5, 1.05))
    )
    angle = np.arctan2(flat[:, :1], flat[:, 1:]) + np.radians(degrees) * smoothstep(t, 0.1, 0.8)
    height = last[:, 1:2] - length * t
    hung = np.stack(
        [axis[0] + np.sin(angle) * radius, height, axis[1] + np.cos(angle) * radius], -1
    )
    return np.concatenate([lines, hung], axis=1)


def tuft(
    skull: Skull,
    root: tuple[Floats, Floats],
    flow: Points,
    length: ArrayLike,
    lift: ArrayLike,
    pull: Points | None = None,
    steps: int = 8,
    height: ArrayLike = 0.0,
    hug: float = 0.0,
) -> Points:
    """Return lines that leave the skull.

    Parameters
    ----------
    flow : float64, shape (locks, 3) or (3,)
        Where they lean; only what lies along the skull counts.
    length : float
        Heights.
    lift : float
        Degrees off the skull at the root.
    pull : float64, shape (locks, 3) or (3,), or None
        Heights by which the tips are drawn aside.
    hug : float
        0 for lines that go straight off, 1 for lines that bend with the head.
    """
    azimuth, elevation = np.broadcast_arrays(*(np.asarray(x, float) for x in root))
    height = np.broadcast_to(height, azimuth.shape)
    start = skull.place(azimuth, elevation, height)
    up = direction(azimuth, elevation)
    flow = np.broadcast_to(flow, up.shape)
    lean = unit(flow - np.sum(flow * up, -1, keepdims=True) * up + 1e-6)
    off = np.radians(np.broadcast_to(lift, azimuth.shape))[:, None]
    ahead = lean * np.cos(off) + up * np.sin(off)
    reach = np.broadcast_to(length, azimuth.shape)[:, None, None] * skull.unit
    t = np.linspace(0, 1, steps)[None, :, None]
    bent = 0.0 if pull is None else np.broadcast_to(pull, up.shape)[:, None] * skull.unit * t**2
    found: Points = start[:, None] + ahead[:, None] * reach * t + bent
    if hug > 0:
        around = angles(found - skull.middle)
        tall = np.sin(off)[:, :, None] * (reach / skull.unit) * t * (1 - 0.3 * t)
        found = found + hug * (skull.place(*around, height[:, None] + tall[..., 0]) - found)
    return found


def resampled(lines: Points, steps: int, ease: float = 1.0) -> Points:
    """Return smooth lines with even steps; ``ease`` above 1 gathers them at the root."""
    gaps = np.linalg.norm(np.diff(lines, axis=1), axis=2).mean(0)
    t = np.concatenate([[0], np.cumsum(np.maximum(gaps, 1e-4))])
    t /= t[-1]
    found: Points = CubicSpline(t, lines, axis=1)(np.linspace(0, 1, steps) ** ease)
    return found


def lengths(lines: Points) -> Floats:
    """Return how long each line is, decimetres."""
    found: Floats = np.linalg.norm(np.diff(lines, axis=1), axis=2).sum(1)
    return found


def waved(
    lines: Points,
    out: Points,
    size: ArrayLike,
    span: ArrayLike,
    phase: ArrayLike,
    start: float = 0.25,
    coil: float = 0.5,
) -> Points:
    """Return the lines in waves.

    Parameters
    ----------
    size, span : float
        How far they swing and how long a wave is, decimetres.
    phase : float
        Radians, one for each line.
    start : float
        Where waves begin, of the whole.
    coil : float
        0 swings from side to side, 1 turns like a spring.
    """
    count, steps, _ = lines.shape
    phase = np.broadcast_to(np.asarray(phase, float), (count,))[:, None]
    size = np.broadcast_to(np.asarray(size, float), (count,))[:, None]
    k = np.linspace(0, 1, steps)[None, :]
    turn = 2 * np.pi * k * lengths(lines)[:, None] / np.asarray(span, float) + phase
    along = unit(np.gradient(lines, axis=1))
    across = unit(np.cross(along, out))
    swing = size * smoothstep(k, start, min(start + 0.35, 1.0))
    sideways = across * (swing * np.sin(turn))[..., None]
    off = np.cross(across, along) * (swing * coil * np.cos(turn))[..., None]
    moved: Points = lines + sideways + off
    return moved


class Torso:
    """Clothed shoulders and chest as a front and a back wall that hair stays outside of."""

    WIDE, LOW, STEP = 2.6, 2.4, 0.1

    def __init__(self, points: Points, chin: float) -> None:
        self._low = min(self.LOW, chin - 2.0)
        self._rows = int((chin + 0.1 - self._low) / self.STEP)
        self._columns = int(2 * self.WIDE / self.STEP) + 1
        inside = (np.abs(points[:, 0]) < self.WIDE) & (points[:, 1] > self._low)
        inside &= points[:, 1] < self._low + (self._rows - 1) * self.STEP
        chosen = points[inside]
        self._front = self._wall(chosen, 1.0)
        self._back = -self._wall(chosen, -1.0)

    def _wall(self, points: Points, sign: float) -> Floats:
        column = np.round((points[:, 0] + self.WIDE) / self.STEP).astype(int)
        row = np.round((points[:, 1] - self._low) / self.STEP).astype(int)
        wall = np.full((self._columns, self._rows), -9.0)
        np.maximum.at(wall, (column, row), sign * points[:, 2])
        wall = maximum_filter(wall, 3)
        found: Floats = gaussian_filter(np.where(wall < -5, -0.6, wall), 0.8)
        return found

    def outside(self, lines: Points, ahead: NDArray[np.bool_], gap: float) -> Points:
        """Return the lines moved forward (where ``ahead``) or back until they are clear.

        Parameters
        ----------
        ahead : bool, shape (locks,)
        gap : float
            Decimetres kept.
        """
        at = [(lines[..., 0] + self.WIDE) / self.STEP, (lines[..., 1] - self._low) / self.STEP]
        front = map_coordinates(self._front, at, order=1, mode="nearest") + gap
        back = map_coordinates(self._back, at, order=1, mode="nearest") - gap
        depth = lines[..., 2]
        top = self._low + self._rows * self.STEP
        low = smoothstep(lines[..., 1], top, top - 0.35)
        wanted = np.where(ahead[:, None], np.maximum(depth, front), np.minimum(depth, back))
        found = lines.copy()
        found[..., 2] = depth + (wanted - depth) * low
        return found

    def draped(self, lines: Points, ahead: NDArray[np.bool_], gap: float) -> Points:
        """Return the lines moved clear of the torso in smooth curves."""
        found = lines
        for _ in range(3):
            moved = self.outside(found, ahead, gap) - found
            for _ in range(4):
                moved[:, 1:-1] = 0.5 * moved[:, 1:-1] + 0.25 * (moved[:, :-2] + moved[:, 2:])
                moved[:, -1] = 0.5 * moved[:, -1] + 0.5 * moved[:, -2]
            found = found + moved
        return self.outside(found, ahead, gap)
