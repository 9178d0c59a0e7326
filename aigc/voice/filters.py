"""Fixed matrices between bands, spectra and phases, shared by both forms of the vocoder."""

from __future__ import annotations

import numpy as np

from aigc.voice.frames import BANDS, FFT, NOISE_BANDS, SAMPLE_RATE_HZ, Floats, band_centres_hz

BINS = FFT // 2 + 1
WINDOW = 480
"""Samples of the slice that one filter is for; neighbours overlap by three quarters."""
ROOM = 80
"""Samples before the slice that a filter's answer may reach back to."""
ALL_PASSES = 16
NOISE_EDGE = 0.85
"""In a voiced frame there is no noise below this share of the pitch."""
LOW_EDGE_HZ, LOW_EDGE_UPTO_HZ = 220.0, (560.0, 660.0)
"""In clear voices, nor below so many hertz under a pitch that is not very high: there, noise is all
that tells where the first formant lies. From E5 on it would be taken for a pitch of its own."""
LIFT, LIFTED_HZ = 3.0, (260.0, 320.0, 560.0, 660.0)
"""That noise is so many times as strong, and at which pitches this begins, is whole and ends."""
CLEAR_DB = -8.5, -7.0
"""The aperiodicity at 3 kHz of a clear voice and of one that has noise enough."""
NOISE_SLOPE = 0.07
"""How gently it sets in, a share of where."""


def noise_share(f0_hz: Floats, rough_db: Floats) -> Floats:
    """Return how much noise each bin of voiced frames lets through, shape ``(frames, 513)``.

    ``rough_db`` is the aperiodicity of the lowest band, shape ``(frames,)``.
    """
    hz = (np.arange(BINS) * (SAMPLE_RATE_HZ / FFT)).astype(np.float32)
    pitch = NOISE_EDGE * f0_hz[:, None]
    low = np.minimum(pitch, LOW_EDGE_HZ)
    clear = np.interp(rough_db, CLEAR_DB, (1, 0))
    kept = clear * np.interp(f0_hz, LOW_EDGE_UPTO_HZ, (1, 0))
    edge = pitch - kept.astype(np.float32)[:, None] * (pitch - low)
    far = (hz - edge) / (NOISE_SLOPE * edge)
    lifted = clear * np.interp(f0_hz, LIFTED_HZ, (0, 1, 1, 0))
    lift = 1 + (LIFT - 1) * lifted.astype(np.float32)[:, None]
    share: Floats = np.where(hz < pitch, lift, np.float32(1)) / (1 + np.exp(-far.clip(-30, 30)))
    return share


def spectrum_matrix() -> Floats:
    """Return what makes a spectrum of bands: a straight line from centre to centre, (513, 80)."""
    hz = np.arange(BINS) * SAMPLE_RATE_HZ / FFT
    rows = [np.interp(hz, band_centres_hz(), band) for band in np.eye(BANDS)]
    return np.stack(rows, 1).astype(np.float32)


def phase_matrix() -> Floats:
    """Return what makes the minimum phase of log-amplitudes in bands, shape (513, 80).

    Source: A. Oppenheim and R. Schafer, Discrete-Time Signal Processing, the complex cepstrum.
    """
    cepstra = np.fft.irfft(spectrum_matrix(), FFT, axis=0)
    fold = np.zeros(FFT)
    fold[0] = fold[FFT // 2] = 1
    fold[1 : FFT // 2] = 2
    phase: Floats = np.fft.rfft(cepstra * fold[:, None], axis=0).imag.astype(np.float32)
    return phase


def noise_matrix() -> Floats:
    """Return what spreads the aperiodicity over the bands, (80, 5), from 0 to 12 kHz."""
    count = NOISE_BANDS + 2
    known_hz = np.arange(count) * SAMPLE_RATE_HZ / 2 / (count - 1)
    rows = [np.interp(band_centres_hz(), known_hz, band) for band in np.eye(count)]
    return np.stack(rows, 1).astype(np.float32)


def all_pass_matrix() -> Floats:
    """Return the phase that each all-pass adds to every bin, shape (16, 513)."""
    order = np.arange(1, ALL_PASSES + 1)[:, None]
    added: Floats = np.sin(order * np.arange(BINS) * (2 * np.pi / FFT)).astype(np.float32)
    return added
