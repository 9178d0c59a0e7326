"""What the height of a note does to its vowel: its first formant, and how loud it is."""

from __future__ import annotations

import numpy as np

from aigc.voice.colour import DB
from aigc.voice.frames import BANDS, Floats, band_centres_hz

FIRST_FORMANT_HZ = 180.0, 1000.0
TUNED_HZ, TUNED_SHARE = (520.0, 660.0, 1000.0), (0.0, 0.6, 0.95)
"""How far the first formant follows a pitch that is above it, by pitch: lower ones leave a vowel
clear enough, and the highest are little but their fundamental."""
_TUNED_UPTO_HZ = 2600.0
_SMOOTH = 7
EVEN_UPTO_HZ, EVEN_SHARE, MOST_EVEN_DB = 4000.0, 0.8, (-6.0, 15.0)
"""How much of what a vowel gains or loses by where its harmonics fall is taken back, and most."""


def tuned(envelope: Floats, f0_hz: Floats, voiced: Floats) -> Floats:
    """Return envelopes whose first formant is moved towards a pitch above it.

    Without it the lowest harmonic of a high note finds no resonance, and the vowel is thin. The
    axis is bent below 2.6 kHz only, so that the vowel is still known.

    Source: E. Joliveau, J. Smith and J. Wolfe, Vocal tract resonances in singing: the soprano
    voice, 2004.
    """
    hz = band_centres_hz()
    where = (hz > FIRST_FORMANT_HZ[0]) & (hz < FIRST_FORMANT_HZ[1])
    low = _smoothed(envelope[:, where])
    formant = hz[where][low.argmax(1)]
    formant = _smoothed(formant[:, None])[:, 0]
    high = np.flatnonzero((voiced > 0) & (f0_hz > np.maximum(formant, TUNED_HZ[0])))
    if not len(high):
        return envelope
    made = envelope.copy()
    share = np.interp(f0_hz[high], TUNED_HZ, TUNED_SHARE)
    goal = formant[high] * (f0_hz[high] / formant[high]) ** share
    limit = np.maximum(2.2 * goal, _TUNED_UPTO_HZ)
    for i, f1, to, upto in zip(high, formant[high], goal, limit, strict=True):
        came_from = np.interp(hz, (0, to, upto, 12_000), (0, f1, upto, 12_000))
        made[i] = np.interp(came_from, hz, envelope[i])
    return made


def even(envelope: Floats, f0_hz: Floats, voiced: Floats) -> Floats:
    """Return envelopes under which the harmonics of a pitch are as loud as those of a low voice.

    The few harmonics of a high note may all miss the formants: /i/ would lose 15 dB at C5.
    """
    centres = band_centres_hz()
    some = centres <= EVEN_UPTO_HZ
    power = np.exp(2 * envelope[:, some])
    whole = power @ np.gradient(centres[some])
    count = int(EVEN_UPTO_HZ / max(float(f0_hz.min()), 60.0))
    hz = f0_hz[:, None] * np.arange(1, count + 1)
    place = np.interp(hz, centres, np.arange(BANDS))
    low = np.minimum(place.astype(np.int64), BANDS - 2)
    rows = np.arange(len(envelope))[:, None]
    below, above = envelope[rows, low], envelope[rows, low + 1]
    heard = np.exp(2 * (below + (above - below) * (place - low))) * (hz <= EVEN_UPTO_HZ)
    lost_db = 10 * np.log10(whole / (heard.sum(1) * f0_hz))
    gain = EVEN_SHARE * np.clip(lost_db, *MOST_EVEN_DB) * (voiced > 0)
    made: Floats = envelope + DB * _smoothed(gain[:, None])
    return made


def _smoothed(rows: Floats) -> Floats:
    """Return rows averaged over some frames to either side."""
    padded = np.pad(rows, ((_SMOOTH + 1, _SMOOTH), (0, 0)), "edge")
    total = np.cumsum(padded, 0, dtype=np.float64)
    size = 2 * _SMOOTH + 1
    mean: Floats = ((total[size:] - total[:-size]) / size).astype(np.float32)
    return mean
