"""What a translator is: a Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.types.article import Language
from aigc.types.usage import Usage


class Translator(Protocol):
    """Says texts in another language; numbers, dates, units and product names survive."""

    @property
    def name(self) -> str:
        """Name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same arguments could give other words."""

    @property
    def usage(self) -> Usage | None:
        """What asking a model has cost last time; ``None`` for engines that count no tokens."""

    def translate(
        self,
        texts: Sequence[str],
        *,
        source: Language,
        target: Language,
        context: str = "",
        progress: Progress = silent,
    ) -> tuple[str, ...]:
        """Return one translation per text, in order; an empty text stays empty.

        A notice tells where a number or a name was lost, however often it was asked for.

        Parameters
        ----------
        context : str
            What the texts are about, so that words are chosen well.

        Raises
        ------
        InputError
            Source and target are the same.
        EngineUnavailable
            The model is not there.
        EngineFailed
            It refused, or gave no answer that is a translation.
        """


def check_pair(source: Language, target: Language) -> None:
    """Refuse to translate into the language that a text is in.

    Raises
    ------
    InputError
        The languages are the same.
    """
    if source == target:
        raise InputError(f"The text is in “{source}” already. Name another language for it.")
