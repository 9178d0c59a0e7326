"""What ``scripts/calibrate_avatar_mirror.py`` learned of rendered films: features to movements."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np

from aigc.avatar.photo.landmarks import Floats
from aigc.files import shipped
from aigc.types.viseme import BLENDSHAPES

FILE = Path(__file__).parent / "data" / "movements.npz"
LARGEST = 4.0
"""Of a feature, in its standard deviations: what is more is a mistake of the detector."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Reading:
    """A mean face and networks of two hidden layers whose mean is taken.

    Attributes
    ----------
    shape : float64, shape (478, 3)
        The mean face: x to the right of the picture, y down, z away; pupils one apart.
    scale : float64, shape (features,)
        Standard deviation of each feature.
    first, second, third : float64, shape (networks, inputs + 1, outputs)
        The last row is added to each output.
    gain : float64, shape (52,)
        How much too little of each movement is found; 0 for one that cannot be seen.
    """

    shape: Floats
    scale: Floats
    first: Floats
    second: Floats
    third: Floats
    gain: Floats

    def moved(self, features: Floats) -> Floats:
        """Return how far each of `BLENDSHAPES` goes from rest, shape (frames, 52); 1 is whole."""
        seen = self.raw(np.concatenate((np.zeros_like(features[:1]), features)))
        found: Floats = (seen[1:] - seen[0]) * self.gain
        return found

    def raw(self, features: Floats) -> Floats:
        """Return what the networks make of features, shape (frames, 52)."""
        inputs = np.clip(features / self.scale, -LARGEST, LARGEST)
        networks = zip(self.first, self.second, self.third, strict=True)
        found: Floats = np.mean([_through(inputs, *layers) for layers in networks], axis=0)
        return found


def _through(rows: Floats, first: Floats, second: Floats, third: Floats) -> Floats:
    for layer in (first, second):
        rows = rows @ layer[:-1] + layer[-1]
        rows = rows / (1 + np.exp(-rows))
    out: Floats = rows @ third[:-1] + third[-1]
    return out


@lru_cache(maxsize=1)
def reading() -> Reading:
    """Return what comes with the package."""
    with shipped("the calibration of films", FILE), np.load(FILE) as pack:
        names: list[str] = pack["names"].tolist()
        if tuple(names) != BLENDSHAPES:
            raise ValueError("it is of other movements")
        return Reading(**{k: pack[k].astype(float) for k in Reading.__dataclass_fields__})
