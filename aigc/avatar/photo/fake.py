"""A detector for tests: a face in the middle of any picture, which follows from the picture."""

from __future__ import annotations

import hashlib
from collections.abc import Generator, Iterable

import numpy as np

from aigc.avatar.photo.calibration import calibration
from aigc.avatar.photo.landmarks import Landmarks, Picture, landmarks

BLANK = 2.0
"""Standard deviation of brightness under which a picture is empty."""


class FakeLandmarks:
    """Deterministic: the same picture has the same face, and another has another."""

    name = "fake"
    fingerprint = "fake-1"

    def detect(self, picture: Picture) -> tuple[Landmarks, ...]:
        """Return one face, or none in a picture of one colour; see `LandmarkEngine.detect`."""
        if float(picture.std()) < BLANK:
            return ()
        known = calibration()
        height, width = picture.shape[:2]
        digest = hashlib.sha256(picture.tobytes()).digest()
        rng = np.random.default_rng(list(digest[:8]))
        away = np.tensordot(0.5 * rng.normal(size=len(known.basis)), known.basis, axes=1)
        face = known.shape[:, :2] + away.reshape(-1, 2)
        points = face * 0.17 * min(width, height) + [width / 2, 0.42 * height]
        return (landmarks(points, width, height),)

    def track(self, pictures: Iterable[Picture]) -> Generator[Landmarks | None, None, None]:
        """Yield the face of each frame by itself; see `FaceTracker.track`."""
        for picture in pictures:
            yield next(iter(self.detect(picture)), None)
