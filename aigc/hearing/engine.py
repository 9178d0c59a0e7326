"""What a hearing engine is."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Protocol

from pydantic import BaseModel, ConfigDict, Field

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.types.audio import Audio
from aigc.types.timing import Timing

LONGEST_S: Final = 3600
SHORTEST_S: Final = 0.1


class Options(BaseModel):
    """How a recording is listened to."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    quiet_db: float = Field(
        42.0, ge=15, le=90, description="So far below the loud parts nothing is said, in dB."
    )
    rest_s: float = Field(
        0.12, ge=0.05, le=1, description="The shortest rest that level alone tells, in seconds."
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word as it is written, and every way in which it may be said, as phonemes."""

    text: str
    ways: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """A sentence as it is written, and its words in order."""

    text: str
    words: tuple[Word, ...]


class HearingEngine(Protocol):
    """Tells when the sounds of a recording are heard."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other times."""

    def hear(
        self,
        audio: Audio,
        lines: Sequence[Line] = (),
        *,
        options: Options | None = None,
        progress: Progress = silent,
    ) -> Timing:
        """Return when each sound of a recording is heard; equal arguments give equal times.

        With ``lines``, what is said: each of their phonemes in order, one way of each word, with
        rests between words; the timing has lines and words too. Without: phonemes as they sound,
        each spelt as one of `aigc.timings.articulation.POSTURES`. Phonemes go end to end, silence
        among them.

        Raises
        ------
        InputError
            When the recording is shorter than `SHORTEST_S` or longer than `LONGEST_S`, no voice is
            in it, or the text does not fit it.
        EngineUnavailable
            When the engine's weights are missing.
        """


def check_length(audio: Audio) -> None:
    """Raise unless a recording is neither too short nor too long to be listened to."""
    seconds = float(audio.duration)
    if seconds < SHORTEST_S:
        raise InputError(
            f"The recording lasts {seconds:.3g} s, in which nothing can be said. Give one of "
            f"{SHORTEST_S:g} s at least."
        )
    if seconds > LONGEST_S:
        raise InputError(
            f"The recording lasts {seconds / 3600:.2g} hours, and at most {LONGEST_S / 3600:g} can "
            "be listened to. Cut it into parts."
        )
