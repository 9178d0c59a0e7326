"""A scene engine for tests: flat colours that depend on every argument."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from fractions import Fraction

import numpy as np

from aigc.image.engine import check_size
from aigc.image.theme.formats import unit_format
from aigc.image.theme.themes import theme as find_theme
from aigc.image.theme.tokens import Theme
from aigc.types.article import Language
from aigc.types.frame import Planes, Shot
from aigc.types.scene import Aspect, Storyboard


@dataclass(frozen=True, slots=True, kw_only=True)
class FlatShot:
    """One colour over the whole canvas; its luma rises slowly with time."""

    duration: Fraction
    fingerprint: str
    width_px: int
    height_px: int

    def planes(self, time: Fraction) -> Planes:
        """Return the frame at ``time``."""
        luma, blue, red = bytes.fromhex(self.fingerprint[:6])
        out = np.empty((self.height_px * 3 // 2, self.width_px), np.uint8)
        moved = int(40 * min(max(time / self.duration, Fraction(0)), Fraction(1)))
        out[: self.height_px] = 40 + luma % 120 + moved
        chroma = out[self.height_px :].reshape(2, -1)
        chroma[0], chroma[1] = 64 + blue % 128, 64 + red % 128
        return out


class FakeScenes:
    """Draws nothing but flat colours, deterministic and fast."""

    @property
    def name(self) -> str:
        """Registered name."""
        return "fake"

    @property
    def fingerprint(self) -> str:
        """Digest of everything in the engine that decides pixels."""
        return "fake-scenes-1"

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
        """Return one flat shot per scene.

        Raises
        ------
        ConfigError
            The theme or aspect is unknown.
        InputError
            The size is odd, not positive, or not of the aspect.
        """
        form = unit_format(aspect)
        look = theme if isinstance(theme, Theme) else find_theme(theme)
        check_size(aspect, width_px, height_px)
        given = (look, form.aspect, width_px, height_px, language, storyboard.identity)
        return tuple(
            FlatShot(
                duration=scene.time.duration,
                fingerprint=hashlib.sha256(repr((given, scene)).encode()).hexdigest(),
                width_px=width_px,
                height_px=height_px,
            )
            for scene in storyboard.scenes
        )
