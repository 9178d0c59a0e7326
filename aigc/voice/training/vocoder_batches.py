"""Batches of frames and sound for the vocoder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np
import torch
from torch import Tensor

from aigc.voice.training.pack import Pack
from aigc.voice.training.vocoder import Rows

FRAMES, BATCH = 100, 8
LOUDER_DB = 6


def places(packs: Mapping[str, Pack], *, held_out: bool) -> dict[str, list[int]]:
    """Return the recordings of each speaker that are long enough for a batch."""
    return {
        name: [
            i
            for i, one in enumerate(pack.recordings)
            if one.held_out == held_out and pack.starts[i + 1] - pack.starts[i] > FRAMES + 2
        ]
        for name, pack in packs.items()
    }


def batch(
    packs: Mapping[str, Pack],
    some: Mapping[str, Sequence[int]],
    rng: np.random.Generator,
    count: int = BATCH,
) -> tuple[Rows, Tensor]:
    """Return stretches of half a second, each speaker as often as the others, at any loudness."""
    speakers = [name for name in some if some[name]]
    drawn = []
    for _ in range(count):
        name = speakers[rng.integers(len(speakers))]
        index = some[name][int(rng.integers(len(some[name])))]
        size = packs[name].starts[index + 1] - packs[name].starts[index]
        begin = int(rng.integers(size - FRAMES))
        gain = rng.uniform(-LOUDER_DB, LOUDER_DB) * np.log(10) / 20
        frames = packs[name].frames(index, begin, begin + FRAMES)
        sound = packs[name].samples(index, begin, begin + FRAMES)
        drawn.append((frames, gain, sound * np.exp(gain)))
    rows = Rows(
        envelope=_stack([f.envelope + g for f, g, _ in drawn]),
        aperiodicity=_stack([f.aperiodicity for f, _, _ in drawn]),
        voiced=_stack([f.voiced for f, _, _ in drawn]),
        f0_hz=_stack([f.f0_hz for f, _, _ in drawn]),
    )
    sound = _stack([s for _, _, s in drawn])
    return rows, sound


def _stack(some: Sequence[np.ndarray]) -> Tensor:
    return torch.from_numpy(np.stack(some).astype(np.float32))
