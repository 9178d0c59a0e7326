"""A film engine for tests and trials: drifting light whose colours depend on every argument."""

from __future__ import annotations

import hashlib
from fractions import Fraction
from pathlib import Path
from typing import Final

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.pictures import open_picture
from aigc.progress import Progress, silent
from aigc.types.prompt import PicturePrompt
from aigc.types.time import to_frame
from aigc.video.filming.engine import Film, check
from aigc.video.filming.sizes import covering, pushed

FPS: Final = Fraction(12)
LONGEST_S: Final = 4
LIGHTS: Final = 5
_DRAWN_PX: Final = 160
"""Light is soft: it is drawn at this longer side and enlarged."""


class FakeFilms:
    """Draws lights that drift, over a picture where one is given; fast and deterministic."""

    @property
    def name(self) -> str:
        """Registered name."""
        return "fake"

    @property
    def fingerprint(self) -> str:
        """Digest of everything in the engine that decides pixels."""
        return "fake-films-1"

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
        """Return a film of 12 frames a second and at most four seconds.

        Raises
        ------
        InputError
            The request is refused, see `aigc.video.filming.engine.check`.
        AssetError
            The picture cannot be read.
        """
        check(prompt, duration, width_px, height_px)
        ground = None if picture is None else np.asarray(open_picture(picture), np.uint8)
        total = max(2, to_frame(min(duration, Fraction(LONGEST_S)), FPS))
        rng = np.random.default_rng(_key(prompt, duration, seed))
        lights, base = _lights(rng), rng.uniform(20, 70, 3)
        frames = np.empty((total, height_px, width_px, 3), np.uint8)
        for n in range(total):
            progress("film", n, total)
            frames[n] = _frame(lights, base, n / float(FPS), width_px, height_px)
            if ground is not None:
                still = pushed(covering(ground, width_px, height_px), 1 + 0.004 * n)
                frames[n] = cv2.addWeighted(still, 0.9, frames[n], 0.2, 0)
        progress("film", total, total)
        return Film(frames=frames, fps=FPS)


def _key(prompt: PicturePrompt, duration: Fraction, seed: int) -> int:
    given = repr((prompt, duration, seed)).encode()
    return int.from_bytes(hashlib.sha256(given).digest()[:8])


def _lights(rng: np.random.Generator) -> NDArray[np.float64]:
    """Return rows of x, y, their speeds a second, size (all in 0-1), and red, green, blue."""
    rows = rng.uniform(size=(LIGHTS, 8))
    rows[:, 2:4] = (rows[:, 2:4] - 0.5) * 0.4
    rows[:, 4] = 0.15 + 0.25 * rows[:, 4]
    rows[:, 5:] = 40 + 160 * rows[:, 5:]
    return rows


def _frame(
    lights: NDArray[np.float64], base: NDArray[np.float64], time_s: float, width: int, height: int
) -> NDArray[np.uint8]:
    scale = min(1.0, _DRAWN_PX / max(width, height))
    w, h = max(2, round(width * scale)), max(2, round(height * scale))
    y, x = np.mgrid[0:h, 0:w].astype(np.float32) / max(w, h)
    canvas = np.broadcast_to(base, (h, w, 3)).copy()
    for left, top, right, down, size, *colour in lights:
        away = (x - (left + right * time_s) * w / max(w, h)) ** 2
        away += (y - (top + down * time_s) * h / max(w, h)) ** 2
        light = np.exp(-away / (2 * (size / 2) ** 2))[..., None] * colour
        canvas += light * (1 - canvas / 255)
    small = np.clip(canvas, 0, 255).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_CUBIC), np.uint8)
