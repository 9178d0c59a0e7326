"""Styles that are cropped, spiky, or fall no lower than the ears."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from aigc.avatar.hair.flows import (
    AHEAD,
    BACK,
    UP,
    drape,
    field,
    from_crown,
    sides,
    top_roots,
    tufts,
)
from aigc.avatar.hair.fringes import fringe
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.skull import Floats, direction
from aigc.avatar.warp import smoothstep

CLOSE = 0.03
"""Height of the crown under a fringe that lies close."""


def _buzz(g: Groom) -> None:
    g.cap = 0.02 if g.strips else 0.06
    g.fuzz = 0.045


def _tiles(g: Groom, count: int, flow_ahead: float, length: float, lift: float) -> None:
    """Lay short hair on the top like tiles, each row over the one before it."""
    azimuth, elevation = top_roots(g, count, 26)
    n = len(azimuth)
    flow = from_crown(azimuth, elevation) + flow_ahead * AHEAD + g.rng.normal(0, 0.12, (n, 3))
    tufts(
        g, (azimuth, elevation), flow, length + g.jitter(n, 0.08), lift + g.jitter(n, 3.0), 0.46,
        hug=1.0, taper=3.0, bend=1.0, thick=0.2,
    )  # fmt: skip


def _crew(g: Groom) -> None:
    g.cap = g.lift(0.10)
    sides(g, 42, 0.30)
    if g.strips:
        g.fuzz = g.lift(0.20)
        return
    root = top_roots(g, 70, 34)
    front = smoothstep(np.cos(np.radians(root[0])), 0.2, 0.9) * smoothstep(root[1], 75.0, 45.0)
    flow = from_crown(*root) * 0.6 + AHEAD * 0.4
    lift = (28 + 24 * smoothstep(root[1], 34.0, 62.0)) * (1 + 0.35 * front)
    tufts(g, root, flow, 0.30 + 0.10 * front, lift, 0.34, taper=1.5, thick=0.45)


def _crop(g: Groom) -> None:
    g.cap = g.lift(0.13)
    sides(g, 40, 0.30)
    if g.strips:
        g.crown = CLOSE
        _tiles(g, 60, 0.7, 0.50, 17.0)
    else:
        root = top_roots(g, 64, 30)
        n = len(root[0])
        flow = AHEAD + from_crown(*root) * 0.5 + g.rng.normal(0, 0.25, (n, 3))
        lift = 14 + 20 * smoothstep(root[1], 32.0, 60.0) + g.jitter(n, 9)
        tufts(g, root, flow, 0.52 + g.jitter(n, 0.12), lift, 0.40, -0.08 * UP, taper=1.3)
    fringe(g, g.fringe("micro"), 0.0)


def _caesar(g: Groom) -> None:
    g.cap = g.lift(0.08)
    sides(g, 44, 0.32)
    if g.strips:
        g.crown = CLOSE
        _tiles(g, 56, 0.8, 0.58, 9.0)
    else:
        root = top_roots(g, 56, 30)
        flow = AHEAD + from_crown(*root) * 0.8
        tufts(g, root, flow, 0.58, 14, 0.42, -0.05 * UP, taper=3.0, bend=1.0)
    fringe(g, g.fringe("micro"), 0.0, 62)


def _mohawk(g: Groom) -> None:
    g.cap, g.cap_low = 0.07, 62.0
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
    if g.strips:
        behind = (np.abs(root[0]) > 62) | (root[1] > 66)
        root = root[0][behind], root[1][behind]
    n = len(root[0])
    top = smoothstep(root[1], 0.0, 68.0)
    tall = 0.50 + 0.42 * top + g.jitter(n, 0.08)
    lift = 26 + 34 * top + g.jitter(n, 8)
    lean = g.rng.normal(0, 0.15, (n, 3))
    if g.strips:
        tall, lift = 0.34 + 0.22 * top + g.jitter(n, 0.06), 12 + 44 * top**2 + g.jitter(n, 5)
        g.fuzz = g.lift(0.10)
        lean = lean + 0.5 * AHEAD * top[:, None]
    bent = 0.20 * UP * smoothstep(root[1], 0.0, 50.0)[:, None]
    flow = from_crown(*root) + lean - 0.1 * UP
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
    azimuth = g.jitter(5, 150)
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
        "buzz": _buzz, "crew": _crew, "crop": _crop, "caesar": _caesar, "mohawk": _mohawk,
        "spiky": _spiky, "messy": _messy, "curtains": _curtains, "two_block": _two_block,
        "bowl": _bowl, "pixie": _pixie,
    }
)  # fmt: skip
