"""The scores that lyrics have as a whole, whoever wrote them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace
from typing import Final

from aigc.errors import InputError
from aigc.lyrics.engine import LyricsEngine, Options
from aigc.lyrics.ranking.rank import scores
from aigc.lyrics.verify.verifier import verify
from aigc.progress import Progress, silent
from aigc.types.lyric import Lyric
from aigc.types.template import Template

_AT_ONCE: Final = 8
"""Lyrics that an engine judges between two reports."""


def scored(
    lyrics: Sequence[Lyric],
    template: Template,
    options: Options,
    engine: LyricsEngine | None,
    progress: Progress = silent,
) -> tuple[Lyric, ...]:
    """Return lyrics, in order, with the figures of `aigc.lyrics.ranking.rank.rank`.

    One that breaks the form has no ``fluency``, nor has one whose words the engine cannot spell;
    without an engine none has.

    Raises
    ------
    EngineUnavailable
        When the engine's packages or weights are missing.
    """
    keep = [engine is not None and verify(template, lyric.lines).ok for lyric in lyrics]
    kept = [lyric for lyric, ok in zip(lyrics, keep, strict=True) if ok]
    fluent = iter(_fluencies(kept, template, options, engine, progress) if engine else ())
    told = [
        replace(lyric, score={"fluency": next(fluent) if ok else math.nan})
        for lyric, ok in zip(lyrics, keep, strict=True)
    ]
    figures = scores(told, template, style=options.style)
    return tuple(replace(lyric, score=score) for lyric, score in zip(told, figures, strict=True))


def best_first(lyrics: Sequence[Lyric]) -> tuple[Lyric, ...]:
    """Return lyrics by their totals; those without fluency, whose totals say less, come last."""
    return tuple(sorted(lyrics, key=lambda one: ("fluency" not in one.score, -one.score["total"])))


def _fluencies(
    lyrics: Sequence[Lyric],
    template: Template,
    options: Options,
    engine: LyricsEngine,
    progress: Progress,
) -> list[float]:
    """Return what the engine says of lyrics, some at a time."""
    found: list[float] = []
    for begin in range(0, len(lyrics), _AT_ONCE):
        progress("rank", begin, len(lyrics))
        some = lyrics[begin : begin + _AT_ONCE]
        found += _fluencies_of_some(some, template, options, engine)
    if lyrics:
        progress("rank", len(lyrics), len(lyrics))
    return found


def _fluencies_of_some(
    lyrics: Sequence[Lyric], template: Template, options: Options, engine: LyricsEngine
) -> list[float]:
    """Return what the engine says of lyrics, NaN for those whose words it cannot spell."""
    try:
        return engine.fluency(lyrics, template, options)
    except InputError:
        if len(lyrics) == 1:
            return [math.nan]
        return [_fluencies_of_some([lyric], template, options, engine)[0] for lyric in lyrics]
