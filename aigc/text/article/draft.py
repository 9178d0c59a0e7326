"""What a format's parser hands to the builder: blocks of raw text, pictures not yet opened."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from aigc.types.article import BlockKind


@dataclass(frozen=True, slots=True, kw_only=True)
class PictureRef:
    """A picture as the document names it: a place to look, or the bytes themselves."""

    place: str = ""
    data: bytes | None = None
    caption: str = ""
    alt: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftBlock:
    """One block before cleaning; the fields are those of `aigc.types.article.Block`.

    ``caption`` marks a paragraph that the document itself calls a caption.
    """

    kind: BlockKind
    text: str = ""
    level: int = 0
    items: tuple[str, ...] = ()
    ordered: bool = False
    rows: tuple[tuple[str, ...], ...] = ()
    attribution: str = ""
    picture: PictureRef | None = None
    caption: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A parsed document; ``title`` is what its metadata says, empty when silent."""

    blocks: tuple[DraftBlock, ...]
    title: str = ""
    author: str = ""
    published: date | None = None
    notes: tuple[str, ...] = ()


def heading(text: str, level: int) -> DraftBlock:
    """Return a heading of ``level`` 1-6."""
    return DraftBlock(kind="heading", text=text, level=min(max(level, 1), 6))


def paragraph(text: str) -> DraftBlock:
    """Return a paragraph."""
    return DraftBlock(kind="paragraph", text=text)


def bullets(items: tuple[str, ...], *, ordered: bool = False) -> DraftBlock:
    """Return a list."""
    return DraftBlock(kind="list", items=items, ordered=ordered)
