"""What a band plays, as a value."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from aigc.music.style import Instrument
from aigc.types.chord import Progression
from aigc.types.score import Score


@dataclass(frozen=True, slots=True, kw_only=True)
class Stroke:
    """One sound of one player.

    Attributes
    ----------
    instrument : Instrument
        Which sound it is.
    pitch : int
        MIDI pitch; of drums a number that varies the sound.
    start, duration : Fraction
        In quarter notes on the clock of the arrangement's score.
    velocity : float
        0 to 1.
    """

    instrument: Instrument
    pitch: int
    start: Fraction
    duration: Fraction
    velocity: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Arrangement:
    """An accompaniment with the score that it goes with.

    Attributes
    ----------
    score : Score
        The melody on the clock of the whole piece: moved behind the introduction and into the key.
    chords : Progression
        Of the whole piece.
    strokes : tuple of Stroke
        In the order of time.
    duration : Fraction
        Length of the piece in seconds, with its ring at the end.
    style : str
        Name of the style.
    """

    score: Score
    chords: Progression
    strokes: tuple[Stroke, ...]
    duration: Fraction
    style: str
