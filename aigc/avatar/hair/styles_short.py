"""Styles that are cropped or combed away from the face."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from aigc.avatar.hair.flows import (
    drape,
    field,
    fringe,
    from_crown,
    sides,
    tufts,
)
from aigc.avatar.hair.groom import Groom, part_line
from aigc.avatar.hair.paths import over_skull
from aigc.avatar.hair.skull import Floats, direction
from aigc.avatar.warp import smoothstep

AHEAD = np.array([0.0, 0.0, 1.0])
BACK = np.array([0.0, 0.0, -1.0])
UP = np.array([0.0, 1.0, 0.0])
Profile = tuple[tuple[float, float], ...]
"""Degrees behind the hairline and height, one after another."""


def _top(g: Groom, clumps: int, edge: float = 40.0) -> tuple[Floats, Floats]:
    """Return roots on top of the head, above the sides and the forehead's hairline."""
    azimuth, elevation = field(g, g.count(clumps))
    floor = np.maximum(g.skull.hairline(azimuth), edge * (np.abs(azimuth) > 50))
    chosen = elevation > floor
    return azimuth[chosen], elevation[chosen]


def _arched(
    g: Groom, azimuth: Floats, profile: Profile, width: float, drift: Floats | float = 0.0,
    narrow: float = 1.0, **make: Any,
) -> None:  # fmt: skip
    """Lay locks from the forehead's hairline back over the head along a profile."""
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


def _buzz(g: Groom) -> None:
    g.cap = 0.035 if g.strips else 0.06


def _crew(g: Groom) -> None:
    g.cap = g.lift(0.10)
    sides(g, 42, 0.30)
    root = _top(g, 70, 34)
    front = smoothstep(np.cos(np.radians(root[0])), 0.2, 0.9) * smoothstep(root[1], 75.0, 45.0)
    flow = from_crown(*root) * 0.6 + AHEAD * 0.4
    lift = (28 + 24 * smoothstep(root[1], 34.0, 62.0)) * (1 + 0.35 * front)
    tufts(g, root, flow, 0.30 + 0.10 * front, lift, 0.34, taper=1.5, thick=0.45)


def _crop(g: Groom) -> None:
    g.cap = g.lift(0.13)
    sides(g, 40, 0.30)
    root = _top(g, 64, 30)
    n = len(root[0])
    flow = AHEAD + from_crown(*root) * 0.5 + g.rng.normal(0, 0.25, (n, 3))
    lift = 14 + 20 * smoothstep(root[1], 32.0, 60.0) + g.jitter(n, 9)
    tufts(g, root, flow, 0.52 + g.jitter(n, 0.12), lift, 0.40, -0.08 * UP, taper=1.3)
    fringe(g, g.fringe("micro"), 0.0)


def _caesar(g: Groom) -> None:
    g.cap = g.lift(0.08)
    sides(g, 44, 0.32)
    root = _top(g, 56, 30)
    tufts(g, root, AHEAD + from_crown(*root) * 0.8, 0.58, 14, 0.42, -0.05 * UP, taper=3.0, bend=1.0)
    fringe(g, g.fringe("micro"), 0.0, 62)


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
            g.skull, root, (target, low), (0.03, g.lift(0.12)),
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
    g.cap = g.lift(0.12)
    sides(g, 38, 0.32)
    root = _top(g, 40, 34)
    tufts(g, root, BACK * 0.7 + from_crown(*root) * 0.3, 0.48, 30, 0.42, taper=1.8)
    for row, tall in enumerate((0.78, 0.66, 0.5)):
        n = g.count(7 - row)
        azimuth = g.spread(n, -50 + 6 * row, 50 - 6 * row)
        _arched(
            g, azimuth, ((14 * row, 0.02), (2 + 13 * row, tall * 0.5), (10 + 13 * row, tall * 0.9),
            (24 + 12 * row, tall)), 0.44, drift=g.jitter(n, 8) + 7, narrow=0.8, taper=1.6,
        )  # fmt: skip


def _pompadour(g: Groom) -> None:
    g.cap = g.lift(0.10)
    sides(g, 20, 0.36)
    _combed_back(g, 0.12, 0.22, rows=3)
    for row, tall in enumerate((0.52, 0.46)):
        n = g.count(8)
        _arched(
            g, g.spread(n, -54, 54), ((8 * row, 0.02), (0 + 6 * row, 0.5 * tall), (12, 0.95 * tall),
            (34, 1.05 * tall), (62, 0.8 * tall), (92, 0.42), (120, 0.16)), 0.44, narrow=0.85,
            taper=3.0, steps=14,
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


def _mohawk(g: Groom) -> None:
    g.cap, g.cap_low = 0.02, 62.0
    for wide in (0.0, 0.6, -0.6, 1.0, -1.0):
        n = g.count(11)
        degrees = 36 + 148 * np.linspace(0, 1, n) + g.jitter(n, 4)
        back = degrees > 90
        azimuth = np.where(back, 180.0, 0.0) + np.where(back, -1, 1) * wide * 9
        edge_on = np.broadcast_to(np.array([1.0, 0.0, 0.0]), (n, 8, 3))
        elevation = np.where(back, 180 - degrees, degrees)
        crest = np.sin(np.pi * (0.22 + 0.68 * (degrees - 36) / 148))
        lean = direction(azimuth, elevation) + 0.5 * BACK
        tufts(
            g, (azimuth, elevation), lean - 0.25 * UP, (0.95 - 0.28 * abs(wide)) * crest,
            70 + g.jitter(n, 6), 0.44, 0.18 * BACK, taper=1.5, steps=8, thick=0.5, clear=0.0,
            hug=0.0, out=edge_on, bend=0.0,
        )  # fmt: skip


def _spiky(g: Groom) -> None:
    root = field(g, g.count(44))
    n = len(root[0])
    tall = 0.50 + 0.42 * smoothstep(root[1], 0.0, 65.0) + g.jitter(n, 0.08)
    lift = 26 + 34 * smoothstep(root[1], 0.0, 70.0) + g.jitter(n, 8)
    bent = 0.20 * UP * smoothstep(root[1], 0.0, 50.0)[:, None]
    flow = from_crown(*root) + g.rng.normal(0, 0.15, (n, 3)) - 0.1 * UP
    tufts(g, root, flow, tall, lift, 0.52, bent, taper=1.25, thick=0.55, steps=8, hug=0.25)
    fringe(g, g.fringe("spiky"))


def _messy(g: Groom) -> None:
    """Lay short layers whose tips flick away, and a few strands that stand up."""
    low = g.skull.lids - g.drop(0.62)
    sides(g, 0.0, 0.4)

    def cut(azimuth: Floats) -> Floats:
        at = np.abs(azimuth)
        return low - 0.55 * g.unit * smoothstep(at, 115, 170)

    drape(
        g, g.parting(0.1), cut, clumps=8, layers=3, low=50, height=0.34, front=68.0, shorter=0.85,
        ragged=0.15, tuck=-0.14, taper=1.35, inward=0.20,
        wave=0.05 + 0.05 * g.curl(0.2), span=1.2, width=0.5,
    )  # fmt: skip
    fringe(g, g.fringe("spiky"), g.parting(0.1))
    azimuth = g.jitter(g.count(5), 150)
    root = azimuth, 66 + g.jitter(len(azimuth), 12)
    flow = from_crown(*root) + g.rng.normal(0, 0.3, (len(azimuth), 3))
    tufts(g, root, flow, 0.62, 34, 0.34, -0.1 * UP, taper=1.2, hug=0.4)


def _curtains(g: Groom) -> None:
    part = g.parting(0.0)
    ear = g.skull.lids - 0.42 * g.unit

    def cut(azimuth: Floats) -> Floats:
        back = smoothstep(np.abs(azimuth), 75, 150)
        return ear - g.drop(0.16) - 0.26 * g.unit * back

    drape(
        g, part, cut, clumps=8, low=56, height=0.24, shorter=0.34, ragged=0.08, tuck=0.16,
        inward=0.16, front=None, taper=1.9, layers=3,
    )  # fmt: skip
    fringe(g, g.fringe("curtain"), part)


def _two_block(g: Groom) -> None:
    sides(g, 18, 0.32)
    top = g.skull.lids + 0.10 * g.unit

    def cut(azimuth: Floats) -> Floats:
        return top + 0.10 * g.unit * smoothstep(np.abs(azimuth), 80, 180) - g.drop(0.08)

    drape(
        g, g.parting(-0.4), cut, clumps=9, low=43, height=0.26, ring=16, shorter=0.22, tuck=0.10,
        front=70.0, taper=1.9, over=False, ragged=0.07,
    )  # fmt: skip
    fringe(g, g.fringe("side"), g.parting(-0.4))


def _bowl(g: Groom) -> None:
    sides(g, -8, 0.3)
    low = g.skull.lids - g.drop(0.30)

    def cut(azimuth: Floats) -> Floats:
        ahead = smoothstep(np.abs(azimuth), 95, 45)
        return low + ahead * 0.22 * g.unit - 0.10 * g.unit * smoothstep(np.abs(azimuth), 120, 180)

    blunt: dict[str, Any] = {"taper": 8.0, "tip": 0.4} if g.strips else {"taper": 3.4}
    drape(
        g, g.parting(0.0), cut, clumps=10, low=44, height=0.34, shorter=0.05, ragged=0.015,
        tuck=0.22, inward=0.0, front=70.0, **blunt,
    )  # fmt: skip
    fringe(g, g.fringe("full"))


def _pixie(g: Groom) -> None:
    part = g.parting(0.55)
    low = g.skull.lids - g.drop(0.42)

    def cut(azimuth: Floats) -> Floats:
        at = np.abs(azimuth)
        return (
            low + 0.20 * g.unit * smoothstep(at, 60, 95) - 0.62 * g.unit * smoothstep(at, 110, 165)
        )

    drape(
        g, part, cut, clumps=9, layers=3, low=54, height=0.24, front=66.0, shorter=0.42,
        ragged=0.07, inward=0.20, tuck=0.08, taper=1.6, over=False, width=0.46,
        wave=0.08 * g.curl(0.0),
    )  # fmt: skip
    fringe(g, g.fringe("side"), part)


STYLES: Mapping[str, Callable[[Groom], None]] = MappingProxyType(
    {
        "buzz": _buzz, "crew": _crew, "crop": _crop, "caesar": _caesar, "side_part": _side_part,
        "slick_back": _slick_back, "quiff": _quiff, "pompadour": _pompadour, "undercut": _undercut,
        "mohawk": _mohawk, "spiky": _spiky, "messy": _messy, "curtains": _curtains,
        "two_block": _two_block, "bowl": _bowl, "pixie": _pixie,
    }
)  # fmt: skip
