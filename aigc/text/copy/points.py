"""Selling points: one fact each, short enough to be read at a glance."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from typing import Final

from aigc.text.copy.draft import Draft
from aigc.text.copy.platforms import IDEAL
from aigc.text.copy.statements import Statement
from aigc.text.copy.wording import contrasts, counts
from aigc.types.article import Article

_FLAW: Final = re.compile(
    r"缺点|不足之处|遗憾|可惜|错乱|噪音大|\b(?:weak point|drawback|downside|unfortunately|sadly)",
    re.I,
)
"""What nobody would praise a thing for."""


def point_drafts(article: Article, told: Sequence[Statement]) -> Iterator[Draft]:
    """Yield the facts of an article, each in the wordings that fit."""
    most = IDEAL["selling_point", article.language][1]
    for one in told:
        if one.role in ("quote", "table") or _FLAW.search(one.full):
            continue
        fitting = [short for short in one.short if len(short) <= most * 1.3]
        for text in fitting[:2]:
            yield Draft(
                text=text, sources=one.sources, pattern=_pattern(one, text), merit=one.merit
            )


def _pattern(one: Statement, text: str) -> str:
    if one.role == "list":
        return "list"
    if counts(text):
        return "number"
    return "contrast" if contrasts(text) else "statement"
