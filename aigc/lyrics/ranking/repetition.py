"""Characters and words that come back too soon.

How readily a unit comes back is counted in the training texts: its rate ``r`` is how often it was
used again, divided by the units that went by after its uses. At a distance of ``d`` units a return
was to be expected with the chance ``1 - exp(-r d)``; the surprise is minus the natural logarithm of
it, in nats, at most `MOST`. 不 after twenty characters surprises nobody, 霜 does. A unit doubled on
the spot (寻寻觅觅) is one use.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import groupby
from pathlib import Path

import numpy as np

from aigc.files import shipped
from aigc.lyrics.ranking.units import units
from aigc.types.article import Language

PATH = Path(__file__).parents[1] / "data" / "habits.npz"
MOST = 6.0
STEPS = 16
"""Steps of a stored rate for each factor of e below 1."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Habits:
    """How readily units come back.

    Attributes
    ----------
    rates : mapping of str to float
        Returns for each unit that goes by.
    rare : float
        The rate of a unit that is not listed.
    usual : float
        The mean `repetition` of the training texts, in nats a unit.
    """

    rates: Mapping[str, float]
    rare: float
    usual: float

    def surprise(self, unit: str, distance: int) -> float:
        """Return the surprise of ``unit`` coming back after ``distance`` units, in nats."""
        chance = -math.expm1(-self.rates.get(unit, self.rare) * distance)
        return min(MOST, -math.log(chance))


@dataclass(frozen=True, slots=True, kw_only=True)
class Return:
    """A unit used again: where, from 0, after how many units, and the surprise in nats."""

    unit: str
    line: int
    place: int
    distance: int
    surprise: float


def habit(language: Language = "zh", style: str = "modern") -> str:
    """Return the name of the habits that a lyric is held against."""
    if language == "en":
        return "english"
    return "classical" if style in ("ci", "qu", "classic") else "modern"


@lru_cache(maxsize=3)
def habits(name: str) -> Habits:
    """Return the habits called ``modern``, ``classical`` or ``english``.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    with shipped("The habits of poets", PATH), np.load(PATH, allow_pickle=False) as file:
        known = str(file[f"{name}.units"]).split(" ")
        rates = np.exp(-file[f"{name}.rates"].astype(np.float64) / STEPS).tolist()
        rare, usual = file[f"{name}.figures"].tolist()
    return Habits(rates=dict(zip(known, rates, strict=True)), rare=rare, usual=usual)


def returns(
    lines: Sequence[str],
    language: Language = "zh",
    *,
    style: str = "modern",
    hooks: Iterable[int] = (),
) -> tuple[Return, ...]:
    """Return every unit that is used again, in reading order.

    ``hooks``: indices of lines that repeat others by intent; they are passed over.
    """
    known = habits(habit(language, style))
    passed = set(hooks)
    last: dict[str, int] = {}
    found = []
    now = 0
    for i, line in enumerate(lines):
        if i in passed:
            continue
        place = 0
        for unit, doubled in groupby(units(line, language)):
            if unit in last:
                distance = now - last[unit]
                surprise = known.surprise(unit, distance)
                found.append(
                    Return(unit=unit, line=i, place=place, distance=distance, surprise=surprise)
                )
            last[unit] = now
            now += 1
            place += len(list(doubled))
    return tuple(found)


def repetition(
    lines: Sequence[str],
    language: Language = "zh",
    *,
    style: str = "modern",
    hooks: Iterable[int] = (),
) -> float:
    """Return the surprise at all returns of a lyric in nats a unit; 0 when nothing comes back."""
    passed = set(hooks)
    kept = [line for i, line in enumerate(lines) if i not in passed]
    count = sum(len(list(groupby(units(line, language)))) for line in kept)
    found = returns(kept, language, style=style)
    return sum(back.surprise for back in found) / max(count, 1)
