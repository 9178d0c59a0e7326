"""How good a text is for its purpose, in parts that each say why."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from typing import Final

from aigc.text.copy.draft import Draft, faults, words_of
from aigc.text.copy.platforms import Platform
from aigc.text.copy.wording import asks, contrasts, counts, forbidden, quotes
from aigc.text.engine import syllables
from aigc.text.script.dates import dates
from aigc.text.script.names import names
from aigc.text.script.sentences import clauses
from aigc.text.script.words import content_words
from aigc.types.article import Article, Language
from aigc.types.copy import CopyKind, Measure, MeasureName

WEIGHTS: Final[Mapping[CopyKind, Mapping[MeasureName, float]]] = MappingProxyType(
    {
        "title": {
            "length": 0.16, "concrete": 0.12, "hook": 0.18, "readable": 0.1, "topic": 0.26,
            "support": 0.08, "clean": 0.1,
        },
        "description": {
            "length": 0.2, "concrete": 0.16, "hook": 0.12, "readable": 0.14, "topic": 0.16,
            "support": 0.12, "clean": 0.1,
        },
        "hashtags": {"length": 0.3, "topic": 0.4, "support": 0.2, "clean": 0.1},
        "selling_point": {
            "length": 0.2, "concrete": 0.28, "hook": 0.12, "readable": 0.12, "topic": 0.08,
            "support": 0.1, "clean": 0.1,
        },
    }
)  # fmt: skip
"""Shares of each measure in a score, before `NOVELTY`."""
NOVELTY: Final = 0.12
_PENALTY: Final = 0.5
_CLAUSE: Final = {"zh": (5, 16), "en": (4, 16)}
"""Characters or words of a clause that read easily."""


def measured(
    draft: Draft, kind: CopyKind, article: Article, platform: Platform, language: Language
) -> tuple[Measure, ...]:
    """Return every measure of a text but its novelty."""
    found = {
        "length": _length(draft.text, kind, platform, language),
        "concrete": _concrete(draft.text),
        "hook": _hook(draft.text),
        "readable": _readable(draft.text, language),
        "topic": _topic(draft, article, language),
        "support": _support(draft, article, language),
        "clean": _clean(draft.text),
    }
    return tuple(
        Measure(name=name, value=round(found[name][0], 3), note=found[name][1])
        for name in WEIGHTS[kind]
    )


def total(measures: Sequence[Measure], kind: CopyKind) -> float:
    """Return the score of a text, 0 to 1."""
    weights = {**WEIGHTS[kind], "novelty": NOVELTY}
    whole = sum(weights[one.name] for one in measures)
    return round(sum(weights[one.name] * one.value for one in measures) / whole, 3)


def novelty(text: str, others: Sequence[str]) -> Measure:
    """Return how much of ``text`` the others do not say already."""
    nearest = max((likeness(text, other) for other in others), default=0.0)
    note = f"{round(100 * nearest)} % like a better variant" if others else "the first of its kind"
    return Measure(name="novelty", value=round(1 - nearest, 3), note=note)


def likeness(a: str, b: str) -> float:
    """Return how much of the shorter of two texts stands in the other, 0 to 1.

    >>> likeness("县城里的咖啡馆", "县城里的咖啡馆很多"), likeness("abc", "xyz")
    (1.0, 0.0)
    """
    one, two = _pairs(a), _pairs(b)
    return len(one & two) / min(len(one), len(two)) if one and two else 0.0


def _pairs(text: str) -> set[str]:
    bare = re.sub(r"\W+", " ", text.casefold()).strip()
    if re.search(r"[\u3400-\u9fff]", bare):
        flat = bare.replace(" ", "")
        return {flat[k : k + 2] for k in range(len(flat) - 1)}
    words = bare.split()
    return {" ".join(words[k : k + 2]) for k in range(len(words) - 1)} or set(words)


def _length(text: str, kind: CopyKind, platform: Platform, language: Language) -> tuple[float, str]:
    least, most = platform.ideal(kind, language)
    count = len(text)
    if least <= count <= most:
        return 1.0, f"{count} characters, within {least} to {most}"
    value = count / least if count < least else max(0.0, 1 - (count - most) / most)
    return value, f"{count} characters, {least} to {most} read best"


def _concrete(text: str) -> tuple[float, str]:
    number, name = counts(dates(text)[1]), bool(names(text))
    if asks(text) and not number:
        return 0.55 + 0.3 * name, "asks for what the clip tells"
    note = " and ".join(word for word, there in (("a number", number), ("a name", name)) if there)
    return 0.2 + 0.5 * number + 0.3 * name, note or "neither a number nor a name"


_HOOKS: Final = (
    (asks, 1.0, "asks"),
    (contrasts, 0.9, "sets one thing against another"),
    (quotes, 0.85, "lets somebody speak"),
    (counts, 0.7, "gives a number"),
)


def _hook(text: str) -> tuple[float, str]:
    found = [(value, note) for there, value, note in _HOOKS if there(text)]
    return max(found) if found else (0.4, "states")


def _readable(text: str, language: Language) -> tuple[float, str]:
    parts = [p for p in clauses(text.replace("\n", "，" if language == "zh" else ", ")) if p]
    if language == "zh":
        sizes = [len(re.sub(r"\W", "", p)) for p in parts]
    else:
        sizes = [len(p.split()) for p in parts]
    mean = sum(sizes) / max(1, len(sizes))
    least, most = _CLAUSE[language]
    value = min(1.0, mean / least, max(0.0, 1 - (mean - most) / (2 * most)))
    if language == "en" and text.split():
        heavy = syllables(text, "en") / len(text.split())
        value *= min(1.0, max(0.5, 1 - (heavy - 1.8) / 2))
    unit = "characters" if language == "zh" else "words"
    return value, f"{mean:.0f} {unit} a clause"


def _topic(draft: Draft, article: Article, language: Language) -> tuple[float, str]:
    """Return how much of what the article is about a text names."""
    if language != article.language:
        return draft.merit, "of its sources"
    wanted = set(content_words(article.title))
    named = wanted & set(content_words(words_of(draft.text)))
    share = min(1.0, 2 * len(named) / max(1, len(wanted)))
    value = 0.5 * share + 0.5 * draft.merit
    return value, f"{len(named)} of {len(wanted)} words of the article's title"


def _support(draft: Draft, article: Article, language: Language) -> tuple[float, str]:
    """Return how much of a text stands in its sources; nothing where the guard refuses it."""
    translated = language != article.language
    wrong = faults(draft, article, translated=translated)
    if wrong:
        return 0.0, wrong[0]
    if translated:
        return 0.9, "numbers and dates agree with the sources"
    own = " ".join([article.title, *(s.of(article.text) for s in draft.sources)])
    said, there = set(content_words(words_of(draft.text))), set(content_words(own))
    share = len(said & there) / max(1, len(said))
    return 0.4 + 0.6 * share, f"{round(100 * share)} % of its words stand in the sources"


def _clean(text: str) -> tuple[float, str]:
    bad = forbidden(text)
    if not bad:
        return 1.0, "no absolute claim and no bait"
    return max(0.0, 1 - _PENALTY * len(bad)), f"says {', '.join(bad)}"
