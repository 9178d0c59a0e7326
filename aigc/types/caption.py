"""Captions: phrases of readable length with word times."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.types.article import Language
from aigc.types.narration import Word
from aigc.types.time import TimeRange


@dataclass(frozen=True, slots=True, kw_only=True)
class Caption:
    """One caption on the clip's clock.

    ``rows`` are the one or two displayed rows. ``words`` are in reading order with times on the
    clip's clock; a word's span counts characters of ``"".join(rows)`` (rows keep their inner
    spaces, and an English row break stands for one space that the rows do not hold).
    """

    rows: tuple[str, ...]
    words: tuple[Word, ...]
    time: TimeRange
    line: int
    language: Language

    @property
    def text(self) -> str:
        """The rows as one line of text."""
        return (" " if self.language == "en" else "").join(self.rows)
