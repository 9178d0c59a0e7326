"""What an engine of the capability ``pictures`` does: paint what prompts say."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Final, Protocol

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.types.prompt import PicturePrompt

Picture = NDArray[np.uint8]
"""One picture: ``(height, width, 3)``, RGB."""

LONGEST_SIDE_PX: Final = 4096


class PictureEngine(Protocol):
    """Paints pictures by prompts, and by a picture to begin with."""

    @property
    def name(self) -> str:
        """Registered name."""

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and with every option that changes the pictures."""

    def paint(
        self,
        prompts: Sequence[PicturePrompt],
        *,
        width_px: int,
        height_px: int,
        seed: int,
        reference: Path | None = None,
        strength: float = 0.6,
        progress: Progress = silent,
    ) -> tuple[Picture, ...]:
        """Return one picture per prompt, in order, each ``width_px`` by ``height_px``.

        Parameters
        ----------
        seed : int
            The same seed and prompt give the same picture, alone and in any row; of equal prompts
            in a row each has chance of its own.
        reference : Path or None
            A picture that all begin with, or take their look from.
        strength : float
            How much of the reference is painted anew: above 0, and 1 for all of it.

        Raises
        ------
        InputError
            `check` refuses what was asked for.
        AssetError
            The reference cannot be read.
        EngineError
            The model is missing, cannot do that, or broke.
        """


def check(prompts: Sequence[PicturePrompt], width_px: int, height_px: int, strength: float) -> None:
    """Raise unless pictures of this kind can be painted.

    Raises
    ------
    InputError
        A prompt is empty, a side is below 16 or above 4096 px, or the strength is not above 0 and
        at most 1.
    """
    for n, prompt in enumerate(prompts, 1):
        if not prompt.text.strip():
            raise InputError(f"Prompt {n} of {len(prompts)} is empty. Say what shall be seen.")
    if not all(16 <= side <= LONGEST_SIDE_PX for side in (width_px, height_px)):
        raise InputError(
            f"A picture cannot be {width_px}x{height_px} px: both sides are between 16 and "
            f"{LONGEST_SIDE_PX}."
        )
    if not 0 < strength <= 1:
        raise InputError(f"strength cannot be {strength:g}: give a number above 0, at most 1.")
