"""An article as read: one canonical text, and blocks that point into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from aigc.types.asset import Asset

Language = Literal["zh", "en"]
BlockKind = Literal["heading", "paragraph", "list", "table", "quote", "picture", "code"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """Half-open character range of `Article.text`."""

    start: int
    end: int

    def of(self, text: str) -> str:
        """Return the characters of ``text`` that the span covers."""
        return text[self.start : self.end]


@dataclass(frozen=True, slots=True, kw_only=True)
class Figure:
    """A picture of the article, already decoded safely and re-encoded."""

    asset: Asset
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """One block of an article, in reading order.

    ``span`` covers the block's text in `Article.text` (empty for a picture without caption).
    ``level`` is 1-6 for headings. ``items`` are the spans of list items. ``rows`` are the cells of
    a table, the header row first. ``attribution`` is the speaker of a quote, where one is given.
    """

    kind: BlockKind
    span: Span
    level: int = 0
    items: tuple[Span, ...] = ()
    ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    attribution: str = ""
    figure: Figure | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Article:
    """A document ready to be turned into something else.

    ``text`` is the plain reading text without markup; every block's span points into it.
    """

    title: str
    text: str
    blocks: tuple[Block, ...]
    language: Language
    author: str = ""
    published: date | None = None
    source: str = ""
    notes: tuple[str, ...] = ()

    @property
    def figures(self) -> tuple[Figure, ...]:
        """All pictures in reading order."""
        return tuple(b.figure for b in self.blocks if b.figure is not None)
