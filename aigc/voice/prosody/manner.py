"""How something is said: pace, pitch, force and colour, and the moods made of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from aigc.types.voice import Emotion

_ERB = 0.00437
"""Of the scale of equivalent rectangular bandwidths, 1/Hz."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Manner:
    """What is changed of a speaker's natural way.

    Attributes
    ----------
    rate : float
        1 is the natural pace.
    pitch_semitones : float
        Higher or lower on the whole.
    range : float
        How far the pitch goes, 1 as is natural.
    level_db : float
        Force, with the brightness that goes with it.
    tension, breathiness : float
        -1 to 1.
    rest : float
        How long rests are beside the pace.
    reach : float
        How far an English tune goes beside the voice that it was learned from; see `reach`.
    """

    rate: float = 1.0
    pitch_semitones: float = 0.0
    range: float = 1.0
    level_db: float = 0.0
    tension: float = 0.0
    breathiness: float = 0.0
    rest: float = 1.0
    reach: float = 1.0

    def faster(self, rate: float) -> Manner:
        """Return the manner at another pace beside its own."""
        return replace(self, rate=self.rate * rate)


def reach(pitch_hz: float, learned_hz: float) -> float:
    """Return how many semitones in one voice sound as large as one in another voice.

    The higher a voice, the fewer.

    Source: D. Hermes and J. van Gestel, The frequency scale of speech intonation, 1991; B. Glasberg
    and B. Moore, Derivation of auditory filter shapes from notched-noise data, 1990.
    """
    return (1 / pitch_hz + _ERB) / (1 / learned_hz + _ERB)


EMOTIONS: Mapping[Emotion, Manner] = MappingProxyType(
    {
        "neutral": Manner(),
        "cheerful": Manner(
            rate=1.05, pitch_semitones=1.6, range=1.22, level_db=1.5, tension=0.15, rest=0.9
        ),
        "serious": Manner(
            rate=0.94, pitch_semitones=-1.2, range=0.8, level_db=0.5, tension=0.1, rest=1.2
        ),
        "sad": Manner(
            rate=0.86, pitch_semitones=-1.8, range=0.62, level_db=-3.0, tension=-0.35,
            breathiness=0.3, rest=1.35,
        ),
        "excited": Manner(
            rate=1.13, pitch_semitones=3.2, range=1.38, level_db=3.0, tension=0.35, rest=0.8
        ),
    }
)  # fmt: skip
"""Directions are those that studies of voices agree on.

Source: P. Juslin and P. Laukka, Communication of emotions in vocal expression and music
performance, 2003, table 7.
"""
