"""The sentences of a paragraph as passages, each with what it cannot be said without."""

from __future__ import annotations

import re
from dataclasses import replace

from aigc.text.script.compress import dangling, variants, without_connective
from aigc.text.script.lines import broken, size
from aigc.text.script.passage import Form, Passage
from aigc.text.script.sentences import sentences
from aigc.text.script.spoken import say
from aigc.text.script.words import content_words, tagged
from aigc.types.article import Article, Block, Language, Span
from aigc.types.script import ScriptLine

_SKIP = re.compile(
    r"如[上下右左]?[图表]|[见下上][图表]|图\d|点击|扫码|关注我们|原标题|责任编辑|编辑[:：]|来源[:：]|版权|转载"
    r"|免责声明|\b(?:table|figure|chart|photo|image) (?:below|above|\d)|subscribe|click here"
    r"|all rights reserved|photo(?:graph)?:|sign up",
    re.I,
)
_MENTIONS_LINK = re.compile(r"https?://|www\.|`|\$\s*\w+\s--")
_ANSWERS = re.compile(
    r"^(?:可以|不可以|不能|能|会|不会|有|没有|是|不是|是的|需要|不需要|不用)[，。]"
    r"|^(?:Yes|No|Not yet|Both|Neither)[,.]"
)
_ASKS = re.compile(r"问|\b(?:ask|asked|asks|wondered)\b")
_DEFINITE = re.compile(r"^The ([a-z][a-z-]+)(?: ([a-z][a-z-]+))?")
_COUNTS = ("two", "three", "four", "five", "six", "seven", "eight", "nine", "ten")
_SHORT = {"zh": 14, "en": 7}


def paragraph(article: Article, index: int, heading: int | None) -> list[Passage]:
    """Return the sentences of the paragraph block ``index`` as passages.

    Parameters
    ----------
    heading : int, optional
        The block of the heading right above, where the paragraph opens a section. It is spoken
        before a first sentence that answers it or points at it.
    """
    block = article.blocks[index]
    out: list[Passage] = []
    for n, span in enumerate(sentences(article.text, block.span)):
        raw = span.of(article.text)
        said = say(raw, article.language)
        if _unusable(raw, said) or span == list_lead(article, index):
            continue
        passage = _sentence(article, index, span, said, out)
        out.append(replace(passage, first=n == 0))
    if heading is not None and out:
        out[0] = _under(out[0], article, heading)
    return _paired(out, article.language)


def list_lead(article: Article, index: int) -> Span | None:
    """Return the last sentence of paragraph ``index`` when it introduces the list after it.

    It does when it ends with a colon or counts the items.
    """
    follows = article.blocks[index + 1] if index + 1 < len(article.blocks) else None
    if follows is None or follows.kind != "list" or article.blocks[index].kind != "paragraph":
        return None
    spans = sentences(article.text, article.blocks[index].span)
    if not spans:
        return None
    last = spans[-1].of(article.text).rstrip()
    return spans[-1] if last.endswith(("：", ":")) or _counts(last, follows) else None


def _counts(sentence: str, block: Block) -> bool:
    count = len(block.items)
    if not 2 <= count <= 10:
        return False
    zh = "二三四五六七八九十"[count - 2]
    en = _COUNTS[count - 2]
    pattern = rf"(?:{zh}|{count}{'|两' if count == 2 else ''})\s?[个条点步项种类件样]|\b{en}\b"
    return re.search(pattern, sentence, re.I) is not None


def _unusable(raw: str, said: str) -> bool:
    leads_in = said.endswith(("：", ":"))
    tiny = len(said) < 4 and not _ANSWERS.match(said)
    return leads_in or tiny or bool(_SKIP.search(raw) or _MENTIONS_LINK.search(raw))


def _sentence(
    article: Article, index: int, span: Span, said: str, before: list[Passage]
) -> Passage:
    language = article.language

    def forms(text: str) -> tuple[Form, ...]:
        return tuple(
            tuple(ScriptLine(text=x, sources=(span,), block=index) for x in broken(v, language))
            for v in variants(text, language)
        )

    leans = dangling(said, language) or _refers(said, article, before)
    alone = () if leans else forms(without_connective(said, language))
    return Passage(block=index, span=span, text=said, forms=forms(said), openings=alone)


def _refers(said: str, article: Article, before: list[Passage]) -> bool:
    """Tell whether the subject was introduced earlier in the same paragraph, and only there."""
    known = set(content_words(article.title + " " + article.text[:160]))
    nouns = set(_subject(said, article.language)) - known
    return any(nouns & set(content_words(p.text)) for p in before)


def _subject(said: str, language: Language) -> tuple[str, ...]:
    """Return the words that name what a sentence is about, where they can be told."""
    if language == "en":
        found = _DEFINITE.match(said)
        return content_words(" ".join(g for g in found.groups() if g)) if found else ()
    word, tag = tagged(said)[0]
    return (word,) if tag in ("n", "vn", "v") and len(word) > 1 else ()


def _under(passage: Passage, article: Article, heading: int) -> Passage:
    """Put the heading before a sentence that needs it, or may have it when it is a question."""
    span = article.blocks[heading].span
    title = say(span.of(article.text), article.language)
    line = ScriptLine(text=title, sources=(span,), role="chapter", block=heading)
    titled = tuple((line, *f) for f in passage.forms)
    if _ANSWERS.match(passage.text) or not passage.openings:
        return replace(passage, forms=titled, openings=titled)
    if title.endswith(("?", "？")):
        return replace(
            passage, forms=(*titled, *passage.forms), openings=(*titled, *passage.openings)
        )
    return passage


def _paired(found: list[Passage], language: Language) -> list[Passage]:
    """Put a sentence that only announces the next one together with it."""
    out: list[Passage] = []
    for passage in found:
        if out and _announces(out[-1], language, begins=out[-1].first):
            out[-1] = _joined(out[-1], passage)
        else:
            out.append(passage)
    return out


def _announces(passage: Passage, language: Language, *, begins: bool) -> bool:
    text = passage.text
    if any(len(f) > 1 for f in passage.forms[:1]) and passage.forms[0][0].role == "chapter":
        return bool(_ANSWERS.match(text)) and size(text, language) <= 3
    if re.search(r"\d", text) and size(text, language) > _SHORT[language] - 4:
        return False
    asks = text.endswith(("?", "？")) or (_ASKS.search(text) is not None and "“" not in text)
    return size(text, language) <= _SHORT[language] and (begins or asks)


def _joined(a: Passage, b: Passage) -> Passage:
    span = Span(start=a.span.start, end=b.span.end)
    forms = tuple((*x, *y) for x in a.forms[:2] for y in b.forms)
    openings = tuple((*x, *y) for x in a.openings[:2] for y in b.forms)
    return replace(
        a,
        span=span,
        text=a.text + b.text,
        forms=(*forms, *b.openings),
        openings=(*openings, *b.openings),
    )
