"""The score of a lyric broken down, and candidates put in order."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from types import MappingProxyType

from aigc.errors import InputError
from aigc.lyrics.forms.filling import filled
from aigc.lyrics.ranking.diversity import spread
from aigc.lyrics.ranking.integrity import integrities
from aigc.lyrics.ranking.keyword import naturalness
from aigc.lyrics.ranking.novelty import STRETCH, Place, longest
from aigc.lyrics.ranking.repetition import habit, habits, repetition
from aigc.lyrics.ranking.rhyme import rhyme_quality
from aigc.types.lyric import Lyric
from aigc.types.template import Template

WEIGHTS: Mapping[str, float] = MappingProxyType(
    {
        "fluency": 0.35,
        "integrity": 0.25,
        "singability": 0.2,
        "rhyme": 0.1,
        "keyword": 0.1,
        "novelty": 0.1,
        "variety": 0.1,
    }
)
"""What each aspect weighs in the total; only those that a lyric has are counted."""
FLUENT = 4.0
"""Nats a token by which fluency falls to 1/e of full marks."""
COPIED = 7
"""Copied units beyond common ones at which nothing of the novelty is left."""

Score = dict[str, float]


def rank(
    candidates: Sequence[Lyric],
    template: Template,
    *,
    style: str = "modern",
    keep: int | None = None,
    difference: float = 0.3,
) -> tuple[Lyric, ...]:
    """Return candidates with their scores, the best first.

    Each score has these figures, rounded to 4 digits; an aspect that does not apply is left out.

    - ``fluency``: as the engine gave it, the mean natural logarithm of the probability of a token;
      0 at most. In the total it counts as ``100 exp(fluency / 4)``.
    - ``integrity``, 0 to 100, Chinese: how surely segments end where phrases end
      (`aigc.lyrics.ranking.integrity`).
    - ``rhyme``, 0 to 100, where the form rhymes: how well right rhymes sound
      (`aigc.lyrics.ranking.rhyme`).
    - ``keyword``, 0 to 100, Chinese, where there are keywords: how naturally they stand.
    - ``novelty``, 0 to 100: 100 while no run is known from a training text, 0 from a run of 12
      characters or 10 English words on, even steps between (`aigc.lyrics.ranking.novelty`); what
      the songwriter locked is not counted. ``longest_run``: units of that run, 0 when there is
      none of 6 characters or 4 words.
    - ``variety``, 0 to 100: 100 when nothing comes back too soon, halved by each twice of what is
      usual in verse (`aigc.lyrics.ranking.repetition`).
    - ``singability``, 0 to 100, where the form has a melody
      (`aigc.lyrics.ranking.singability`).
    - ``total``, 0 to 100: their mean under `WEIGHTS`.

    Parameters
    ----------
    style : str
        Whose language they speak, as in `aigc.lyrics.engine.Options`.
    keep : int or None
        How many to return; None for all.
    difference : float
        0 keeps those with the highest totals; towards 1, those unlike each other
        (`aigc.lyrics.ranking.diversity.spread`). Equal lyrics are kept once, as far as there are
        others.
    """
    scored = [
        replace(lyric, score=score)
        for lyric, score in zip(candidates, scores(candidates, template, style=style), strict=True)
    ]
    scored.sort(key=lambda lyric: -lyric.score["total"])
    if keep is None:
        return tuple(scored)
    first: dict[tuple[str, ...], Lyric] = {}
    for lyric in scored:
        first.setdefault(lyric.lines, lyric)
    again = [lyric for lyric in scored if first[lyric.lines] is not lyric]
    chosen = spread(list(first.values()), keep, weight=1 - difference)
    return (*sorted(chosen, key=lambda lyric: -lyric.score["total"]), *again)[:keep]


def scores(
    candidates: Sequence[Lyric], template: Template, *, style: str = "modern"
) -> list[Score]:
    """Return the figures of each candidate; see `rank`."""
    found: list[Score] = [_of_its_own(lyric, template, style) for lyric in candidates]
    lyrics = [lyric.lines for lyric in candidates]
    if template.language == "zh":
        for score, whole in zip(found, integrities(lyrics, style=style), strict=True):
            score["integrity"] = whole.score
    if template.keywords and template.language == "zh":
        figures = naturalness(lyrics, template.keywords, style=style)
        for score, figure in zip(found, figures, strict=True):
            score["keyword"] = figure
    for score in found:
        score["total"] = _total(score)
    return [{name: round(value, 4) for name, value in score.items()} for score in found]


def _of_its_own(lyric: Lyric, template: Template, style: str) -> Score:
    score: Score = {}
    fluency = lyric.score.get("fluency")
    if fluency is not None and math.isfinite(fluency):
        score["fluency"] = fluency
    if any(cell.rhyme for _, _, cell in template.places()):
        score["rhyme"] = rhyme_quality(template, lyric.lines)
    language = template.language
    hooks = [i for i, line in enumerate(template.lines) if line.repeats is not None]
    again = repetition(lyric.lines, language, style=style, hooks=hooks)
    score["variety"] = 100 * 2 ** (-again / (2 * habits(habit(language, style)).usual))
    run = longest(lyric.lines, language, given=given(template, lyric))
    known = STRETCH[language] - 1
    score["novelty"] = 100.0
    if run is not None:
        score["novelty"] -= 100 * min(max(run.fresh - known, 0) / COPIED, 1)
    score["longest_run"] = float(run.length) if run else 0.0
    if any(cell.pitches for _, _, cell in template.places()):
        from aigc.lyrics.ranking.singability import contour

        with suppress(InputError):
            score["singability"] = 100 * contour(template, lyric.lines).score
    return score


def given(template: Template, lyric: Lyric) -> frozenset[Place]:
    """Return the places of locked characters or words; none where they do not fill the form."""
    try:
        lines = filled(template, lyric)
    except InputError:
        return frozenset()
    return frozenset(
        (i, k)
        for i, (line, placed) in enumerate(zip(template.lines, lines, strict=True))
        for k, word in enumerate(placed)
        if line.cells[word.cell].lock
    )


def _total(score: Score) -> float:
    counted = {name: score[name] for name in WEIGHTS if name in score}
    if "fluency" in counted:
        counted["fluency"] = 100 * math.exp(min(counted["fluency"], 0) / FLUENT)
    whole = sum(WEIGHTS[name] for name in counted)
    return sum(WEIGHTS[name] * value for name, value in counted.items()) / whole
