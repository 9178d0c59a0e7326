"""What a face does while it speaks or sings."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.types.time import TimeRange

VISEMES = (
    "sil", "PP", "FF", "TH", "DD", "kk", "CH", "SS", "nn", "RR", "aa", "E", "ih", "oh", "ou",
)  # fmt: skip
"""The mouth shapes of Meta's lip-sync reference, in its order."""
BLENDSHAPES = (
    "eyeBlinkLeft", "eyeLookDownLeft", "eyeLookInLeft", "eyeLookOutLeft", "eyeLookUpLeft",
    "eyeSquintLeft", "eyeWideLeft", "eyeBlinkRight", "eyeLookDownRight", "eyeLookInRight",
    "eyeLookOutRight", "eyeLookUpRight", "eyeSquintRight", "eyeWideRight", "jawForward", "jawLeft",
    "jawRight", "jawOpen", "mouthClose", "mouthFunnel", "mouthPucker", "mouthLeft", "mouthRight",
    "mouthSmileLeft", "mouthSmileRight", "mouthFrownLeft", "mouthFrownRight", "mouthDimpleLeft",
    "mouthDimpleRight", "mouthStretchLeft", "mouthStretchRight", "mouthRollLower",
    "mouthRollUpper", "mouthShrugLower", "mouthShrugUpper", "mouthPressLeft", "mouthPressRight",
    "mouthLowerDownLeft", "mouthLowerDownRight", "mouthUpperUpLeft", "mouthUpperUpRight",
    "browDownLeft", "browDownRight", "browInnerUp", "browOuterUpLeft", "browOuterUpRight",
    "cheekPuff", "cheekSquintLeft", "cheekSquintRight", "noseSneerLeft", "noseSneerRight",
    "tongueOut",
)  # fmt: skip
"""The names of ARKit's 52 face movements, in its order."""


@dataclass(frozen=True, slots=True, kw_only=True)
class VisemeEvent:
    """The mouth shape of one phoneme, exactly when the phoneme is heard."""

    viseme: str
    phoneme: str
    time: TimeRange


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class LipSync:
    """A mouth that follows a recording; frame ``i`` is shown from ``i / fps`` seconds on.

    Attributes
    ----------
    duration : Fraction
        Length of the recording in seconds.
    sample_rate : int
        The events' times are whole samples.
    fps : Fraction
        Frames a second.
    events : tuple of VisemeEvent
        End to end from 0 to ``duration``; a diphthong of one symbol has an event for each part.
    visemes : float32, shape (frames, 15)
        Weights of `VISEMES`, 0 to 1; each row sums to 1.
    blendshapes : float32, shape (frames, 52)
        Weights of `BLENDSHAPES`, 0 to 1.
    """

    duration: Fraction
    sample_rate: int
    fps: Fraction
    events: tuple[VisemeEvent, ...]
    visemes: NDArray[np.float32]
    blendshapes: NDArray[np.float32]

    @property
    def frames(self) -> int:
        """Number of frames."""
        return len(self.visemes)
