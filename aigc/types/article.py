"""An article as read: one canonical text, and blocks that point into it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from html import escape
from typing import Literal

from aigc.types.asset import Asset
from aigc.types.markup import faint, strong, table, titled

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
    """A picture of the article, already decoded safely and re-encoded.

    ``wanted`` tells that somebody added it to be seen, so that it is shown even where no line names
    it.
    """

    asset: Asset
    caption: str = ""
    alt: str = ""
    wanted: bool = False


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

    def _repr_html_(self) -> str:
        facts = (self.author, self.published, self.language, f"{len(self.figures)} pictures")
        rows = [(faint(n), faint(b.kind), self._shown(b)) for n, b in enumerate(self.blocks)]
        notes = "".join(f"<p>{faint(note)}</p>" for note in self.notes)
        return titled(self.title, " · ".join(str(f) for f in facts if f), table(rows) + notes)

    def _shown(self, block: Block) -> str:
        words = " ".join(block.span.of(self.text).split())
        words = words if len(words) <= 160 else words[:159] + "…"
        figure = block.figure
        size = f"{figure.asset.width_px} x {figure.asset.height_px} px" if figure else ""
        said = strong(words) if block.kind == "heading" else escape(words)
        return f"{said} {faint(size)}" if size else said
