"""The network in torch, for training: a decoder that also attends to the whole template."""

from __future__ import annotations

import math
from dataclasses import dataclass

import torch
from torch import Tensor, nn

from aigc.lyrics.model.config import EMBEDDING_SCALE, EPSILON, ROTARY_BASE, NetworkConfig
from aigc.lyrics.model.symbols import ORDERS, PARTS, SIZES, Column, Kind
from aigc.lyrics.model.vocabulary import PAD, START


class Norm(nn.Module):  # type: ignore[misc]
    """Layer normalisation with one gain per channel and no bias."""

    def __init__(self, width: int) -> None:
        super().__init__()
        self.gain = nn.Parameter(torch.ones(width))

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with its last axis at mean 0 and deviation 1, times the gain."""
        return nn.functional.layer_norm(x, self.gain.shape, self.gain, None, EPSILON)


class Dropout(nn.Module):  # type: ignore[misc]
    """Dropout from whole random words, a byte an element: a third of the usual cost on a CPU.

    The share is rounded to 1/256.
    """

    def __init__(self, share: float) -> None:
        super().__init__()
        self.share = share

    def forward(self, x: Tensor) -> Tensor:
        """Return ``x`` with that share of its elements 0 and the rest scaled up."""
        limit = round(self.share * 256)
        if not self.training or not limit:
            return x
        words = torch.empty(-(-x.numel() // 8), dtype=torch.int64).random_(-(2**63), None)
        kept = words.view(torch.uint8)[: x.numel()].view(x.shape) >= limit
        return x * kept.to(x.dtype).mul_(256 / (256 - limit))


def rotary_tables(length: int, channels: int) -> tuple[Tensor, Tensor]:
    """Return cosines and sines of positions, each of shape ``(length, channels // 2)``."""
    speed = ROTARY_BASE ** (-torch.arange(0, channels, 2) / channels)
    angle = torch.arange(length)[:, None] * speed
    return angle.cos(), angle.sin()


def rotate(x: Tensor, tables: tuple[Tensor, Tensor]) -> Tensor:
    """Return heads ``(..., length, channels)`` with their first channels turned by position."""
    cos, sin = (t.to(x.dtype) for t in tables)
    half = cos.shape[-1]
    a, b, rest = x[..., :half], x[..., half : 2 * half], x[..., 2 * half :]
    return torch.cat((a * cos - b * sin, a * sin + b * cos, rest), -1)


def _attend(query: Tensor, key: Tensor, value: Tensor, mask: Tensor) -> Tensor:
    score = query @ key.transpose(-1, -2) * query.shape[-1] ** -0.5 + mask.to(query.dtype)
    mixed = torch.softmax(score, -1).to(value.dtype) @ value
    return mixed.transpose(1, 2).flatten(2)


class Layer(nn.Module):  # type: ignore[misc]
    """Causal attention, attention to the memory, and a squared-ReLU feed-forward."""

    def __init__(self, config: NetworkConfig, dropout: float) -> None:
        super().__init__()
        width = config.width
        self.heads = config.heads
        self.norm_self, self.norm_cross, self.norm_feed = (Norm(width) for _ in range(3))
        self.self_in = nn.Linear(width, 3 * width, bias=False)
        self.self_out = nn.Linear(width, width, bias=False)
        self.cross_query = nn.Linear(width, width, bias=False)
        self.cross_memory = nn.Linear(width, 2 * width, bias=False)
        self.cross_out = nn.Linear(width, width, bias=False)
        self.feed_in = nn.Linear(width, config.hidden, bias=False)
        self.feed_out = nn.Linear(config.hidden, width, bias=False)
        self.drop = Dropout(dropout)

    def _split(self, x: Tensor, parts: int) -> list[Tensor]:
        return [p.unflatten(-1, (self.heads, -1)).transpose(1, 2) for p in x.chunk(parts, -1)]

    def forward(self, x: Tensor, memory: Tensor, turn: Turn) -> Tensor:
        """Return the states after this layer, shape ``(batch, slots, width)``."""
        query, key, value = self._split(self.self_in(self.norm_self(x)), 3)
        query, key = rotate(query, turn.slots), rotate(key, turn.slots)
        x = x + self.drop(self.self_out(_attend(query, key, value, turn.causal)))
        (query,) = self._split(self.cross_query(self.norm_cross(x)), 1)
        key, value = self._split(self.cross_memory(memory), 2)
        query, key = rotate(query, turn.slots), rotate(key, turn.memory)
        x = x + self.drop(self.cross_out(_attend(query, key, value, turn.given)))
        fed = torch.relu(self.feed_in(self.norm_feed(x))).square()
        return x + self.drop(self.feed_out(fed))


@dataclass(frozen=True, slots=True)
class Turn:
    """Positions of slots and memory as rotary tables, and the two attention masks."""

    slots: tuple[Tensor, Tensor]
    memory: tuple[Tensor, Tensor]
    causal: Tensor
    given: Tensor


class Network(nn.Module):  # type: ignore[misc]
    """Writes one token per slot, seeing the tokens before it and the whole template."""

    def __init__(self, config: NetworkConfig, dropout: float = 0.0) -> None:
        super().__init__()
        self.config = config
        width = config.width
        self.token = nn.Embedding(config.tokens, width)
        self.columns = nn.ModuleDict(
            {column.name.lower(): nn.Embedding(n, width) for column, n in SIZES.items()}
        )
        self.part, self.order = nn.Embedding(PARTS, width), nn.Embedding(ORDERS, width)
        self.given = nn.Linear(width, width, bias=False)
        self.norm_memory, self.norm_out = Norm(width), Norm(width)
        self.layers = nn.ModuleList(Layer(config, dropout) for _ in range(config.layers))
        self.bias = nn.Parameter(torch.zeros(config.tokens))
        self.drop = Dropout(dropout)
        self._initialise()

    def _initialise(self) -> None:
        for module in self.modules():
            if isinstance(module, nn.Embedding):
                nn.init.normal_(module.weight, std=EMBEDDING_SCALE)
            elif isinstance(module, nn.Linear):
                nn.init.normal_(module.weight, std=module.in_features**-0.5)
        for layer in self.layers:
            for out in (layer.self_out, layer.cross_out, layer.feed_out):
                out.weight.data *= 0.5 / math.sqrt(3 * len(self.layers))

    def set_dropout(self, share: float) -> None:
        """Drop this share of activations in training from now on."""
        for module in self.modules():
            if isinstance(module, Dropout):
                module.share = share

    def _memory(self, prompt: Tensor, slots: Tensor) -> tuple[Tensor, Tensor]:
        """Return the slots' embeddings, and the memory of prompt and slots."""
        place = sum(table(slots[..., Column[name.upper()]]) for name, table in self.columns.items())
        place = self.given(self.token(slots[..., Column.GIVEN])) + place
        token, part, order = prompt.unbind(-1)
        asked = self.token(token) + self.part(part) + self.order(order)
        return place, self.norm_memory(torch.cat((asked, place), 1))

    def _turn(self, prompt: Tensor, slots: Tensor) -> Turn:
        asked, length = prompt.shape[1], slots.shape[1]
        cos, sin = rotary_tables(length, self.config.rotary)
        still = torch.ones(asked, cos.shape[1]), torch.zeros(asked, cos.shape[1])
        absent = torch.cat((prompt[..., 0] == PAD, slots[..., Column.KIND] == Kind.PAD), 1)
        return Turn(
            slots=(cos, sin),
            memory=(torch.cat((still[0], cos)), torch.cat((still[1], sin))),
            causal=torch.full((length, length), -1e4).triu(1),
            given=absent[:, None, None].float() * -1e4,
        )

    def forward(self, prompt: Tensor, slots: Tensor, tokens: Tensor) -> Tensor:
        """Return what the network knows before each token, shape ``(batch, slots, width)``.

        ``prompt`` is ``(batch, items, 3)``, ``slots`` ``(batch, slots, columns)``, ``tokens``
        ``(batch, slots)``: slot ``i`` is written from the tokens before it only.
        """
        start = torch.full_like(tokens[:, :1], START)
        before = self.token(torch.cat((start, tokens[:, :-1]), 1))
        place, memory = self._memory(prompt, slots)
        x = self.drop((before + place) * math.sqrt(self.config.width))
        turn = self._turn(prompt, slots)
        for layer in self.layers:
            x = layer(x, memory, turn)
        normal: Tensor = self.norm_out(x)
        return normal

    def logits(self, states: Tensor) -> Tensor:
        """Return the score of every token, shape ``(..., tokens)``."""
        return nn.functional.linear(states, self.token.weight, self.bias)
