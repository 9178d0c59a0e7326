"""Ways hair lies that many styles share: draped from a parting, framing a face, cropped, combed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from aigc.avatar.base import Points
from aigc.avatar.hair.groom import CROSSING, CROWN, Groom, part_line, relief, rooted
from aigc.avatar.hair.paths import fall, over_skull, tuft
from aigc.avatar.hair.skull import Floats, direction
from aigc.avatar.warp import smoothstep

Cut = Callable[[Floats], Floats]
"""Height (decimetres) at which hair of an azimuth ends."""
AHEAD = np.array([0.0, 0.0, 1.0])
BACK = np.array([0.0, 0.0, -1.0])
UP = np.array([0.0, 1.0, 0.0])
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
            root = part_line(g, part - side * CROSSING, behind, front)
            ends = cut(side * azimuth) + g.jitter(n, ragged * g.unit)
            ends = ends + g.drop(shorter) * outer
            up = g.lift(height) * (0.62 + 0.38 * outer) + relief(g, n)
            sideways = 0.62 + 0.38 * smoothstep(azimuth, 50.0, 130.0)
            target = ring + 12 * smoothstep(azimuth, 78.0, 45.0) - 6 * (1 - outer)
            lines = over_skull(
                g.skull, root, (side * azimuth, target), 
                (rooted(g, root[1]) * (0.75 + 0.25 * outer), up * sideways),
                bump=g.lift(0.04) * (0.5 + 0.5 * outer), steps=9, over=True,
            )  # fmt: skip
            hung = g.skull.chin - 0.2 * g.unit
            turn = np.where(
                azimuth < 84, azimuth * (SHOULDER_GAP[0] / 84 - 1),
                (SHOULDER_GAP[1] - 84) * (1 - (azimuth - 84) / 96),
            )  # fmt: skip
            turn = side * turn * smoothstep(ends, hung, hung - 0.5 * g.unit)
            lines = fall(g.skull, lines, ends, inward, flare, tuck, turn)
            options = {
                "steps": 13,
                "ease": 1.3 if make.get("wave", 0.0) > 0.04 else 1.6,
                "clear": 0.05 + 0.05 * outer,
            } | make
            if "phase_of" in options:
                options["phase"] = options.pop("phase_of")(side * azimuth, layer)
            g.add(lines, width, **options)


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


def top_roots(g: Groom, clumps: int, edge: float = 40.0) -> tuple[Floats, Floats]:
    """Return roots on top of the head, above the sides and the forehead's hairline."""
    azimuth, elevation = field(g, g.count(clumps))
    floor = np.maximum(g.skull.hairline(azimuth), edge * (np.abs(azimuth) > 50))
    chosen = elevation > floor
    return azimuth[chosen], elevation[chosen]


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
