"""What a Chinese text names that can be seen."""

from __future__ import annotations

import re
from collections.abc import Sequence
from itertools import accumulate

from aigc.text.picturing import people_zh as folk
from aigc.text.picturing import things_zh as zh
from aigc.text.picturing.nouns import is_plural, place_of, singular, with_article
from aigc.text.picturing.seen import Seen, Sight, light_of, sorted_out
from aigc.text.script.words import tagged

LONGEST = 8
"""Characters of a phrase."""
_NUMERALS = frozenset("一二三四五六七八九十两几半")
_USING = frozenset("喝吃看打做坐开买卖种养用")
_NAME_TAGS = ("nr", "ns", "nt", "nz", "nrt", "nrfg")
_QUOTED = re.compile(r"《[^》]*》|[“\"「][^”\"」]{1,24}[”\"」]")
_COUNT = re.compile(
    r"([一二两三四五六七八九十百千万几数\d,]+)[多余]?(?:(?:名|位|户|群)[^，。！？；]{0,6}|(?:个|对|些)(?:[^，。！？；]{0,8}的)?)$"
)
_AT = re.compile(r"(?:在|沿着|沿|穿过|走进|来到)[^，。]{0,3}$")
_FROM = re.compile(r"(?:从|离开|告别)[^，。]{0,3}$")
_NONE = re.compile(r"(?:没有|不是|无|没了)$")
_SIDES = tuple("上里中旁边下")
_FOR = re.compile(r"[给向对为跟教帮陪替][^，。给向对]{0,6}$")
_ENDS = re.compile(r"[。！？；!?;]")
_NOT = re.compile(r"[不没无未别][^，]?$")


def chinese(text: str) -> Seen:
    """Return what can be seen of what ``text`` tells."""
    text = _QUOTED.sub("，", text)
    tokens = _joined(tagged(text))
    starts = [0, *accumulate(len(word) for word, _ in tokens)]
    sights: list[tuple[int, Sight]] = []
    people: list[tuple[int, int, Sight]] = []
    for at, (word, tag) in enumerate(tokens):
        before = text[: starts[at]]
        if _is_person(word, before):
            people.append((starts[at], starts[at + 1], _person(tokens, at, before)))
        elif is_thing(word, tag) and not _of_a_name(tokens, at):
            phrase = _phrase(tokens, at)
            lead = text[: starts[at + 1] - len(phrase.own)]
            if not _NONE.search(lead):
                rank = _rank(lead, text[starts[at + 1] :]) if phrase.place else 1
                sights.append((rank, phrase))
        elif tag == "ns" and _is_landscape(word) and not _of_a_name(tokens, at):
            english = with_article(zh.HEADS[word[-1]])
            sight = Sight(own=word[-1], english=english, place=place_of(english))
            sights.append((_rank(before, text[starts[at + 1] :]), sight))
    ranked = [sight for _, sight in sorted(sights, key=lambda one: one[0])]
    return sorted_out(ranked, _at_work(people, text), light_of(text, zh.HOURS))


def _is_landscape(word: str) -> bool:
    return word[-1] in zh.NAMED_HEADS and word not in zh.NO_LANDSCAPE


def _rank(before: str, after: str) -> int:
    """Return how far back a place stands: what people are in first, what they come from last."""
    if _AT.search(before):
        return 0
    return 2 if _FROM.search(before) and not after.startswith(_SIDES) else 1


def _is_person(word: str, before: str) -> bool:
    if word in folk.ANYONE:
        return not before or before[-1] in "，。！？；"
    return word in folk.PEOPLE


def _joined(tokens: Sequence[tuple[str, str]]) -> list[tuple[str, str]]:
    """Return the words of a text: those as one that the tables know together, a count by itself."""
    out: list[tuple[str, str]] = []
    for word, tag in tokens:
        cut = _cut(word)
        if cut:
            out += [(word[:cut], ""), (word[cut:], "n" if word[cut:] in zh.THINGS else "")]
            continue
        both = out[-1][0] + word if out else ""
        if both in zh.THINGS or both in folk.PEOPLE:
            out[-1] = (both, "n")
        else:
            out.append((word, tag))
    return out


def _cut(word: str) -> int:
    """Return where a word falls into a thing and what counts, uses or places it; 0 for no such."""
    if word in zh.THINGS or word in folk.PEOPLE:
        return 0
    if len(word) > 2 and word[0] in _NUMERALS and word[2:] in zh.THINGS:
        return 2
    if word[0] in _USING and word[1:] in zh.THINGS and len(word) > 2:
        return 1
    return len(word) - 1 if word[-1] in _SIDES and word[:-1] in zh.THINGS else 0


def is_thing(word: str, tag: str) -> bool:
    """Tell whether a word is of something that has a shape."""
    if word in zh.THINGS:
        return True
    noun = tag[:1] == "n" and tag not in _NAME_TAGS and word[0] not in _NUMERALS
    return noun and len(word) > 1 and word[-1] in zh.HEADS and word not in zh.UNSEEN


def _of_a_name(tokens: Sequence[tuple[str, str]], at: int) -> bool:
    """Tell whether a thing is part of a name: of a bay, or of a company that does something."""
    word, tag = tokens[at + 1] if at + 1 < len(tokens) else ("", "")
    if word in zh.NAMED_AFTER:
        return True
    if tokens[at][0] not in zh.NAMED_TOO:
        return False
    return tag[:1] == "v" or word in zh.OF_TERMS


def _phrase(tokens: Sequence[tuple[str, str]], at: int) -> Sight:
    """Return the thing at a place with the words before it that change how it looks."""
    out, here = tokens[at][0], at - 1
    english = [_english(out)]
    while here >= 0 and len(out) < LONGEST:
        word = tokens[here][0]
        if word == "的" and here and tokens[here - 1][0] in zh.LOOKING:
            out = f"{tokens[here - 1][0]}的{out}"
            english.insert(0, zh.LOOKING[tokens[here - 1][0]])
            here -= 2
        elif word in zh.LOOKING or (is_thing(*tokens[here]) and len(word) + len(out) <= 6):
            out, here = word + out, here - 1
            english.insert(0, zh.LOOKING.get(word) or _english(word))
        else:
            break
    *looks, head = english
    words = " ".join([*map(singular, looks), head]).split(" ")
    phrase = " ".join(dict.fromkeys(words))
    return Sight(own=out, english=with_article(phrase), place=place_of(phrase))


def _english(word: str) -> str:
    """Return the English of a thing: its own, else that of what it ends with, with its looks."""
    if word in zh.THINGS:
        return zh.THINGS[word]
    for start in range(1, len(word)):
        end = word[start:]
        known = zh.THINGS.get(end) or (zh.HEADS.get(end) if len(end) == 1 else None)
        if known:
            before = zh.LOOKING.get(word[:start]) or singular(zh.THINGS.get(word[:start], ""))
            return f"{before} {known}".strip()
    return word


# ---- people ---------------------------------------------------------------------------------
def _person(tokens: Sequence[tuple[str, str]], at: int, before: str) -> Sight:
    """Return somebody by what they are, with their looks and their number."""
    own, english = tokens[at][0].removesuffix("们"), ""
    english = folk.PEOPLE.get(tokens[at][0]) or folk.ANYONE[tokens[at][0]]
    look = tokens[at - 1][0] if at else ""
    if look in folk.LOOKING:
        own, before = look + own, before.removesuffix(look)
        article, noun = _apart(english)
        english = _counted(article, f"{folk.LOOKING[look]} {noun}")
    counted = _COUNT.search(before)
    number = _number(counted.group(1)) if counted else ""
    if number:
        own = number + own
        english = f"{folk.MANY[number]} {_plural(_apart(english)[1])}"
    elif counted and _apart(english)[0] == "":
        english = with_article(_singular(english))
    return Sight(own=own, english=english)


def _number(count: str) -> str:
    """Return how many a count shows: nothing for one, two to five as they are, a group, a crowd."""
    few = {"两": "两位", "二": "两位", "2": "两位", "三": "三位", "3": "三位", "四": "四位",
           "4": "四位", "五": "五位", "5": "五位"}  # fmt: skip
    if count in ("一", "1"):
        return ""
    digits = re.sub(r"\D", "", count)
    return few.get(count) or (
        "一大群" if re.search("[百千万]", count) or len(digits) > 2 else "一群"
    )


def _apart(phrase: str) -> tuple[str, str]:
    first, _, rest = phrase.partition(" ")
    return (first, rest) if first in ("a", "an") else ("", phrase)


def _counted(article: str, noun: str) -> str:
    return with_article(noun) if article else noun


def _plural(noun: str) -> str:
    words = noun.split(" ")
    last = words[-1]
    many = last if is_plural(last) else folk.PLURAL.get(last, f"{last}s")
    return " ".join([*words[:-1], many])


def _singular(noun: str) -> str:
    words = noun.split(" ")
    one = folk.SINGULAR.get(words[-1], words[-1].removesuffix("s"))
    return " ".join([*words[:-1], one])


def _at_work(people: Sequence[tuple[int, int, Sight]], text: str) -> list[Sight]:
    """Return people with what they do, where a deed of theirs can be seen.

    Those for whom something is done stay out of the picture.
    """
    out = []
    doers = [one for one in people if not _FOR.search(text[: one[0]])]
    for n, (_, at, who) in enumerate(doers):
        end = _ENDS.search(text, at)
        stop = end.start() if end else len(text)
        stop = min(stop, doers[n + 1][0]) if n + 1 < len(doers) else stop
        deed = _deed(text[at:stop])
        if deed:
            own, doing = deed
            who = Sight(own=who.own + own, english=f"{who.english} {doing}", doing=doing)
        if deed or who.own not in folk.ANYONE:
            out.append(who)
    return out


def _deed(clause: str) -> tuple[str, str] | None:
    found = []
    for words, own, english in folk.DEEDS:
        told = words.search(clause)
        if told and not _NOT.search(clause[: told.start()]):
            vague = english in folk.VAGUE
            found.append((vague, told.start(), -len(told.group()), own, english))
    return min(found)[3:] if found else None
