"""Several pictures of one model: asked together, each with chance of its own."""

from __future__ import annotations

import inspect
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps

from aigc.device.fallback import in_batches
from aigc.device.seeded import seeded
from aigc.diffusion.calling import inputs_of, pixels
from aigc.diffusion.opened import Opened
from aigc.diffusion.sizes import multiple_of, side_of, working_size
from aigc.errors import EngineFailed
from aigc.image.painting.engine import Picture
from aigc.image.painting.options import PictureOptions
from aigc.notices import notice
from aigc.progress import Progress
from aigc.types.prompt import PicturePrompt

_USUAL_STEPS = 50


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """What shall be painted; the names are those of `PictureEngine.paint`."""

    prompts: tuple[PicturePrompt, ...]
    width_px: int
    height_px: int
    seed: int
    reference: Image.Image | None
    strength: float


def painted(
    opened: Opened, ask: Ask, options: PictureOptions, progress: Progress
) -> tuple[Picture, ...]:
    """Return one picture per prompt; where memory is short, fewer are made together.

    What was painted before memory ran short is kept.

    Raises
    ------
    OutOfMemory
        Memory suffices for no way.
    EngineFailed
        The model broke.
    """
    done: list[Picture] = []
    if not ask.prompts:
        return ()

    def work(pipe: Any) -> None:
        arguments = _arguments(pipe, ask, options)

        def batch(numbers: Sequence[int]) -> Sequence[Picture]:
            told = _share(progress, len(done), len(numbers), len(ask.prompts))
            given = _batch(opened, pipe, arguments, numbers, ask, options, told)
            done.extend(given)
            return given

        left = range(len(done), len(ask.prompts))
        one = "image" in arguments and not _remade(pipe)
        in_batches(left, batch, most=1 if one else opened.plan.batch, device=opened.plan.device,
                   what=opened.name)  # fmt: skip

    opened.fitting(work, progress=progress)
    return tuple(done)


def _share(progress: Progress, before: int, count: int, pictures: int) -> Progress:
    """Return what tells the steps of a batch as shares of its pictures."""

    def told(step: str, done: float, total: float) -> None:
        progress(step, before + count * done / total, pictures)

    return told


def _batch(
    opened: Opened, pipe: Any, arguments: dict[str, Any], numbers: Sequence[int], ask: Ask,
    options: PictureOptions, progress: Progress,
) -> list[Picture]:  # fmt: skip
    prompts = [ask.prompts[n] for n in numbers]
    repeated = {k: [v] * len(prompts) for k, v in arguments.items() if k == "image"}
    unwanted = [_joined(one.unwanted, options.negative) for one in prompts]
    with seeded(ask.seed, deterministic=options.deterministic):
        given = opened.call(
            pipe,
            progress=progress,
            prompt=[one.text for one in prompts],
            negative_prompt=unwanted if any(unwanted) else None,
            generator=[_chance(ask.seed, n) for n in numbers],
            **arguments | (repeated if _remade(pipe) else {}),
        )
    if len(given) != len(prompts):
        raise EngineFailed(
            f"The model {opened.name!r} gave {len(given)} pictures for {len(prompts)} prompts."
        )
    return [_sized(pixels(one, opened.name), ask) for one in given]


def _arguments(pipe: Any, ask: Ask, options: PictureOptions) -> dict[str, Any]:
    """Return what is the same for every picture, and tell what the model cannot heed."""
    _warn(pipe, ask, options)
    side = options.side_px or side_of(pipe)
    width, height = working_size(
        ask.width_px, ask.height_px, side_px=side, multiple=multiple_of(pipe)
    )
    steps = options.steps or None
    made: dict[str, Any] = {"width": width, "height": height, "output_type": "np"}
    if options.guidance >= 0:
        made[_guidance_name(pipe)] = options.guidance
    if ask.reference is not None and options.ip_adapter:
        made["ip_adapter_image"] = ask.reference
    elif ask.reference is not None:
        made["image"] = ImageOps.fit(ask.reference, (width, height), Image.Resampling.LANCZOS)
        if _remade(pipe):
            made["strength"] = ask.strength
            steps = steps or _default(pipe, "num_inference_steps") or _USUAL_STEPS
            steps = max(steps, math.ceil(1 / ask.strength))
    return made | {"num_inference_steps": steps}


def _remade(pipe: Any) -> bool:
    """Tell whether a picture is painted over; else it is looked at, and several are of one."""
    return "strength" in inputs_of(pipe)


def _guidance_name(pipe: Any) -> str:
    """Return what a pipeline calls guidance: some keep the usual name for a distilled scale."""
    distilled = "true_cfg_scale" in inputs_of(pipe) and _default(pipe, "guidance_scale") is None
    return "true_cfg_scale" if distilled else "guidance_scale"


def _default(pipe: Any, name: str) -> Any:
    """Return what a pipeline takes for an input that is not given, None where it has none."""
    if hasattr(pipe, "default_call_parameters"):
        return pipe.default_call_parameters.get(name)
    parameter = inspect.signature(pipe.__call__).parameters.get(name)
    return None if parameter is None else parameter.default


def _warn(pipe: Any, ask: Ask, options: PictureOptions) -> None:
    kind, taken = type(pipe).__name__, inputs_of(pipe)
    negative = options.negative or any(one.unwanted for one in ask.prompts)
    if negative and "negative_prompt" not in taken:
        notice(f"A {kind} takes no negative prompt: what must not be seen is not heeded.")
    if ask.reference is not None and not options.ip_adapter and not _remade(pipe):
        notice(f"A {kind} takes no strength: it decides itself how much of the picture stays.")
    for tokenizer in _longest_reader(pipe):
        most = int(tokenizer.model_max_length)
        count = max(len(tokenizer(one.text).input_ids) for one in ask.prompts)
        if count > most:
            notice(f"A prompt has {count} tokens, and this model reads {most}: its end is lost.")


def _longest_reader(pipe: Any) -> list[Any]:
    """Return the tokenizer of a pipeline that reads most."""
    found = [
        part
        for name, part in pipe.components.items()
        if name.startswith("tokenizer") and callable(part) and hasattr(part, "model_max_length")
    ]
    return sorted(found, key=lambda one: -one.model_max_length)[:1]


def _chance(seed: int, number: int) -> Any:
    """Return the chance of one picture, the same in a batch and alone."""
    mixed = np.random.SeedSequence([seed % 2**64, number]).generate_state(1, np.uint64)[0]
    return torch.Generator("cpu").manual_seed(int(mixed >> np.uint64(1)))


def _joined(*parts: str) -> str:
    return ", ".join(part.strip() for part in parts if part.strip())


def _sized(picture: Picture, ask: Ask) -> Picture:
    size = (ask.width_px, ask.height_px)
    if picture.shape[1::-1] == size:
        return picture
    fitted = ImageOps.fit(Image.fromarray(picture), size, Image.Resampling.LANCZOS)
    return np.asarray(fitted, np.uint8)
