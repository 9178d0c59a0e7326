"""Styles of plaits, of many small braids, of rows and of locks."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType

import numpy as np

from aigc.avatar.hair.flows import field, framing
from aigc.avatar.hair.fringes import fringe
from aigc.avatar.hair.groom import Groom, part_line
from aigc.avatar.hair.locks import ROPE
from aigc.avatar.hair.paths import fall, over_skull
from aigc.avatar.hair.skull import direction
from aigc.avatar.hair.styles_tied import halves, pulled_back, tie_place
from aigc.avatar.hair.tails import middle_line, plait
from aigc.avatar.warp import smoothstep


def _braid(g: Groom) -> None:
    tie = (180.0, -24.0)
    pulled_back(g, tie, "curtain", 0.0)
    base = tie_place(g, *tie, 0.05)
    end = base + np.array([0.0, -g.drop(2.0), -0.10 * g.unit])
    plait(g, middle_line(g, base, np.array([0, -0.5, -1.0]), end, 0.15), 0.27, "tail")


def _side_braid(g: Groom) -> None:
    tie = (132.0, -34.0)
    pulled_back(g, tie, "side", None)
    base = tie_place(g, *tie, 0.05)
    end = base + np.array([0.10 * g.unit, -g.drop(1.7), 0.0])
    end[2] = g.skull.middle[2] + 0.5 * g.unit
    line = middle_line(g, base, direction(np.array(100.0), np.array(-45.0)), end, 0.2, ahead=True)
    plait(g, line, 0.25, "tail")
    framing(g, g.skull.chin - 0.1 * g.unit, (58, 66), width=0.3)


def _twin_braids(g: Groom) -> None:
    halves(g, (122.0, -30.0))
    fringe(g, g.fringe("full"), 0.0, 66.0)
    for side, name in ((1.0, "tail_left"), (-1.0, "tail_right")):
        base = tie_place(g, side * 122.0, -30.0, 0.05)
        end = base + np.array([side * 0.12 * g.unit, -g.drop(1.8), 0.0])
        end[2] = g.skull.middle[2] + 0.5 * g.unit
        out = direction(np.array(side * 100.0), np.array(-45.0))
        plait(g, middle_line(g, base, out, end, 0.2, ahead=True), 0.21, name)


def _crown_braid(g: Groom) -> None:
    """Lay a plait round the head like a wreath, with all hair combed into it."""
    g.cap = g.lift(0.10)
    turn = np.linspace(-190.0, 190.0, 60)
    ring = 38.0 - 34.0 * smoothstep(np.abs(turn), 40.0, 180.0) - 6.0 * (turn > 176)
    for layer in (0, 1):
        n = g.count(18 - 3 * layer)
        azimuth = g.spread(n, -180, 180)
        end = 36.0 - 34.0 * smoothstep(np.abs(azimuth), 40.0, 180.0)
        line = g.skull.hairline(azimuth)
        up = over_skull(
            g.skull, (azimuth, line + 1.5), (azimuth, np.maximum(end, line + 6)),
            (0.015, 0.10), bump=g.lift(0.05), steps=6,
        )  # fmt: skip
        g.add(up, 0.36, root=0.85, taper=9.0, tip=0.5, steps=6, over=False, clear=0.03, chain="")
        t = (np.abs(azimuth) / 180.0) ** 0.8
        top = over_skull(
            g.skull, part_line(g, g.parting(0.0), t), (azimuth, end), (0.05, 0.12),
            bump=g.lift(0.06 + 0.03 * layer), steps=7,
        )  # fmt: skip
        g.add(top, 0.40, root=0.6, taper=9.0, tip=0.5, steps=8, over=False, clear=0.03, chain="")
    line = g.skull.place(turn, ring, np.full(60, 0.20))
    plait(g, line, 0.21, "", tied=False, shrink=0.0, steps=64)
    fringe(g, g.fringe("wispy"), 0.0, 52.0)
    framing(g, g.skull.chin - 0.05 * g.unit, (60, 68), width=0.26, front=30.0)


def _ropes(
    g: Groom, part: float, cut: float, *, number: int, thick: float, wave: float, knots: float,
    low: float = 40.0, height: float = 0.22, steps: int = 20,
) -> None:  # fmt: skip
    """Hang round ropes from a parting, in two layers; ``knots`` is how lumpy they are."""
    for layer in (0, 1):
        for side in (-1.0, 1.0):
            n = number - 2 * layer
            azimuth = side * g.spread(n, low + 4 * layer, 181, 0.15)
            behind = np.clip((np.abs(azimuth) - low) / 115, 0, 1)
            lines = over_skull(
                g.skull, part_line(g, part, behind + g.jitter(n, 0.02)),
                (azimuth, 8.0 + 10 * smoothstep(np.abs(azimuth), 78.0, 45.0)),
                (g.lift(0.10), g.lift(height) * (0.6 + 0.4 * layer)),
                bump=g.lift(0.10 + 0.05 * layer), steps=9, over=True,
            )  # fmt: skip
            ends = cut + g.jitter(n, 0.12) * g.unit + g.drop(0.25) * layer
            at = np.abs(azimuth)
            turn = np.where(at < 84, at * (66 / 84 - 1), 28 * (1 - (at - 84) / 96))
            lines = fall(g.skull, lines, ends, inward=0.06, flare=0.06, turn=side * turn)
            t = np.linspace(0, 1, steps)
            lumps = 1 + knots * np.cos(np.arange(steps) * np.pi)
            profile = lumps * np.clip((1 - t) * 9, 0.25, 1) ** 0.5
            g.add(
                lines, thick * (1.5 if g.chunky else 1.0), solid=True, steps=steps,
                profile=profile, wave=wave, span=1.3, clear=0.05 + 0.05 * layer, bend=0.0,
                column=ROPE,
            )  # fmt: skip


def _box_braids(g: Groom) -> None:
    g.cap = g.lift(0.08)
    _ropes(g, g.parting(0.3), g.skull.chin - g.drop(1.9), number=11, thick=0.15, wave=0.015,
           knots=0.22, steps=21)  # fmt: skip
    kind = g.fringe("none")
    fringe(g, kind, g.parting(0.3))


def _dreadlocks(g: Groom) -> None:
    g.cap = g.lift(0.10)
    _ropes(g, g.parting(0.15), g.skull.chin - g.drop(0.9), number=12, thick=0.18, wave=0.05,
           knots=0.10, steps=16, height=0.28)  # fmt: skip
    azimuth, elevation = field(g, 14 if g.strips else 20, low=lambda a: np.full(np.shape(a), 52.0))
    n = len(azimuth)
    target = azimuth + g.jitter(n, 14)
    lines = over_skull(
        g.skull, (azimuth, elevation), (target, np.maximum(g.skull.hairline(target) + 6, 8.0)),
        (0.10, g.lift(0.30)), bump=g.lift(0.14), steps=8,
    )  # fmt: skip
    lines = lines[np.abs(target) > 48]
    if len(lines):
        lines = fall(
            g.skull, lines, g.skull.lids - g.drop(0.45) + g.jitter(len(lines), 0.2), steps=5
        )
        g.add(
            lines, 0.19, solid=True, steps=12, profile=np.r_[np.ones(11), 0.4], wave=0.04,
            column=ROPE,
        )  # fmt: skip
    kind = g.fringe("none")
    fringe(g, kind, 0.0)


def _cornrows(g: Groom) -> None:
    """Lay rows close to the scalp from forehead and temples to the nape, with short ends."""
    g.cap = 0.012
    steps = 34
    t = np.linspace(0, 1, steps)
    for across in np.linspace(-1.0, 1.0, 11):
        start = 60.0 * across
        line = float(g.skull.hairline(np.array(start)))
        root = direction(np.array(start), np.array(line + 1.0))
        end = direction(np.array(180.0 - 40.0 * across), np.array(-44.0 + 6 * abs(across)))
        top = direction(np.array(90.0 * np.sign(across)), np.array(90.0 - 62.0 * abs(across)))
        way = (
            (1 - t)[:, None] ** 2 * root
            + 2 * (t * (1 - t))[:, None] * top * 1.7
            + t[:, None] ** 2 * end
        )
        way = way / np.linalg.norm(way, axis=1, keepdims=True)
        azimuth = np.degrees(np.arctan2(way[:, 0], way[:, 2]))
        elevation = np.degrees(np.arcsin(np.clip(way[:, 1], -1, 1)))
        row = g.skull.place(azimuth, elevation, np.full(steps, 0.035))
        tip = row[-1] + np.array([0.0, -g.drop(0.45), -0.05 * g.unit])
        ends = np.linspace(row[-1], tip, 7)[1:]
        lines = np.concatenate([row, ends])[None]
        count = steps + 6
        profile = (1 + 0.16 * np.cos(np.arange(count) * np.pi)) * np.r_[
            0.3, 0.75, np.ones(count - 3), 0.4
        ]
        g.add(
            lines, 0.135, solid=True, steps=count, profile=profile, clear=0.02, over=False,
            chain="", column=ROPE,
        )  # fmt: skip


STYLES: Mapping[str, Callable[[Groom], None]] = MappingProxyType(
    {
        "braid": _braid, "side_braid": _side_braid, "twin_braids": _twin_braids,
        "crown_braid": _crown_braid, "box_braids": _box_braids, "cornrows": _cornrows,
        "dreadlocks": _dreadlocks,
    }
)  # fmt: skip
