"""What a moderator is."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from aigc.progress import Progress, silent
from aigc.types.verdict import Verdict


class Moderator(Protocol):
    """Judges texts and pictures by what they say and show."""

    @property
    def name(self) -> str:
        """The engine's name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Text that changes whenever the same arguments may be judged otherwise."""

    def judge_texts(
        self, texts: Sequence[str], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return a verdict for each text, in order; equal texts are judged equally.

        What the moderator cannot judge is ``not_checked``, which is no pass.

        Raises
        ------
        EngineError
            The model is missing, not whole, or of another kind, or it broke.
        """

    def judge_pictures(
        self, pictures: Sequence[Path], *, progress: Progress = silent
    ) -> tuple[Verdict, ...]:
        """Return a verdict for each picture file, in order; see `judge_texts`.

        Raises
        ------
        AssetError
            A picture is missing or damaged.
        EngineError
            As of `judge_texts`.
        """


def not_checked(count: int, detector: str) -> tuple[Verdict, ...]:
    """Return the verdicts of a moderator that cannot judge what it was given."""
    return (Verdict(decision="not_checked", detector=detector),) * count
