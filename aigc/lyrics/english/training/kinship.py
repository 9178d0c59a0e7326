"""Where the table of words starts: words that keep the same company stand close to each other."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from aigc.lyrics.english.symbols import FIRST_WORD, JOINED
from aigc.lyrics.english.training.pack import Pack
from aigc.lyrics.model.config import EMBEDDING_SCALE

REACH, SMOOTHING = 6, 0.75
SPARE, ROUNDS = 40, 3

Floats = npt.NDArray[np.float32]


def kinship(pack: Pack, tokens: int, width: int, seed: int) -> Floats:
    """Return a row for each token, shape ``(tokens, width)``, of the usual size of a table.

    Positive pointwise mutual information within a few words, reduced to its strongest directions.

    Source: O. Levy and Y. Goldberg, Neural word embedding as implicit matrix factorization, 2014;
    N. Halko and others, Finding structure with randomness, 2011, algorithm 4.4.
    """
    rng = np.random.default_rng(seed)
    shared = _company(pack, tokens)
    basis = rng.standard_normal((tokens, width + SPARE)).astype(np.float32)
    for _ in range(ROUNDS):
        basis = np.linalg.qr(shared @ basis)[0]
    values, inner = np.linalg.eigh(basis.T @ (shared @ basis))
    strongest = np.argsort(-np.abs(values))[:width]
    rows = (basis @ inner[:, strongest]) * np.sqrt(np.abs(values[strongest]))
    rows -= rows[FIRST_WORD:].mean(0)
    rows /= np.linalg.norm(rows, axis=1, keepdims=True) + 1e-6
    rows[:FIRST_WORD] = rng.standard_normal((FIRST_WORD, width)) * width**-0.5
    table: Floats = (rows * EMBEDDING_SCALE * width**0.5).astype(np.float32)
    return table


def _company(pack: Pack, tokens: int) -> Floats:
    """Return how much more often than by chance two words stand near each other."""
    line = np.repeat(np.arange(len(pack)), np.diff(pack.starts))
    kept = pack.token != JOINED
    word, passage = pack.token[kept].astype(np.int64), pack.passage[line[kept]]
    count = np.zeros(tokens * tokens, np.float32)
    for distance in range(1, REACH + 1):
        near = passage[distance:] == passage[:-distance]
        pairs = word[distance:][near] * tokens + word[:-distance][near]
        count += np.bincount(pairs, minlength=len(count)).astype(np.float32) / distance
    table = count.reshape(tokens, tokens)
    table += table.T.copy()
    table[:FIRST_WORD] = table[:, :FIRST_WORD] = 0
    total = table.sum(1) + 1e-3
    context = total**SMOOTHING
    table /= total[:, None] * (context / context.sum())
    return np.log(np.maximum(table, 1, out=table), out=table)
