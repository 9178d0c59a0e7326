"""A diffusers pipeline that paints a picture anew."""

from __future__ import annotations

import math
from typing import Any, Final

import cv2
import numpy as np
import torch
from PIL import Image

from aigc.avatar.restyle import Picture
from aigc.diffusion.calling import pixels
from aigc.diffusion.distilled import usual
from aigc.diffusion.opened import open_pipeline
from aigc.diffusion.options import Options
from aigc.diffusion.prompting import guidance_of
from aigc.diffusion.sizes import side_of
from aigc.progress import Progress

STEPS: Final = 30
GUIDANCE: Final = 6.0
UNWANTED: Final = "text, watermark, eyes, mouth, hair, shadow, background"


class Repainter:
    """An image-to-image pipeline in a folder; only safetensors are read, and no code of its own.

    Raises
    ------
    EngineUnavailable
        The folder holds no such pipeline.
    """

    def __init__(self, folder: str) -> None:
        self._options = usual(folder, Options())
        self._opened = open_pipeline(folder, self._options, task="image_to_image")

    def repaint(
        self, picture: Picture, prompt: str, strength: float, seed: int, progress: Progress
    ) -> Picture:
        """Return the picture with what the model changed in it, at the picture's own size.

        Only the difference is enlarged, so that pores and hairs finer than the model paints stay.

        Raises
        ------
        OutOfMemory
            There is not memory enough, whatever was tried.
        EngineFailed
            The model broke.
        """

        def work(pipe: Any) -> Picture:
            side, options = side_of(pipe), self._options
            if options.guidance < 0:
                options = options.model_copy(update={"guidance": GUIDANCE})
            small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
            made = self._opened.call(
                pipe, progress=progress, what="repaint", prompt=prompt, negative_prompt=UNWANTED,
                image=Image.fromarray(small), strength=strength, output_type="np",
                num_inference_steps=max(options.steps or STEPS, math.ceil(1 / strength)),
                generator=torch.Generator("cpu").manual_seed(seed), **guidance_of(pipe, options),
            )  # fmt: skip
            return _changed(picture, small, pixels(made[0], self._opened.name))

        return self._opened.fitting(work, progress=progress)


def _changed(picture: Picture, small: Picture, painted: Picture) -> Picture:
    if painted.shape != small.shape:
        painted = np.asarray(cv2.resize(painted, small.shape[1::-1]), np.uint8)
    away = painted.astype(np.float32) - small
    large = cv2.resize(away, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)
    return np.asarray(np.clip(np.rint(picture + large), 0, 255), np.uint8)
