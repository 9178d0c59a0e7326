"""Locks of hair: centre lines with a width, and how they become meshes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from aigc.avatar.base import Indices, Points
from aigc.avatar.hair.paths import lengths
from aigc.avatar.hair.skull import Floats, Skull
from aigc.avatar.piece import unit
from aigc.avatar.warp import smoothstep

CLUMP = np.array([[-1, 0], [0, 0.95], [1, 0], [0, -0.55]])
STRIP = np.array([[-1, -0.2], [0, 0.8], [1, -0.2]])
"""Points around a lock: across and outward, of half its width and of its thickness."""
AROUND = 5
"""Points around a solid lock."""
COLUMNS = 8
SHORT, FUZZ, LONG, ROPE, SOLID, SCALP = (0, 1), 2, (3, 4), 5, 6, 7
"""Columns of the texture: short locks, stubble, long ones with coloured tips, braids, no gaps,
the scalp."""
LEAST_AREA = 1e-9
SHORT_SHARE = 0.45
"""Of the longest lock; those below are short."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Locks:
    """Some locks of one make.

    Attributes
    ----------
    lines : float64, shape (locks, steps, 3)
        From root to tip, decimetres.
    out : float64, shape (locks, steps, 3)
        Unit vectors that the broad side faces.
    width : float64, shape (locks, steps)
        Decimetres.
    thick : float64, shape (steps,)
        Thickness of a lock, of half its width.
    bend : float
        How far the sides of a lock bend inwards around the head, of 1 for the head's own curve.
    solid : bool
        Whether it is round and without gaps: a braid, a bun.
    chain : str
        The chain that carries it, empty for the head.
    held : float
        Height above the head that its surface keeps.
    around : int
        Points around it if it is solid.
    column : int or None
        Column of the texture; None for what is usual.
    own : float or None
        Share of its own form in its normals, the rest the head's; None for what is usual.
    """

    lines: Points
    out: Points
    width: Floats
    thick: Floats
    bend: float = 0.8
    solid: bool = False
    chain: str = ""
    held: float = 0.012
    around: int = AROUND
    column: int | None = None
    own: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Swept:
    """A mesh of locks; ``along`` runs from 0 at the roots to 1 at the tips."""

    points: Points
    normals: Points
    tangents: Points
    uv: Points
    triangles: Indices
    chains: tuple[str, ...]
    chain: Indices


def leaf(steps: int, root: float = 0.45, taper: float = 1.7, tip: float = 0.0) -> Floats:
    """Return widths from root to tip, 1 at most: wide in the middle, pointed at the end."""
    k = np.linspace(0, 1, steps)
    swell = root + (1 - root) * smoothstep(k, 0.0, 0.4)
    found: Floats = swell * np.maximum(np.clip(1 - k**taper, 0, 1) ** 0.8, tip)
    return found


def ball(steps: int) -> Floats:
    """Return widths that make a round lock a ball."""
    k = np.linspace(-1, 1, steps)
    found: Floats = np.sqrt(np.maximum(1 - k * k, 0))
    return found


def sweep(many: Sequence[Locks], skull: Skull, strips: bool) -> Swept:
    """Return the mesh of all locks."""
    longest = max(float(lengths(locks.lines).max()) for locks in many)
    parts = [
        _swept(locks, skull, strips, _columns(locks, strips, longest, k))
        for k, locks in enumerate(many)
    ]
    names = tuple(sorted({locks.chain for locks in many}))
    first = np.cumsum([0] + [len(p[0]) for p in parts])
    joined = [np.concatenate([p[i] for p in parts]) for i in range(4)]
    triangles = np.concatenate([p[4] + f for p, f in zip(parts, first, strict=False)])
    chain = np.repeat([names.index(locks.chain) for locks in many], np.diff(first))
    return Swept(
        points=joined[0], normals=joined[1], tangents=joined[2], uv=joined[3],
        triangles=_wide(joined[0], triangles), chains=names, chain=chain,
    )  # fmt: skip


def _wide(points: Points, triangles: Indices) -> Indices:
    """Return the triangles that have an area; at the tips half of them have none."""
    a, b, c = (points[triangles[:, k]] for k in range(3))
    found: Indices = triangles[np.linalg.norm(np.cross(b - a, c - a), axis=1) > LEAST_AREA]
    return found


def _columns(locks: Locks, strips: bool, longest: float, seed: int) -> Indices:
    """Return the column of the texture of each lock."""
    count, steps, _ = locks.lines.shape
    if locks.column is not None:
        return np.full(count, locks.column)
    if locks.solid and strips:
        return np.full(count, SOLID)
    rng = np.random.default_rng((seed, count, steps))
    order = rng.permutation(count)
    short = lengths(locks.lines) < SHORT_SHARE * longest
    found: Indices = np.where(
        short, np.array(SHORT)[order % len(SHORT)], np.array(LONG)[order % len(LONG)]
    )
    return found


def _swept(
    locks: Locks, skull: Skull, strips: bool, column: Indices
) -> tuple[Points, Points, Points, Points, Indices]:
    count, steps, _ = locks.lines.shape
    ring = _circle(locks.around) if locks.solid else STRIP if strips else CLUMP
    closed = locks.solid or not strips
    along = unit(np.gradient(locks.lines, axis=1))
    across = unit(np.cross(along, locks.out))
    facing = np.cross(across, along)
    half = locks.width[..., None] / 2
    deep = locks.thick[None, :, None]
    curve = np.zeros(1) if locks.solid else ring[:, 0] ** 2 * locks.bend / 2
    sag = half**2 * curve / (1.0 * skull.unit)
    rise = half * ring[:, 1] * deep - sag
    points = (
        locks.lines[:, :, None]
        + across[:, :, None] * (half * ring[:, 0])[..., None]
        + facing[:, :, None] * rise[..., None]
    )
    if locks.held > 0:
        points = skull.clear(points, locks.held)
    usual = 0.8 if locks.solid else 0.22 if strips else 0.42
    share = usual if locks.own is None else locks.own
    normals = _normals(locks, across, facing, ring, share)
    k = np.linspace(0, 1, steps)
    u = (column[:, None, None] + 0.5 + 0.46 * ring[None, None, :, 0]) / COLUMNS
    uv = np.stack(np.broadcast_arrays(u, (1 - k)[None, :, None]), -1)
    tangents = np.broadcast_to(along[:, :, None], points.shape)
    if locks.solid:
        tangents = unit(np.gradient(points, axis=1) + 1e-3 * tangents)
    triangles = _triangles(count, steps, len(ring), closed)
    flat = (points, normals, tangents, uv)
    a, b, c, d = (x.reshape(-1, x.shape[-1]) for x in flat)
    return a, b, c, d, triangles


def _circle(around: int) -> Floats:
    turn = np.arange(around) * 2 * np.pi / around
    return np.stack([-np.cos(turn), np.sin(turn)], axis=1)


def _normals(locks: Locks, across: Points, facing: Points, ring: Points, share: float) -> Points:
    """Return normals of which a share is the lock's own: light falls as on one head."""
    if locks.solid:
        own = across[:, :, None] * ring[:, :1] + facing[:, :, None] * ring[:, 1:]
    else:
        own = (
            across[:, :, None] * (ring[:, 0] * 0.85)[:, None]
            + facing[:, :, None] * np.where(ring[:, 1] < -0.4, -1.0, 0.6)[:, None]
        )
    found: Points = unit(unit(own) * share + locks.out[:, :, None] * (1 - share))
    return found


def _triangles(count: int, steps: int, around: int, closed: bool) -> Indices:
    """Return the triangles of tubes or of strips, anticlockwise from outside."""
    last = around if closed else around - 1
    start = (np.arange(count) * steps * around)[:, None, None]
    row = (np.arange(steps - 1) * around)[None, :, None]
    j = np.arange(last)[None, None, :]
    nxt = (j + 1) % around
    a, b = start + row + j, start + row + nxt
    c, d = b + around, a + around
    quads = np.stack([a, b, c, d], -1).reshape(-1, 4)
    found: Indices = np.concatenate([quads[:, [0, 1, 2]], quads[:, [0, 2, 3]]])
    return found
