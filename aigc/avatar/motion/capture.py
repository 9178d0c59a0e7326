"""A face that was seen becomes a motion: scores of ARKit's movements and poses of the head."""

from __future__ import annotations

from fractions import Fraction
from typing import Final

import numpy as np
from numpy.typing import ArrayLike, NDArray

from aigc.avatar.motion.body import body
from aigc.avatar.motion.curves import Floats, frame_times, smoothed
from aigc.avatar.motion.perform import checked_rate
from aigc.avatar.motion.turns import about, from_matrices, inverse, times, turned
from aigc.errors import InputError
from aigc.types.avatar import Motion
from aigc.types.viseme import BLENDSHAPES

STEADY_HZ: Final = 2.2
EAGER: Final = 12.0
"""How slow a movement is smoothed, and how much less a fast one."""
STILL_SHARE: Final = 0.2
"""Share of the frames, those that move the face least, from which its rest is taken."""
LARGEST_REST: Final = 0.6
HELD_S, EASED_S, REJOIN_S = 0.5, 0.5, 0.25
"""A face that is lost is held for so long, comes to rest in so long, and takes so long to go over
into the one that is seen again."""
FASTEST_SEEN_DEG_S: Final = 240.0
"""People turn their heads quicker than a presenter should; what is quicker still is an error."""
SIDES_S: Final = 0.25
"""Differences between left and right that are quicker than this are noise."""
_LEFT: Final = tuple(n for n, name in enumerate(BLENDSHAPES) if name.endswith("Left"))
_PAIRS: Final = tuple(
    (n, BLENDSHAPES.index(BLENDSHAPES[n].replace("Left", "Right")))
    for n in _LEFT
    if BLENDSHAPES[n].replace("Left", "Right") in BLENDSHAPES
    and BLENDSHAPES[n] not in ("jawLeft", "mouthLeft")
)


def from_landmarks(
    weights: ArrayLike,
    times_s: ArrayLike,
    *,
    heads: ArrayLike | None = None,
    neutral: ArrayLike | None = None,
    fps: Fraction | int = Fraction(30),
    seed: int = 0,
    duration: Fraction | None = None,
) -> Motion:
    """Return a motion from what a face tracker saw of a person.

    Where no face was found the last one is held for a moment, and then comes to rest.

    Parameters
    ----------
    weights : array of float, shape (seen, 52)
        Scores of `BLENDSHAPES`, 0 to 1; a row of NaN where no face was found.
    times_s : array of float, shape (seen,)
        When each was seen, ascending; the first is the motion's beginning.
    heads : array of float, shape (seen, 4, 4), or None
        Poses of the head, +X the person's left, +Y up, +Z to the camera; without them the head
        has a life of its own.
    neutral : array of float, shape (52,), or None
        The face at rest; None finds it where the face moves least.
    seed : int
        Fixes breath and what the body does.
    duration : Fraction or None
        Seconds that the motion lasts; None ends it with what was seen last.

    Raises
    ------
    InputError
        The arrays do not fit together, times do not ascend, or no face was found at all.

    Source: G. Casiez et al., 1 € filter, 2012: slow movements are smoothed, quick ones not late.
    """
    rate = checked_rate(fps)
    rows, seen = _checked(weights, times_s)
    found = np.asarray(np.isfinite(rows).all(axis=1))
    clock = seen - seen[0]
    lasts = duration or Fraction(round(float(clock[-1]) * 1000), 1000)
    at = frame_times(max(lasts, 1 / rate), rate)
    face = calibrated(rows[found], None if neutral is None else np.asarray(neutral, float))
    face = _even(clock, found, face, at)
    face = symmetric(one_euro(face, float(rate)), float(rate))
    rng = np.random.default_rng(seed)
    angles = np.zeros((len(at), 3))
    if heads is not None:
        angles = _head_angles(np.asarray(heads, float), clock, found, at, float(rate))
    made = body(at, angles, rng, fastest_deg_s=FASTEST_SEEN_DEG_S)
    return Motion(
        fps=rate, blendshapes=face.astype(np.float32), travel=made.travel.astype(np.float32),
        turns={bone: q.astype(np.float32) for bone, q in made.turns.items()},
    )  # fmt: skip


def calibrated(face: Floats, neutral: Floats | None = None) -> Floats:
    """Return weights of which those of the face at rest are 0 and the greatest still 1."""
    if neutral is None:
        effort = face.sum(axis=1)
        calm = face[effort <= np.quantile(effort, STILL_SHARE)]
        neutral = np.median(calm, axis=0)
    if neutral.shape != (len(BLENDSHAPES),) or not np.isfinite(neutral).all():
        raise InputError(f"A face at rest has 52 numbers, not shape {neutral.shape}.")
    rest = np.clip(neutral, 0, LARGEST_REST)
    return np.clip((face - rest) / (1 - rest), 0, 1)


def one_euro(curves: Floats, fps: float, steady_hz: float = STEADY_HZ) -> Floats:
    """Return curves of shape ``(frames, columns)`` without tremor, quick movements in time.

    What was filtered forwards and what was filtered backwards are mixed, so that nothing is late.
    """
    back = _followed(curves[::-1], fps, steady_hz)[::-1]
    return (_followed(curves, fps, steady_hz) + back) / 2


def _followed(curves: Floats, fps: float, steady_hz: float) -> Floats:
    out = curves.copy()
    speed = np.zeros(curves.shape[1])
    for n in range(1, len(curves)):
        now = (curves[n] - out[n - 1]) * fps
        speed += _share(1.5, fps) * (now - speed)
        cutoff = steady_hz + EAGER * np.abs(speed)
        out[n] = out[n - 1] + _share(cutoff, fps) * (curves[n] - out[n - 1])
    return out


def symmetric(face: Floats, fps: float) -> Floats:
    """Return weights whose left and right differ only by what lasts: winks stay, tremor goes."""
    left, right = (list(side) for side in zip(*_PAIRS, strict=True))
    mean = (face[:, left] + face[:, right]) / 2
    apart = (face[:, left] - face[:, right]) / 2
    kept = np.where(np.abs(apart) > 0.2, apart, smoothed(apart, SIDES_S * fps / 2))
    out = face.copy()
    out[:, left], out[:, right] = mean + kept, mean - kept
    return np.clip(out, 0, 1)


def _share(cutoff_hz: Floats | float, fps: float) -> Floats | float:
    return 1 / (1 + fps / (2 * np.pi * cutoff_hz))


def _checked(weights: ArrayLike, times_s: ArrayLike) -> tuple[Floats, Floats]:
    rows, seen = np.asarray(weights, float), np.asarray(times_s, float)
    if rows.ndim != 2 or rows.shape[1] != len(BLENDSHAPES) or rows.shape[0] != len(seen):
        raise InputError(
            f"Weights of shape {rows.shape} and times of shape {seen.shape} do not fit together. "
            "Give 52 weights for each time."
        )
    if seen.ndim != 1 or not np.isfinite(seen).all() or (np.diff(seen) <= 0).any():
        raise InputError("The times of a seen face must ascend. Sort them, without doubles.")
    if not np.isfinite(rows).all(axis=1).any():
        raise InputError("There is no face in the video. Take one that looks at the camera.")
    return rows, seen


def _even(clock: Floats, found: NDArray[np.bool_], rows: Floats, at: Floats) -> Floats:
    """Return rows at even times; 0 is rest, to which they come where nothing is found for long.

    Parameters
    ----------
    clock, found : shape (seen,)
    rows : float64, shape (as many as were found, columns)
    """
    rest, times = np.zeros_like(rows[:1]), clock[found]
    knots, values = [times], [rows]

    def put(time: float, value: Floats) -> None:
        knots.append(np.array([time]))
        values.append(np.atleast_2d(value))

    for last, following in _gaps(found):
        begin = -np.inf if last is None else times[last]
        end = np.inf if following is None else times[following]
        if last is not None and min(end, clock[-1]) - begin <= 2 * REJOIN_S:
            continue
        long = last is None or end - begin > HELD_S + EASED_S + REJOIN_S
        if last is not None and long:
            put(begin + HELD_S, rows[last])
            put(begin + HELD_S + EASED_S, rest)
        if following is not None:
            put(end - REJOIN_S, rest if last is None or long else rows[last])
    order = np.argsort(np.concatenate(knots), kind="stable")
    places, kept = np.concatenate(knots)[order], np.concatenate(values)[order]
    return np.stack([np.interp(at, places, column) for column in kept.T], axis=1)


def _gaps(found: NDArray[np.bool_]) -> list[tuple[int | None, int | None]]:
    """Return the ranks of the rows before and after each run in which nothing was found."""
    edges = np.flatnonzero(np.diff(np.concatenate(([1], found, [1])).astype(int)))
    ranks = np.cumsum(np.concatenate(([0], found)))
    count = int(found.sum())
    spans = [(int(ranks[a]) - 1, int(ranks[b])) for a, b in edges.reshape(-1, 2)]
    return [(a if a >= 0 else None, b if b < count else None) for a, b in spans]


def _head_angles(
    heads: NDArray[np.float64], clock: Floats, found: NDArray[np.bool_], at: Floats, fps: float
) -> Floats:
    """Return pitch, yaw and roll in degrees about how the head is held most of the time."""
    if heads.shape != (len(clock), 4, 4):
        raise InputError(f"Poses of the head have shape {heads.shape}; {len(clock)} x 4 x 4 fit.")
    good = found & np.isfinite(heads).all(axis=(1, 2))
    if not good.any():
        raise InputError("No pose of the head is known. Leave `heads` out.")
    turn = from_matrices(heads[good][:, :3, :3])
    turn *= np.where((turn * turn[:1]).sum(axis=1, keepdims=True) < 0, -1.0, 1.0)
    usual = np.median(turn, axis=0)
    turn = times(inverse(usual / np.linalg.norm(usual)), turn)
    return one_euro(_even(clock, good, angles_of(turn), at), fps, 1.2)


def angles_of(q: Floats) -> Floats:
    """Return pitch (down), yaw (left) and roll (right) in degrees; undoes `pitched`."""
    ahead = turned(q, np.array([0.0, 0.0, 1.0]))
    yaw = np.degrees(np.arctan2(ahead[..., 0], ahead[..., 2]))
    pitch = np.degrees(np.arcsin(np.clip(-ahead[..., 1], -1, 1)))
    level = times(inverse(times(about("y", yaw), about("x", pitch))), q)
    roll = np.degrees(2 * np.arctan2(level[..., 2], level[..., 3]))
    return np.stack((pitch, yaw, (roll + 180) % 360 - 180), axis=-1)
