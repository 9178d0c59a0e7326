"""Where clothes are sewn: grooves where panels meet, rows of stitches, pressed creases."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from types import MappingProxyType
from typing import Literal

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.warp import smoothstep
from aigc.avatar.wear.folds import LEG, SLEEVE, TRUNK, Sheet

NEAR, FAR = 0.16, 9.0
"""How far from a seam it is seen, and what stands for further, decimetres."""
Place = tuple[float, float]
"""A turn ``u`` around the body, which may leave 0 to 1 behind it, and a height on its sheet."""
GROOVE, PUCKER, CREASE, THREAD = 0.014, 0.045, 0.035, 0.012
"""Half widths in decimetres: of a groove, of the swell beside it, of a crease, of a thread."""
STITCH, SKIPPED = 0.10, 0.30
"""Length of a stitch in decimetres, and the share of it that is under the cloth."""
ASIDE = 0.055
"""Decimetres from a seam to the row of stitches beside it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seam:
    """A line on a sheet.

    Attributes
    ----------
    path : tuple of (float, float)
        Corners, turn and height.
    kind : {"groove", "stitch", "crease"}
        Panels that meet; a groove with a row of stitches beside it; an edge pressed with an iron.
    """

    path: tuple[Place, ...]
    kind: Literal["groove", "stitch", "crease"] = "groove"


def _both(*seams: Seam) -> tuple[Seam, ...]:
    """Return seams of one half of a trunk and their mirror images."""
    other = (Seam(path=tuple((1 - u, y) for u, y in s.path), kind=s.kind) for s in seams)
    return (*seams, *other)


def _legs(kind: Literal["groove", "stitch"]) -> tuple[Seam, ...]:
    """Return the long seams of trousers, outside and inside."""
    return (
        Seam(path=((0.25, -0.25), (0.25, 2.1)), kind=kind),
        Seam(path=((0.75, 0.04), (0.75, 2.1))),
    )


_JEANS = (
    *_legs("stitch"),
    Seam(path=((0.44, -0.25), (0.425, -0.10), (0.36, -0.01), (0.25, 0.02)), kind="stitch"),
    Seam(path=((0.045, -0.12), (0.045, 0.06), (0.115, 0.10), (0.185, 0.06), (0.185, -0.12),
               (0.045, -0.12)), kind="stitch"),
    Seam(path=((0.0, 1.985), (1.0, 1.985)), kind="stitch"),
)  # fmt: skip
_SLACKS = (
    *_legs("groove"),
    Seam(path=((0.50, 0.10), (0.50, 2.1)), kind="crease"),
    Seam(path=((0.0, 0.16), (0.0, 2.1)), kind="crease"),
    Seam(path=((0.385, -0.25), (0.275, 0.06))),
    Seam(path=((0.06, -0.04), (0.19, -0.04))),
)
_CUFF = Seam(path=((0.0, 1.70), (1.0, 1.70)), kind="stitch")
_JACKET = (
    *_both(
        Seam(path=((0.80, 4.70), (0.815, 3.6), (0.80, 2.6), (0.815, 1.2), (0.82, -1.4))),
        Seam(path=((0.605, 3.95), (0.600, 3.0), (0.612, 1.9))),
    ),
    Seam(path=((1.0, 5.6), (1.0, -1.4))),
)
_SHIRT = (
    *_both(
        Seam(path=((0.755, 4.75), (0.755, -1.4))),
        Seam(path=((0.80, 5.05), (1.0, 4.98)), kind="stitch"),
    ),
)
_SLEEVES = (Seam(path=((0.0, 0.10), (1.0, 0.10))), Seam(path=((0.75, 0.10), (0.75, 2.1))))
_TWO_PIECE = (_SLEEVES[0], Seam(path=((0.93, 0.10), (0.90, 1.0), (0.95, 2.1))))
SEAMS: Mapping[str, tuple[tuple[Sheet, tuple[Seam, ...]], ...]] = MappingProxyType(
    {
        "jeans": ((LEG, _JEANS),),
        "slacks": ((LEG, _SLACKS),),
        "jacket": ((TRUNK, _JACKET), (SLEEVE, _TWO_PIECE)),
        "shirt": ((TRUNK, _SHIRT), (SLEEVE, (*_SLEEVES, _CUFF))),
        "jersey": ((TRUNK, _both(_SHIRT[0])), (SLEEVE, _SLEEVES)),
    }
)
"""What each kind of sewing has, sheet by sheet."""


def sewn(
    sewing: str, sheet: Sheet, columns: Points, heights: Points, drawn: bool
) -> tuple[Points, Points]:
    """Return brightness and share of thread on a sheet's pixels, shape (rows, columns) each.

    Parameters
    ----------
    columns, heights : shape (columns,), shape (rows,)
        Turns, 0 to 1, and heights on the body.
    drawn : bool
        One line for each seam; or a groove with cloth that swells beside it.
    """
    tone, thread = np.ones((2, len(heights), len(columns)))
    thread[:] = 0.0
    seams = next((seams for own, seams in SEAMS.get(sewing, ()) if own is sheet), ())
    for kind in sorted({seam.kind for seam in seams}):
        lines = [np.array(seam.path) for seam in seams if seam.kind == kind]
        across, along = _measured(sheet, lines, columns, heights)
        near = np.abs(across) < NEAR
        tone[near] *= _tone(kind, across[near], drawn)
        if kind == "stitch":
            row = smoothstep(np.abs(across[near] - ASIDE), 1.8 * THREAD, 0.6 * THREAD)
            thread[near] = row * (along[near] / STITCH % 1 > SKIPPED)
    return tone, thread


def _tone(kind: str, across: Points, drawn: bool) -> Points:
    """Return the brightness at these distances to the right of a seam."""
    away = np.abs(across)
    if kind == "crease":
        lit = 0.0 if drawn else -0.06 * np.sign(across) * smoothstep(away, 2 * CREASE, 0.0)
        edge = (0.14 if drawn else 0.04) * smoothstep(away, CREASE, 0.2 * CREASE)
        found: Points = 1 + lit - edge
        return found
    line = smoothstep(away, 1.7 * GROOVE, 0.5 * GROOVE)
    swell = 0.0 if drawn else 0.05 * np.exp(-(((away - PUCKER) / (0.6 * PUCKER)) ** 2))
    found = 1 + swell - (0.26 if drawn else 0.30) * line
    return found


def _measured(
    sheet: Sheet, lines: Sequence[Points], columns: Points, heights: Points
) -> tuple[Points, Points]:
    """Return each pixel's distance to the right of the nearest line, and where beside it, in
    decimetres; what is further than `NEAR` from all is `FAR` from them.
    """
    size = np.array([sheet.round_dm, sheet.tall_dm])
    across = np.full((len(heights), len(columns)), FAR)
    along = np.zeros(across.shape)
    walked = 0.0
    for line in lines:
        for a, b in pairwise(line * size):
            for turn in (-sheet.round_dm, 0.0, sheet.round_dm):
                shift = np.array([turn, 0.0])
                _beside(
                    a + shift,
                    b + shift,
                    walked,
                    (across, along),
                    columns * size[0],
                    heights * size[1],
                )
            walked += float(np.hypot(*(b - a)))
    return across, along


def _beside(
    a: Points, b: Points, walked: float, found: tuple[Points, Points], x: Points, y: Points
) -> None:
    """Write down what of a sheet is nearer to one straight piece than to those before."""
    (left, low), (right, high) = np.minimum(a, b) - NEAR, np.maximum(a, b) + NEAR
    window = np.ix_((y > low) & (y < high), (x > left) & (x < right))
    px, py = x[window[1]] - a[0], y[window[0]] - a[1]
    way = b - a
    long = float(np.hypot(*way))
    way = way / long
    t = np.clip(px * way[0] + py * way[1], 0, long)
    off = np.hypot(px - t * way[0], py - t * way[1])
    side = np.where(px * way[1] - py * way[0] < 0, -1.0, 1.0)
    across, along = found
    nearer = off < np.abs(across[window])
    across[window] = np.where(nearer, off * side, across[window])
    along[window] = np.where(nearer, walked + t, along[window])
