"""Fringes: hair that falls over the forehead."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from aigc.avatar.base import Points
from aigc.avatar.hair.groom import CROSSING, Groom, loose, part_line, relief, rooted
from aigc.avatar.hair.paths import fall, over_skull
from aigc.avatar.hair.skull import Floats


def fringe(g: Groom, kind: str, part: float = 0.0, front: float = 70.0) -> None:
    """Lay a fringe of one of `aigc.avatar.catalogue.FRINGES`."""
    makers = {
        "none": lambda: None,
        "full": lambda: _straight(g, g.skull.lids + 0.05 * g.unit, front),
        "micro": lambda: _straight(g, g.skull.lids + 0.42 * g.unit, front, width=0.36, curve=0.0),
        "wispy": lambda: _wispy(g, front),
        "side": lambda: _swept(g, part, front),
        "curtain": lambda: _curtain(g, part),
        "spiky": lambda: _spiky(g, front),
    }
    makers[kind]()


def _over_brow(
    g: Groom, azimuth: Floats, ends: Floats, front: float, height: float,
    sweep: ArrayLike = 0.0, spread: float = 0.35, part: float = 0.0,
) -> Points:  # fmt: skip
    """Return lines from the top of the head over the forehead to the heights ``ends``."""
    n = len(azimuth)
    root = (part + (azimuth - part) * spread, np.full(n, front) + g.jitter(n, 2))
    reached = np.asarray(azimuth + 0.45 * np.asarray(sweep))
    line = g.skull.hairline(np.clip(reached, -56, 56)) + 7
    lines = over_skull(
        g.skull, root, (reached, line), (rooted(g, root[1]), loose(g, height) + relief(g, n)),
        bump=loose(g, 0.08), steps=6,
    )  # fmt: skip
    return fall(g.skull, lines, ends, inward=0.04, turn=0.55 * np.asarray(sweep), steps=5)


def _straight(g: Groom, low: float, front: float, width: float = 0.40, curve: float = 0.16) -> None:
    for layer in (0, 1):
        n = g.count(6 if layer else 7)
        azimuth = g.spread(n, -50, 50, 0.14)
        side = np.abs(azimuth) / 50
        ends = low - curve * g.unit * side**2 + g.jitter(n, 0.05) * g.unit
        ends = ends + (0.02 if layer else 0.10) * g.unit
        lines = _over_brow(g, azimuth, ends, front, 0.13 + 0.07 * layer)
        tip: dict[str, Any] = (
            {"taper": 7.0, "tip": 0.55} if g.strips else {"taper": 2.6, "root": 0.4}
        )
        wide = width * (1.3 if g.strips else 1.25 if layer else 1.0)
        g.add(lines, wide, steps=10, clear=0.05 + 0.03 * layer, over=False, **tip)
    if not g.strips:
        azimuth = np.array([-27.0, 3.0, 24.0]) + g.jitter(3, 3)
        ends = low + np.array([-0.02, -0.14, -0.02]) * g.unit
        lines = _over_brow(g, azimuth, ends, front, 0.25)
        g.add(lines, 0.50, root=0.4, taper=1.8, steps=10, clear=0.10, over=False)


def _wispy(g: Groom, front: float) -> None:
    low = g.skull.lids + 0.13 * g.unit
    for share, wide, number in ((0.55, 0.46, 8), (1.0, 0.34, 8)):
        n = g.count(number)
        azimuth = g.spread(n, -46, 46, 0.3)
        ends = low - 0.14 * g.unit * (np.abs(azimuth) / 46) ** 2 + g.jitter(n, 0.07) * g.unit
        ends = ends + (1 - share) * 0.5 * g.unit
        lines = _over_brow(g, azimuth, ends, front, 0.11 + 0.04 * share, sweep=g.jitter(n, 6))
        g.add(lines, wide, root=0.9, taper=1.15, steps=10, over=False)
    n = g.count(2)
    for side in (-1.0, 1.0):
        azimuth = side * g.spread(n, 46, 58)
        ends = low - g.drop(0.45) + g.jitter(n, 0.06)
        lines = _over_brow(g, azimuth, ends, front, 0.14)
        g.add(lines, 0.32, taper=1.4, steps=11, clear=0.05, wave=0.03, span=1.6)


def _swept(g: Groom, part: float, front: float) -> None:
    """Lay a fringe that sweeps from the parting's side across the brow."""
    side = -1.0 if part > 0 else 1.0
    start = -side * max(abs(part), 24.0)
    for layer in (0, 1):
        n = g.count(7 - layer)
        t = g.spread(n, 0.0, 1.0, 0.15)
        azimuth = start + side * (70 * t - 4)
        low = g.skull.lids + (0.24 - 0.52 * t**1.4 + 0.06 * layer) * g.unit
        lines = _over_brow(
            g, azimuth, low + g.jitter(n, 0.04) * g.unit, front, 0.15 + 0.08 * layer,
            sweep=side * (9 + 14 * np.sin(np.pi * t)), spread=0.25, part=start,
        )  # fmt: skip
        g.add(lines, 0.44, taper=2.4, steps=11, clear=0.05 + 0.03 * layer, over=False)
    n = g.count(3)
    azimuth = start - side * g.spread(n, -1.0, 32.0)
    ends = g.skull.lids + (0.16 - 0.3 * np.linspace(0, 1, n)) * g.unit
    lines = _over_brow(g, azimuth, ends, front, 0.16, sweep=-side * 5, spread=0.25, part=start)
    g.add(lines, 0.36, taper=1.8, steps=10, over=False)


def _curtain(g: Groom, part: float) -> None:
    """Lay a fringe that parts over the nose and curves out to the cheekbones."""
    middle = 0.4 * part
    for side in (-1.0, 1.0):
        for layer in (0, 1):
            n = g.count(5 - layer)
            t = g.spread(n, 0.0, 1.0, 0.12)
            root = part_line(g, middle - side * CROSSING, 0.02 + 0.34 * t)
            away = 5 + 46 * t
            azimuth = middle + side * away
            line = g.skull.hairline(np.clip(azimuth, -54, 54)) + 4 * (1 - t)
            lines = over_skull(
                g.skull, root, (azimuth, line),
                (rooted(g, root[1]), loose(g, 0.18 + 0.07 * layer)),
                bump=loose(g, 0.10), steps=7,
            )  # fmt: skip
            low = 0.62 * np.maximum((away - 11) / 40, 0) ** 1.1
            ends = g.skull.lids + (0.02 - low + 0.05 * layer) * g.unit
            lines = fall(
                g.skull, lines, ends + g.jitter(n, 0.05) * g.unit, inward=0.04,
                tuck=-0.10, turn=side * (20 - 8 * t), steps=6,
            )  # fmt: skip
            g.add(lines, 0.40, taper=1.9, steps=12, clear=0.06 + 0.03 * layer)


def _spiky(g: Groom, front: float) -> None:
    low = g.skull.lids + 0.15 * g.unit
    for layer in (0, 1):
        n = g.count(6 if layer else 7)
        azimuth = g.spread(n, -54, 54, 0.2)
        drift = g.jitter(n, 10) - 4
        ends = low + g.jitter(n, 0.16) * g.unit - 0.06 * g.unit * (np.abs(azimuth) > 36)
        lines = _over_brow(g, azimuth, ends, front, 0.17 + 0.09 * layer, sweep=drift)
        g.add(lines, 0.44, root=0.55, taper=1.25, steps=9, clear=0.06, over=False)
