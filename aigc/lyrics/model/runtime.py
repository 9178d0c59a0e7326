"""The network in NumPy: writes many candidates side by side, slot after slot."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
import numpy.typing as npt

from aigc.lyrics.model.config import EPSILON, ROTARY_BASE, NetworkConfig
from aigc.lyrics.model.symbols import SIZES, Column, Ids
from aigc.lyrics.model.vocabulary import START, Vocabulary
from aigc.weights import SCALE, restore

Floats = npt.NDArray[np.float32]
Turns = npt.NDArray[np.complex64]


class Runtime:
    """A trained model, ready to write; it may be shared, `start` begins a new text.

    ``arrays`` are the network's, as `aigc.weights.quantise` returns them.
    """

    def __init__(
        self, config: NetworkConfig, vocabulary: Vocabulary, arrays: Mapping[str, npt.NDArray[Any]]
    ) -> None:
        self.config, self.vocabulary = config, vocabulary
        self._layers = [_Layer(arrays, i, config) for i in range(config.layers)]
        self._given = _Matrix.of(arrays, "given")
        out, every = _Matrix.of(arrays, "token"), np.arange(config.tokens)
        self._out = [
            out.arranged(some, np.float32(1))
            for some in np.split(every, every[:: 3 * config.width][1:])
        ]
        inner = {n: a for n, a in arrays.items() if not n.startswith(("layers.", "given."))}
        self._arrays = restore(inner)

    def start(self, prompt: Ids, slots: Ids, candidates: int) -> Writing:
        """Begin ``candidates`` texts for each template; shapes as `symbols` makes them.

        ``slots`` may hold several templates of one length, shape ``(templates, slots, columns)``:
        the texts of the first come first.
        """
        place = self._place(slots.reshape(-1, *slots.shape[-2:]))
        asked: Floats = np.sum([self._arrays[t][prompt[:, i]] for i, t in enumerate(_PROMPT)], 0)
        asked = np.broadcast_to(asked, (len(place), *asked.shape))
        memory = _normal(np.concatenate((asked, place), 1), self._arrays["norm_memory.gain"])
        return Writing(self, place, memory, candidates)

    def room(self) -> Floats:
        """Return an empty array for any matrix; each thread needs its own."""
        config = self.config
        largest = config.width * max(3 * config.width, config.hidden)
        return np.empty(largest, np.float32)

    def _place(self, slots: Ids) -> Floats:
        given = self._arrays["token.weight"][slots[..., Column.GIVEN]]
        place = self._given(given.reshape(-1, given.shape[-1]), self.room()).reshape(given.shape)
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
        channels = config.width // config.heads
        self._room = model.room()
        self._turn = _turns(slots, config.rotary, channels)
        still = np.concatenate((np.ones((asked, channels // 2), np.complex64), self._turn))
        self._memory = [layer.memory(memory, still, self._room) for layer in model._layers]
        count = templates * candidates
        heads = (config.heads, slots, channels)
        self._cache = np.empty((config.layers, 2, count, *heads), np.float32)
        self._before = np.full((count, 1), START)

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
        begin, end = self._position, self._position + self._before.shape[1]
        x: Floats = self._model._arrays["token.weight"][self._before]
        place = self._place[:, None, begin:end]
        x = (x.reshape(len(place), -1, *x.shape[1:]) + place).reshape(x.shape)
        x *= np.float32(self._model.config.width**0.5)
        for layer, memory, cache in zip(
            self._model._layers, self._memory, self._cache, strict=True
        ):
            x = layer(x, memory, cache, self._turn, begin, self._room)
        self._position, self._before = end, self._before[:, :0]
        return x

    def _scored(self, states: Floats) -> Floats:
        arrays = self._model._arrays
        flat = _normal(states.reshape(-1, states.shape[-1]), arrays["norm_out.gain"])
        scores = np.concatenate([some(flat, self._room) for some in self._model._out], -1)
        scores += arrays["bias"]
        return scores.reshape(*states.shape[:-1], -1)

    def select(self, texts: npt.NDArray[np.int64]) -> None:
        """Go on with these texts, in this order; each is one of its own template."""
        self._cache[:, :, :, :, : self._position] = self._cache[:, :, texts, :, : self._position]
        self._before = self._before[texts]


@dataclass(frozen=True, slots=True)
class _Matrix:
    """A matrix kept as bytes, ``(inputs, outputs)``, and the scale of each output.

    Reading it from memory takes most of the time that a few rows need: bytes that become floats
    as they are used take half of it.
    """

    weight: npt.NDArray[np.int8]
    scale: Floats

    @classmethod
    def of(cls, arrays: Mapping[str, npt.NDArray[Any]], name: str) -> _Matrix:
        weight, scale = arrays[f"{name}.weight"], arrays[f"{name}.weight{SCALE}"]
        return cls(weight=np.ascontiguousarray(weight.T), scale=scale[:, 0].astype(np.float32))

    def arranged(self, outputs: Ids, times: Floats | np.float32) -> _Matrix:
        """Return the matrix with these outputs, each that many times as large."""
        weight = np.ascontiguousarray(self.weight[:, outputs])
        return _Matrix(weight=weight, scale=self.scale[outputs] * times)

    def __call__(self, x: Floats, room: Floats) -> Floats:
        """Return the rows ``x`` times the matrix; ``room`` holds as many floats as it needs."""
        return self._times(self.weight, x, room)

    def of_few(self, x: Floats, room: Floats) -> Floats:
        """Return the same, where many numbers of a row are 0."""
        if len(x) > 1:
            return self(x, room)
        some = x[0] != 0
        return self._times(self.weight.compress(some, 0), x.compress(some, 1), room)

    def _times(self, weight: npt.NDArray[np.int8], x: Floats, room: Floats) -> Floats:
        floats = room[: weight.size].reshape(weight.shape)
        np.copyto(floats, weight)
        product: Floats = x @ floats
        product *= self.scale
        return product


class _Layer:
    """One layer, the score's scale folded in.

    Channels that turn together lie side by side in queries and keys: a turn is one complex factor.
    """

    def __init__(
        self, arrays: Mapping[str, npt.NDArray[Any]], index: int, config: NetworkConfig
    ) -> None:
        def matrix(name: str) -> _Matrix:
            return _Matrix.of(arrays, f"layers.{index}.{name}")

        def gain(name: str) -> Floats:
            return np.asarray(arrays[f"layers.{index}.{name}.gain"], np.float32)

        self.heads = config.heads
        query = np.full(config.width, (config.width // config.heads) ** -0.5, np.float32)
        same = np.ones_like(query)
        paired, kept = _paired(config), np.arange(config.width)
        order = np.concatenate((paired, config.width + paired, 2 * config.width + kept))
        times = np.concatenate((query, same, same))
        self.self_in = matrix("self_in").arranged(order, times)
        self.cross_query = matrix("cross_query").arranged(paired, query)
        order, times = np.concatenate((paired, config.width + kept)), np.tile(same, 2)
        self.cross_memory = matrix("cross_memory").arranged(order, times)
        self.self_out, self.cross_out = matrix("self_out"), matrix("cross_out")
        self.feed_in, self.feed_out = matrix("feed_in"), matrix("feed_out")
        self.norm_self, self.norm_cross = gain("norm_self"), gain("norm_cross")
        self.norm_feed = gain("norm_feed")

    def memory(self, memory: Floats, turn: Turns, room: Floats) -> tuple[Floats, Floats]:
        """Return keys and values of the memory, each ``(templates, heads, items, channels)``."""
        both = self.cross_memory(memory.reshape(-1, memory.shape[-1]), room)
        both = both.reshape(*memory.shape[:2], 2 * self.heads, -1)
        key, value = np.split(both.transpose(0, 2, 1, 3), 2, axis=1)
        return _turned(key, turn), np.ascontiguousarray(value)

    def __call__(
        self,
        x: Floats,
        memory: tuple[Floats, Floats],
        cache: Floats,
        turn: Turns,
        begin: int,
        room: Floats,
    ) -> Floats:
        """Return the states after this layer, shape ``(candidates, slots, width)``."""
        count, length, width = x.shape
        here, channels = turn[begin : begin + length], width // self.heads
        flat = x.reshape(-1, width)
        heads = self.self_in(_normal(flat, self.norm_self), room)
        heads = heads.reshape(count, length, 3, self.heads, channels)
        query, key = _turned(heads[:, :, :2].transpose(2, 0, 3, 1, 4), here)
        cache[0, :, :, begin : begin + length] = key
        cache[1, :, :, begin : begin + length] = heads[:, :, 2].swapaxes(1, 2)
        past = cache[:, :, :, : begin + length]
        mixed = _softmax(query @ past[0].swapaxes(-1, -2), causal=True) @ past[1]
        flat = flat + self.self_out(mixed.swapaxes(1, 2).reshape(-1, width), room)
        templates = len(memory[0])
        query = self.cross_query(_normal(flat, self.norm_cross), room)
        query = query.reshape(templates, -1, length, self.heads, channels)
        query = _turned(query.transpose(0, 3, 1, 2, 4), here)
        query = query.reshape(templates, self.heads, -1, channels)
        mixed = _softmax(query @ memory[0].swapaxes(-1, -2)) @ memory[1]
        flat += self.cross_out(mixed.swapaxes(1, 2).reshape(-1, width), room)
        fed = np.maximum(self.feed_in(_normal(flat, self.norm_feed), room), 0)
        fed *= fed
        flat += self.feed_out.of_few(fed, room)
        return flat.reshape(x.shape)


def _normal(x: Floats, gain: Floats) -> Floats:
    """Return ``x`` with its last axis at mean 0 and deviation 1, times the gain."""
    share = _share(x.shape[-1])
    normal: Floats = x - x @ share
    deviation: Floats = np.square(normal) @ share
    deviation += np.float32(EPSILON)
    np.sqrt(deviation, out=deviation)
    normal /= deviation
    normal *= gain
    return normal


@lru_cache(maxsize=8)
def _share(width: int) -> Floats:
    """Return the column that means are taken with."""
    return np.full((width, 1), 1 / width, np.float32)


def _softmax(score: Floats, *, causal: bool = False) -> Floats:
    """Return the shares along the last axis; ``causal``: the last position stands at its end."""
    length, past = score.shape[-2:]
    for row in range(length - 1) if causal else ():
        score[..., row, past - length + 1 + row :] = -np.inf
    share: Floats = np.exp(score - np.maximum.reduce(score, -1, keepdims=True))
    share /= np.add.reduce(share, -1, keepdims=True)
    return share


def _paired(config: NetworkConfig) -> Ids:
    """Return the channels of all heads in the order in which those that turn together are pairs."""
    channels, half = config.width // config.heads, config.rotary // 2
    turning = np.arange(2 * half).reshape(2, half).T.ravel()
    head = np.concatenate((turning, np.arange(2 * half, channels)))
    order: Ids = (np.arange(config.heads)[:, None] * channels + head).ravel()
    return order


def _turns(length: int, rotary: int, channels: int) -> Turns:
    """Return the turn of each pair of channels at each position, ``(length, channels // 2)``."""
    angle = np.zeros((length, channels // 2))
    speed = ROTARY_BASE ** (-np.arange(0, rotary, 2) / rotary)
    angle[:, : rotary // 2] = np.outer(np.arange(length), speed)
    turns: Turns = np.exp(1j * angle).astype(np.complex64)
    return turns


def _turned(x: Floats, turn: Turns) -> Floats:
    """Return heads ``(..., positions, channels)`` turned by ``turn``, ``(positions, pairs)``."""
    turned: Floats = (x.view(np.complex64) * turn).view(np.float32)
    return turned
