"""Pictures by a diffusion model of one's own: Stable Diffusion, Flux, Qwen-Image and others."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aigc.config import build
from aigc.diffusion.distilled import usual
from aigc.errors import EngineUnavailable
from aigc.identity import identity
from aigc.image.painting.engine import Picture, check
from aigc.image.painting.options import PictureOptions
from aigc.pictures import open_picture
from aigc.progress import Progress, silent
from aigc.types.prompt import PicturePrompt

if TYPE_CHECKING:
    from aigc.diffusion.opened import Opened

VERSION: Final = 2


class DiffusersPictures:
    """Paints with a pipeline of diffusers.

    Parameters
    ----------
    model : str
        A folder, a .safetensors file, or a repository on the hub such as ``owner/model``. Without
        one every use tells that it is missing.
    **options
        See `PictureOptions`.

    Raises
    ------
    ConfigError
        An option does not exist or cannot have its value.
    """

    name = "diffusers"

    def __init__(self, model: str = "", **options: Any) -> None:
        self.model = model
        self.options = usual(model, build(PictureOptions, options))
        self._known: dict[bool, Opened] = {}

    @property
    def fingerprint(self) -> str:
        """Text that changes with the model and every option that changes the picture."""
        files = identity(self.model, *self.options.laid_over)
        return f"diffusers-pictures-{VERSION} {files} {self.options.result}"

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
        """Return the pictures; see `PictureEngine.paint`.

        Each is painted at a size that suits the model, then cropped and scaled.

        Raises
        ------
        InputError
            `aigc.image.painting.engine.check` refuses the request.
        AssetError
            The reference cannot be read.
        EngineUnavailable
            The model is missing, gated or damaged, or it does not paint.
        OutOfMemory
            There is not memory enough, whatever was tried.
        EngineFailed
            The model broke.
        """
        check(prompts, width_px, height_px, strength)
        picture = None if reference is None else open_picture(reference)
        opened = self._opened(progress, from_picture=reference is not None)
        from aigc.image.painting.batches import Ask, painted

        ask = Ask(
            prompts=tuple(prompts), width_px=width_px, height_px=height_px, seed=seed,
            reference=picture, strength=strength,
        )  # fmt: skip
        return painted(opened, ask, self.options, progress)

    def _opened(self, progress: Progress, *, from_picture: bool) -> Opened:
        if from_picture not in self._known:
            self._known[from_picture] = self._open(progress, from_picture=from_picture)
        return self._known[from_picture]

    def _open(self, progress: Progress, *, from_picture: bool) -> Opened:
        if not self.model:
            raise EngineUnavailable(
                "The engine 'diffusers' has no picture model of its own. Name one behind a colon: "
                "diffusers:FOLDER, or diffusers:OWNER/MODEL on the hub."
            )
        try:
            from aigc.diffusion.opened import open_pipeline
        except ImportError as exc:
            raise EngineUnavailable(
                f"Picture models need a package that is not installed ({exc.name}). Install it "
                "with: pip install 'aigc-workbench[models]'."
            ) from exc
        how = self.options.running
        begins = from_picture and not how.ip_adapter
        return open_pipeline(
            self.model,
            how if from_picture else how.model_copy(update={"ip_adapter": ""}),
            task="image_to_image" if begins else "text_to_image",
            progress=progress,
        )
