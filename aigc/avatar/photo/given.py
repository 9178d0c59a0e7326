"""Landmarks that were made elsewhere, or by hand: no detector is needed.

A file holds JSON: either ``{"points": [[x, y], ...]}`` with mediapipe's 478 points, several such
faces as ``{"faces": [[[x, y], ...], ...]}``, or a few named points, ``{"left_eye": [x, y], ...}``.
All are pixels of the photo as it is seen, upright; ``"width"`` and ``"height"`` tell the photo's
size if it is another.
"""

from __future__ import annotations

import json
import math
import os
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from aigc.avatar.photo.calibration import Calibration, calibration
from aigc.avatar.photo.landmarks import NAMED, Floats, Landmarks, Picture, landmarks
from aigc.errors import EngineUnavailable, InputError, did_you_mean

VARIABLE = "AIGC_LANDMARKS_FILE"
LARGEST_BYTES = 2_000_000
BY_HAND = 0.6
"""Confidence in a face that is filled in from a few points."""
NEEDED = ("left_eye", "right_eye", "mouth_left", "mouth_right", "chin")
STEADY = 0.02
"""How exactly points are set by hand, in distances of the pupils."""


class ManualLandmarks:
    """A face of which a few points were given; the others follow as they do on most faces.

    Parameters
    ----------
    points : mapping of str to (x, y)
        Pixels, by the names of `NAMED`; those of `NEEDED` at least. Left and right are the
        person's own, so ``left_eye`` is on the right of a picture.
    """

    name = "manual"
    fingerprint = "manual-1"

    def __init__(self, points: Mapping[str, Sequence[float]]) -> None:
        self.points = _checked(points)

    def detect(self, picture: Picture) -> tuple[Landmarks, ...]:
        """Return the one face; see `LandmarkEngine.detect`."""
        height, width = picture.shape[:2]
        for name, (x, y) in self.points.items():
            if not (0 <= x <= width and 0 <= y <= height):
                raise InputError(f"{name} at {x:g}, {y:g} lies outside the {width}x{height} photo")
        return (landmarks(completed(self.points), width, height, BY_HAND),)


class FileLandmarks:
    """Landmarks read from a JSON file; see this module.

    Parameters
    ----------
    path : Path
        By default the environment variable ``AIGC_LANDMARKS_FILE`` tells it.
    """

    name = "file"
    fingerprint = "file-1"

    def __init__(self, path: Path | None = None) -> None:
        self.path = path or Path(os.environ.get(VARIABLE, ""))

    def detect(self, picture: Picture) -> tuple[Landmarks, ...]:
        """Return the faces of the file; see `LandmarkEngine.detect`."""
        values = self._read()
        height, width = picture.shape[:2]
        scale = (
            width / float(values.pop("width", width)),
            height / float(values.pop("height", height)),
        )
        if "faces" in values or "points" in values:
            faces = values.get("faces", [values.get("points")])
            if not isinstance(faces, list):
                raise InputError(f"{self.path.name}: faces must be a list")
            found = [landmarks(face, width, height) for face in map(_scaled(scale), faces)]
            return tuple(found)
        named = {k: _scaled(scale)([v])[0] for k, v in values.items()}
        return ManualLandmarks(named).detect(picture)

    def _read(self) -> dict[str, Any]:
        if not self.path.is_file():
            raise EngineUnavailable(
                f"there is no file of landmarks at {str(self.path)!r}; give one, or set {VARIABLE}"
            )
        if self.path.stat().st_size > LARGEST_BYTES:
            raise InputError(f"{self.path.name} is too large for a file of landmarks")
        try:
            values = json.loads(self.path.read_bytes())
        except (ValueError, RecursionError) as exc:
            raise InputError(f"{self.path.name} is not JSON ({exc})") from exc
        if not isinstance(values, dict):
            raise InputError(f"{self.path.name} holds {type(values).__name__}, not named points")
        for side in ("width", "height"):
            size = values.get(side, 1)
            if not isinstance(size, int | float) or not 1 <= size <= 1e6:
                raise InputError(f"{self.path.name}: {side} must be pixels, not {size!r:.40}")
        return values


def _scaled(scale: tuple[float, float]) -> Any:
    def scaled(points: Any) -> Floats:
        try:
            found = np.asarray(points, float)
            return found[..., :2] * scale
        except (TypeError, ValueError, IndexError) as exc:
            raise InputError(f"a point is a pair of numbers in pixels, not {points!r:.60}") from exc

    return scaled


def _checked(points: Mapping[str, Sequence[float]]) -> dict[str, tuple[float, float]]:
    found: dict[str, tuple[float, float]] = {}
    for name, point in points.items():
        if name not in NAMED:
            raise InputError(f"no point of a face is called {name!r}. {did_you_mean(name, NAMED)}")
        try:
            x, y = map(float, point)
        except (TypeError, ValueError) as exc:
            raise InputError(f"{name} must be a pair of pixels, not {point!r:.60}") from exc
        if not (math.isfinite(x) and math.isfinite(y)):
            raise InputError(f"{name} must be a pair of pixels, not {point!r:.60}")
        found[name] = (x, y)
    if missing := [name for name in NEEDED if name not in found]:
        raise InputError(f"these points of the face are missing: {', '.join(missing)}")
    if math.dist(found["left_eye"], found["right_eye"]) < 8:
        raise InputError("the eyes are less than 8 pixels apart; mark them on a larger photo")
    return found


def completed(points: Mapping[str, tuple[float, float]]) -> Floats:
    """Return all points of a face of which some are known, pixels, shape (478, 2).

    The mean face is laid on the points, and the likeliest of all faces goes through them.
    """
    known = calibration()
    index = np.array([NAMED[name] for name in points])
    given = np.array([points[name] for name in points])
    away = np.zeros((len(known.shape), 2))
    for _ in range(3):
        face = known.shape[:, :2] + away
        by, shift = _laid(face[index], given)
        wanted = (_complex(given) - shift) / by - _complex(known.shape[index, :2])
        away = _likeliest(known, index, np.c_[wanted.real, wanted.imag])
    placed = _complex(known.shape[:, :2] + away) * by + shift
    found: Floats = np.c_[placed.real, placed.imag]
    return found


def _complex(points: Floats) -> Any:
    return points[:, 0] + 1j * points[:, 1]


def _laid(face: Floats, given: Floats) -> tuple[Any, Any]:
    """Return the turn with scale, and the shift, that lay one set of points on another."""
    x, y = _complex(face), _complex(given)
    by = np.vdot(x - x.mean(), y - y.mean()) / np.vdot(x - x.mean(), x - x.mean())
    return by, y.mean() - by * x.mean()


def _likeliest(known: Calibration, index: Any, wanted: Floats) -> Floats:
    """Return how far all points lie from the mean face if some lie as far as they do."""
    basis = known.basis.reshape(len(known.basis), -1, 2)
    seen = basis[:, index].reshape(len(basis), -1)
    inner = seen.T @ seen + STEADY**2 * np.eye(seen.shape[1])
    share = seen @ np.linalg.solve(inner, wanted.ravel())
    found: Floats = np.tensordot(share, basis, axes=1)
    return found
