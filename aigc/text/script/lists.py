"""Lists as spoken lines: one for each item, or introduction and items as one sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aigc.text.script.compress import variants
from aigc.text.script.lines import size
from aigc.text.script.sentences import clauses, sentences
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
_CENTRAL = re.compile(
    r"如何|怎样|怎么|办法|方法|步骤|技巧|攻略|清单|建议|指南|做法|[三四五六七八九十\d][个条招步件]"
    r"|\b(?:how to|ways|steps|tips|rules|reasons|things|habits|lessons|checklist|guide|recipe)\b",
    re.I,
)
_ZH_BESIDES = re.compile(r"看看|听一?听|以免|避免|防止|免得|这样|因为|让|比如|例如|也不例外")
_EN_BESIDES = re.compile(r"\s*(?:which|because|so|since|where|making|leaving|giving)\b")
_SHORT = {"zh": 9, "en": 5}
_ROOM = {"zh": 36, "en": 25}
_MOST = 4
_WHOLE = 6

Lead = tuple[Span, str]
"""What introduces a list, and where it stands."""


def list_forms(
    article: Article, index: int, leads: Sequence[Lead]
) -> tuple[tuple[ScriptLine, ...], ...]:
    """Return the lengths in which the list block ``index`` can be read, the longest first.

    A short list, and one whose introduction counts its items, is read to the end or not at all.
    """
    block = article.blocks[index]
    items = [s for s in block.items if s.end > s.start]
    texts = [_item(s, article) for s in items]
    if not items or not all(t[0] for t in texts):
        return ()
    whole = any(_COUNTED.search(words) for _, words in leads)
    counts = (
        [len(items)] if whole or block.ordered or len(items) <= _WHOLE else [len(items), _MOST, 3]
    )
    out = []
    for count in dict.fromkeys(min(c, len(items)) for c in counts):
        for lead in leads or (None,):
            for length in range(3):
                said = [t[length] for t in texts[:count]]
                if any(size(s, article.language) > _SHORT[article.language] for s in said):
                    out.append(_itemised(article, index, items[:count], said, lead))
                out.append(_compact(article, index, items[:count], said, lead))
    return tuple(dict.fromkeys(sorted(out, key=_letters, reverse=True)))


def central(article: Article, index: int, lead: str) -> bool:
    """Tell whether the list block ``index`` is what the article is about.

    It is when the title promises a list or a method, or when what introduces it counts its items.
    """
    counted = _COUNTED.search(lead) is not None and len(article.blocks[index].items) > 1
    return counted or _CENTRAL.search(article.title) is not None


def _letters(form: tuple[ScriptLine, ...]) -> int:
    return sum(len(x.text) for x in form) + len(form)


def _item(span: Span, article: Article) -> tuple[str, str, str]:
    """Return an item in full, in brief, and without what only explains it."""
    language = article.language
    said = say(span.of(article.text), language)
    first = sentences(said)
    short = variants(first[0].of(said) if first else said, language)[-1]
    parts = clauses(short)
    besides = _ZH_BESIDES if language == "zh" else _EN_BESIDES
    if len(parts) > 1 and size(parts[0], language) > 2 and besides.match(parts[1]):
        return said, short, tidy(parts[0], language)
    return said, short, short


def _itemised(
    article: Article, index: int, items: list[Span], said: list[str], lead: Lead | None
) -> tuple[ScriptLine, ...]:
    """Return the introduction and one line for each item, numbered where the list is."""
    numbered = article.blocks[index].ordered
    lines = [
        ScriptLine(
            text=_counted(n, s, article.language) if numbered and n < 8 else s,
            sources=(span,),
            role="list",
            block=index,
            items=(span,),
        )
        for n, (s, span) in enumerate(zip(said, items, strict=True))
    ]
    if lead is not None:
        head = ScriptLine(text=lead[1], sources=(lead[0],), role="list", block=index)
        lines.insert(0, head)
    return tuple(lines)


def _compact(
    article: Article, index: int, items: list[Span], said: list[str], lead: Lead | None
) -> tuple[ScriptLine, ...]:
    """Return the introduction and the items as one sentence on as few lines as they need."""
    language = article.language
    parts = _enumerated(said, language)
    if lead is not None:
        head = re.sub(r"[。.：:]$", "：" if language == "zh" else ":", lead[1])
        begins = parts[0][:1].upper() + parts[0][1:] if head.endswith("?") else parts[0]
        parts[0] = head + ("" if language == "zh" else " ") + begins
    lines: list[tuple[str, list[Span]]] = []
    for part, span in zip(parts, items, strict=True):
        gap = "" if language == "zh" else " "
        longer = f"{lines[-1][0]}{gap}{part}" if lines else part
        if lines and size(longer, language) <= _ROOM[language]:
            lines[-1] = (longer, [*lines[-1][1], span])
        else:
            lines.append((part, [span]))
    return tuple(
        ScriptLine(
            text=text,
            sources=(*((lead[0],) if lead and n == 0 else ()), *spans),
            role="list",
            block=index,
            items=tuple(spans),
        )
        for n, (text, spans) in enumerate(lines)
    )


def _enumerated(said: list[str], language: Language) -> list[str]:
    """Return the items as members of one sentence, each with the mark behind it."""
    bare = [re.sub(r"[。.；;，,：:]+$", "", s) for s in said]
    inner = any(re.search(r"[，,；;：:。]", s) for s in bare)
    if language == "zh":
        short = all(size(s, language) <= _SHORT["zh"] for s in bare)
        mark = "；" if inner else "、" if short else "，"
        return [s + (mark if n + 1 < len(bare) else "。") for n, s in enumerate(bare)]
    low = [_lower(s) for s in bare]
    mark = ";" if inner else ","
    marks = [mark] * (len(low) - 1) + ["."]
    if len(low) > 1 and " and " not in low[-1]:
        low[-1] = f"and {low[-1]}"
        marks[-2] = mark if inner else ""
    return [s + m for s, m in zip(low, marks, strict=True)]


def _counted(n: int, text: str, language: Language) -> str:
    if language == "zh":
        return text if re.match(r"第|首先|先", text) else f"第{_ZH_ORDINALS[n]}，{text}"
    return f"{_EN_ORDINALS[n]}, {_lower(text)}"


def _lower(text: str) -> str:
    """Return ``text`` to be said inside a sentence; two capitals in a row begin a name."""
    name = re.match(r"[A-Z](?:[\w’'-]* (?:of |de |van )?)?[A-Z]|I[ ’']", text)
    return text if name else text[:1].lower() + text[1:]
