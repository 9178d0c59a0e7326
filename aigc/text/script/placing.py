"""Where in an article the lines of somebody's own words stand."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from aigc.text.script.rank import similarity
from aigc.text.script.sentences import sentences
from aigc.types.article import Article, Block, Span
from aigc.types.script import LineRole, ScriptLine

LEAST: Final = 0.2
"""Likeness below which a sentence of the article says something else."""
_ALSO: Final = 0.4
"""Share of the best likeness from which another sentence of the block is a source too."""
_ROLES: Final[dict[str, LineRole]] = {"quote": "quote", "list": "list", "table": "table"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A line with its place; ``found`` tells whether the article says there what it says."""

    line: ScriptLine
    found: bool


def placed(lines: Sequence[str], article: Article) -> tuple[Placed, ...]:
    """Return lines with the places of the article that are most like them, by shared words.

    A line that is like none stands in a paragraph between those of its neighbours; where no line
    is like any, as in another language, they are spread over the article in order.
    """
    places = list(_places(article)) or [(0, Span(start=0, end=max(1, len(article.text))))]
    texts = [span.of(article.text) for _, span in places]
    likeness = similarity([*lines, *texts])[: len(lines), len(lines) :]
    best = likeness.argmax(axis=1)
    found = likeness.max(axis=1) >= LEAST
    between = _between(found, best, len(places))
    homes = [n for n, (at, _) in enumerate(places) if _kind(article, at) == "paragraph"]
    out = []
    for n, text in enumerate(lines):
        if found[n]:
            line = _said(text, article, places, likeness[n].tolist())
        else:
            home = min(homes or range(len(places)), key=lambda place: abs(place - between[n]))
            block, span = places[home]
            line = ScriptLine(text=text, sources=(span,), block=block)
        out.append(Placed(line=line, found=bool(found[n])))
    return tuple(out)


def stands(line: ScriptLine, article: Article) -> bool:
    """Tell whether the place that a line names is one of the article."""
    if not 0 <= line.block < len(article.blocks) or not line.sources:
        return False
    own = article.blocks[line.block].span
    inside = all(0 <= s.start < s.end <= len(article.text) for s in line.sources)
    return inside and any(s.start < own.end and own.start < s.end for s in line.sources)


def _places(article: Article) -> Iterator[tuple[int, Span]]:
    """Yield what can be said of an article: the number of the block, and where in the text."""
    for number, block in enumerate(article.blocks):
        for span in _spans(article.text, block):
            yield number, span


def _spans(text: str, block: Block) -> tuple[Span, ...]:
    if block.kind in ("picture", "code"):
        return ()
    if block.kind == "table":
        return (block.span,) if block.span.end > block.span.start else ()
    return block.items or sentences(text, block.span)


def _kind(article: Article, block: int) -> str:
    return article.blocks[block].kind if block < len(article.blocks) else ""


def _said(
    text: str, article: Article, places: Sequence[tuple[int, Span]], likeness: Sequence[float]
) -> ScriptLine:
    """Return a line with the sentences of the block that is most like it."""
    top = max(likeness)
    block = places[likeness.index(top)][0]
    least = max(LEAST, _ALSO * top)
    near = zip(places, likeness, strict=True)
    sources = tuple(span for (at, span), like in near if at == block and like >= least)
    role = _ROLES.get(_kind(article, block), "point")
    return ScriptLine(text=text, sources=sources, role=role, block=block)


def _between(found: np.ndarray, best: np.ndarray, count: int) -> list[float]:
    """Return a place for each line, between the places of those that were found."""
    known = np.flatnonzero(found)
    if len(known):
        return np.interp(range(len(found)), known, best[known]).tolist()  # type: ignore[no-any-return]
    return np.linspace(0, count - 1, len(found)).tolist()  # type: ignore[no-any-return]
