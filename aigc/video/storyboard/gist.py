"""The gist of a sentence: its statement, when or where it holds, and who says so."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace

from aigc.types.article import Language
from aigc.video.storyboard.emphasis import tagged
from aigc.video.storyboard.phrases import (
    budget_length,
    capital,
    clauses,
    clean,
    content_words,
    phrase,
    same_words,
    sentences,
    trimmed,
    without_lead,
)
from aigc.video.storyboard.statements import conditional, denies, statement

_SAYS_ZH = (
    "表示|介绍说|介绍|认为|指出|提醒|强调|坦言|透露|解释说|解释|回忆说|回忆|承诺|预测|警告|判断|"
    "发现|显示|说|称"
)
_SAID_ZH = re.compile(
    rf"^(?P<who>[^，。；：“”]{{2,18}}?)(?:对此|还|也|则|曾|又|随后|后来|赛后)*(?:{_SAYS_ZH})[，：,:]\s*(?P<what>.{{5,}})$"
)
_RESULTS = r".{0,4}(?:结果|事实|经验)|(?:the )?(?:results?|figures|they)"
_PRONOUN_ZH = re.compile(r"^(?:他|她|它|我|你|这|那|有人|人们|大家|咱|对|总|一般|可以)")
_SAYS_EN = (
    r"(?:said|says|say|warned|warns|argues|argued|believes|told (?:[A-Z]\w+|reporters)|"
    r"(?:added|explained|found|reported)(?= that\b))"
)
_SAID_EN = (
    re.compile(
        rf"^(?P<who>[A-Z][^,;:“”\"]{{2,40}}?(?:,[^,;:]{{2,60}},)?) {_SAYS_EN}"
        r"(?: on \w+day)?(?: that|:|,)? (?!that )(?P<what>[a-zA-Z].{12,})$"
    ),
    re.compile(r"^[Aa]ccording to (?P<who>[^,]{3,60}), (?P<what>.{18,})$"),
    re.compile(r"^(?P<what>.{18,}?),? according to (?P<who>[^,]{3,60})$"),
    re.compile(rf"^(?P<what>[^“\"]{{18,}}), (?P<who>[^,“\"]{{3,40}}) {_SAYS_EN}$"),
)
_VAGUE_EN = re.compile(
    r"^(?:he|she|it|they|we|i|who|this|that|there|and|but|nobody|no one|people|some|many)\b",
    re.IGNORECASE,
)
_TIME_HEAD_ZH = re.compile(
    r"^(?:如今|现在|目前|眼下|从前|过去|未来|今天|昨天|明天|今晚|昨晚|今年|去年|明年|前年|最近|近年|"
    r"当天|当时|当年|后来|随后|截至|截止|到了?|自从?|从(?!.*[到至])|下一步|接下来|第[一二三四五六七八九十\d]|"
    r"每[天年月周]|[一二三四五六七八九十\d]+[年月天]|\d)"
)
_TIME_TAIL_ZH = re.compile(
    r"(?:年|月|日|天|底|初|末|夜|晚|早|时|时候|后|前|以来|期间|中|里|上|下|周|春|夏|秋|冬|季|季度|"
    r"学期|阶段|步|分钟|在内|同时|起|内)$"
)
_ADVERB_EN = re.compile(
    r"^(?:In|On|At|After|Before|By|Since|During|Under|With|Over|Across|From|For|Within|Among|Between|"
    r"Today|Yesterday|Tomorrow|Last|This|Next|Every|Each|Once|Back|Just|Now|Later|Then|Here|"
    r"[A-Z][a-z]+ (?:years?|months?|weeks?|days?) (?:ago|later|earlier))\b"
)
_FINITE_EN = re.compile(
    r"\b(?:is|are|was|were|has|have|had|will|would|can|could|may|might|must|should|does|do|did)\b"
)
_DATE_LEAD_EN = re.compile(
    r"^(?:In|On|By|During)\s+(?=(?:the )?(?:\d|January|February|March|April|May|June|July|August|"
    r"September|October|November|December|spring|summer|autumn|fall|winter|\w+day))"
)
_LEADS_EN = re.compile(
    r"(?:In|For|At|As|On) (?:that|this|such|other|some|many|most|any|all|a|the)? ?"
    r"(?:case|cases|example|instance|fact|result|way|words|rule|least|average)\b|Of course\b"
)
_SUBJECT = frozenset(("n", "nr", "nrt", "ns", "nt", "nz", "eng", "b", "l", "j", "vn", "ng", "s"))
_PREDICATE = frozenset(("v", "d", "vd", "a", "ad", "c", "t", "zg", "p"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Gist:
    """A sentence as a scene sets it: ``when`` stands above the text and ``who`` below it."""

    text: str
    when: str = ""
    who: str = ""


def gist(text: str, short: float, limit: float, language: Language) -> Gist | None:
    """Return the gist of the richest sentence of ``text``, none where nothing fits ``limit``.

    A text of ``short`` characters is aimed at. Nothing is left out that changes the meaning: the
    time or place that a sentence opens with becomes ``when``, the speaker ``who``.
    """
    found = [g for s in sentences(clean(text), language) if (g := _of(s, short, limit, language))]
    return max(found, key=lambda g: _worth(g, language), default=None)


def _worth(made: Gist, language: Language) -> float:
    vague = _PRONOUN_ZH if language == "zh" else _VAGUE_EN
    length = budget_length(made.text, language) / (1 if language == "zh" else 2.6)
    return (
        len(content_words(made.text)) - 0.25 * max(0.0, length - 18) - bool(vague.match(made.text))
    )


def _of(sentence: str, short: float, limit: float, language: Language) -> Gist | None:
    whole = trimmed(without_lead(trimmed(sentence), language))
    core, who = unattributed(whole, language)
    body, when = _dated_head(core, language)
    said = statement(body, short, language) or statement(body, limit, language)
    if not said and when:
        said, when = statement(core, limit, language), ""
    if not said:
        said, who, when = statement(whole, limit, language), "", ""
    said = said or _without_end(body, limit, language)
    open_end = sentence.rstrip().endswith(("，", ",")) and len(clauses(sentence, language)) == 1
    unfinished = open_end and conditional(said, language)
    if not said or unfinished:
        return None
    made = Gist(text=said, when=when, who=who)
    return _topical(made, language) if same_words(said, whole) else made


def _without_end(text: str, limit: float, language: Language) -> str:
    """Return an English sentence without the phrase it ends with, where that denies nothing."""
    if language == "zh" or conditional(text, language):
        return ""
    short = phrase(text, limit, language)
    rest = text[len(short) :]
    whole = denies(rest, language) and not re.match(r"\s+(?:where|which|who)\b", rest)
    return "" if whole or len(short) < 0.55 * limit else capital(short, language)


def unattributed(text: str, language: Language) -> tuple[str, str]:
    """Return a sentence without its speaker, and the speaker; a pronoun is kept as it stands.

    >>> unattributed("Ann Lee said that the bridge would hold for a year.", "en")
    ('The bridge would hold for a year.', 'Ann Lee')
    """
    for pattern in (_SAID_ZH,) if language == "zh" else _SAID_EN:
        found = pattern.match(text.strip())
        if not found:
            continue
        who = trimmed(found.group("who"))
        vague = _PRONOUN_ZH if language == "zh" else _VAGUE_EN
        if not vague.match(who) and "“" not in found.group("what")[:1]:
            named = "" if re.fullmatch(_RESULTS, who, re.IGNORECASE) else who
            return capital(found.group("what"), language), named
    return text, ""


def adverbial(clause: str, language: Language) -> bool:
    """Tell whether a clause only says when or where.

    >>> adverbial("In December 1995", "en"), adverbial("过去三年", "zh")
    (True, True)
    """
    bare = trimmed(clause)
    if (
        conditional(bare, language)
        or denies(bare, language)
        or re.match(r"[他她它我]|.*[把被]|.*[公英]里$", bare)
    ):
        return False
    if language == "zh":
        timed = bool(_TIME_HEAD_ZH.match(bare)) and not re.search(r"[是有了]", bare)
        return len(bare) <= 12 and (
            (timed and len(bare) <= 8) or bool(_TIME_TAIL_ZH.search(bare) and _quiet(bare))
        )
    short = len(bare.split()) <= 7 and not _FINITE_EN.search(bare)
    return short and bool(_ADVERB_EN.match(capital(bare, language)))


def _quiet(clause: str) -> bool:
    """Tell whether a Chinese clause that ends like a time or place states nothing itself."""
    return re.search(r"[后前时里]$|以来$|时候$|期间$", clause) is not None or not any(
        flag == "v" for _, flag in tagged(clause)
    )


def _dated_head(text: str, language: Language) -> tuple[str, str]:
    """Return a sentence without the adverbial that it opens with, and that adverbial."""
    parts = clauses(text, language)
    head = trimmed(parts[0]) if parts else ""
    rest = text[text.find(parts[0]) + len(parts[0]) :].strip() if parts else ""
    most = 10 if language == "zh" else 26
    if len(parts) < 2 or budget_length(head, language) > most or not adverbial(head, language):
        return text, ""
    if language == "zh" and not _begins_alone(rest):
        return text, ""
    when = capital(_DATE_LEAD_EN.sub("", head), language) if language == "en" else head
    when = "" if _LEADS_EN.match(when) else when
    rest = re.sub(r"^(?:however|though|too|then),\s*", "", rest)
    return capital(without_lead(rest, language), language), when


def when_of(text: str, language: Language) -> str:
    """Return the time or place that a sentence opens with, where it is short."""
    core = unattributed(trimmed(without_lead(trimmed(text), language)), language)[0]
    return _dated_head(core, language)[1]


def _begins_alone(text: str) -> bool:
    """Tell whether a Chinese sentence can begin here."""
    return re.match(r"[就才便则将会又还也都被把]", text) is None


def _topical(made: Gist, language: Language) -> Gist:
    """Return a short plain sentence as its topic above what is said of it, if that reads well."""
    if made.when or made.who or denies(made.text, language):
        return made
    if language == "en":
        return made
    subject, rest = _subject_zh(made.text)
    return replace(made, when=subject, text=rest) if subject else made


def _subject_zh(text: str) -> tuple[str, str]:
    """Return the subject and the predicate of a plain Chinese sentence, or nothing."""
    words = tagged(text)
    end = 0
    for n, (word, flag) in enumerate(words):
        if flag in _SUBJECT or (word == "的" and n):
            end += len(word)
            continue
        subject, rest = text[:end], re.sub(r"^(?:还|也|又)(?=..)", "", text[end:])
        sound = 3 <= len(subject) <= 9 and not subject.endswith("的") and len(rest) >= 6
        whole = flag in _PREDICATE and not re.match(r"[是在把被比从对为向和与跟等]|上|下", rest)
        return (subject, rest) if sound and whole and "，" not in rest else ("", "")
    return "", ""


def titled(text: str, limit: float, language: Language) -> str:
    """Return a statement within ``limit`` as a title, without what it ends with, or nothing."""
    return statement(text, limit, language) or _without_end(text, limit, language)
