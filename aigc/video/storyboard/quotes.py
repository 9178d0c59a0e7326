"""Quotations: words that somebody said, with who said them."""

from __future__ import annotations

import re

from aigc.types.article import Block, Language
from aigc.types.scene import Quote
from aigc.video.storyboard.beats import Beat
from aigc.video.storyboard.emphasis import tagged
from aigc.video.storyboard.phrases import budget_length, capital, clean, sentences, trimmed
from aigc.video.storyboard.story import BUDGETS, Story

_QUOTED = re.compile(r"“([^“”]+)”|「([^「」]+)」|(?<!\w)\"([^\"]+)\"|‘([^‘’]{12,})’")
_LEAST = {"zh": 7, "en": 18}
_SAYS_ZH = "表示|介绍|认为|指出|强调|坦言|告诉|回忆|解释|写道|提醒|感叹|说道|常说|说|称"
_BY_ZH = re.compile(rf"(?P<who>[^。！？；：]{{1,40}}?)(?:{_SAYS_ZH})(?!法|明|服)")
_NAME_EN = r"[A-Z][\w’'-]+(?:\.?\s(?:(?:of|de|van|von)\s)?[A-Z][\w’'-]+\.?){0,3}"
_SAYS_EN = r"(?:said|says|wrote|writes|added|adds|explained|told \w+|recalled|recalls)"
_KIN_EN = re.compile(
    rf"{_SAYS_EN} (?:her|his|their|its|the|an?) (?P<role>[a-z][a-z -]{{2,30}}?),? "
    rf"(?P<who>{_NAME_EN})"
)
_BY_EN = (
    re.compile(rf"{_SAYS_EN} (?P<who>{_NAME_EN})(?:, (?P<role>[^,.“\"]{{3,44}}))?"),
    re.compile(rf"(?P<who>{_NAME_EN})(?:, (?P<role>[^,.“\"]{{3,44}}),)? {_SAYS_EN}"),
    re.compile(rf"\b(?P<who>[Hh]e|[Ss]he|[Tt]hey|I) {_SAYS_EN}|{_SAYS_EN} (?P<whom>he|she|they)"),
)
_NOT_NAMES = frozenset(["the", "he", "she", "it", "they", "that", "this", "her", "his", "in", "on"])
_MANNER_ZH = re.compile(
    r"(?:，.*$|(?:在|于)[^，]{1,10}[上中里时后]$|对[^，]{1,8}$|[^，的]{0,4}[着地]$|笑$|常$|还$|也$|又$|曾$|"
    r"赛后$|随后$|后来$|总$|哽咽$|介绍$|回忆$|解释$)"
)
_PRONOUN_ZH = re.compile(r"^(?:他|她|我|他们|她们|对方|有人)$")
_PERSON_TAGS = ("nr", "nrt", "nrfg")


def quotation(beat: Beat, block: Block | None, story: Story) -> Quote | None:
    """Return what somebody says in the beat, none where nobody does."""
    inner = _said(beat.text, story.language)
    given = beat.role == "quote" or (block is not None and block.kind == "quote")
    owner = clean(block.attribution) if block is not None and given else ""
    outside = beat.text.replace(inner, "", 1) if inner else beat.text
    who, role = _split_name(owner, story.language) if owner else _speaker(outside, story)
    if not inner and not (given and owner):
        return None
    if not who:
        who, role = _of_block(inner, block, story)
    if not who and not given:
        return None
    text = story.say(inner or beat.text, "quote") or _sentence(inner, story)
    if not text:
        return None
    role = re.sub(r"^(?:an?|the) ", "", role)
    role = capital(story.fit(role, "detail"), story.language)
    return Quote(text=text, who=story.fit(who, "detail"), role=role)


def _said(text: str, language: Language) -> str:
    """Return the longest quoted passage that is more than a term."""
    found = ["".join(g) for g in _QUOTED.findall(text)]
    long = [f for f in found if budget_length(f, language) >= _LEAST[language]]
    return max(long, key=len, default="")


def _sentence(text: str, story: Story) -> str:
    """Return the longest sentence of a quotation that fits, or nothing."""
    limit = BUDGETS[story.language]["quote"]
    fitting = [trimmed(s) for s in sentences(text, story.language)]
    fitting = [s for s in fitting if budget_length(s, story.language) <= limit]
    return max(fitting, key=len, default="")


def _speaker(outside: str, story: Story) -> tuple[str, str]:
    """Return who speaks and what he is, as told around a quotation."""
    if story.language == "zh":
        found = _BY_ZH.search(re.sub(r"[“”「」]{2}", "", outside))
        who = _bare_zh(found.group("who")) if found else ""
        known = len(who) >= 2 and not _PRONOUN_ZH.match(who)
        name, role = _split_name(who, "zh") if known else ("", "")
        states = any(flag == "v" for _, flag in tagged(name)) and len(name) > 4
        return ("", "") if states or len(name) > 12 else (name, role)
    for pattern in (_KIN_EN, *_BY_EN[:2]):
        named = pattern.search(outside)
        if named and named.group("who").split()[0] not in ("He", "She", "They", "It", "I", "The"):
            role = named.group("role") or ""
            return named.group("who"), re.split(r"\s(?:who|which|that)\b|\b(?:who)\b", role)[0]
    return "", ""


def _bare_zh(who: str) -> str:
    """Return a Chinese speaker without the manner and place of speaking."""
    bare, before = trimmed(who), ""
    apposed = re.match(r"^([^，]{2,4})，([^，]{2,18})$", bare)
    if apposed and _is_person(apposed.group(1)):
        return bare
    while bare != before:
        before, bare = bare, trimmed(_MANNER_ZH.sub("", bare, count=1))
    return bare


def _is_person(text: str) -> bool:
    return any(flag in _PERSON_TAGS for _, flag in tagged(text)) or len(text) in (2, 3)


def _split_name(owner: str, language: Language) -> tuple[str, str]:
    """Return a name and what its owner is.

    >>> _split_name("林晓，“半日”咖啡店主", "zh"), _split_name("领队陈雅文", "zh")
    (('林晓', '“半日”咖啡店主'), ('陈雅文', '领队'))
    """
    name, _, role = (p.strip() for p in re.sub("[，、]", ",", owner).partition(","))
    if role or language == "en":
        return trimmed(name), trimmed(role)
    described = re.search(r"的([^的]{2,4})$", name)
    if described and any(flag in _PERSON_TAGS for _, flag in tagged(described.group(1))):
        return described.group(1), ""
    words = tagged(name)
    for n in range(len(words) - 1, 0, -1):
        tail, title = "".join(w for w, _ in words[n:]), "".join(w for w, _ in words[:n])
        if words[n][1] in _PERSON_TAGS and 2 <= len(tail) <= 4 and len(title) > 1:
            return tail, title
    latin = re.search(r"[A-Z][\w.’'-]+(?: [A-Z][\w.’'-]+)+$", name)
    if latin:
        return latin.group(), name[: latin.start()].strip()
    return name, ""


def _of_block(inner: str, block: Block | None, story: Story) -> tuple[str, str]:
    """Return who speaks according to the sentences around a quotation in the article."""
    if block is None:
        return "", ""
    text = clean(block.span.of(story.article.text))
    at = text.find(inner[:12]) if inner else -1
    if at < 0:
        return "", ""
    tail = text[at + len(inner) : at + len(inner) + 60]
    who, role = _speaker(sentences(tail + " ", story.language)[0] if tail.strip() else "", story)
    if who:
        return who, role
    around = text[:at] + text[at + len(inner) :]
    if story.language == "zh":
        if not re.search(rf"(?:{_SAYS_ZH})", around):
            return "", ""
        names = [w for w, flag in tagged(text[:at]) if flag in _PERSON_TAGS and len(w) >= 2]
        return (names[-1], "") if names else ("", "")
    if not re.search(_SAYS_EN, around):
        return "", ""
    who, role = _speaker(text[:at], story)
    return (who, role) if who else (_subject_en(story.article.text, inner), "")


def _subject_en(text: str, inner: str) -> str:
    """Return the name that last began a sentence before a quotation, where it is a known one."""
    before = clean(text)[: clean(text).find(inner[:12])]
    for sentence in reversed(sentences(before, "en")):
        name = re.match(rf"{_NAME_EN}(?=,? [a-z])", sentence)
        if name and text.count(name.group().split()[-1]) >= 2:
            first = name.group().split()[0]
            if first.lower() not in _NOT_NAMES and f" {first.lower()} " not in text:
                return name.group()
    return ""
