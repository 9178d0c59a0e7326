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
    weights : float64, shape (features, parameters)
    offset : float64, shape (parameters,)
    trust : float64, shape (parameters,)
        Correlation on faces that were held out, 0 to 1.
    real : float64, shape (features,)
        What a face without the look's larger eyes and smaller nose has more than one with them.
    """

    shape: Floats
    basis: Floats
    mean: Floats
    weights: Floats
    offset: Floats
    trust: Floats
    real: Floats

    def parameters(self, features: Floats) -> Floats:
        """Return bounded parameters of features, shape (parameters,)."""
        found: Floats = np.clip((features - self.mean) @ self.weights + self.offset, *bounds())
        return found


@lru_cache(maxsize=1)
def calibration() -> Calibration:
    """Return what comes with the package."""
    with shipped("the calibration of photos", FILE), np.load(FILE) as pack:
        names: list[str] = pack["names"].tolist()
        if tuple(names) != NAMES:
            raise ValueError("it is of other parameters")
        return Calibration(**{k: pack[k].astype(float) for k in Calibration.__dataclass_fields__})
