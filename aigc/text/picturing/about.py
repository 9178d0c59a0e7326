"""What an article is about as far as it can be seen, and what is near a line of it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aigc.text.picturing.nouns import head_of
from aigc.text.picturing.seen import Seen, Sight, seen
from aigc.types.article import Article, Language
from aigc.types.script import Script

_TITLE_WEIGHT = 3
_NAMED = 8
"""Things that an article may be about."""


@dataclass(frozen=True, slots=True, kw_only=True)
class About:
    """What an article is about.

    Attributes
    ----------
    things, places : tuple of Sight
        Those that it names most often come first.
    near : tuple of Seen
        For each line of the script what its paragraph shows.
    text : str
        All its words.
    """

    things: tuple[Sight, ...]
    places: tuple[Sight, ...]
    near: tuple[Seen, ...]
    text: str
    language: Language

    def others(self, near: Seen, shown: Iterable[Sight]) -> tuple[Sight, ...]:
        """Return things that are not ``shown``: those near first, then the article's."""
        taken: list[Sight] = list(shown)
        out = []
        for one in dict.fromkeys((*near.things, *self.things)):
            if not any(akin(one, other) for other in taken):
                out.append(one)
                taken.append(one)
        return tuple(out)


def about(article: Article, script: Script) -> About:
    """Return what an article is about; its script where they are in two languages."""
    same = article.language == script.language
    said = [line.text for line in script.lines]
    blocks = [b.span.of(article.text) for b in article.blocks]
    texts = [article.title] * _TITLE_WEIGHT + blocks if same else [script.title, *said]
    views = {text: seen(text, script.language) for text in dict.fromkeys(texts)}
    near = tuple(
        views[blocks[_block(article, script, n)]] if same and blocks else Seen()
        for n in range(len(said))
    )
    return About(
        things=_often(thing for text in texts for thing in views[text].things),
        places=_often(place for text in texts for place in views[text].places),
        near=near,
        text="\n".join(texts),
        language=script.language,
    )


def _block(article: Article, script: Script, line: int) -> int:
    """Return the paragraph that a line was taken from."""
    start = min((span.start for span in script.lines[line].sources), default=0)
    held = (n for n, b in enumerate(article.blocks) if b.span.start <= start < b.span.end)
    return next(held, 0)


def _often(sights: Iterable[Sight]) -> tuple[Sight, ...]:
    counts = Counter(sights)
    often = [one for one, count in counts.most_common(_NAMED) if count > 1]
    return tuple(one for n, one in enumerate(often) if not any(akin(one, two) for two in often[:n]))


def akin(one: Sight, other: Sight) -> bool:
    """Tell whether two sights are of one kind, such as *lamp* and *oil lamp*."""
    return head_of(one.english) == head_of(other.english) or (
        one.own in other.own or other.own in one.own
    )


def beside(near: Seen, whole: About, shown: Sequence[Sight]) -> Sight | None:
    """Return the place where what is shown belongs: one near by, else the article's."""
    places = (one for one in (*near.places, *whole.places) if one.place != "at")
    return next((one for one in places if not any(akin(one, other) for other in shown)), None)
