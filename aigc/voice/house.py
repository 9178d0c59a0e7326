"""What speaker and singer of the house share: a package of voices, and who in it may do what."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import ClassVar

from aigc.blas import single_threaded
from aigc.types.voice import Voice
from aigc.voice import package
from aigc.voice.frames import Floats
from aigc.voice.record import Use, require_record


class House:
    """An engine of the project's own voices, whatever they do.

    Parameters
    ----------
    file : Path, optional
        Another voice package than the one that comes with the project.
    """

    name = "house"
    version: ClassVar[int] = 1
    use: ClassVar[Use]

    def __init__(self, file: Path | None = None) -> None:
        self._file = file

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""
        return f"{self.name}/{self.version} {self.model.version}"

    @property
    def model(self) -> package.VoicePackage:
        """The package, read when it is first asked for."""
        return package.load(self._file)

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices; each has both languages, its own first."""
        return self.model.voices

    def allowed(self, voice: str) -> int:
        """Return the number of a speaker who agreed to what the engine does.

        Raises
        ------
        TrustError
            When the speaker did not.
        """
        require_record(self.model.record, voice=voice, uses=(self.use,))
        return self.model.speaker(voice)


def in_turn(pieces: Iterator[Floats]) -> Iterator[Floats]:
    """Yield pieces of sound, each made on one thread; between them there may be as many as before.

    A matrix times a few rows is bound by memory, and who takes the pieces needs the other threads.
    """
    while True:
        with single_threaded():
            piece = next(pieces, None)
        if piece is None:
            return
        yield piece
