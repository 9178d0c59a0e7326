"""Titles in the article's own words: its own title, and what hooks a reader in it."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import combinations
from typing import Final

from aigc.text.copy.draft import Draft
from aigc.text.copy.hashtags import Tag, tags
from aigc.text.copy.statements import Statement
from aigc.text.copy.wording import contrasts, counts
from aigc.text.keyphrases import headline
from aigc.text.script.dates import dates, day_words
from aigc.text.script.names import names
from aigc.text.script.numerals import figures
from aigc.text.script.rank import similarity
from aigc.text.script.spoken import say
from aigc.text.script.words import content_words, has_han, tagged
from aigc.types.article import Article, Language, Span

_END: Final = "。.！!；;，,：:、 "
_SPEAKER: Final = re.compile(
    r"^(?:(?P<who>.{1,40}?)说：|(?P<name>.{1,80}?),? said: )?“(?P<words>[^“”]+)”$"
)
_SENTENCE: Final = re.compile(r"[^。！？.!?]+[。！？.!?]?")
_MEASURES: Final = re.compile(
    r" (?:years|months|weeks|days|hours|minutes|seconds|metres|meters|miles|kilometres|tonnes|times"
    r"|dollars|euros|pounds|grams|millilitres|points)$"
)
_COUNTED: Final = re.compile(
    r"(?<![\d.,第每到从约第])\d[\d,.]*\s?[万亿]?\s?[亩杯家座台株本件张个名位条枚种只所]"
    r"(?![\d以左上下到])"
)
_EN_THINGS: Final = re.compile(
    r"(?<![\w.,$-])(?:\d[\d,.]*(?: (?:million|billion))?) (?:[a-z]{4,} )?[a-z]{3,}s\b(?! of\b)"
)
_NOT_THINGS: Final = re.compile(r"\b(?:times|makes|takes|gives|lasts|has|was|is|does|this|as)$")
_ASKED: Final = re.compile(
    r"(?P<about>约|大约|近|超过|不到|共|只有|将近)?\s?(?P<number>\d[\d,.]*\s?[万亿]?)\s?"
    r"(?P<unit>公里|米|分钟|小时|元|人|名|家|座|杯|万|个|张|台|株|种|件|单|本|次|站|户|岁|年|天|名观众)"
)
_DANGLES: Final = re.compile(r"[，、；]")
_BECAUSE: Final = re.compile(r"因为|由于|Because\b")
_COLON: Final = re.compile("[：:]")
_LABELS: Final = 2
"""How many topics are titles by themselves, where there is room for nothing longer."""


def title_drafts(article: Article, told: Sequence[Statement]) -> Iterator[Draft]:
    """Yield titles, each with its pattern."""
    whole, topics = _whole_title(article), _topics(article)
    if whole:
        for text in _own(whole, article.language):
            yield Draft(text=text, sources=_near(text, article, told), pattern="own", merit=1.0)
    for one in told:
        for draft in _of(one, article):
            yield from _on_topic(draft, topics, article)
    if whole:
        yield from _with_figures(whole, article, told)
    for tag in dict.fromkeys((*topics[:_LABELS], *tags(article)[:_LABELS])):
        name = tag.words[:1].upper() + tag.words[1:]
        yield Draft(text=name, sources=(tag.source,), pattern="label", merit=0.2)


def _topics(article: Article) -> list[Tag]:
    """Return what the article is about: its tags that its title names, the fullest first."""
    found = tags(article)
    edge = "" if article.language == "zh" else r"\b"
    titled = [
        one
        for one in found
        if re.search(f"{edge}{re.escape(one.words)}{edge}", article.title, re.I)
    ]
    joined = (
        replace(a, words=a.words + b.words)
        for a in titled
        for b in titled
        if article.language == "zh" and f"{a.words}{b.words}" in article.text
    )
    return [*joined, *sorted(titled, key=lambda one: -len(one.words))] or found[:1]


def _on_topic(draft: Draft, topics: Sequence[Tag], article: Article) -> Iterator[Draft]:
    """Yield a title that names a topic: by itself, or behind the topic and a colon."""
    said = set(content_words(draft.text))
    known = {word for one in topics for word in content_words(one.words)}
    near = any(has_han(word) and word[:2] in draft.text for word in known)
    if said & known or near or draft.pattern == "quote":
        yield draft
    elif topics and not _COLON.search(draft.text) and draft.text[-1] not in "？?":
        name = topics[0].words
        gap = "：" if article.language == "zh" else ": "
        text = f"{name[:1].upper()}{name[1:]}{gap}{_small(draft.text, article)}"
        sources = tuple(dict.fromkeys((topics[0].source, *draft.sources)))
        yield replace(draft, text=text, sources=sources, own=draft.text)


def _small(text: str, article: Article) -> str:
    """Return an English sentence as it stands behind a colon: small, unless a name begins it."""
    first, _, rest = text.partition(" ")
    name = first[1:].lower() != first[1:] or first == "I" or has_han(text)
    if name or re.search(rf"[a-z,;] {re.escape(first)}\b", article.text):
        return text
    return f"{first.lower()} {rest}"


def _whole_title(article: Article) -> str:
    return say(article.title, article.language).strip(_END)


def _own(title: str, language: Language) -> Iterator[str]:
    """Yield the article's title and the shorter forms of it."""
    yield title
    short = headline(title, language)
    if "…" not in short:
        yield short
    for mark in ("：", "，", ": "):
        head, _, rest = title.partition(mark)
        if len(head) >= (6 if language == "zh" else 24):
            yield head
        if mark != "，" and len(rest) >= (8 if language == "zh" else 28):
            yield rest[:1].upper() + rest[1:]


def _near(text: str, article: Article, told: Sequence[Statement]) -> tuple[Span, ...]:
    """Return where the article says what its title does, and the title itself where it stands."""
    found: list[Span] = []
    at = article.text.find(text)
    if at >= 0:
        found.append(Span(start=at, end=at + len(text)))
    if told:
        likeness = similarity([text, *(one.full for one in told)])[0, 1:]
        order = sorted(range(len(told)), key=lambda n: -float(likeness[n]))[:3]
        found += [s for n in sorted(order) for s in told[n].sources]
    return tuple(dict.fromkeys(found)) or (Span(start=0, end=len(article.text)),)


def _of(one: Statement, article: Article) -> Iterator[Draft]:
    """Yield the titles that one statement makes."""
    if one.role == "quote":
        yield from _quoted(one, article.language)
    if one.role not in ("point", "close"):
        return
    for short in one.short:
        if one.question:
            yield _made(f"{one.question.strip()}{_gap(article)}{short}", one, "question")
        if not (one.question and _BECAUSE.match(short)):
            yield _made(short, one, _pattern(short))
        asked = _asked(short) if article.language == "zh" and not one.question else ""
        if asked:
            yield _made(asked, one, "question")


def _made(text: str, one: Statement, pattern: str) -> Draft:
    return Draft(text=text, sources=one.sources, pattern=pattern, merit=one.merit)


def _gap(article: Article) -> str:
    return "" if article.language == "zh" else " "


def _pattern(text: str) -> str:
    if contrasts(text):
        return "contrast"
    if counts(text) and (figures(text) or not dates(text)[0]):
        return "number"
    return "who" if names(text) else "statement"


def _quoted(one: Statement, language: Language) -> Iterator[Draft]:
    """Yield somebody's words with the speaker, whole or the sentence that stands last."""
    found = _SPEAKER.match(one.full)
    if found is None:
        return
    who = re.split("[，,]", found["who"] or found["name"] or "")[0].strip()
    said = [m.group().strip() for m in _SENTENCE.finditer(found["words"])]
    for words in dict.fromkeys((found["words"], said[0], said[-1])):
        bare = words.strip(_END)
        if language == "zh":
            text = f"{who}：“{bare}”" if who else f"“{bare}”"
        else:
            text = f"“{bare}” — {who}" if who else f"“{bare}”"
        yield _made(text, one, "quote")


def _asked(text: str) -> str:
    """Return a Chinese statement as the question after its one number; empty where it has none.

    >>> _asked("开业当天，店里卖出了 486 杯咖啡")
    '开业当天，店里卖出了多少杯咖啡？'
    """
    days, rest = dates(text)
    found = list(_ASKED.finditer(rest))
    if len(found) != 1 or days or day_words(text) or len(re.findall(r"\d+", text)) != 1:
        return ""
    m = found[0]
    if text[: m.start()][-1:] in ("第", "每", "从", "到") or m["about"] in ("超过", "不到", "只有"):
        return ""
    if re.search(r"比|是.{0,12}倍|没有|不|其中|另外", text):
        return ""
    asked = text[: m.start()].rstrip() + "多少" + m["unit"] + text[m.end() :].lstrip()
    head, _, tail = asked.partition("多少")
    return "" if _DANGLES.search(tail) or len(head) < 4 else asked.rstrip(_END) + "？"


def _with_figures(title: str, article: Article, told: Sequence[Statement]) -> Iterator[Draft]:
    """Yield the title behind two figures of the article, as in 70名读者，28块菜园：标题."""
    short = min(_own(title, article.language), key=len)
    known = [one for one in told if one.role == "point"]
    things = [(text, one) for one in known for text in _things(one.full, article.language)]
    things = [(text, one) for text, one in things if text.split()[0] not in short][:4]
    comma, colon = ("，", "：") if article.language == "zh" else (", ", ": ")
    if colon.strip() in short:
        return
    for (first, a), (second, b) in combinations(things, 2):
        if first == second or set(re.findall(r"\d+", first)) & set(re.findall(r"\d+", second)):
            continue
        yield Draft(
            text=f"{first}{comma}{second}{colon}{short}",
            sources=tuple(dict.fromkeys((*a.sources, *b.sources, *_near(short, article, told)))),
            pattern="figures",
            own=f"{first}{comma}{second}",
            merit=(a.merit + b.merit) / 2,
        )


def _things(text: str, language: Language) -> list[str]:
    """Return the numbers of ``text`` with what they count."""
    _, rest = dates(text)
    if language == "en":
        found = [m.group() for m in _EN_THINGS.finditer(rest)]
        return [one for one in found if not (_NOT_THINGS.search(one) or _MEASURES.search(one))]
    pairs = ((m.group(), _noun_after(text[m.end() :])) for m in _COUNTED.finditer(rest))
    return [figure + noun for figure, noun in pairs if noun]


def _noun_after(text: str) -> str:
    """Return the noun that a Chinese measure word counts, where one follows at once."""
    out = ""
    for word, tag in tagged(text[:8]):
        if not tag.startswith("n") or len(out) + len(word) > 3:
            break
        out += word
    return "" if out in ("小时", "月", "人") else out
