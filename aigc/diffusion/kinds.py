"""Which pipeline does a task with the weights of a model, and whether it can at all."""

from __future__ import annotations

import inspect
import warnings
from collections.abc import Mapping
from functools import cache
from typing import Any, Final, Literal, get_args

from aigc.diffusion.repository import Repository
from aigc.errors import EngineUnavailable

Task = Literal["text_to_image", "image_to_image", "text_to_video", "image_to_video"]
TASKS: Final[tuple[Task, ...]] = get_args(Task)

_TOLD: Final = {
    "text_to_image": "a picture from words",
    "image_to_image": "a picture from a picture",
    "text_to_video": "a film from words",
    "image_to_video": "a film from a picture",
}
_SUCH_AS: Final = {
    "text_to_image": "one of Stable Diffusion, Flux, Qwen-Image or Z-Image",
    "image_to_image": "one of Stable Diffusion, Flux or Qwen-Image",
    "text_to_video": "one of Wan, LTX-Video, HunyuanVideo or CogVideoX",
    "image_to_video": "LTX-Video, Stable Video Diffusion, or an I2V model of Wan, HunyuanVideo or "
    "CogVideoX",
}
_PAIRS: Final = (
    ("ChromaPipeline", "ChromaImg2ImgPipeline", ""),
    ("SanaSprintPipeline", "SanaSprintImg2ImgPipeline", ""),
    ("LTXPipeline", "LTXImageToVideoPipeline", ""),
    ("LTX2Pipeline", "LTX2ImageToVideoPipeline", ""),
    ("SkyReelsV2DiffusionForcingPipeline", "SkyReelsV2DiffusionForcingImageToVideoPipeline", ""),
    ("WanPipeline", "WanImageToVideoPipeline", "expand_timesteps"),
)
"""Pipelines of words and of pictures that share weights, and a setting that tells so.

`AutoPipeline` of diffusers knows more of them for pictures. Of other families of films each
pipeline has weights of its own.
"""
_MORE: Final = frozenset(
    ("mask_image", "control_image", "controlnet_conditioning_scale", "image_embeddings",
     "keyframes_latents")
)  # fmt: skip
"""What only pipelines take that need more than words and a picture."""
_EDITS: Final = ("Edit", "Pix2Pix", "Upscale", "SuperResolution", "Depth2Img", "Adapter", "Layered",
                 "Refiner", "VideoToVideo", "FunControl")  # fmt: skip
"""What names of pipelines hold that need a picture or a film, though they say they do not."""


def makes(inputs: frozenset[str], outputs: frozenset[str] = frozenset()) -> str:
    """Return what a pipeline makes by what it takes or gives: picture, film or sound."""
    if inputs & {"num_frames", "video_length", "frames", "num_videos_per_prompt"}:
        return "film"
    if "videos" in outputs:
        return "film"
    sound = outputs & {"audio", "audios"} or any(
        name.startswith("audio_") or "waveforms" in name for name in inputs
    )
    return "sound" if sound else "picture"


def check(repository: Repository, task: Task) -> None:
    """Raise unless the pipeline of a repository, or one that shares its weights, does ``task``.

    Raises
    ------
    EngineUnavailable
        It does something else, which the message names, or this diffusers does not know it.
    """
    if not repository.class_name:
        return
    kind = pipeline_class(repository)
    settings = repository.settings
    if class_for(kind, task, settings) is None:
        can = [_TOLD[one] for one in TASKS if class_for(kind, one, settings) is not None]
        raise wrong_kind(repository, " or ".join(can) or "something else", task)


def wrong_kind(repository: Repository, makes: str, task: Task) -> EngineUnavailable:
    """Return the error for a model that does not do ``task``."""
    return EngineUnavailable(
        f"The model {repository.name!r} is a {repository.class_name}, which makes {makes}; "
        f"{_TOLD[task]} was asked for. Name a model that makes it, such as {_SUCH_AS[task]}."
    )


def pipeline_class(repository: Repository) -> Any:
    """Return the class of a repository's pipeline.

    Raises
    ------
    EngineUnavailable
        This diffusers has no such class.
    """
    import diffusers

    kind = getattr(diffusers, repository.class_name, None)
    if kind is None:
        raise EngineUnavailable(
            f"The model {repository.name!r} is a {repository.class_name}, which diffusers "
            f"{diffusers.__version__} does not know. Install a newer one: pip install -U diffusers."
        )
    return kind


def class_for(kind: Any, task: Task, settings: Mapping[str, Any]) -> Any | None:
    """Return the class that does ``task`` with the weights of another, None where none does.

    Parameters
    ----------
    kind
        The class that the weights were saved with.
    settings : mapping
        Those of the pipeline, as its index gives them.
    """
    import diffusers

    found = kind
    if task.endswith("image"):
        found = _auto(task).get(_family(kind.__name__), kind)
    for words, picture, mark in _PAIRS:
        if kind.__name__ in (words, picture) and (not mark or settings.get(mark)):
            found = getattr(diffusers, words if task.startswith("text") else picture)
    return found if _fits(found, task) else None


def _fits(kind: Any, task: Task) -> bool:
    parameters = inspect.signature(kind.__call__).parameters
    inputs = frozenset(parameters)
    if makes(inputs) != ("picture" if task.endswith("image") else "film") or inputs & _MORE:
        return False
    needed = {name for name, one in parameters.items() if one.default is one.empty}
    if needed - {"self", "prompt", "image", "args", "kwargs"} or not _paints(parameters):
        return False
    if task.startswith("image"):
        return "image" in inputs
    edits = any(word in kind.__name__ for word in _EDITS)
    return "prompt" in inputs and "image" not in needed and not edits


def _paints(parameters: Mapping[str, inspect.Parameter]) -> bool:
    """Tell whether a pipeline gives pictures or frames, and neither words nor latents."""
    given = parameters.get("output_type")
    return given is None or given.default not in ("text", "pt", "latent")


@cache
def _auto(task: Task) -> Mapping[str, Any]:
    with warnings.catch_warnings():  # some of the many pipelines that this imports are of old
        warnings.simplefilter("ignore")
        from diffusers.pipelines import auto_pipeline
    if task == "text_to_image":
        return dict(auto_pipeline.AUTO_TEXT2IMAGE_PIPELINES_MAPPING)
    return dict(auto_pipeline.AUTO_IMAGE2IMAGE_PIPELINES_MAPPING)


def _family(class_name: str) -> str:
    for task in ("text_to_image", "image_to_image"):
        for family, kind in _auto(task).items():
            if kind.__name__ == class_name:
                return family
    return ""
