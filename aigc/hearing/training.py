"""The hearing network in torch, and the many sounds that are made of each recording to train it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from aigc.hearing.classes import CLASSES, QUIET
from aigc.hearing.features import (
    BANDS,
    HOP_LENGTH,
    SAMPLE_RATE_HZ,
    WINDOW,
    Floats,
    bands,
    levelled,
    mel_matrix,
)
from aigc.hearing.network import PAIR, STEM_KERNEL
from aigc.training import Block, Schedule, Training

Ids = NDArray[np.int64]
WIDTH, HIDDEN, BLOCKS, KERNEL = 128, 320, 6, 9
FRAMES = 208
"""Frames of 10 ms in a piece that is learned from."""
BATCH = 20
_SMOOTHING = 0.03
_FAINT, _USUAL = 1e-6, 1e-2
"""Power under which a piece is silence, and that of a voice in its place."""
_NOISES = ("white", "pink", "hum", "music", "music", "music", "music")


@dataclass(frozen=True, slots=True, eq=False)
class Piece:
    """A sound at 16 kHz and the classes of its stretches, by the sample at which each begins."""

    sound: Floats
    begin: Ids
    label: Ids


Draw = Callable[[np.random.Generator], Piece]
"""Returns some sound that is at least as long as it is asked to be."""


class HearingNetwork(nn.Module):  # type: ignore[misc]
    """Rows of log-mel bands to classes: two rows at a time pass some blocks, and part at the end.

    `aigc.hearing.network.Network` does the same in NumPy.
    """

    def __init__(
        self, width: int = WIDTH, hidden: int = HIDDEN, blocks: int = BLOCKS, kernel: int = KERNEL
    ) -> None:
        super().__init__()
        self.stem = nn.Conv1d(PAIR * BANDS, width, STEM_KERNEL, padding=STEM_KERNEL // 2)
        self.first = nn.LayerNorm(width)
        self.blocks = nn.ModuleList(Block(width, hidden, kernel) for _ in range(blocks))
        self.last = nn.LayerNorm(width)
        self.out = nn.Linear(width, PAIR * len(CLASSES))

    def forward(self, rows: Tensor) -> Tensor:
        """Return scores of the classes, shape ``(batch, frames, classes)``; frames are even."""
        batch, frames, _ = rows.shape
        pairs = rows.reshape(batch, frames // PAIR, PAIR * BANDS)
        x = self.first(self.stem(pairs.transpose(1, 2)).transpose(1, 2))
        for block in self.blocks:
            x = block(x)
        return self.out(self.last(x)).reshape(batch, frames, len(CLASSES))


class HearingTraining(Training):
    """Trains the network on pieces that are drawn anew for every step."""

    show_every = 50

    def __init__(
        self, network: HearingNetwork, draw: Draw, music: Floats, shown: tuple[Tensor, Tensor],
        schedule: Schedule, file: Path,
    ) -> None:  # fmt: skip
        optimiser = torch.optim.AdamW(
            network.parameters(), schedule.rate, betas=(0.9, 0.98), weight_decay=0.02
        )
        super().__init__(network, [optimiser], schedule, file)
        self.draw, self.music, self.shown = draw, music, shown

    def advance(self) -> float:
        """Take one step and return its loss."""
        rows, labels = batch(self.draw, self.music, self.rng, BATCH)
        scores = self.network(rows)
        loss = functional.cross_entropy(
            scores.flatten(0, 1), labels.flatten(), label_smoothing=_SMOOTHING
        )
        return self.learn(loss)

    def evaluate(self) -> str:
        """Return the share of held-out frames whose class the averaged network names."""
        now = {k: v.clone() for k, v in self.network.state_dict().items()}
        self.network.load_state_dict(self.average)
        with torch.no_grad():
            right = (self.network(self.shown[0]).argmax(-1) == self.shown[1]).float()
        said = self.shown[1] != QUIET
        self.network.load_state_dict(now)
        return f"{100 * right.mean():.1f} % right, {100 * right[said].mean():.1f} % where it sounds"


def batch(
    draw: Draw, music: Floats, rng: np.random.Generator, count: int, *, plain: bool = False
) -> tuple[Tensor, Tensor]:
    """Return rows ``(count, frames, bands)`` and classes; ``plain`` ones are left as they are."""
    made = [heard(draw(rng), music, rng, plain=plain) for _ in range(count)]
    rows = torch.from_numpy(np.stack([one for one, _ in made]))
    return rows, torch.from_numpy(np.stack([labels for _, labels in made]))


def heard(
    piece: Piece, music: Floats, rng: np.random.Generator, *, plain: bool = False
) -> tuple[Floats, Ids]:
    """Return a piece as another person in another room may sound, and its classes by frame.

    Pitch comes from playing it slower or faster, pace from how far windows are apart, and size of
    the mouth from where the bands lie.
    """
    pitch, pace, mouth = (1.0, 1.0, 1.0) if plain else _person(rng)
    hop = HOP_LENGTH * pace / pitch
    length = round(hop * FRAMES + WINDOW)
    at = np.arange(length) * pitch
    sound = np.interp(at, np.arange(len(piece.sound)), piece.sound, right=0.0).astype(np.float32)
    if not plain:
        sound = _in_a_room(sound, music, rng)
    middle = (np.arange(FRAMES) + 0.5) * hop + WINDOW / 2 - HOP_LENGTH / 2
    first = np.rint(middle - WINDOW / 2).astype(np.int64).clip(0, length - WINDOW)
    stretch = float(np.round(mouth / pitch * 20) / 20)
    rows = bands(sound[first[:, None] + np.arange(WINDOW)], mel_matrix(1 / stretch))
    label = piece.label[np.searchsorted(piece.begin, middle * pitch, side="right") - 1]
    return levelled(rows if plain else _through(rows, rng)), label


def _person(rng: np.random.Generator) -> tuple[float, float, float]:
    """Return factors of pitch, pace and of the resonances of the mouth."""
    pitch = float(np.exp(rng.uniform(np.log(0.5), np.log(1.3)))) if rng.random() < 0.7 else 1.0
    mouth = float(rng.uniform(0.82, 1.2)) if rng.random() < 0.8 else pitch
    return pitch, float(rng.uniform(0.75, 1.3)), max(mouth, 0.7)


def _in_a_room(sound: Floats, music: Floats, rng: np.random.Generator) -> Floats:
    """Return a sound with an echo, and with noise or music under it."""
    if rng.random() < 0.3:
        length = int(rng.uniform(0.08, 0.5) * SAMPLE_RATE_HZ)
        tail = rng.standard_normal(length) * np.exp(-6.9 * np.arange(length) / length)
        tail *= rng.uniform(0.1, 0.7) / np.sqrt((tail**2).sum())
        tail[0] = 1.0
        size = 1 << (len(sound) + length).bit_length()
        spectrum = np.fft.rfft(sound, size) * np.fft.rfft(tail, size)
        sound = np.fft.irfft(spectrum, size)[: len(sound)].astype(np.float32)
    power = float((sound**2).mean())
    power = power if power > _FAINT else _USUAL
    if rng.random() < 0.75:
        kind = str(rng.choice(_NOISES))
        noise = _noise(kind, len(sound), music, rng)
        share = 10 ** (-rng.uniform(0, 30) / 10)
        sound = sound + noise * np.float32(np.sqrt(power * share / ((noise**2).mean() + 1e-9)))
    floor = np.sqrt(power * 10 ** (-rng.uniform(35, 75) / 10))
    return sound + np.float32(floor) * rng.standard_normal(len(sound), np.float32)


def _noise(kind: str, length: int, music: Floats, rng: np.random.Generator) -> Floats:
    if kind == "music":
        first = int(rng.integers(len(music) - length))
        return music[first : first + length]
    noise = rng.standard_normal(length, np.float32)
    if kind == "white":
        return noise
    if kind == "hum":
        t = np.arange(length) / SAMPLE_RATE_HZ
        hz = rng.uniform(45, 400)
        waves = [np.sin(2 * np.pi * hz * k * t + rng.uniform(0, 6)) / k for k in range(1, 8)]
        hum: Floats = (np.sum(waves, 0) + 0.05 * noise).astype(np.float32)
        return hum
    size = 1 << length.bit_length()
    shape = 1 / np.sqrt(1 + np.arange(size // 2 + 1) * SAMPLE_RATE_HZ / size / 60)
    pink: Floats = np.fft.irfft(np.fft.rfft(noise, size) * shape, size).astype(np.float32)
    return pink[:length]


def _through(rows: Floats, rng: np.random.Generator) -> Floats:
    """Return rows as another microphone or a telephone hears them."""
    places = np.linspace(0, BANDS - 1, 5)
    colour = np.interp(np.arange(BANDS), places, rng.normal(0, 0.7, 5))
    if rng.random() < 0.2:
        colour[int(rng.integers(26, 36)) :] -= rng.uniform(3, 9)
    if rng.random() < 0.15:
        colour[: int(rng.integers(2, 7))] -= rng.uniform(2, 6)
    return np.maximum(rows + colour, np.log(1e-7)).astype(np.float32)


def drawn_from(sources: Mapping[str, Sequence[Piece]], shares: Mapping[str, float]) -> Draw:
    """Return what draws sources by their shares, sounds joined with rests until they suffice.

    A source of the name "" in ``shares`` is silence, in which noise or music is heard alone.
    """
    names = list(shares)
    weights = np.array([shares[name] for name in names])
    needed = round(1.4 * FRAMES * HOP_LENGTH)

    def draw(rng: np.random.Generator) -> Piece:
        name = names[int(rng.choice(len(names), p=weights / weights.sum()))]
        parts: list[Piece] = [_rest(int(rng.integers(1, 8000)) if name else needed, rng)]
        while sum(len(p.sound) for p in parts) < needed:
            one = sources[name][int(rng.integers(len(sources[name])))]
            parts += [_cut(one, needed, rng), _rest(int(rng.exponential(2500)) + 1, rng)]
        return joined(parts)

    return draw


def _rest(length: int, rng: np.random.Generator) -> Piece:
    quiet = 1e-5 * rng.standard_normal(length, np.float32)
    return Piece(quiet, np.zeros(1, np.int64), np.full(1, QUIET))


def _cut(one: Piece, most: int, rng: np.random.Generator) -> Piece:
    """Return a stretch of a sound that is too long, from any place in it."""
    first = int(rng.integers(0, max(1, len(one.sound) - most + 1)))
    begin = np.maximum(one.begin - first, 0)
    keep = np.append(begin[1:] > 0, True) & (one.begin - first < most)
    return Piece(one.sound[first : first + most], begin[keep], one.label[keep])


def joined(parts: Sequence[Piece]) -> Piece:
    """Return pieces one after the other."""
    starts = np.cumsum([0, *(len(p.sound) for p in parts)])
    return Piece(
        np.concatenate([p.sound for p in parts]),
        np.concatenate([p.begin + s for p, s in zip(parts, starts, strict=False)]),
        np.concatenate([p.label for p in parts]),
    )
