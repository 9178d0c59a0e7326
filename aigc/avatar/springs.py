"""Hair and cloth that swing: the spring bones of VRM 1.0.

Source: VRMC_springBone 1.0, "Update Procedure" (inertia, stiffness, gravity, length, collision).
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from fractions import Fraction

import numpy as np

from aigc.avatar.pose import Floats, matrices, placed
from aigc.types.avatar import Avatar

SETTLE_S = 2.0
"""How long hair hangs in the first pose before the first frame."""
STEP_S = 1 / 60
"""The longest step; slower frames take several."""


def joints(avatar: Avatar) -> tuple[int, ...]:
    """Return the bones that springs turn, as indices of `Avatar.bones`, in order."""
    return tuple(sorted({bone for spring in avatar.springs for bone in spring.bones[:-1]}))


class Springs:
    """The state of all springs of one avatar, moved on a frame at a time."""

    def __init__(self, avatar: Avatar, fps: Fraction) -> None:
        """Start at rest; ``fps`` is how often `follow` will be called for a second of motion."""
        self.avatar = avatar
        self._joints = joints(avatar)
        self._steps = max(1, int(np.ceil(1 / (float(fps) * STEP_S) - 1e-6)))
        self._dt = 1 / (float(fps) * self._steps)
        self._rows = _Rows(avatar)
        self._tails: Floats | None = None
        self._before: Floats | None = None

    def follow(self, local: Floats, travel: tuple[float, ...] | None = None) -> Floats:
        """Move on by one frame and return the bones' turns with those of the springs.

        Parameters
        ----------
        local : float64, shape (bones, 4)
            Turns of all bones; those of spring bones are ignored.
        travel : three floats or None
            Metres by which the hips leave their place.

        Returns
        -------
        float64, shape (bones, 4)
        """
        if not self._joints:
            return local
        local = local.copy()
        local[list(self._joints)] = (0, 0, 0, 1)
        rotations, origins = placed(self.avatar, local, travel)
        first = self._tails is None
        if first:
            self._tails = self._before = self._rows.rest_tails(rotations, origins)
        for _ in range(int(SETTLE_S / self._dt) if first else self._steps):
            self._step(rotations, origins)
        return self._turned(local, rotations, origins)

    def _step(self, rotations: Floats, origins: Floats) -> None:
        rows, dt = self._rows, self._dt
        assert self._tails is not None
        assert self._before is not None
        tails, before = self._tails.copy(), self._before
        spheres = rows.spheres(rotations, origins)
        heads, frames = rows.start(rotations, origins)
        for level in rows.levels:
            k, parent = level.rows, level.parents
            head = np.where(parent[:, None] >= 0, tails[parent], heads[k])
            axis = np.einsum("nij,nj->ni", frames[level.chains], level.axes)
            swing = (self._tails[k] - before[k]) * (1 - level.drag)
            tail = self._tails[k] + swing + axis * (level.stiffness * dt)
            tail[:, 1] -= level.gravity[:, 0] * dt
            tail = _at_length(head, tail, level.lengths)
            tail = _pushed_out(tail, level.radius, spheres)
            tails[k] = _at_length(head, tail, level.lengths)
            turn = matrices(_from_to(axis, (tails[k] - head) / level.lengths))
            frames[level.chains] = turn @ frames[level.chains]
        self._before, self._tails = self._tails, tails

    def _turned(self, local: Floats, rotations: Floats, origins: Floats) -> Floats:
        """Return ``local`` with the turns that bring each bone's tail where it swung to."""
        rows = self._rows
        assert self._tails is not None
        heads, frames = rows.start(rotations, origins)
        for level in rows.levels:
            head = np.where(
                level.parents[:, None] >= 0, self._tails[level.parents], heads[level.rows]
            )
            frame = frames[level.chains]
            way = np.einsum("nji,nj->ni", frame, self._tails[level.rows] - head) / level.lengths
            turn = _from_to(level.axes, way)
            local[level.bones] = turn
            frames[level.chains] = frame @ matrices(turn)
        return local


class _Level:
    """The bones at one depth of all chains."""

    def __init__(self, avatar: Avatar, depth: int, first: int, above: dict[int, int]) -> None:
        chains = [c for c, spring in enumerate(avatar.springs) if len(spring.bones) > depth + 1]
        springs = [avatar.springs[c] for c in chains]
        rest = np.array([bone.position for bone in avatar.bones], float)
        self.chains = np.array(chains)
        self.rows = first + np.arange(len(chains))
        self.bones = np.array([spring.bones[depth] for spring in springs])
        self.parents = np.array([above.get(c, -1) for c in chains])
        away = rest[[spring.bones[depth + 1] for spring in springs]] - rest[self.bones]
        self.lengths = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-6)
        self.axes = away / self.lengths
        self.stiffness = np.array([[s.stiffness] for s in springs])
        self.drag = np.array([[s.drag] for s in springs])
        self.gravity = np.array([[s.gravity] for s in springs])
        self.radius = np.array([s.radius for s in springs])


class _Rows:
    """All joints of all springs as rows of arrays, by depth in their chains."""

    def __init__(self, avatar: Avatar) -> None:
        self.avatar = avatar
        self.levels: list[_Level] = []
        above: dict[int, int] = {}
        first = 0
        for depth in range(max((len(s.bones) - 1 for s in avatar.springs), default=0)):
            level = _Level(avatar, depth, first, above)
            above = dict(zip(level.chains.tolist(), level.rows.tolist(), strict=True))
            first += len(level.rows)
            self.levels.append(level)
        self.count = first
        roots = [s.bones[0] for s in avatar.springs]
        self._roots = np.array(roots, int)
        self._parents = np.array([max(avatar.bones[r].parent, 0) for r in roots], int)

    def start(self, rotations: Floats, origins: Floats) -> tuple[Floats, Floats]:
        """Return where the roots are, by row, and how their parents are turned, by chain."""
        heads = np.zeros((self.count, 3))
        if self.levels:
            heads[self.levels[0].rows] = origins[self._roots[self.levels[0].chains]]
        return heads, rotations[self._parents].copy()

    def rest_tails(self, rotations: Floats, origins: Floats) -> Floats:
        """Return where the tails are while no spring is turned, shape (rows, 3)."""
        heads, frames = self.start(rotations, origins)
        tails = np.zeros((self.count, 3))
        for level in self.levels:
            head = np.where(level.parents[:, None] >= 0, tails[level.parents], heads[level.rows])
            axis = np.einsum("nij,nj->ni", frames[level.chains], level.axes)
            tails[level.rows] = head + axis * level.lengths
        return tails

    def spheres(self, rotations: Floats, origins: Floats) -> list[tuple[Floats, Floats, float]]:
        """Return each collider as its two ends and radius in metres."""
        found = []
        for ball in self.avatar.colliders:
            ends = (ball.offset, ball.tail or ball.offset)
            turn, place = rotations[ball.bone], origins[ball.bone]
            a, b = (place + turn @ np.asarray(end, float) for end in ends)
            found.append((a, b, ball.radius))
        return found


def swings(
    avatar: Avatar, fps: Fraction, poses: Iterable[tuple[Floats, tuple[float, ...] | None]]
) -> Iterator[Floats]:
    """Yield for each pose the turns of all bones with hair and cloth in motion.

    Parameters
    ----------
    poses : iterable of (float64 of shape (bones, 4), travel)
        One a frame, as from `aigc.avatar.pose.local_turns`.
    """
    state = Springs(avatar, fps)
    for local, travel in poses:
        yield state.follow(local, travel)


def _at_length(head: Floats, tail: Floats, lengths: Floats) -> Floats:
    away = tail - head
    far = np.maximum(np.linalg.norm(away, axis=1, keepdims=True), 1e-9)
    return np.asarray(head + away * (lengths / far))


def _pushed_out(
    tail: Floats, radius: Floats, spheres: list[tuple[Floats, Floats, float]]
) -> Floats:
    """Return the tails moved to the surface of what they are inside of."""
    for a, b, size in spheres:
        line = b - a
        along = np.clip((tail - a) @ line / max(float(line @ line), 1e-12), 0, 1)
        away = tail - (a + along[:, None] * line)
        far = np.maximum(np.linalg.norm(away, axis=1), 1e-9)
        deep = np.maximum(size + radius - far, 0)
        tail = tail + away * (deep / far)[:, None]
    return tail


def _from_to(a: Floats, b: Floats) -> Floats:
    """Return the shortest turns of unit vectors ``a`` to ``b``, as quaternions."""
    q = np.concatenate([np.cross(a, b), 1 + np.einsum("ni,ni->n", a, b)[:, None]], 1)
    opposite = q[:, 3] < 1e-6
    if opposite.any():
        side = np.cross(a[opposite], np.where(np.abs(a[opposite, :1]) < 0.8, (1, 0, 0), (0, 1, 0)))
        q[opposite, :3], q[opposite, 3] = side, 0
    return np.asarray(q / np.linalg.norm(q, axis=1, keepdims=True))
