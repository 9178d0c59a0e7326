"""A variant that somebody put into other words, measured anew."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from aigc.text.copy.draft import Draft, faults
from aigc.text.copy.platforms import platform_named
from aigc.text.copy.scoring import measured, novelty, total
from aigc.types.article import Article, Span
from aigc.types.copy import Copy, CopySheet, Measure

HAND: Final = "hand"
"""The author of words that were typed."""
MOST_CHARS: Final = 6000
"""The rest of a longer text is cut off: no platform takes it."""
_MIDDLING: Final = 0.5


def edited(copy: Copy, text: str, sheet: CopySheet, article: Article) -> Copy:
    """Return a variant of a sheet with other words and a score of its own.

    Its sources stay where they say all of it, else they become the whole article.
    """
    text = text.strip()[:MOST_CHARS]
    if text == copy.text:
        return copy
    fresh = replace(copy, text=text, pattern="edited", author=HAND)
    if unsupported(fresh, sheet, article):
        fresh = replace(fresh, sources=(Span(start=0, end=len(article.text)),))
    others = [one.text for one in sheet.of(copy.kind) if one.variant < copy.variant]
    found = _measured(fresh, _merit(copy, sheet, article), sheet, article)
    measures = (*found, novelty(text, others))
    return replace(fresh, measures=measures, score=total(measures, copy.kind))


def unsupported(copy: Copy, sheet: CopySheet, article: Article) -> tuple[str, ...]:
    """Return what a variant says that neither its sources nor the article's title say."""
    draft = Draft(text=copy.text, sources=copy.sources, pattern=copy.pattern)
    return faults(draft, article, translated=sheet.language != article.language)


def _measured(copy: Copy, merit: float, sheet: CopySheet, article: Article) -> tuple[Measure, ...]:
    draft = Draft(text=copy.text, sources=copy.sources, pattern=copy.pattern, merit=merit)
    return measured(draft, copy.kind, article, platform_named(sheet.platform), sheet.language)


def _merit(copy: Copy, sheet: CopySheet, article: Article) -> float:
    """Return how much of the article a variant tells, from the measure that has a part of it."""
    had = next((one.value for one in copy.measures if one.name == "topic"), None)
    if had is None:
        return _MIDDLING
    low, high = (
        next(m.value for m in _measured(copy, merit, sheet, article) if m.name == "topic")
        for merit in (0.0, 1.0)
    )
    return min(1.0, max(0.0, (had - low) / (high - low)))
