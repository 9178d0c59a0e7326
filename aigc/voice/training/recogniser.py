"""A network that tells the states of the aligner apart, which finds edges better than Gaussians."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from aigc.progress import Progress, silent, track
from aigc.training import Block
from aigc.voice.frames import Floats
from aigc.voice.timing import Ids

WIDTH, HIDDEN, LAYERS, KERNEL = 128, 256, 4, 7
STEPS, RATE, BATCH, FRAMES = 1500, 2e-3, 16, 320
SMOOTHED = 0.1
PRIOR_SHARE = 0.7
_MASKED = 0.1


class StateNetwork(nn.Module):  # type: ignore[misc]
    """Rows of what is heard to the chance of each state of the aligner."""

    def __init__(self, columns: int, states: int) -> None:
        super().__init__()
        self.enter = nn.Conv1d(columns, WIDTH, 5, padding=2)
        self.blocks = nn.ModuleList([Block(WIDTH, HIDDEN, KERNEL) for _ in range(LAYERS)])
        self.dropout, self.norm = nn.Dropout(_MASKED), nn.LayerNorm(WIDTH)
        self.leave = nn.Linear(WIDTH, states)

    def forward(self, rows: Tensor) -> Tensor:
        """Return log-probabilities, shape ``(batch, frames, states)``."""
        x = self.enter(rows.transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = self.dropout(block(x))
        return functional.log_softmax(self.leave(self.norm(x)), -1)


def trained(
    every: Sequence[Floats],
    states: Sequence[Ids],
    count: int,
    *,
    network: StateNetwork | None = None,
    seed: int = 1,
    progress: Progress = silent,
) -> StateNetwork:
    """Return a network that knows the state of each frame of the recordings, or goes on with one.

    Source: H. Bourlard and N. Morgan, Connectionist speech recognition, 1994.
    """
    torch.manual_seed(seed)
    rng = np.random.default_rng(seed)
    network = network or StateNetwork(every[0].shape[1], count)
    optimiser = torch.optim.AdamW(network.parameters(), RATE, weight_decay=1e-3)
    share = np.array([len(rows) for rows in every], float)
    share /= share.sum()
    network.train()
    for step in track(range(STEPS), progress, "learn the edges", STEPS):
        optimiser.param_groups[0]["lr"] = RATE * min(1.0, (step + 1) / 100, 2 * (1 - step / STEPS))
        chosen = rng.choice(len(every), BATCH, p=share)
        rows, target = _stretches([every[i] for i in chosen], [states[i] for i in chosen], rng)
        made = network(rows).transpose(1, 2)
        loss = functional.nll_loss(made, target, ignore_index=-1)
        loss = (1 - SMOOTHED) * loss - SMOOTHED * made.mean()
        optimiser.zero_grad(set_to_none=True)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), 1.0)
        optimiser.step()
    network.eval()
    return network


def _stretches(
    every: Sequence[Floats], states: Sequence[Ids], rng: np.random.Generator
) -> tuple[Tensor, Tensor]:
    rows = np.zeros((len(every), FRAMES, every[0].shape[1]), np.float32)
    target = np.full((len(every), FRAMES), -1)
    for i, (one, own) in enumerate(zip(every, states, strict=True)):
        begin = int(rng.integers(max(1, len(one) - FRAMES + 1)))
        size = min(FRAMES, len(one) - begin)
        rows[i, :size], target[i, :size] = one[begin : begin + size], own[begin : begin + size]
    return torch.from_numpy(rows), torch.from_numpy(target)


def priors(states: Sequence[Ids], count: int) -> Floats:
    """Return the logarithm of how often each state is met, shape ``(count,)``."""
    number = np.bincount(np.concatenate(states), minlength=count) + 10.0
    share: Floats = np.log(number / number.sum()).astype(np.float32)
    return share


def scores(network: StateNetwork, rows: Floats, prior: Floats) -> Floats:
    """Return how well each state fits each frame, shape ``(frames, states)``."""
    with torch.no_grad():
        made = network(torch.from_numpy(rows)[None])[0].numpy()
    fit: Floats = made - np.float32(PRIOR_SHARE) * prior
    return fit
