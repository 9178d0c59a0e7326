"""A lyric as it was written, and how good it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from aigc.types.article import Language


@dataclass(frozen=True, slots=True, kw_only=True)
class Lyric:
    """Lines of one lyric with their marks, as printed.

    ``score`` holds one figure per aspect (see ``docs/lyrics.md``), ``total`` among them; it is
    empty until the lyric has been ranked.
    """

    lines: tuple[str, ...]
    language: Language = "zh"
    score: Mapping[str, float] = field(default_factory=dict)

    @property
    def text(self) -> str:
        """The lines under each other."""
        return "\n".join(self.lines)
