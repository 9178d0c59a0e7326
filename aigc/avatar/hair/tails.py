"""Hair that is tied: tails, buns and plaits along a middle line."""

from __future__ import annotations

from typing import Any

import numpy as np

from aigc.avatar.base import Points
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.locks import ball
from aigc.avatar.hair.paths import resampled
from aigc.avatar.hair.skull import Floats
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep

STEPS = 15


def middle_line(
    g: Groom, base: Points, out: Points, end: Points, rise: float = 0.35, steps: int = STEPS,
    clear: float = 0.16, ahead: bool = False,
) -> Points:  # fmt: skip
    """Return a line from ``base`` outwards, over and down to ``end``, clear of head and torso.

    Parameters
    ----------
    rise : float
        How far it goes outwards before it turns down.
    clear : float
        Height kept above the head, and the gap kept from the torso.
    """
    lifted = base + unit(np.asarray(out, float)) * rise * 1.6 * g.unit
    above = end + np.array([0.0, 0.55 * (base[1] - end[1]), 0.0])
    t = np.linspace(0, 1, 4 * steps)[:, None]
    curve = (
        (1 - t) ** 3 * base
        + 3 * t * (1 - t) ** 2 * lifted
        + 3 * t**2 * (1 - t) * above
        + t**3 * end
    )
    line = resampled(curve[None], steps)
    k = smoothstep(np.linspace(0, 1, steps), 0.05, 0.35)
    line = g.skull.clear(line, clear * k[None, :])
    found: Points = g.torso.draped(line, np.array([ahead]), clear * g.unit)[0]
    return found


def _frame(line: Points, g: Groom) -> tuple[Points, Points]:
    """Return two unit vectors across a line at each step."""
    along = unit(np.gradient(line, axis=0))
    away = g.skull.outward(line)
    side = unit(np.cross(along, away))
    return side, np.cross(side, along)


def tail(
    g: Groom, line: Points, name: str, *, thick: float = 0.26, clumps: int = 9, width: float = 0.40,
    wave: float = 0.0, ragged: float = 0.2, **make: Any,
) -> None:  # fmt: skip
    """Lay a tail around its middle line, as thick as ``thick`` where it is widest."""
    side, away = _frame(line, g)
    t = np.linspace(0, 1, len(line))
    swell = 0.40 + 0.60 * smoothstep(t, 0.0, 0.30) - 0.82 * smoothstep(t, 0.45, 1.0)
    for share, number in ((0.95, clumps), (0.45, max(clumps // 2, 3))):
        n = g.count(number)
        turn = 2 * np.pi * (np.arange(n) + g.jitter(n, 0.2)) / n
        far = share * thick * g.unit * swell[None, :, None]
        out = np.cos(turn)[:, None, None] * side + np.sin(turn)[:, None, None] * away
        lines = line + far * out * np.array([1.0, 1.0, 1.0])
        shorter = ragged * (1 - share + g.rng.random(n))[:, None]
        reach = t[None, :] * (1 - np.minimum(shorter, 0.5))
        lines = _shortened(lines, reach)
        options = {"steps": STEPS, "root": 0.5, "taper": 1.6, "span": 1.7, "start": 0.2} | make
        g.add(
            lines, width, out=unit(out), chain=name, wave=wave, clear=0.0,
            phase=g.jitter(n, 0.5), **options,
        )  # fmt: skip


def _shortened(lines: Points, reach: Floats) -> Points:
    """Return lines that end at the share ``reach`` of their steps, shape (locks, steps)."""
    steps = lines.shape[1]
    place = reach * (steps - 1)
    low = np.minimum(place.astype(int), steps - 2)
    part = (place - low)[..., None]
    rows = np.arange(len(lines))[:, None]
    found: Points = lines[rows, low] * (1 - part) + lines[rows, low + 1] * part
    return found


def band(g: Groom, at: Points, axis: Points, radius: float) -> None:
    """Put a band around hair at a place."""
    g.ties.append((np.asarray(at, float), np.asarray(axis, float), radius * g.unit))


def bun(
    g: Groom, middle: Points, axis: Points, radius: float, clumps: int = 11, flat: float = 0.85
) -> None:
    """Wind locks into a ball around an axis, over a solid ball."""
    up = unit(np.asarray(axis, float))
    a = unit(np.cross(up, np.array([0.35, 0.1, 0.9])))
    b = np.cross(up, a)
    size = radius * g.unit
    core = middle + up * np.linspace(-flat, flat, 9)[:, None] * size * 0.93
    wide = 2 * radius * (1.08 if g.chunky else 0.93)
    g.add(
        core[None], wide, out=np.broadcast_to(a, (1, 9, 3)).copy(), solid=True, steps=9,
        profile=ball(9), clear=0.0, chain="", bend=0.0,
    )  # fmt: skip
    if g.chunky:
        return
    n = g.count(clumps)
    for layer in (0, 1):
        turn = 2 * np.pi * (np.arange(n) + g.jitter(n, 0.15)) / n + 0.3 * layer
        q = np.linspace(-1.25, 1.42, 10)
        wind = turn[:, None] + (1.15 + 0.5 * layer) * q[None, :]
        ring = np.cos(wind)[..., None] * a + np.sin(wind)[..., None] * b
        out = np.cos(q)[None, :, None] * ring + (np.sin(q) * flat)[None, :, None] * up
        lines = middle + size * (0.96 + 0.06 * layer) * out
        g.add(
            lines, radius * 0.62, out=unit(out), root=0.55, taper=5.0, tip=0.2, steps=10, clear=0.0,
            bend=0.0, thick=0.5, chain="",
        )  # fmt: skip


def plait(
    g: Groom, line: Points, radius: float, name: str, *, end: float = 0.3, steps: int | None = None,
    shrink: float = 0.35, tied: bool = True,
) -> None:  # fmt: skip
    """Plait three strands along a line, with a loose end of length ``end`` behind a band."""
    length = float(np.linalg.norm(np.diff(line, axis=0), axis=1).sum())
    loose = end * g.unit if tied else 0.0
    size = radius * g.unit
    crossings = max((length - loose) / (size * 3.3), 2.0)
    steps = steps or int(np.clip(crossings * 9, 16, 56))
    dense = resampled(line[None], 4 * steps)[0]
    stop = int((4 * steps - 1) * (1 - loose / length))
    core = resampled(dense[None, : stop + 1], steps)[0]
    side, away = _frame(core, g)
    t = np.linspace(0, 1, steps)
    thin = (1 - shrink * t)[:, None] * size
    lines, outs = [], []
    for k in range(3):
        turn = (2 * np.pi * crossings * t + 2 * np.pi * k / 3)[:, None]
        lines.append(core + thin * (0.62 * np.sin(turn) * side + 0.36 * np.sin(2 * turn) * away))
        outs.append(away)
    profile = (1 - shrink * t) * (0.85 + 0.15 * smoothstep(t, 0, 0.1))
    g.add(
        np.stack(lines), 1.02 * radius, out=np.stack(outs), solid=True, steps=steps,
        profile=profile, clear=0.0, chain=name, bend=0.0, held=0.005,
    )  # fmt: skip
    if tied:
        tip = resampled(dense[None, stop - 2 :], 8)[0]
        tail(g, tip, name, thick=radius * 0.55, clumps=5, width=radius * 0.9, root=0.7, steps=8)
        band(g, core[-1], core[-1] - core[-3], radius * 0.52)
