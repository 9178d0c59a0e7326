"""A text before it is scored."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from aigc.text.script.guard import check
from aigc.types.article import Article, Span
from aigc.types.script import ScriptLine

_TAG = re.compile(r"#(\w+)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Draft:
    """A text, where it comes from and how it was made.

    Attributes
    ----------
    merit : float
        How much of the article it tells, 0 to 1.
    own : str
        What makes it differ, where the rest of it is in others too; empty for all of it.
    author : str
        The engine that wrote it, where that is another than was asked.
    """

    text: str
    sources: tuple[Span, ...]
    pattern: str
    merit: float = 0.5
    own: str = ""
    author: str = ""

    @property
    def apart(self) -> str:
        """What is compared with others."""
        return self.own or self.text


def words_of(text: str) -> str:
    """Return a text whose hashtags are words.

    >>> words_of("#DeepField #珊瑚")
    ' Deep Field  珊瑚'
    """
    return _TAG.sub(lambda m: " " + re.sub(r"(?<=[a-z\d])(?=[A-Z])", " ", m[1]), text)


def supported(draft: Draft, article: Article, *, translated: bool = False) -> bool:
    """Tell whether the guard of scripts lets a draft through."""
    return not faults(draft, article, translated=translated)


def faults(draft: Draft, article: Article, *, translated: bool = False) -> tuple[str, ...]:
    """Return what neither the sources of a draft nor the article's title say."""
    known = _with_title(article)
    title = Span(start=len(article.text), end=len(known.text))
    line = ScriptLine(text=words_of(draft.text), sources=(*draft.sources, title))
    return tuple(one.message for one in check(line, known, translated=translated))


@lru_cache(maxsize=8)
def _with_title(article: Article) -> Article:
    return replace(article, text=f"{article.text}\n\n{article.title}")
