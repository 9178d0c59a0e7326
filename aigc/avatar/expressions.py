"""Named faces as mixtures of ARKit's movements: VRM's presets and the mouth shapes of speech."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

Weights = Mapping[str, float]


def _both(**weights: float) -> dict[str, float]:
    """Return the weights with each name that ends in ``_`` on both sides."""
    found: dict[str, float] = {}
    for name, weight in weights.items():
        if name.endswith("_"):
            found |= {f"{name[:-1]}Left": weight, f"{name[:-1]}Right": weight}
        else:
            found[name] = weight
    return found


MOODS: Mapping[str, Weights] = MappingProxyType(
    {
        "neutral": {},
        "happy": _both(mouthSmile_=0.85, cheekSquint_=0.55, eyeSquint_=0.25, browInnerUp=0.15,
                       browOuterUp_=0.15, jawOpen=0.10, mouthUpperUp_=0.12),
        "angry": _both(browDown_=0.90, noseSneer_=0.45, eyeSquint_=0.25, mouthFrown_=0.45,
                       mouthPress_=0.35, jawForward=0.15),
        "sad": _both(browInnerUp=0.90, mouthFrown_=0.65, mouthShrugLower=0.35, eyeLookDown_=0.20,
                     eyeBlink_=0.15, mouthRollLower=0.10),
        "relaxed": _both(eyeBlink_=0.22, mouthSmile_=0.35, cheekSquint_=0.15, browInnerUp=0.08),
        "surprised": _both(eyeWide_=0.80, browInnerUp=0.75, browOuterUp_=0.85, jawOpen=0.35,
                           mouthFunnel=0.20),
        "blink": _both(eyeBlink_=1.0),
        "blinkLeft": {"eyeBlinkLeft": 1.0},
        "blinkRight": {"eyeBlinkRight": 1.0},
        "lookUp": _both(eyeLookUp_=1.0),
        "lookDown": _both(eyeLookDown_=1.0),
        "lookLeft": {"eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0},
        "lookRight": {"eyeLookInLeft": 1.0, "eyeLookOutRight": 1.0},
    }
)  # fmt: skip
"""VRM 1.0's presets but the vowels."""
MOUTHS: Mapping[str, Weights] = MappingProxyType(
    {
        "sil": {},
        "PP": _both(mouthClose=0.05, mouthPress_=0.40, mouthRollLower=0.25, mouthRollUpper=0.25),
        "FF": _both(jawOpen=0.06, mouthRollLower=0.55, mouthUpperUp_=0.30, mouthShrugUpper=0.15),
        "TH": _both(jawOpen=0.16, mouthLowerDown_=0.15, mouthUpperUp_=0.10, tongueOut=0.25),
        "DD": _both(jawOpen=0.14, mouthLowerDown_=0.22, mouthUpperUp_=0.10, mouthStretch_=0.10),
        "kk": _both(jawOpen=0.18, mouthLowerDown_=0.15, mouthStretch_=0.12),
        "CH": _both(jawOpen=0.10, mouthFunnel=0.50, mouthShrugUpper=0.10, mouthLowerDown_=0.10),
        "SS": _both(jawOpen=0.05, mouthStretch_=0.30, mouthSmile_=0.10, mouthLowerDown_=0.28,
                    mouthUpperUp_=0.12),
        "nn": _both(jawOpen=0.12, mouthLowerDown_=0.15, mouthStretch_=0.08),
        "RR": _both(jawOpen=0.14, mouthFunnel=0.35, mouthPucker=0.15),
        "aa": _both(jawOpen=0.55, mouthLowerDown_=0.25, mouthUpperUp_=0.15, mouthStretch_=0.08),
        "E": _both(jawOpen=0.28, mouthStretch_=0.28, mouthSmile_=0.12, mouthLowerDown_=0.22,
                   mouthUpperUp_=0.14),
        "ih": _both(jawOpen=0.17, mouthStretch_=0.35, mouthSmile_=0.20, mouthLowerDown_=0.25),
        "oh": _both(jawOpen=0.36, mouthFunnel=0.55, mouthPucker=0.20),
        "ou": _both(jawOpen=0.16, mouthFunnel=0.30, mouthPucker=0.65),
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
        return _both(mouthSmile_=0.75 * smile, cheekSquint_=0.15 * smile)
    return _both(mouthFrown_=0.40 * -smile, browDown_=0.20 * -smile)
