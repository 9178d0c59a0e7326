"""What is heard of a sound: log-mel bands, a hundred rows a second."""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import resample, to_mono
from aigc.errors import InputError
from aigc.types.audio import Audio

Floats = NDArray[np.float32]

SAMPLE_RATE_HZ: Final = 16_000
HOP_LENGTH: Final = 160
FRAMES_A_SECOND: Final = SAMPLE_RATE_HZ // HOP_LENGTH
WINDOW: Final = 400
FFT: Final = 512
BANDS: Final = 40
LOWEST_HZ, HIGHEST_HZ = 60.0, 7_600.0
LEAST_POWER: Final = 1e-7
"""Added to the power of every band; -80 dB beside a band of full scale."""
_AT_ONCE: Final = 4096


PEAK: Final = 0.9
FAINTEST_PEAK: Final = 1e-3
"""A recording that never goes beyond this is silent: -60 dB of full scale."""


def sound_of(audio: Audio) -> Floats:
    """Return a recording as the network hears it: mono at 16 kHz, shape ``(samples,)``."""
    sound: Floats = resample(to_mono(audio), SAMPLE_RATE_HZ).samples[0]
    return sound


def raised(sound: Floats) -> Floats:
    """Return a sound at the peak at which the network has learned.

    Raises
    ------
    InputError
        When it is silent.
    """
    peak = float(np.abs(sound).max(initial=0))
    if not peak > FAINTEST_PEAK:
        raise InputError(
            "The recording is silent, so nobody can be heard in it. Give one with a voice."
        )
    louder: Floats = sound * np.float32(PEAK / peak)
    return louder


def log_mel(sound: Floats) -> Floats:
    """Return natural logs of mel bands, shape ``(frames, 40)``.

    Row ``i`` is heard about the middle of the time from ``i`` to ``i + 1`` hundredths of a second;
    the last may reach beyond the sound, into silence.
    """
    count = -(-len(sound) // HOP_LENGTH)
    rows = np.empty((count, BANDS), np.float32)
    for first, some in _windows(sound, count):
        rows[first : first + len(some)] = bands(some)
    return rows


def bands(windows: Floats, matrix: Floats | None = None) -> Floats:
    """Return the log-mel bands of windows of sound, shape ``(windows, 400)``."""
    spectrum = np.fft.rfft(windows * _hann(), FFT)
    power = (spectrum.real**2 + spectrum.imag**2).astype(np.float32)
    banded: Floats = power @ (mel_matrix() if matrix is None else matrix)
    logs: Floats = np.log(banded / np.float32(WINDOW) + np.float32(LEAST_POWER))
    return logs


@lru_cache(maxsize=64)
def mel_matrix(stretch: float = 1.0) -> Floats:
    """Return how much of each bin of a spectrum goes into each band, shape ``(257, 40)``.

    ``stretch`` moves every band to so many times its frequency.

    Source: S. Davis and P. Mermelstein, Comparison of parametric representations, 1980.
    """
    low, high = (2595 * np.log10(1 + hz / 700) for hz in (LOWEST_HZ, HIGHEST_HZ))
    edges = 700 * (10 ** (np.linspace(low, high, BANDS + 2) / 2595) - 1) * stretch
    hz = np.arange(FFT // 2 + 1) * SAMPLE_RATE_HZ / FFT
    rise = (hz[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - hz[:, None]) / (edges[2:] - edges[1:-1])
    share = np.maximum(0, np.minimum(rise, fall))
    matrix: Floats = (share / np.maximum(share.sum(0), 1e-3)).astype(np.float32)
    return matrix


def levels(rows: Floats) -> Floats:
    """Return how loud each row is: the mean power of its bands, in natural logs."""
    loud: Floats = np.log(np.exp(rows).mean(1))
    return loud


def levelled(rows: Floats) -> Floats:
    """Return rows on one scale, however loud the recording is: its loud rows are about 0."""
    loud = np.percentile(rows.mean(1), 95)
    level: Floats = ((rows - loud) / 4).astype(np.float32)
    return level


def _windows(sound: Floats, count: int) -> Iterator[tuple[int, Floats]]:
    """Yield windows about the middle of each frame, some thousand at a time."""
    margin = (WINDOW - HOP_LENGTH) // 2
    for first in range(0, count, _AT_ONCE):
        last = min(first + _AT_ONCE, count)
        begin, end = first * HOP_LENGTH - margin, last * HOP_LENGTH + margin
        piece = sound[max(begin, 0) : end]
        piece = np.pad(piece, (max(-begin, 0), end - max(begin, 0) - len(piece)))
        yield first, np.lib.stride_tricks.sliding_window_view(piece, WINDOW)[::HOP_LENGTH]


@lru_cache(maxsize=1)
def _hann() -> Floats:
    window: Floats = np.hanning(WINDOW + 1)[:-1].astype(np.float32)
    return window
