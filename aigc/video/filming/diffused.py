"""Films by a diffusion model of one's own: Wan, LTX, HunyuanVideo, CogVideoX, SVD and others."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import numpy as np

from aigc.config import build
from aigc.diffusion.distilled import usual
from aigc.errors import EngineUnavailable
from aigc.identity import identity
from aigc.notices import notice
from aigc.pictures import open_picture
from aigc.progress import Progress, silent
from aigc.types.prompt import PicturePrompt
from aigc.video.filming.engine import Film, check
from aigc.video.filming.options import FilmOptions

if TYPE_CHECKING:
    from aigc.diffusion.opened import Opened

VERSION: Final = 2


class DiffusersFilms:
    """Films words, or sets a picture into motion, with a pipeline of diffusers.

    Parameters
    ----------
    model : str
        A folder, or a repository on the hub such as ``owner/model``. Without one every use tells
        that it is missing.
    **options
        See `FilmOptions`.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    def __init__(self, model: str = "", **options: Any) -> None:
        self.model = model
        self.options = usual(model, build(FilmOptions, options))

    @property
    def name(self) -> str:
        """Registered name."""
        return "diffusers"

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and every option that changes the film."""
        files = identity(self.model, *self.options.laid_over)
        return f"diffusers-films-{VERSION} {files} {self.options.result}"

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
        """Return a film, as long as the model can make it up to about ``duration``.

        Raises
        ------
        InputError
            `aigc.video.filming.engine.check` refuses the request.
        AssetError
            The picture cannot be read.
        EngineUnavailable
            The model is missing, gated or damaged, or it does not film words, or pictures.
        OutOfMemory
            There is not memory enough for fewer and smaller frames either.
        EngineFailed
            The model broke.
        """
        check(prompt, duration, width_px, height_px)
        still = None if picture is None else np.asarray(open_picture(picture), np.uint8)
        opened = self._opened(progress, from_picture=picture is not None)
        from aigc.video.filming.shooting import Ask, filmed

        ask = Ask(
            prompt=prompt, duration=duration, width_px=width_px, height_px=height_px, seed=seed,
            still=still,
        )  # fmt: skip
        return filmed(opened, ask, self.options, progress, self._from_pictures)

    def _from_pictures(self) -> Opened | None:
        """Return the model opened to film pictures, None where it does not, which is told."""
        try:
            return self._opened(silent, from_picture=True)
        except EngineUnavailable as exc:
            notice(f"The film is not continued from its last frame. {exc}")
            return None

    def _opened(self, progress: Progress, *, from_picture: bool) -> Opened:
        if not self.model:
            raise EngineUnavailable(
                "The engine 'diffusers' has no film model of its own. Name one behind a colon: "
                "diffusers:FOLDER, or diffusers:OWNER/MODEL on the hub."
            )
        try:
            from aigc.diffusion.opened import open_pipeline
        except ImportError as exc:
            raise EngineUnavailable(
                f"Film models need a package that is not installed ({exc.name}). Install it with: "
                "pip install 'aigc-workbench[models]'."
            ) from exc
        return open_pipeline(
            self.model, self.options.running,
            task="image_to_video" if from_picture else "text_to_video", progress=progress,
        )  # fmt: skip
