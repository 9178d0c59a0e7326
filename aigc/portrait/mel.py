"""Sound as a mel spectrogram, laid out as a network was taught to hear it."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from aigc.audio import resample, to_mono
from aigc.portrait.layout import Mel
from aigc.types.audio import Audio

Floats = NDArray[np.float32]

_BLOCK = 2_048
_LINEAR_HZ, _STEP_HZ, _LOG_STEP = 1000.0, 200 / 3, np.log(6.4) / 27


def spectrogram(audio: Audio, mel: Mel) -> Floats:
    """Return the spectrogram of a sound, shape ``(bands, columns)``.

    Column ``i`` is heard around ``i * hop_length`` samples; before and behind the sound is silence.
    There are at least ``mel.columns``.
    """
    sound = resample(to_mono(audio), mel.sample_rate).samples[0].astype(np.float64)
    sound[1:] -= mel.preemphasis * sound[:-1]
    count = max(1 + len(sound) // mel.hop_length, mel.columns)
    room = mel.n_fft // 2
    behind = (count - 1) * mel.hop_length + mel.n_fft - room - len(sound)
    padded = np.pad(sound, (room, max(behind, 0)))
    windows = np.lib.stride_tricks.sliding_window_view(padded, mel.n_fft)[:: mel.hop_length]
    out = np.empty((mel.bands, count), np.float32)
    for first in range(0, count, _BLOCK):
        some = windows[first : first + _BLOCK][: count - first]
        spectrum = np.abs(np.fft.rfft(some * _window(mel.n_fft, mel.window))) ** mel.power
        out[:, first : first + len(some)] = _scaled(spectrum @ filters(mel), mel).T
    return out


def heard(columns: Floats, frames: range, fps: Fraction, mel: Mel) -> Floats:
    """Return what each of ``frames`` hears, shape ``(frames, bands, mel.columns)``.

    Where it would reach beyond the sound, the first or the last columns are heard.
    """
    rate = Fraction(mel.sample_rate, mel.hop_length) / fps
    last = columns.shape[1] - mel.columns
    firsts = [min(max(int(n * rate) + mel.shift, 0), last) for n in frames]
    return np.stack([columns[:, first : first + mel.columns] for first in firsts])


@lru_cache(maxsize=8)
def filters(mel: Mel) -> NDArray[np.float64]:
    """Return how much of each bin goes into each band, shape ``(n_fft // 2 + 1, bands)``.

    Source: M. Slaney, Auditory toolbox, 1998 (linear to 1 kHz, then logarithmic); S. Young et al.,
    The HTK book, 2006, section 5.6.
    """
    slaney = mel.filters == "slaney"
    low, high = (_to_mel(hz, slaney) for hz in (mel.fmin_hz, mel.fmax_hz))
    edges = _to_hz(np.linspace(low, high, mel.bands + 2), slaney)
    hz = np.arange(mel.n_fft // 2 + 1) * mel.sample_rate / mel.n_fft
    rise = (hz[:, None] - edges[:-2]) / (edges[1:-1] - edges[:-2])
    fall = (edges[2:] - hz[:, None]) / (edges[2:] - edges[1:-1])
    share: NDArray[np.float64] = np.maximum(0, np.minimum(rise, fall))
    return share * 2 / (edges[2:] - edges[:-2]) if slaney else share


def _to_mel(hz: float, slaney: bool) -> float:
    if not slaney:
        return float(2595 * np.log10(1 + hz / 700))
    if hz < _LINEAR_HZ:
        return hz / _STEP_HZ
    return float(_LINEAR_HZ / _STEP_HZ + np.log(hz / _LINEAR_HZ) / _LOG_STEP)


def _to_hz(mels: NDArray[np.float64], slaney: bool) -> NDArray[np.float64]:
    if not slaney:
        return np.asarray(700 * (10 ** (mels / 2595) - 1))
    knee = _LINEAR_HZ / _STEP_HZ
    above = _LINEAR_HZ * np.exp(_LOG_STEP * (np.maximum(mels, knee) - knee))
    return np.where(mels < knee, mels * _STEP_HZ, above)


@lru_cache(maxsize=8)
def _window(n_fft: int, length: int) -> NDArray[np.float64]:
    """Return a periodic Hann window in the middle of ``n_fft`` samples."""
    window = 0.5 - 0.5 * np.cos(2 * np.pi * np.arange(length) / length)
    before = (n_fft - length) // 2
    return np.pad(window, (before, n_fft - length - before))


def _scaled(banded: NDArray[np.float64], mel: Mel) -> NDArray[np.float64]:
    if mel.scale == "linear":
        return banded
    logs: NDArray[np.float64] = np.log(np.maximum(banded, mel.floor))
    if mel.scale == "log":
        return logs
    db: NDArray[np.float64] = logs * (20 / mel.power / np.log(10)) - mel.reference_db
    if not mel.limit:
        return db
    share = (db - mel.floor_db) / -mel.floor_db
    return np.clip((2 * share - 1) * mel.limit, -mel.limit, mel.limit)
