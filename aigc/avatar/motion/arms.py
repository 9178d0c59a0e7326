"""Arms and hands: where they rest, how they reach a place, and where that puts them.

All is written for the left side; the right is its mirror image.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Final

import numpy as np

from aigc.avatar.motion.curves import Floats
from aigc.avatar.motion.turns import (
    about,
    chained,
    from_axes,
    inverse,
    mirrored,
    scaled,
    times,
    turned,
)

SHOULDER: Final = np.array([0.165, 0.0, -0.01])
"""From the middle of the upper chest to the left shoulder's joint, in metres."""
UPPER_M, LOWER_M, HAND_M = 0.265, 0.245, 0.17
FINGERS: Final = ("Thumb", "Index", "Middle", "Ring", "Little")
_JOINTS: Final = ("Proximal", "Intermediate", "Distal")
_CURL_DEG: Final = (78.0, 95.0, 62.0)
SHAPES: Mapping[str, tuple[float, ...]] = MappingProxyType({
    "relaxed": (0.25, 0.16, 0.22, 0.27, 0.32),
    "open": (0.05, 0.02, 0.05, 0.07, 0.08),
    "palm": (0.1, 0.08, 0.12, 0.15, 0.16),
    "point": (0.85, 0.0, 0.8, 0.88, 0.9),
    "count1": (0.9, 0.0, 0.92, 0.95, 0.95),
    "count2": (0.9, 0.0, 0.0, 0.92, 0.95),
    "count3": (0.9, 0.0, 0.0, 0.0, 0.9),
    "count4": (0.9, 0.0, 0.0, 0.0, 0.02),
    "count5": (0.0, 0.0, 0.0, 0.0, 0.02),
})  # fmt: skip
"""How far thumb, index, middle, ring and little finger are curled, 0 to 1."""
_APART_DEG: Final = {"Index": 6.0, "Middle": 1.0, "Ring": -4.0, "Little": -9.0}
REST_UPPER: Final = times(about("z", -70.0), about("y", 4.0))
REST_LOWER: Final = about("y", -16.0)
REST_HAND: Final = times(about("z", -4.0), about("y", -3.0))
REST_SHOULDER: Final = about("z", -3.0)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reach:
    """Where a left hand goes, seen from the shoulder; +X away from the body, +Z forward.

    Attributes
    ----------
    wrist : tuple of float
        Metres from the shoulder's joint.
    elbow : tuple of float
        Which way the elbow points.
    fingers, palm : tuple of float
        Which way the straight fingers and the palm point.
    hand : str
        One of `SHAPES`.
    raised : float
        Degrees that the shoulder comes up.
    """

    wrist: tuple[float, float, float]
    elbow: tuple[float, float, float]
    fingers: tuple[float, float, float]
    palm: tuple[float, float, float]
    hand: str = "palm"
    raised: float = 0.0


@lru_cache(maxsize=64)
def hand_pose(shape: str) -> Mapping[str, Floats]:
    """Return the turns of the left fingers by VRM bone, shape ``(4,)`` each."""
    out: dict[str, Floats] = {}
    for finger, curl in zip(FINGERS, SHAPES[shape], strict=True):
        if finger == "Thumb":
            out["leftThumbMetacarpal"] = times(about("x", 32 * curl), about("y", 24 * curl))
            out["leftThumbProximal"] = about("y", 36 * curl)
            out["leftThumbDistal"] = about("y", 48 * curl)
            continue
        for joint, most in zip(_JOINTS, _CURL_DEG, strict=True):
            out[f"left{finger}{joint}"] = about("z", -most * curl)
        if shape in ("open", "count5", "count4", "count3", "count2"):
            spread = about("y", -_APART_DEG[finger] * (1 - curl))
            root = f"left{finger}Proximal"
            out[root] = times(spread, out[root])
    return out


@lru_cache(maxsize=1)
def resting() -> Mapping[str, Floats]:
    """Return the turns of a left arm that hangs at ease, by VRM bone."""
    arm = {"leftShoulder": REST_SHOULDER, "leftUpperArm": REST_UPPER, "leftLowerArm": REST_LOWER,
           "leftHand": REST_HAND}  # fmt: skip
    return arm | dict(hand_pose("relaxed"))


def reached(reach: Reach) -> dict[str, Floats]:
    """Return the turns of a left arm and hand that reach for a place, by VRM bone.

    Half of what the hand turns about the forearm is done by the forearm.
    """
    collar = about("z", reach.raised)
    wrist = turned(inverse(collar), np.array(reach.wrist))
    far = min(float(np.linalg.norm(wrist)), 0.985 * (UPPER_M + LOWER_M))
    ahead = wrist / np.linalg.norm(wrist)
    along = (far**2 + UPPER_M**2 - LOWER_M**2) / (2 * far)
    side = np.array(reach.elbow, float)
    side = side - (side @ ahead) * ahead
    side = side / np.linalg.norm(side)
    elbow = along * ahead + np.sqrt(UPPER_M**2 - along**2) * side
    upper_x, fore = elbow / UPPER_M, (far * ahead - elbow) / LOWER_M
    upper = from_axes(upper_x, np.cross(fore, upper_x))
    bend = np.degrees(np.arccos(np.clip(upper_x @ fore, -1, 1)))
    lower = about("y", -bend)
    wanted = from_axes(np.array(reach.fingers, float), -np.array(reach.palm, float))
    hand = times(inverse(chained((collar, upper, lower))), wanted)
    lower, hand = _shared_twist(lower, hand)
    return {"leftShoulder": collar, "leftUpperArm": upper, "leftLowerArm": lower,
            "leftHand": hand} | dict(hand_pose(reach.hand))  # fmt: skip


def _shared_twist(lower: Floats, hand: Floats) -> tuple[Floats, Floats]:
    """Return forearm and hand with half of the hand's turn about its length in the forearm."""
    twist = np.array([hand[0], 0.0, 0.0, hand[3]])
    half = scaled(twist / max(float(np.linalg.norm(twist)), 1e-9), 0.55)
    return times(lower, half), times(inverse(half), hand)


def bent(a: Floats, b: Floats, share: Floats) -> Floats:
    """Return forearms between two, the elbow staying a hinge: bend and twist each go their way."""
    bends, twists = [], []
    for q in (a, b):
        along = turned(q, np.array([1.0, 0.0, 0.0]))
        bends.append(np.degrees(np.arctan2(-along[2], along[0])))
        rest = times(inverse(about("y", bends[-1])), q)
        twists.append((2 * np.degrees(np.arctan2(rest[0], rest[3])) + 180) % 360 - 180)
    bend, twist = (x + (y - x) * share for x, y in (bends, twists))
    return times(about("y", bend), about("x", twist))


def other_side(turns: Mapping[str, Floats]) -> dict[str, Floats]:
    """Return the turns of a left arm as those of the right."""
    return {f"right{bone.removeprefix('left')}": mirrored(q) for bone, q in turns.items()}


def placed(turns: Mapping[str, Floats], side: str) -> dict[str, Floats]:
    """Return elbow, wrist and fingertip in metres from the middle of the upper chest.

    The trunk is upright; ``turns`` are those of a `Motion`, shape ``(frames, 4)`` each.
    """
    sign = np.array([1.0 if side == "left" else -1.0, 1.0, 1.0])
    across = np.array([1.0, 0.0, 0.0]) * sign
    now = turns[f"{side}Shoulder"]
    at = SHOULDER * sign + np.zeros((len(now), 3))
    out: dict[str, Floats] = {}
    for bone, end, length in (("UpperArm", "elbow", UPPER_M), ("LowerArm", "wrist", LOWER_M),
                              ("Hand", "tip", HAND_M)):  # fmt: skip
        now = times(now, turns[f"{side}{bone}"])
        at = at + turned(now, across * length)
        out[end] = at
    return out
