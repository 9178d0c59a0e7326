"""Joins chosen passages into the final lines."""

from __future__ import annotations

from collections.abc import Sequence

from aigc.text.script.guard import check
from aigc.text.script.lines import size
from aigc.text.script.spoken import say
from aigc.types.article import Article, Language
from aigc.types.script import ScriptLine

_SMALL = {"zh": 9, "en": 5}
_ROOM = {"zh": 28, "en": 20}


def joined(forms: Sequence[tuple[ScriptLine, ...]], language: Language) -> tuple[ScriptLine, ...]:
    """Return the lines of ``forms`` in order, very short neighbours of one block put together."""
    out: list[ScriptLine] = []
    for form in forms:
        for line in form:
            if out and _belong(out[-1], line, language):
                out[-1] = _both(out[-1], line, language)
            else:
                out.append(line)
    return tuple(out)


def _belong(before: ScriptLine, line: ScriptLine, language: Language) -> bool:
    if line.role != "point" or before.role != "point" or before.block != line.block:
        return False
    if before.sources == line.sources or not before.text.endswith(tuple("。！？.!?")):
        return False
    lengths = size(before.text, language), size(line.text, language)
    return min(lengths) <= _SMALL[language] and sum(lengths) <= _ROOM[language]


def _both(a: ScriptLine, b: ScriptLine, language: Language) -> ScriptLine:
    gap = "" if language == "zh" else " "
    sources = tuple(dict.fromkeys((*a.sources, *b.sources)))
    return ScriptLine(text=a.text + gap + b.text, sources=sources, role=a.role, block=a.block)


def with_chapters(lines: Sequence[ScriptLine], article: Article) -> tuple[ScriptLine, ...]:
    """Return ``lines`` with the heading spoken before the first line of each later part."""
    out: list[ScriptLine] = []
    told: int | None = None
    for line in lines:
        heading = _heading(article, line.block)
        if heading is not None and heading != told and line.role not in ("hook", "close"):
            chapter = _chapter(article, heading)
            if not check(chapter, article):
                out.append(chapter)
            told = heading
        out.append(line)
    return tuple(out)


def _heading(article: Article, block: int) -> int | None:
    kinds = [b.kind for b in article.blocks[:block]]
    return max((i for i, k in enumerate(kinds) if k == "heading"), default=None)


def _chapter(article: Article, index: int) -> ScriptLine:
    span = article.blocks[index].span
    said = say(span.of(article.text), article.language)
    return ScriptLine(text=said, sources=(span,), role="chapter", block=index)
