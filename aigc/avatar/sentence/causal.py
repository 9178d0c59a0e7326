"""How likely texts are to a causal language model in a folder."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import torch
from transformers import AutoModelForCausalLM, AutoTokenizer

from aigc.errors import EngineUnavailable
from aigc.pretrained import quietly, read_causal

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

    def __init__(self, folder: str) -> None:
        path = Path(folder).expanduser()
        if not path.is_dir():
            raise EngineUnavailable(f"There is no folder {folder!r}. Name the folder of a model.")
        self._tokenizer = read_causal(AutoTokenizer, str(path))
        with quietly():
            model = read_causal(
                AutoModelForCausalLM, str(path), use_safetensors=True, dtype=torch.float32
            )
        self._model: Any = model.to("cuda" if torch.cuda.is_available() else "cpu").eval()

    def score(self, prompt: str, answers: Sequence[str]) -> list[float]:
        """Return the log-probability of each answer after the prompt; see `Scorer.score`."""
        head = self._tokens(prompt)
        tails = [self._tokens(answer) for answer in answers]
        room = getattr(self._model.config, "max_position_embeddings", None)
        if room:
            head = head[-max(1, room - max(map(len, tails))) :]
        found: list[float] = []
        for begin in range(0, len(tails), BATCH):
            found += self._batch(head, tails[begin : begin + BATCH])
        return found

    def _tokens(self, text: str) -> list[int]:
        ids: list[int] = self._tokenizer.encode(text, add_special_tokens=False)
        return ids

    def _batch(self, head: list[int], tails: Sequence[list[int]]) -> list[float]:
        longest = max(map(len, tails))
        padded = [head + tail + [0] * (longest - len(tail)) for tail in tails]
        seen = [[1] * (len(head) + len(t)) + [0] * (longest - len(t)) for t in tails]
        ids = torch.tensor(padded, device=self._model.device)
        with torch.inference_mode():
            mask = torch.tensor(seen, device=ids.device)
            logits = self._model(ids, attention_mask=mask).logits[:, len(head) - 1 : -1]
        shares = logits.float().log_softmax(-1)
        own = shares.gather(2, ids[:, len(head) :, None])[..., 0] * mask[:, len(head) :]
        return [float(total) for total in own.sum(1)]
