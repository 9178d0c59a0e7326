"""The networks of prosody: how long phones last, and the melody and loudness of a sentence."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor, nn

from aigc.training import Block
from aigc.voice.phones import SYMBOLS, features
from aigc.voice.prosody.context import COLUMNS
from aigc.voice.prosody.network import CHANCE
from aigc.voice.timing import ACCENTS, POSITIONS

WIDTH, HIDDEN = 128, 256
PHONE_LAYERS, LAYERS = 4, 4
CHANNELS = 2
"""Semitones from the speaker's middle, decibels from the phone's usual level."""
WINDOWS = (1, 5, 20, 80)
"""Lengths in steps of 10 ms of the stretches that a melody is compared in."""
_DROPPED = 0.1


@dataclass(frozen=True, slots=True)
class Sentences:
    """Sentences side by side, padded at their ends.

    ``level`` is the logarithm of each phone's length in frames and ``counts`` where it matters;
    ``which`` and ``within`` are the phone and the place in it of every second frame, ``word``
    the word of every phone, and ``melody`` with its ``weight`` what is heard there.
    """

    phone: Tensor
    accent: Tensor
    place: Tensor
    word: Tensor
    level: Tensor
    counts: Tensor
    which: Tensor
    within: Tensor
    melody: Tensor
    weight: Tensor


class PhoneReader(nn.Module):  # type: ignore[misc]
    """Phones in their places to rows that know their neighbours."""

    def __init__(self) -> None:
        super().__init__()
        self.own = nn.Embedding(len(SYMBOLS), WIDTH)
        self.alike = nn.Linear(features().shape[1], WIDTH)
        self.accent, self.place = nn.Embedding(ACCENTS, WIDTH), nn.Linear(COLUMNS, WIDTH)
        self.blocks = nn.ModuleList([Block(WIDTH, HIDDEN) for _ in range(PHONE_LAYERS)])
        self.dropout = nn.Dropout(_DROPPED)
        self.register_buffer("features", torch.from_numpy(features()), persistent=False)
        nn.init.normal_(self.own.weight, std=0.1)

    def forward(self, some: Sentences) -> Tensor:
        """Return a row for each phone, shape ``(batch, phones, WIDTH)``."""
        x = self.own(some.phone) + self.alike(self.features[some.phone])
        x = x + self.accent(some.accent) + self.place(some.place)
        for block in self.blocks:
            x = self.dropout(block(x))
        return x


class DurationNetwork(nn.Module):  # type: ignore[misc]
    """Phones in their places to the mean and the deviation of the logarithm of their length."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = PhoneReader()
        self.norm, self.leave = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, 2)

    def forward(self, some: Sentences) -> Tensor:
        """Return the mean and the logarithm of the deviation, shape ``(batch, phones, 2)``."""
        return self.leave(self.norm(self.reader(some)))


def duration_loss(network: DurationNetwork, some: Sentences) -> Tensor:
    """Return the mean surprise at the lengths, of a normal distribution of their logarithms."""
    mean, spread = network(some).unbind(-1)
    spread = spread.clamp(-3, 1)
    surprise = 0.5 * ((some.level - mean) / spread.exp()).square() + spread
    return (surprise * some.counts).sum() / some.counts.sum()


def level(network: DurationNetwork, some: Sentences) -> None:
    """Shift the lengths of a network so that together they are as long as the recordings.

    The mean of logarithms, and a reader without the dropout it learned with, err to one side.
    """
    network.eval()
    with torch.no_grad():
        made = (network(some)[..., 0].exp() * some.counts).sum()
        heard = (some.level.exp() * some.counts).sum()
        network.leave.bias[0] -= (made / heard).log()


class MelodyNetwork(nn.Module):  # type: ignore[misc]
    """Phones in time and chance to pitch and loudness every 10 ms."""

    def __init__(self) -> None:
        super().__init__()
        self.reader = PhoneReader()
        self.within, self.noise = nn.Linear(POSITIONS, WIDTH), nn.Linear(CHANCE, WIDTH)
        self.blocks = nn.ModuleList([Block(WIDTH, HIDDEN) for _ in range(LAYERS)])
        self.norm, self.leave = nn.LayerNorm(WIDTH), nn.Linear(WIDTH, CHANNELS)

    def forward(self, some: Sentences, noise: Tensor) -> Tensor:
        """Return the melody, shape ``(batch, steps, 2)``; ``noise`` is one a phone."""
        x = self.reader(some) + self.noise(noise)
        x = torch.gather(x, 1, some.which[..., None].expand(-1, -1, WIDTH))
        x = x + self.within(some.within)
        for block in self.blocks:
            x = block(x)
        return self.leave(self.norm(x))


def chance(word: Tensor) -> Tensor:
    """Return noise for each phone: a third of it for the sentence, a third for its word.

    ``word`` has shape ``(batch, phones)``, the noise ``(batch, phones, CHANCE)``.
    """
    count, phones = word.shape
    each = CHANCE // 3
    own = torch.randn(count, phones, each)
    words = torch.randn(count, int(word.max()) + 2, each)
    of_word = torch.gather(words, 1, (word + 1)[..., None].expand(-1, -1, each))
    whole = torch.randn(count, 1, each).expand(-1, phones, -1)
    return torch.cat((own, of_word, whole), -1)


def melody_plain_loss(network: MelodyNetwork, some: Sentences) -> Tensor:
    """Return how far the melody without chance is from the recording's."""
    none = torch.zeros(*some.phone.shape, CHANCE)
    apart = (network(some, none) - some.melody).abs() * some.weight
    return apart.sum() / some.weight.sum()


def melody_energy_loss(network: MelodyNetwork, some: Sentences) -> Tensor:
    """Return the energy score of two draws over stretches of several lengths.

    Source: T. Gneiting and A. Raftery, Strictly proper scoring rules, 2007.
    """
    tries = [network(some, chance(some.word)) for _ in range(2)]
    first, second = (_length((one - some.melody) * some.weight, some.weight) for one in tries)
    between = _length((tries[0] - tries[1]) * some.weight, some.weight)
    return first + second - between


def _length(apart: Tensor, weight: Tensor) -> Tensor:
    """Return the mean length of the difference and of its change over the windows."""
    change = (apart[:, 2:] - apart[:, :-2]) * 2
    total = torch.zeros(())
    for values, weights in ((apart, weight), (change, weight[:, 2:])):
        for window in WINDOWS:
            size = values.shape[1] // window * window
            cut = values[:, :size].reshape(len(values), -1, window, CHANNELS)
            mass = weights[:, :size].reshape(len(values), -1, window, CHANNELS).sum(2)
            length = (cut.square().sum(2) + 1e-4).sqrt() * (mass > 0)
            total = total + length.sum() * window**0.5 / weights.sum()
    return total / (2 * len(WINDOWS))
