"""What a singing engine is."""

from __future__ import annotations

from typing import Protocol

from aigc.progress import Progress, silent
from aigc.types.vocal import Expression, Singing, VocalLine
from aigc.types.voice import Voice


class SingingEngine(Protocol):
    """Sings one vocal line."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may give other sound."""

    def voices(self) -> tuple[Voice, ...]:
        """Return the voices, the default one first."""

    def sing(
        self,
        line: VocalLine,
        *,
        voice: str,
        expression: Expression | None = None,
        seed: int = 0,
        progress: Progress = silent,
    ) -> Singing:
        """Return the line as sung, mono at 48 kHz; vowels begin where their notes begin.

        Equal arguments give equal samples.

        Raises
        ------
        InputError
            When the voice is unknown, the line has no note, or a reading has no sound in it.
        EngineFailed
            When the engine broke.
        """
