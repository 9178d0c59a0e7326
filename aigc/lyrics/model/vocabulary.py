"""The tokens of the model: signs of its own, styles, marks and characters."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field

PAD, UNKNOWN, START, FREE = range(4)
"""Ids of the padding, an unknown character, the start of a text, and a slot to be filled."""

STYLES = ("ci", "qu", "classic", "modern", "prose")
MARKS = ("，", "。", "、", "；", "：", "？", "！")

_SIGNS = ("<pad>", "<unk>", "<start>", "<free>")

MARK_IDS = range(len(_SIGNS) + len(STYLES), len(_SIGNS) + len(STYLES) + len(MARKS))
FIRST_CHARACTER = MARK_IDS.stop
PAUSE = MARK_IDS.start
"""The id of the mark that stands for a pause without one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Vocabulary:
    """The characters of a model, most frequent first, behind its signs, styles and marks.

    Other styles and marks than the Chinese are as many as those.
    """

    characters: tuple[str, ...]
    styles: tuple[str, ...] = STYLES
    marks: tuple[str, ...] = MARKS
    _ids: dict[str, int] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_ids", {token: i for i, token in enumerate(self.tokens)})

    @property
    def tokens(self) -> tuple[str, ...]:
        """Every token in the order of its id."""
        styles = (f"<{style}>" for style in self.styles)
        return (*_SIGNS, *styles, *self.marks, *self.characters)

    @classmethod
    def of(cls, counts: Counter[str], at_least: int) -> Vocabulary:
        """Return the characters that occur ``at_least`` times; equals stand in code order."""
        kept = [c for c, n in counts.items() if n >= at_least and c not in MARKS]
        return cls(characters=tuple(sorted(kept, key=lambda c: (-counts[c], c))))

    def __len__(self) -> int:
        return FIRST_CHARACTER + len(self.characters)

    def __contains__(self, token: str) -> bool:
        return token in self._ids

    def ids(self, text: Iterable[str]) -> list[int]:
        """Return the ids of characters and marks, `UNKNOWN` for others."""
        return [self._ids.get(token, UNKNOWN) for token in text]

    def style(self, name: str) -> int:
        """Return the id of one of `STYLES`."""
        return self._ids[f"<{name}>"]

    def text(self, ids: Iterable[int]) -> str:
        """Return the characters and marks of ids; anything else reads □."""
        tokens = self.tokens
        return "".join(tokens[i] if i >= MARK_IDS.start else "□" for i in ids)
