"""What a portrait driver does, and the one way to it: with the consent of the one who is shown."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from aigc.consent import Consent, checked
from aigc.errors import EngineFailed, InputError
from aigc.notices import notice
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.time import to_frame

Picture = NDArray[np.uint8]
"""Shape (height, width, 3), sRGB."""

HOW: Final = (
    "A portrait speaks only with the consent of the one who is shown: give --consent "
    '"NAME: STATEMENT" that says who it is and that they agree, or that it is you.'
)
STEP: Final = "portrait"
"""What progress calls the work of a driver."""
LEAST_PX: Final = 64
LEAST_FACE_PX: Final = 16
LONGEST_S: Final = 1800
FASTEST_FPS: Final = 120
_FACE_SHARE, _FACE_WIDE, _FACE_MIDDLE = 0.44, 0.78, 0.42


@dataclass(frozen=True, slots=True, kw_only=True)
class Box:
    """A face in a picture, from hairline to chin and from cheek to cheek, pixels from the left top.

    >>> Box.of("120, 80, 200, 260").height
    260.0
    """

    x: float
    y: float
    width: float
    height: float

    @classmethod
    def of(cls, text: str) -> Box:
        """Read ``x,y,width,height``.

        Raises
        ------
        InputError
            These are not four numbers, or the box is empty.
        """
        try:
            x, y, width, height = map(float, text.replace("，", ",").split(","))
        except ValueError as exc:
            raise InputError(
                f"A face is x,y,width,height in pixels of the photo, not {text[:60]!r}."
            ) from exc
        if not (width > 0 and height > 0 and np.isfinite([x, y, width, height]).all()):
            raise InputError(f"The face {text[:60]!r} has no area. Give x,y,width,height.")
        return cls(x=x, y=y, width=width, height=height)

    def times(self, scale: float) -> Box:
        """Return the box in a picture that is larger or smaller."""
        return Box(x=self.x * scale, y=self.y * scale, width=self.width * scale,
                   height=self.height * scale)  # fmt: skip


class PortraitDriver(Protocol):
    """Lets a portrait say what is heard; reached through `animate`, which checks all arguments."""

    @property
    def name(self) -> str:
        """Registered name."""

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and with every option that changes the frames."""

    def drive(
        self,
        portrait: Picture,
        audio: Audio,
        *,
        consent: Consent | None,
        fps: Fraction,
        face: Box | None,
        seed: int,
        progress: Progress,
    ) -> Iterator[Picture]:
        """Yield each frame as it is made: `frame_count` of them, all of the portrait's size.

        Parameters
        ----------
        consent : Consent or None
            Of the one who is shown; a driver makes no frame before `agreed` has seen it.
        face : Box or None
            Where the face is; a driver that must know asks `assumed` where it is not told.
        seed : int
            Fixes what is random; a driver without chance gives the same for all.

        Raises
        ------
        TrustError
            There is no consent.
        EngineUnavailable, EngineFailed
            The model is missing or no such model, or it broke.
        """


def animate(
    driver: PortraitDriver,
    portrait: Picture,
    audio: Audio,
    *,
    consent: Consent | None,
    fps: Fraction,
    face: Box | None = None,
    seed: int = 0,
    progress: Progress = silent,
) -> Iterator[Picture]:
    """Return the frames of a portrait that says what is heard, made as they are asked for.

    Parameters
    ----------
    portrait : uint8, shape (height, width, 3)
        One face that looks at the camera.
    consent : Consent or None
        Of the one who is shown.

    Returns
    -------
    iterator of uint8, shape (height, width, 3)
        ``round(duration * fps)`` frames.

    Raises
    ------
    TrustError
        There is no consent; then the driver is not asked.
    InputError
        Portrait, sound, rate or face cannot be used.
    EngineFailed
        While frames are taken: the driver gave other frames than it must.
    """
    agreed(consent)
    _check(portrait, audio, fps)
    if face is not None:
        check_face(face, portrait)
    count = frame_count(audio, fps)
    frames = driver.drive(
        portrait, audio, consent=consent, fps=fps, face=face, seed=seed, progress=progress
    )
    return _whole(frames, count, portrait.shape, driver.name)


def agreed(consent: Consent | None) -> Consent:
    """Return the consent of the one who is shown.

    Raises
    ------
    TrustError
        There is none, or it says nothing.
    """
    return checked(consent, HOW)


def frame_count(audio: Audio, fps: Fraction) -> int:
    """Return how many frames there are while a sound lasts."""
    return to_frame(audio.duration, fps)


def assumed(portrait: Picture) -> Box:
    """Return where a face usually is, a little above the middle, and tell that it was assumed."""
    notice(
        "Where the face is was not told and is assumed: in the upper middle of the photo. If the "
        "mouth moves in the wrong place, give --face x,y,width,height."
    )
    rows, columns = portrait.shape[:2]
    high = _FACE_SHARE * min(rows, columns * 1.4)
    wide = _FACE_WIDE * high
    return Box(x=(columns - wide) / 2, y=_FACE_MIDDLE * rows - high / 2, width=wide, height=high)


def check_face(face: Box, portrait: Picture) -> None:
    """Raise unless a face lies in a picture and is large enough.

    Raises
    ------
    InputError
        It is not, or not mostly.
    """
    rows, columns = portrait.shape[:2]
    seen_x = min(face.x + face.width, columns) - max(face.x, 0)
    seen_y = min(face.y + face.height, rows) - max(face.y, 0)
    if min(seen_x / face.width, seen_y / face.height) < 0.6:
        raise InputError(
            f"The face at {face.x:.0f},{face.y:.0f},{face.width:.0f},{face.height:.0f} lies "
            f"outside the {columns}x{rows} photo. Give x,y,width,height in its pixels."
        )
    if min(seen_x, seen_y) < LEAST_FACE_PX:
        raise InputError(
            f"The face is only {seen_x:.0f}x{seen_y:.0f} px; at least {LEAST_FACE_PX} a side are "
            "needed. Give a larger photo."
        )


def _check(portrait: Picture, audio: Audio, fps: Fraction) -> None:
    if portrait.dtype != np.uint8 or portrait.ndim != 3 or portrait.shape[2] != 3:
        raise InputError(
            f"A portrait is uint8 of (height, width, 3), not {portrait.dtype} of {portrait.shape}."
        )
    if min(portrait.shape[:2]) < LEAST_PX:
        raise InputError(
            f"The portrait is {portrait.shape[1]}x{portrait.shape[0]} px; at least {LEAST_PX} a "
            "side are needed."
        )
    if not 1 <= fps <= FASTEST_FPS:
        raise InputError(f"{float(fps):g} frames per second: give 1 to {FASTEST_FPS}.")
    if audio.duration > LONGEST_S:
        raise InputError(
            f"The sound lasts {float(audio.duration):.0f} s; a portrait speaks for at most "
            f"{LONGEST_S} s. Cut it first."
        )
    if frame_count(audio, fps) < 1:
        raise InputError(f"The sound lasts {float(audio.duration):g} s, less than one frame.")


def _whole(
    frames: Iterator[Picture], count: int, shape: tuple[int, ...], name: str
) -> Iterator[Picture]:
    """Yield the frames as long as they are what was asked for, and end the driver with them."""
    found = 0
    try:
        for frame in frames:
            found += 1
            if frame.shape != shape or frame.dtype != np.uint8 or found > count:
                raise EngineFailed(
                    f"The portrait driver {name!r} gave frame {found} of {count} as {frame.dtype} "
                    f"of {frame.shape} where uint8 of {shape} was due."
                )
            yield frame
        if found < count:
            raise EngineFailed(
                f"The portrait driver {name!r} gave {found} frames where {count} were due."
            )
    finally:
        end = getattr(frames, "close", None)
        if end is not None:
            end()
