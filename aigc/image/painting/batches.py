"""Several pictures of one model: asked together, each with chance of its own."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps

from aigc.device.fallback import in_batches
from aigc.device.seeded import seeded
from aigc.diffusion.calling import default_of, inputs_of, pixels
from aigc.diffusion.opened import Opened
from aigc.diffusion.prompting import guidance_of, tell_lost, unwanted_of
from aigc.diffusion.sizes import multiple_of, side_of, working_size
from aigc.errors import EngineFailed
from aigc.image.painting.engine import Picture
from aigc.image.painting.options import PictureOptions
from aigc.notices import notice
from aigc.progress import Progress, part
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
            told = part(progress, len(done), len(numbers), len(ask.prompts))
            given = _batch(opened, pipe, arguments, numbers, ask, options, told)
            done.extend(given)
            return given

        left = range(len(done), len(ask.prompts))
        one = "image" in arguments and not _remade(pipe)
        in_batches(left, batch, most=1 if one else opened.plan.batch, device=opened.plan.device,
                   what=opened.name)  # fmt: skip

    opened.fitting(work, progress=progress)
    return tuple(done)


def _batch(
    opened: Opened, pipe: Any, arguments: dict[str, Any], numbers: Sequence[int], ask: Ask,
    options: PictureOptions, progress: Progress,
) -> list[Picture]:  # fmt: skip
    prompts = [ask.prompts[n] for n in numbers]
    repeated = {k: [v] * len(prompts) for k, v in arguments.items() if k == "image"}
    unwanted = arguments.get("negative_prompt")
    with seeded(ask.seed, deterministic=options.deterministic):
        given = opened.call(
            pipe,
            progress=progress,
            prompt=[one.text for one in prompts],
            generator=[_chance(ask, n) for n in numbers],
            **arguments
            | {"negative_prompt": unwanted and [unwanted[n] for n in numbers]}
            | (repeated if _remade(pipe) else {}),
        )
    if len(given) != len(prompts):
        raise EngineFailed(
            f"The model {opened.name!r} gave {len(given)} pictures for {len(prompts)} prompts."
        )
    return [_sized(pixels(one, opened.name), ask) for one in given]


def _arguments(pipe: Any, ask: Ask, options: PictureOptions) -> dict[str, Any]:
    """Return what is the same for every picture, and tell what the model cannot heed."""
    tell_lost(pipe, [one.text for one in ask.prompts])
    side = options.side_px or side_of(pipe)
    width, height = working_size(
        ask.width_px, ask.height_px, side_px=side, multiple=multiple_of(pipe)
    )
    guidance = guidance_of(pipe, options)
    unwanted = [_joined(one.unwanted, options.negative) for one in ask.prompts]
    made: dict[str, Any] = {
        "width": width, "height": height, "output_type": "np",
        "negative_prompt": unwanted_of(pipe, unwanted, guidance),
        "num_inference_steps": options.steps or None, **guidance,
    }  # fmt: skip
    if ask.reference is not None and options.ip_adapter:
        return made | {"ip_adapter_image": ask.reference}
    if ask.reference is None:
        return made
    made["image"] = ImageOps.fit(ask.reference, (width, height), Image.Resampling.LANCZOS)
    if _remade(pipe):
        steps = options.steps or default_of(pipe, "num_inference_steps") or _USUAL_STEPS
        steps = max(steps, math.ceil(1 / ask.strength))
        return made | {"strength": ask.strength, "num_inference_steps": steps}
    notice(
        f"A {type(pipe).__name__} takes no strength: it decides itself how much of the picture "
        "stays."
    )
    return made


def _remade(pipe: Any) -> bool:
    """Tell whether a picture is painted over; else it is looked at, and several are of one."""
    return "strength" in inputs_of(pipe)


def _chance(ask: Ask, number: int) -> Any:
    """Return the chance of one picture, the same in any row; equal prompts have each their own."""
    prompt = ask.prompts[number]
    nth = ask.prompts[:number].count(prompt)
    drawn = hashlib.sha256(repr((ask.seed, nth, prompt.text, prompt.motion)).encode()).digest()
    return torch.Generator("cpu").manual_seed(int.from_bytes(drawn[:8], "big") >> 1)


def _joined(*parts: str) -> str:
    return ", ".join(part.strip() for part in parts if part.strip())


def _sized(picture: Picture, ask: Ask) -> Picture:
    size = (ask.width_px, ask.height_px)
    if picture.shape[1::-1] == size:
        return picture
    fitted = ImageOps.fit(Image.fromarray(picture), size, Image.Resampling.LANCZOS)
    return np.asarray(fitted, np.uint8)
