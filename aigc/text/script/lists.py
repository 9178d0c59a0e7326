"""Lists as spoken lines: an introduction, then one line for each item."""

from __future__ import annotations

import re

from aigc.text.script.compress import variants
from aigc.text.script.lines import size
from aigc.text.script.sentences import sentences
from aigc.text.script.spoken import say, tidy
from aigc.types.article import Article, Language, Span
from aigc.types.script import ScriptLine

_EN_ORDINALS = ("First", "Second", "Third", "Fourth", "Fifth", "Sixth", "Seventh", "Eighth")
_ZH_ORDINALS = "一二三四五六七八"
_COUNTED = re.compile(
    r"\d|[两三四五六七八九十]\s?[个条点步项种类件样]|\b(?:two|three|four|five|six|seven|eight)\b|以下|如下"
    r"|following",
    re.I,
)
_SHORT = {"zh": 9, "en": 5}
_MOST = 4
_WHOLE = 6


def list_forms(
    article: Article, index: int, lead: tuple[Span, str] | None
) -> tuple[tuple[ScriptLine, ...], ...]:
    """Return the lengths in which the list block ``index`` can be read, the longest first.

    A short list, and one whose introduction counts its items, is read to the end or not at all.
    """
    block = article.blocks[index]
    items = [s for s in block.items if s.end > s.start]
    texts = [_item(s, article) for s in items]
    if not items or not all(texts):
        return ()
    out = []
    head = (
        ()
        if lead is None
        else (ScriptLine(text=lead[1], sources=(lead[0],), role="list", block=index),)
    )
    whole = lead is not None and _COUNTED.search(lead[1]) is not None
    counts = (
        [len(items)] if whole or block.ordered or len(items) <= _WHOLE else [len(items), _MOST, 3]
    )
    for count in dict.fromkeys(min(c, len(items)) for c in counts):
        for brief in (False, True):
            body = _body(article, index, items[:count], texts[:count], brief)
            out.append((*head, *body))
    return tuple(dict.fromkeys(sorted(out, key=_letters, reverse=True)))


def _letters(form: tuple[ScriptLine, ...]) -> int:
    return sum(len(x.text) for x in form)


def _item(span: Span, article: Article) -> tuple[str, str]:
    """Return an item in full and in brief."""
    said = say(span.of(article.text), article.language)
    first = sentences(said)
    short = first[0].of(said) if first else said
    return said, variants(short, article.language)[-1]


def _body(
    article: Article,
    index: int,
    items: list[Span],
    texts: list[tuple[str, str]],
    brief: bool,
) -> list[ScriptLine]:
    language = article.language
    said = [t[1 if brief else 0] for t in texts]
    if all(size(s, language) <= _SHORT[language] for s in said):
        return _joined(said, items, index, language)
    ordered = article.blocks[index].ordered
    return [
        ScriptLine(
            text=_counted(n, s, language) if ordered and n < 8 else s,
            sources=(span,),
            role="list",
            block=index,
            items=(span,),
        )
        for n, (s, span) in enumerate(zip(said, items, strict=True))
    ]


def _joined(said: list[str], items: list[Span], index: int, language: Language) -> list[ScriptLine]:
    """Put two or three short items on one line."""
    per_line = 3 if len(said) % 3 != 1 else 2
    mark = "、" if language == "zh" else ", "
    out = []
    for at in range(0, len(said), per_line):
        part = [s.rstrip("。.；;，,") for s in said[at : at + per_line]]
        spans = tuple(items[at : at + per_line])
        text = tidy(mark.join(part), language)
        out.append(ScriptLine(text=text, sources=spans, role="list", block=index, items=spans))
    return out


def _counted(n: int, text: str, language: Language) -> str:
    if language == "zh":
        return text if re.match(r"第|首先|先", text) else f"第{_ZH_ORDINALS[n]}，{text}"
    lower = text if text[1:2].isupper() or text[:2] == "I " else text[:1].lower() + text[1:]
    return f"{_EN_ORDINALS[n]}, {lower}"
