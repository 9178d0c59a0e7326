"""What a composing engine and a playing engine are."""

from __future__ import annotations

from fractions import Fraction
from typing import Literal, Protocol, get_args

from pydantic import BaseModel, ConfigDict, Field

from aigc.errors import InputError, did_you_mean
from aigc.music.accompaniment.arrangement import Arrangement
from aigc.progress import Progress, silent
from aigc.types.audio import Audio

Mood = Literal["calm", "upbeat", "tech", "warm", "news", "serious"]
MOODS: tuple[str, ...] = get_args(Mood)
_TEMPO_BPM = (40.0, 200.0)
_LONGEST_S = 4 * 3600


class Options(BaseModel):
    """What a bed should be like."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    mood: Mood = Field("calm", description="Character of the music.")
    tempo_bpm: float | None = Field(
        None, ge=_TEMPO_BPM[0], le=_TEMPO_BPM[1], description="Beats a minute; empty: the mood's."
    )
    seed: int = Field(0, ge=0, description="Another seed gives another piece.")


class BedEngine(Protocol):
    """Makes music to lie under a voice."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""

    def compose(
        self,
        *,
        duration: Fraction,
        mood: str,
        tempo_bpm: float | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Audio:
        """Return a piece of exactly ``duration`` seconds, stereo at 48 kHz, with its ending.

        The tempo may be bent by a few percent so that the last chord falls where it should. Equal
        arguments give equal samples. Work of more than two seconds is reported.

        Raises
        ------
        InputError
            When the mood is unknown, or the duration or tempo is out of range.
        EngineUnavailable
            When a model or a package that it needs is missing.
        EngineFailed
            When the engine broke.
        """


class AccompanimentEngine(Protocol):
    """Makes an arrangement sound."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""

    def play(self, arrangement: Arrangement, *, progress: Progress = silent) -> Audio:
        """Return the accompaniment, stereo at 48 kHz, exactly as long as the arrangement.

        Its strokes begin where the tempo map of the arrangement's score says. Its loudness is
        -20 LUFS. Equal arguments give equal samples.

        Raises
        ------
        EngineUnavailable
            When a program or file that it needs is missing.
        EngineFailed
            When the engine broke.
        """


def check(duration: Fraction, mood: str, tempo_bpm: float | None) -> None:
    """Raise `InputError` unless the arguments of `BedEngine.compose` are possible."""
    if mood not in MOODS:
        raise InputError(f"There is no mood {mood!r}. {did_you_mean(mood, MOODS)}")
    if not 0 < duration <= _LONGEST_S:
        raise InputError(f"Music of {float(duration):g} s is not possible: up to {_LONGEST_S} s.")
    low, high = _TEMPO_BPM
    if tempo_bpm is not None and not low <= tempo_bpm <= high:
        raise InputError(f"A tempo of {tempo_bpm:g} is not possible: choose {low:g} to {high:g}.")
