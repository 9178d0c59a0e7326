"""The scores that lyrics have as a whole, whoever wrote them."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import replace

from aigc.errors import InputError
from aigc.lyrics.engine import LyricsEngine, Options
from aigc.lyrics.ranking.rank import scores
from aigc.lyrics.verify.verifier import verify
from aigc.types.lyric import Lyric
from aigc.types.template import Template


def scored(
    lyrics: Sequence[Lyric], template: Template, options: Options, engine: LyricsEngine | None
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
    fluent = iter(_fluencies(kept, template, options, engine) if engine else ())
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
    lyrics: Sequence[Lyric], template: Template, options: Options, engine: LyricsEngine
) -> list[float]:
    """Return what the engine says of lyrics, NaN for those whose words it cannot spell."""
    try:
        return engine.fluency(lyrics, template, options) if lyrics else []
    except InputError:
        if len(lyrics) == 1:
            return [math.nan]
        return [_fluencies([lyric], template, options, engine)[0] for lyric in lyrics]
