"""Motions are data: cut, join, scale, smooth, retime, and other curves put into them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from fractions import Fraction
from math import isfinite
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.motion.curves import Floats, ease, smoothed
from aigc.avatar.motion.perform import checked_rate
from aigc.avatar.motion.turns import mixed, unit
from aigc.avatar.motion.turns import scaled as scaled_turns
from aigc.errors import InputError, did_you_mean
from aigc.types.avatar import Motion
from aigc.types.time import to_frame
from aigc.types.viseme import BLENDSHAPES

REST = np.array([0.0, 0.0, 0.0, 1.0])


def cut(motion: Motion, start: Fraction | float, end: Fraction | float) -> Motion:
    """Return what lies between two times, each at its nearest frame.

    Raises
    ------
    InputError
        There is no frame between them, or they lie outside.
    """
    if not (isfinite(start) and isfinite(end)):
        raise InputError(f"{start} to {end} is no part of a motion. Give seconds.")
    first, last = (to_frame(Fraction(t), motion.fps) for t in (start, end))
    if not 0 <= first < last <= motion.frames:
        raise InputError(
            f"{float(start):g} to {float(end):g} s is no part of a motion of "
            f"{float(motion.duration):g} s. Give a start and a later end inside it."
        )
    begin = first / motion.fps
    length = (last - first) / motion.fps
    marks = tuple(
        (name, max(at - begin, Fraction(0)), min(at + size, begin + length) - max(at, begin))
        for name, at, size in motion.marks if at - begin < length and at + size > begin
    )  # fmt: skip
    kept = _each(motion, lambda track: track[first:last])
    return replace(kept, marks=marks)


def join(first: Motion, second: Motion, *, crossfade: Fraction | float = 0) -> Motion:
    """Return one motion and then another, which begins ``crossfade`` seconds before the first ends.

    Raises
    ------
    InputError
        The rates of frames differ, or the crossfade is longer than one of the motions.
    """
    if first.fps != second.fps:
        raise InputError(
            f"Motions of {float(first.fps):g} and {float(second.fps):g} frames a second cannot be "
            "joined. Use `resample` first."
        )
    if not (isfinite(crossfade) and 0 <= crossfade <= min(first.duration, second.duration)):
        raise InputError(
            f"A crossfade of {float(crossfade):g} s does not fit: choose 0 to "
            f"{float(min(first.duration, second.duration)):g} s."
        )
    both = to_frame(Fraction(crossfade), first.fps)
    share = ease((np.arange(both) + 1) / (both + 1))
    lone = first.frames - both

    def linear(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
        part = share[:, None]
        middle = a[lone:] * (1 - part) + b[:both] * part
        return np.concatenate((a[:lone], middle, b[both:])).astype(np.float32)

    def turning(a: NDArray[np.float32], b: NDArray[np.float32]) -> NDArray[np.float32]:
        middle = mixed(a[lone:].astype(float), b[:both].astype(float), share)
        return np.concatenate((a[:lone], middle, b[both:])).astype(np.float32)

    bones = list(dict.fromkeys((*first.turns, *second.turns)))
    turns = {b: turning(_turn(first, b), _turn(second, b)) for b in bones}
    travel = None
    if first.travel is not None or second.travel is not None:
        travel = linear(_travel(first), _travel(second))
    later = lone / first.fps
    return Motion(
        fps=first.fps, blendshapes=linear(first.blendshapes, second.blendshapes), turns=turns,
        travel=travel, marks=(*first.marks, *((n, t + later, d) for n, t, d in second.marks)),
    )  # fmt: skip


def scale(
    motion: Motion,
    factor: float,
    *,
    faces: Iterable[str] | None = None,
    bones: Iterable[str] | None = None,
) -> Motion:
    """Return movements made smaller or larger: weights, and angles from the rest pose.

    Without ``faces`` and ``bones`` the face alone is scaled, wholly.

    Raises
    ------
    InputError
        The factor is not from 0 to 4, or a name is not known.
    """
    if not (isfinite(factor) and 0 <= factor <= 4):
        raise InputError(f"A motion cannot be scaled by {factor:g}. Choose 0 to 4.")
    whole = faces is None and bones is None
    columns = [_column(n) for n in (BLENDSHAPES if whole else tuple(faces or ()))]
    face = motion.blendshapes.copy()
    face[:, columns] = np.clip(face[:, columns] * factor, 0, 1)
    turns = dict(motion.turns)
    for bone in tuple(bones or ()):
        if bone not in turns:
            raise InputError(f"The motion does not turn {bone!r}. {did_you_mean(bone, turns)}")
        turns[bone] = scaled_turns(turns[bone].astype(float), factor).astype(np.float32)
    return replace(motion, blendshapes=face, turns=turns)


def smooth(motion: Motion, seconds: float) -> Motion:
    """Return all tracks under a Gaussian of that deviation; raises InputError if it is no time."""
    if not (isfinite(seconds) and 0 <= seconds <= 5):
        raise InputError(f"A motion cannot be smoothed over {seconds:g} s. Choose 0 to 5.")
    frames = seconds * float(motion.fps)

    def soft(track: NDArray[np.float32]) -> NDArray[np.float32]:
        return smoothed(track.astype(float), frames).astype(np.float32)

    made = _each(motion, soft)
    turns = {b: unit(soft(_continuous(q)).astype(float)).astype(np.float32)
             for b, q in motion.turns.items()}  # fmt: skip
    return replace(made, turns=turns, marks=motion.marks)


def with_face(
    motion: Motion,
    name: str,
    curve: Sequence[float] | NDArray[np.floating],
    *,
    how: Literal["replace", "add"] = "replace",
) -> Motion:
    """Return a motion with a curve of one movement of the face, spread evenly over its length.

    Raises
    ------
    InputError
        The name is not one of `BLENDSHAPES`, or the curve holds no numbers.
    """
    values = np.asarray(curve, float)
    if values.ndim != 1 or not len(values) or not np.isfinite(values).all():
        raise InputError(f"A curve of shape {values.shape} cannot be used. Give a row of numbers.")
    at = np.linspace(0, len(values) - 1, motion.frames)
    spread = np.interp(at, np.arange(len(values)), values)
    face = motion.blendshapes.copy()
    column = _column(name)
    face[:, column] = np.clip(spread + (face[:, column] if how == "add" else 0), 0, 1)
    return replace(motion, blendshapes=face)


def retime(motion: Motion, factor: float | Fraction) -> Motion:
    """Return a motion that takes ``factor`` times as long, at the same rate of frames.

    Raises
    ------
    InputError
        The factor is not from 1/8 to 8.
    """
    if not (isfinite(factor) and 0.125 <= factor <= 8):
        raise InputError(f"A motion cannot take {float(factor):g} times as long. Choose 1/8 to 8.")
    share = Fraction(factor)
    count = max(1, round(motion.frames * share))
    made = _sampled(motion, np.asarray(np.arange(count) / float(share), float))
    marks = tuple((name, at * share, size * share) for name, at, size in motion.marks)
    return replace(made, marks=marks)


def resample(motion: Motion, fps: Fraction | int) -> Motion:
    """Return the same motion at another rate of frames; raises InputError if it is not possible."""
    rate = checked_rate(fps)
    if rate == motion.fps:
        return motion
    count = max(1, round(motion.duration * rate))
    made = _sampled(motion, np.asarray(np.arange(count) * float(motion.fps / rate), float))
    return replace(made, fps=rate, marks=motion.marks)


def _sampled(motion: Motion, at: Floats) -> Motion:
    """Return the tracks at places between frames."""
    place = np.clip(at, 0, motion.frames - 1)
    low = place.astype(int)
    high, part = np.minimum(low + 1, motion.frames - 1), place - low

    def linear(track: NDArray[np.float32]) -> NDArray[np.float32]:
        between = track[low] * (1 - part[:, None]) + track[high] * part[:, None]
        return np.asarray(between, np.float32)

    made = _each(motion, linear)
    turns = {b: mixed(q[low].astype(float), q[high].astype(float), part).astype(np.float32)
             for b, q in motion.turns.items()}  # fmt: skip
    return replace(made, turns=turns)


def _each(motion: Motion, change: Callable[[NDArray[np.float32]], NDArray[np.float32]]) -> Motion:
    """Return a motion with every track changed alike."""
    turns: Mapping[str, NDArray[np.float32]] = {b: change(q) for b, q in motion.turns.items()}
    travel = None if motion.travel is None else change(motion.travel)
    return replace(motion, blendshapes=change(motion.blendshapes), turns=turns, travel=travel)


def _continuous(q: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return quaternions of which none is the negative of its neighbours'."""
    against = (q[1:] * q[:-1]).sum(axis=1) < 0
    sign = np.concatenate(([1.0], np.cumprod(np.where(against, -1.0, 1.0))))
    return (q * sign[:, None]).astype(np.float32)


def _turn(motion: Motion, bone: str) -> NDArray[np.float32]:
    found = motion.turns.get(bone)
    return np.tile(REST, (motion.frames, 1)).astype(np.float32) if found is None else found


def _travel(motion: Motion) -> NDArray[np.float32]:
    return np.zeros((motion.frames, 3), np.float32) if motion.travel is None else motion.travel


def _column(name: str) -> int:
    if name not in BLENDSHAPES:
        raise InputError(f"A face has no movement {name!r}. {did_you_mean(name, BLENDSHAPES)}")
    return BLENDSHAPES.index(name)
