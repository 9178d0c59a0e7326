"""What writes prompts for pictures: a Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aigc.progress import Progress, silent
from aigc.types.article import Article
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script


class PromptEngine(Protocol):
    """Says what is seen in each scene of a script."""

    @property
    def name(self) -> str:
        """Name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same arguments could give other prompts."""

    def prompts(
        self,
        article: Article,
        script: Script,
        lines: Sequence[tuple[int, ...]],
        *,
        style: str,
        seed: int,
        progress: Progress = silent,
    ) -> tuple[PicturePrompt, ...]:
        """Return one prompt for each scene, in order, all in one look.

        Parameters
        ----------
        lines : sequence of tuple of int
            For each scene the indices of the script lines that are spoken over it. Two scenes may
            share lines; their prompts differ.
        style : str
            A name in `aigc.text.picturing.styles.STYLES`.

        Raises
        ------
        InputError
            A scene names a line that the script does not have.
        ConfigError
            There is no such style.
        EngineError
            A model was asked and gave no usable answer.
        """
