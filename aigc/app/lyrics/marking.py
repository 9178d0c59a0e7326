"""What is marked in a lyric: locks, keywords, familiar stretches, and where the tune fights it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from aigc.app.lyrics.actions import Card
from aigc.lyrics.forms.editing import Place
from aigc.lyrics.forms.filling import Placed, filled
from aigc.lyrics.ranking.novelty import Run, longest
from aigc.lyrics.ranking.rank import given
from aigc.lyrics.verify.report import Report
from aigc.lyrics.verify.verifier import verify
from aigc.types.template import Template


@dataclass(frozen=True, slots=True, kw_only=True)
class Marked:
    """A card with all that is shown about its words.

    Attributes
    ----------
    words : list
        What stands in the cells of each line.
    keywords, familiar : set of Place
        First cells of words that belong to a keyword, or to the longest stretch that is known
        from a training text.
    misfits : dict
        What the melody does to the word on a cell, in English.
    """

    words: list[tuple[Placed, ...]]
    keywords: set[Place]
    familiar: set[Place]
    run: Run | None
    misfits: dict[Place, str]
    report: Report


def marked(card: Card) -> Marked:
    """Return what is to be marked in a card."""
    words = filled(card.template, card.lyric)
    run = None
    if card.lyric.score.get("novelty", 100) < 100:
        locked = given(card.template, card.lyric)
        run = longest(card.lyric.lines, card.lyric.language, given=locked)
    return Marked(
        words=words,
        keywords=set(_keywords(card.template, words)),
        familiar=set(_stretch(words, run)) if run else set(),
        run=run,
        misfits=_misfits(card),
        report=verify(card.template, card.lyric.lines),
    )


def _keywords(template: Template, words: list[tuple[Placed, ...]]) -> Iterator[Place]:
    for keyword in template.keywords:
        wanted = keyword.text.lower().split() if template.language == "en" else list(keyword.text)
        for line, row in enumerate(words):
            said = [word.text for word in row]
            for first in range(len(said) - len(wanted) + 1):
                if said[first : first + len(wanted)] == wanted and keyword.line in (None, line):
                    yield from ((line, word.cell) for word in row[first : first + len(wanted)])


def _stretch(words: list[tuple[Placed, ...]], run: Run) -> list[Place]:
    flat = [(line, k) for line, row in enumerate(words) for k in range(len(row))]
    begin = flat.index((run.line, run.unit))
    return [(line, words[line][k].cell) for line, k in flat[begin : begin + run.length]]


def _misfits(card: Card) -> dict[Place, str]:
    if not any(cell.pitches for _, _, cell in card.template.places()):
        return {}
    from aigc.lyrics.ranking.singability import contour

    found = contour(card.template, card.lyric.lines).misfits
    return {(misfit.line, misfit.cell): misfit.reason for misfit in found}
