"""Hashtags: what an article names and is about."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Final

from aigc.text.copy.draft import Draft
from aigc.text.copy.plain_words import EN_PLAIN, ZH_PLAIN
from aigc.text.copy.platforms import Platform
from aigc.text.script.names import names
from aigc.text.script.words import EN_STOP, ZH_STOP, frequency, has_han, tagged
from aigc.types.article import Article, Span

_NOUNS: Final = ("n", "nz", "eng", "nt", "ns", "nr")
_NAMES: Final = ("nr", "ns", "nt", "nz", "eng")
_EN_WORD: Final = re.compile(r"[A-Za-z][A-Za-z'’-]+")
_LINE: Final = re.compile(r"[\u4e00-\u9fff]{2,4}\d{1,2}号线")
_LATIN_NAME: Final = re.compile(r"(?<![A-Za-z])[A-Z][a-z]+(?: [A-Z][a-z]+)+(?![A-Za-z])")
_NOT_ALONE: Final = re.compile(r"^\d|^号线|[里上中内低高]$|^[全各每某当喝做打看吃说写]")
_DATED: Final = re.compile(r"[今去明前]年|同期|毕业|显示|覆盖|解缆|情况")
_COMMON: Final = 10
_EN_BEFORE: Final = r"\b(?:an?|the|of|its|his|her|their|our|no|[\d,.]+) {}\b"
_EN_AFTER: Final = (
    r"(?=[,.;:!?]|\s(?:of|is|was|are|were|has|have|had|and|or|in|on|that|which|who|for|to|at|from"
    r"|with|will|can|by|than|between)\b|$)"
)
_OFFICE: Final = re.compile(
    r"^(?:Captain|Engineer|Striker|Coach|Librarian|Director|President|Minister|Professor|Dr|Mr|Mrs"
    r"|Ms|Mayor|Author|Teacher|Sir|Lead|Chief|Governor|Senator) "
)
_LONGEST: Final = {"zh": 8, "en": 26}
_IN_TITLE: Final = 2.2


@dataclass(frozen=True, slots=True, kw_only=True)
class Tag:
    """A word or a few that an article can be found by.

    Attributes
    ----------
    named : bool
        Whether it is a name rather than a thing.
    """

    words: str
    weight: float
    named: bool
    source: Span

    @property
    def text(self) -> str:
        """The hashtag as it is posted."""
        if has_han(self.words):
            return "#" + re.sub(r"\s+", "", self.words)
        parts = re.split(r"[\s’'&.-]+", self.words)
        return "#" + "".join(part[:1].upper() + part[1:] for part in parts)


def hashtag_drafts(article: Article, platform: Platform) -> Iterator[Draft]:
    """Yield sets of hashtags: what weighs most, names first, things first, few and many."""
    found = tags(article)
    count = platform.hashtags
    named = [one for one in found if one.named]
    things = [one for one in found if not one.named]
    mixed = [one for pair in zip(things, named, strict=False) for one in pair]
    sets = {
        "weight": found[:count],
        "names": [*named, *things][:count],
        "things": [*things, *named][:count],
        "mixed": [*mixed, *(one for one in found if one not in mixed)][:count],
        "few": found[: max(2, count // 2)],
        "rest": [*found[:1], *found[count : 2 * count - 1]],
        "later": [*found[:2], *found[count + 2 : 2 * count]],
    }
    top = sum(one.weight for one in found[:count]) or 1.0
    for pattern, some in sets.items():
        if len(some) > 1 + (pattern in ("rest", "later")):
            yield Draft(
                text=" ".join(one.text for one in some),
                sources=tuple(dict.fromkeys(one.source for one in some)),
                pattern=pattern,
                merit=min(1.0, sum(one.weight for one in some) / top),
            )


def tags(article: Article) -> list[Tag]:
    """Return what an article can be found by, the weightiest first, none within another."""
    counted = _chinese(article) if article.language == "zh" else _english(article)
    out: list[Tag] = []
    for words, weight, named in sorted(counted, key=lambda row: (-row[1], row[0])):
        at = article.text.find(words)
        where = Span(start=at, end=at + len(words)) if at >= 0 else _first(words, article)
        tag = Tag(words=words, weight=weight, named=named, source=where)
        bare = tag.text.casefold()[1:]
        if not any(bare in o.text.casefold() or o.text.casefold()[1:] in bare for o in out):
            out.append(tag)
    return out


def _first(words: str, article: Article) -> Span:
    found = re.search(re.escape(words), article.text, re.I)
    return Span(start=found.start(), end=found.end()) if found else Span(
        start=0, end=len(article.text)
    )  # fmt: skip


def _chinese(article: Article) -> list[tuple[str, float, bool]]:
    whole = f"{article.title}。{_prose(article)}"
    counts: Counter[str] = Counter()
    named: dict[str, bool] = {}
    for run in _runs(whole):
        words = "".join(word for word, _ in run) if run[-1][1] != "nr" else run[-1][0]
        for some, tagged_ in ((words, run[-1][1]), *((w, t) for w, t in run)):
            person = tagged_ == "nr" and len(some) < 3 and frequency(some) > _COMMON
            if 2 <= len(some) <= _LONGEST["zh"] and some not in ZH_PLAIN | ZH_STOP and not person:
                counts[some] += 1
                lone = some == words and len(run) > 1
                named[some] = named.get(some, False) or (tagged_ in _NAMES and not lone)
    for m in (*_LINE.finditer(whole), *_LATIN_NAME.finditer(whole)):
        counts[m.group()] += 2
        named[m.group()] = True
    return [
        (w, n * _rarity(w) * (_IN_TITLE if w in article.title else 1.0), named[w])
        for w, n in counts.items()
        if (n > 1 or w in article.title or (named[w] and len(w) > 2))
        and not _NOT_ALONE.search(w) and not _DATED.search(w)
    ]  # fmt: skip


def _prose(article: Article) -> str:
    """Return the text without its code."""
    kept = (b.span.of(article.text) for b in article.blocks if b.kind != "code")
    return "\n".join(kept) or article.text


def _runs(text: str) -> Iterator[Sequence[tuple[str, str]]]:
    """Yield runs of nouns that stand side by side: one word, or two that make one."""
    run: list[tuple[str, str]] = []
    for word, tag in (*tagged(text), ("", "x")):
        fits = tag in _NOUNS and (len(word) > 1) and not word.isascii()
        latin = tag == "eng" and len(word) > 2
        if (fits or latin) and len(run) < 2:
            run.append((word, tag))
            continue
        if run:
            yield run
        run = [(word, tag)] if fits or latin else []


def _rarity(word: str) -> float:
    return max(1.0, 11.0 - math.log(frequency(word) + 2)) * math.sqrt(min(len(word), 5))


def _english(article: Article) -> list[tuple[str, float, bool]]:
    whole = f"{article.title}. {_prose(article)}"
    counts: Counter[str] = Counter()
    proper = {
        _OFFICE.sub("", re.sub(r"^(?:The|A|An|In|On|At) ", "", part.rstrip(".")))
        for line in article.text.splitlines()
        for n in names(line)
        for part in n.split(". ")
    }
    low = {w for w in _EN_WORD.findall(whole) if w[0].islower()}
    proper = {
        n for n in proper
        if n.casefold() not in EN_PLAIN | EN_STOP | low and 2 < len(n) <= _LONGEST["en"]
        and n.split()[0].casefold() not in EN_STOP
        and (" " in n or re.search(rf"[a-z,;] {re.escape(n)}\b", article.text))
    }  # fmt: skip
    found = [
        (n, 3.0 * _times(n, whole) * (1.0 + 0.4 * n.count(" ")) * _boost(n, article), True)
        for n in proper
    ]
    words = [w.lower() for w in _EN_WORD.findall(whole)]
    plain = [w for w in words if len(w) > 3 and w not in EN_STOP and w not in EN_PLAIN]
    nouns = {w for w in set(plain) & low if _is_noun(w, whole, article.title)}
    counts.update(w for w in plain if w in nouns)
    pairs = Counter(
        f"{a} {b}" for a, b in pairwise(words)
        if b in nouns and a in low and a not in EN_STOP | EN_PLAIN and f"{a} {b}" in whole.lower()
    )  # fmt: skip
    found += [(w, n * min(len(w), 9) / 4 * _boost(w, article), False) for w, n in counts.items()
              if n > 1 or w in article.title.lower().split()]  # fmt: skip
    titled = article.title.casefold()
    found += [(p, n * 3.2 * _boost(p, article), False) for p, n in pairs.items()
              if n > 1 or p in titled]  # fmt: skip
    return found


def _is_noun(word: str, text: str, title: str) -> bool:
    """Tell whether a word stands where only nouns do: after an article, before a verb or a mark.

    For a word of the title it is enough that each is so somewhere.
    """
    if word.endswith(("ly", "ing", "ed", "’s", "'s")):
        return False
    before = _EN_BEFORE.format(re.escape(word))
    if re.search(before + _EN_AFTER, text, re.I):
        return True
    ends = re.search(rf"\b{re.escape(word)}{_EN_AFTER}", title, re.I)
    return ends is not None and re.search(before, text, re.I) is not None


def _times(name: str, text: str) -> int:
    return len(re.findall(rf"\b{re.escape(name)}\b", text))


def _boost(words: str, article: Article) -> float:
    return _IN_TITLE if words.casefold() in article.title.casefold() else 1.0
