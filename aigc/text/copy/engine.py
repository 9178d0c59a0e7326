"""What writes titles, descriptions, hashtags and selling points: a Protocol."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, Protocol

from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.text.copy.platforms import platform_named
from aigc.types.article import Article, Language
from aigc.types.copy import KINDS, Copy, CopyKind
from aigc.types.usage import Usage

MOST: Final = 20
"""How many variants of a kind can be asked for."""
LETTERS: Final = "ABCDEFGHIJKLMNOPQRST"


class CopyEngine(Protocol):
    """Writes the words that go out with a clip; none says what its sources do not."""

    @property
    def name(self) -> str:
        """Name in the registry."""

    @property
    def fingerprint(self) -> str:
        """Changes whenever the same arguments could give other words."""

    @property
    def usage(self) -> Usage | None:
        """What asking a model has cost last time; ``None`` for engines without one."""

    def write(
        self,
        article: Article,
        *,
        language: Language,
        kinds: tuple[CopyKind, ...],
        count: int,
        platform: str = "generic",
        seed: int = 0,
        progress: Progress = silent,
    ) -> tuple[Copy, ...]:
        """Return up to ``count`` variants of each kind, kind by kind and the best first.

        There are fewer where the article gives no more that differ; a notice says so.

        Raises
        ------
        InputError
            The article holds nothing to write from, the language is not possible, or an argument
            is out of range.
        ConfigError
            There is no such platform.
        """


def check_order(article: Article, kinds: Sequence[CopyKind], count: int, platform: str) -> None:
    """Refuse what no engine can write.

    Raises
    ------
    InputError
        There is no text, no kind, an unknown kind, or ``count`` is out of range.
    ConfigError
        There is no such platform.
    """
    platform_named(platform)
    unknown = [kind for kind in kinds if kind not in KINDS]
    if not kinds or unknown:
        raise InputError(
            f"The kinds cannot be {', '.join(unknown) or 'none'}: choose among {', '.join(KINDS)}."
        )
    if not 1 <= count <= MOST:
        raise InputError(f"{count} variants are not possible: ask for 1 to {MOST}.")
    if not any(c.isalnum() for c in article.text):
        raise InputError(
            f"The article “{article.title}” holds no text to write from. Give a document with at "
            "least one sentence."
        )
