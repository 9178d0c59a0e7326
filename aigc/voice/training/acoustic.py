"""The acoustic network: phones in time to frames, the pitch left free."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from math import sqrt
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch import Tensor, nn

from aigc.training import Block
from aigc.voice.frames import BANDS, NOISE_BANDS
from aigc.voice.phones import SYMBOLS, features
from aigc.voice.timing import ACCENTS, POSITIONS, STRIDE, UNMARKED

WIDTH, HIDDEN, LAYERS, PHONE_LAYERS = 256, 768, 6, 3
NOISE = 12
ROWS = BANDS + NOISE_BANDS + 1
OWN_DROPPED, ACCENT_DROPPED = 0.15, 0.1
"""How often a phone is told by what it is like alone, and how often without its accent."""
LEANING = 0.6
"""How much a speaker who leans on another has of that one in the first block."""


@dataclass(frozen=True, slots=True)
class Batch:
    """Stretches of recordings side by side.

    ``which`` tells the phone of every pair of frames, ``mask`` what counts of ``target``.
    """

    phone: Tensor
    accent: Tensor
    speaker: Tensor
    which: Tensor
    place: Tensor
    target: Tensor
    mask: Tensor


class AcousticNetwork(nn.Module):  # type: ignore[misc]
    """Phones, speaker and noise to rows of envelope, aperiodicity and voicing, all normalised."""

    def __init__(self, speakers: int) -> None:
        super().__init__()
        self.own = nn.Embedding(len(SYMBOLS), WIDTH)
        self.alike = nn.Linear(features().shape[1], WIDTH)
        self.accent = nn.Embedding(ACCENTS, WIDTH)
        self.speaker = nn.Embedding(speakers, WIDTH)
        self.near = nn.ModuleList([Block(WIDTH, 2 * WIDTH, 3) for _ in range(PHONE_LAYERS)])
        self.place, self.noise = nn.Linear(POSITIONS, WIDTH), nn.Linear(NOISE, WIDTH)
        self.colour = nn.Linear(WIDTH, LAYERS * WIDTH)
        self.blocks = nn.ModuleList([Block(WIDTH, HIDDEN) for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.leave = nn.Linear(WIDTH, STRIDE * ROWS)
        self.register_buffer("features", torch.from_numpy(features()), persistent=False)
        nn.init.normal_(self.own.weight, std=0.1)
        nn.init.normal_(self.speaker.weight, std=0.1)

    def forward(self, batch: Batch, noise: Tensor) -> Tensor:
        """Return rows for each frame, shape ``(batch, 2 * pairs, 84)``; noise is one a pair."""
        x = self._phones(batch.phone, batch.accent)
        for block in self.near:
            x = block(x)
        index = batch.which[..., None].expand(-1, -1, WIDTH)
        x = torch.gather(x, 1, index) + self.place(batch.place) + self.noise(noise)
        colour = self.colour(self.speaker(batch.speaker))[:, None].chunk(LAYERS, -1)
        for block, shade in zip(self.blocks, colour, strict=True):
            x = block(x + shade)
        return self.leave(self.norm(x)).reshape(len(x), -1, ROWS)

    def _phones(self, phone: Tensor, accent: Tensor) -> Tensor:
        own = self.own(phone)
        if self.training:
            kept = torch.rand(phone.shape)[..., None] >= OWN_DROPPED
            own = own * kept
            dropped = torch.rand(phone.shape) < ACCENT_DROPPED
            accent = torch.where(dropped, torch.full_like(accent, UNMARKED), accent)
        return own + self.alike(self.features[phone]) + self.accent(accent)


def shaded(
    arrays: Mapping[str, npt.NDArray[Any]], lenders: Mapping[int, int]
) -> dict[str, npt.NDArray[Any]]:
    """Return the arrays of a network with what each speaker adds to each block, ``shades``.

    A speaker may lean on another, ``lenders``: most in the first block, in the last not at all. The
    first decide how sounds are joined, the last what colour they have.
    """
    made = {
        name: array
        for name, array in arrays.items()
        if not name.startswith(("speaker.", "colour."))
    }
    known = np.asarray(arrays["speaker.weight"], np.float32)
    weight, bias = (np.asarray(arrays[f"colour.{x}"], np.float32) for x in ("weight", "bias"))
    own = (known @ weight.T + bias).reshape(len(known), LAYERS, -1)
    shades, share = own.copy(), np.linspace(LEANING, 0, LAYERS, dtype=np.float32)[:, None]
    for speaker, lender in lenders.items():
        shades[speaker] += share * (own[lender] - own[speaker])
    return made | {"shades": shades}


def within_phones(which: Tensor) -> Tensor:
    """Return noise that stays the same inside each phone, shape ``(batch, pairs, 12)``."""
    drawn = torch.randn(len(which), int(which.max()) + 1, NOISE)
    return torch.gather(drawn, 1, which[..., None].expand(-1, -1, NOISE))


def plain_loss(network: AcousticNetwork, batch: Batch) -> Tensor:
    """Return how far the rows and their changes are from the recording, without noise."""
    none = torch.zeros(*batch.which.shape, NOISE)
    apart = (network(batch, none) - batch.target) * batch.mask
    change = apart[:, 1:] - apart[:, :-1]
    return (apart.abs().sum() + change.abs().sum()) / batch.mask.sum()


def energy_loss(network: AcousticNetwork, batch: Batch) -> Tensor:
    """Return the energy score of two tries on patches of the envelope; the rest as it is.

    A plain loss is least for the mean of all that could be said, which is dull; this one for a
    draw like the recording.

    Source: T. Gneiting and A. Raftery, Strictly proper scoring rules, 2007.
    """
    tries = [network(batch, within_phones(batch.which)) for _ in range(2)]
    first, second = (_patches((one - batch.target) * batch.mask, batch) for one in tries)
    between = _patches((tries[0] - tries[1]) * batch.mask, batch)
    rest = [((one - batch.target) * batch.mask)[..., BANDS:].abs().sum() for one in tries]
    return first + second - between + sum(rest) / batch.mask.sum() * 5


PATCHES = (1, 80), (8, 10), (2, 10), (20, 80)
"""Frames and bands of a patch."""


def _patches(apart: Tensor, batch: Batch) -> Tensor:
    """Return the mean length of the difference over patches of the envelope."""
    bands = apart[..., :BANDS]
    live = batch.mask[..., :1].sum()
    total = torch.zeros(())
    for frames, width in PATCHES:
        count, size = len(bands), bands.shape[1] // frames
        cut = bands[:, : size * frames].reshape(count, size, frames, BANDS // width, width)
        length = (cut.square().sum((2, 4)) + 1e-4).sqrt()
        total = total + length.sum() * frames / (live * sqrt(frames * width) * BANDS / width)
    change = bands[:, 4:] - bands[:, :-4]
    return total + 0.5 * (change.square().sum(2) + 1e-4).sqrt().sum() / live / sqrt(BANDS)
