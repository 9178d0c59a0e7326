"""What an English text names that can be seen."""

from __future__ import annotations

import re
from collections.abc import Sequence

from aigc.text.picturing import people_en as folk
from aigc.text.picturing import things_en as en
from aigc.text.picturing.nouns import is_plural, place_of, with_article
from aigc.text.picturing.seen import Seen, Sight, light_of, sorted_out
from aigc.text.script.names import names
from aigc.text.script.words import EN_STOP

_TOKEN = re.compile(r"[A-Za-z][A-Za-z’'-]*|[^\sA-Za-z]")
_ENDS = re.compile(r"[.!?;:,](?=\s|$)")
_NOT = re.compile(r"\b(?:not|never|no|cannot|\w+n['’]t|nobody|without|in)\W+$", re.IGNORECASE)
_HOURS = tuple((words, light, light) for words, light in en.HOURS)
_WITHIN = ("in", "on", "at", "inside", "along", "across", "down", "through", "up")
_BEFORE_VERBS = (
    "like", "to", "can", "cannot", "will", "would", "could", "may", "might", "must", "should",
    "not", "never",
)  # fmt: skip
_DETERMINERS = ("the", "a", "an", "his", "her", "their", "its", "our", "my", "some", "these")


def english(text: str) -> Seen:
    """Return what can be seen of what ``text`` tells."""
    words = _TOKEN.findall(text)
    named = {part for name in names(text) if " " in name for part in name.split()}
    sights: list[tuple[bool, Sight]] = []
    people: list[tuple[int, int, Sight]] = []
    at, past = 0, 0
    while at < len(words):
        phrase, count = _noun_phrase(words, at, named)
        start = text.index(words[at], past)
        for word in words[at : at + max(count, 1)]:
            past = text.index(word, past) + len(word)
        if phrase and not _is_verb(words, at, count) and not _is_none(words, at):
            sights.append((not _stands_in(words, at), _sight(phrase)))
        elif _is_person(words, at, named):
            people.append((start, past, _person(words, at)))
        elif _is_landmark(words, at):
            sights.append((not _stands_in(words, at - 1), _sight(words[at].lower())))
        at += max(count, 1)
    ranked = [sight for _, sight in sorted(sights, key=lambda one: one[0])]
    doing, done = _at_work(people, text, ranked)
    return sorted_out([one for one in ranked if one not in done], doing, light_of(text, _HOURS))


def _stands_in(words: Sequence[str], at: int) -> bool:
    """Tell whether something is in or on what begins there."""
    back = 2 if at > 1 and words[at - 1].lower() in _DETERMINERS else 1
    return at >= back and words[at - back].lower() in _WITHIN


def _sight(phrase: str) -> Sight:
    return Sight(own=phrase, english=with_article(phrase), place=place_of(phrase))


def _is_verb(words: Sequence[str], at: int, count: int) -> bool:
    """Tell whether a lone word that could be a thing is a deed: she *sands* the keys."""
    before = words[at - 1].lower() if at else ""
    after = words[at + 1].lower() if at + 1 < len(words) else ""
    if count != 1 or before in (*_DETERMINERS, "of", "and", "in", "on", "by", ","):
        return False
    doer = singular(before) in en.PEOPLE or before in (
        *folk.PRONOUNS,
        "to",
        "who",
        "it",
        "you",
        "i",
    )
    return doer or (after in _DETERMINERS and singular(before) in en.THINGS)


def _is_landmark(words: Sequence[str], at: int) -> bool:
    """Tell whether a word ends the name of a place: the Marlow *Canal*."""
    great = at > 0 and words[at][0].isupper() and words[at - 1][0].isupper()
    return great and words[at].lower() in en.LANDMARKS


def _is_none(words: Sequence[str], at: int) -> bool:
    return bool(at) and words[at - 1].lower() in ("no", "without", "not", "never")


def _is_person(words: Sequence[str], at: int, named: set[str]) -> bool:
    low, before = words[at].lower(), words[at - 1].lower() if at else "."
    if low in folk.PRONOUNS:
        return before in ".!?"
    return before not in _BEFORE_VERBS and singular(low) in en.PEOPLE and _plain(words, at, named)


def _noun_phrase(words: Sequence[str], at: int, named: set[str]) -> tuple[str, int]:
    """Return the phrase that begins at a place, and of how many words it is; nothing, and 0."""
    end = at
    while end < len(words) and _looks(words, end, named):
        end += 1
    run = [w.lower() for w in words[at:end]]
    if end < len(words) and singular(words[end].lower()) in en.PEOPLE and run:
        return "", 0
    while run and singular(run[-1]) not in en.THINGS | en.PARTS:
        run.pop()
    if not run:
        return "", 0
    head = singular(run[-1])
    after = at + len(run)
    if head in en.PARTS and after + 1 < len(words) and words[after].lower() == "of":
        skip = 1 + (words[after + 1].lower() in ("the", "a", "an"))
        inner, count = _noun_phrase(words, after + skip, named)
        if inner:
            return f"{' '.join(run)} of {inner}", len(run) + skip + count
    doubtful = head in en.UNSEEN or head not in en.THINGS
    if doubtful and not any(_shows(w) for w in run[:-1]):
        return "", len(run)
    return " ".join(run[-4:]), len(run)


def _shows(word: str) -> bool:
    single = singular(word)
    return word in en.LOOKING or (single in en.THINGS and single not in en.UNSEEN)


def _looks(words: Sequence[str], at: int, named: set[str]) -> bool:
    """Tell whether a word is a thing or a look, and no part of a name."""
    low = words[at].lower()
    known = low in en.LOOKING or singular(low) in en.THINGS | en.PARTS
    return known and low not in EN_STOP and _plain(words, at, named)


def _plain(words: Sequence[str], at: int, named: set[str]) -> bool:
    """Tell whether a word is written as no name is: small, or great at the start of a sentence."""
    word, before = words[at], words[at - 1].lower() if at else ""
    if word.islower() or (before == "the" and word.lower() in en.SKY):
        return True
    first = at == 0 or words[at - 1] in '.!?:“"'
    return first and word not in named and word.lower() not in folk.NAMED_TOO


def singular(word: str) -> str:
    """Return the form of a word under which the tables know it."""
    word = word.removesuffix("'s").removesuffix("’s")
    if word in en.PLURALS:
        return en.PLURALS[word]
    known = en.THINGS | en.PEOPLE | en.PARTS
    ends = (("ies", "y"), ("es", ""), ("s", ""))
    forms = (word.removesuffix(tail) + put for tail, put in ends if word.endswith(tail))
    return word if word in known else next((form for form in forms if form in known), word)


# ---- people ---------------------------------------------------------------------------------
def _person(words: Sequence[str], at: int) -> Sight:
    """Return somebody by what they are, with their looks and their number."""
    word = words[at].lower()
    if word in folk.PRONOUNS:
        return Sight(own=word, english="people" if word in ("we", "they") else "a person")
    word = word.removesuffix("'s").removesuffix("’s")
    looks: list[str] = []
    here = at - 1
    while here >= 0 and words[here].lower() in folk.OF_PEOPLE:
        looks.insert(0, words[here].lower())
        here -= 1
    noun = " ".join([*looks, word])
    if not (is_plural(word) or word in en.PLURALS):
        return Sight(own=noun, english=with_article(noun))
    count = words[here].lower() if here >= 0 else ""
    count = words[here - 1].lower() if count == "of" and here else count
    digits = count.isdigit() and int(count)
    if count in folk.FEW:
        noun = f"{count} {noun}"
    elif count in folk.CROWD or digits:
        noun = f"a crowd of {noun}"
    elif count in folk.SOME:
        noun = f"a group of {noun}"
    return Sight(own=noun, english=noun)


def _at_work(
    people: Sequence[tuple[int, int, Sight]], text: str, sights: Sequence[Sight]
) -> tuple[list[Sight], list[Sight]]:
    """Return people with what they do where that can be seen, and what it is done to."""
    out: list[Sight] = []
    done: list[Sight] = []
    for n, (_, at, who) in enumerate(people):
        if who in done:
            continue
        end = _ENDS.search(text, at)
        stop = end.start() if end else len(text)
        other = people[n + 1] if n + 1 < len(people) and people[n + 1][0] < stop else None
        clause = text[at : other[0] if other else stop]
        deed, thing = _deed(clause, sights, other[2] if other else None)
        done += [thing] if thing else []
        if deed:
            who = Sight(own=f"{who.own} {deed}", english=f"{who.english} {deed}", doing=deed)
        if deed or who.own not in folk.PRONOUNS:
            out.append(who)
    return out, done


def _deed(clause: str, sights: Sequence[Sight], other: Sight | None) -> tuple[str, Sight | None]:
    """Return what is done first in a clause, and the thing or ``other`` that it is done to."""
    found = []
    for words, doing in folk.DEEDS:
        told = words.search(clause)
        if told and not _NOT.search(clause[: told.start()]):
            found.append((told.start(), told.end(), doing))
    for _, end, doing in sorted(found):
        rest = re.sub(rf"^\W+(?:(?:{'|'.join(_DETERMINERS)})\s+)?", "", clause[end:].lower())
        thing = next((one for one in sights if rest.startswith(one.own)), None)
        if thing and not thing.place:
            return f"{doing} {thing.english}", thing
        if other and not set(rest.split()) - folk.FEW - folk.SOME - folk.CROWD - folk.OF_PEOPLE:
            return f"{doing} {other.english}", other
        named = _TOKEN.match(rest)
        if named and singular(named.group()) in (en.UNSEEN & en.THINGS) - EN_STOP:
            return f"{doing} {with_article(named.group())}", None
        if doing in folk.ALONE:
            return doing, None
    return "", None
