"""What a recognition engine is."""

from __future__ import annotations

from typing import Final, Protocol

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.store import Store
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.transcript import Transcript

SHORTEST_S: Final = 0.1
LONGEST_S: Final = 4 * 3600


class RecognitionEngine(Protocol):
    """Writes down what is said in a recording, and when."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other words or times."""

    def transcribe(
        self,
        audio: Audio,
        *,
        language: Language | None = None,
        seed: int = 0,
        progress: Progress = silent,
        store: Store | None = None,
    ) -> Transcript:
        """Return what is said; equal arguments give equal words and times.

        Parameters
        ----------
        language : {"zh", "en"} or None
            The language that is spoken; None lets the engine tell.
        seed : int
            Fixes what is drawn where the engine is in doubt.
        store : Store or None
            Where the engine may keep what it has heard, so that a run that was stopped goes on from
            there. It changes nothing in the result.

        Raises
        ------
        InputError
            The recording is shorter than `SHORTEST_S` or longer than `LONGEST_S`, nobody speaks in
            it, or another language than Chinese or English.
        EngineError
            The model is missing, not whole, or of another kind, or it broke.
        """


def check_recording(audio: Audio) -> None:
    """Raise `InputError` unless a recording is neither too short nor too long."""
    seconds = float(audio.duration)
    if seconds < SHORTEST_S:
        raise InputError(
            f"The recording lasts {seconds:.3g} s, in which nothing can be said. Give one of "
            f"{SHORTEST_S:g} s at least."
        )
    if seconds > LONGEST_S:
        raise InputError(
            f"The recording lasts {seconds / 3600:.2g} hours; at most {LONGEST_S / 3600:g} are "
            "listened to. Cut it into parts."
        )


def nobody_heard() -> InputError:
    """Return the error for a recording in which nothing is said."""
    return InputError("No voice is heard in the recording. Give one in which somebody speaks.")
