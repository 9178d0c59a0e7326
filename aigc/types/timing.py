"""When each sound, syllable, word, line and note is heard."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from aigc.types.time import TimeRange

TIERS = ("lines", "words", "syllables", "phonemes", "notes")
"""Names of the tiers of a `Timing`, the widest first."""
SILENCE = "sil"
"""The phoneme that is heard where nothing is said."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Timed:
    """Something heard, as it is written, and when."""

    text: str
    time: TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Timing:
    """What a recording says and when; in each tier nothing overlaps and time goes forward.

    Attributes
    ----------
    duration : Fraction
        Length of the recording in seconds.
    sample_rate : int
        Every time is a whole number of these samples.
    phonemes : tuple of Timed
        End to end from 0 to ``duration``; pauses are `SILENCE`.
    syllables, words, lines : tuple of Timed
        With gaps where nothing is said.
    notes : tuple of Timed
        The notes of a song, named by pitch (``C4``, ``F#5``); empty for speech.
    """

    duration: Fraction
    sample_rate: int
    phonemes: tuple[Timed, ...] = ()
    syllables: tuple[Timed, ...] = ()
    words: tuple[Timed, ...] = ()
    lines: tuple[Timed, ...] = ()
    notes: tuple[Timed, ...] = ()

    @property
    def tiers(self) -> Mapping[str, tuple[Timed, ...]]:
        """The tiers that hold anything, by name, in the order of `TIERS`."""
        return {name: getattr(self, name) for name in TIERS if getattr(self, name)}
