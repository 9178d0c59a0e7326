"""A painter for tests: coloured bands and a disc that depend on every argument."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path

import numpy as np

from aigc.image.painting.engine import Picture, check
from aigc.pictures import open_picture
from aigc.progress import Progress, silent, track
from aigc.types.prompt import PicturePrompt


class FakePictures:
    """Paints at once and knows no models."""

    name = "fake"
    fingerprint = "fake-pictures-2"

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
        """Return the pictures; see `PictureEngine.paint`."""
        check(prompts, width_px, height_px, strength)
        under = None if reference is None else _fitted(reference, width_px, height_px)
        prompts = list(prompts)
        jobs = track(enumerate(prompts), progress, "paint", len(prompts))
        return tuple(
            _laid(_drawn(prompt, f"{seed} {prompts[:n].count(prompt)}", width_px, height_px),
                  under, strength)
            for n, prompt in jobs
        )  # fmt: skip


def _drawn(prompt: PicturePrompt, chance: str, width: int, height: int) -> Picture:
    said = f"{prompt.text}\n{prompt.unwanted}\n{chance}"
    chosen = np.random.default_rng(list(hashlib.sha256(said.encode()).digest()))
    colours = chosen.integers(24, 232, (3, 3))
    across, down = np.meshgrid(np.linspace(0, 1, width), np.linspace(0, 1, height))
    tilt, bands = chosen.uniform(0, np.pi), chosen.integers(2, 7)
    wave = np.sin((across * np.cos(tilt) + down * np.sin(tilt)) * bands * np.pi)
    share = ((wave + 1) / 2)[..., None]
    picture = colours[0] * share + colours[1] * (1 - share)
    middle, radius = chosen.uniform(0.25, 0.75, 2), chosen.uniform(0.12, 0.3)
    disc = np.hypot(across - middle[0], (down - middle[1]) * height / width) < radius
    picture[disc] = colours[2]
    return np.asarray(np.rint(picture), np.uint8)


def _fitted(reference: Path, width: int, height: int) -> Picture:
    from PIL import ImageOps

    return np.asarray(ImageOps.fit(open_picture(reference), (width, height)), np.uint8)


def _laid(picture: Picture, under: Picture | None, strength: float) -> Picture:
    if under is None:
        return picture
    mixed = under + strength * (picture.astype(np.float64) - under)
    return np.asarray(np.rint(mixed), np.uint8)
