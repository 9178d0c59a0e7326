"""What the vocoder reads: spectral envelope, breathiness and pitch, a row every 5 ms."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]

SAMPLE_RATE_HZ = 24_000
HOP_LENGTH = 120
BANDS = 80
"""Bands of the envelope, even on the mel scale from 0 to 12 kHz."""
NOISE_BANDS = 3
"""Bands of the aperiodicity, at 3, 6 and 9 kHz."""
FFT = 1024
SILENT = -11.0
"""Nothing is quieter than this natural logarithm of an amplitude."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Frames:
    """Rows 5 ms apart; row ``i`` belongs to sample ``i * HOP_LENGTH``.

    Attributes
    ----------
    envelope : float32, shape (frames, 80)
        Natural logarithm of the amplitude in each band, free of the pitch.
    aperiodicity : float32, shape (frames, 3)
        Share of noise in dB, -60 to 0.
    voiced : float32, shape (frames,)
        1 where the voice has a pitch.
    f0_hz : float32, shape (frames,)
        Without gaps; it means nothing where `voiced` is 0.
    """

    envelope: Floats
    aperiodicity: Floats
    voiced: Floats
    f0_hz: Floats

    def __len__(self) -> int:
        """Return how many rows there are."""
        return len(self.f0_hz)


def band_centres_hz() -> Floats:
    """Return the centre of each band of the envelope, shape ``(80,)``."""
    edges: Floats = _edges_hz()[1:-1].astype(np.float32)
    return edges


def band_weights() -> Floats:
    """Return the share of every bin of a spectrum in each band, shape ``(80, 513)``.

    A low band that is narrower than a bin takes the bins around its centre.
    """
    edges = _edges_hz()[:, None]
    low, centre, high = edges[:-2], edges[1:-1], edges[2:]
    bins = np.arange(FFT // 2 + 1) * SAMPLE_RATE_HZ / FFT
    slopes = np.minimum((bins - low) / (centre - low), (high - bins) / (high - centre))
    weights = np.maximum(0, slopes)
    narrow = weights.sum(1) < 1
    around = np.maximum(0, 1 - np.abs(bins - centre) * FFT / SAMPLE_RATE_HZ)
    weights[narrow] = around[narrow]
    shares: Floats = (weights / weights.sum(1, keepdims=True)).astype(np.float32)
    return shares


def _edges_hz() -> npt.NDArray[np.float64]:
    highest = 2595 * np.log10(1 + SAMPLE_RATE_HZ / 2 / 700)
    mels = np.linspace(0, highest, BANDS + 2)
    edges: npt.NDArray[np.float64] = 700 * (10 ** (mels / 2595) - 1)
    return edges
