"""The lines of the Mandarin tones, learned from recorded words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn

from aigc.voice.prosody.tones import END, TARGETS, Targets, target_index
from aigc.voice.timing import STRIDE, TONES
from aigc.voice.training.prosody_batches import Example

STEPS, RATE = 600, 0.03
_STEP_S = 0.005 * STRIDE
LIKELY_STRENGTH = 35.0
"""Lines pull about so strongly where the words say little of it, 1/s."""
_PRIOR_SLOPE, _PRIOR_STRENGTH, _PRIOR_START = 1e-3, 0.15, 3e-3


@dataclass(frozen=True, slots=True)
class _Words:
    """Words side by side: targets and lengths of syllables, and the syllable of each step."""

    target: Tensor
    first: Tensor
    seconds: Tensor
    owner: Tensor
    time: Tensor
    pitch: Tensor
    weight: Tensor


class ToneNetwork(nn.Module):  # type: ignore[misc]
    """The lines as parameters, followed as `aigc.voice.prosody.tones` does."""

    def __init__(self) -> None:
        super().__init__()
        self.height, self.slope = (
            nn.Parameter(torch.zeros(TARGETS)),
            nn.Parameter(torch.zeros(TARGETS)),
        )
        self.log_strength = nn.Parameter(torch.full((TARGETS,), math.log(LIKELY_STRENGTH)))
        self.start = nn.Parameter(torch.zeros(5))

    def forward(self, words: _Words) -> Tensor:
        """Return the pitch at every step, shape ``(words, steps)``."""
        state = (
            self.start[words.first],
            torch.zeros(len(words.first)),
            torch.zeros(len(words.first)),
        )
        pitch = torch.zeros_like(words.time)
        for i in range(words.target.shape[1]):
            which = words.target[:, i]
            rate, slope = self.log_strength[which].exp(), self.slope[which] * 10
            base = self.height[which] - slope * words.seconds[:, i] / 2
            first = state[0] - base
            second = state[1] + first * rate - slope
            third = (state[2] + 2 * second * rate - first * rate.square()) / 2
            terms = base, slope, rate, first, second, third
            made = _followed(tuple(t[:, None] for t in terms), words.time)[0]
            pitch = torch.where(words.owner == i, made, pitch)
            state = tuple(
                s[:, 0]
                for s in _followed(tuple(t[:, None] for t in terms), words.seconds[:, i : i + 1])
            )
        return pitch

    def targets(self) -> Targets:
        """Return the lines as the runtime reads them."""
        height, slope, rate = (
            p.detach().double().numpy() for p in (self.height, self.slope, self.log_strength)
        )
        return Targets(height=height, slope=slope * 10, strength=np.exp(rate))


def _followed(terms: tuple[Tensor, ...], t: Tensor) -> tuple[Tensor, Tensor, Tensor]:
    base, slope, rate, first, second, third = terms
    fading = torch.exp(-rate * t)
    whole = first + second * t + third * t.square()
    speed, bend = second + 2 * third * t, 2 * third
    return (
        base + slope * t + whole * fading,
        slope + (speed - rate * whole) * fading,
        (bend - 2 * rate * speed + rate.square() * whole) * fading,
    )


def learned(some: Sequence[Example], seed: int = 1) -> tuple[ToneNetwork, float]:
    """Return the lines that fit recorded words best, and the mean error in semitones."""
    torch.manual_seed(seed)
    words = _side_by_side(some)
    network = ToneNetwork()
    optimiser = torch.optim.Adam(network.parameters(), RATE)
    loss = torch.zeros(())
    for step in range(STEPS):
        optimiser.param_groups[0]["lr"] = RATE * min(1.0, 2 * (1 - step / STEPS))
        apart = (network(words) - words.pitch).abs()
        loss = (apart * words.weight).sum() / words.weight.sum()
        optimiser.zero_grad()
        (loss + _unlikely(network)).backward()
        optimiser.step()
    return network, float(loss.item())


def _unlikely(network: ToneNetwork) -> Tensor:
    """Return what keeps a start or a weak pull from standing in for a tone's own line."""
    strength = (network.log_strength - math.log(LIKELY_STRENGTH)).square().mean()
    return (
        _PRIOR_SLOPE * network.slope.square().mean()
        + _PRIOR_STRENGTH * strength
        + _PRIOR_START * network.start.square().mean()
    )


def error(network: ToneNetwork, some: Sequence[Example]) -> float:
    """Return the mean error in semitones on words."""
    words = _side_by_side(some)
    with torch.no_grad():
        apart = (network(words) - words.pitch).abs() * words.weight
    return float((apart.sum() / words.weight.sum()).item())


def _side_by_side(some: Sequence[Example]) -> _Words:
    rows = [_word(e) for e in some]
    syllables, steps = max(len(r[0]) for r in rows), max(len(r[2]) for r in rows)
    shape = len(rows), steps
    target, seconds = np.zeros((len(rows), syllables), np.int64), np.zeros((len(rows), syllables))
    owner, time = np.full(shape, -1), np.zeros(shape)
    pitch, weight = np.zeros(shape), np.zeros(shape)
    for i, (targets, lengths, own, at, semitones, mass) in enumerate(rows):
        target[i, : len(targets)], seconds[i, : len(targets)] = targets, lengths
        owner[i, : len(own)], time[i, : len(own)] = own, at
        pitch[i, : len(own)], weight[i, : len(own)] = semitones, mass
    first = [(t[0][0] // END if t[0][0] < 4 * END else 4) for t in rows]
    return _Words(
        target=torch.from_numpy(target), first=torch.tensor(first),
        seconds=torch.from_numpy(seconds).float(), owner=torch.from_numpy(owner),
        time=torch.from_numpy(time).float(), pitch=torch.from_numpy(pitch).float(),
        weight=torch.from_numpy(weight).float(),
    )  # fmt: skip


def _word(
    e: Example,
) -> tuple[list[int], list[float], np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    own = e.line.syllable
    count = int(own.max()) + 1
    ends = np.array([e.phones.ends[own == i].max() for i in range(count)]) * 0.005
    begins = np.concatenate(([0.0], ends[:-1]))
    tones = [int(e.line.accent[own == i][0]) - TONES + 1 for i in range(count)]
    around = [END, *tones, END]
    targets = [target_index(*around[i : i + 3]) for i in range(count)]
    at = (np.arange(len(e.melody)) + 0.5) * _STEP_S
    which = np.minimum(np.searchsorted(ends, at, side="right"), count - 1)
    weight = (e.weight[:, 0] > 0.9).astype(float)
    return targets, list(ends - begins), which, at - begins[which], e.melody[:, 0], weight
