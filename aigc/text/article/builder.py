"""Blocks to an `Article`: one text, spans that point into it, pictures taken in."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Final

from aigc.errors import AssetError, InputError
from aigc.text.article.clean import one_line, width
from aigc.text.article.draft import Draft, DraftBlock, PictureRef
from aigc.text.article.language import Wanted, language_of, reads_as_english
from aigc.text.article.shape import shaped
from aigc.types.article import Article, Block, Figure, Span

LONGEST_TEXT: Final = 2_000_000
LONGEST_RUN: Final = 5_000

_UNBROKEN: Final = re.compile(rf"[^\s.。!！?？;；,，、:：]{{{LONGEST_RUN}}}")
_BETWEEN: Final = "\n\n"
_CELL: Final = "\t"
_TITLE_COLUMNS: Final = 80
_SENTENCE: Final = re.compile(r"^.+?(?:[。！？!?\n]|\.(?=\s|$))")
_CLAUSE: Final = re.compile(r"[，,；;：:—]|\s[-–]\s")
_SAME: Final = re.compile(r"[\W_]+")


def build_article(
    draft: Draft,
    *,
    figure_of: Callable[[PictureRef], Figure],
    language: Wanted = "auto",
    source: str = "",
) -> Article:
    """Return the article that ``draft`` describes.

    Raises
    ------
    InputError
        Nothing readable is in it, it is no prose, or its language is not supported.
    """
    draft = shaped(draft)
    check_readable(" ".join(_words(block) for block in draft.blocks))
    title, blocks = _titled(draft)
    notes = list(draft.notes)
    drawn = [pair for block in blocks if (pair := _with_figure(block, figure_of, notes))]
    text, placed = _placed(drawn)
    written = " ".join([title, *(_words(b) for b, _ in drawn if b.kind != "code")])
    spoken = language_of(written, language)
    if spoken == "en" and language == "auto" and not reads_as_english(written):
        notes.append("The text does not look like English; it will be read as English.")
    return Article(
        title=title,
        text=text,
        blocks=placed,
        language=spoken,
        author=draft.author,
        published=draft.published,
        source=source,
        notes=tuple(dict.fromkeys(notes)),
    )


def check_readable(text: str) -> None:
    """Check that ``text`` has words, and is neither endless nor one unbroken run.

    Raises
    ------
    InputError
        It is not something to read aloud.
    """
    if len(text) > LONGEST_TEXT:
        raise InputError(
            f"The article has {len(text):,} characters; at most "
            f"{LONGEST_TEXT:,} are read. Split it."
        )
    if sum(1 for _, char in zip(range(2000), filter(str.isalnum, text), strict=False)) < 2:
        raise InputError(
            "The article is empty: it has no words to read. Pass at least one sentence of Chinese "
            "or English."
        )
    if _UNBROKEN.search(text):
        raise InputError(
            f"The article has a run of more than {LONGEST_RUN:,} characters without a space or a "
            "punctuation mark. This is data, not prose; pass the article's text."
        )


def _words(block: DraftBlock) -> str:
    if block.kind == "picture":
        return ""
    return " ".join([block.text, *block.items, *(cell for row in block.rows for cell in row)])


def _titled(draft: Draft) -> tuple[str, tuple[DraftBlock, ...]]:
    """Return the title, and the blocks without a first heading that says the same."""
    blocks = draft.blocks
    first = next((n for n, b in enumerate(blocks) if b.kind != "picture"), None)
    top = [n for n, b in enumerate(blocks) if b.kind == "heading" and b.level == 1]
    title = draft.title
    if not title and top and top[0] < 6:
        title = blocks[top[0]].text
    if not title and first is not None:
        title = _first_line(blocks[first])
    same = {n for n in (first, *top[:1]) if n is not None and n < 6 and _is_title(blocks[n], title)}
    rest = tuple(b for n, b in enumerate(blocks) if n not in same)
    return title, rest if any(b.kind != "picture" for b in rest) else blocks


def _is_title(block: DraftBlock, title: str) -> bool:
    return block.kind == "heading" and _SAME.sub("", block.text) == _SAME.sub("", title)


def _first_line(block: DraftBlock) -> str:
    """Return a short title from the first block: a heading, a sentence, or its first clauses."""
    text = one_line(_words(block))
    if block.kind == "heading":
        return text
    text = text[: 5 * _TITLE_COLUMNS]
    found = _SENTENCE.match(text)
    text = (found[0] if found else text).rstrip("。.\n")
    while width(text) > _TITLE_COLUMNS:
        cuts = [cut.start() for cut in _CLAUSE.finditer(text) if cut.start() > 4]
        if not cuts:
            return _cut(text)
        text = text[: cuts[-1]].rstrip()
    return text.rstrip("，,；;：:")


def _cut(text: str) -> str:
    end = len(text)
    while width(text[:end]) > _TITLE_COLUMNS - 2:
        spaces = text.rfind(" ", 0, end)
        room = _TITLE_COLUMNS - 2
        end = spaces if spaces > 0.5 * room and spaces < end else min(end - 1, room)
    return f"{text[:end].rstrip()}…"


def _with_figure(
    block: DraftBlock, figure_of: Callable[[PictureRef], Figure], notes: list[str]
) -> tuple[DraftBlock, Figure | None] | None:
    if block.picture is None:
        return block, None
    try:
        return block, figure_of(block.picture)
    except AssetError as exc:
        notes.append(f"Left out a picture: {exc}")
        return None


def _placed(drawn: list[tuple[DraftBlock, Figure | None]]) -> tuple[str, tuple[Block, ...]]:
    """Join the texts with blank lines and note where each block and list item lies."""
    parts: list[str] = []
    blocks: list[Block] = []
    at = 0
    for block, figure in drawn:
        text = _text_of(block, figure)
        start = at + len(_BETWEEN) if parts and text else at
        blocks.append(
            Block(
                kind=block.kind,
                span=Span(start=start, end=start + len(text)),
                level=block.level,
                items=_item_spans(block.items, start),
                ordered=block.ordered,
                rows=block.rows,
                attribution=block.attribution,
                figure=figure,
            )
        )
        if text:
            parts.append(text)
            at = start + len(text)
    return _BETWEEN.join(parts), tuple(blocks)


def _text_of(block: DraftBlock, figure: Figure | None) -> str:
    if figure is not None:
        return figure.caption
    if block.items:
        return "\n".join(block.items)
    if block.rows:
        return "\n".join(_CELL.join(row) for row in block.rows)
    return block.text


def _item_spans(items: tuple[str, ...], start: int) -> tuple[Span, ...]:
    spans: list[Span] = []
    for item in items:
        spans.append(Span(start=start, end=start + len(item)))
        start += len(item) + 1
    return tuple(spans)
