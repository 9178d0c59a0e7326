"""How likely texts are to a causal language model in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoTokenizer

from aigc.errors import EngineUnavailable
from aigc.language.causal import lent
from aigc.pretrained import read_causal

BATCH = 16


class CausalScorer:
    """Scores with a model of the Hugging Face format; none of its own code is run.

    Parameters
    ----------
    folder : str
        Holds config.json, the tokeniser's files and weights as safetensors.

    Raises
    ------
    EngineUnavailable
        There is no such folder, or no such model in it.
    """

    def __init__(self, folder: str, *, device: str = "auto", dtype: str = "auto") -> None:
        path = Path(folder).expanduser()
        if not path.is_dir():
            raise EngineUnavailable(f"There is no folder {folder!r}. Name the folder of a model.")
        self._folder, self._device, self._dtype = str(path), device, dtype
        self._tokenizer = read_causal(AutoTokenizer, self._folder)

    def score(self, prompt: str, answers: Sequence[str]) -> list[float]:
        """Return the log-probability of each answer after the prompt; see `Scorer.score`."""
        head = self._tokens(prompt)
        tails = [self._tokens(answer) for answer in answers]
        found: list[float] = []
        with lent(self._folder, device=self._device, dtype=self._dtype) as model:
            room = getattr(model.config, "max_position_embeddings", None)
            if room:
                head = head[-max(1, room - max(map(len, tails))) :]
            for begin in range(0, len(tails), BATCH):
                found += _batch(model, head, tails[begin : begin + BATCH])
        return found

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return ids


def _batch(model: Any, head: list[int], tails: Sequence[list[int]]) -> list[float]:
    longest = max(map(len, tails))
    padded = [head + tail + [0] * (longest - len(tail)) for tail in tails]
    seen = [[1] * (len(head) + len(t)) + [0] * (longest - len(t)) for t in tails]
    ids = torch.tensor(padded, device=model.device)
    with torch.inference_mode():
        mask = torch.tensor(seen, device=ids.device)
        logits = model(ids, attention_mask=mask).logits[:, len(head) - 1 : -1]
    shares = logits.float().log_softmax(-1)
    own = shares.gather(2, ids[:, len(head) :, None])[..., 0] * mask[:, len(head) :]
    return [float(total) for total in own.sum(1)]
