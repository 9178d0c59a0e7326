"""What an article says that can stand alone: the stuff that titles and descriptions are made of."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aigc.text.engine import Options
from aigc.text.keyphrases import headline
from aigc.text.script.compress import has_verb, variants
from aigc.text.script.passage import Passage
from aigc.text.script.passages import passages
from aigc.text.script.rank import scores
from aigc.text.script.sentences import clauses, sentences
from aigc.text.script.words import has_han, tagged
from aigc.types.article import Article, Language, Span
from aigc.types.script import LineRole

_END: Final = "。.！!；;，,：:、 "
_ZH_TIME: Final = re.compile(
    r"^(?:[今去明]年\w{0,4}|\d{4}年\w{0,4}|\d+月\d*日?|过去\w{1,3}|最近|日前|近日|目前|如今|昨[天晚日]\w{0,4}|当天|当时"
    r"|从前|到了\s?\d+\s?年)，(?=.{6,})"
)
_EN_TIME: Final = re.compile(
    r"^(?:In|On|By|Since|During) (?:(?:early|late|mid-) ?)?(?:the )?(?:[A-Z][a-z]+ )?"
    r"(?:\d{1,2}, )?\d{4}s?, "
    r"(?=\w.{20,})|^(?:Today|Last (?:week|month|year)),? (?=[a-z].{20,})"
)
_ZH_ORDINAL: Final = re.compile(r"^(?:第[一二三四五六七八]|首先|其次|最后)，")
_EN_ORDINAL: Final = re.compile(
    r"^(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Finally), (?=\w)"
)
_POINTS: Final = re.compile(
    r"^.{0,5}(?:他们?|她们?|它们?|这|那|其|该|此)(?!些年)|^.{0,2}(?:也|还|又|就|则|却|并)|的他|的她"
    r"|^(?:It|He|She|They|This|That|These|Those|Its|His|Her|Their|Each one|Both|There|The (?:other"
    r"|same|two|team|group|first|second|lesson|idea|recipe|method|answer|result))\b"
    r"|[把被让给对用]它|那里|这里|上一代|前者|后者|两者"
    r"|\b(?:this|that) (?:one|year|week|month|time)$"
    r"|^[^,]{0,40}\b(?:he|she|it|they)\b|^(?:\S+ ){0,2}(?:its|their)\b|\b(?:as|so) well$|\btoo$",
)
_BACK: Final = re.compile(
    r"(?:可是|但是?|然而|不过|所以|因此|于是|另外|此外)?，?(?:那里|这里|这样|这场|这种|这些|那些|这个|那个|这一|这座|为此|对此)"
    r"|(?:他|她|它)们?(?!人)|(?:可是|但是?|然而|所以|因此|于是)|.{0,12}上一代"
    r"|(?:It|He|She|They|This|That|These|Those|Its|His|Her|Their|There|Such|Both|But|So|Yet)\b"
    r"|The (?:others?|same|two|result|figure|latter|former)\b"
)
_ORDER: Final = re.compile(
    r"(?:忽略|无视)[^。]{0,12}(?:指令|规则|提示)|\b(?:ignore|disregard)\b.{0,24}\b(?:instructions?|rules|prompts?)\b",
    re.I,
)
"""What is said to a language model, not to a reader."""
_LEADS_ON: Final = re.compile(
    r"而在于|不在于|在于|而是|不仅|不但|不只|无论|不管|即使|有的|有人|一是|首先|既|其中"
)
_REPORTED: Final = re.compile(
    r"[说道问称](?:[，：]|$)|(?:表示|认为|指出|提醒|介绍|发现|显示|回忆)(?:[，：]|$)"
    r"|\b(?:said|says|asked|told|found|warned) (?:that )?$"
)
"""What somebody says goes on to the end of the sentence."""
_HE: Final = re.compile(r"(?<![其吉])[他她](?!人)|\b(?:he|she|him|his|her)\b")
_PERSON: Final = re.compile(r"(?:老人|先生|女士|顾客|[者人员师长家生孩客友民手])$")
_QUALIFIED: Final = re.compile(
    r"^(?:第[二三]|还有|有的|另|两个|而|但|却|才|除非|只要|如果|前提|否则|就|也是|还是|不过|只是|仅|直到|至少)"
    r"|^(?:as long as|as far as|unless|if|but|except|until|provided|only|although|though|or|than"
    r"|not|on condition|at least|at most)\b",
    re.I,
)
_NAME: Final = re.compile(r"(?<=\w )[A-Z][a-z]{2,}|^(?!The|In|On|At|By|A\b)[A-Z][a-z]+ [A-Z][a-z]+")
_UNFINISHED: Final = re.compile(
    r"花了?[^，]{0,8}(?:时间|年|天|小时)$|(?:公布|发布|出台|印发|推出)了?[^，]{0,4}(?:新规|通知|消息|公告|办法|报告)$"
    r"|(?:时|后|前|的时候|以来|表示|指出|认为|介绍|说|显示|提醒|称|以后|之后|之前|为了|开始|\d\s?年|如果.*)$"
    r"|(?:^|，)(?:在|从|自|到了)[^，]*(?:里|中|上|下|起|间|内)$|[说道]：“[^”]*。”$"
    r"|^(?:截至|截止)[^，]*$|^在[^，也能是有]{2,14}$"
    r"|^(?:如果|当|虽然|因为|由于|尽管|自从|只要|除了|为了|随着|据|不管|无论)[^，]*$"
    r"|^(?:If|When|While|As|Because|Although|After|Before|Unless|Since|With|For|At|In)\b[^,]*$"
)
_ONE_QUOTE: Final = re.compile(r"”\s*“")
_LONGEST: Final = {"zh": 64, "en": 210}


@dataclass(frozen=True, slots=True, kw_only=True)
class Statement:
    """One thing the article says, in several lengths, and how much of the whole it tells.

    Attributes
    ----------
    full : str
        As a sentence or a few, marks and all.
    short : tuple of str
        Shorter wordings without a mark at their end, the longest first.
    question : str
        The question that it answers, where the article asks one; ``full`` begins with it.
    """

    full: str
    short: tuple[str, ...]
    sources: tuple[Span, ...]
    merit: float
    role: LineRole
    question: str = ""


def statements(article: Article) -> tuple[Statement, ...]:
    """Return everything that can stand alone, in reading order."""
    offered = passages(article, Options())
    merits = scores([p.text for p in offered], article.title, [p.first for p in offered], 0.3)
    return tuple(
        one
        for passage, merit in zip(offered, merits, strict=True)
        for one in _of(passage, merit, article)
    )


def _of(passage: Passage, merit: float, article: Article) -> Iterator[Statement]:
    if not passage.openings or _ORDER.search(passage.text):
        return
    if passage.role == "list":
        yield from _items(passage, merit, article)
        return
    said = tuple(line.text for line in passage.openings[0])
    sources = tuple(dict.fromkeys(s for line in passage.openings[0] for s in line.sources))
    asked = said[0] if len(said) > 1 and said[0].endswith(("？", "?")) else ""
    if asked and not passage.first:
        return  # what follows the answer would stand as the answer
    told = said[1:] if asked else said
    gap = "" if article.language == "zh" else " "
    if passage.role == "quote":
        said = (_ONE_QUOTE.sub(gap, gap.join(said)),)
    shorter = () if passage.role == "quote" else _shorter(gap.join(told), article.language)
    yield Statement(
        full=gap.join(said), short=shorter, sources=sources, merit=merit, role=passage.role,
        question=asked,
    )  # fmt: skip


def _items(passage: Passage, merit: float, article: Article) -> Iterator[Statement]:
    """Yield the items of a list, each for itself."""
    lines = max(passage.openings, key=len)
    for line in lines:
        if not line.items or len(line.items) != 1:
            continue
        said = _ZH_ORDINAL.sub("", _EN_ORDINAL.sub("", line.text))
        said = said[:1].upper() + said[1:]
        bare = said.strip(_END)
        yield Statement(
            full=said, short=(bare,) if _stands(bare) else (), sources=line.sources,
            merit=merit * 0.9, role="list",
        )  # fmt: skip


def _shorter(said: str, language: Language) -> tuple[str, ...]:
    """Return wordings that can stand as a title: whole sentences, or their first clauses."""
    found: list[str] = []
    for span in sentences(said)[:1]:
        whole = span.of(said)
        for form in variants(whole, language):
            undated = _undated(form)
            found += [form, undated, *_heads(undated), headline(undated, language)]
    bare = [one.strip(_END) for one in found]
    return tuple(
        dict.fromkeys(
            one
            for one in sorted(bare, key=len, reverse=True)
            if _stands(one)
            and len(one) <= _LONGEST[language]
            and _leads(one, said)
            and not _cut_short(one, said)
        )
    )


def _undated(sentence: str) -> str:
    rest = _EN_TIME.sub("", _ZH_TIME.sub("", sentence, count=1), count=1)
    return rest[:1].upper() + rest[1:]


def _heads(sentence: str) -> list[str]:
    """Return the beginnings of a sentence that end where a clause does."""
    parts = clauses(sentence)
    told = next((n for n, one in enumerate(parts) if _REPORTED.search(one)), len(parts))
    return [
        "".join(parts[:n])
        for n in range(1, min(told, len(parts) - 1) + 1)
        if parts[n - 1][-1] not in "：:" and not _LEADS_ON.match(parts[n - 1])
    ]


def _leads(short: str, said: str) -> bool:
    """Tell whether a wording begins where the sentence does, a date in front left out."""
    begin = re.sub(r"\W", "", _undated(said)).casefold()
    whole = re.sub(r"\W", "", said).casefold()
    head = re.sub(r"\W", "", short).casefold()[:6]
    return begin.startswith(head) or whole.startswith(head)


def _cut_short(short: str, said: str) -> bool:
    """Tell whether what was left out behind a wording is told by it, or takes some of it back."""
    _, there, rest = said.partition(short)
    goes_on = rest.strip(_END) and any(_REPORTED.search(one) for one in clauses(short))
    back = _QUALIFIED.match(rest.lstrip("，,；; ")) or rest.startswith(("：", ":"))
    return bool(there) and bool(back or goes_on)


def leaning(text: str) -> bool:
    """Tell whether he or she comes before anybody whom it could stand for.

    >>> leaning("1957年毕业后，她去了山里"), leaning("In 1962, Amara sailed; she was 25.")
    (True, False)
    """
    found = _HE.search(text)
    if found is None:
        return False
    before = text[: found.start()]
    if not has_han(text):
        return _NAME.search(before) is None
    return not any(
        tag == "nr" or (tag.startswith("n") and _PERSON.search(word))
        for word, tag in tagged(before)
    )


def points_back(text: str) -> bool:
    """Tell whether a sentence begins by pointing at the one before it."""
    return _BACK.match(text) is not None


def _stands(text: str) -> bool:
    """Tell whether a wording is whole, and points at nothing that is not in it."""
    whole = text.count("“") == text.count("”") and text.count("《") == text.count("》")
    pointing = _POINTS.search(text) or _UNFINISHED.search(text)
    if not whole or pointing or len(text) < 6 or "…" in text or leaning(text):
        return False
    return has_verb(text) if has_han(text) else len(text.split()) > 3
