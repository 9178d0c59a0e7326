"""The shape of a face: parameters of a picture, and how far they are to be believed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from aigc.avatar.photo.calibration import Calibration, calibration
from aigc.avatar.photo.colours import Finding
from aigc.avatar.photo.features import features_of, whole
from aigc.avatar.photo.landmarks import Floats, Landmarks, Picture
from aigc.avatar.photo.parameters import NAMES, bounds

LEAST_TRUST = 0.45
"""Correlation under which a parameter is left at its mean."""
USUAL = 1.5
"""How strange a face may be that is still followed entirely."""
REACH = 0.8
"""Share of its range that a parameter of a photo moves in: no one is as odd as a drawing."""
SMILE = 0.25
"""Share of a smile that is kept: an expression is no part of a face."""
SMILE_INDEX, IRIS_INDEX, MAN_INDEX = map(NAMES.index, ("smile", "iris size", "masculine"))
USUAL_MAN = 0.62
"""What landmarks alone tell, on the whole, between women and men."""

HAIR_SIGNS = {"long": -1.0, "medium": -0.7, "short": 0.35, "bald": 0.9}
"""What hair says for a man, or against."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Shape:
    """What was measured on a face.

    Attributes
    ----------
    values : float64, shape (parameters,)
        In the order of `parameters.PARAMETERS`, bounded.
    trust : float64, shape (parameters,)
        0 to 1.
    certain : float
        How far the face was followed, 1 being entirely.
    framed : float or None
        How much its edges are like those of glasses, about 0 to 1; None if they were not seen.
    """

    values: Floats
    trust: Floats
    certain: float
    framed: float | None

    @property
    def confidence(self) -> dict[str, float]:
        """How sure each parameter is, 0 to 1, by name."""
        return {name: float(t) for name, t in zip(NAMES, self.trust, strict=True)}


def shape_of(picture: Picture, face: Landmarks, *, real: bool) -> Shape:
    """Return the shape of a face.

    Parameters
    ----------
    real : bool
        It is no picture of an avatar, so that eyes are smaller, and less is sure.
    """
    known = calibration()
    seen = face.confidence == 1
    features = whole(picture, face, known.shape) if seen else features_of(face, known.shape)
    framed = known.framed(features) if seen else None
    trust = (known.trust if seen else known.trust_alone) * face.confidence
    if not real:
        return Shape(values=known.parameters(features), trust=trust, certain=1.0, framed=framed)
    features = features - known.real[: len(features)]
    certain = min(1.0, USUAL / max(known.strange(features), 1e-9))
    values = _modest(_believed(features, known), known, certain)
    values = np.where(trust < LEAST_TRUST, known.offset, values)
    return Shape(values=values, trust=trust * certain, certain=certain, framed=framed)


def _believed(features: Floats, known: Calibration) -> Floats:
    """Return what all features and landmarks alone agree on.

    Pixels of a photo are further from those of a drawing than landmarks are, so both have the
    same say; skin and brows of the drawings tell nothing of men and women.
    """
    alone = known.guessed(features[: len(known.alone)])
    found: Floats = (alone + known.guessed(features)) / 2
    found[MAN_INDEX] = alone[MAN_INDEX]
    return found


def _modest(values: Floats, known: Calibration, certain: float) -> Floats:
    """Return values nearer to the mean: the more so, the further they lie from it.

    A smile is not kept, and irises are those of most people, who hardly differ in them.
    """
    low, high = bounds()
    reach = REACH * (high - low) / 2
    found: Floats = known.offset + reach * np.tanh(certain * (values - known.offset) / reach)
    found[SMILE_INDEX] = np.clip(SMILE * values[SMILE_INDEX], -0.1, 0.3)
    found[IRIS_INDEX] = known.offset[IRIS_INDEX]
    found[MAN_INDEX] = values[MAN_INDEX]
    return np.clip(found, low, high)


def manly(shape: Shape, read: Mapping[str, Finding[Any]], bristly: float) -> Shape:
    """Return a shape that is a man's or a woman's, with what hair, beard and lips tell of it.

    Parameters
    ----------
    bristly : float
        How rough and dark lip and chin are, 1 and more being a beard.
    """
    length, beard, lips = read["hair length"], read["beard"], read["lips"]
    sign = 1.5 * shape.certain * (shape.values[MAN_INDEX] - USUAL_MAN)
    sign += HAIR_SIGNS[length.value] * length.confidence
    sign += 0.5 * (float(np.clip(bristly, 0, 2)) - 0.5)
    sign += 1.2 * beard.confidence if beard.value != "none" else 0.0
    sign -= 0.6 * float(np.clip(lips.confidence - 0.6, 0, 0.4)) / 0.4
    values = shape.values.copy()
    values[MAN_INDEX] = np.clip(0.5 + 0.7 * sign, 0.05, 0.95)
    return replace(shape, values=values)
