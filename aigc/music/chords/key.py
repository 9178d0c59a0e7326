"""The key of a melody."""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.types.chord import Key
from aigc.types.score import Score

_MAJOR: Final = (6.35, 2.23, 3.48, 2.33, 4.38, 4.09, 2.52, 5.19, 2.39, 3.66, 2.29, 2.88)
_MINOR: Final = (6.33, 2.68, 3.52, 5.38, 2.60, 3.53, 2.54, 4.75, 3.98, 2.69, 3.34, 3.17)
_LAST: Final = 0.3
_FIRST: Final = 0.05
_SIGNED: Final = 0.25
"""What the melody's last and first note add to the correlation where they are the tonic, and what
the signature adds."""


def find_key(score: Score) -> Key:
    """Return the key whose profile is most like the durations of the melody's pitch classes.

    A melody mostly ends on its tonic, which decides between keys that share their notes; a
    signature counts, but many a file has one that nobody meant.

    Source: C. Krumhansl, Cognitive Foundations of Musical Pitch, 1990, chapter 4.
    """
    heard = durations(score)
    if not score.notes:
        return Key(tonic=0)
    ends = {score.notes[-1].pitch % 12: _LAST}
    first = score.notes[0].pitch % 12
    ends[first] = ends.get(first, 0.0) + _FIRST
    signatures = {(key.fifths + 5) % 12 - 5 for key in score.keys[:1]}
    best = Key(tonic=0)
    most = -np.inf
    for tonic in range(12):
        for mode, profile in (("major", _MAJOR), ("minor", _MINOR)):
            key = Key(tonic=tonic, mode="major" if mode == "major" else "minor")
            alike = _correlation(heard, np.roll(profile, tonic)) + ends.get(tonic, 0.0)
            alike += _SIGNED * (key.fifths in signatures)
            if alike > most + 1e-9:
                most = alike
                best = key
    return best


def durations(score: Score) -> NDArray[np.float64]:
    """Return how long each pitch class sounds, in quarter notes, shape ``(12,)``."""
    heard = np.zeros(12)
    for note in score.notes:
        heard[note.pitch % 12] += float(note.duration)
    return heard


def _correlation(heard: NDArray[np.float64], profile: NDArray[np.float64]) -> float:
    """Return Pearson's correlation; 0 where nothing differs."""
    a, b = heard - heard.mean(), profile - profile.mean()
    norm = float(np.sqrt((a @ a) * (b @ b)))
    return float(a @ b) / norm if norm > 0 else 0.0
