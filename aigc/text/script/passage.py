"""One thing that an article says, in the lengths in which it can be spoken."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.types.article import Span
from aigc.types.script import LineRole, ScriptLine

Form = tuple[ScriptLine, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One thing that can be said, as lines.

    Attributes
    ----------
    section : int
        How many headings precede it.
    first : bool
        Whether it opens its block.
    forms : tuple of Form
        The lengths in which it can follow what precedes it in the article, the longest first.
    openings : tuple of Form
        The lengths in which it can stand without what precedes it; empty when it cannot.
    """

    block: int
    span: Span
    text: str
    role: LineRole = "point"
    section: int = 0
    first: bool = True
    forms: tuple[Form, ...]
    openings: tuple[Form, ...]
