"""Music models of the Hugging Face format: MusicGen, and MusicGen that also follows a melody."""

from __future__ import annotations

from math import ceil, prod
from pathlib import Path
from typing import Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoConfig, AutoModelForTextToWaveform, AutoTokenizer
from transformers.generation.logits_process import LogitsProcessor, LogitsProcessorList

from aigc.device.place import Device
from aigc.device.seeded import seeded
from aigc.errors import EngineFailed, EngineUnavailable
from aigc.pretrained import read_pretrained
from aigc.progress import Progress

KINDS: Final = ("musicgen", "musicgen_melody")
_GOES_ON: Final = ("musicgen",)
"""Kinds that take the sound to go on from."""
_TOKENISERS: Final = ("tokenizer.json", "spiece.model")
_WHAT: Final = "music model"


class _Watch(LogitsProcessor):  # type: ignore[misc]
    """Reports each frame, and so lets the making be stopped."""

    def __init__(self, progress: Progress, done: int, total: int) -> None:
        self._progress, self._done, self._total = progress, done, total

    def __call__(self, input_ids: Any, scores: Any) -> Any:
        self._done += 1
        self._progress("music", min(self._done, self._total), self._total)
        return scores


class MusicModel:
    """A model in memory.

    Parameters
    ----------
    name : str
        A folder, or a name on the hub.
    dtype : str
        What torch calls it.

    Raises
    ------
    EngineUnavailable
        It is not there, not whole, or makes no music.
    """

    def __init__(self, name: str, device: Device, dtype: str) -> None:
        config = read_pretrained(AutoConfig, name, what=_WHAT)
        if config.model_type not in KINDS:
            raise EngineUnavailable(
                f"The model {name!r} is of the kind {config.model_type!r}, which makes no music. "
                f"Kinds that do: {', '.join(KINDS)}."
            )
        self.name = name
        with seeded(0):  # a model draws weights at random before it reads its own
            model = read_pretrained(
                AutoModelForTextToWaveform, name, what=_WHAT, use_safetensors=True,
                dtype=getattr(torch, dtype),
            )  # fmt: skip
        self.model = model.to(device.torch_name).eval()
        _check_tokeniser(name)
        self.tokenizer = read_pretrained(AutoTokenizer, name, what=_WHAT)
        codec, decoder = model.config.audio_encoder, model.config.decoder
        self.sample_rate = int(codec.sampling_rate)
        self.hop = int(prod(codec.upsampling_ratios))
        self.goes_on = config.model_type in _GOES_ON
        self._late = int(decoder.num_codebooks)
        self.most_frames = int(decoder.max_position_embeddings) - self._late - 1

    def frames(self, seconds: float) -> int:
        """Return how many frames it takes to fill some seconds."""
        return ceil(seconds * self.sample_rate / self.hop)

    def make(
        self, words: str, frames: int, begins: NDArray[np.float32] | None, *, seed: int,
        guidance: float, temperature: float, progress: Progress, done: int, total: int,
    ) -> NDArray[np.float32]:  # fmt: skip
        """Return music, float32 of shape (channels, frames * hop), that begins with ``begins``.

        Raises
        ------
        EngineFailed
            The model broke, or gave what is no sound.
        """
        given = self.tokenizer(words, return_tensors="pt").to(self.model.device)
        more: dict[str, Any] = {}
        if begins is not None:
            sound = torch.from_numpy(np.ascontiguousarray(begins))[None]
            more["input_values"] = sound.to(self.model.device, self.model.dtype)
        known = 0 if begins is None else begins.shape[1] // self.hop
        watch = _Watch(progress, done, total)
        with seeded(seed), torch.inference_mode():
            # the voices of the codec come one frame after another, so the last is late
            out = self.model.generate(
                input_ids=given["input_ids"], attention_mask=given["attention_mask"],
                max_new_tokens=frames - known + self._late, do_sample=True,
                guidance_scale=guidance, temperature=temperature,
                logits_processor=LogitsProcessorList([watch]), **more,
            )  # fmt: skip
        return self._whole(out, frames * self.hop)

    def _whole(self, out: torch.Tensor, length: int) -> NDArray[np.float32]:
        """Return exactly ``length`` samples; a model that ended early leaves silence."""
        made: NDArray[np.float32] = out[0].detach().float().cpu().numpy()[:, :length]
        if not np.isfinite(made).all() or not made.any():
            raise EngineFailed(
                f"The model {self.name!r} gave no sound. Try another seed, or get it again."
            )
        return np.pad(made, ((0, 0), (0, length - made.shape[1])))


def _check_tokeniser(name: str) -> None:
    """Raise `EngineUnavailable` where a folder has no tokeniser: an empty one would be made up."""
    folder = Path(name).expanduser()
    if folder.is_dir() and not any((folder / file).is_file() for file in _TOKENISERS):
        raise EngineUnavailable(
            f"The folder {name!r} holds no {_WHAT} that can be read: it has no tokeniser. It needs "
            f"{' or '.join(_TOKENISERS)}."
        )
