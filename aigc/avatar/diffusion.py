"""A diffusers pipeline that paints a picture anew."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import cv2
import numpy as np
import torch
from diffusers import AutoPipelineForImage2Image
from PIL import Image

from aigc.avatar.restyle import Picture
from aigc.errors import AigcError, EngineFailed, EngineUnavailable
from aigc.pretrained import first_line
from aigc.progress import Progress

STEPS = 30
GUIDANCE = 6.0
UNWANTED = "text, watermark, eyes, mouth, hair, shadow, background"
USUAL_SIDE_PX = 512


class Repainter:
    """An image-to-image pipeline in a folder; only safetensors are read, and no code of its own.

    Raises
    ------
    EngineUnavailable
        The folder holds no such pipeline.
    """

    def __init__(self, folder: str) -> None:
        gpu = torch.cuda.is_available()
        try:
            self._pipe: Any = AutoPipelineForImage2Image.from_pretrained(
                str(Path(folder).expanduser()), local_files_only=True, use_safetensors=True,
                dtype=torch.float16 if gpu else torch.float32,
            )  # fmt: skip
        except Exception as exc:  # diffusers raises almost anything on what is not whole
            raise EngineUnavailable(
                f"The folder {folder!r} holds no image-to-image pipeline that can be read: "
                f"{first_line(exc)} It needs model_index.json and weights as safetensors."
            ) from exc
        self._pipe = self._pipe.to("cuda" if gpu else "cpu")
        self._pipe.set_progress_bar_config(disable=True)

    def repaint(
        self, picture: Picture, prompt: str, strength: float, seed: int, progress: Progress
    ) -> Picture:
        """Return the picture with what the model changed in it, at the picture's own size.

        Only the difference is enlarged, so that pores and hairs finer than the model paints stay.
        """
        side = self._side()
        small = cv2.resize(picture, (side, side), interpolation=cv2.INTER_AREA)
        try:
            painted = self._painted(small, prompt, strength, seed, progress)
        except AigcError:
            raise
        except Exception as exc:
            raise EngineFailed(f"The stylist 'diffusers' broke: {first_line(exc)}") from exc
        away = painted.astype(np.float32) - small
        large = cv2.resize(away, picture.shape[1::-1], interpolation=cv2.INTER_CUBIC)
        return np.asarray(np.clip(np.rint(picture + large), 0, 255), np.uint8)

    def _painted(
        self, small: Picture, prompt: str, strength: float, seed: int, progress: Progress
    ) -> Picture:
        taken = max(1, int(STEPS * strength))
        progress("repaint", 0, taken)

        def told(_pipe: Any, step: int, _time: Any, values: dict[str, Any]) -> dict[str, Any]:
            progress("repaint", min(step + 1, taken), taken)
            return values

        made = self._pipe(
            prompt=prompt, negative_prompt=UNWANTED, image=Image.fromarray(small),
            strength=strength, num_inference_steps=max(STEPS, int(np.ceil(1 / strength))),
            guidance_scale=GUIDANCE, generator=torch.Generator("cpu").manual_seed(seed),
            callback_on_step_end=told,
        ).images[0]  # fmt: skip
        painted = np.asarray(made.convert("RGB"), np.uint8)
        return cv2.resize(painted, small.shape[1::-1]) if painted.shape != small.shape else painted

    def _side(self) -> int:
        """Return the side in pixels that the model was trained on."""
        network = getattr(self._pipe, "unet", None) or getattr(self._pipe, "transformer", None)
        latent = getattr(network.config, "sample_size", None) if network else None
        scale = getattr(self._pipe, "vae_scale_factor", 8)
        return int(latent * scale) if isinstance(latent, int) else USUAL_SIDE_PX
