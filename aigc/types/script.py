"""Narration lines, each with the place in the article that it came from."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from aigc.types.article import Language, Span
from aigc.types.markup import faint, strong, table, titled
from aigc.types.usage import Usage

LineRole = Literal["hook", "point", "quote", "list", "table", "chapter", "close"]


@dataclass(frozen=True, slots=True, kw_only=True)
class ScriptLine:
    """One spoken line.

    Attributes
    ----------
    text : str
        What is spoken and captioned, written for the ear; digits stay digits.
    sources : tuple of Span
        Ranges of `Article.text` that the line was taken from, never empty.
    block : int
        Index of the article block that the line belongs to.
    items : tuple of Span
        For a list line, the list items it announces.
    """

    text: str
    sources: tuple[Span, ...]
    role: LineRole = "point"
    block: int = 0
    items: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Script:
    """What will be said, in order.

    Attributes
    ----------
    target : Fraction
        Seconds that it was to last; 0 where no length was asked for.
    author : str
        The engine that wrote it, with its model where it has one, as ``openai:qwen3``; empty
        when that is not known.
    usage : Usage or None
        What asking a model for it has cost, which is no part of what it says; ``None`` where no
        model was asked.
    notes : tuple of str
        What was done otherwise than asked while it was written.
    """

    title: str
    lines: tuple[ScriptLine, ...]
    language: Language
    target: Fraction
    author: str = ""
    usage: Usage | None = field(default=None, compare=False)
    notes: tuple[str, ...] = field(default=(), compare=False)

    def _repr_html_(self) -> str:
        rows = [
            (faint(n), faint(line.role), strong(line.text), faint(f"{_places(line)} of the text"))
            for n, line in enumerate(self.lines)
        ]
        length = f" · for {float(self.target):.0f} s" if self.target else ""
        note = f"{len(self.lines)} lines · {self.language}{length}"
        return titled(self.title, note, table(rows))


def _places(line: ScriptLine) -> str:
    return ", ".join(f"{s.start}–{s.end}" for s in line.sources)
