"""Words whose kind follows a rule that no other word has."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from aigc.g2p.english.clause import verb_follows
from aigc.g2p.english.context import PERSONS, Kind, Sentence, is_have_or_be
from aigc.g2p.word import listed

_CLOSE_THINGS = (
    "to friend friends up call relationship together by ties look attention contact enough race"
)
_HABITS = listed(
    "think believe say know hope feel wonder tell be have live love like hate want go come seem"
)


def by_its_rule(word: str, sentence: Sentence, index: int) -> Kind | None:
    """Return the kind of a word in small letters by its own rule, None where it has none."""
    rule = _RULES.get(word)
    return rule(sentence, index) if rule else None


def _close(sentence: Sentence, index: int) -> Kind | None:
    before = sentence.at(index - 1)
    if before in ("to", "will"):
        return None
    if sentence.has(index, _CLOSE_THINGS) or sentence.is_predicate(index):
        return "adjective"
    if before in ("come", "came", "comes", "stay", "stayed", "get", "got", "keep", "a"):
        return "adjective"
    return "noun" if before == "the" else "verb"


def _lives(sentence: Sentence, index: int) -> Kind:
    rooted = sentence.has(index, "in here there with at alone on near by up for through next")
    owned = sentence.has(index, "many their our the of your people's", before=True)
    return "verb" if rooted and not owned else sentence.kind_with_s(index)


def _read(sentence: Sentence, index: int) -> Kind:
    return "past" if sentence.is_past(index) else "verb"


def _used(sentence: Sentence, index: int) -> Kind:
    """Return whether *used to* tells a habit, or something is used to do a thing."""
    if sentence.at(index + 1) != "to":
        return "past"
    before, verb = sentence.at(index - 1), sentence.at(index + 2)
    if verb.endswith("ing") or verb in ("the", "it", "this", "that", "being", "his"):
        return "habit"
    passive = before in ("is", "are", "was", "were", "be", "been", "being", "widely", "often")
    described = before not in PERSONS and verb not in _HABITS
    return "past" if passive or (described and verb_follows(sentence.words, index + 2)) else "habit"


def _use(sentence: Sentence, index: int) -> Kind | None:
    if sentence.has(index, "and or then", before=True):
        return "verb"
    ordered = not index and sentence.at(1) != "of" and not verb_follows(sentence.words, 0)
    return "verb" if ordered else None


def _bow(sentence: Sentence, index: int) -> Kind | None:
    return "verb" if sentence.at(index - 2) in ("took", "take") else None


def _tear(sentence: Sentence, index: int) -> Kind | None:
    return "verb" if sentence.at(index - 2) == "wear" else None


def _wound(sentence: Sentence, index: int) -> Kind | None:
    before = sentence.at(index - 1)
    return "past" if is_have_or_be(before) or before in PERSONS else None


def _minute(sentence: Sentence, index: int) -> Kind | None:
    ends = sentence.at(index + 1) in ("", "and", "but", "compared")
    return "adjective" if ends and is_have_or_be(sentence.at(index - 1)) else None


def _invalid(sentence: Sentence, index: int) -> Kind:
    after = sentence.at(index + 1)
    person = sentence.has(index, "an the", before=True) and (not after or is_have_or_be(after))
    return "noun" if person else "adjective"


def _topic(sentence: Sentence, index: int) -> Kind | None:
    return "noun" if is_have_or_be(sentence.at(index - 1)) else None


_RULES: Mapping[str, Callable[[Sentence, int], Kind | None]] = {
    "close": _close,
    "lives": _lives,
    "read": _read,
    "used": _used,
    "use": _use,
    "bow": _bow,
    "tear": _tear,
    "wound": _wound,
    "minute": _minute,
    "invalid": _invalid,
    "subject": _topic,
    "present": _topic,
    "learned": lambda sentence, index: "past",
    "does": lambda sentence, index: "verb",
}
