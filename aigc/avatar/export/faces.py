"""The faces that a file names, and how far each moves the vertices of a part."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
from numpy.typing import NDArray

from aigc.types.avatar import Avatar, Morph, Part
from aigc.types.viseme import BLENDSHAPES, VISEMES

EMOTIONS = ("happy", "angry", "sad", "relaxed", "surprised")
MOUTHS = ("aa", "ih", "ou", "ee", "oh")
BLINKS = ("blink", "blinkLeft", "blinkRight")
LOOKS = ("lookUp", "lookDown", "lookLeft", "lookRight")
PRESETS = ("neutral", *EMOTIONS, *MOUTHS, *BLINKS, *LOOKS)
"""The expressions that VRM 1.0 names."""
GIVEN: Mapping[str, Mapping[str, float]] = {
    "neutral": {},
    "blink": {"eyeBlinkLeft": 1.0, "eyeBlinkRight": 1.0},
    "blinkLeft": {"eyeBlinkLeft": 1.0},
    "blinkRight": {"eyeBlinkRight": 1.0},
    "lookUp": {"eyeLookUpLeft": 1.0, "eyeLookUpRight": 1.0},
    "lookDown": {"eyeLookDownLeft": 1.0, "eyeLookDownRight": 1.0},
    "lookLeft": {"eyeLookOutLeft": 1.0, "eyeLookInRight": 1.0},
    "lookRight": {"eyeLookInLeft": 1.0, "eyeLookOutRight": 1.0},
}
"""What these are in any character, by what their names say."""
LEAST_M = 1e-5
"""A vertex that moves less stays; ten of these together are still a tenth of a millimetre."""
LEAST_TURN = 0.06
"""A shading normal that changes less stays; about three degrees."""

Weights = Mapping[str, float]


def presets(avatar: Avatar) -> dict[str, Weights]:
    """Return VRM's own expressions that this character has."""
    known = {**GIVEN, **avatar.expressions}
    return {name: known[name] for name in PRESETS if name in known}


def customs(avatar: Avatar) -> dict[str, Weights]:
    """Return ARKit's movements by their names, and visemes as ``viseme_aa``."""
    single: dict[str, Weights] = {name: {name: 1.0} for name in BLENDSHAPES}
    return single | visemes(avatar)


def visemes(avatar: Avatar) -> dict[str, Weights]:
    """Return the mouth shapes as ``viseme_aa``."""
    known = avatar.expressions
    named = {f"viseme_{name}": known.get(f"viseme_{name}", known.get(name)) for name in VISEMES}
    return {name: weights for name, weights in named.items() if weights is not None}


def moved(part: Part, weights: Weights) -> NDArray[np.float32]:
    """Return the vertices of a part under these weights of its morphs, metres."""
    places = part.positions.copy()
    for name, weight in weights.items():
        if name in part.morphs:
            morph = part.morphs[name]
            places[morph.index] += np.float32(weight) * morph.delta
    return places


def targets(part: Part, more: Mapping[str, Weights]) -> dict[str, Morph]:
    """Return what the file of a part stores: its morphs, and those that ``more`` blends."""
    own = {name: _kept(part.morphs[name]) for name in BLENDSHAPES if name in part.morphs}
    own |= {name: _blended(part, weights) for name, weights in more.items()}
    return {name: morph for name, morph in own.items() if len(morph.index)}


def _kept(morph: Morph) -> Morph:
    keep = np.linalg.norm(morph.delta, axis=1) > LEAST_M
    return Morph(index=morph.index[keep], delta=morph.delta[keep])


def _blended(part: Part, weights: Weights) -> Morph:
    delta = moved(part, weights) - part.positions
    index = np.flatnonzero(np.linalg.norm(delta, axis=1) > LEAST_M).astype(np.int32)
    return Morph(index=index, delta=delta[index])


class Turning:
    """How the surface's normals turn when a part moves; its seams stay smooth, facets flat."""

    def __init__(self, part: Part) -> None:
        self._places, self._triangles = part.positions.astype(np.float64), part.triangles
        self._owner = _owner(part)
        self._corners = self._owner[part.triangles]
        self._facing = _facing(self._places, self._triangles)
        self._sum = self._summed(self._corners, self._facing)

    @property
    def rest(self) -> NDArray[np.float64]:
        """The surface's own normals at rest, shape (vertices, 3)."""
        return _unit(self._sum)[self._owner]

    def of(self, morph: Morph) -> Morph:
        """Return the change of normals that belongs to a change of places."""
        places = self._places.copy()
        places[morph.index] += morph.delta
        stirred = np.zeros(len(self._sum), bool)
        stirred[self._owner[morph.index]] = True
        near = stirred[self._corners].any(1)
        change = _facing(places, self._triangles[near]) - self._facing[near]
        summed = self._sum + self._summed(self._corners[near], change)
        turn = (_unit(summed) - _unit(self._sum))[self._owner]
        index = np.flatnonzero(np.linalg.norm(turn, axis=1) > LEAST_TURN).astype(np.int32)
        return Morph(index=index, delta=turn[index].astype(np.float32))

    def _summed(
        self, corners: NDArray[np.int64], facing: NDArray[np.float64]
    ) -> NDArray[np.float64]:
        count = int(self._owner.max()) + 1
        flat, each = corners.ravel(), facing.repeat(3, axis=0)
        return np.stack([np.bincount(flat, each[:, k], count) for k in range(3)], axis=1)


def _owner(part: Part) -> NDArray[np.int64]:
    """Return which vertices have one normal: those in one place, or on one facet."""
    if part.faceted:
        found = np.zeros(len(part.positions), np.int64)
        found[part.triangles] = np.arange(len(part.triangles))[:, None]
        return found
    return np.unique(part.positions, axis=0, return_inverse=True)[1].ravel()


def _facing(places: NDArray[np.float64], triangles: NDArray[np.int32]) -> NDArray[np.float64]:
    """Return the normals of triangles, as long as twice their areas."""
    a, b, c = (places[triangles[:, k]] for k in range(3))
    return np.cross(b - a, c - a)


def _unit(vectors: NDArray[np.float64]) -> NDArray[np.float64]:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return vectors / np.where(length > 0, length, 1)
