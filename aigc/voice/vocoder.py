"""Frames to sound without torch: filtered pulses and noise."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from aigc.layers import Arrays, Dense, Norm, Wide, blocks
from aigc.voice import filters
from aigc.voice.frames import (
    BANDS,
    FFT,
    HOP_LENGTH,
    SAMPLE_RATE_HZ,
    Floats,
    Frames,
    band_centres_hz,
)  # fmt: skip

LEFT_OUT_HZ = 500
"""The highest harmonic stays so far below half the sample rate."""
BLOCK = 400
"""Frames that are filtered at a time."""
UNDER = 1.9
"""Noise below the pitch stays so far under the fundamental, a natural logarithm: a narrow one that
came near it would be heard as a pitch of its own."""
_CLIPPED = 3
Spectra = npt.NDArray[np.complex64]


class Vocoder:
    """A trained vocoder; ``arrays`` are those of `VocoderNetwork`."""

    def __init__(self, arrays: Arrays) -> None:
        self._enter = Wide.of(arrays, "enter")
        self._blocks = blocks(arrays, "blocks")
        self._norm, self._leave = Norm.of(arrays, "norm"), Dense.of(arrays, "leave")

    def __call__(self, frames: Frames, rng: np.random.Generator) -> Floats:
        """Return the sound of frames at 24 kHz, shape ``(frames * HOP_LENGTH,)``."""
        voiced = frames.voiced[:, None]
        entering = (frames.envelope + 5) / 2.5, frames.aperiodicity / 20, voiced
        x = self._enter(np.concatenate(entering, 1, dtype=np.float32))
        for block in self._blocks:
            x = block(x)
        made = self._leave(self._norm(x))
        change, noise_change = np.split(_CLIPPED * np.tanh(made[:, : 2 * BANDS] / _CLIPPED), 2, 1)
        noise, harmonic = _shares(frames)
        bands = frames.envelope + harmonic + change, frames.envelope + noise + noise_change
        source = pulses(frames.f0_hz, rng.random())
        hiss = rng.standard_normal(len(source), np.float32)
        return self._filtered(
            frames,
            (_slices(source), _slices(hiss)),
            (bands[0], _under(*bands, frames)),
            np.float32(0.5) * np.tanh(made[:, 2 * BANDS :]),
        )

    def _filtered(
        self,
        frames: Frames,
        slices: tuple[Floats, Floats],
        bands: tuple[Floats, Floats],
        turn: Floats,
    ) -> Floats:
        fixed = _fixed()
        near, voiced = _near(frames.voiced)[:, None], frames.voiced[:, None] > 0
        sound = np.zeros((len(frames) + FFT // HOP_LENGTH + 1) * HOP_LENGTH, np.float32)
        for begin in range(0, len(frames), BLOCK):
            some = slice(begin, begin + BLOCK)
            pulse = _spectra(slices[0][some])
            pulse *= near[some] * fixed.filter(bands[0][some], turn[some])
            hiss = _spectra(slices[1][some])
            let = filters.noise_share(frames.f0_hz[some], frames.aperiodicity[some, 0])
            hiss *= np.where(voiced[some], let, np.float32(1)) * fixed.filter(bands[1][some])
            pulse += hiss
            made = np.fft.irfft(pulse, FFT, axis=1).astype(np.float32)
            _add(sound[begin * HOP_LENGTH :], made)
        first = filters.ROOM + filters.WINDOW // 2
        return sound[first : first + len(frames) * HOP_LENGTH]


@dataclass(frozen=True, slots=True, eq=False)
class _Fixed:
    """The fixed matrices."""

    spectrum: Floats
    phase: Floats
    all_pass: Floats

    def filter(self, bands: Floats, turn: Floats | None = None) -> Spectra:
        """Return the filter of log-amplitudes in bands, of minimum phase but for the all-passes."""
        loud = np.exp(np.minimum(bands @ self.spectrum, 6))
        angle = bands @ self.phase
        if turn is not None:
            angle += turn @ self.all_pass
        made = np.empty(loud.shape, np.complex64)
        np.multiply(loud, np.cos(angle), out=made.real)
        np.multiply(loud, np.sin(angle), out=made.imag)
        return made


@lru_cache(maxsize=1)
def _fixed() -> _Fixed:
    return _Fixed(
        spectrum=np.ascontiguousarray(filters.spectrum_matrix().T),
        phase=np.ascontiguousarray(filters.phase_matrix().T),
        all_pass=filters.all_pass_matrix(),
    )


def pulses(f0_hz: Floats, phase: float) -> Floats:
    """Return a band-limited pulse train, one harmonic like another, ``(frames * HOP_LENGTH,)``.

    ``phase`` is where in a period it begins, 0 to 1. The sum of cosines is in closed form; the
    last harmonic fades as it comes near the limit.
    """
    logs = np.log(np.append(f0_hz, f0_hz[-1]))
    share = np.arange(HOP_LENGTH) / HOP_LENGTH
    f0 = np.exp(logs[:-1, None] * (1 - share) + logs[1:, None] * share).ravel()
    turns = np.cumsum(f0 / SAMPLE_RATE_HZ) + phase
    angle = (2 * np.pi * (turns - np.floor(turns))).astype(np.float32)
    f0 = f0.astype(np.float32)
    room = (SAMPLE_RATE_HZ / 2 - LEFT_OUT_HZ) / f0
    last = np.floor(room)
    half = np.sin(angle / 2)
    apart = np.abs(half) > 1e-4
    whole = np.sin((last - np.float32(0.5)) * angle) / (2 * np.where(apart, half, 1))
    whole = np.where(apart, whole, last - np.float32(0.5)) - np.float32(0.5)
    whole += (room - last) * np.cos(last * angle)
    made: Floats = (2 * np.sqrt(f0 / SAMPLE_RATE_HZ) * whole).astype(np.float32)
    return made


def _shares(frames: Frames) -> tuple[Floats, Floats]:
    """Return the logarithms of the noise's and of the harmonics' share in each band."""
    ends = np.zeros((len(frames), 1), np.float32)
    known = np.concatenate((ends - 60, frames.aperiodicity, ends), 1)
    spread = known @ filters.noise_matrix().T * (frames.voiced[:, None] > 0)
    spread = np.clip(spread, -60, -0.01)
    rest = 1 - np.minimum(10 ** (spread / 10), 0.9999)
    return (spread * (np.log(10) / 20)).astype(np.float32), (0.5 * np.log(rest)).astype(np.float32)


def _under(harmonic: Floats, noise: Floats, frames: Frames) -> Floats:
    """Return the noise in bands, that below the pitch well under the fundamental."""
    centres, f0_hz = band_centres_hz(), frames.f0_hz
    nearest = np.searchsorted(centres, f0_hz).clip(max=BANDS - 1)
    most = harmonic[np.arange(len(f0_hz)), nearest] - np.float32(UNDER)
    below = (centres < f0_hz[:, None]) & (frames.voiced[:, None] > 0)
    quiet: Floats = np.where(below, np.minimum(noise, most[:, None]), noise)
    return quiet


def _near(voiced: Floats) -> Floats:
    """Return 1 for frames that are voiced or at most two away from one that is."""
    padded = np.pad(voiced, 2)
    near: Floats = np.max([padded[i : i + len(voiced)] for i in range(5)], 0)
    return near


def _slices(sound: Floats) -> Floats:
    """Return overlapping windowed slices, a row for each frame."""
    padded = np.pad(sound, filters.WINDOW // 2)
    rows = np.lib.stride_tricks.sliding_window_view(padded, filters.WINDOW)[::HOP_LENGTH][:-1]
    return rows


def _spectra(slices: Floats) -> Spectra:
    window = np.hanning(filters.WINDOW + 1)[:-1].astype(np.float32) * np.float32(0.5)
    room = np.zeros((len(slices), FFT), np.float32)
    np.multiply(slices, window, out=room[:, filters.ROOM : filters.ROOM + filters.WINDOW])
    spectra: Spectra = np.fft.rfft(room, axis=1).astype(np.complex64, copy=False)
    return spectra


def _add(sound: Floats, slices: Floats) -> None:
    """Add each slice where it belongs, `HOP_LENGTH` after the one before."""
    pieces = np.pad(slices, ((0, 0), (0, -FFT % HOP_LENGTH))).reshape(len(slices), -1, HOP_LENGTH)
    for i in range(pieces.shape[1]):
        begin = i * HOP_LENGTH
        sound[begin : begin + len(slices) * HOP_LENGTH] += pieces[:, i].ravel()
