"""What is likely to be said: the counts of phrases, and what the network adds to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aigc.lyrics.english.phrases import END, FLOOR, contexts
from aigc.lyrics.english.symbols import FIRST_WORD, Slots
from aigc.lyrics.model.phrases import Phrases
from aigc.lyrics.model.runtime import Floats, Runtime, Writing
from aigc.lyrics.model.symbols import Ids
from aigc.lyrics.model.vocabulary import UNKNOWN


@dataclass(frozen=True, slots=True)
class Voice:
    """A trained model.

    ``opening`` is how likely each word begins a line where it stands, ``usual`` the logarithm of
    how likely it stands anywhere.
    """

    network: Runtime
    phrases: Phrases
    opening: Floats
    usual: Floats

    def start(self, prompt: Ids, slots: Slots, count: int) -> Speaking:
        """Begin ``count`` texts under one form."""
        return Speaking(self, self.network.start(prompt, slots.rows, count), slots, count)

    def judge(
        self, prompt: Ids, slots: Sequence[Slots], tokens: Ids, asked: npt.NDArray[np.bool_]
    ) -> list[Floats]:
        """Return, for each text, the logarithm of the probability of its tokens that are asked for.

        Parameters
        ----------
        slots : sequence of Slots
            One for each text, all of one form.
        tokens, asked : array of int, of bool
            Of every slot, shape ``(texts, slots)``.
        """
        writing = self.network.start(prompt, np.stack([s.rows for s in slots]), 1)
        judged: list[Floats] = []
        rows = zip(writing.follow(tokens), tokens, slots, asked, strict=True)
        for scores, own, form, wanted in rows:
            likely = self.likely(scores[wanted], contexts(own, form.line)[wanted])
            judged.append(likely[np.arange(len(likely)), own[wanted]])
        return judged

    def likely(self, scores: Floats, after: Ids) -> Floats:
        """Return the network's ``scores`` joined with the counts, as logarithms.

        ``after``, shape ``(rows, 2)``, holds the two words that come after each.
        """
        for row, (near, far) in zip(scores, after.tolist(), strict=True):
            row += np.log(self.phrases.foresee(near, far) + FLOOR)
        scores -= scores.max(1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(1, keepdims=True))
        return scores


class Speaking:
    """Texts on their way, told token by token."""

    def __init__(self, voice: Voice, writing: Writing, slots: Slots, count: int) -> None:
        self._voice, self._writing = voice, writing
        self._line = slots.line
        self._told: list[Ids] = []
        self._at = 0
        self._after = np.full((count, 2), END)

    def tell(self, tokens: Ids) -> None:
        """Take the tokens of the next slot, one for each text."""
        self._told.append(tokens)
        self._at += 1
        words = (tokens >= FIRST_WORD) | (tokens == UNKNOWN)
        self._after[words] = np.stack((tokens[words], self._after[words, 0]), 1)
        if self._at < len(self._line) and self._line[self._at] != self._line[self._at - 1]:
            self._after[:] = END

    def scores(self, texts: npt.NDArray[np.int64]) -> Floats:
        """Return the logarithm of the probability of every token for some texts."""
        told = np.stack(self._told, 1) if self._told else None
        self._told = []
        return self._voice.likely(self._writing.step(told)[texts], self._after[texts])

    def select(self, kept: npt.NDArray[np.int64]) -> None:
        """Go on with these texts, in this order."""
        self._after = self._after[kept]
        self._told = [tokens[kept] for tokens in self._told]
        self._writing.select(kept)
