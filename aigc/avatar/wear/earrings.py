"""Earrings that hang from the lobes of both ears."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType

import numpy as np
from scipy.spatial import cKDTree

from aigc.avatar.base import SKIN, Points
from aigc.avatar.piece import Piece
from aigc.avatar.shape import Shape
from aigc.avatar.spec import AvatarSpec, rgb
from aigc.avatar.wear.fabric import GOLD, Rack, hard, lighter, lightness
from aigc.avatar.wear.lofts import (
    Mesh,
    ball,
    both,
    joined,
    outline_plate,
    placed,
    step,
    tube,
    turned,
)
from aigc.types.avatar import Rgb

LOBE = 12329
BESIDE, CLEAR = 0.06, 0.012
"""Decimetres within which hair is beside a place, and by which an earring stays below it."""
UNDER_HAIR, PRESSED = 0.08, 0.10
"""How far inside the lobe's face hair may begin to count as over it, and how far it presses."""
COVERED = 0.4
"""Share of an earring that hair must be beside; less only brushes it."""


def earrings(spec: AvatarSpec, shape: Shape, hair: Points | None = None) -> tuple[Piece, ...]:
    """Return the spec's earrings, carried by the head and under ``hair`` that covers the ears."""
    if spec.earrings.style == "none":
        return ()
    rack = Rack()
    size = _size(shape)
    lobe = lobe_of(shape)
    MAKERS[spec.earrings.style](rack, lobe, size, rgb(spec.earrings.colour))
    made = rack.fixed("Head")
    if hair is None:
        return made
    sides = {side: _pressed(made, hair, lobe, side, size) for side in (1.0, -1.0)}
    return tuple(replace(p, points=_moved(p.points, sides)) for p in made)


def _pressed(
    made: tuple[Piece, ...], hair: Points, lobe: Points, side: float, size: float
) -> float:
    """Return how far hair over an ear presses what hangs there towards the neck, decimetres."""
    over = hair * [side, 1, 1]
    over = over[over[:, 0] > lobe[0] - UNDER_HAIR * size]
    own = np.concatenate([p.points for p in made]) * [side, 1, 1]
    own = own[own[:, 0] > 0]
    if not len(over):
        return 0.0
    near = cKDTree(over[:, 1:]).query_ball_point(own[:, 1:], BESIDE * size)
    inside = [p[0] + CLEAR * size - over[k, 0].min() for p, k in zip(own, near, strict=True) if k]
    covered = len(inside) > COVERED * len(own)
    return float(np.clip(max(inside), 0, PRESSED * size)) if covered else 0.0


def _moved(points: Points, sides: Mapping[float, float]) -> Points:
    out = points.copy()
    for side, far in sides.items():
        out[points[:, 0] * side > 0, 0] -= side * far
    return out


def lobe_of(shape: Shape) -> Points:
    """Return the outer face of the left ear's lobe."""
    skin = shape.places[SKIN]
    lobe = shape.places[LOBE]
    near = skin[np.linalg.norm(skin - lobe, axis=1) < 0.12 * _size(shape)]
    return np.array([near[:, 0].max() - 0.005, lobe[1], lobe[2]])


def _size(shape: Shape) -> float:
    """Return how large the head is beside the base mesh's."""
    return shape.warp.head / 1.1


def stud(rack: Rack, at: Points, size: float, colour: Rgb) -> None:
    """Small cut stones in a setting."""
    gem = turned(np.array([[0.0, -0.03], [0.055, 0.0], [0.04, 0.025], [0.0, 0.028]]) * size, 8)
    setting = turned(
        np.array([[0.03, -0.04], [0.062, -0.01], [0.058, 0.004], [0.04, 0.0]]) * size, 12
    )
    rack.add(hard("gems", lighter(colour, 0.35), rough=0.1), both(_facing_left(gem, at)))
    rack.add(hard("earrings", GOLD, "metal"), both(_facing_left(setting, at)))


def _facing_left(part: Mesh, at: Points) -> Mesh:
    """Return a turned shape with its axis pointing to the left."""
    return placed(part, np.array([[0.0, 0, -1], [1, 0, 0], [0, -1, 0]]), at)


def pearl(rack: Rack, at: Points, size: float, colour: Rgb) -> None:
    """Pearls."""
    nacre = colour if lightness(colour) > 0.8 else lighter(colour, 0.75)
    rack.add(
        hard("pearls", nacre, rough=0.18),
        both(ball(at + step(0.045 * size, -0.02, 0), 0.07 * size, 12, 8)),
    )
    rack.add(hard("earrings", GOLD, "metal"), both(ball(at, 0.03 * size, 8, 5)))


def hoop(rack: Rack, at: Points, size: float, colour: Rgb) -> None:
    """Hoops."""
    t = np.linspace(0, 2 * np.pi, 26, endpoint=False)
    radius = 0.15 * size
    line = at + np.c_[0.012 + 0 * t, radius * (np.cos(t) - 0.94), radius * np.sin(t)]
    ring = tube(line, 0.017 * size, up=np.array([1.0, 0, 0]), sides=5, closed=True)
    rack.add(hard("earrings", colour, "metal", 0.2), both(ring))


def drop(rack: Rack, at: Points, size: float, colour: Rgb) -> None:
    """Drops on a short chain."""
    wire = tube(
        at + np.array([[0.01, 0, 0], [0.014, -0.09, 0], [0.014, -0.17, 0]]) * [1, size, 1],
        0.009,
        sides=5,
    )
    profile = np.array(
        [[0, -0.40], [0.045, -0.375], [0.07, -0.33], [0.062, -0.27], [0.03, -0.2], [0.0, -0.15]]
    )
    bead = placed(turned(profile * size, 12), np.eye(3), at + step(0.014, 0, 0))
    rack.add(hard("gems", colour, rough=0.12), both(bead))
    rack.add(hard("earrings", GOLD, "metal"), both(joined([wire, ball(at, 0.03 * size, 8, 5)])))


def tassel(rack: Rack, at: Points, size: float, colour: Rgb) -> None:
    """Tassels of thread under a cap."""
    threads = []
    for k, turn in enumerate(np.linspace(0, 2 * np.pi, 7, endpoint=False)):
        out = np.array([np.cos(turn), 0, np.sin(turn)])
        t = np.linspace(0, 1, 4)[:, None]
        line = at + [0.02, 0, 0] + np.array([0, -0.16 * size, 0]) + out * (0.018 + 0.03 * t) * size
        line = line - np.array([0, 1, 0]) * t * (0.36 + 0.02 * (k % 2)) * size
        threads.append(tube(line, 0.013 * size, sides=4, capped=False))
    cap = ball(at + step(0.02, -0.15 * size, 0), np.array([0.035, 0.045, 0.035]) * size, 8, 5)
    link = tube(at + np.array([[0.01, 0, 0], [0.02, -0.12 * size, 0]]), 0.009, sides=5)
    rack.add(hard("threads", colour, rough=0.7), both(joined(threads)))
    rack.add(
        hard("earrings", GOLD, "metal"), both(joined([cap, link, ball(at, 0.028 * size, 8, 5)]))
    )


def star(rack: Rack, at: Points, size: float, colour: Rgb) -> None:
    """Stars on a short link."""
    t = np.linspace(0, 2 * np.pi, 10, endpoint=False)
    radius = np.where(np.arange(10) % 2, 0.055, 0.125) * size
    shape = outline_plate(np.c_[-radius * np.sin(t), radius * np.cos(t)], 0.02, 0.025)
    link = tube(at + np.array([[0.01, 0, 0], [0.014, -0.12 * size, 0]]), 0.009, sides=5)
    rack.add(
        hard("earrings", colour, "metal", 0.2),
        both(joined([placed(shape, _tilted(), at + step(0.012, -0.22 * size, 0)), link])),
    )


def _tilted() -> Points:
    """Return axes that face half ahead and half to the left."""
    half = np.sqrt(0.5)
    return np.array([[half, 0, -half], [0, 1, 0], [half, 0, half]])


MAKERS: Mapping[str, Callable[[Rack, Points, float, Rgb], None]] = MappingProxyType(
    {"stud": stud, "pearl": pearl, "hoop": hoop, "drop": drop, "tassel": tassel, "star": star}
)
