"""A text before it is scored."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache

from aigc.text.copy.fields import fields
from aigc.text.script.guard import check
from aigc.text.script.words import has_han
from aigc.types.article import Article, Span
from aigc.types.script import ScriptLine

_TAG = re.compile(r"#(\w+)#?")


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
    """Return what neither the sources of a draft nor the article's title say.

    Hashtags need no source that are words of the article, or name a field it belongs to.
    """
    text = words_of(_without_known_tags(draft.text, article))
    if not text.strip():
        return ()
    known = _with_title(article)
    title = Span(start=len(article.text), end=len(known.text))
    line = ScriptLine(text=text, sources=(*draft.sources, title))
    return tuple(one.message for one in check(line, known, translated=translated))


def _without_known_tags(text: str, article: Article) -> str:
    """Return a text without the hashtags whose letters stand in the article side by side."""

    def known(m: re.Match[str]) -> str:
        edge = "" if has_han(m[1]) else r"\b"
        spaced = edge + r"[^\w\n]*".join(map(re.escape, m[1])) + edge
        there = re.search(spaced, f"{article.title}\n{article.text}", re.I)
        return " " if there or m[1].casefold() in _field_names(article) else m.group()

    return _TAG.sub(known, text)


@lru_cache(maxsize=8)
def _field_names(article: Article) -> frozenset[str]:
    return frozenset(name.casefold() for name, *_ in fields(article))


@lru_cache(maxsize=8)
def _with_title(article: Article) -> Article:
    return replace(article, text=f"{article.text}\n\n{article.title}")
