"""The network in NumPy: writes many candidates side by side, slot after slot."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.lyrics.model.config import EPSILON, ROTARY_BASE, NetworkConfig
from aigc.lyrics.model.symbols import SIZES, Column, Ids
from aigc.lyrics.model.vocabulary import START, Vocabulary

Floats = npt.NDArray[np.float32]


class Runtime:
    """A trained model, ready to write; it may be shared, `start` begins a new text."""

    def __init__(
        self, config: NetworkConfig, vocabulary: Vocabulary, arrays: Mapping[str, npt.NDArray[Any]]
    ) -> None:
        self.config, self.vocabulary = config, vocabulary
        self._arrays = {name: np.asarray(a, np.float32) for name, a in arrays.items()}
        self._layers = [_Layer(self._arrays, i, config) for i in range(config.layers)]
        out = self._arrays["token.weight"] * self._arrays["norm_out.gain"]
        self._out = np.ascontiguousarray(out.T)

    def start(self, prompt: Ids, slots: Ids, candidates: int) -> Writing:
        """Begin ``candidates`` texts for each template; shapes as `symbols` makes them.

        ``slots`` may hold several templates of one length, shape ``(templates, slots, columns)``:
        the texts of the first come first.
        """
        place = self._place(slots.reshape(-1, *slots.shape[-2:]))
        asked: Floats = np.sum([self._arrays[t][prompt[:, i]] for i, t in enumerate(_PROMPT)], 0)
        asked = np.broadcast_to(asked, (len(place), *asked.shape))
        memory = _normal(np.concatenate((asked, place), 1)) * self._arrays["norm_memory.gain"]
        return Writing(self, place, memory, candidates)

    def _place(self, slots: Ids) -> Floats:
        given = self._arrays["token.weight"][slots[..., Column.GIVEN]]
        place: Floats = given @ self._arrays["given.weight"].T
        for column in SIZES:
            place += self._arrays[f"columns.{column.name.lower()}.weight"][slots[..., column]]
        return place


_PROMPT = ("token.weight", "part.weight", "order.weight")


class Writing:
    """Texts on their way: what was written so far, as keys and values of every layer."""

    def __init__(self, model: Runtime, place: Floats, memory: Floats, candidates: int) -> None:
        config = model.config
        self._model, self._place, self._position = model, place, 0
        templates, slots, asked = *place.shape[:2], memory.shape[1] - place.shape[1]
        turn = _angles(slots, config.rotary)
        still = np.pad(turn, ((0, 0), (asked, 0), (0, 0)))
        still[0, :asked] = 1
        self._turn = turn
        self._memory = [layer.memory(memory, still) for layer in model._layers]
        heads = (config.heads, slots, config.width // config.heads)
        count = templates * candidates
        self._cache = np.empty((config.layers, 2, count, *heads), np.float32)
        self._before = np.full((count, 1), START)

    @property
    def position(self) -> int:
        """The slot that the next call of `step` gives scores for, less the tokens it is told."""
        return self._position

    def step(self, tokens: Ids | None = None) -> Floats:
        """Return the scores of every token for the next slot, shape ``(candidates, tokens)``.

        ``tokens``, shape ``(candidates,)`` or ``(candidates, n)``, are those of the slots written
        since the last call; the first call takes none, or those of the first slots.
        """
        if tokens is not None:
            told = np.asarray(tokens).reshape(len(self._before), -1)
            self._before = np.concatenate((self._before, told), 1)
        return self._scored(self._advance()[:, -1])

    def follow(self, tokens: Ids) -> Floats:
        """Return the scores of every token for each slot of a text, ``(texts, n, tokens)``.

        ``tokens``, shape ``(texts, n)``, are those of the first slots; nothing was told before.
        """
        self._before = np.concatenate((self._before, tokens[:, :-1]), 1)
        states = self._advance()
        self._before = tokens[:, -1:]
        return self._scored(states)

    def _advance(self) -> Floats:
        """Return the states of the slots after the tokens not read yet."""
        model = self._model
        begin, end = self._position, self._position + self._before.shape[1]
        x: Floats = model._arrays["token.weight"][self._before]
        place = self._place[:, None, begin:end]
        x = (x.reshape(len(place), -1, *x.shape[1:]) + place).reshape(x.shape)
        x *= np.float32(model.config.width**0.5)
        for layer, memory, cache in zip(model._layers, self._memory, self._cache, strict=True):
            x = layer(x, memory, cache, self._turn, begin)
        self._position, self._before = end, self._before[:, :0]
        return x

    def _scored(self, states: Floats) -> Floats:
        scores: Floats = _normal(states) @ self._model._out
        return scores + self._model._arrays["bias"]

    def select(self, texts: npt.NDArray[np.int64]) -> None:
        """Go on with these texts, in this order; each is one of its own template."""
        self._cache[:, :, :, :, : self._position] = self._cache[:, :, texts, :, : self._position]
        self._before = self._before[texts]


class _Layer:
    """The matrices of one layer, laid out for few rows, gains and the score's scale folded in."""

    def __init__(self, arrays: Mapping[str, Floats], index: int, config: NetworkConfig) -> None:
        def matrix(name: str, gain: str = "") -> Floats:
            weight = arrays[f"layers.{index}.{name}.weight"]
            weight = weight * arrays[f"layers.{index}.{gain}.gain"] if gain else weight
            return np.ascontiguousarray(weight.T)

        scale = np.float32((config.width // config.heads) ** -0.5)
        self.heads = config.heads
        self.self_in = matrix("self_in", "norm_self")
        self.self_in[:, : config.width] *= scale
        self.cross_query = matrix("cross_query", "norm_cross") * scale
        self.feed_in = matrix("feed_in", "norm_feed")
        self.self_out, self.cross_out = matrix("self_out"), matrix("cross_out")
        self.cross_memory, self.feed_out = matrix("cross_memory"), matrix("feed_out")

    def memory(self, memory: Floats, turn: Floats) -> tuple[Floats, Floats]:
        """Return keys and values of the memory, each ``(templates, heads, items, channels)``."""
        both = (memory @ self.cross_memory).reshape(*memory.shape[:2], 2 * self.heads, -1)
        key, value = np.split(both.transpose(0, 2, 1, 3), 2, axis=1)
        return _rotate(key, turn), np.ascontiguousarray(value)

    def __call__(
        self, x: Floats, memory: tuple[Floats, Floats], cache: Floats, turn: Floats, begin: int
    ) -> Floats:
        """Return the states after this layer, shape ``(candidates, slots, width)``."""
        count, length, width = x.shape
        here = turn[:, begin : begin + length]
        flat = x.reshape(-1, width)
        heads = (_normal(flat) @ self.self_in).reshape(count, length, 3, self.heads, -1)
        query, key, value = heads.transpose(2, 0, 3, 1, 4)
        cache[0, :, :, begin : begin + length] = _rotate(key, here)
        cache[1, :, :, begin : begin + length] = value
        past = cache[:, :, :, : begin + length]
        mixed = _softmax(_rotate(query, here) @ past[0].swapaxes(-1, -2), causal=True) @ past[1]
        flat = flat + mixed.transpose(0, 2, 1, 3).reshape(-1, width) @ self.self_out
        templates = len(memory[0])
        query = _normal(flat) @ self.cross_query
        query = query.reshape(templates, -1, length, self.heads, width // self.heads)
        query = _rotate(query.transpose(0, 3, 1, 2, 4), here)
        query = query.reshape(templates, self.heads, -1, width // self.heads)
        mixed = _softmax(query @ memory[0].swapaxes(-1, -2)) @ memory[1]
        flat = flat + mixed.transpose(0, 2, 1, 3).reshape(-1, width) @ self.cross_out
        fed = np.maximum(_normal(flat) @ self.feed_in, 0)
        fed *= fed
        out: Floats = (flat + fed @ self.feed_out).reshape(x.shape)
        return out


def _normal(x: Floats) -> Floats:
    x = x - x.mean(-1, keepdims=True)
    square: Floats = np.einsum("...i,...i->...", x, x)[..., None] / np.float32(x.shape[-1])
    x /= np.sqrt(square + np.float32(EPSILON))
    return x


def _softmax(score: Floats, *, causal: bool = False) -> Floats:
    length, past = score.shape[-2:]
    if causal and length > 1:
        score = score + np.triu(np.full((length, past), -1e4, np.float32), past - length + 1)
    share: Floats = np.exp(score - score.max(-1, keepdims=True))
    share /= share.sum(-1, keepdims=True)
    return share


def _angles(length: int, channels: int) -> Floats:
    """Return cosines and sines of positions, shape ``(2, length, channels // 2)``."""
    angle = np.outer(np.arange(length), ROTARY_BASE ** (-np.arange(0, channels, 2) / channels))
    return np.stack((np.cos(angle), np.sin(angle))).astype(np.float32)


def _rotate(x: Floats, turn: Floats) -> Floats:
    cos, sin = turn
    half = cos.shape[-1]
    a, b = x[..., :half], x[..., half : 2 * half]
    out = np.array(x)
    out[..., :half] = a * cos - b * sin
    out[..., half : 2 * half] = a * sin + b * cos
    return out
