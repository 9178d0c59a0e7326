"""What a singer is given, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction

import numpy as np
from numpy.typing import NDArray

from aigc.types.audio import Audio
from aigc.types.narration import Phoneme
from aigc.types.reading import Reading
from aigc.types.time import TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Curve:
    """A value over time: straight lines between points, level before the first and after the last.

    ``times_s`` rise; an empty curve is its neutral value everywhere.
    """

    times_s: tuple[float, ...] = ()
    values: tuple[float, ...] = ()

    def at(self, times_s: NDArray[np.float64], neutral: float = 0.0) -> NDArray[np.float64]:
        """Return the value at each time, shape as ``times_s``."""
        if not self.times_s:
            return np.full(times_s.shape, neutral)
        return np.interp(times_s, self.times_s, self.values)


@dataclass(frozen=True, slots=True, kw_only=True)
class Vibrato:
    """A wave on the pitch of a note.

    Attributes
    ----------
    onset_s : float
        From the note's beginning to where the wave begins.
    rate_hz, depth_cents : float
        Waves a second and how far each goes to either side; 0 cents is none.
    """

    onset_s: float
    rate_hz: float = 5.6
    depth_cents: float = 35.0


@dataclass(frozen=True, slots=True, kw_only=True)
class SungNote:
    """One note in seconds, with the syllable that begins on it.

    Attributes
    ----------
    pitch : int
        MIDI pitch, 0-127.
    time : TimeRange
        From the beginning of the vowel to the end of the note, on the clock of the whole piece.
    reading : Reading or None
        The syllable; None where the one before goes on (a melisma).
    text : str
        The syllable as it is written, ``-`` on a note of a melisma.
    word_end : bool
        The syllable ends its word, which matters for English.
    breath : bool
        The singer breathes before this note, where there is time.
    vibrato : Vibrato or None
        None leaves it to the singer.
    portamento_s : float or None
        How long the pitch glides from the note before; None leaves it to the singer.
    drawn_cents : Curve
        The pitch line that an editor has drawn, in cents beside ``pitch`` over seconds from the
        beginning of the note: from its first point on it is sung, level after its last, and no
        glide into the note; empty leaves the pitch to the singer.
    accent : float
        How much the metre makes the note stand out, 0 to 1 on a down-beat.
    """

    pitch: int
    time: TimeRange
    reading: Reading | None = None
    text: str = "-"
    word_end: bool = True
    breath: bool = False
    vibrato: Vibrato | None = None
    portamento_s: float | None = None
    drawn_cents: Curve = field(default_factory=Curve)
    accent: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Expression:
    """What an editor changes of a singer's own way; each curve is added to it.

    Attributes
    ----------
    pitch_cents : Curve
        Beside the pitch that the singer would take.
    dynamics_db : Curve
        Louder or softer, with the colour that goes with it.
    tension, breathiness : Curve
        -1 to 1.
    """

    pitch_cents: Curve = field(default_factory=Curve)
    dynamics_db: Curve = field(default_factory=Curve)
    tension: Curve = field(default_factory=Curve)
    breathiness: Curve = field(default_factory=Curve)


@dataclass(frozen=True, slots=True, kw_only=True)
class VocalLine:
    """The notes of one singer in the order of time; no two overlap."""

    notes: tuple[SungNote, ...]
    duration: Fraction
    """Length of the piece in seconds, at least the end of the last note."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SungPhoneme:
    """A phoneme with the index of the note on which it, or its syllable, begins; silence has -1."""

    phoneme: Phoneme
    note: int


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Singing:
    """A vocal line as sung.

    Attributes
    ----------
    audio : Audio
        Mono at 48 kHz, as long as the line.
    phonemes : tuple of SungPhoneme
        End to end, from 0 to the end of the audio.
    f0_hz : float32, shape (frames,)
        The pitch that was asked for every 5 ms; 0 in silence.
    """

    audio: Audio
    phonemes: tuple[SungPhoneme, ...]
    f0_hz: NDArray[np.float32]
