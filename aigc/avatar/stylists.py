"""Who paints a skin anew: a diffusion model of your own, or a tint for tests."""

from __future__ import annotations

import hashlib
import os
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from aigc.avatar.restyle import Picture
from aigc.errors import EngineUnavailable
from aigc.progress import Progress

if TYPE_CHECKING:
    from aigc.avatar.diffusion import Repainter

VARIABLE = "AIGC_STYLIST_MODEL"


class DiffusersStylist:
    """Paints skin by image-to-image diffusion with a model of your own.

    Parameters
    ----------
    model : str
        Folder of a pipeline of the diffusers format whose kind can do image to image; by default
        the environment variable ``AIGC_STYLIST_MODEL`` names it.
    """

    name = "diffusers"

    def __init__(self, model: str = "") -> None:
        self.model = model or os.environ.get(VARIABLE, "")
        self._held: tuple[str, Repainter] | None = None

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model's folder."""
        return f"diffusers-stylist-1 {self.model}"

    def repaint(
        self, picture: Picture, prompt: str, *, strength: float, seed: int, progress: Progress
    ) -> Picture:
        """Return the picture painted by a prompt; see `Stylist.repaint`."""
        return self._repainter().repaint(picture, prompt, strength, seed, progress)

    def _repainter(self) -> Repainter:
        if not self.model or not Path(self.model).expanduser().is_dir():
            why = f"there is no folder {self.model!r}" if self.model else "none is named"
            raise EngineUnavailable(
                f"The stylist 'diffusers' needs a model of yours ({why}). Name the folder of an "
                f"image-to-image pipeline with --restyle-model, or in {VARIABLE}."
            )
        if self._held is None or self._held[0] != self.model:
            try:
                from aigc.avatar.diffusion import Repainter
            except ImportError as exc:
                raise EngineUnavailable(
                    f"The stylist 'diffusers' needs a package that is not installed ({exc.name}). "
                    "Install it with: pip install 'aigc-workbench[models]'."
                ) from exc
            self._held = (self.model, Repainter(self.model))
        return self._held[1]


class FakeStylist:
    """For tests: tints a picture with a colour that follows from prompt and seed."""

    name = "fake"
    fingerprint = "fake-1"

    def repaint(
        self, picture: Picture, prompt: str, *, strength: float, seed: int, progress: Progress
    ) -> Picture:
        """Return the tinted picture; see `Stylist.repaint`."""
        colour = hashlib.sha256(f"{prompt} {seed}".encode()).digest()[:3]
        progress("repaint", 1, 1)
        mixed = picture + strength * (np.frombuffer(colour, np.uint8).astype(float) - picture)
        return np.asarray(np.rint(mixed), np.uint8)
