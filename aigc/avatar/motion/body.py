"""The body: breath, weight that shifts over planted feet, a trunk that follows the head."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from aigc.avatar.motion.curves import Floats, drift, ease, followed, limited
from aigc.avatar.motion.gestures import Cue, Side, arm_turns, trunk
from aigc.avatar.motion.head import FASTEST_DEG_S
from aigc.avatar.motion.turns import about, pitched, times

BREATH_S: Final = 3.9
INHALE_S: Final = 0.55
LEG_M: Final = 0.82
_SHARES: Final = {"upperChest": 0.08, "neck": 0.34, "head": 0.58}
_BENDS: Final = {"spine": 0.36, "chest": 0.3, "upperChest": 0.14, "neck": 0.1, "head": 0.1}
_SHIFT_M: Final = 0.011
_SHIFT_DEG: Final = 0.9


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Body:
    """Turns by VRM bone, shape ``(times, 4)``, and metres of the hips, shape ``(times, 3)``."""

    turns: dict[str, Floats]
    travel: Floats


def body(
    times_s: Floats,
    head_deg: Floats,
    rng: np.random.Generator,
    *,
    cues: Sequence[Cue] = (),
    inhale_s: Sequence[float] = (),
    shoulders_deg: Floats | float = 0.0,
    lively: float = 1.0,
    fastest_deg_s: float = FASTEST_DEG_S,
) -> Body:
    """Return a body whose head turns by ``head_deg``: pitch (down), yaw (left), roll (right).

    Parameters
    ----------
    inhale_s : sequence of float
        When a breath is drawn for what is said next.
    shoulders_deg : float64, shape (times,), or float
        How far a feeling raises the shoulders.
    fastest_deg_s : float
        How quickly head and trunk turn at the most, degrees a second over all axes.
    """
    rate = 1 / (times_s[1] - times_s[0]) if len(times_s) > 1 else 30.0
    bend, tilt = trunk(cues, times_s)
    wanted = head_deg + np.stack((tilt[:, 0], 0 * bend, tilt[:, 1]), axis=1)
    whole = np.column_stack((wanted, bend))
    whole = limited(whole, fastest_deg_s / rate)
    breath = breathing(times_s, rng, inhale_s) * lively
    lean = _lean(times_s, rng) * lively
    turns = _trunk(whole[:, :3], whole[:, 3], breath, lean, rate)
    turns |= _legs(lean)
    sides: tuple[Side, Side] = ("left", "right")
    for side in sides:
        turns |= _arm(side, cues, times_s, rng, breath, np.asarray(shoulders_deg), lively)
    travel = np.stack((_SHIFT_M * lean, 0.0012 * breath, -0.0016 * bend), axis=1)
    return Body(turns=turns, travel=travel)


def breathing(times_s: Floats, rng: np.random.Generator, inhale_s: Sequence[float]) -> Floats:
    """Return how full the chest is, about -1 to 1: a quick breath in, a slow one out.

    Breaths come by themselves, and are drawn to those that are asked for.
    """
    out = np.zeros_like(times_s)
    now, asked = -BREATH_S * float(rng.random()), sorted(inhale_s)
    level = -1.0
    while now < times_s[-1] + 1e-9:
        wait = BREATH_S * float(rng.uniform(0.85, 1.2))
        near = [t for t in asked if now + 0.55 * wait < t < now + 1.5 * wait]
        after = near[0] if near else now + wait
        top = float(rng.uniform(0.75, 1.0))
        inhale = min(INHALE_S if near else 0.42 * (after - now), 0.5 * (after - now))
        first, middle, last = np.searchsorted(times_s, (now, now + inhale, after))
        out[first:middle] = level + (top - level) * ease((times_s[first:middle] - now) / inhale)
        sink = (times_s[middle:last] - now - inhale) / (after - now - inhale)
        low = -float(rng.uniform(0.75, 1.0))
        out[middle:last] = top + (low - top) * ease(sink)
        level, now = low, after
    return out


def _lean(times_s: Floats, rng: np.random.Generator) -> Floats:
    """Return to which side the weight is, left being 1."""
    leant: Floats = np.tanh(0.8 * drift(times_s, rng, 1, 14.0)[:, 0])
    return leant


def _trunk(
    head_deg: Floats, bend: Floats, breath: Floats, lean: Floats, rate: float
) -> dict[str, Floats]:
    """Return the turns from hips to head, which add up to those of the head."""
    late = followed(head_deg, rate, 0.25)
    chest = np.stack((-0.5 * breath, 0.16 * late[:, 1], -0.6 * lean), axis=1)
    spine = np.stack((-0.35 * breath, 0.08 * late[:, 1], -0.5 * lean), axis=1)
    hips = np.stack((0 * lean, 0 * lean, _SHIFT_DEG * lean), axis=1)
    rest = head_deg - 0.24 * np.stack((0 * bend, late[:, 1], 0 * bend), axis=1)
    rest[:, 0] += 0.85 * breath
    rest[:, 2] += (1.1 - _SHIFT_DEG) * lean
    parts = {"hips": hips, "spine": spine, "chest": chest, "upperChest": np.zeros_like(hips),
             "neck": np.zeros_like(hips), "head": np.zeros_like(hips)}  # fmt: skip
    for bone, share in _SHARES.items():
        parts[bone] = parts[bone] + share * rest
    for bone, share in _BENDS.items():
        parts[bone] = parts[bone] + np.stack((share * bend, 0 * bend, 0 * bend), axis=1)
    return {bone: pitched(degrees) for bone, degrees in parts.items()}


def _legs(lean: Floats) -> dict[str, Floats]:
    """Return legs that keep the feet where they are while the hips shift."""
    slant = -np.degrees(np.arcsin(_SHIFT_M * lean / LEG_M))
    leg, foot = about("z", slant - _SHIFT_DEG * lean), about("z", -slant)
    return {f"{side}{bone}": q for side in ("left", "right")
            for bone, q in (("UpperLeg", leg), ("Foot", foot))}  # fmt: skip


def _arm(
    side: Side,
    cues: Sequence[Cue],
    times_s: Floats,
    rng: np.random.Generator,
    breath: Floats,
    shoulders_deg: Floats,
    lively: float,
) -> dict[str, Floats]:
    """Return an arm, never quite still; the shoulder comes up with the breath."""
    turns = arm_turns(cues, side, times_s)
    sign = 1.0 if side == "left" else -1.0
    alive = drift(times_s, rng, 3, 6.0) * (0.5, 0.5, 0.7) * lively
    up = sign * (shoulders_deg + 0.9 * breath)
    turns[f"{side}Shoulder"] = times(about("z", up), turns[f"{side}Shoulder"])
    swung = times(about("z", alive[:, 0] - 0.6 * up), about("x", alive[:, 1]))
    turns[f"{side}UpperArm"] = times(swung, turns[f"{side}UpperArm"])
    bent = about("y", sign * np.minimum(alive[:, 2], 3.0))
    turns[f"{side}LowerArm"] = times(turns[f"{side}LowerArm"], bent)
    return turns
