"""Styles that are tied: tails and buns."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.hair.flows import combed, drape, framing, sides
from aigc.avatar.hair.fringes import fringe
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.paths import over_skull
from aigc.avatar.hair.skull import Floats, direction
from aigc.avatar.hair.tails import band, bun, middle_line, tail

TIED_CAP = 0.07
TIED_CROWN = 0.10


def tie_place(g: Groom, azimuth: float, elevation: float, height: float = 0.10) -> Points:
    """Return where hair is held."""
    found: Points = g.skull.place(np.array(azimuth), np.array(elevation), np.array(height))
    return found


def pulled_back(
    g: Groom, tie: tuple[float, float], kind: str = "none", frame: float | None = 0.0,
    height: float = 0.08, **options: Any,
) -> None:  # fmt: skip
    """Comb all hair to a tie, with a fringe over it and locks before the ears."""
    g.cap, g.crown = g.lift(TIED_CAP), TIED_CROWN
    combed(g, tie, height=height, **options)
    chosen = g.fringe(kind)
    fringe(g, chosen, g.parting(0.5 if chosen == "side" else 0.0), 66.0)
    if frame is not None:
        framing(g, g.skull.chin - frame * g.unit, (57, 66), width=0.26, height=0.14, front=40.0)


def _hang(
    g: Groom, tie: tuple[float, float], name: str, drop: float, *, rise: float = 0.38,
    outward: float = 0.0, ahead: bool = False, side: float = 0.0, depth: float | None = None,
    lift: Points | None = None, height: float = 0.10, **make: Any,
) -> None:  # fmt: skip
    """Hang a tail from a tie; its end lies ``side`` units to the left and ``drop`` lower."""
    base = tie_place(g, *tie, height)
    away = direction(np.array(tie[0]), np.array(tie[1]))
    out = away if lift is None else away * 0.6 + lift
    end = base + np.array([side * g.unit, -g.drop(drop), 0.0])
    end[2] = base[2] + away[2] * 0.30 * g.unit if depth is None else depth
    end[0] += outward * g.unit * np.sign(base[0])
    line = middle_line(g, base, out, end, rise, ahead=ahead)
    tail(g, line, name, wave=0.03 + 0.14 * g.curl(0.1), **make)
    band(g, base + out * 0.05 * g.unit, line[1] - line[0], 0.13)


def _ponytail(g: Groom) -> None:
    tie = (180.0, 26.0)
    pulled_back(g, tie, "wispy")
    _hang(g, tie, "tail", 2.9)


def _high_ponytail(g: Groom) -> None:
    tie = (180.0, 68.0)
    pulled_back(g, tie, "side", 0.1)
    _hang(
        g,
        tie,
        "tail",
        4.0,
        rise=0.95,
        lift=np.array([0, 0.8, -0.5]),
        thick=0.40,
        clumps=11,
        width=0.46,
        depth=g.skull.middle[2] - 1.55 * g.unit,
    )


def _low_ponytail(g: Groom) -> None:
    tie = (180.0, -28.0)
    pulled_back(g, tie, "curtain", None)
    _hang(g, tie, "tail", 2.2, rise=0.16, thick=0.22)


def _side_ponytail(g: Groom) -> None:
    tie = (112.0, 6.0)
    pulled_back(g, tie, "side", None)
    _hang(
        g, tie, "tail", 2.5, rise=0.34, ahead=True, side=-0.1, outward=0.12,
        depth=g.skull.middle[2] + 0.35 * g.unit, thick=0.26,
    )  # fmt: skip


def halves(g: Groom, tie: tuple[float, float], **options: Any) -> None:
    """Comb each half of the head to a tie of its own."""
    g.cap, g.crown = g.lift(TIED_CAP), TIED_CROWN
    for side in (-1.0, 1.0):
        span = (2.0, 178.0) if side > 0 else (-178.0, -2.0)
        combed(g, (side * tie[0], tie[1]), clumps=9, span=span, **options)
        for layer in (0, 1):
            n = g.count(7)
            root = _middle_parting(g, g.spread(n, 0.0, 1.0))
            lines = over_skull(
                g.skull, root, (np.full(n, side * tie[0]), np.full(n, tie[1])), (0.02, 0.12),
                bump=g.lift(0.07 + 0.03 * layer), steps=8,
            )  # fmt: skip
            g.add(
                lines, 0.46, root=0.5, taper=9.0, tip=0.35, steps=7, over=False, clear=0.03,
                chain="", thick=0.2,
            )  # fmt: skip


def _middle_parting(g: Groom, t: Floats) -> tuple[Floats, Floats]:
    """Return a parting from the forehead over the top to the nape."""
    low = float(g.skull.hairline(np.array(0.0))) + 2
    degrees = low + (232 - low) * t
    back = degrees > 90
    return np.where(back, 180.0, 0.0), np.where(back, 180 - degrees, degrees)


def _twin_tails(g: Groom) -> None:
    halves(g, (112.0, 36.0))
    fringe(g, g.fringe("full"), 0.0, 66.0)
    framing(g, g.skull.chin - 0.15 * g.unit, (56, 66), height=0.16)
    for side, name in ((1.0, "tail_left"), (-1.0, "tail_right")):
        _hang(
            g, (side * 112.0, 36.0), name, 3.8, rise=0.34, outward=0.60,
            lift=np.array([0, 0.15, 0]), thick=0.30, clumps=9, width=0.42,
            depth=g.skull.middle[2] - 0.15 * g.unit,
        )  # fmt: skip


def _low_twin_tails(g: Groom) -> None:
    halves(g, (122.0, -30.0))
    fringe(g, g.fringe("wispy"), 0.0, 66.0)
    for side, name in ((1.0, "tail_left"), (-1.0, "tail_right")):
        _hang(
            g, (side * 122.0, -30.0), name, 2.4, rise=0.20, ahead=True, outward=0.05,
            depth=g.skull.middle[2] + 0.5 * g.unit, thick=0.22, clumps=8, width=0.34,
        )  # fmt: skip


def _bun_at(g: Groom, tie: tuple[float, float], radius: float, height: float | None = None) -> None:
    up = direction(np.array(tie[0]), np.array(tie[1]))
    middle = tie_place(g, *tie, 0.7 * radius if height is None else height)
    bun(g, middle, up, radius)


def _bun_high(g: Groom) -> None:
    pulled_back(g, (180.0, 56.0), "wispy", -0.05)
    _bun_at(g, (180.0, 56.0), 0.42)


def _low_bun(g: Groom) -> None:
    pulled_back(g, (180.0, -22.0), "curtain", None)
    _bun_at(g, (180.0, -22.0), 0.38)


def _double_bun(g: Groom) -> None:
    halves(g, (104.0, 52.0))
    fringe(g, g.fringe("full"), 0.0, 64.0)
    framing(g, g.skull.chin - 0.1 * g.unit, (56, 66), height=0.16)
    for side in (-1.0, 1.0):
        _bun_at(g, (side * 104.0, 52.0), 0.33)


def _down(g: Groom, end: float, low: float = 62.0, **options: Any) -> None:
    """Hang what is not tied from below the crown."""
    bottom = g.skull.chin - g.drop(end)

    def cut(azimuth: Floats) -> Floats:
        return np.full(np.shape(azimuth), bottom)

    given: dict[str, Any] = {
        "clumps": 8,
        "steps": 12,
        "height": 0.20,
        "front": 44.0,
        "inward": 0.08,
    } | options
    drape(g, 0.0, cut, low=low, **given)


def _half_up(g: Groom) -> None:
    tie = (180.0, 34.0)
    _down(g, 1.9, wave=0.04 + 0.1 * g.curl(0.3), span=1.9, steps=14)
    g.cap = g.lift(0.10)
    combed(g, tie, low=lambda a: np.maximum(g.skull.hairline(a), 8.0), clumps=16, height=0.16,
           reach=g.lift(0.32))  # fmt: skip
    fringe(g, g.fringe("wispy"), 0.0, 66.0)
    framing(g, g.skull.chin - 0.3 * g.unit, (54, 62))
    _hang(g, tie, "tail", 1.5, rise=0.24, thick=0.2, clumps=6, width=0.34, height=g.lift(0.36))


def _top_knot(g: Groom) -> None:
    tie = (180.0, 82.0)
    _down(g, 0.55, tuck=-0.08, ragged=0.10)
    g.cap = g.lift(0.10)
    combed(g, tie, low=lambda a: np.maximum(g.skull.hairline(a), 14.0), clumps=16, height=0.15)
    fringe(g, g.fringe("curtain"), 0.0, 66.0)
    _bun_at(g, tie, 0.34, 0.36)


def _man_bun(g: Groom) -> None:
    tie = (180.0, 40.0)
    g.cap = g.lift(TIED_CAP)
    combed(g, tie, height=0.08)
    fringe(g, g.fringe("none"), 0.0, 66.0)
    _bun_at(g, tie, 0.27)
    sides(g, -14.0, 0.3)


def _hanfu_updo(g: Groom) -> None:
    """Lay two loops on the crown, hair down the back, locks before the shoulders."""
    _down(g, 2.4, low=100.0, inward=0.10)
    g.cap = g.lift(0.12)
    combed(
        g,
        (180.0, 68.0),
        low=lambda a: np.maximum(g.skull.hairline(a), -4.0),
        clumps=17,
        height=0.17,
    )
    fringe(g, g.fringe("none"), 0.0, 66.0)
    _bun_at(g, (180.0, 66.0), 0.34)
    top = tie_place(g, 180.0, 74.0, 0.15)
    for side in (-1.0, 1.0):
        turn = np.linspace(-0.25 * np.pi, 1.55 * np.pi, 22)
        loop = np.stack(
            [side * (0.36 + 0.34 * np.sin(turn)), 0.46 - 0.46 * np.cos(turn), 0.10 * np.cos(turn)],
            1,
        )
        line = top + loop * g.unit
        n = 3
        shift = (np.arange(n) - 1)[:, None, None] * np.array([0.0, 0.02, 0.11]) * g.unit
        lines = line[None] + shift
        middle = top + np.array([side * 0.36, 0.46, 0.0]) * g.unit
        away = lines - middle
        g.add(
            lines, 0.20, out=away / np.linalg.norm(away, axis=2, keepdims=True), solid=True,
            steps=22, profile=np.ones(22), clear=0.0, chain="",
        )  # fmt: skip
    band(g, top, np.array([0.0, 1.0, -0.2]), 0.22)
    framing(g, g.skull.chin - g.drop(1.0), (58, 66), width=0.26, height=0.14, front=40.0)


STYLES: Mapping[str, Callable[[Groom], None]] = MappingProxyType(
    {
        "ponytail": _ponytail, "high_ponytail": _high_ponytail, "low_ponytail": _low_ponytail,
        "side_ponytail": _side_ponytail, "twin_tails": _twin_tails,
        "low_twin_tails": _low_twin_tails, "bun": _bun_high, "low_bun": _low_bun,
        "double_bun": _double_bun, "half_up": _half_up, "top_knot": _top_knot, "man_bun": _man_bun,
        "hanfu_updo": _hanfu_updo,
    }
)  # fmt: skip
