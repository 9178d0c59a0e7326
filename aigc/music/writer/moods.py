"""What each mood of a written melody is: scale, tempo, metre, chords and pace."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal, get_args

TuneMood = Literal["bright", "tender", "solemn", "playful", "driving"]
TUNE_MOODS: tuple[str, ...] = get_args(TuneMood)

Metre = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Mood:
    """A mood in numbers.

    Attributes
    ----------
    bpm : int
        Quarter notes a minute.
    metre : (int, int)
        As a time signature.
    verse, chorus : str
        Degrees of the scale as roots, one a bar, repeated; the last bars are made a cadence.
    eighths, syncopes, holds : float
        What an eighth, a note that is held over a beat and a long note inside a line cost.
    leaps : float
        What a leap costs, beside a step.
    """

    bpm: int
    metre: Metre
    mode: Literal["major", "minor"]
    verse: tuple[str, ...]
    chorus: tuple[str, ...]
    eighths: float = 0.25
    syncopes: float = 0.8
    holds: float = 0.35
    leaps: float = 1.0


MOODS: dict[str, Mood] = {
    "bright": Mood(
        bpm=112, metre=(4, 4), mode="major", verse=("1 5 6 4", "1 4 1 5", "1 6 4 5"),
        chorus=("4 5 1 6", "1 5 6 4", "4 5 6 1"), eighths=0.15,
    ),
    "tender": Mood(
        bpm=88, metre=(3, 4), mode="major", verse=("1 6 4 5", "1 5 6 4", "1 4 2 5"),
        chorus=("4 5 6 4", "6 4 1 5"), eighths=0.35, syncopes=1.0, holds=0.2, leaps=1.2,
    ),
    "solemn": Mood(
        bpm=69, metre=(4, 4), mode="minor", verse=("1 4 1 5", "1 6 4 5"),
        chorus=("6 7 1 5", "4 1 6 5"), eighths=0.4, syncopes=1.4, holds=0.2, leaps=1.2,
    ),
    "playful": Mood(
        bpm=116, metre=(2, 4), mode="major", verse=("1 1 4 5", "1 5 1 5"),
        chorus=("4 1 5 1", "1 4 5 1"), eighths=0.05, syncopes=1.0, leaps=0.8,
    ),
    "driving": Mood(
        bpm=132, metre=(4, 4), mode="minor", verse=("1 6 3 7", "1 7 6 7"),
        chorus=("6 7 1 3", "6 3 7 1"), eighths=0.1, syncopes=0.35,
    ),
}  # fmt: skip
"""By the names that a user gives."""
