"""Hashtags: what an article names and is about."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from aigc.text.copy.draft import Draft
from aigc.text.copy.fields import fields
from aigc.text.copy.platforms import Platform
from aigc.text.copy.topics_en import english
from aigc.text.copy.topics_zh import chinese
from aigc.text.script.words import has_han
from aigc.types.article import Article, Span

_WEAK: Final = 2.0
"""What weighs less is used where there are fewer than `_FEWEST`."""
_FEWEST: Final = 4


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
    """Yield sets of hashtags: topics, names and fields in several shares, never few."""
    every, count = tags(article), platform.hashtags
    found = [one for one in every if one.weight >= _WEAK]
    wide = [
        Tag(words=name, weight=0.0, named=False, source=where)
        for name, _, where in fields(article)
        if all(name.casefold() != one.words.casefold() for one in found)
    ]
    named = [one for one in found if one.named]
    things = [one for one in found if not one.named]
    mixed = [one for pair in zip(things, named, strict=False) for one in pair]
    share = min(len(wide), 1 + count // 4)
    sets = {
        "weight": [*found[: count - share], *wide],
        "names": [*named, *wide, *things],
        "things": [*things[: count - share], *wide, *things[count - share :], *named],
        "mixed": [*mixed[: count - share], *wide, *found],
        "wide": [*found[:1], *wide, *found[1:]],
        "later": [*found[:1], *found[count - 1 :], *wide, *found],
    }
    top = sum(one.weight for one in found[:count]) or 1.0
    for pattern, some in sets.items():
        spare = [one for one in every if one not in some][: max(0, _FEWEST - len(some))]
        kept = tuple(dict.fromkeys([*some, *spare]))[:count]
        if kept:
            yield Draft(
                text=" ".join(one.text + platform.hashtag_end for one in kept),
                sources=tuple(dict.fromkeys(one.source for one in kept)),
                pattern=pattern,
                merit=min(1.0, sum(one.weight for one in kept) / top),
            )


def tags(article: Article) -> list[Tag]:
    """Return what an article can be found by, the weightiest first, none within another."""
    counted = chinese(article) if article.language == "zh" else english(article)
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
