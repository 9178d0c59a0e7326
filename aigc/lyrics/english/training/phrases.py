"""The counts of pairs and triples of words in verse."""

from __future__ import annotations

import numpy as np

from aigc.lyrics.english.phrases import END
from aigc.lyrics.english.symbols import FIRST_WORD, JOINED
from aigc.lyrics.english.training.pack import Pack
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.counts import counted
from aigc.lyrics.model.vocabulary import UNKNOWN

LEAST_PAIR, LEAST_TRIPLE = 2, 4


def phrases_of(pack: Pack, tokens: int) -> dict[str, Array]:
    """Return the arrays of `Phrases` for the words of a pack."""
    alone = np.full(tokens, 0.01)
    alone[[UNKNOWN, *range(1, FIRST_WORD)]] = 1e-6
    return counted(*triples(pack), alone, least_pair=LEAST_PAIR, least_triple=LEAST_TRIPLE)


def triples(pack: Pack) -> tuple[Array, Array, Array]:
    """Return each word, the word after it, and the one after that; `END` bounds the lines.

    The beginning of a line counts as a word of it.
    """
    token = pack.token.astype(np.int64)
    line = np.repeat(np.arange(len(pack)), np.diff(pack.starts))
    kept = token != JOINED
    token, line = token[kept], line[kept]
    first = np.flatnonzero(np.diff(line, prepend=-1))
    token = np.insert(token, first, END)
    line = np.insert(line, first, line[first])
    after = np.where(np.append(line[1:] == line[:-1], False), np.append(token[1:], END), END)
    beyond = np.where(np.append(line[1:] == line[:-1], False), np.append(after[1:], END), END)
    known = (token != UNKNOWN) & ((token == END) | (token >= FIRST_WORD))
    return token[known], after[known], beyond[known]
