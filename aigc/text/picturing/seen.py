"""What a text names that can be seen: things with their looks, people by their work, the light."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from aigc.text.picturing import things_en as en
from aigc.text.picturing import things_zh as zh
from aigc.text.script.names import names
from aigc.text.script.words import EN_STOP, tagged
from aigc.types.article import Language

LONGEST_ZH = 8
"""Characters of a Chinese phrase."""
_EN_TOKEN = re.compile(r"[A-Za-z][A-Za-z’'-]*|[^\sA-Za-z]")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "nrt", "nrfg")
_QUOTED = re.compile(r"《[^》]*》|[“\"「][^”\"」]{1,24}[”\"」]")
_JOINING = ("of",)


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What a text lets one see, in its own words and order; names of persons and brands left out.

    Attributes
    ----------
    things : tuple of str
        Phrases such as *老电影院* or *empty patch of sky*.
    people : tuple of str
        What people do, such as *学生* or *astronauts*.
    light : str
        What hour, season and weather do to the light; empty where nothing is said of them.
    """

    things: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    light: str = ""


def seen(text: str, language: Language) -> Seen:
    """Return what can be seen of what ``text`` tells."""
    found = _chinese(text) if language == "zh" else _english(text)
    hours = zh.HOURS if language == "zh" else en.HOURS
    light = next((light for words, light in hours if re.search(words, text, re.IGNORECASE)), "")
    return Seen(
        things=_distinct(found.things), people=tuple(dict.fromkeys(found.people)), light=light
    )


def _distinct(phrases: Sequence[str]) -> tuple[str, ...]:
    """Return the phrases without those that another one holds."""
    kept: list[str] = []
    for phrase in dict.fromkeys(phrases):
        if any(phrase in other for other in phrases if other != phrase):
            continue
        kept.append(phrase)
    return tuple(kept)


# ---- Chinese --------------------------------------------------------------------------------
def _chinese(text: str) -> Seen:
    text = _QUOTED.sub("，", text)
    tokens = tagged(text)
    things, people = [], []
    for at, (word, tag) in enumerate(tokens):
        if word in zh.PEOPLE:
            people.append(word.removesuffix("们"))
        elif _is_thing(word, tag):
            things.append(_phrase(tokens, at))
    return Seen(things=tuple(things), people=tuple(people))


def _is_thing(word: str, tag: str) -> bool:
    if word in zh.THINGS:
        return True
    noun = tag[:1] == "n" and tag not in _NAME_TAGS
    return noun and len(word) > 1 and word[-1] in zh.HEADS and word not in zh.UNSEEN


def _phrase(tokens: Sequence[tuple[str, str]], at: int) -> str:
    """Return the thing at a place with the words before it that change how it looks."""
    out, here = tokens[at][0], at - 1
    while here >= 0 and len(out) < LONGEST_ZH:
        word = tokens[here][0]
        if word == "的" and here and tokens[here - 1][0] in zh.LOOKING:
            out = f"{tokens[here - 1][0]}的{out}"
            here -= 2
        elif word in zh.LOOKING or (_is_thing(*tokens[here]) and len(word) + len(out) <= 6):
            out, here = word + out, here - 1
        else:
            break
    return out


# ---- English --------------------------------------------------------------------------------
def _english(text: str) -> Seen:
    words = _EN_TOKEN.findall(text)
    named = {part for name in names(text) if " " in name for part in name.split()}
    things, people = [], []
    at = 0
    while at < len(words):
        phrase, count = _noun_phrase(words, at, named)
        if phrase:
            things.append(phrase)
        elif _singular(words[at].lower()) in en.PEOPLE and _plain(words, at, named):
            people.append(_role(words, at))
        at += max(count, 1)
    return Seen(things=tuple(things), people=tuple(people))


def _noun_phrase(words: Sequence[str], at: int, named: set[str]) -> tuple[str, int]:
    """Return the phrase that begins at a place, and of how many words it is; nothing, and 0."""
    end = at
    while end < len(words) and _looks(words, end, named):
        end += 1
    run = [w.lower() for w in words[at:end]]
    while run and _singular(run[-1]) not in en.THINGS | en.PARTS:
        run.pop()
    if not run:
        return "", 0
    head = _singular(run[-1])
    after = at + len(run)
    if head in en.PARTS and after + 1 < len(words) and words[after].lower() in _JOINING:
        skip = 1 + (words[after + 1].lower() in ("the", "a", "an"))
        inner, count = _noun_phrase(words, after + skip, named)
        if inner:
            return f"{' '.join(run)} of {inner}", len(run) + skip + count
    doubtful = head in en.UNSEEN or head not in en.THINGS
    if doubtful and not any(_shows(w) for w in run[:-1]):
        return "", len(run)
    return " ".join(run[-4:]), len(run)


def _shows(word: str) -> bool:
    single = _singular(word)
    return word in en.LOOKING or (single in en.THINGS and single not in en.UNSEEN)


def _looks(words: Sequence[str], at: int, named: set[str]) -> bool:
    """Tell whether a word is a thing or a look, and no part of a name."""
    low = words[at].lower()
    known = low in en.LOOKING or _singular(low) in en.THINGS | en.PARTS
    return known and low not in EN_STOP and _plain(words, at, named)


def _plain(words: Sequence[str], at: int, named: set[str]) -> bool:
    """Tell whether a word is written as no name is: small, or great at the start of a sentence."""
    word, before = words[at], words[at - 1].lower() if at else ""
    if word.islower() or (before == "the" and word.lower() in en.SKY):
        return True
    first = at == 0 or words[at - 1] in '.!?:“"'
    return first and word not in named


def _role(words: Sequence[str], at: int) -> str:
    before = words[at - 1].lower() if at else ""
    counted = before in ("two", "three", "four", "five", "six", "seven", "young", "old")
    return f"{before} {words[at].lower()}" if counted else words[at].lower()


def _singular(word: str) -> str:
    word = word.removesuffix("'s").removesuffix("’s")
    if word in en.PLURALS:
        return en.PLURALS[word]
    known = en.THINGS | en.PEOPLE | en.PARTS
    ends = (("ies", "y"), ("es", ""), ("s", ""))
    forms = (word.removesuffix(tail) + put for tail, put in ends if word.endswith(tail))
    return word if word in known else next((form for form in forms if form in known), word)
