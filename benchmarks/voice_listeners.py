"""Listeners for the benchmark of the voices: they name syllables of Mandarin and phones of English.

They hear log-mel spectra alone, of which all but the level is theirs to use, and were trained by
`benchmarks.voice_listeners_training` on recordings; frozen, they lie in ``benchmarks/data``.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt

sys.path.insert(0, str(Path(__file__).parent.parent))

from aigc.voice.frames import FFT, SAMPLE_RATE_HZ
from aigc.weights import read, write
from benchmarks.voice_material import Sound

BANDS, STEP, WINDOW = 48, 240, 600
"""Bands; samples between spectra, 10 ms, and under each."""
HIGHEST_BAND_HZ = 8000
MARGIN = {"zh": 4, "en": 24}
"""Frames, 5 ms each, that are heard around a syllable and around a phone."""
LONGEST = 260
Rows = npt.NDArray[np.float16]


@dataclass(frozen=True, slots=True, eq=False)
class Clip:
    """Log-mel rows, 10 ms each; ``begin`` to ``end`` is what is to be named."""

    rows: Rows
    begin: int
    end: int
    label: str
    group: str


@cache
def mel_matrix() -> npt.NDArray[np.float32]:
    """Return triangles of area 1 that overlap by half, even on the mel scale, ``(513, 48)``."""
    top = 2595 * np.log10(1 + HIGHEST_BAND_HZ / 700)
    edges = 700 * (10 ** (np.linspace(78, top, BANDS + 2) / 2595) - 1)
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    hz = (np.arange(FFT // 2 + 1) * SAMPLE_RATE_HZ / FFT)[:, None]
    slopes = np.maximum(0, np.minimum((hz - low) / (centre - low), (high - hz) / (high - centre)))
    made: npt.NDArray[np.float32] = (slopes / slopes.sum(0)).astype(np.float32)
    return made


def spectra(sound: Sound) -> Rows:
    """Return log-mel spectra of a sound at 24 kHz, shape ``(rows, 48)``, a row every 10 ms."""
    padded = np.pad(sound.astype(np.float32), (WINDOW // 2, WINDOW // 2 + STEP))
    slices = np.lib.stride_tricks.sliding_window_view(padded, WINDOW)[::STEP]
    window = np.hanning(WINDOW).astype(np.float32)
    power = np.abs(np.fft.rfft(slices * window, FFT, axis=1)) ** 2 / (window**2).sum()
    return np.log(power.astype(np.float32) @ mel_matrix() + 1e-7).astype(np.float16)


def clip(rows: Rows, begin: int, end: int, margin: int, label: str, group: str) -> Clip:
    """Return a stretch of rows around frames of 5 ms; what is too long is cut at its end."""
    first = max(0, (begin - margin) // 2)
    a = begin // 2 - first
    b = max(a + 1, -(-end // 2) - first)
    some = rows[first : min(len(rows), (end + margin) // 2 + 1)][:LONGEST]
    return Clip(some, min(a, len(some) - 1), min(b, len(some)), label, group)


def network(classes: int) -> Any:
    """Return an untrained listener."""
    import torch
    from torch import nn

    class Listener(nn.Module):  # type: ignore[misc]
        """Convolutions over 70 ms, a recurrent layer both ways, then the named stretch alone."""

        def __init__(self) -> None:
            super().__init__()
            self.near = nn.Sequential(
                nn.Conv1d(BANDS + 1, 96, 3, padding=1), nn.BatchNorm1d(96), nn.GELU(),
                nn.Conv1d(96, 96, 3, padding=1), nn.BatchNorm1d(96), nn.GELU(),
                nn.Conv1d(96, 128, 5, padding=2, stride=2), nn.BatchNorm1d(128), nn.GELU(),
            )  # fmt: skip
            self.far = nn.GRU(128, 96, batch_first=True, bidirectional=True)
            self.drop = nn.Dropout(0.3)
            self.leave = nn.Linear(384, classes)

        def forward(self, rows: Any, inside: Any) -> Any:
            near = self.near(torch.cat([rows, inside[..., None]], 2).transpose(1, 2))
            far, _ = self.far(near.transpose(1, 2))
            mask = torch.maximum(inside[:, ::2], nn.functional.pad(inside, (0, 1))[:, 1::2])
            mask = mask[:, : far.shape[1], None]
            mean = (far * mask).sum(1) / mask.sum(1).clamp(min=1)
            most = far.masked_fill(mask == 0, -2).amax(1)
            return self.leave(self.drop(torch.cat([mean, most], 1)))

    return Listener()


def stacked(
    some: Sequence[Clip], rng: np.random.Generator | None = None, pace: tuple[float, float] = (0, 0)
) -> tuple[Any, Any]:
    """Return rows at one level each, and where to listen.

    With ``rng`` each is tilted and moved a bit, and made slower or faster by powers of two drawn
    from ``pace``: words that are recorded one by one are twice as slow as speech.
    """
    import torch

    if rng is not None:
        some = [paced(c, 2 ** rng.uniform(*pace)) for c in some]
    longest = max(2, max(len(c.rows) for c in some))
    rows = np.zeros((len(some), longest, BANDS), np.float32)
    inside = np.zeros((len(some), longest), np.float32)
    for n, c in enumerate(some):
        x = np.maximum(c.rows.astype(np.float32), c.rows.max() - 11)
        x = (x - x[c.begin : c.end].mean()) / 2.5
        if rng is not None:
            x = _changed(x, rng)
        rows[n, : len(x)], inside[n, c.begin : c.end] = x, 1
    return torch.from_numpy(rows), torch.from_numpy(inside)


def paced(some: Clip, longer: float) -> Clip:
    """Return a clip that takes so many times as long, its rows between those that there are."""
    size = max(4, round(len(some.rows) * longer))
    at = np.linspace(0, len(some.rows) - 1, size)
    low = np.minimum(at.astype(int), len(some.rows) - 2)
    share = (at - low)[:, None].astype(np.float32)
    rows = some.rows[low] * (1 - share) + some.rows[low + 1] * share
    begin = min(round(some.begin * longer), size - 1)
    end = min(size, max(begin + 1, round(some.end * longer)))
    return Clip(rows.astype(np.float16), begin, end, some.label, some.group)


def _changed(x: npt.NDArray[np.float32], rng: np.random.Generator) -> npt.NDArray[np.float32]:
    tilt = rng.normal(0, 0.25) * np.linspace(-1, 1, BANDS) + rng.normal(0, 0.15)
    x = x + tilt.astype(np.float32) + rng.normal(0, 0.08, x.shape).astype(np.float32)
    moved = np.arange(BANDS) * rng.uniform(0.96, 1.04) + rng.uniform(-0.6, 0.6)
    low = np.clip(moved.astype(int), 0, BANDS - 2)
    share = np.clip(moved - low, 0, 1).astype(np.float32)
    made: npt.NDArray[np.float32] = x[:, low] * (1 - share) + x[:, low + 1] * share
    return made


@dataclass(frozen=True, slots=True, eq=False)
class Trained:
    """A frozen listener with the names that it knows and what it read of natural recordings."""

    network: Any
    classes: tuple[str, ...]
    accuracy: dict[str, float]

    def named(self, some: Sequence[Clip]) -> list[str]:
        """Return what it takes each clip for."""
        import torch

        order = sorted(range(len(some)), key=lambda i: len(some[i].rows))
        names = [""] * len(some)
        with torch.no_grad():
            for begin in range(0, len(order), 64):
                part = order[begin : begin + 64]
                scores = self.network(*stacked([some[i] for i in part]))
                for i, best in zip(part, scores.argmax(1).tolist(), strict=True):
                    names[i] = self.classes[best]
        return names

    def read(self, some: Sequence[Clip]) -> dict[str, tuple[float, int]]:
        """Return the share that it reads rightly in each group, and of how many."""
        right: dict[str, list[bool]] = {}
        for c, name in zip(some, self.named(some), strict=True):
            right.setdefault(c.group, []).append(name == c.label)
        return {g: (float(np.mean(r)), len(r)) for g, r in sorted(right.items())}


def load(path: Path) -> Trained:
    """Return the listener in a file."""
    import torch

    arrays, about = read(path)
    classes = tuple(json.loads(about["classes"]))
    made = network(len(classes))
    whole = {n: torch.from_numpy(a.astype(np.float32)) for n, a in arrays.items()}
    made.load_state_dict(whole, strict=False)
    return Trained(made.eval(), classes, json.loads(about["accuracy"]))


def save(path: Path, trained: Trained) -> None:
    """Write a listener, half precision."""
    state = trained.network.state_dict()
    arrays = {n: v.numpy().astype(np.float16) for n, v in state.items() if v.dim()}
    about = {"classes": json.dumps(trained.classes, ensure_ascii=False)}
    write(path, arrays, about | {"accuracy": json.dumps(trained.accuracy)})
