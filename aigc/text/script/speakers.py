"""Interviews: paragraphs that begin with the name of whoever speaks them."""

from __future__ import annotations

import re
from dataclasses import dataclass

from aigc.types.article import Article, Language, Span

_LABEL = {
    "zh": re.compile(r"([\u4e00-\u9fff·A-Za-z]{1,8})\s*[：:]\s*(?=\S)"),
    "en": re.compile(r"([A-Z][\w.’'-]{0,15}(?: [A-Z][\w.’'-]{0,15}){0,2}):\s+(?=\S)"),
}
_ASKER = re.compile(r"^(?:记者|主持人|问|编者|提问|Q|Interviewer|Host|Question)$", re.IGNORECASE)
_BARE = re.compile(r"^(?:答|A|Answer)$", re.IGNORECASE)
_SHE_SAYS = re.compile(r"[”\"] (he|she) (?:said|says|added|adds|recalled|recalls)\.$")
_FULL_NAME = re.compile(r"\b([A-Z][a-z]+) ([A-Z][a-z]{2,})\b")
_LONGEST = {"zh": 60, "en": 240}


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """One turn of an interview: the label as written, who speaks (empty: unnamed), if they ask."""

    label: str
    who: str
    asks: bool


def turn(article: Article, index: int) -> Turn | None:
    """Return the turn that the paragraph ``index`` is, none where no speaker is named.

    A label counts when it opens two paragraphs at least; one that mostly asks is an interviewer.
    """
    found = _label(article, index)
    if found is None:
        return None
    same = [
        b.span.of(article.text).rstrip()
        for n, b in enumerate(article.blocks)
        if (other := _label(article, n)) is not None and other[1] == found[1]
    ]
    if len(same) < 2:
        return None
    asked = sum(text.endswith(("?", "？")) for text in same)
    asks = bool(_ASKER.match(found[1])) or asked * 2 > len(same)
    named = not asks and not _BARE.match(found[1])
    return Turn(label=found[0], who=found[1] if named else "", asks=asks)


def quoted(said: str, who: str, language: Language) -> str:
    """Return a sentence of an interview as the words of its speaker, empty when it is too long.

    >>> quoted("We never sleep.", "Ann", "en"), quoted("我们不睡。", "", "zh")
    ('Ann said: “We never sleep.”', '“我们不睡。”')
    """
    if len(said) > _LONGEST[language]:
        return ""
    inner = re.sub(r"“([^”]*)”", r"‘\1’", said)
    return f"{says(who, language)}“{inner}”"


def says(who: str, language: Language) -> str:
    """Return what announces somebody's words, empty for nobody.

    >>> says("Ann Marsh, keeper", "en"), says("林晓", "zh")
    ('Ann Marsh, keeper, said: ', '林晓说：')
    """
    if not who:
        return ""
    return f"{who}说：" if language == "zh" else f"{who}{',' * (',' in who)} said: "


def named(said: str, at: int, article: Article) -> tuple[str, Span] | None:
    """Return an English quotation with its speaker's name for a pronoun, and where the name stands.

    Only where one person, told of by the surname too, was named before the character ``at``.
    """
    found = _SHE_SAYS.search(said) if article.language == "en" else None
    if found is None:
        return None
    before = article.text[:at]
    people: dict[str, Span] = {}
    for m in _FULL_NAME.finditer(before):
        alone = rf"(?<![A-Z][a-z] )(?<!{m.group(1)} )\b{m.group(2)}(?:['’]s)? [a-z]"
        if re.search(alone, article.text):
            people.setdefault(m.group(2), Span(start=m.start(), end=m.end()))
    if len(people) != 1:
        return None
    ((who, span),) = people.items()
    return said[: found.start(1)] + who + said[found.end(1) :], span


def _label(article: Article, index: int) -> tuple[str, str] | None:
    block = article.blocks[index]
    if block.kind != "paragraph":
        return None
    found = _LABEL[article.language].match(block.span.of(article.text))
    return (found.group(), found.group(1)) if found else None
