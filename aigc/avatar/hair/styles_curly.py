"""Styles of tight or loose curls."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from aigc.avatar.hair.flows import drape, field, framing, from_crown
from aigc.avatar.hair.fringes import fringe
from aigc.avatar.hair.groom import Groom
from aigc.avatar.hair.locks import SHORT, ball, leaf
from aigc.avatar.hair.skull import Floats, direction
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep


def _curls(
    g: Groom, root: tuple[Floats, Floats], height: ArrayLike, radius: ArrayLike, width: float,
    turns: float = 1.15, droop: float = 0.0,
) -> None:  # fmt: skip
    """Lay open rings of hair, each turned its own way, on a ball around the head."""
    n = len(root[0])
    if not g.strips:
        turns, radius, width = 0.62 * turns, 1.1 * np.asarray(radius), 1.3 * width
    tall = np.broadcast_to(height, (n,))
    middle = g.skull.place(root[0], root[1], tall)
    up = direction(*root)
    axis = unit(up * 0.55 + g.rng.normal(0, 0.6, (n, 3)))
    a = unit(np.cross(axis, up + np.array([0.1, 0.2, 0.3])))
    b = np.cross(axis, a)
    steps = 10 if g.strips else 8
    t = np.linspace(0, 1, steps)[None, :, None]
    turn = 2 * np.pi * turns * t + g.rng.uniform(0, 2 * np.pi, n)[:, None, None]
    wide = (np.broadcast_to(radius, (n,)) * g.unit)[:, None, None] * (1 - 0.25 * t)
    lines = middle[:, None] + wide * (np.cos(turn) * a[:, None] + np.sin(turn) * b[:, None])
    lines = lines + axis[:, None] * (t - 0.5) * wide * 1.1
    lines[..., 1] -= droop * g.unit * t[..., 0]
    out = unit(
        np.broadcast_to(up[:, None], lines.shape) * 0.75 + 0.5 * unit(lines - middle[:, None])
    )
    g.add(
        lines, width, out=out, root=0.5, taper=2.2, steps=steps, clear=0.0, bend=0.0, thick=0.6,
        chain="", held=0.01,
    )  # fmt: skip


def _ball(g: Groom, azimuth: Floats, elevation: Floats, height: float, edge: float) -> Floats:
    """Return heights that grow from nothing at the hairline to ``height``."""
    above = elevation - g.skull.hairline(azimuth)
    found: Floats = g.lift(height) * smoothstep(above, -edge, 46.0)
    return found


def _afro(g: Groom) -> None:
    tall = 0.66 * (1 + 0.6 * g.hair.length)
    g.cap = g.lift(tall) * (0.90 if g.strips else 0.80)
    if g.strips:
        for share in (0.90, 1.0):
            root = field(g, 54)
            _curls(g, root, _ball(g, *root, tall, 12.0) * share + 0.02, 0.115, 0.25, 1.2)
    else:
        root = field(g, g.count(50))
        _puffs(g, root, _ball(g, *root, tall, 12.0) * 0.88 + 0.02, 0.25)
    edge = g.spread(g.count(26), -180, 180, 0.3)
    root = edge, g.skull.hairline(edge) + 1 + g.jitter(len(edge), 2.5)
    if g.strips:
        _curls(g, root, 0.03, 0.06, 0.14)
    else:
        _puffs(g, root, 0.02, 0.13)


def _puffs(g: Groom, root: tuple[Floats, Floats], height: ArrayLike, radius: float) -> None:
    """Lay round puffs of hair on a ball around the head."""
    n = len(root[0])
    middle = g.skull.place(root[0], root[1], np.broadcast_to(height, (n,)))
    up = direction(*root)
    flow = from_crown(*root)
    axis = unit(flow - np.sum(flow * up, -1, keepdims=True) * up)
    size = radius * g.unit * g.rng.uniform(0.85, 1.2, (n, 1, 1))
    steps = 7
    lines = middle[:, None] + axis[:, None] * size * np.linspace(-1, 1, steps)[:, None]
    wide = 2 * size[:, 0, 0] / g.unit
    g.add(
        lines, wide, out=np.broadcast_to(up[:, None], lines.shape).copy(), solid=True,
        steps=steps, profile=ball(steps), around=7, own=0.6, column=SHORT[0],
        clear=0.0, bend=0.0, chain="", held=0.01,
    )  # fmt: skip


def _mop_curls(g: Groom) -> None:
    tall = 0.40 * (1 + 0.4 * g.hair.length)
    g.cap = g.lift(tall) * 0.75
    for share in (0.8, 1.05):
        root = field(g, round(g.count(44) * 0.52))
        _curls(g, root, _ball(g, *root, tall, 40.0) * share + 0.05, 0.19, 0.27, 1.3, 0.06)
    for low, n in ((0.0, 9), (-12.0, 8)):
        azimuth = g.spread(g.count(n), -58, 58)
        root = azimuth, g.skull.hairline(azimuth) - 3 + low + g.jitter(len(azimuth), 3)
        _curls(g, root, g.lift(0.20), 0.17, 0.26, 1.3, 0.10)
    azimuth = np.concatenate([g.spread(g.count(5), 66, 112), -g.spread(g.count(5), 66, 112)])
    root = azimuth, g.jitter(len(azimuth), 9) - 12
    _curls(g, root, g.lift(0.24), 0.18, 0.26, 1.3, 0.10)


def _fade_curls(g: Groom) -> None:
    tall = 0.40 * (1 + 0.5 * g.hair.length)
    g.cap, g.cap_low = g.lift(tall) * 0.7, 26.0
    for share in (0.75, 1.0):
        root = field(g, g.count(56))
        chosen = root[1] > np.maximum(g.skull.hairline(root[0]) - 1, 30.0)
        root = root[0][chosen], root[1][chosen]
        height = g.lift(tall) * (0.5 + 0.5 * smoothstep(root[1], 24.0, 50.0)) * share
        _curls(g, root, height, 0.13, 0.20)


def _ringlets(steps: int, curl: float, span: float) -> dict[str, Any]:
    """Return how a round lock lies flat at the root and turns like a spring below."""
    t = np.linspace(0, 1, steps)
    return {
        "solid": True, "steps": steps, "profile": leaf(steps, 0.7, 4.5, 0.35),
        "thick": 0.22 + 0.78 * smoothstep(t, 0.12, 0.45), "wave": 0.02 + 0.11 * curl,
        "span": span, "coil": 1.0, "start": 0.08, "ease": 0.9,
    }  # fmt: skip


def _curly_bob(g: Groom) -> None:
    curl = g.curl(0.8)
    low = g.skull.chin + 0.02 * g.unit - g.drop(0.3) + 0.3 * g.unit

    def cut(azimuth: Floats) -> Floats:
        return low + 0.10 * g.unit * smoothstep(np.abs(azimuth), 80, 180)

    drape(
        g, g.parting(0.3), cut, clumps=g.few(7), height=0.38, flare=0.16, inward=-0.04, width=0.42,
        shorter=0.42, layers=2, low=46, front=66, **_ringlets(26 if g.strips else 23, curl, 0.7),
    )  # fmt: skip
    fringe(g, g.fringe("curtain"), g.parting(0.3))
    framing(g, low + 0.1 * g.unit, clumps=g.few(2), width=0.32, **_ringlets(20, curl, 0.68))


def _long_curly(g: Groom) -> None:
    curl = g.curl(0.9)
    low = g.skull.chin - g.drop(1.5)
    g.cap = g.lift(0.30)

    def cut(azimuth: Floats) -> Floats:
        return low + 0.25 * g.unit * smoothstep(np.abs(azimuth), 90, 40)

    drape(
        g, g.parting(0.25), cut, clumps=g.few(7), height=0.36, flare=0.30, inward=-0.02,
        width=0.46, shorter=0.62, layers=2, low=38, **_ringlets(34 if g.strips else 28, curl, 0.95),
    )  # fmt: skip
    fringe(g, g.fringe("none"), g.parting(0.25))
    framing(
        g, g.skull.chin - 0.5 * g.unit, (48, 60), clumps=g.few(1), width=0.34,
        **_ringlets(22, curl, 0.7),
    )  # fmt: skip


STYLES: Mapping[str, Callable[[Groom], None]] = MappingProxyType(
    {
        "afro": _afro, "mop_curls": _mop_curls, "fade_curls": _fade_curls, "curly_bob": _curly_bob,
        "long_curly": _long_curly,
    }
)  # fmt: skip
