"""A recording with its phones in time."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.voice.timing import Ids


@dataclass(frozen=True, slots=True, eq=False)
class Aligned:
    """The phones of a recording without gaps: a row for each, frames from ``begin`` to ``end``.

    ``word`` counts words from 0, -1 for silence; ``accent`` is the tone or the stress.
    """

    phone: Ids
    accent: Ids
    word: Ids
    begin: Ids
    end: Ids
    score: float
