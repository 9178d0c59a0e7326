"""Named faces as mixtures of ARKit's movements: feelings, VRM's presets, the mouths of speech."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Weights = Mapping[str, float]


def sided(**weights: float) -> dict[str, float]:
    """Return weights with each name that ends in ``_`` on both sides.

    >>> sided(eyeWide_=0.5, jawOpen=0.1)
    {'eyeWideLeft': 0.5, 'eyeWideRight': 0.5, 'jawOpen': 0.1}
    """
    found: dict[str, float] = {}
    for name, weight in weights.items():
        if name.endswith("_"):
            found |= {f"{name[:-1]}Left": weight, f"{name[:-1]}Right": weight}
        else:
            found[name] = weight
    return found


FEELINGS: Mapping[str, Weights] = MappingProxyType(
    {
        "neutral": {},
        "happy": sided(mouthSmile_=1.0, cheekSquint_=0.6, eyeSquint_=0.90, browOuterUp_=0.55,
                       browInnerUp=0.15, mouthUpperUp_=0.25, jawOpen=0.30, mouthDimple_=0.2,
                       eyeBlink_=0.04),
        "gentle": sided(mouthSmile_=0.62, cheekSquint_=0.3, eyeSquint_=0.16, browInnerUp=0.40,
                        eyeBlink_=0.12),
        "excited": sided(mouthSmile_=1.0, cheekSquint_=0.4, eyeWide_=0.5, browOuterUp_=0.85,
                         browInnerUp=0.55, mouthUpperUp_=0.35, jawOpen=0.46, mouthDimple_=0.2,
                         mouthLowerDown_=0.2),
        "proud": sided(mouthSmileLeft=0.85, mouthSmileRight=0.45, eyeSquint_=0.18,
                       browOuterUp_=0.65, eyeBlink_=0.20, mouthPress_=0.3, mouthShrugLower=0.12,
                       cheekSquint_=0.3),
        "surprised": sided(eyeWide_=0.95, browInnerUp=0.9, browOuterUp_=0.95, jawOpen=0.42,
                           mouthFunnel=0.35),
        "thinking": sided(browDownLeft=0.7, browOuterUpRight=1.0, browInnerUp=0.1, mouthLeft=0.7,
                          mouthPress_=0.3, mouthPucker=0.35, eyeSquintLeft=0.25,
                          eyeSquintRight=0.05),
        "worried": sided(browInnerUp=1.0, browDown_=0.15, mouthFrown_=0.75, mouthStretch_=0.5,
                         eyeWide_=0.35, mouthPress_=0.15, mouthShrugLower=0.2, jawOpen=0.07,
                         mouthLowerDown_=0.20),
        "sad": sided(browInnerUp=1.0, mouthFrown_=1.0, mouthShrugLower=0.6, eyeBlink_=0.30,
                     cheekSquint_=0.12, mouthPress_=0.1),
        "angry": sided(browDown_=1.0, noseSneer_=0.6, eyeSquint_=0.30, mouthPress_=0.4,
                       mouthFrown_=0.85, jawForward=0.2, browOuterUp_=0.4, mouthShrugLower=0.25,
                       eyeBlink_=0.10),
        "serious": sided(browDown_=0.55, browOuterUp_=0.1, mouthPress_=0.45, mouthFrown_=0.35,
                         eyeSquint_=0.15, eyeBlink_=0.08),
        "shy": sided(mouthSmile_=0.45, browInnerUp=0.95, cheekSquint_=0.35, eyeBlink_=0.28,
                     mouthPress_=0.3, mouthRollLower=0.3, mouthPucker=0.25),
    }
)  # fmt: skip
"""Faces at full strength, by the names of `aigc.avatar.catalogue.EMOTIONS`."""
MOODS: Mapping[str, Weights] = MappingProxyType(
    {
        **{name: FEELINGS[name] for name in ("neutral", "happy", "angry", "sad", "surprised")},
        "relaxed": FEELINGS["gentle"],
        "blink": sided(eyeBlink_=1.0),
        "blinkLeft": {"eyeBlinkLeft": 1.0},
        "blinkRight": {"eyeBlinkRight": 1.0},
        "lookUp": sided(eyeLookUp_=1.0),
        "lookDown": sided(eyeLookDown_=1.0),
        "lookLeft": {"eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0},
        "lookRight": {"eyeLookInLeft": 1.0, "eyeLookOutRight": 1.0},
    }
)
"""VRM 1.0's presets but the vowels."""
MOUTHS: Mapping[str, Weights] = MappingProxyType(
    {
        "sil": {},
        "PP": sided(mouthClose=0.05, mouthPress_=0.40, mouthRollLower=0.25, mouthRollUpper=0.25),
        "FF": sided(jawOpen=0.06, mouthRollLower=0.55, mouthUpperUp_=0.30, mouthShrugUpper=0.15),
        "TH": sided(jawOpen=0.16, mouthLowerDown_=0.15, mouthUpperUp_=0.10, tongueOut=0.25),
        "DD": sided(jawOpen=0.14, mouthLowerDown_=0.22, mouthUpperUp_=0.10, mouthStretch_=0.10),
        "kk": sided(jawOpen=0.18, mouthLowerDown_=0.15, mouthStretch_=0.12),
        "CH": sided(jawOpen=0.10, mouthFunnel=0.50, mouthShrugUpper=0.10, mouthLowerDown_=0.10),
        "SS": sided(jawOpen=0.05, mouthStretch_=0.30, mouthSmile_=0.10, mouthLowerDown_=0.28,
                    mouthUpperUp_=0.12),
        "nn": sided(jawOpen=0.12, mouthLowerDown_=0.15, mouthStretch_=0.08),
        "RR": sided(jawOpen=0.14, mouthFunnel=0.35, mouthPucker=0.15),
        "aa": sided(jawOpen=0.55, mouthLowerDown_=0.25, mouthUpperUp_=0.15, mouthStretch_=0.08),
        "E": sided(jawOpen=0.28, mouthStretch_=0.28, mouthSmile_=0.12, mouthLowerDown_=0.22,
                   mouthUpperUp_=0.14),
        "ih": sided(jawOpen=0.17, mouthStretch_=0.35, mouthSmile_=0.20, mouthLowerDown_=0.25),
        "oh": sided(jawOpen=0.36, mouthFunnel=0.55, mouthPucker=0.20),
        "ou": sided(jawOpen=0.16, mouthFunnel=0.30, mouthPucker=0.65),
    }
)  # fmt: skip
"""The shapes of `aigc.types.viseme.VISEMES`."""
VOWELS: Mapping[str, str] = MappingProxyType(
    {"aa": "aa", "ih": "ih", "ou": "ou", "ee": "E", "oh": "oh"}
)
"""VRM's vowels and the mouths that they are."""


def expressions() -> dict[str, Weights]:
    """Return VRM's presets, and the mouths as ``viseme_NAME``."""
    vowels = {name: MOUTHS[mouth] for name, mouth in VOWELS.items()}
    return {**MOODS, **vowels, **{f"viseme_{name}": w for name, w in MOUTHS.items()}}


def resting(smile: float) -> Weights:
    """Return the face at rest for a spec's smile, -1 to 1."""
    if smile >= 0:
        return sided(mouthSmile_=0.75 * smile, cheekSquint_=0.15 * smile)
    return sided(mouthFrown_=0.40 * -smile, browDown_=0.20 * -smile)
