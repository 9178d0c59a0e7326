"""A mark is laid into a sound: each cell turned as far up or down as is not heard."""

from __future__ import annotations

from typing import Any, Final

import cv2
import numpy as np
from numpy.typing import NDArray

from aigc.audio import resample
from aigc.progress import Progress, silent
from aigc.trust.watermark.sound.cells import (
    BAND,
    BANDS,
    BINS,
    BLOCK,
    FRAME,
    HOP,
    PERIOD,
    RATE_HZ,
    SLOT,
    SLOTS,
    Field,
    Spectra,
    hann,
    sound_code,
    spectra_of,
)
from aigc.types.audio import Audio

_MOST_DB: Final = 1.35
_LEAST_DB: Final = 0.45
_SHARE: Final = 0.22
"""Decibels for each decibel by which a cell changes by itself in 32 ms."""
_RATIO: Final = 10 ** (-24 / 20)
"""The mark against the whole sound, at most."""
_QUIET: Final = 1e-6
"""Mean square at -60 dBFS, below which nothing is added."""
_CONTEXT: Final = 8


def marked(audio: Audio, asset_id: int, key: bytes, *, progress: Progress = silent) -> Audio:
    """Return a sound with a mark in each of its channels; equal arguments give equal samples.

    Parameters
    ----------
    audio : Audio
        At any rate; below 16 kHz there is less room for the mark.
    asset_id : int
        0 to 2 ** 32 - 1.

    Returns
    -------
    Audio
        Of the same length, rate and channels.

    Raises
    ------
    InputError
        The ID does not fit in 32 bits.
    """
    signs = _spread(sound_code(key).encode(asset_id))
    out = audio.samples.copy()
    for number, channel in enumerate(audio.samples):
        low = resample(_mono(channel, audio.sample_rate), RATE_HZ).samples[0]
        change = _change(low, signs, (number, audio.channels), progress)
        added = resample(_mono(change, RATE_HZ), audio.sample_rate).samples[0, : len(channel)]
        loud, most = float(np.linalg.norm(added)), _RATIO * float(np.linalg.norm(channel))
        out[number, : len(added)] += added * np.float32(min(1.0, most / (loud + 1e-30)))
    # A sound that was full up to the last bit has no room for more.
    return Audio(samples=np.clip(out, -1, 1, out=out), sample_rate=audio.sample_rate)


def _mono(samples: Field, sample_rate: int) -> Audio:
    return Audio(samples=samples[None], sample_rate=sample_rate)


def _change(low: Field, signs: Field, told: tuple[int, int], progress: Progress) -> Field:
    """Return what is added to one channel at `RATE_HZ`."""
    padded = np.pad(low, (HOP, FRAME + HOP))
    count = (len(padded) - FRAME) // HOP
    out = np.zeros(len(padded), np.float32)
    window = np.sqrt(hann())
    number, channels = told
    for start in range(0, count, BLOCK):
        progress("watermark", number * count + start, channels * count)
        stop = min(start + BLOCK, count)
        first, last = max(0, start - _CONTEXT), min(count, stop + _CONTEXT)
        spectra = spectra_of(padded, first, last, window)
        inner = slice(start - first, stop - first)
        gain_db = _room_db(spectra)[inner] * signs[np.arange(start, stop) % PERIOD]
        turned = np.zeros((stop - start, FRAME // 2 + 1), np.complex64)
        turned[:, BINS] = spectra[inner, BINS] * (10 ** (gain_db / 20) - 1)
        waves = np.fft.irfft(turned, FRAME, axis=1).astype(np.float32) * window
        halves = waves.reshape(-1, 2, HOP)
        out[start * HOP : stop * HOP] += halves[:, 0].reshape(-1)
        out[(start + 1) * HOP : (stop + 1) * HOP] += halves[:, 1].reshape(-1)
    return out[HOP : HOP + len(low)]


def _room_db(spectra: Spectra) -> Field:
    """Return how far each bin may be turned, in dB: the more, the more it changes by itself."""
    power = np.abs(spectra) ** 2
    level_db = 10 * np.log10(power[:, BINS] + 1e-5)
    step = np.abs(level_db[SLOT:] - level_db[:-SLOT])
    edge = np.zeros((SLOT, step.shape[1]), np.float32)
    change = (np.concatenate([edge, step]) + np.concatenate([step, edge])) / 2
    around: Any = cv2.blur(change, (BAND, 2 * SLOT + 1))
    # The window's energy is half of the frame's length, that of a spectrum is halved again.
    mean_square = power.sum(axis=1, keepdims=True) * (4 / FRAME**2)
    heard = np.clip(np.log2(mean_square / _QUIET + 1e-9) / 2, 0, 1)
    return np.asarray(np.clip(around * _SHARE, _LEAST_DB, _MOST_DB) * heard, np.float32)


def _spread(signs: NDArray[np.int8]) -> Field:
    """Return the sign of each frame and bin, shape ``(PERIOD, BANDS * 3)``."""
    cells = signs.reshape(SLOTS, BANDS).astype(np.float32)
    return np.repeat(np.repeat(cells, SLOT, axis=0), BAND, axis=1)
