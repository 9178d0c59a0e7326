"""Where the parts of a face are in a picture: mediapipe's 478 points."""

from __future__ import annotations

from collections.abc import Generator, Iterable
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError

Floats = NDArray[np.float64]
Picture = NDArray[np.uint8]
"""Shape (height, width, 3), sRGB."""
POINTS = 478

# The pairs are the person's right and left: the right is on the left of a picture.
IRIS = (468, 473)
IRIS_RIM = ((469, 470, 471, 472), (474, 475, 476, 477))
EYE_OUTER, EYE_INNER = (33, 263), (133, 362)
EYE_TOP, EYE_BOTTOM = (159, 386), (145, 374)
EYE_RIMS = (
    (33, 246, 161, 160, 159, 158, 157, 173, 133, 155, 154, 153, 145, 144, 163, 7),
    (263, 466, 388, 387, 386, 385, 384, 398, 362, 382, 381, 380, 374, 373, 390, 249),
)
BROWS = (
    (70, 63, 105, 66, 107, 55, 65, 52, 53, 46),
    (300, 293, 334, 296, 336, 285, 295, 282, 283, 276),
)
NOSE_TIP, NOSE_BRIDGE, NOSE_BASE = 1, 168, 2
NOSE_WINGS = (129, 358)
MOUTH = (61, 291)
LIPS_OUTER = (
    61, 185, 40, 39, 37, 0, 267, 269, 270, 409, 291, 375, 321, 405, 314, 17, 84, 181, 91, 146,
)  # fmt: skip
LIPS_INNER = (
    78, 191, 80, 81, 82, 13, 312, 311, 310, 415, 308, 324, 318, 402, 317, 14, 87, 178, 88, 95,
)  # fmt: skip
CHIN, FOREHEAD = 152, 10
JAW = (172, 397)
CHEEK = (50, 280)
OVAL = (
    10, 338, 297, 332, 284, 251, 389, 356, 454, 323, 361, 288, 397, 365, 379, 378, 400, 377, 152,
    148, 176, 149, 150, 136, 172, 58, 132, 93, 234, 127, 162, 21, 54, 103, 67, 109,
)  # fmt: skip
NAMED = {
    "right_eye": IRIS[0], "left_eye": IRIS[1], "nose": NOSE_TIP, "mouth_right": MOUTH[0],
    "mouth_left": MOUTH[1], "chin": CHIN, "jaw_right": JAW[0], "jaw_left": JAW[1],
}  # fmt: skip
"""Points that a person can give by hand."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Landmarks:
    """One face in a picture.

    Attributes
    ----------
    points : float64, shape (478, 2)
        Pixels from the left and from the top.
    width, height : int
        Of the picture, pixels.
    confidence : float
        0 to 1: how far the points were seen and not filled in.
    depth : float64, shape (478,), or None
        How far behind the head's middle, pixels, where the detector tells it.
    mirrored : float64, shape (478, 2), or None
        What the detector found of the face in the mirrored picture.
    """

    points: Floats
    width: int
    height: int
    confidence: float = 1.0
    depth: Floats | None = None
    mirrored: Floats | None = None

    @property
    def size(self) -> float:
        """The longer side of the box around the face, pixels."""
        return float(np.ptp(self.points, axis=0).max())


class LandmarkEngine(Protocol):
    """Finds faces; the fingerprint changes when the same picture would have other landmarks."""

    name: str

    @property
    def fingerprint(self) -> str:
        """Text that changes with what is found."""
        ...

    def detect(self, picture: Picture) -> tuple[Landmarks, ...]:
        """Return the faces in a picture, in any order; none is an empty tuple.

        Raises
        ------
        InputError
            What was given in place of a detector does not fit the picture.
        EngineUnavailable
            What it needs is not installed; how to do without is told.
        EngineFailed
            It ran and broke.
        """
        ...


class FaceTracker(Protocol):
    """Finds the face of a film, frame after frame; of several, one person's."""

    name: str

    def track(self, pictures: Iterable[Picture]) -> Generator[Landmarks | None, None, None]:
        """Yield the face of each frame as it comes, or None where none is seen.

        Parameters
        ----------
        pictures : iterable of uint8, shape (height, width, 3)
            Frames in order, a thirtieth of a second or so apart.

        Raises
        ------
        EngineUnavailable, EngineFailed
            As `LandmarkEngine.detect`.
        """
        ...


def landmarks(points: object, width: int, height: int, confidence: float = 1.0) -> Landmarks:
    """Return checked landmarks; a third coordinate is their depth.

    Raises
    ------
    InputError
        They are not 478 finite points in or near the picture.
    """
    try:
        found = np.asarray(points, float)
    except (TypeError, ValueError) as exc:
        raise InputError("landmarks are 478 points; these are not numbers") from exc
    if found.ndim != 2 or found.shape[0] != POINTS or found.shape[1] not in (2, 3):
        shape = "x".join(map(str, found.shape))
        raise InputError(f"landmarks are 478 points of 2 or 3 numbers in pixels, not {shape}")
    depth = found[:, 2].copy() if found.shape[1] == 3 else None
    found = found[:, :2].copy()
    room = 0.5 * max(width, height)
    inside = (found > -room).all() and (found < [width + room, height + room]).all()
    if not inside or (depth is not None and not np.isfinite(depth).all()):
        raise InputError(f"landmarks lie outside the picture of {width}x{height} pixels")
    return Landmarks(points=found, width=width, height=height, confidence=confidence, depth=depth)
