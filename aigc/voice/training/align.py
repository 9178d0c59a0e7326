"""Where each phone begins and ends in a recording: a hidden Markov model from a flat start."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from aigc.progress import Progress, silent, track
from aigc.voice.frames import Floats, Frames
from aigc.voice.phones import BREATH, INDEX, SILENCE, SYMBOLS, VOWELS, features
from aigc.voice.training.aligned import Aligned
from aigc.voice.training.pronounce import Sentence
from aigc.voice.training.recogniser import priors, scores, trained
from aigc.voice.training.rests import rested

Ids = npt.NDArray[np.int64]

CEPSTRA = 16
PASSES = 10
NETWORK_PASSES = 2
SHARPNESS, NETWORK_SHARPNESS = 0.3, 0.6
"""How much the frames count against the path, as neighbours are not independent."""
LEAST_REST = 8
"""A silence between words lasts at least so many frames; a shorter one is part of a sound."""
_LEAST_VARIANCE, _USUAL = 0.05, 40
_ALIKE = 0.15


@dataclass(frozen=True, slots=True, eq=False)
class Graph:
    """The states that a sentence may go through, and from which each may be come to.

    ``before`` has the predecessors of each state, itself first, -1 for none; ``first`` and
    ``last`` tell where a path may begin and end.
    """

    state: Ids
    phone: Ids
    accent: Ids
    word: Ids
    unit: Ids
    before: Ids
    first: npt.NDArray[np.bool_]
    last: npt.NDArray[np.bool_]


def states_of(phone: str) -> range:
    """Return the numbers of a phone's states."""
    return _states()[INDEX[phone]]


@lru_cache(maxsize=1)
def _states() -> tuple[range, ...]:
    sizes = [1 if s in (SILENCE, BREATH) else 3 if s in VOWELS else 2 for s in SYMBOLS]
    ends = np.cumsum(sizes).tolist()
    return tuple(range(end - size, end) for end, size in zip(ends, sizes, strict=True))


def graph(sentence: Sentence) -> Graph:
    """Return the states of a sentence: silence may stand before, after and between words."""
    rows: list[tuple[int, int, int, int, int]] = []
    before: list[list[int]] = []
    starts: list[int] = []
    unit = 0

    def chain(
        phones: Sequence[str], accents: Sequence[int], word: int, froms: list[int], least: int = 1
    ) -> int:
        nonlocal unit
        comes = froms
        for phone, accent in zip(phones, accents, strict=True):
            for state in [state for state in states_of(phone) for _ in range(least)]:
                rows.append((state, INDEX[phone], accent, word, unit))
                before.append(comes)
                comes = [len(rows) - 1]
            unit += 1
        return len(rows) - 1

    quiet = chain((SILENCE,), (0,), -1, [])
    starts.append(0)
    ends = [quiet]
    for number, ways in enumerate(sentence):
        tails = []
        for way in ways:
            if number == 0:
                starts.append(len(rows))
            tails.append(chain(way.phones, way.accents, number, ends))
        quiet = chain((SILENCE,), (0,), -1, tails, LEAST_REST)
        ends = [*tails, quiet]
    width = 1 + max(map(len, before))
    table = np.full((len(rows), width), -1)
    for i, comes in enumerate(before):
        table[i, : 1 + len(comes)] = [i, *comes]
    first, last = np.zeros(len(rows), bool), np.zeros(len(rows), bool)
    first[starts], last[ends] = True, True
    state, phone, accent, word, units = np.array(rows).T
    return Graph(state, phone, accent, word, units, table, first, last)


def heard(frames: Frames) -> Floats:
    """Return what the model hears in each frame, shape ``(frames, 36)``."""
    basis = np.cos(np.pi * np.outer(np.arange(CEPSTRA), np.arange(80) + 0.5) / 80)
    cepstra = frames.envelope @ basis.T / 80
    cepstra[:, 0] -= np.percentile(cepstra[:, 0], 95)
    cepstra[:, 1:] *= 3
    noise = frames.aperiodicity.mean(1, keepdims=True) / 20
    now = np.concatenate((cepstra, frames.voiced[:, None], noise), 1)
    change = np.gradient(now, axis=0)
    window = np.ones(5) / 5
    change = np.stack([np.convolve(column, window, "same") for column in change.T], 1)
    both: Floats = np.concatenate((now, 6 * change), 1).astype(np.float32)
    return both


def levelled(every: Sequence[Floats]) -> list[Floats]:
    """Return a speaker's recordings with each column at mean 0 and deviation 1 over all."""
    joined = np.concatenate(every)
    mean, deviation = joined.mean(0), joined.std(0) + 1e-3
    return [(one - mean) / deviation for one in every]


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """A Gaussian for every state, and how likely it is to stay."""

    mean: Floats
    variance: Floats
    stay: Floats

    def scores(self, rows: Floats, states: Ids) -> Floats:
        """Return the weighted log-likelihood of each frame in each state."""
        mean, inverse = self.mean[states], 1 / self.variance[states]
        squares = (rows**2) @ inverse.T - 2 * rows @ (mean * inverse).T + (mean**2 * inverse).sum(1)
        score: Floats = -0.5 * SHARPNESS * (squares - np.log(inverse).sum(1))
        return score


def best_path(scores: Floats, graph: Graph, stay: Floats) -> tuple[Ids, float]:
    """Return the state of each frame along the best path, and the score of a frame on it."""
    count = len(graph.before)
    known = graph.before >= 0
    source = np.where(known, graph.before, 0)
    cost = np.where(known, 0.0, -np.inf)
    cost[:, 0] += np.log(stay[graph.state])
    cost[:, 1:] += np.log1p(-stay[graph.state])[source[:, 1:]]
    best = np.where(graph.first, scores[0], -np.inf)
    back = np.empty((len(scores), count), np.int8)
    every = np.arange(count)
    for t in range(1, len(scores)):
        reached = best[source] + cost
        back[t] = reached.argmax(1)
        best = reached[every, back[t]] + scores[t]
    best = np.where(graph.last, best, -np.inf)
    path = np.empty(len(scores), np.int64)
    path[-1] = best.argmax()
    for t in range(len(scores) - 1, 0, -1):
        path[t - 1] = graph.before[path[t], back[t, path[t]]]
    return path, float(best.max() / len(scores))


def flat(rows: Floats, loudness: Floats, graph: Graph) -> Ids:
    """Return a first guess: the first way to say each word, evenly over what is loud."""
    words = [np.flatnonzero(graph.word == w) for w in range(graph.word.max() + 1)]
    chosen = np.concatenate([_first_way(graph, some) for some in words])
    vowels = np.array([SYMBOLS[p] in VOWELS for p in graph.phone[chosen]])
    weight = np.cumsum(np.where(vowels, 1.6, 1.0))
    loud = np.flatnonzero(loudness > np.percentile(loudness, 95) - 3.2)
    begin, end = loud[0], loud[-1] + 1
    limits = begin + (end - begin) * weight / weight[-1]
    place = np.minimum(np.searchsorted(limits, np.arange(len(rows)), side="right"), len(chosen) - 1)
    path = chosen[place]
    path[:begin] = 0
    path[end:] = np.flatnonzero(graph.last & (graph.word < 0))[-1]
    return path


def _first_way(graph: Graph, states: Ids) -> Ids:
    """Return the states of a word up to where another way to say it begins."""
    joins = [i for i, s in enumerate(states) if i and states[i - 1] not in graph.before[s]]
    return states[: joins[0]] if joins else states


def fitted(every: Sequence[Floats], graphs: Sequence[Graph], paths: Sequence[Ids]) -> Model:
    """Return the model under which the recordings go along these paths.

    A state that is rare leans on all others; a phone that never came is like those made alike.
    """
    count = _states()[-1].stop
    width = every[0].shape[1]
    number, visits = np.zeros(count), np.zeros(count)
    total, square = np.zeros((count, width)), np.zeros((count, width))
    for rows, one, path in zip(every, graphs, paths, strict=True):
        states = one.state[path]
        np.add.at(number, states, 1)
        np.add.at(total, states, rows)
        np.add.at(square, states, rows**2)
        enters = np.concatenate(([True], path[1:] != path[:-1]))
        np.add.at(visits, states[enters], 1)
    mean = total / np.maximum(number, 1)[:, None]
    variance = square / np.maximum(number, 1)[:, None] - mean**2
    trust = (number / (number + _USUAL))[:, None]
    whole = square.sum(0) / number.sum() - (total.sum(0) / number.sum()) ** 2
    variance = np.maximum(trust * variance + (1 - trust) * 0.6 * whole, _LEAST_VARIANCE)
    stay = np.clip(1 - visits / np.maximum(number, 1), 0.3, 0.995)
    for lacking in (p for p, states in enumerate(_states()) if not number[states].sum()):
        near = _alike(lacking, number)
        for k, state in enumerate(_states()[lacking]):
            others = [_states()[p][min(k, len(_states()[p]) - 1)] for p in near]
            mean[state] = np.average(mean[others], axis=0, weights=list(near.values()))
            variance[state], stay[state] = whole, 0.8
    return Model(mean.astype(np.float32), variance.astype(np.float32), stay.astype(np.float32))


def _alike(phone: int, number: npt.NDArray[np.float64]) -> dict[int, float]:
    """Return the phones that were heard, weighted by how alike they are made."""
    table = features()
    known = [p for p, states in enumerate(_states()) if number[states].sum() and p != phone]
    distance = ((table[known] - table[phone]) ** 2).sum(1)
    weight = np.exp(-(distance - distance.min()) / _ALIKE)
    return dict(zip(known, weight.tolist(), strict=True))


def aligned(path: Ids, graph: Graph, score: float) -> Aligned:
    """Return the phones along a path."""
    unit = graph.unit[path]
    begin = np.flatnonzero(np.concatenate(([True], unit[1:] != unit[:-1])))
    end = np.append(begin[1:], len(path))
    at = path[begin]
    return Aligned(graph.phone[at], graph.accent[at], graph.word[at], begin, end, score)


def align(
    every: Sequence[Floats],
    loudness: Sequence[Floats],
    sentences: Sequence[Sentence],
    easy: npt.NDArray[np.bool_],
    *,
    progress: Progress = silent,
) -> Iterator[Aligned]:
    """Yield where the phones of each recording are; the first passes take the ``easy`` ones alone.

    Gaussians begin, and a network that learns from what they found goes on.

    ``every`` has what is heard in each, ``loudness`` the mean of its envelope in each frame.

    Source: L. Rabiner, A tutorial on hidden Markov models, 1989.
    """
    graphs = [graph(one) for one in sentences]
    some = np.flatnonzero(easy).tolist()
    paths = {i: flat(every[i], loudness[i], graphs[i]) for i in some}
    found: dict[int, float] = {}
    model = fitted([every[i] for i in paths], [graphs[i] for i in paths], list(paths.values()))
    for number in track(range(PASSES), progress, "align", PASSES):
        some = some if number < PASSES // 3 else list(range(len(every)))
        for i in some:
            distinct, place = np.unique(graphs[i].state, return_inverse=True)
            fit = model.scores(every[i], distinct)[:, place]
            paths[i], found[i] = best_path(fit, graphs[i], model.stay)
        model = fitted([every[i] for i in paths], [graphs[i] for i in paths], list(paths.values()))
    network = None
    for _ in range(NETWORK_PASSES):
        states = [graphs[i].state[paths[i]] for i in range(len(every))]
        count = _states()[-1].stop
        network = trained(every, states, count, network=network, progress=progress)
        prior = priors(states, count)
        for i in track(range(len(every)), progress, "align again", len(every)):
            fit = NETWORK_SHARPNESS * scores(network, every[i], prior)[:, graphs[i].state]
            paths[i], found[i] = best_path(fit, graphs[i], model.stay)
    for i, one in enumerate(graphs):
        yield rested(aligned(paths[i], one, found[i]), loudness[i])
