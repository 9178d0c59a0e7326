"""How much each sentence says about the whole article."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from aigc.text.script.words import content_words

_FIGURE = re.compile(
    r"\d|百分之|[二三四五六七八九十百千]+[万亿]|[一两二三四五六七八九十]+(?:成|倍|分之)|一半|翻番"
    r"|\b(?:half|thirds?|quarters?|twice|doubled?|dozen)\b"
)


def similarity(texts: Sequence[str]) -> NDArray[np.float64]:
    """Return the cosine similarity of every two texts, shape ``(n, n)``, in 0-1.

    Words weigh more the fewer texts hold them.
    """
    counts = [Counter(content_words(t)) for t in texts]
    vocabulary = {w: i for i, w in enumerate(dict.fromkeys(w for c in counts for w in c))}
    matrix = np.zeros((len(texts), max(1, len(vocabulary))))
    for row, count in enumerate(counts):
        for word, times in count.items():
            matrix[row, vocabulary[word]] = times
    document_frequency = (matrix > 0).sum(axis=0)
    matrix *= np.log((1 + len(texts)) / (1 + document_frequency)) + 0.3
    norms = np.linalg.norm(matrix, axis=1, keepdims=True)
    unit = matrix / np.where(norms > 0, norms, 1)
    cosine: NDArray[np.float64] = unit @ unit.T
    return cosine


def centrality(cosine: NDArray[np.float64], *, damping: float = 0.85) -> NDArray[np.float64]:
    """Return the stationary weight of each text in the similarity graph, scaled to a top of 1.

    Source: Erkan and Radev, LexRank (2004), section 3, with the continuous graph.
    """
    count = len(cosine)
    graph = cosine.copy()
    np.fill_diagonal(graph, 0)
    sums = graph.sum(axis=1, keepdims=True)
    steps = np.where(sums > 0, graph / np.where(sums > 0, sums, 1), 1 / max(1, count))
    weight = np.full(count, 1 / max(1, count))
    for _ in range(60):
        new = (1 - damping) / count + damping * weight @ steps
        if float(np.abs(new - weight).sum()) < 1e-9:
            break
        weight = new
    top: NDArray[np.float64] = weight / weight.max()
    return top


def scores(
    texts: Sequence[str], title: str, firsts: Sequence[bool], diversity: float
) -> tuple[float, ...]:
    """Return one score in 0-1 for each text, in the order given.

    Parameters
    ----------
    texts : sequence of str
        The sentences of an article in order.
    title : str
        Sentences that share words with it score more.
    firsts : sequence of bool
        Whether a sentence opens its block.
    diversity : float
        0 to 1; how much a score loses for likeness to a better sentence (maximal marginal
        relevance, Carbonell and Goldstein 1998).
    """
    if not texts:
        return ()
    cosine = similarity([*texts, title])
    to_title, inner = cosine[:-1, -1], cosine[:-1, :-1]
    place = np.array([math.exp(-3 * n / len(texts)) for n in range(len(texts))])
    opening = np.array([1.0 if first else 0.0 for first in firsts])
    figure = np.array([1.0 if _FIGURE.search(t) else 0.0 for t in texts])
    base = 0.4 * centrality(inner) + 0.2 * to_title + 0.2 * place + 0.12 * opening + 0.08 * figure
    return _marginal(base / base.max(), inner, diversity)


def _marginal(
    base: NDArray[np.float64], cosine: NDArray[np.float64], diversity: float
) -> tuple[float, ...]:
    order: list[int] = []
    out = np.zeros(len(base))
    nearest = np.zeros(len(base))
    left = list(range(len(base)))
    while left:
        gain = base - diversity * nearest
        pick = max(left, key=lambda i: (gain[i], -i))
        out[pick] = max(0.02, gain[pick])
        order.append(pick)
        left.remove(pick)
        nearest = np.maximum(nearest, cosine[pick])
    return tuple(float(v) for v in out)
