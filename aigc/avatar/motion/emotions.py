"""Feelings as faces and bearings, and as envelopes over what is said."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from math import isfinite
from types import MappingProxyType
from typing import Final

import numpy as np

from aigc.avatar.catalogue import EMOTIONS, known
from aigc.avatar.expressions import FEELINGS
from aigc.avatar.motion.curves import Floats, steps
from aigc.errors import InputError
from aigc.types.viseme import BLENDSHAPES

ONSET_S: Final = 0.55
EARLY_S: Final = 0.2
"""How long before what is said a face shows how it is meant."""
FRESH_S: Final = 2.8
FADED: Final = 0.72
"""What is left of a feeling after `FRESH_S` of the same sentence."""
AFTERGLOW: Final = 0.35
"""What is left of it after the last sentence."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """What a feeling does beside the face at full strength.

    Attributes
    ----------
    head : tuple of float
        Degrees of pitch (down), yaw (left) and roll (right).
    look : tuple of float
        Where the eyes are drawn, in degrees to the left and up.
    energy : float
        How much more or less everything moves.
    shoulders : float
        Degrees up.
    glances : float
        How much more often the eyes leave the camera.
    """

    head: tuple[float, float, float] = (0.0, 0.0, 0.0)
    look: tuple[float, float] = (0.0, 0.0)
    energy: float = 1.0
    shoulders: float = 0.0
    glances: float = 1.0


BEARINGS: Mapping[str, Bearing] = MappingProxyType({
    "neutral": Bearing(),
    "happy": Bearing(head=(-1.5, 0, 2), energy=1.15, shoulders=1),
    "gentle": Bearing(head=(1.5, 0, 4), energy=0.85),
    "excited": Bearing(head=(-2.5, 0, 0), energy=1.45, shoulders=3),
    "proud": Bearing(head=(-4.5, 0, -1.5), energy=0.95, shoulders=1.5),
    "surprised": Bearing(head=(-3, 0, 0), energy=1.2, shoulders=3.5, glances=0.5),
    "thinking": Bearing(head=(-1.5, -4, 4.5), look=(-8, 8), energy=0.75, glances=3),
    "worried": Bearing(head=(2, 0, -2.5), energy=0.9, shoulders=2.5, glances=1.5),
    "sad": Bearing(head=(6, 0, 3), look=(0, -5), energy=0.55, shoulders=-2.5, glances=1.5),
    "angry": Bearing(head=(4, 0, 0), energy=1.25, shoulders=2.5, glances=0.3),
    "serious": Bearing(head=(1.5, 0, 0), energy=0.75, glances=0.5),
    "shy": Bearing(head=(6, 4, 5), look=(-4, -8), energy=0.6, shoulders=3, glances=2.5),
})  # fmt: skip
"""By the names of `aigc.avatar.catalogue.EMOTIONS`; the faces are in `aigc.avatar.expressions`."""
OPENING: Final = frozenset(
    {"jawOpen", "mouthFunnel", "mouthUpperUpLeft", "mouthUpperUpRight", "mouthLowerDownLeft",
     "mouthLowerDownRight", "mouthShrugUpper", "tongueOut"}
)  # fmt: skip
"""Movements that open the lips; they make way for closures and pauses."""


def face_of(emotion: str | Mapping[str, float]) -> dict[str, float]:
    """Return the still face of a feeling or a mixture, mouth and all, by ARKit's names.

    Raises
    ------
    ConfigError
        There is no such emotion.
    InputError
        A strength is not from 0 to 1.
    """
    mixture = checked({emotion: 1.0} if isinstance(emotion, str) else emotion)
    row = mixed_faces(np.array([[mixture.get(name, 0.0) for name in EMOTIONS]]))[0]
    return {name: float(w) for name, w in zip(BLENDSHAPES, row, strict=True) if w}


def checked(emotion: Mapping[str, float]) -> dict[str, float]:
    """Return strengths by emotion, together 1 at the most; refuses unknown names and values."""
    for name, strength in emotion.items():
        known("emotion", name)
        if not (isfinite(strength) and 0 <= strength <= 1):
            raise InputError(f"The emotion {name} is given as {strength:g}; choose 0 to 1.")
    whole = max(1.0, sum(emotion.values()))
    return {name: float(s) / whole for name, s in emotion.items()}


@lru_cache(maxsize=1)
def _faces() -> Floats:
    """Return the faces as rows of `BLENDSHAPES`, shape ``(12, 52)``."""
    rows = [FEELINGS[name] for name in EMOTIONS]
    return np.array([[row.get(name, 0.0) for name in BLENDSHAPES] for row in rows])


def mixed_faces(strengths: Floats) -> Floats:
    """Return weights of the 52 movements, shape ``(frames, 52)``, for mixtures of emotions."""
    return np.clip(strengths @ _faces(), 0, 1)


def bearing(strengths: Floats, trait: str) -> Floats:
    """Return a trait of `Bearing` for mixtures, shape ``(frames,)`` or ``(frames, numbers)``."""
    rows = np.array([getattr(BEARINGS[name], trait) for name in EMOTIONS], float)
    usual = np.asarray(getattr(Bearing(), trait), float)
    found: Floats = usual + strengths @ (rows - usual)
    return found


def envelope(
    spans_s: Sequence[tuple[float, float]],
    mixtures: Sequence[Mapping[str, float]],
    times_s: Floats,
) -> Floats:
    """Return the strength of each emotion over time, shape ``(times, 12)``.

    A feeling comes up before its sentence, fades in a long one, goes over into the next, and
    lingers after the last.
    """
    rows = [[m.get(name, 0.0) for name in EMOTIONS] for m in mixtures]
    points: list[tuple[float, Floats]] = [(-1.0, np.zeros(len(EMOTIONS)))]
    for n, ((start, end), row) in enumerate(zip(spans_s, rows, strict=True)):
        at = max(start - EARLY_S, points[-1][0] + 0.01)
        points.append((at, np.array(row)))
        if end - at > FRESH_S + ONSET_S:
            points.append((at + FRESH_S, FADED * np.array(row)))
        if n + 1 == len(rows) or spans_s[n + 1][0] - end > 1.2:
            points.append((max(end, points[-1][0]) + 0.3, AFTERGLOW * np.array(row)))
    starts = np.array([t for t, _ in points])
    return steps(times_s, starts, np.array([row for _, row in points]), ONSET_S)


def constant(emotion: Mapping[str, float], times_s: Floats) -> Floats:
    """Return one mixture held from first to last, shape ``(times, 12)``."""
    row = [emotion.get(name, 0.0) for name in EMOTIONS]
    return np.tile(np.array(row, float), (len(times_s), 1))
