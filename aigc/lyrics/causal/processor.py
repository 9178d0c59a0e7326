"""The walks of a batch as a logits processor of ``transformers``."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from transformers import LogitsProcessor, StoppingCriteria

from aigc.lyrics.causal.sheet import Indices
from aigc.lyrics.causal.walk import Walk

_FLOOR = -1e30
"""What an allowed token scores at least, so that no other rule can forbid the last one."""


class SheetProcessor(LogitsProcessor):  # type: ignore[misc]
    """Allows only the tokens that keep each text on its sheet; for ``generate()``.

    Row ``i`` of a batch follows walk ``i * len(walks) // rows``, so that beams and several
    sequences a prompt go on from the walk of their prompt. Rows may be reordered between calls.
    The walks that were given are not changed; ``walks`` are those of the rows as they stand.

    Parameters
    ----------
    walks : sequence of Walk
        One for each prompt.
    width : int
        Tokens of the prompt, with its padding; the text begins after them.
    """

    def __init__(self, walks: Sequence[Walk], width: int) -> None:
        self._given, self._width = tuple(walks), width
        self._seen = np.empty((0, 0), np.int64)
        self._scores: torch.Tensor | None = None
        self._free = np.zeros(0, dtype=bool)
        self.walks: list[Walk] = []
        self.likelihood = np.zeros(0)
        self.choices = np.zeros(0, np.int64)

    def __call__(self, input_ids: torch.Tensor, scores: torch.Tensor) -> torch.Tensor:
        """Return scores ``(rows, tokens)`` with every token outside its sheet at minus infinity."""
        self.read(input_ids)
        tokens = [walk.allowed() for walk in self.walks]
        self._free, self._scores = np.array([len(some) > 1 for some in tokens]), scores
        floor = max(_FLOOR, torch.finfo(scores.dtype).min / 16)
        kept = torch.nan_to_num(scores, nan=floor, posinf=-floor, neginf=floor)
        return kept.add_(torch.from_numpy(barred(tokens, scores.shape[-1])).to(kept))

    def read(self, input_ids: torch.Tensor) -> None:
        """Follow the rows to their last token; once is enough, twice does no harm."""
        written = input_ids[:, self._width :].cpu().numpy()
        if written.shape == self._seen.shape and np.array_equal(written, self._seen):
            return
        if written.shape[1] and np.array_equal(written[:, :-1], self._seen):
            self._weigh(written[:, -1])
            self._advance(written[:, -1:])
        else:
            self._begin(len(written))
            self._advance(written)
        self._seen = written

    def _begin(self, rows: int) -> None:
        self.walks = [self._given[i * len(self._given) // rows].fork() for i in range(rows)]
        self.likelihood, self.choices = np.zeros(rows), np.zeros(rows, np.int64)

    def _advance(self, tokens: np.ndarray) -> None:
        for walk, row in zip(self.walks, tokens.tolist(), strict=True):
            for token in row:
                walk.advance(token)

    def _weigh(self, tokens: np.ndarray) -> None:
        """Add up what the model itself gave the tokens that there was a choice for."""
        if self._scores is None or not self._free.any():
            return
        scores = self._scores.float()
        chosen = torch.from_numpy(tokens).to(scores.device)[:, None]
        share = (scores.gather(1, chosen)[:, 0] - scores.logsumexp(-1)).cpu().numpy()
        self.likelihood += np.where(self._free, np.nan_to_num(share, neginf=_FLOOR), 0)
        self.choices += self._free


class SheetEnd(StoppingCriteria):  # type: ignore[misc]
    """Ends a row when its sheet is full, and reports how far the rows are.

    Parameters
    ----------
    processor : SheetProcessor
    report : callable
        Takes the number of places that are filled in all rows together.
    """

    def __init__(self, processor: SheetProcessor, report: Callable[[int], None]) -> None:
        self._processor, self._report = processor, report

    def __call__(
        self, input_ids: torch.Tensor, scores: torch.Tensor, **kwargs: Any
    ) -> torch.Tensor:
        """Return which rows are done, shape ``(rows,)``."""
        self._processor.read(input_ids)
        walks = self._processor.walks
        self._report(sum(walk.place for walk in walks))
        return torch.tensor([walk.done for walk in walks], device=input_ids.device)


def barred(tokens: Sequence[Indices], size: int) -> npt.NDArray[np.float32]:
    """Return 0 for the tokens of each row and minus infinity for all others."""
    bars = np.full((len(tokens), size), -np.inf, np.float32)
    for row, some in zip(bars, tokens, strict=True):
        row[some] = 0
    return bars
