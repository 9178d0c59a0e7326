"""A model of the Hugging Face format: its tokeniser, its weights, and how it writes."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import (
    AutoConfig,
    AutoTokenizer,
    GenerationConfig,
    LogitsProcessorList,
    StoppingCriteriaList,
)

from aigc.device.seeded import seeded
from aigc.language.causal import lent
from aigc.lyrics.causal.pieces import pieces
from aigc.lyrics.causal.processor import SheetEnd, SheetProcessor
from aigc.lyrics.causal.table import Spelling
from aigc.lyrics.causal.walk import Walk
from aigc.pretrained import read_causal

Report = Callable[[int], None]
"""Takes the number of places filled so far, of all texts together; may raise to stop."""

Ids = npt.NDArray[np.int64]

Shares = npt.NDArray[np.float64]

_NO_TOKEN = -1
_MOST_SCORES = 2**26
"""Scores of tokens held at once when texts are judged."""


class CausalModel:
    """A causal language model by its folder or its name on the hub, read when first needed.

    Only safetensors are read, and no code of the model's own is run.

    Raises
    ------
    EngineUnavailable
        When the model is not there, not whole, or its tokeniser is not understood.
    """

    def __init__(self, name: str) -> None:
        self.name = name
        self._config = read_causal(AutoConfig, name).get_text_config(decoder=True)
        self.tokenizer = read_causal(AutoTokenizer, name)
        self.spelling = Spelling(pieces(self.tokenizer, int(self._config.vocab_size)))
        self.end = self._end()

    def _end(self) -> int:
        """Return the token that ends a text: any that writes nothing serves."""
        eos, written = self.tokenizer.eos_token_id, self.spelling.pieces
        if eos is not None and eos < len(written) and not written[eos]:
            return int(eos)
        return next((i for i, piece in enumerate(written) if not piece), 0)

    @property
    def room(self) -> int | None:
        """How many tokens the model can look at; nothing when there is no limit."""
        limit = getattr(self._config, "max_position_embeddings", None)
        return int(limit) if limit else None

    @contextmanager
    def lent(self) -> Iterator[Any]:
        """Lend the network.

        How it likes to be sampled is left out: options alone decide, so that figures compare.
        """
        with lent(self.name) as model:
            liked, model.generation_config = model.generation_config, GenerationConfig()
            try:
                yield model
            finally:
                model.generation_config = liked

    def write(
        self,
        prompt: Sequence[int],
        walks: Sequence[Walk],
        *,
        temperature: float,
        top: int,
        seed: int,
        report: Report,
    ) -> list[tuple[str, float]]:
        """Return the text of each walk to its end, and the fluency of what was freely chosen.

        A text that outgrows the model's sight goes on from the prompt and the last of what was
        written, as much as fills half of the room beside the prompt.
        """
        head, rows = self._fitting(prompt), list(walks)
        tails: Ids = np.empty((len(rows), 0), np.int64)
        likelihood, choices = np.zeros(len(rows)), np.zeros(len(rows), np.int64)
        with self.lent() as model, seeded(seed):
            while not all(walk.done for walk in rows):
                ids = np.concatenate((np.tile(head, (len(rows), 1)), tails), axis=1)
                processor = SheetProcessor(rows, ids.shape[1])
                config = self._config_of(temperature, top, self._most(rows, ids))
                out = _generate(model, ids, config, processor, report)
                rows = processor.walks
                likelihood, choices = likelihood + processor.likelihood, choices + processor.choices
                tails = (
                    out[:, len(head) :]
                    if self.room is None
                    else _last(out[:, len(head) :], (self.room - len(head)) // 2)
                )
        fluency = likelihood / np.maximum(choices, 1)
        return [(walk.text, float(f)) for walk, f in zip(rows, fluency, strict=True)]

    def tokens(self, text: str) -> list[int]:
        """Return the tokens of a text that the spelling can write, as the tokeniser parts it.

        Where the tokeniser changes a text or adds to it, the fewest tokens that write it.
        """
        ids: list[int] = self.tokenizer.encode(text, add_special_tokens=False)
        written = b"".join(self.spelling.pieces[i] for i in ids if i < len(self.spelling))
        return ids if written == text.encode() else self.spelling.fewest(text.encode())

    def judge(self, prompt: Sequence[int], texts: Sequence[Sequence[int]]) -> list[Shares]:
        """Return the log-probability of each token of each text after the prompt.

        The model looks back as far as it does when it writes.
        """
        head, longest = self._fitting(prompt), max(map(len, texts), default=0)
        padded: Ids = np.full((len(texts), longest), self.end)
        for row, text in zip(padded, texts, strict=True):
            row[: len(text)] = text
        shares: Shares = np.zeros(padded.shape)
        room = longest if self.room is None else self.room - len(head)
        begin = seen = 0
        with self.lent() as model:
            while begin < longest:
                end = min(begin + room - seen, longest)
                for some in self._side_by_side(len(texts), len(head) + end - begin + seen):
                    after = np.tile(head, (len(padded[some]), 1))
                    ids = np.concatenate((after, padded[some, begin - seen : end]), axis=1)
                    shares[some, begin:end] = _shares(model, ids, end - begin)
                begin, seen = end, min(end, room // 2)
        return [row[: len(text)] for row, text in zip(shares, texts, strict=True)]

    def _side_by_side(self, rows: int, width: int) -> Iterator[slice]:
        """Yield rows that are judged together, so that their scores take little memory."""
        many = max(1, _MOST_SCORES // (width * len(self.spelling)))
        return (slice(begin, begin + many) for begin in range(0, rows, many))

    def _fitting(self, prompt: Sequence[int]) -> Ids:
        """Return the prompt, or its beginning and end where it would fill half of the sight."""
        most = len(prompt) if self.room is None else max(2, self.room // 2)
        if len(prompt) <= most:
            return np.array(prompt, np.int64)
        half = most // 2
        return np.array([*prompt[: most - half], *prompt[len(prompt) - half :]], np.int64)

    def _most(self, walks: Sequence[Walk], ids: Ids) -> int:
        """Return how many tokens one call may write: no token writes less than a byte."""
        longest = max(4 * (len(walk.sheet) - walk.place) for walk in walks)
        return longest if self.room is None else max(1, min(longest, self.room - ids.shape[1]))

    def _config_of(self, temperature: float, top: int, most: int) -> GenerationConfig:
        silent = not self.spelling.pieces[self.end]
        return GenerationConfig(
            do_sample=True,
            temperature=temperature,
            top_k=top,
            top_p=1.0,
            max_new_tokens=most,
            eos_token_id=self.end if silent else _NO_TOKEN,
            pad_token_id=self.end,
        )


def _generate(
    model: Any, ids: Ids, config: GenerationConfig, processor: SheetProcessor, report: Report
) -> Ids:
    given = torch.from_numpy(ids).to(model.device)
    with torch.inference_mode():
        out = model.generate(
            given,
            attention_mask=torch.ones_like(given),
            generation_config=config,
            logits_processor=LogitsProcessorList([processor]),
            stopping_criteria=StoppingCriteriaList([SheetEnd(processor, report)]),
        )
    written: Ids = out.cpu().numpy()
    return written


def _shares(model: Any, ids: Ids, last: int) -> Shares:
    """Return the log-probability of the ``last`` tokens of each row, shape ``(rows, last)``."""
    given = torch.from_numpy(ids).to(model.device)
    with torch.inference_mode():
        logits = model(given, attention_mask=torch.ones_like(given)).logits[:, -last - 1 : -1]
        pairs = zip(logits, given[:, -last:, None], strict=True)
        shares = [row.float().log_softmax(-1).gather(1, own)[:, 0] for row, own in pairs]
        found: Shares = torch.stack(shares).double().cpu().numpy()
    return found


def _last(tokens: Ids, count: int) -> Ids:
    return tokens[:, max(0, tokens.shape[1] - count) :]
