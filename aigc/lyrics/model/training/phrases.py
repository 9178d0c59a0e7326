"""Counts of phrases in the corpora, and the share that they get beside the network."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from aigc.lyrics.model.phrases import Phrases, pauses
from aigc.lyrics.model.symbols import Column, Kind
from aigc.lyrics.model.training.arrays import Array
from aigc.lyrics.model.training.counts import counted
from aigc.lyrics.model.training.pack import Pack
from aigc.lyrics.model.training.samples import Sample
from aigc.lyrics.model.vocabulary import FIRST_CHARACTER, PAUSE, START, UNKNOWN

WEIGHTS: Mapping[str, Mapping[str, float]] = {
    "classical": {"songci_train": 3.0, "classic_extra": 3.0, "yuanqu": 1.0, "shi": 1.0},
    "modern": {"poem": 4.0, "lyric": 4.0, "good_prose": 2.0, "prose": 1.0, "sentence": 1.0},
}
"""How often each group of texts counts, for each manner of writing."""

LEAST = 2
SHARES = np.arange(0, 0.61, 0.05)


def stream(pack: Pack) -> tuple[Array, Array]:
    """Return the tokens of all texts, and the place of each row of the pack among them.

    Two `START` stand before each text, and a `PAUSE` where a segment ends without a mark.
    """
    kind = pack.kind
    first = np.zeros(len(kind), dtype=bool)
    first[pack.starts[:-1]] = True
    extra = 2 * first + (pauses(kind) & ~first)
    place = np.arange(len(kind)) + np.cumsum(extra)
    tokens = np.full(len(kind) + int(extra.sum()), START, dtype=np.int64)
    tokens[place[(extra == 1)] - 1] = PAUSE
    tokens[place] = pack.token
    return tokens, place


def phrases_of(pack: Pack, weights: Mapping[str, float], tokens: int) -> dict[str, Array]:
    """Return the arrays of `Phrases` for the groups of a pack that have a weight."""
    written, place = stream(pack)
    weight = np.array([weights.get(str(group), 0.0) for group in pack.groups])
    weight = np.repeat(weight[pack.group], np.diff(pack.starts))
    used = (pack.kind != Kind.MARK) & (pack.token != UNKNOWN) & (weight > 0)
    place = place[used]
    alone = np.where(np.arange(tokens) < FIRST_CHARACTER, 1e-6, 0.01)
    return counted(
        written[place],
        written[place - 1],
        written[place - 2],
        alone,
        least_pair=LEAST,
        least_triple=LEAST,
        weight=weight[used],
    )


def foreseen(phrases: Phrases, samples: Sequence[Sample]) -> Array:
    """Return the probability that the counts give each free token of samples, end to end."""
    found: list[float] = []
    for sample in samples:
        far = near = START
        gap = pauses(sample.slots[:, Column.KIND])
        for i, token in enumerate(sample.tokens.tolist()):
            if gap[i]:
                far, near = near, PAUSE
            if sample.free[i]:
                found.append(float(phrases.foresee(near, far)[token]))
            far, near = near, token
    return np.array(found)


def best_share(network: Array, phrases: Array) -> float:
    """Return the share of the counts under which texts are least surprising.

    Both are probabilities of the same tokens.
    """
    costs = [-np.log((1 - share) * network + share * phrases).mean() for share in SHARES]
    return float(SHARES[int(np.argmin(costs))])
