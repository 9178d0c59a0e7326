"""What is likely to be said: the counts of phrases, and what the network adds to them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aigc.lyrics.english.phrases import END, FLOOR
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
        scores = self._writing.step(told)[texts]
        phrases = self._voice.phrases
        for row, (after, beyond) in zip(scores, self._after[texts].tolist(), strict=True):
            row += np.log(phrases.foresee(after, beyond) + FLOOR)
        scores -= scores.max(1, keepdims=True)
        scores -= np.log(np.exp(scores).sum(1, keepdims=True))
        return scores

    def select(self, kept: npt.NDArray[np.int64]) -> None:
        """Go on with these texts, in this order."""
        self._after = self._after[kept]
        self._told = [tokens[kept] for tokens in self._told]
        self._writing.select(kept)
