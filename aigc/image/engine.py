"""What every engine that draws storyboards offers."""

from __future__ import annotations

from typing import Protocol

from aigc.errors import InputError
from aigc.image.theme.tokens import Theme
from aigc.types.article import Language
from aigc.types.frame import Shot
from aigc.types.scene import Aspect, Storyboard

RATIOS: dict[Aspect, tuple[int, int]] = {
    "9:16": (9, 16),
    "4:5": (4, 5),
    "1:1": (1, 1),
    "16:9": (16, 9),
}


class SceneEngine(Protocol):
    """Turns a storyboard into shots."""

    @property
    def name(self) -> str:
        """Registered name."""

    @property
    def fingerprint(self) -> str:
        """Digest of everything in the engine that decides pixels."""

    def shots(
        self,
        storyboard: Storyboard,
        *,
        theme: Theme | str,
        aspect: Aspect,
        width_px: int,
        height_px: int,
        language: Language,
    ) -> tuple[Shot, ...]:
        """Return one shot per scene, in order, each as long as its scene.

        ``theme`` is a `Theme` or the name of one.

        Raises
        ------
        ConfigError
            The theme or aspect is unknown.
        InputError
            The size is odd, not positive, or not of the aspect.
        """


def check_size(aspect: Aspect, width_px: int, height_px: int) -> None:
    """Raise `InputError` unless both sides are even, positive and within 2 % of ``aspect``."""
    if width_px < 32 or height_px < 32 or width_px % 2 or height_px % 2:
        raise InputError(
            f"A frame of {width_px}x{height_px} px cannot be drawn; give even sides from 32 px."
        )
    across, down = RATIOS[aspect]
    if abs(width_px * down / (height_px * across) - 1) > 0.02:
        raise InputError(
            f"{width_px}x{height_px} px is not {aspect}; give sides in the ratio {aspect}."
        )
