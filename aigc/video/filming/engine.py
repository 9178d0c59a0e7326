"""What an engine of the capability ``clips`` does, and what it gives."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from aigc.errors import EngineFailed, InputError
from aigc.progress import Progress, silent
from aigc.types.prompt import PicturePrompt

Frames = NDArray[np.uint8]
"""Pictures that follow one another: ``(frames, height, width, 3)``, RGB."""

LONGEST_SIDE_PX: Final = 4096


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Film:
    """Moving pictures without sound.

    Attributes
    ----------
    frames : uint8, shape (frames, height, width, 3)
        RGB.
    fps : Fraction
        How many of them fill a second at the speed that they were made for.
    """

    frames: Frames
    fps: Fraction

    def __post_init__(self) -> None:
        """Refuse what is no film; an engine that hands such over is broken."""
        shape = self.frames.shape
        if len(shape) != 4 or shape[3] != 3 or not all(shape) or self.frames.dtype != np.uint8:
            raise EngineFailed(
                f"A film has uint8 of (frames, height, width, 3), not {self.frames.dtype} of "
                f"{shape}."
            )
        if self.fps <= 0:
            raise EngineFailed(f"A film cannot have {self.fps} frames per second.")

    @property
    def duration(self) -> Fraction:
        """Seconds that it lasts at its own speed."""
        return len(self.frames) / self.fps


class FilmEngine(Protocol):
    """Makes a film of what a prompt says, or sets a picture into motion."""

    @property
    def name(self) -> str:
        """Registered name."""

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and with every option that changes the film."""

    def film(
        self,
        prompt: PicturePrompt,
        *,
        duration: Fraction,
        width_px: int,
        height_px: int,
        seed: int,
        picture: Path | None = None,
        progress: Progress = silent,
    ) -> Film:
        """Return a film of ``width_px`` by ``height_px`` that lasts about ``duration``.

        It may be shorter or somewhat longer: `aigc.video.filming.file.write_film` fits it.

        Parameters
        ----------
        picture : Path or None
            What the film begins with: JPEG, PNG, WebP or GIF of any size, cropped to the aspect.

        Raises
        ------
        InputError
            `check` refuses what was asked for.
        AssetError
            The picture cannot be read.
        EngineError
            The model is missing, cannot do that, or broke.
        """


def check(prompt: PicturePrompt, duration: Fraction, width_px: int, height_px: int) -> None:
    """Raise unless a film of this kind can be made.

    Raises
    ------
    InputError
        The duration is not above zero, a side is odd, below 16 or above 4096 px, or nothing is
        said about what shall be seen.
    """
    if duration <= 0:
        raise InputError(f"A film cannot last {float(duration):g} s. Ask for a time above zero.")
    for side in (width_px, height_px):
        if not 16 <= side <= LONGEST_SIDE_PX or side % 2:
            raise InputError(
                f"A film cannot be {width_px}x{height_px} px: both sides are even and between 16 "
                f"and {LONGEST_SIDE_PX}."
            )
    if not prompt.text.strip() and not prompt.motion.strip():
        raise InputError("The prompt of a film is empty. Say what shall be seen, or what moves.")
