"""What an article offers to a script: passages, each in one or more lengths."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aigc.text.engine import Options
from aigc.text.script.compress import dangling, variants, without_connective
from aigc.text.script.guard import check
from aigc.text.script.lines import broken
from aigc.text.script.lists import list_forms
from aigc.text.script.quotes import quote_forms
from aigc.text.script.sentences import sentences
from aigc.text.script.spoken import say
from aigc.text.script.tables import row_sentence
from aigc.types.article import Article, Block, Span
from aigc.types.script import LineRole, ScriptLine

Form = tuple[ScriptLine, ...]

_SKIP = re.compile(
    r"如[上下右左]?[图表]|[见下上][图表]|图\d|点击|扫码|关注我们|原标题|责任编辑|编辑[:：]|来源[:：]|版权|转载|免责声明"
    r"|\b(?:table|figure|chart|photo|image) (?:below|above|\d)|subscribe|click here|all rights reserved"
    r"|photo(?:graph)?:|sign up",
    re.I,
)
_MENTIONS_LINK = re.compile(r"https?://|www\.|`|\$\s*\w+\s--")


@dataclass(frozen=True, slots=True, kw_only=True)
class Passage:
    """One thing that can be said, as lines.

    Attributes
    ----------
    forms : tuple of Form
        The lengths in which it can follow what precedes it in the article, the longest first.
    openings : tuple of Form
        The lengths in which it can stand without what precedes it; empty when it cannot.
    """

    block: int
    section: int
    role: LineRole
    span: Span
    text: str
    first: bool
    forms: tuple[Form, ...]
    openings: tuple[Form, ...]


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
        return _paragraph(article, index, block)
    if block.kind == "list" and options.lists:
        lead = _lead(article, index)
        return _whole(article, index, block, "list", list_forms(article, index, lead))
    if block.kind == "table" and options.tables:
        return _whole(article, index, block, "table", _table_forms(article, index))
    if block.kind == "quote" and options.quotes:
        return _whole(article, index, block, "quote", quote_forms(article, index))
    return []


def _whole(
    article: Article, index: int, block: Block, role: LineRole, forms: tuple[Form, ...]
) -> list[Passage]:
    text = block.span.of(article.text)
    return [
        Passage(block=index, section=0, role=role, span=block.span, text=text, first=True,
                forms=forms, openings=forms)
    ]


def _paragraph(article: Article, index: int, block: Block) -> list[Passage]:
    out = []
    for n, span in enumerate(sentences(article.text, block.span)):
        raw = span.of(article.text)
        said = say(raw, article.language)
        if _unusable(raw, said):
            continue
        out.append(_sentence(article, index, span, said, first=n == 0))
    return out


def _unusable(raw: str, said: str) -> bool:
    leads_in = said.endswith(("：", ":"))
    return leads_in or len(said) < 4 or bool(_SKIP.search(raw) or _MENTIONS_LINK.search(raw))


def _sentence(article: Article, index: int, span: Span, said: str, *, first: bool) -> Passage:
    language = article.language

    def forms(text: str) -> tuple[Form, ...]:
        return tuple(
            tuple(ScriptLine(text=x, sources=(span,), block=index) for x in broken(v, language))
            for v in variants(text, language)
        )

    alone = without_connective(said, language)
    return Passage(
        block=index, section=0, role="point", span=span, text=said, first=first, forms=forms(said),
        openings=() if dangling(said, language) else forms(alone),
    )


def _lead(article: Article, index: int) -> tuple[Span, str] | None:
    """Return the words that introduce a list: a sentence with a colon, or else the heading."""
    if index == 0:
        return None
    before = article.blocks[index - 1]
    if before.kind == "paragraph":
        spans = sentences(article.text, before.span)
        last = spans[-1] if spans else None
        if last and last.of(article.text).rstrip().endswith(("：", ":")):
            return last, without_connective(
                say(last.of(article.text), article.language), article.language
            )
        return None
    if before.kind == "heading" and before.span.end > before.span.start:
        heading = say(before.span.of(article.text), article.language).rstrip("。.：:?？ ")
        return before.span, heading + ("：" if article.language == "zh" else ":")
    return None


def _table_forms(article: Article, index: int) -> tuple[Form, ...]:
    block = article.blocks[index]
    rows = block.rows
    if len(rows) < 2 or block.span.end <= block.span.start:
        return ()
    out = []
    for columns in (3, 2, 1):
        for count in (4, 3, 2):
            said = [row_sentence(rows, n, columns, article.language) for n in range(1, len(rows))]
            kept = [say(s, article.language) for s in said if s][:count]
            out.append(tuple(
                ScriptLine(text=s, sources=(block.span,), role="table", block=index) for s in kept
            ))
    return tuple(dict.fromkeys(out))
