"""What writes prompts for pictures: a Protocol and its options."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from aigc.config import Settings, option
from aigc.progress import Progress, silent
from aigc.types.article import Article, Language
from aigc.types.prompt import PicturePrompt
from aigc.types.script import Script


class Manner(Settings):
    """How prompts are written, whoever writes them."""

    language: Language = option(
        "en", "Language of the prompts; picture models read English best.",
        "提示词的语言；多数绘图模型更懂英文。",
    )  # fmt: skip


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
