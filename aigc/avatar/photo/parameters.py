"""What is measured on a face, and the settings of a spec that each measure moves.

A parameter may move several sliders at once: those that look alike from the front are one.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.spec import AvatarSpec, changed

Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Parameter:
    """One measure of a face.

    Attributes
    ----------
    sliders : mapping of str to float
        What each slider of the spec is at a value of 1.
    setting : str
        In place of sliders: ``smile``, ``iris_size`` or ``masculine``.
    low, high : float
        Between which it is bounded.
    """

    name: str
    sliders: Mapping[str, float] | None = None
    setting: str = ""
    low: float = -1.0
    high: float = 1.0


PARAMETERS: tuple[Parameter, ...] = (
    Parameter("face shape", {"head-scale-horiz": 0.8, "head-scale-vert": -0.6}),
    Parameter("jaw width", {"chin-width": 1.0, "cheek-volume": 1.0, "head-fat": 0.9}),
    Parameter(
        "chin height", {"chin-height": 0.9, "chin-jaw-drop": 0.9, "mouth-trans-height": 0.7}
    ),
    Parameter(
        "eye size", {"eye-scale": 1.0, "eye-height1": 1.0, "eye-height2": 1.0, "eye-height3": 1.0}
    ),
    Parameter("eye spacing", {"eye-trans-across": 1.0}),
    Parameter("eye tilt", {"eye-corner1": 1.0, "eye-corner2": -1.0, "eyebrows-angle": -0.9}),
    Parameter(
        "nose width",
        {
            "nose-scale-horiz": 0.9, "nose-width2": 0.6, "nose-width3": 1.0,
            "nose-nostrils-width": 0.9, "nose-flaring": 0.5,
        },
    ),
    Parameter("nose length", {"nose-scale-vert": 1.0, "nose-trans-height": -1.0}),
    Parameter(
        "mouth width",
        {"mouth-scale-horiz": 1.0, "mouth-lowerlip-width": 0.5, "mouth-upperlip-width": 0.5},
    ),
    Parameter("upper lip", {"mouth-upperlip-height": 1.0, "mouth-upperlip-volume": 0.9}),
    Parameter("lower lip", {"mouth-lowerlip-height": 1.0, "mouth-lowerlip-volume": 0.9}),
    Parameter("smile", setting="smile", low=-0.6),
    Parameter("iris size", setting="iris_size"),
    Parameter("masculine", setting="masculine", low=0.0),
)  # fmt: skip
NAMES: tuple[str, ...] = tuple(p.name for p in PARAMETERS)
DESCENT: Mapping[str, float] = {"asian": 0.45, "european": 0.45, "african": 0.1}
"""No one's descent is guessed from a photo: all start from this mean, and sliders do the rest."""


def bounds() -> tuple[Floats, Floats]:
    """Return the lower and the upper bounds of all parameters."""
    return np.array([p.low for p in PARAMETERS]), np.array([p.high for p in PARAMETERS])


def applied(base: AvatarSpec, values: Floats) -> AvatarSpec:
    """Return the spec with a face of these parameters, each within its bounds.

    Parameters
    ----------
    values : float64, shape (parameters,)
        In the order of `PARAMETERS`.
    """
    low, high = bounds()
    shape = dict(base.sliders)
    settings: dict[str, float] = {}
    for parameter, value in zip(PARAMETERS, np.clip(values, low, high), strict=True):
        value = float(value)
        for slider, share in (parameter.sliders or {}).items():
            shape[slider] = round(share * value, 4)
        if parameter.setting:
            settings[parameter.setting] = round(value, 4)
    body = {**DESCENT, "masculine": settings["masculine"]}
    return changed(
        base,
        body=base.body.model_dump() | body,
        eyes=base.eyes.model_dump() | {"iris_size": settings["iris_size"]},
        smile=settings["smile"],
        sliders=shape,
    )
