"""Which of several faces in a film is followed: one person, from the first frame to the last."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.avatar.photo.landmarks import Landmarks, Picture

NEAR: Final = 0.6
"""How far a face goes in a frame at most, in sizes of the face."""
ALIKE: Final = 1.6
"""How much larger or smaller it becomes at most."""
PATIENCE: Final = 8
"""Frames for which a face that is lost is waited for, before another one is taken."""
CUT: Final = 36.0
"""Mean change of a picture's brightness, of 255, that is no movement any more."""
_STEP: Final = 16


class Follower:
    """Takes the largest face of a film and stays with it; after a cut it chooses anew."""

    def __init__(self) -> None:
        self._last: Landmarks | None = None
        self._missed = 0
        self._looked: NDArray[np.float32] | None = None

    def chosen(self, faces: Sequence[Landmarks], picture: Picture) -> Landmarks | None:
        """Return the face of the next frame that is followed, or None where it is not seen."""
        if self._is_cut(picture) or self._missed >= PATIENCE:
            self._last = None
        found = _next(self._last, faces)
        if found is None:
            self._missed += 1
            return None
        self._last, self._missed = found, 0
        return found

    def _is_cut(self, picture: Picture) -> bool:
        before, now = self._looked, picture[::_STEP, ::_STEP].mean(axis=2, dtype=np.float32)
        self._looked = now
        if before is None or before.shape != now.shape:
            return before is not None
        return float(np.abs(now - before).mean()) > CUT


def _next(last: Landmarks | None, faces: Sequence[Landmarks]) -> Landmarks | None:
    if last is None:
        return max(faces, key=lambda face: face.size, default=None)
    alike = (face for face in faces if same(last, face))
    return min(alike, key=lambda face: apart(last, face), default=None)


def same(before: Landmarks, now: Landmarks) -> bool:
    """Tell whether two faces of neighbouring frames can be one person's."""
    ratio = now.size / max(before.size, 1e-9)
    return apart(before, now) <= NEAR * before.size and 1 / ALIKE <= ratio <= ALIKE


def apart(one: Landmarks, other: Landmarks) -> float:
    """Return how far two faces are from each other, pixels."""
    return float(np.hypot(*(one.points.mean(0) - other.points.mean(0))))
