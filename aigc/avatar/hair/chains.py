"""Bones that swing with long hair, and how locks share them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

import numpy as np

from aigc.avatar.base import Indices, Points
from aigc.avatar.hair.locks import Locks, Swept
from aigc.avatar.hair.paths import resampled
from aigc.avatar.hair.skull import Floats
from aigc.avatar.piece import INFLUENCES, Chain, Rig

JOINTS = 4
HEAD = "Head"
HELD = 0.30
"""Share of a loose lock that lies on the head and does not swing."""


def chains_of(locks: Sequence[Locks]) -> tuple[Chain, ...]:
    """Return one chain for each name, along the middle of the locks that it carries."""
    names = sorted({k.chain for k in locks if k.chain})
    return tuple(_chain(name, [k for k in locks if k.chain == name]) for name in names)


def _chain(name: str, locks: Sequence[Locks]) -> Chain:
    lines = np.concatenate([resampled(k.lines, 25) for k in locks])
    share = np.concatenate([np.full(len(k.lines), float(k.width.max())) for k in locks])
    middle = np.average(lines, axis=0, weights=share)
    loose = name.startswith("hair_")
    points = resampled(middle[None, int(HELD * 24) if loose else 0 :], JOINTS)[0]
    return Chain(
        name=name, parent=HEAD, points=points, stiffness=1.6 if loose else 1.0, drag=0.45,
        gravity=0.12, radius_dm=0.25,
    )  # fmt: skip


def rig_of(mesh: Swept, chains: Sequence[Chain]) -> Rig:
    """Return the shares of the head and of the chains' bones for each vertex."""
    names = [HEAD] + [c.joint(k) for c in chains for k in range(len(c.points) - 1)]
    joints = np.zeros((len(mesh.points), INFLUENCES), int)
    share = np.zeros((len(mesh.points), INFLUENCES))
    share[:, 0] = 1
    for chain in chains:
        chosen = np.flatnonzero(mesh.chain == mesh.chains.index(chain.name))
        first = names.index(chain.joint(0))
        joints[chosen], share[chosen] = _shares(mesh.points[chosen], chain, first)
    return Rig(bones=tuple(names), joints=joints, weights=share)


def _shares(points: Points, chain: Chain, first: int) -> tuple[Indices, Points]:
    """Return joints and shares: half a bone's length before and after a joint two bones mix."""
    last = len(chain.points) - 2
    place = np.clip(_along(points, chain.points) - 0.5, -1, last)
    before = np.floor(place).astype(int)
    part = place - before
    joints = np.zeros((len(points), INFLUENCES), int)
    joints[:, 0] = np.where(before < 0, 0, first + before)
    joints[:, 1] = first + np.minimum(before + 1, last)
    share = np.zeros((len(points), INFLUENCES))
    share[:, 0], share[:, 1] = 1 - part, part
    return joints, share


def _along(points: Points, line: Points) -> Floats:
    """Return where on a line of joints each point lies: 1.5 is midway from joint 1 to joint 2."""
    best = np.full(len(points), np.inf)
    found = np.zeros(len(points))
    for k, (start, end) in enumerate(pairwise(line)):
        span = end - start
        t = (points - start) @ span / max(float(span @ span), 1e-9)
        t = np.clip(t, -0.6 if k == 0 else 0, 1)
        distance = np.linalg.norm(points - start - t[:, None] * span, axis=1)
        nearer = distance < best
        best[nearer], found[nearer] = distance[nearer], k + t[nearer]
    return found
