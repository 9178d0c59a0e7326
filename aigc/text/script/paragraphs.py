"""The sentences of a paragraph as passages, each with what it cannot be said without."""

from __future__ import annotations

import re
from dataclasses import replace

from aigc.text.script.compress import variants
from aigc.text.script.lines import broken, size
from aigc.text.script.passage import Form, Passage
from aigc.text.script.pointing import alone, dangling, leads, unnumbered
from aigc.text.script.sentences import sentences
from aigc.text.script.speakers import named, quoted, turn
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
_COUNTED_THINGS = (
    r"\bthese (?:two|three|four|five|six|seven|eight|nine|ten|\d+) (?:simple |easy |quick )?"
    r"(?:steps|rules|tips|ways|things|questions|reasons|points|tricks|habits|ideas|facts)\b"
)
_ANNOUNCES_LIST = re.compile(rf"[：:]$|以下|如下|下面|\bfollowing\b|{_COUNTED_THINGS}")
_PROMISES = re.compile(
    r"以下|如下|下面[这几的]|这里一次|\bthe following\b|\bbelow\b(?=[.:]?$)|^Here(?: are|'s| is) "
    rf"|{_COUNTED_THINGS}"
)
_OBJECTS = re.compile(
    r"有人(?:说|认为|担心|觉得)|批评者|反对者"
    r"|(?:Critics|Opponents|Sceptics|Skeptics|Some)(?: of [^,.]+)?"
    r" (?:say|argue|fear|worry|claim|object|complain|point)"
)
_TEASES = re.compile(
    r"(?:The|Its|His|Her|Their) (?:\w+est|worst|best|turning point|trouble|problem|catch) "
    r"(?:came|is|was|lay|lies|began|happened)\b|.{1,6}不只是|.{1,6}不仅仅?是"
)
_SPEAKER = re.compile(r"[\u4e00-\u9fff·]{1,8}：(?!“)|[A-Z][\w.’' -]{0,24}: (?![“\"])")
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
    spoken_by = turn(article, index)
    out: list[Passage] = []
    for n, span in enumerate(sentences(article.text, block.span)):
        raw = span.of(article.text)
        if spoken_by is not None and n == 0:
            raw = raw.removeprefix(spoken_by.label)
        said = unnumbered(say(raw, article.language))
        answer = spoken_by is not None and not spoken_by.asks
        if _unusable(raw, said, brief=answer) or span == list_lead(article, index):
            continue
        if spoken_by is not None and answer:
            out += _answer(article, index, span, said, spoken_by.who, first=n == 0)
            continue
        passage = _sentence(article, index, span, said, out)
        if spoken_by is not None:
            passage = replace(passage, openings=passage.forms)
        spoken = n > 0 and _SPEAKER.match(block.span.of(article.text)) is not None
        spoken = spoken and spoken_by is None
        passage = replace(passage, openings=()) if spoken else passage
        out.append(replace(passage, first=n == 0))
    if heading is not None and out:
        out[0] = _under(out[0], article, heading)
    return _paired(out, article.language)


def _answer(
    article: Article, index: int, span: Span, said: str, who: str, *, first: bool
) -> list[Passage]:
    """Return a sentence of an interview as a quotation; a later one may name its speaker."""
    language = article.language

    def form(text: str) -> tuple[Form, ...]:
        line = ScriptLine(text=text, sources=(span,), role="quote", block=index)
        return ((line,),) if text else ()

    named = form(quoted(said, who, language))
    follows = named if first else form(quoted(said, "", language))
    openings = () if dangling(said, language) or not who else named
    return [
        Passage(block=index, span=span, text=said, first=first, forms=follows, openings=openings)
    ]


def list_lead(article: Article, index: int) -> Span | None:
    """Return the last sentence of paragraph ``index`` when it introduces the list after it.

    It does when it ends with a colon or counts the items; a heading may stand between.
    """
    rest = article.blocks[index + 1 : index + 3]
    spans = sentences(article.text, article.blocks[index].span)
    if not spans or not rest or article.blocks[index].kind != "paragraph":
        return None
    last = spans[-1].of(article.text).rstrip()
    if rest[0].kind == "heading" and _ANNOUNCES_LIST.search(last):
        rest = rest[1:]
    if not rest or rest[0].kind != "list":
        return None
    return spans[-1] if last.endswith(("：", ":")) or _counts(last, rest[0]) else None


def _counts(sentence: str, block: Block) -> bool:
    count = len(block.items)
    if not 2 <= count <= 10:
        return False
    zh = "二三四五六七八九十"[count - 2]
    en = _COUNTS[count - 2]
    number = f"{zh}|{count}{'|两' if count == 2 else ''}"
    pattern = rf"(?:{number})\s?[个条点步项种类件样](?!月|小时|星期|钟|百|人)"
    pattern += rf"|\b{en}\b(?! (?:years?|months?|weeks?|days?|hours?|minutes?|times|people))"
    return re.search(pattern, sentence, re.I) is not None


def _unusable(raw: str, said: str, *, brief: bool) -> bool:
    leads_in = said.endswith(("：", ":"))
    tiny = len(said) < 4 and not brief and not _ANSWERS.match(said)
    skipped = _SKIP.search(raw) or _MENTIONS_LINK.search(raw) or _PROMISES.search(said)
    return leads_in or tiny or bool(skipped)


def _sentence(
    article: Article, index: int, span: Span, said: str, before: list[Passage]
) -> Passage:
    language = article.language

    def forms(text: str) -> tuple[Form, ...]:
        return tuple(
            tuple(ScriptLine(text=x, sources=(span,), block=index) for x in broken(v, language))
            for v in variants(text, language)
        )

    leans = dangling(said, language) or _refers(said, article, before, span.start)
    openings = () if leans else forms(alone(said, language))
    known = named(said, span.start, article)
    if known is not None and not openings:
        line = ScriptLine(text=known[0], sources=(known[1], span), block=index)
        openings = ((line,),)
    return Passage(block=index, span=span, text=said, forms=forms(said), openings=openings)


def _refers(said: str, article: Article, before: list[Passage], at: int) -> bool:
    """Tell whether the subject of the sentence at ``at`` was introduced after the opening.

    Either in the same paragraph or, in English, anywhere before it with an indefinite article.
    """
    known = set(content_words(article.title + " " + article.text[:160]))
    nouns = set(_subject(said, article.language)) - known
    if any(nouns & set(content_words(p.text)) for p in before):
        return True
    definite = _DEFINITE.match(said)
    if definite is None or not nouns:
        return False
    noun = re.escape((definite.group(2) or definite.group(1)).removesuffix("s"))
    introduced = rf"\b[Aa]n? (?:[\w-]+ ){{0,2}}{noun}\b"
    return re.search(introduced, article.text[160:at]) is not None


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
    answers = _ANSWERS.match(passage.text) is not None
    if answers and title.endswith(("?", "？")):
        return replace(passage, forms=titled, openings=titled)
    if dangling(title, article.language) or not leads(title, passage.text):
        return passage
    if not passage.openings:
        return replace(passage, forms=(*titled, *passage.forms), openings=titled)
    return replace(passage, forms=(*titled, *passage.forms), openings=(*titled, *passage.openings))


def _paired(found: list[Passage], language: Language) -> list[Passage]:
    """Put a sentence that only announces the next one together with it."""
    out: list[Passage] = []
    for passage in found:
        if out and _announces(out[-1], language, begins=out[-1].first):
            out[-1] = _joined(out[-1], passage)
        else:
            out.append(passage)
    return out


def answered(found: list[Passage]) -> tuple[Passage, ...]:
    """Put a question together with the sentence after it, in another paragraph too."""
    out: list[Passage] = []
    for passage in found:
        asks = bool(out) and out[-1].text.endswith(("?", "？")) and out[-1].role == "point"
        if asks and passage.role == "point" and out[-1].block != passage.block:
            out[-1] = _joined(out[-1], passage)
        else:
            out.append(passage)
    return tuple(out)


def _announces(passage: Passage, language: Language, *, begins: bool) -> bool:
    text = passage.text
    if any(len(f) > 1 for f in passage.forms[:1]) and passage.forms[0][0].role == "chapter":
        return bool(_ANSWERS.match(text)) and size(text, language) <= 3
    if text.endswith(("?", "？")) or _OBJECTS.match(text) or _TEASES.match(text):
        return True
    if re.search(r"\d", text) and size(text, language) > _SHORT[language] - 4:
        return False
    asks = text.endswith(("?", "？")) or (_ASKS.search(text) is not None and "“" not in text)
    return size(text, language) <= _SHORT[language] and (begins or asks)


def _joined(a: Passage, b: Passage) -> Passage:
    span = Span(start=a.span.start, end=b.span.end)
    forms = tuple((*x, *y) for x in a.forms[:2] for y in b.forms)
    openings = tuple((*x, *y) for x in a.openings[:2] for y in b.forms)
    later = () if a.text.endswith(("?", "？")) else b.openings
    return replace(
        a,
        span=span,
        text=a.text + b.text,
        forms=(*forms, *later),
        openings=(*openings, *later),
    )
