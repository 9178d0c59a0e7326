"""CLIP and its kin of the Hugging Face format: pictures and texts to vectors of one space."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final

import numpy as np
import torch
from numpy.typing import NDArray
from transformers import AutoConfig, AutoImageProcessor, AutoModel, AutoTokenizer

from aigc.device.place import Device
from aigc.errors import EngineUnavailable
from aigc.pretrained import given_to, read_pretrained, read_whole

if TYPE_CHECKING:
    from PIL.Image import Image

Floats = NDArray[np.float32]

KINDS: Final = ("clip", "chinese_clip", "altclip", "metaclip_2", "siglip", "siglip2")
WHAT: Final = "model that compares pictures and texts"
NEEDS: Final = (
    "config.json, preprocessor_config.json, the tokeniser's files and weights as safetensors"
)
_SIGMOID: Final = ("siglip", "siglip2")
_LONGEST: Final = {"chinese_clip": 52}
"""Tokens of the longest text that a kind was trained on, where its config names more."""
_CLAUSE: Final = re.compile(r"[^，。；：！？、,;:.!?]+[，。；：！？、,;:.!?]*\s*")


class Pair:
    """A network of two towers with its tokeniser, in the memory of a device.

    Raises
    ------
    EngineUnavailable
        It is not there, not whole, or another kind of model.
    """

    def __init__(self, model: str, device: Device, dtype: str) -> None:
        config = _read(AutoConfig, model)
        self.kind: str = config.model_type
        if self.kind not in KINDS:
            raise EngineUnavailable(
                f"The model {model!r} is of the kind {self.kind!r}, which compares no pictures "
                f"with texts. Kinds that do: {', '.join(KINDS)}."
            )
        self._tokenizer: Any = _read(AutoTokenizer, model)
        self._look: Any = _read(AutoImageProcessor, model)
        network = read_whole(AutoModel, model, what=WHAT, needs=NEEDS, dtype=dtype)
        self.network = network.to(device.torch_name).eval().requires_grad_(False)
        most = int(config.text_config.max_position_embeddings)
        self.longest: int = min(
            most, _LONGEST.get(self.kind, most), self._tokenizer.model_max_length
        )

    def pictures(self, images: Sequence[Image]) -> Floats:
        """Return a vector of length 1 for each picture, shape ``(pictures, width)``."""
        inputs = self._look(images=list(images), return_tensors="pt")
        return self._vectors(self.network.get_image_features, inputs)

    def texts(self, texts: Sequence[str]) -> Floats:
        """Return a vector of length 1 for each text, shape ``(texts, width)``.

        A text that is longer than the model can read is read in parts, whose mean it gets.
        """
        parts = [self._parts(text) for text in texts]
        every = self._words([part for some in parts for part in some])
        ends = np.cumsum([len(some) for some in parts])
        means = [part.mean(0) for part in np.split(every, ends[:-1])]
        return _unit(np.stack(means))

    def likeness(self, pictures: Floats, lines: Floats, plain: Floats) -> Floats:
        """Return how well each picture shows each line, 0 to 1, shape ``(pictures, lines)``.

        A model trained with a softmax tells which text of several fits a picture: each line is put
        beside its row of ``plain``, a text that fits any picture. One trained with a sigmoid tells
        it for each pair.
        """
        scale = np.float32(self.network.logit_scale.float().exp().item())
        near = pictures @ lines.T
        if self.kind in _SIGMOID:
            return _sigmoid(scale * near + np.float32(self.network.logit_bias.item()))
        return _sigmoid(scale * (near - pictures @ plain.T))

    def _words(self, texts: Sequence[str]) -> Floats:
        padding = "max_length" if self.kind in _SIGMOID else True
        inputs = self._tokenizer(
            list(texts), padding=padding, truncation=True, max_length=self.longest,
            return_tensors="pt",
        )  # fmt: skip
        return self._vectors(self.network.get_text_features, inputs)

    def _parts(self, text: str) -> list[str]:
        """Return a text in parts that the model can read whole, cut between clauses."""
        parts: list[str] = []
        for found in _CLAUSE.finditer(text):
            if parts and self._fits(parts[-1] + found[0]):
                parts[-1] += found[0]
            else:
                parts.append(found[0])
        return parts or [text]

    def _fits(self, text: str) -> bool:
        ids: list[int] = self._tokenizer(text, verbose=False).input_ids
        return len(ids) <= int(self.longest)

    def _vectors(self, features: Any, inputs: Any) -> Floats:
        out = features(**given_to(self.network, inputs))
        vectors = out if isinstance(out, torch.Tensor) else out.pooler_output
        return _unit(vectors.float().cpu().numpy())


def _unit(vectors: Floats) -> Floats:
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    made: Floats = vectors / np.maximum(length, np.float32(1e-12))
    return made


def _sigmoid(logits: Floats) -> Floats:
    chances = 1 / (1 + np.exp(-np.clip(logits, -60, 60)))
    return chances.astype(np.float32)


def _read(kind: Any, model: str) -> Any:
    return read_pretrained(kind, model, what=WHAT, needs=NEEDS)
