"""What ``scripts/calibrate_avatar_photo.py`` learned of rendered faces, and how it is used."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from aigc.avatar.photo.landmarks import Floats
from aigc.avatar.photo.parameters import NAMES, bounds
from aigc.files import shipped

FILE = Path(__file__).parent / "data" / "calibration.npz"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Calibration:
    """A mean face and the way from features to parameters.

    Attributes
    ----------
    shape : float64, shape (478, 3)
        The mean face: x to the right of the picture, y down, z away; pupils one apart.
    basis : float64, shape (components, 956)
        How frontal faces differ, with the standard deviation of each as its length.
    mean : float64, shape (features,)
        Of all features; those of the landmarks come first.
    weights : float64, shape (features, parameters)
    alone : float64, shape (features of landmarks, parameters)
        The same where only landmarks are known.
    offset : float64, shape (parameters,)
    trust, trust_alone : float64, shape (parameters,)
        Correlation on faces that were held out, 0 to 1, with the picture and without.
    real : float64, shape (features,)
        What a face without the look's larger eyes and smaller nose has more than one with them.
    glasses : float64, shape (edges + 1,)
        What each edge says of glasses, and the share of faces that wore some.
    """

    shape: Floats
    basis: Floats
    mean: Floats
    weights: Floats
    alone: Floats
    offset: Floats
    trust: Floats
    trust_alone: Floats
    real: Floats
    glasses: Floats

    def parameters(self, features: Floats) -> Floats:
        """Return bounded parameters of all features, or of the landmarks', shape (parameters,)."""
        return np.clip(self.guessed(features), *bounds())

    def guessed(self, features: Floats) -> Floats:
        """Return parameters as `parameters` does, without bounds."""
        weights = self.weights if len(features) == len(self.mean) else self.alone
        found: Floats = (features - self.mean[: len(features)]) @ weights + self.offset
        return found

    def framed(self, features: Floats) -> float:
        """Return how much edges are like those of glasses: near 0, or near 1 with some."""
        edges = slice(len(self.alone), len(self.alone) + len(self.glasses) - 1)
        away = features[edges] - self.mean[edges]
        return float(away @ self.glasses[:-1] + self.glasses[-1])

    def strange(self, features: Floats) -> float:
        """Return how far landmarks lie from the faces that were learned, 1 being usual."""
        sizes = (self.basis**2).sum(1)
        places = self.basis.shape[1]
        scores = (features - self.mean[: len(features)])[:places] @ self.basis.T / sizes
        return float(np.sqrt((scores**2).mean()))


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """Return what comes with the package."""
    with shipped("the calibration of photos", FILE), np.load(FILE) as pack:
        names: list[str] = pack["names"].tolist()
        if tuple(names) != NAMES:
            raise ValueError("it is of other parameters")
        return Calibration(**{k: pack[k].astype(float) for k in Calibration.__dataclass_fields__})
