"""Styles that are combed up, back or to a side."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from aigc.avatar.hair.flows import BACK, from_crown, sides, top_roots, tufts
from aigc.avatar.hair.fringes import fringe
from aigc.avatar.hair.groom import Groom, part_line
from aigc.avatar.hair.paths import over_skull
from aigc.avatar.hair.skull import Floats
from aigc.avatar.warp import smoothstep

Profile = tuple[tuple[float, float], ...]
"""Degrees behind the hairline and height, one after another."""


def _arched(
    g: Groom, azimuth: Floats, profile: Profile, width: float, drift: Floats | float = 0.0,
    narrow: float = 1.0, scale: Floats | float = 1.0, **make: Any,
) -> None:  # fmt: skip
    """Lay locks from the forehead's hairline back over the head along a profile.

    Parameters
    ----------
    drift : float
        Degrees by which they lean to the left on their way.
    narrow : float
        Azimuths at the end, of those at the root.
    scale : float
        Of all heights, for each lock.
    """
    line = g.skull.hairline(np.clip(azimuth, -62, 62))
    t = np.linspace(0, 1, len(profile))
    behind = np.array([p[0] for p in profile])
    height = np.array([g.lift(p[1]) for p in profile])
    at = (
        azimuth[:, None] * (1 + (narrow - 1) * t)
        + np.broadcast_to(drift, azimuth.shape)[:, None] * t
    )
    rise = line[:, None] + behind[None, :]
    over_top = rise > 90
    at = np.where(over_top, 180 - at, at)
    rise = np.where(over_top, 180 - rise, rise)
    uneven = 1 + g.jitter(len(azimuth), 0.08)[:, None] * t
    uneven = uneven * np.broadcast_to(scale, azimuth.shape)[:, None]
    lines = g.skull.place(at, rise, height[None, :] * uneven)
    options: dict[str, Any] = {"root": 0.7, "taper": 2.2, "steps": 11, "clear": 0.0, "chain": ""}
    g.add(lines, width, **options | make)


def _combed_back(g: Groom, height: float, front: float, rows: int = 4, width: float = 0.40) -> None:
    """Lay rows of hair from forehead and temples to the back of the head."""
    for row in range(rows):
        share = row / max(rows - 1, 1)
        n = g.count(11 - row)
        azimuth = g.spread(n, -76 + 14 * share, 76 - 14 * share)
        start = g.skull.hairline(azimuth) + 1 + 42 * share * np.cos(np.radians(azimuth))
        target = np.sign(azimuth + 1e-3) * (178 - 0.75 * np.abs(azimuth))
        lines = over_skull(
            g.skull, (azimuth, start), (target, np.full(n, -14.0) + 26 * share + g.jitter(n, 5)),
            (0.02 + 0.10 * share, g.lift(0.08 + 0.05 * share)),
            bump=g.lift(height + (front - height) * (1 - share) * np.cos(np.radians(azimuth))),
            steps=9,
        )  # fmt: skip
        g.add(
            lines,
            width,
            root=0.6,
            taper=2.6,
            steps=11,
            over=False,
            chain="",
            clear=0.03,
            thick=0.16,
            bend=1.5,
        )


def _across(
    g: Groom, part: float, height: float, side_low: float, clumps: int = 6, tip: float = 12.0
) -> None:
    """Lay the long hair of a side parting over the top to the other side, in rows."""
    side = -1.0 if part > 0 else 1.0
    for start, end in ((0.0, 0.45), (0.25, 0.75), (0.5, 1.0)):
        n = g.count(clumps)
        t = g.spread(n, start, end)
        root = part_line(g, part, t)
        target = side * (58 + 100 * t) + g.jitter(n, 4)
        low = np.maximum(g.skull.hairline(target) + tip, side_low) - 10 * t + g.jitter(n, 4)
        lines = over_skull(
            g.skull, root, (target, low), (0.03, g.lift(0.06)),
            bump=g.lift(height * (1.15 - 0.5 * t)), steps=9,
        )  # fmt: skip
        g.add(lines, 0.46, root=0.6, taper=2.2, steps=11, over=False, chain="", clear=0.03)
    for low_height in (0.10, 0.15):
        n = g.count(7)
        t = g.spread(n, 0.0, 1.0)
        target = -side * (62 + 96 * t)
        lines = over_skull(
            g.skull, part_line(g, part, t),
            (target, np.maximum(g.skull.hairline(target) + 8, side_low - 18)),
            (0.03, g.lift(low_height)), bump=g.lift(0.07), steps=8,
        )  # fmt: skip
        g.add(lines, 0.40, root=0.6, taper=2.4, steps=9, over=False, chain="", clear=0.03)


def _front_sweep(g: Groom, part: float, height: float, clumps: int = 5) -> None:
    """Lay the front of a side parting: up from the hairline and over to the far side."""
    side = -1.0 if part > 0 else 1.0
    for row in (0, 1):
        n = g.count(clumps)
        t = g.spread(n, 0.0, 1.0, 0.12)
        azimuth = np.clip(part + side * (2 + 62 * t), -56, 56)
        line = g.skull.hairline(azimuth) + 1 + 9 * row
        steps = np.linspace(0, 1, 6)
        rise = np.array([0, 7, 16, 20, 16, 6])[None, :] * (1 - 0.45 * t[:, None])
        raised = np.array([0.02, 0.55, 0.95, 1.0, 0.8, 0.5])[None, :] * g.lift(height)
        raised = raised * (1.05 - 0.35 * t[:, None])
        at = azimuth[:, None] + side * (58 - 24 * t[:, None]) * steps[None, :] ** 1.3
        floor = g.skull.hairline(at) + 3
        lines = g.skull.place(at, np.maximum(line[:, None] + rise, floor), raised)
        g.add(lines, 0.46, root=0.7, taper=2.3, steps=11, over=False, chain="", clear=0.02)


def _side_part(g: Groom) -> None:
    part = g.parting(0.62)
    g.cap = g.lift(0.12)
    sides(g, 34, 0.36)
    _across(g, part, 0.18, 14.0)
    kind = g.fringe("none")
    if kind == "none":
        _front_sweep(g, part, 0.24)
    else:
        fringe(g, kind, part)


def _slick_back(g: Groom) -> None:
    g.cap = g.lift(0.08)
    sides(g, 6, 0.4)
    _combed_back(g, 0.10, 0.20, rows=5)


def _quiff(g: Groom) -> None:
    g.cap, g.crest = g.lift(0.12), g.lift(0.40)
    sides(g, 38, 0.32)
    root = top_roots(g, 40, 34)
    behind = root[1] - g.skull.hairline(root[0]) > 30.0 * (np.cos(np.radians(root[0])) > 0)
    root = root[0][behind], root[1][behind]
    tufts(
        g, root, BACK * 0.7 + from_crown(*root) * 0.3, 0.48, 14 if g.strips else 24, 0.42, taper=1.8
    )
    for row, tall in enumerate((0.62, 0.66, 0.60)):
        n = g.count(8 - row)
        azimuth = g.spread(n, -46 + 5 * row, 46 - 5 * row)
        _arched(
            g, azimuth, ((9 * row, 0.02), (3 + 9 * row, tall * 0.42), (11 + 11 * row, 0.9 * tall),
            (27 + 12 * row, 1.02 * tall), (50 + 10 * row, 0.55 * tall)), 0.50,
            drift=g.jitter(n, 4) + 9, narrow=0.85, taper=2.0, root=1.0, scale=_sloped(azimuth),
        )  # fmt: skip


def _sloped(azimuth: Floats) -> Floats:
    """Return shares of a height that is full over the nose and less towards the temples."""
    return np.asarray(1 - 0.62 * smoothstep(np.abs(azimuth), 14.0, 58.0))


def _pompadour(g: Groom) -> None:
    g.cap, g.crest = g.lift(0.10), g.lift(0.36)
    sides(g, 20, 0.36)
    _combed_back(g, 0.12, 0.22, rows=3)
    for row, tall in enumerate((0.52, 0.48)):
        azimuth = g.spread(g.count(9), -56, 56)
        _arched(
            g, azimuth, ((7 * row, 0.02), (1 + 5 * row, 0.5 * tall), (11, 0.95 * tall),
            (34, 1.05 * tall), (62, 0.8 * tall), (92, 0.42), (120, 0.16)), 0.48, narrow=0.85,
            taper=3.0, steps=14, root=1.0, scale=_sloped(azimuth),
        )  # fmt: skip


def _undercut(g: Groom) -> None:
    g.cap, g.cap_low = g.lift(0.05), 22.0
    part = g.parting(0.75)
    kind = g.fringe("none")
    _across(g, part, 0.24, 30.0, tip=24.0)
    if kind == "none":
        _front_sweep(g, part, 0.44, 6)
    else:
        fringe(g, kind, part)


STYLES: Mapping[str, Callable[[Groom], None]] = MappingProxyType(
    {
        "side_part": _side_part, "slick_back": _slick_back, "quiff": _quiff,
        "pompadour": _pompadour, "undercut": _undercut,
    }
)  # fmt: skip
