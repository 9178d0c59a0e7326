"""What an English article names and is about, weighed."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import Final

from aigc.text.copy.plain_words import EN_PLAIN
from aigc.text.copy.weighed import IN_TITLE, Weighed, prose
from aigc.text.script.names import names
from aigc.text.script.words import EN_STOP
from aigc.types.article import Article

_EN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_EN_BEFORE: Final = r"\b(?:an?|the|of|its|his|her|their|our|no|[\d,.]+) {}\b"
_EN_AFTER: Final = (
    r"(?=[,.;:!?]|\s(?:of|is|was|are|were|has|have|had|and|or|in|on|that|which|who|for|to|at|from"
    r"|with|will|can|by|than|between)\b|$)"
)
_EN_PAIR: Final = re.compile(r"\b([A-Za-z]{3,}) (?=([a-z]{4,})\b)")
_EN_VERBAL: Final = re.compile(
    r"(?:ed|ing|ly|’s|'s)$|^(?:said|says|made|makes|take|takes|took|give|gives|gave|keep|keeps|kept"
    r"|lets?|runs?|ran|gets?|got|stays?|costs?|means?|lasts?|finds?|found|punch|holds?|climb|climbs"
    r"|needs?|reads?|weighs?|doubles|misses|agree|swaps|records|sends|learn|feel|sound|better)$"
)
_ADJECTIVE: Final = re.compile(r"(?:ian|ese|ish|ican|days)$|^(?:French|German|Greek|Dutch)$")
_INITIALS: Final = re.compile(r"(?:[A-Z]\.)+[A-Z]?|[A-Z]{1,2}\d|[A-Z]-\w+")
_OFFICE: Final = re.compile(
    r"^(?:Captain|Engineer|Striker|Coach|Librarian|Director|President|Minister|Professor|Dr|Mr|Mrs"
    r"|Ms|Mayor|Author|Teacher|Sir|Lead|Chief|Governor|Senator) "
)
_LONGEST: Final = 26


def english(article: Article) -> list[Weighed]:
    """Return the names, nouns and pairs of words by which an English article can be found."""
    whole = f"{article.title}. {prose(article)}"
    low = {w for w in _EN_WORD.findall(whole) if w[0].islower()}
    words = [w.lower() for w in _EN_WORD.findall(whole)]
    nouns = {w for w in set(words) & low if _plain(w) and _is_noun(w, whole, article.title)}
    counts = Counter(w for w in words if w in nouns)
    titled = article.title.casefold()
    out = [
        (name, 3.0 * _times(name, whole) * (1.0 + name.count(" ")) * _boost(name, article), True)
        for name in _proper(article, low)
    ]
    out += [
        (w, n * min(len(w), 9) / (4 if n > 1 or w in titled else 12) * _boost(w, article), False)
        for w, n in counts.items()
        if n > 1 or len(w) > 5 or w in titled.split()
    ]
    topics = {w.lower() for w in _EN_WORD.findall(article.title) if len(w) > 4} - nouns
    out += [
        (w, 2.2 * words.count(w), False)
        for w in topics
        if _plain(w) and words.count(w) > 1 and not _EN_VERBAL.search(w) and _written_low(w, low)
    ]
    out += [
        (pair, 3.2 * n * _boost(pair, article), False) for pair, n in _pairs(whole, low, titled)
    ]
    return out


def _written_low(word: str, low: set[str]) -> bool:
    """Tell whether a word or its singular is written small somewhere."""
    return bool({word, word.removesuffix("s"), word.removesuffix("es")} & low)


def _plain(word: str) -> bool:
    """Tell whether an English word could be looked for."""
    stem = word.removesuffix("s")
    return len(word) > 3 and not {word, stem} & (EN_STOP | EN_PLAIN)


def _proper(article: Article, low: set[str]) -> set[str]:
    """Return the names of an English article, without titles, adjectives and days."""
    found = {
        _OFFICE.sub("", re.sub(r"^(?:The|A|An|In|On|At|By) |[’']s$", "", part.rstrip(".")))
        for line in article.text.splitlines()
        for n in names(line)
        for part in n.split(". ")
    }
    return {
        name for name in found
        if 2 < len(name) <= _LONGEST and name.split()[0].casefold() not in EN_STOP | {"how"}
        and not {name.casefold(), name.casefold().removesuffix("s")} & (EN_PLAIN | EN_STOP | low)
        and not name.startswith("Dr ") and not _INITIALS.fullmatch(name)
        and not (" " not in name and _ADJECTIVE.search(name))
        and (" " in name or re.search(rf"[a-z,;] {re.escape(name)}\b", article.text))
    }  # fmt: skip


def _pairs(text: str, low: set[str], title: str) -> Iterator[tuple[str, int]]:
    """Yield pairs of words that stand side by side again and again, or in the title."""
    flat = text.lower()
    found = Counter(
        f"{m[1].lower()} {m[2].lower()}" for m in _EN_PAIR.finditer(text)
        if m[2] in low and m[2] not in EN_STOP and _plain(m[1].lower())
        and not _EN_VERBAL.search(m[2]) and not m[1].endswith("ly") and m[1].lower() in low
    )  # fmt: skip
    for pair, _ in found.items():
        count = flat.count(pair)
        last = pair.split()[1]
        again = count > 1 and not _EN_VERBAL.search(pair.split()[0].removesuffix("ing"))
        noun = re.search(_EN_BEFORE.format(re.escape(pair)) + _EN_AFTER, text, re.I) is not None
        if again or (noun and pair in title) or (noun and _is_noun(last, text, title)):
            yield pair, count


def _is_noun(word: str, text: str, title: str) -> bool:
    """Tell whether a word stands where only nouns do: after an article, before a verb or a mark.

    For a word of the title it is enough that each is so somewhere, or that it is a plural which
    comes again and again.
    """
    if word.endswith(("ly", "ing", "ed", "’s", "'s")) or _EN_VERBAL.search(word):
        return False
    often = len(re.findall(rf"\b{re.escape(word)}\b", text, re.I)) > 2
    if often and len(word) > 5 and re.search(r"[^su]s$", word) and word in title.casefold():
        return True
    before = _EN_BEFORE.format(re.escape(word))
    if re.search(before + _EN_AFTER, text, re.I):
        return True
    if not re.search(rf"\b{re.escape(word)}\b", title, re.I):
        return False
    far = _EN_BEFORE.format(rf"(?:[a-z]+ )?{re.escape(word)}")
    ends = re.search(rf"\b{re.escape(word)}{_EN_AFTER}", title, re.I)
    return re.search(far if ends else far + _EN_AFTER, text, re.I) is not None


def _times(name: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(name)}\b", text))


def _boost(words: str, article: Article) -> float:
    return IN_TITLE if words.casefold() in article.title.casefold() else 1.0
