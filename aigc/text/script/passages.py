"""What an article offers to a script: passages, each in one or more lengths."""

from __future__ import annotations

from dataclasses import replace

from aigc.text.engine import Options
from aigc.text.script.compress import without_connective
from aigc.text.script.guard import check
from aigc.text.script.lists import list_forms
from aigc.text.script.numerals import quantities
from aigc.text.script.paragraphs import list_lead, paragraph
from aigc.text.script.passage import Form, Passage
from aigc.text.script.quotes import quote_forms
from aigc.text.script.spoken import say
from aigc.text.script.tables import row_sentence
from aigc.types.article import Article, Block, Span
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
            if supported.forms:
                begins = not out and supported.role == "point"
                out.append(replace(supported, openings=supported.forms) if begins else supported)
    return tuple(out)


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
        return _whole(article, index, "list", list_forms(article, index, _lead(article, index)))
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


def _lead(article: Article, index: int) -> tuple[Span, str] | None:
    """Return the words that introduce a list: the sentence before it, or else its heading."""
    if index == 0:
        return None
    span = list_lead(article, index - 1)
    if span is not None:
        said = say(span.of(article.text), article.language)
        return span, without_connective(said, article.language)
    before = article.blocks[index - 1]
    if before.kind != "heading" or before.span.end <= before.span.start:
        return None
    said = say(before.span.of(article.text), article.language).rstrip("。.：:?？ ")
    if _told_before(article, index - 1, said):
        return None
    return before.span, said + ("：" if article.language == "zh" else ":")


def _told_before(article: Article, heading: int, said: str) -> bool:
    """Tell whether the sentence above a heading has already counted what it announces."""
    above = article.blocks[heading - 1].span.of(article.text)[-60:] if heading else ""
    counted = {q.value for q in quantities(said)}
    return bool(counted & {q.value for q in quantities(above)})


def _table_forms(article: Article, index: int) -> tuple[Form, ...]:
    block = article.blocks[index]
    rows = block.rows
    if len(rows) < 2 or block.span.end <= block.span.start:
        return ()
    out = []
    for columns in (3, 2, 1):
        for count in (_ROWS, 3) if len(rows) - 1 > _ROWS else (_ROWS,):
            said = [row_sentence(rows, n, columns, article.language) for n in range(1, len(rows))]
            kept = [say(s, article.language) for s in said if s][:count]
            out.append(
                tuple(
                    ScriptLine(text=s, sources=(block.span,), role="table", block=index)
                    for s in kept
                )
            )
    return tuple(dict.fromkeys(out))
