"""Ways hair lies that many styles share: draped from a parting, fringed, cropped, combed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from aigc.avatar.base import Points
from aigc.avatar.hair.groom import CROWN, CROWN_HEIGHT, Groom, part_line
from aigc.avatar.hair.paths import fall, over_skull, tuft
from aigc.avatar.hair.skull import Floats, direction
from aigc.avatar.warp import smoothstep

Cut = Callable[[Floats], Floats]
"""Height (decimetres) at which hair of an azimuth ends."""
SHOULDER_GAP = (66.0, 112.0)
"""Azimuths between which long hair does not hang: it lies before or behind a shoulder."""


def level(height: float) -> Cut:
    """Return a straight cut."""
    return lambda azimuth: np.full(np.shape(azimuth), height)


def drape(
    g: Groom,
    part: float,
    cut: Cut,
    *,
    clumps: int = 10,
    layers: int = 2,
    low: float = 44.0,
    high: float = 180.0,
    height: float = 0.24,
    front: float | None = None,
    width: float = 0.52,
    ring: float = 8.0,
    ragged: float = 0.06,
    inward: float = 0.06,
    flare: float = 0.0,
    tuck: float = 0.0,
    shorter: float = 0.16,
    **make: Any,
) -> None:
    """Lay hair from a parting round sides and back, and down to a cut.

    Parameters
    ----------
    clumps : int
        In each layer, on each side.
    low, high : float
        Azimuths of the first and the last.
    ring : float
        Elevation at which it leaves the skull.
    shorter : float
        How much shorter the outer layers are.
    """
    for layer in range(layers):
        outer = layer / max(layers - 1, 1)
        for side in (-1.0, 1.0):
            n = g.count(clumps - layer)
            azimuth = g.spread(n, low + 3 * layer, high - 4 * layer)
            behind = np.clip((azimuth - low) / (155 - low), 0, 1)
            root = part_line(g, part, behind, front)
            ends = cut(side * azimuth) + g.jitter(n, ragged * g.unit)
            ends = ends + g.drop(shorter) * outer
            up = g.lift(height) * (0.62 + 0.38 * outer) + _relief(g, n)
            sideways = 0.62 + 0.38 * smoothstep(azimuth, 50.0, 130.0)
            target = ring + 12 * smoothstep(azimuth, 78.0, 45.0) - 6 * (1 - outer)
            lines = over_skull(
                g.skull, root, (side * azimuth, target), 
                (_rooted(g, root[1]) * (0.75 + 0.25 * outer), up * sideways),
                bump=g.lift(0.04) * (0.5 + 0.5 * outer), steps=9, over=True,
            )  # fmt: skip
            hung = g.skull.chin - 0.2 * g.unit
            turn = np.where(
                azimuth < 84, azimuth * (SHOULDER_GAP[0] / 84 - 1),
                (SHOULDER_GAP[1] - 84) * (1 - (azimuth - 84) / 96),
            )  # fmt: skip
            turn = side * turn * smoothstep(ends, hung, hung - 0.5 * g.unit)
            lines = fall(g.skull, lines, ends, inward, flare, tuck, turn)
            options = {"steps": 13, "ease": 1.3, "clear": 0.05 + 0.05 * outer} | make
            if "phase_of" in options:
                options["phase"] = options.pop("phase_of")(side * azimuth, layer)
            g.add(lines, width, **options)


def _rooted(g: Groom, elevation: Floats) -> Floats:
    """Return heights of roots: off the skull at the crown, on it at the hairline."""
    found: Floats = g.lift(0.06) + g.lift(g.crown) * smoothstep(elevation, 38.0, 76.0)
    return found


def _loose(g: Groom, height: float) -> float:
    """Return a height over the forehead, less where hair behind it is combed flat."""
    return g.lift(height) * (0.4 + 0.6 * g.crown / CROWN_HEIGHT)


def _relief(g: Groom, count: int) -> Floats:
    """Return heights by which every other clump stands before its neighbours."""
    if g.strips:
        return g.jitter(count, 0.015)
    found: Floats = 0.035 * (np.arange(count) % 2 * 2 - 1) + g.jitter(count, 0.015)
    return found


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
        g.skull, root, (reached, line), (_rooted(g, root[1]), _loose(g, height) + _relief(g, n)),
        bump=g.lift(0.08), steps=6,
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
            {"taper": 5.0, "tip": 0.30} if g.strips else {"taper": 2.6, "root": 0.4}
        )
        wide = width * (1.25 if layer and not g.strips else 1.0)
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
            root = part_line(g, middle, 0.02 + 0.34 * t)
            azimuth = middle + side * (11 + 40 * t)
            line = g.skull.hairline(np.clip(azimuth, -54, 54)) + 4 * (1 - t)
            lines = over_skull(
                g.skull, root, (azimuth, line),
                (_rooted(g, root[1]), _loose(g, 0.18 + 0.07 * layer)),
                bump=_loose(g, 0.10), steps=7,
            )  # fmt: skip
            ends = g.skull.lids + (0.02 - 0.62 * t**1.1 + 0.05 * layer) * g.unit
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


def framing(
    g: Groom, low: float, azimuths: tuple[float, float] = (52.0, 64.0), clumps: int = 2,
    width: float = 0.32, height: float = 0.16, front: float = 64.0, tuck: float = 0.06,
    ragged: float = 0.10, **make: Any,
) -> None:  # fmt: skip
    """Lay locks down both sides of the face to the height ``low``."""
    for side in (-1.0, 1.0):
        n = g.count(clumps)
        azimuth = side * g.spread(n, *azimuths)
        line = g.skull.hairline(np.clip(azimuth, -58, 58)) + 4
        lines = over_skull(
            g.skull, (azimuth * 0.6, np.full(n, front)), (azimuth, line), (0.03, g.lift(height)),
            bump=0.04, steps=7, over=True,
        )  # fmt: skip
        ends = low + g.jitter(n, ragged) * g.unit
        lines = fall(g.skull, lines, ends, inward=0.05, tuck=tuck)
        g.add(lines, width, **{"taper": 1.5, "steps": 12, "clear": 0.06} | make)


def field(
    g: Groom, count: int, low: Callable[[Floats], Floats] | None = None, high: float = 90.0
) -> tuple[Floats, Floats]:
    """Return azimuths and elevations of about ``count`` roots spread evenly over the scalp.

    Parameters
    ----------
    low : function or None
        Elevation above which there are roots, None for the hairline.
    """
    n = count * (3 if g.strips else 2)
    k = np.arange(n) + 0.5
    elevation = np.degrees(np.arcsin(1 - 2 * k / n))
    azimuth = (k * 137.50776 + float(g.rng.uniform(0, 360))) % 360 - 180
    azimuth = azimuth + g.jitter(n, 5) / np.maximum(np.cos(np.radians(elevation)), 0.3)
    elevation = elevation + g.jitter(n, 2.5)
    floor = g.skull.hairline(azimuth) if low is None else low(azimuth)
    chosen = (elevation > floor) & (elevation < high)
    order = np.argsort(elevation[chosen], kind="stable")
    return azimuth[chosen][order], elevation[chosen][order]


def from_crown(azimuth: Floats, elevation: Floats) -> Points:
    """Return flows that turn away from the crown, as hair grows."""
    here = direction(azimuth, elevation)
    crown = direction(np.array(CROWN[0]), np.array(CROWN[1]))
    found: Points = here - crown
    return found


def tufts(
    g: Groom, root: tuple[Floats, Floats], flow: Points, length: ArrayLike, lift: ArrayLike,
    width: float, pull: Points | None = None, hug: float = 0.75, **make: Any,
) -> None:  # fmt: skip
    """Lay short locks that leave the scalp; lengths follow what was asked for."""
    longer = np.asarray(length, float) * (1 + 0.4 * g.hair.length) * (1.15 if g.strips else 1.0)
    raised = np.asarray(lift, float) * (1 + 0.4 * g.hair.volume) * (0.7 if g.strips else 1.0)
    lines = tuft(g.skull, root, flow, longer, raised, pull, height=0.75 * g.cover(*root), hug=hug)
    options: dict[str, Any] = {
        "steps": 7,
        "root": 0.7,
        "taper": 1.6,
        "clear": 0.03,
        "over": False,
        "chain": "",
    }
    g.add(lines, width * (0.62 if g.strips else 1.0), **options | make)


def sides(g: Groom, top: float = 40.0, length: float = 0.42, height: float = 0.03) -> None:
    """Lay short hair close to the sides and the back, below the elevation ``top``."""
    azimuth, elevation = field(g, g.count(60), high=top)
    room = (elevation - g.skull.hairline(azimuth) - 1) / 52
    chosen = (np.abs(azimuth) > 58) & (room > 0.15)
    root = azimuth[chosen], elevation[chosen]
    room = np.minimum(room[chosen], length)
    lines = tuft(
        g.skull,
        root,
        np.array([0.0, -1.0, -0.25]),
        room,
        7.0,
        height=height * 0.5,
        hug=1.0,
        steps=5,
    )
    g.add(
        lines, 0.34 * (0.7 if g.strips else 1.0), clear=height, taper=2.2, bend=1.0, steps=5,
        thick=0.2, root=0.6, over=False, chain="",
    )  # fmt: skip


def combed(
    g: Groom, tie: tuple[float, float], *, clumps: int = 19, height: float = 0.07,
    layers: int = 2, low: Callable[[Floats], Floats] | None = None, reach: float = 0.12,
    span: tuple[float, float] = (-180.0, 180.0), **make: Any,
) -> None:  # fmt: skip
    """Comb hair from the hairline (or ``low``) to one place on the skull."""
    for layer in range(layers):
        n = g.count(clumps if not layer else clumps - 4)
        azimuth = g.spread(n, *span, 0.12)
        floor = g.skull.hairline(azimuth) if low is None else low(azimuth)
        start = floor + 1.5 + (2 if not layer else 13)
        lines = over_skull(
            g.skull, (azimuth, start), (np.full(n, tie[0]), np.full(n, tie[1])),
            (0.015, reach), bump=g.lift(height * (0.6 + 0.35 * layer)), steps=9,
        )  # fmt: skip
        options = {"taper": 9.0, "tip": 0.35, "root": 0.6, "steps": 9, "thick": 0.13,
                   "bend": 1.7}  # fmt: skip
        g.add(lines, 0.46, over=False, clear=0.03, chain="", **options | make)
