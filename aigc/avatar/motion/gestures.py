"""Gestures of arms, hands and trunk: greet, point, explain, count, bow."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise
from math import isfinite
from typing import Final, Literal

import numpy as np

from aigc.avatar.catalogue import known
from aigc.avatar.motion.arms import Reach, bent, other_side, reached, resting
from aigc.avatar.motion.curves import Floats, ease, plateau
from aigc.avatar.motion.turns import mixed
from aigc.errors import InputError

Side = Literal["left", "right"]
Key = tuple[float, Reach | None]
"""Seconds from the stroke, and where the left hand is then; None for at rest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cue:
    """A gesture that is wanted.

    Attributes
    ----------
    gesture : str
        One of `aigc.avatar.catalogue.GESTURES`.
    time : float
        When its stroke falls, in seconds: on the word that it goes with.
    side : {"left", "right"}
        Which hand, where one is enough.
    number : int
        What is counted, 1 to 5.
    """

    gesture: str
    time: float
    side: Side = "right"
    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan:
    """What a gesture does: keys of the chosen hand, of the other, and of the trunk.

    ``bend`` is how far the trunk bends forward in degrees, ``tilt`` the head in degrees of pitch
    and roll, from the beginning to the end of the stroke's hold.
    """

    hand: tuple[Key, ...] = ()
    other: tuple[Key, ...] = ()
    bend: float = 0.0
    tilt: tuple[float, float] = (0.0, 0.0)
    hold: tuple[float, float] = (0.0, 0.6)
    rise_s: float = 0.5
    fall_s: float = 0.7


_WAVE_IN: Final = Reach(
    wrist=(0.07, 0.08, 0.26), elbow=(0.6, -1, -0.1), fingers=(-0.16, 1, 0.06),
    palm=(-0.05, -0.05, 1), hand="open", raised=5,
)  # fmt: skip
_WAVE_OUT: Final = replace(_WAVE_IN, wrist=(0.14, 0.07, 0.25), fingers=(0.36, 1, 0.06))
_POINT: Final = Reach(
    wrist=(0.2, -0.14, 0.33), elbow=(0.7, -1, -0.3), fingers=(0.72, -0.34, 0.6),
    palm=(-0.35, -1, 0.2), hand="point",
)  # fmt: skip
_POINT_READY: Final = replace(_POINT, wrist=(0.11, -0.1, 0.27), fingers=(0.35, 0.15, 0.9))
_OFFER: Final = Reach(
    wrist=(0.0, -0.2, 0.33), elbow=(0.7, -1, -0.4), fingers=(0.05, 0.3, 1), palm=(-0.5, 1, 0),
)  # fmt: skip
_OFFER_WIDE: Final = replace(
    _OFFER, wrist=(0.11, -0.19, 0.33), fingers=(0.4, 0.22, 1), palm=(-0.25, 1, 0)
)
_OFFER_LOW: Final = replace(_OFFER, wrist=(0.05, -0.24, 0.33), fingers=(0.2, 0.1, 1))
_COUNT: Final = Reach(
    wrist=(0.05, 0.02, 0.28), elbow=(0.5, -1, -0.1), fingers=(-0.06, 1, 0.1),
    palm=(-0.1, -0.05, 1), hand="count1", raised=2,
)  # fmt: skip
_COUNT_READY: Final = replace(_COUNT, wrist=(0.07, -0.04, 0.26), fingers=(0.0, 1, 0.3))


def plan(cue: Cue) -> Plan:
    """Return what a gesture does."""
    match cue.gesture:
        case "greet":
            swings = tuple((0.3 * n, _WAVE_OUT if n % 2 == 0 else _WAVE_IN) for n in range(6))
            return Plan(hand=((-0.75, None), (-0.22, _WAVE_IN), *swings, (2.35, None)),
                        tilt=(1.0, 3.5), hold=(-0.1, 1.5))  # fmt: skip
        case "point":
            return Plan(
                hand=((-0.7, None), (-0.2, _POINT_READY), (0, _POINT), (0.65, _POINT), (1.5, None)),
                tilt=(2.5, 1.5), hold=(-0.1, 0.7),
            )  # fmt: skip
        case "explain":
            beats = ((-0.75, None), (-0.18, _OFFER), (0.08, _OFFER_WIDE), (0.55, _OFFER_LOW),
                     (0.95, _OFFER_WIDE), (1.3, _OFFER_WIDE), (2.15, None))  # fmt: skip
            late = tuple((t + 0.05, key) for t, key in beats)
            return Plan(hand=beats, other=late, hold=(0.0, 1.2), tilt=(1.0, 0.0))
        case "count":
            ready = replace(_COUNT_READY, hand=f"count{cue.number}")
            shown = replace(_COUNT, hand=f"count{cue.number}")
            return Plan(hand=((-0.75, None), (-0.2, ready), (0, shown), (0.85, shown),
                              (1.65, None)), tilt=(1.5, 1.0))  # fmt: skip
        case _:
            return Plan(bend=26.0, hold=(0.0, 0.45), rise_s=1.35, fall_s=1.45)


def checked(cues: Sequence[Cue], duration_s: float) -> tuple[Cue, ...]:
    """Return the cues in order of time.

    Raises
    ------
    ConfigError
        There is no such gesture.
    InputError
        A time lies outside, a number is not 1 to 5, or a side is neither left nor right.
    """
    for cue in cues:
        known("gesture", cue.gesture)
        if not (isfinite(cue.time) and 0 <= cue.time <= duration_s):
            raise InputError(
                f"The gesture {cue.gesture} is wanted at {cue.time:g} s; choose 0 to "
                f"{duration_s:g} s, the length of the motion."
            )
        if cue.number not in range(1, 6):
            raise InputError(f"A hand cannot count to {cue.number}. Choose 1 to 5.")
        if cue.side not in ("left", "right"):
            raise InputError(f"A gesture is made with the left or the right, not {cue.side!r}.")
    return tuple(sorted(cues, key=lambda cue: cue.time))


def spans(cues: Sequence[Cue]) -> list[tuple[float, float]]:
    """Return when each gesture begins and ends, in seconds."""
    out = []
    for cue in cues:
        made = plan(cue)
        keys = [t for t, _ in made.hand] or [
            made.hold[0] - made.rise_s, made.hold[1] + made.fall_s
        ]  # fmt: skip
        out.append((cue.time + keys[0], cue.time + keys[-1]))
    return out


def fitted(cues: Sequence[Cue]) -> tuple[Cue, ...]:
    """Return cues late enough to begin from rest, without those that come before one is done.

    A gesture is done when its stroke has been held; the way back to rest is left out where the
    next follows.
    """
    out: list[Cue] = []
    for cue in cues:
        begin, _ = spans([cue])[0]
        moved = replace(cue, time=cue.time - min(0.0, begin))
        if not out or moved.time + _prepared(moved) > out[-1].time + _done(out[-1]):
            out.append(moved)
    return tuple(out)


def _prepared(cue: Cue) -> float:
    hand = plan(cue).hand
    return hand[1][0] - 0.35 if hand else -plan(cue).rise_s


def _done(cue: Cue) -> float:
    hand = plan(cue).hand
    return hand[-2][0] if hand else plan(cue).hold[1] + 0.5 * plan(cue).fall_s


def arm_turns(cues: Sequence[Cue], side: Side, times_s: Floats) -> dict[str, Floats]:
    """Return the turns of one arm and hand over time, at rest but for gestures.

    By VRM bone, shape ``(times, 4)``; each way from key to key is eased.
    """
    keys = _keys(cues, side)
    out = {bone: np.tile(q, (len(times_s), 1)) for bone, q in resting().items()}
    for (start, a), (end, b) in pairwise(keys):
        near = slice(*np.searchsorted(times_s, (start, end)))
        share = ease((times_s[near] - start) / (end - start))
        one, two = (dict(resting()) if k is None else reached(k) for k in (a, b))
        for bone, track in out.items():
            way = bent if bone == "leftLowerArm" else mixed
            track[near] = way(one[bone], two[bone], share)
    return out if side == "left" else other_side(out)


def _keys(cues: Sequence[Cue], side: Side) -> list[Key]:
    """Return the keys of all gestures end to end; between two that are near there is no rest."""
    keys: list[Key] = []
    for cue in cues:
        made = plan(cue)
        own = made.hand if cue.side == side else made.other
        added = [(cue.time + t, key) for t, key in own]
        if keys and added and added[0][0] < keys[-1][0] + 0.05:
            keys.pop()
            added = added[1:]
            added = [(max(t, keys[-1][0] + 0.3) if n == 0 else t, key)
                     for n, (t, key) in enumerate(added)]  # fmt: skip
        keys += added
    return keys


def trunk(cues: Sequence[Cue], times_s: Floats) -> tuple[Floats, Floats]:
    """Return how far the trunk bends forward, and pitch and roll of the head, in degrees.

    Shapes ``(times,)`` and ``(times, 2)``.
    """
    bend, tilt = np.zeros_like(times_s), np.zeros((len(times_s), 2))
    for cue in cues:
        made = plan(cue)
        begin, end = cue.time + made.hold[0], cue.time + made.hold[1]
        shape = plateau(times_s, begin, end, made.rise_s, made.fall_s)
        bend = np.maximum(bend, made.bend * shape)
        sign = 1.0 if cue.side == "right" else -1.0
        tilt += shape[:, None] * np.array([made.tilt[0], sign * made.tilt[1]])
    return bend, tilt
