"""A head being styled: the skull, what was asked of the hair, and the locks laid so far."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aigc.avatar.base import Points
from aigc.avatar.hair.locks import AROUND, Locks, leaf
from aigc.avatar.hair.paths import Torso, lengths, resampled, waved
from aigc.avatar.hair.skull import Floats, angles, direction, skull_of
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec
from aigc.avatar.warp import smoothstep

STRIPS_FOR_A_CLUMP = 2.5
STRIP_SHARE = 0.56
"""How wide a strip is beside a clump."""
STEPS_A_WAVE = 5.5
"""Waves are drawn out rather than cut into fewer steps."""
CHUNKS_FOR_A_CLUMP = 0.8
CHUNKY_WIDTH, CHUNKY_DEPTH, CHUNKY_STEPS, CHUNKY_CAP = 1.3, 1.7, 0.6, 1.35
PARTING_DEG = 42.0
CROSSING = 3.0
"""Degrees by which roots lie beyond a parting, so that no gap is left between its sides."""
CROWN_HEIGHT = 0.23
CROWN = (180.0, 71.0)
"""Azimuth and elevation from which hair turns."""


Height = TypeVar("Height", float, Floats)


class Groom:
    """Collects the locks of one head; heights and widths are in `Skull.unit`.

    Attributes
    ----------
    strips : bool
        Whether locks are strips of many strands, or closed clumps.
    chunky : bool
        Whether locks are few, thick and of few sides.
    locks : list of Locks
    ties : list of (float64 shape (3,), float64 shape (3,), float)
        Bands around tails: middle, axis and radius in decimetres.
    cap : float or None
        Height of the scalp's cover at its thickest.
    cap_low : float
        Elevation below which there is no cover at the sides and the back.
    crest : float
        How much higher the cover is over the forehead, inside hair that is combed up.
    fuzz : float
        Height of the stubble that stands on the cover; only where hair is strands.
    crown : float
        Height of loose roots at the crown; less over hair that is combed flat.
    """

    def __init__(self, spec: AvatarSpec, shape: Shape, torso: Points) -> None:
        self.hair = spec.hair
        self.skull = skull_of(shape)
        self.unit = self.skull.unit
        self.strips = shape.look.strips
        self.chunky = shape.look.facets
        self.torso = Torso(torso, self.skull.chin)
        self.rng = np.random.default_rng((spec.seed, 29))
        self.locks: list[Locks] = []
        self.ties: list[tuple[Points, Points, float]] = []
        self.cap: float | None = self.lift(0.20)
        self.cap_low = -90.0
        self.crest = 0.0
        self.fuzz = 0.0
        self.crown = CROWN_HEIGHT

    def cover(self, azimuth: Floats, elevation: Floats) -> Floats:
        """Return how high the scalp's cover is; nothing at the hairline."""
        line = np.maximum(self.skull.hairline(azimuth), self.cap_low)
        thick = (self.cap or 0.0) * (CHUNKY_CAP if self.chunky else 1.0)
        found: Floats = thick * smoothstep(elevation - line, 4.0, 50.0)
        if self.crest > 0:
            above = elevation - self.skull.hairline(azimuth)
            inside = smoothstep(above, 1.0, 18.0) * smoothstep(above, 54.0, 30.0)
            found = found + self.crest * inside * smoothstep(np.abs(azimuth), 60.0, 22.0)
        return found

    def count(self, clumps: int) -> int:
        """Return how many locks stand for so many clumps."""
        share = STRIPS_FOR_A_CLUMP if self.strips else CHUNKS_FOR_A_CLUMP if self.chunky else 1.0
        return max(round(clumps * share), 1)

    def few(self, clumps: int) -> int:
        """Return what `count` takes for so many locks where locks are thick in every look."""
        return max(round(clumps / STRIPS_FOR_A_CLUMP), 1) if self.strips else clumps

    def lift(self, height: Height) -> Height:
        """Return a height as full as was asked for."""
        return height * (1 + 0.55 * self.hair.volume) * (0.72 if self.strips else 1.0)

    def drop(self, units: float) -> float:
        """Return a length in decimetres, as much longer or shorter as was asked for."""
        return units * self.unit * (1 + 0.5 * self.hair.length)

    def curl(self, style: float) -> float:
        """Return how much curl there is, 0 to 1, the style's if none was asked for."""
        return style if self.hair.curl is None else self.hair.curl

    def parting(self, style: float) -> float:
        """Return the azimuth of the parting, from -1 on the right to 1 on the left."""
        return PARTING_DEG * (style if self.hair.parting is None else self.hair.parting)

    def fringe(self, style: str) -> str:
        """Return the fringe, the style's if none was asked for."""
        return self.hair.fringe or style

    def spread(self, count: int, low: float, high: float, unevenness: float = 0.2) -> Floats:
        """Return ``count`` values from ``low`` to ``high``, each near the middle of its share."""
        wobble = self.rng.uniform(-unevenness, unevenness, count)
        found: Floats = low + (high - low) * (np.arange(count) + 0.5 + wobble) / count
        return found

    def jitter(self, count: int, size: float) -> Floats:
        """Return values from minus to plus ``size``."""
        return self.rng.uniform(-size, size, count)

    def add(
        self,
        lines: Points,
        width: ArrayLike,
        *,
        root: float = 0.45,
        taper: float = 1.7,
        tip: float = 0.0,
        thick: ArrayLike | None = None,
        bend: float = 0.8,
        steps: int = 12,
        ease: float = 1.0,
        wave: float = 0.0,
        span: float = 0.9,
        phase: ArrayLike | None = None,
        start: float = 0.25,
        coil: float = 0.4,
        clear: float = 0.04,
        over: bool = True,
        out: Points | None = None,
        solid: bool = False,
        chain: str | None = None,
        held: float = 0.012,
        around: int = AROUND,
        column: int | None = None,
        own: float | None = None,
        profile: Floats | None = None,
    ) -> None:
        """Lay locks along lines.

        Parameters
        ----------
        width : float
            Of a clump; strips are narrower.
        thick : float or float64, shape (steps,)
            Thickness, of half the width; None for round solid locks and flat others.
        wave, span : float
            How far waves swing and how long one is.
        clear : float
            Least height of the middle of a lock, from a quarter of its way on.
        over : bool
            Whether it lies over the ears.
        chain : str or None
            The chain that carries it; None for that of its place if it is long, "" for the head.
        profile : float64, shape (steps,), or None
            Widths from root to tip instead of a leaf's.
        """
        lines = resampled(lines, steps, ease)
        count = len(lines)
        ahead = self.ahead(lines)
        names = self._chains(lines, ahead) if chain is None else np.full(count, chain)
        if wave > 0:
            turned = self.rng.uniform(0, 2 * np.pi, count) if phase is None else phase
            facing = self.skull.outward(lines) if out is None else out
            least = STEPS_A_WAVE * float(lengths(lines).max()) / steps
            long = max(span * self.unit, least)
            lines = waved(lines, facing, wave * self.unit, long, turned, start, coil)
        if clear > 0:
            k = smoothstep(np.linspace(0, 1, steps), 0.0, 0.25)
            lines = self.skull.clear(lines, clear * k[None, :], over)
        lines = self._off_torso(lines, ahead, clear)
        share = STRIP_SHARE if self.strips and not solid else 1.0
        if self.strips and not solid:
            root, taper, tip = max(root, 0.8), max(1.6 * taper, 2.0), max(tip, _point(taper))
        outline = leaf(steps, root, taper, tip) if profile is None else profile
        if solid or not self.strips:
            outline = np.append(outline[:-1], 0.0)
        wide = np.broadcast_to(np.asarray(width, float), (count,)) * self.unit * share
        deep = (1.0 if solid else 0.3) if thick is None else thick
        made = Locks(
            lines=lines, out=self.skull.outward(lines) if out is None else out,
            width=wide[:, None] * outline[None, :],
            thick=np.broadcast_to(np.asarray(deep, float), (steps,)), bend=bend, solid=solid,
            held=held, around=around, column=column, own=own, chain=chain or "",
        )  # fmt: skip
        made = _chunky(made) if self.chunky else made
        for name in sorted(set(names.tolist())):
            chosen = names == name
            self.locks.append(
                replace(
                    made, lines=made.lines[chosen], out=made.out[chosen],
                    width=made.width[chosen], chain=name,
                )
            )  # fmt: skip

    def _off_torso(self, lines: Points, ahead: NDArray[np.bool_], clear: float) -> Points:
        low = lines[..., 1].min(1) < self.skull.chin + 0.1 * self.unit
        if clear <= 0 or not low.any():
            return lines
        found = lines.copy()
        found[low] = self.torso.draped(lines[low], ahead[low], 0.07 * self.unit)
        return found

    def ahead(self, lines: Points) -> NDArray[np.bool_]:
        """Return which lines hang in front of the shoulders."""
        below = lines[:, :, 1] < self.skull.chin
        last = np.where(below.any(1), np.argmax(below, axis=1), lines.shape[1] - 1)
        at = lines[np.arange(len(lines)), last]
        azimuth, _ = angles(at - self.skull.middle)
        found: NDArray[np.bool_] = np.abs(azimuth) < 84
        return found

    def _chains(self, lines: Points, ahead: NDArray[np.bool_]) -> NDArray[np.str_]:
        """Return the chain of each lock: none for short ones, else by where it hangs."""
        long = lines[:, -1, 1] < self.skull.chin - 0.55 * self.unit
        azimuth, _ = angles(lines[:, -1] - self.skull.middle)
        side = np.where(azimuth > 0, "left", "right")
        name = np.where(np.abs(azimuth) < 150, np.char.add("hair_back_", side), "hair_back")
        name = np.where(ahead, np.char.add("hair_front_", side), name)
        found: NDArray[np.str_] = np.where(long, name, "")
        return found


def _chunky(locks: Locks) -> Locks:
    """Return thicker locks of fewer steps."""
    steps = locks.lines.shape[1]
    least = 6 if locks.solid else 4
    count = min(max(round(steps * CHUNKY_STEPS), least), steps)
    kept = np.linspace(0, steps - 1, count).round().astype(int)
    wide = 1.0 if locks.solid else CHUNKY_WIDTH
    deep = 1.0 if locks.solid else CHUNKY_DEPTH
    return replace(
        locks, lines=locks.lines[:, kept], out=locks.out[:, kept],
        width=locks.width[:, kept] * wide, thick=locks.thick[kept] * deep,
    )  # fmt: skip


def _point(taper: float) -> float:
    """Return how wide strips are at the tip: those that thin out early end in a point."""
    return float(np.clip(0.16 + 0.4 * (taper - 1.25), 0.16, 0.34))


def part_line(
    groom: Groom, azimuth: float, t: ArrayLike, front: float | None = None
) -> tuple[Floats, Floats]:
    """Return azimuths and elevations of a parting at ``t`` from the front (0) to the crown (1).

    Parameters
    ----------
    front : float or None
        Elevation where it begins, None for the hairline.
    """
    along = np.atleast_1d(np.asarray(t, float))[:, None]
    low = float(groom.skull.hairline(np.array(azimuth))) + 2 if front is None else front
    start = direction(np.array(azimuth), np.array(low))
    end = direction(np.array(CROWN[0]), np.array(CROWN[1]))
    angle = np.arccos(np.clip(start @ end, -1, 1))
    way = (np.sin((1 - along) * angle) * start + np.sin(along * angle) * end) / np.sin(angle)
    return angles(way)


def rooted(g: Groom, elevation: Floats) -> Floats:
    """Return heights of roots: off the skull at the crown, on it at the hairline."""
    found: Floats = g.lift(0.06) + g.lift(g.crown) * smoothstep(elevation, 38.0, 76.0)
    return found


def loose(g: Groom, height: float) -> float:
    """Return a height over the forehead, less where hair behind it is combed flat."""
    return g.lift(height) * (0.4 + 0.6 * g.crown / CROWN_HEIGHT)


def relief(g: Groom, count: int) -> Floats:
    """Return heights by which every other clump stands before its neighbours."""
    if g.strips:
        return g.jitter(count, 0.015)
    found: Floats = 0.035 * (np.arange(count) % 2 * 2 - 1) + g.jitter(count, 0.015)
    return found
