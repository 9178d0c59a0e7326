"""What an article offers to a script: passages, each in one or more lengths."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from aigc.text.engine import Options
from aigc.text.script.guard import check
from aigc.text.script.lists import Lead, list_forms
from aigc.text.script.paragraphs import answered, list_lead, paragraph
from aigc.text.script.passage import Form, Passage
from aigc.text.script.pointing import without_connective
from aigc.text.script.quotes import quote_forms
from aigc.text.script.speakers import turn
from aigc.text.script.spoken import say
from aigc.text.script.tables import contrast, row_sentence
from aigc.types.article import Article, Block
from aigc.types.script import LineRole, ScriptLine

_ROWS = 4


def passages(article: Article, options: Options) -> tuple[Passage, ...]:
    """Return everything that can be said of ``article``, in reading order.

    Each form of each passage has been accepted by the guard.
    """
    out: list[Passage] = []
    section = 0
    for index, block in enumerate(article.blocks):
        if block.kind == "heading":
            section += 1
            continue
        for passage in _of_block(article, index, block, options):
            supported = _checked(replace(passage, section=section), article)
            if not supported.forms:
                continue
            if not out and supported.role == "point":
                supported = replace(supported, openings=supported.forms)
            elif out and _gap(article, out[-1], supported):
                supported = replace(supported, forms=supported.openings)
            out += [supported] if supported.forms else []
    return tuple(p for p in answered(out) if not _left_open(p, article))


def _left_open(passage: Passage, article: Article) -> bool:
    """Tell whether a passage is an interviewer's question without its answer."""
    spoken_by = turn(article, passage.block)
    return spoken_by is not None and spoken_by.asks and passage.text.endswith(("?", "？"))


def _gap(article: Article, before: Passage, passage: Passage) -> bool:
    """Tell whether a sentence that cannot be said stands between two passages."""
    for block in article.blocks[before.block : passage.block + 1]:
        start = max(block.span.start, before.span.end)
        end = min(block.span.end, passage.span.start)
        words = any(c.isalnum() for c in article.text[start:end])
        if words and block.kind in ("paragraph", "quote"):
            return True
    return False


def _checked(passage: Passage, article: Article) -> Passage:
    def good(forms: tuple[Form, ...]) -> tuple[Form, ...]:
        unique = dict.fromkeys(forms)
        return tuple(f for f in unique if f and not any(check(x, article) for x in f))

    return replace(passage, forms=good(passage.forms), openings=good(passage.openings))


def _of_block(article: Article, index: int, block: Block, options: Options) -> list[Passage]:
    if block.kind == "paragraph":
        under = index > 0 and article.blocks[index - 1].kind == "heading"
        return paragraph(article, index, index - 1 if under else None)
    if block.kind == "list" and options.lists:
        return _whole(article, index, "list", list_forms(article, index, _leads(article, index)))
    if block.kind == "table" and options.tables:
        return _whole(article, index, "table", _table_forms(article, index))
    if block.kind == "quote" and options.quotes:
        return _whole(article, index, "quote", quote_forms(article, index))
    return []


def _whole(article: Article, index: int, role: LineRole, forms: tuple[Form, ...]) -> list[Passage]:
    block = article.blocks[index]
    text = block.span.of(article.text)
    return [
        Passage(block=index, role=role, span=block.span, text=text, forms=forms, openings=forms)
    ]


def _leads(article: Article, index: int) -> tuple[Lead, ...]:
    """Return what can introduce a list: the sentence before it, or its heading."""
    out = []
    heading = index > 0 and article.blocks[index - 1].kind == "heading"
    for at in (index - 1, index - 2) if heading else (index - 1,):
        span = list_lead(article, at) if at >= 0 else None
        if span is not None:
            said = say(span.of(article.text), article.language)
            out.append((span, without_connective(said, article.language)))
    span = article.blocks[index - 1].span
    if heading and span.end > span.start:
        said = say(span.of(article.text), article.language).rstrip("。.：: ")
        mark = "：" if article.language == "zh" else ":"
        out.append((span, said if said.endswith(("?", "？")) else said + mark))
    return tuple(out)


def _table_forms(article: Article, index: int) -> tuple[Form, ...]:
    """Return the lengths in which a table can be told: its contrast, else row by row.

    Nothing is said where a paragraph beside the table names both rows of the contrast.
    """
    block = article.blocks[index]
    rows = block.rows
    if len(rows) < 2 or block.span.end <= block.span.start:
        return ()
    for column in range(1, len(rows[0])):
        told = contrast(rows, column, article.language)
        if told is not None:
            said = [say(told[0], article.language)]
            beside = _beside(article, index, column, told[1])
            return () if beside else (_table_lines(index, block, said),)
    out = []
    for columns in (3, 2, 1):
        for count in (_ROWS, 3) if len(rows) - 1 > _ROWS else (_ROWS,):
            each = [row_sentence(rows, n, columns, article.language) for n in range(1, len(rows))]
            kept = [say(s, article.language) for s in each if s][:count]
            out.append(_table_lines(index, block, kept))
    return tuple(dict.fromkeys(out))


def _table_lines(index: int, block: Block, said: Sequence[str]) -> Form:
    return tuple(ScriptLine(text=s, sources=(block.span,), role="table", block=index) for s in said)


def _beside(article: Article, index: int, column: int, rows: tuple[int, int]) -> bool:
    """Tell whether a paragraph next to a table says the values of two of its rows."""
    cells = [article.blocks[index].rows[n][column].strip() for n in rows]
    near = article.blocks[max(0, index - 2) : index + 3]
    texts = [b.span.of(article.text) for b in near if b.kind == "paragraph"]
    found = (all(re.search(rf"(?<![\d.,]){re.escape(c)}(?![\d])", t) for c in cells) for t in texts)
    return any(found)
