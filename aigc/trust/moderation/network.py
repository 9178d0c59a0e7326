"""Classifiers of the Hugging Face format: the chances of each label of a text or a picture."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, Final, Literal

import numpy as np
from numpy.typing import NDArray
from transformers import (
    AutoConfig,
    AutoImageProcessor,
    AutoModelForImageClassification,
    AutoModelForSequenceClassification,
    AutoTokenizer,
)

from aigc.device.place import Device
from aigc.errors import EngineUnavailable
from aigc.pretrained import given_to, read_pretrained, read_whole

if TYPE_CHECKING:
    from PIL.Image import Image

Floats = NDArray[np.float32]
Kind = Literal["text", "picture"]

WHAT: Final = "classifier of texts or pictures"
_HEADS: Final[dict[str, Kind]] = {
    "ForSequenceClassification": "text", "ForImageClassification": "picture",
}  # fmt: skip
_LONGEST: Final = 512
_ROOM: Final = 2
"""Positions that some kinds keep for themselves."""
_SHARED: Final = 4
"""One part in so many of a window is read again in the next."""


class Classifier:
    """A network with what makes its input ready, in the memory of a device.

    Raises
    ------
    EngineUnavailable
        It is not there, not whole, or no classifier of texts or pictures.
    """

    def __init__(self, model: str, device: Device, dtype: str) -> None:
        config = _read(AutoConfig, model)
        self.judges = kind_of(config, model)
        texts = self.judges == "text"
        self._ready: Any = _read(AutoTokenizer if texts else AutoImageProcessor, model)
        kind = AutoModelForSequenceClassification if texts else AutoModelForImageClassification
        network = read_whole(kind, model, what=WHAT, dtype=dtype)
        self.network = network.to(device.torch_name).eval().requires_grad_(False)
        names = config.id2label
        self.labels: tuple[str, ...] = tuple(str(names[n]) for n in range(config.num_labels))
        several = config.problem_type == "multi_label_classification"
        self.several = several or config.num_labels == 1
        """Whether labels hold side by side, each with a chance of its own."""

    def windows(self, text: str) -> list[list[int]]:
        """Return the tokens of a text in parts that the network can read, which overlap."""
        most = self._most()
        found = self._ready(
            text, truncation=True, max_length=most, stride=most // _SHARED,
            return_overflowing_tokens=True, verbose=False,
        )  # fmt: skip
        parts: list[list[int]] = found["input_ids"]
        return parts

    def of_tokens(self, parts: Sequence[list[int]]) -> Floats:
        """Return the chance of each label, shape ``(parts, labels)``."""
        return self._chances(
            self._ready.pad({"input_ids": list(parts)}, padding=True, return_tensors="pt")
        )

    def of_pictures(self, images: Sequence[Image]) -> Floats:
        """Return the chance of each label, shape ``(pictures, labels)``."""
        return self._chances(self._ready(images=list(images), return_tensors="pt"))

    def _chances(self, inputs: Any) -> Floats:
        logits = self.network(**given_to(self.network, inputs)).logits.float()
        chances: Floats = (logits.sigmoid() if self.several else logits.softmax(-1)).cpu().numpy()
        return chances

    def _most(self) -> int:
        """Return how many tokens the network can read."""
        positions = getattr(self.network.config, "max_position_embeddings", None) or _LONGEST
        return min(int(self._ready.model_max_length), int(positions) - _ROOM, _LONGEST)


def kind_of(config: Any, model: str) -> Kind:
    """Return what a model of a config judges.

    Raises
    ------
    EngineUnavailable
        It is no classifier.
    """
    names = list(getattr(config, "architectures", None) or ())
    for name in names:
        for head, kind in _HEADS.items():
            if name.endswith(head):
                return kind
    raise EngineUnavailable(
        f"The model {model!r} is {names[0] if names else config.model_type!r}, which classifies "
        f"neither texts nor pictures. It must end in {' or '.join(_HEADS)}."
    )


def read_kind(model: str) -> Kind:
    """Return what a model judges, from its config alone."""
    return kind_of(_read(AutoConfig, model), model)


def _read(kind: Any, model: str) -> Any:
    return read_pretrained(kind, model, what=WHAT)
