"""The sound of breath drawn in, which no recording of single words has."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from aigc.voice.frames import BANDS, SILENT, Floats, Frames, band_centres_hz
from aigc.voice.phones import BREATH, INDEX
from aigc.voice.timing import Phones

_PEAKS = ((650, 0.5, 300), (1750, 1.3, 450), (2900, 1.0, 600), (4600, 0.9, 1200))
"""Where air in an open mouth resounds: Hz, how much above the rest, and how wide in Hz."""
_LEVEL, _SLOPE = -7.9, -0.25
"""Natural logarithm of the amplitude between the peaks, and its change an octave above 2 kHz."""
_RISE, _FALL = 0.7, 0.18
"""Shares of a breath in which it grows and dies away."""


def breathed(frames: Frames, phones: Phones, first: int) -> Frames:
    """Return frames with the sound of air where the phones say so.

    ``first`` is the number of the first frame among all of ``phones``.
    """
    envelope, aperiodicity = frames.envelope, frames.aperiodicity
    voiced = frames.voiced
    for i in np.flatnonzero(phones.phone == INDEX[BREATH]):
        begin, end = int(phones.begins[i]), int(phones.ends[i])
        low, high = max(begin - first, 0), min(end - first, len(frames))
        if low >= high:
            continue
        if envelope is frames.envelope:
            envelope, voiced = envelope.copy(), voiced.copy()
            aperiodicity = aperiodicity.copy()
        share = (np.arange(low, high) + first - begin + 0.5) / (end - begin)
        envelope[low:high] = _air(share.astype(np.float32))
        aperiodicity[low:high], voiced[low:high] = 0, 0
    return replace(frames, envelope=envelope, aperiodicity=aperiodicity, voiced=voiced)


def _air(share: Floats) -> Floats:
    """Return the envelope at some shares of a breath, shape ``(frames, 80)``."""
    hz = band_centres_hz()
    band = _LEVEL + _SLOPE * np.log2(np.maximum(hz, 300) / 2000)
    for centre, height, width in _PEAKS:
        band += height * np.exp(-0.5 * ((hz - centre) / width) ** 2)
    swell = np.minimum(share / _RISE, 1) * np.clip((1 - share) / _FALL, 0, 1)
    opening = np.log(np.maximum(swell, 1e-3))[:, None]
    # the mouth opens while air comes in, which brings the high bands up last
    late = 0.6 * (1 - np.minimum(share / _RISE, 1))[:, None] * np.arange(BANDS) / BANDS
    made: Floats = np.maximum(band + opening - late, SILENT).astype(np.float32)
    return made
