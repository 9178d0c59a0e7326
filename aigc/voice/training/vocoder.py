"""The vocoder as a network that corrects the filters of a pulse train and of noise."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import torch
from torch import Tensor, nn
from torch.nn import functional

from aigc.training import Block
from aigc.voice import filters
from aigc.voice.frames import BANDS, FFT, HOP_LENGTH, NOISE_BANDS, SAMPLE_RATE_HZ

WIDTH, HIDDEN, LAYERS = 192, 576, 6
LEFT_OUT_HZ = 500
"""The highest harmonic stays so far below half the sample rate."""


@dataclass(frozen=True, slots=True)
class Rows:
    """Frames of several voices side by side: ``(batch, frames, ...)`` as in `Frames`."""

    envelope: Tensor
    aperiodicity: Tensor
    voiced: Tensor
    f0_hz: Tensor


class VocoderNetwork(nn.Module):  # type: ignore[misc]
    """Frames to a harmonic and a noise filter for each; the pitch is not among its inputs."""

    def __init__(self) -> None:
        super().__init__()
        self.enter = nn.Conv1d(BANDS + NOISE_BANDS + 1, WIDTH, 7, padding=3)
        self.blocks = nn.ModuleList([Block(WIDTH, HIDDEN) for _ in range(LAYERS)])
        self.norm = nn.LayerNorm(WIDTH)
        self.leave = nn.Linear(WIDTH, 2 * BANDS + filters.ALL_PASSES)
        nn.init.zeros_(self.leave.weight)
        nn.init.zeros_(self.leave.bias)
        for name in ("spectrum", "phase", "noise", "all_pass"):
            matrix = torch.from_numpy(getattr(filters, f"{name}_matrix")())
            self.register_buffer(f"{name}_matrix", matrix, persistent=False)

    def filters(self, rows: Rows) -> tuple[Tensor, Tensor]:
        """Return the complex filters of the pulses and of the noise, ``(batch, frames, 513)``."""
        voiced = rows.voiced[..., None]
        x = torch.cat([(rows.envelope + 5) / 2.5, rows.aperiodicity / 20, voiced], 2)
        x = self.enter(x.transpose(1, 2)).transpose(1, 2)
        for block in self.blocks:
            x = block(x)
        change, noise_change, turn = self.leave(self.norm(x)).split(
            (BANDS, BANDS, filters.ALL_PASSES), 2
        )
        noise, harmonic = self._shares(rows)
        louder = rows.envelope + harmonic + 3 * torch.tanh(change / 3)
        hiss = rows.envelope + noise + 3 * torch.tanh(noise_change / 3)
        near = functional.max_pool1d(rows.voiced[:, None], 5, 1, 2)[:, 0, :, None]
        twist = (0.5 * torch.tanh(turn)) @ self.all_pass_matrix
        return (
            near * self._filter(louder, twist),
            _above(rows) * self._filter(hiss, torch.zeros_like(twist)),
        )

    def _shares(self, rows: Rows) -> tuple[Tensor, Tensor]:
        """Return the logarithms of the noise's and of the harmonics' share in each band."""
        ends = torch.zeros_like(rows.aperiodicity[..., :1])
        known = torch.cat([ends - 60, rows.aperiodicity, ends], 2)
        spread = known @ self.noise_matrix.T * (rows.voiced[..., None] > 0)
        spread = spread.clamp(-60, -0.01)
        rest = 1 - (10 ** (spread / 10)).clamp(max=0.9999)
        return spread * (math.log(10) / 20), 0.5 * torch.log(rest)

    def _filter(self, bands: Tensor, twist: Tensor) -> Tensor:
        loud = (bands @ self.spectrum_matrix.T).clamp(max=6).exp()
        return torch.polar(loud, bands @ self.phase_matrix.T + twist)

    def forward(self, rows: Rows) -> Tensor:
        """Return the sound of frames, shape ``(batch, frames * HOP_LENGTH)``."""
        return sounded(*self.filters(rows), rows.f0_hz)


def _above(rows: Rows) -> Tensor:
    """Return how much noise each bin of a frame lets through."""
    f0_hz, rough_db = (x.reshape(-1).numpy() for x in (rows.f0_hz, rows.aperiodicity[..., 0]))
    share = filters.noise_share(f0_hz, rough_db).astype(np.float32)
    open_ = torch.from_numpy(share).reshape(*rows.f0_hz.shape, -1)
    return torch.where(rows.voiced[..., None] > 0, open_, torch.ones_like(open_))


def sounded(harmonic: Tensor, noise: Tensor, f0_hz: Tensor) -> Tensor:
    """Return pulses through one filter a frame and noise through the other."""
    source = pulses(f0_hz)
    hiss = torch.randn_like(source)
    return joined(sliced(source) * harmonic + sliced(hiss) * noise)


def pulses(f0_hz: Tensor) -> Tensor:
    """Return a band-limited pulse train from a random phase, one harmonic like another.

    The sum of cosines is in closed form; the last harmonic fades as it comes near the limit.
    """
    logs = torch.cat([f0_hz, f0_hz[:, -1:]], 1).log()
    share = torch.arange(HOP_LENGTH) / HOP_LENGTH
    f0 = (logs[:, :-1, None] * (1 - share) + logs[:, 1:, None] * share).flatten(1).exp()
    turns = torch.cumsum(f0.double() / SAMPLE_RATE_HZ, 1) + torch.rand(len(f0), 1).double()
    angle = (2 * math.pi * (turns - turns.floor())).float()
    room = (SAMPLE_RATE_HZ / 2 - LEFT_OUT_HZ) / f0
    last = room.floor()
    half = torch.sin(angle / 2)
    apart = half.abs() > 1e-4
    whole = torch.sin((last - 0.5) * angle) / (2 * torch.where(apart, half, torch.ones_like(half)))
    whole = torch.where(apart, whole, last - 0.5) - 0.5
    whole = whole + (room - last) * torch.cos(last * angle)
    return 2 * torch.sqrt(f0 / SAMPLE_RATE_HZ) * whole


def sliced(sound: Tensor) -> Tensor:
    """Return the spectra of overlapping slices, ``(batch, frames, 513)``."""
    half = filters.WINDOW // 2
    slices = functional.pad(sound, (half, half)).unfold(1, filters.WINDOW, HOP_LENGTH)[:, :-1]
    slices = slices * torch.hann_window(filters.WINDOW) * 0.5
    after = FFT - filters.WINDOW - filters.ROOM
    return torch.fft.rfft(functional.pad(slices, (filters.ROOM, after)), FFT)


def joined(spectra: Tensor) -> Tensor:
    """Return the sound whose slices have these spectra."""
    slices, count = torch.fft.irfft(spectra, FFT), spectra.shape[1]
    size = (1, (count - 1) * HOP_LENGTH + FFT)
    whole = functional.fold(slices.transpose(1, 2), size, (1, FFT), stride=(1, HOP_LENGTH))
    begin = filters.ROOM + filters.WINDOW // 2
    return whole[:, 0, 0, begin : begin + count * HOP_LENGTH]


SCALES = (2048, 1024, 512, 256, 128)


def spectra(sound: Tensor, scales: tuple[int, ...] = SCALES) -> list[Tensor]:
    """Return the magnitudes of a sound at several scales."""
    return [
        torch.stft(
            sound, size, size // 4, window=torch.hann_window(size), center=False,
            return_complex=True,
        ).abs() / math.sqrt(size * 0.375)
        for size in scales
    ]  # fmt: skip


def distance(some: list[Tensor], others: list[Tensor]) -> Tensor:
    """Return how far magnitudes lie apart, as they are and as logarithms."""
    parts = [
        4 * (a - b).abs().mean() + ((a + 3e-4).log() - (b + 3e-4).log()).abs().mean()
        for a, b in zip(some, others, strict=True)
    ]
    return torch.stack(parts).mean()


def energy_distance(
    network: VocoderNetwork, rows: Rows, sound: Tensor, scales: tuple[int, ...]
) -> Tensor:
    """Return the loss of two tries under different noise, less what parts them from each other.

    A plain distance is least for a voice without noise, a buzz; this one for the right noise.

    Source: A. Gritsenko et al., A spectral energy distance for parallel speech synthesis, 2020.
    """
    made = network.filters(rows)
    tries = [spectra(sounded(*made, rows.f0_hz), scales) for _ in range(2)]
    wanted = spectra(sound, scales)
    return distance(wanted, tries[0]) + distance(wanted, tries[1]) - distance(tries[0], tries[1])


def state(network: VocoderNetwork) -> dict[str, np.ndarray]:
    """Return the arrays that the light vocoder reads."""
    return {name: value.detach().numpy() for name, value in network.state_dict().items()}
