"""Where the syllables of a line fall: the cheapest way through a grid of eighths."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.errors import InputError
from aigc.music.writer.moods import Metre, Mood
from aigc.music.writer.words import STRESSED, WEAK, Line, accents

_WEIGHTS: Final[dict[Metre, tuple[int, ...]]] = {
    (2, 4): (3, 0, 1, 0),
    (3, 4): (3, 0, 1, 0, 1, 0),
    (4, 4): (3, 0, 1, 0, 2, 0, 1, 0),
    (6, 8): (3, 0, 0, 2, 0, 0),
}
METRES: Final = tuple(_WEIGHTS)
_ROOM: Final[dict[Metre, float]] = {(2, 4): 0.69, (3, 4): 0.59, (4, 4): 0.69, (6, 8): 0.67}
"""How many syllables an eighth of a line may carry."""
_LINE_BARS: Final[dict[Metre, int]] = {(2, 4): 4, (3, 4): 2, (4, 4): 2, (6, 8): 2}
_MOST_SYLLABLES: Final = 60
_LONGEST: Final = 8
_LATEST_START: Final = 3
_NEVER: Final = 1e6
_STRAY: Final = 0.7
_OFF_START: Final = 0.6


@dataclass(frozen=True, slots=True, kw_only=True)
class Rhythm:
    """Onsets of a line and the end of its last note, in eighths, over ``bars`` bars."""

    onsets: tuple[int, ...]
    end: int
    bars: int


def eighths_of(metre: Metre) -> int:
    """Return how many eighths fill a bar."""
    return len(_WEIGHTS[metre])


def weight(metre: Metre, slot: int) -> int:
    """Return the metrical weight of an eighth: 3 the down-beat to 0 between the beats."""
    weights = _WEIGHTS[metre]
    return weights[slot % len(weights)]


def bars_of(line: Line, metre: Metre) -> int:
    """Return how many bars a line takes.

    Raises
    ------
    InputError
        When it has more syllables than can be sung in a breath or two.
    """
    if len(line) > _MOST_SYLLABLES:
        raise InputError(
            f"A line has {len(line)} syllables: break it into lines of up to {_MOST_SYLLABLES}."
        )
    unit = _LINE_BARS[metre]
    eighths = eighths_of(metre) * unit
    return unit * max(1, int(np.ceil(len(line) / (eighths * _ROOM[metre]))))


def rhythm_of(
    line: Line,
    mood: Mood,
    metre: Metre,
    bars: int,
    *,
    like: Rhythm | None,
    taste: NDArray[np.float64],
) -> Rhythm:
    """Return the rhythm of a line of ``bars`` bars, after that of a line it shares a tune with.

    Stressed syllables look for beats, ends of words may be long, the last note is long and leaves
    time for a breath. ``taste`` holds small costs by which a seed chooses, one for each eighth.
    """
    size = bars * eighths_of(metre)
    breath = 2 if len(line) <= size * 0.5 else 1
    costs = _place_costs(line, metre, size, like, taste)
    steps = _step_costs(line, mood, metre, size)
    total = costs[0].copy()
    total[_LATEST_START + 1 :] = _NEVER
    back: list[NDArray[np.int64]] = []
    for index in range(1, len(line)):
        through = total[:, None] + steps[index - 1]
        back.append(through.argmin(axis=0))
        total = through.min(axis=0) + costs[index]
    total = total + _ending(metre, size, size - breath)
    path = [int(total.argmin())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    onsets = tuple(path[::-1])
    return Rhythm(onsets=onsets, end=min(size - breath, onsets[-1] + _LONGEST), bars=bars)


def _place_costs(
    line: Line, metre: Metre, size: int, like: Rhythm | None, taste: NDArray[np.float64]
) -> NDArray[np.float64]:
    """Return what each syllable costs on each eighth, shape ``(syllables, eighths)``."""
    weights = np.array([weight(metre, slot) for slot in range(size)])
    wanted = np.asarray(accents(line))
    costs = np.zeros((len(line), size))
    costs[wanted == STRESSED] += np.select([weights == 0, weights == 1], [1.8, 0.2], 0.0)
    costs[wanted == WEAK] += np.select([weights == 3, weights == 2], [0.9, 0.5], 0.0)
    costs += np.resize(taste, size)
    costs[0] += 0.08 * np.arange(size)
    if wanted[0] != WEAK:
        costs[0] += np.where(weights == 3, 0.0, _OFF_START)
    if like is not None:
        known = np.isin(np.arange(size), like.onsets)
        costs += np.where(known, 0.0, _STRAY)
        if len(like.onsets) == len(line):
            costs[np.arange(len(line)), np.minimum(like.onsets, size - 1)] -= _STRAY
    return costs


def _step_costs(line: Line, mood: Mood, metre: Metre, size: int) -> list[NDArray[np.float64]]:
    """Return for each syllable but the last what its length costs, from each eighth to each."""
    slots = np.arange(size)
    length = slots[None, :] - slots[:, None]
    compound = metre == (6, 8)
    table = np.full(size + 1, _NEVER)
    short = (0.1, 0.25, 0.05) if compound else (mood.eighths, 0.0, 0.45)
    for eighths, cost in enumerate((*short, mood.holds, 1.2, 1.2, 1.8, 2.0), 1):
        table[min(eighths, size)] = cost
    base = np.where(length > 0, table[np.maximum(length, 0)], _NEVER)
    weights = np.array([weight(metre, slot) for slot in range(size)])
    held = (weights[:, None] == 0) & (length > 1)
    if compound:
        held = (slots[:, None] % 3 + length > 3) & (slots[:, None] % 3 > 0)
    base = base + held * mood.syncopes
    inside = base + 0.35 * np.maximum(length - 2, 0)
    return [base if syllable.word_end else inside for syllable in line[:-1]]


def _ending(metre: Metre, size: int, latest: int) -> NDArray[np.float64]:
    """Return what the last onset costs: it is strong and has two eighths or more."""
    slots = np.arange(size)
    weights = np.array([weight(metre, slot) for slot in range(size)])
    room = latest - slots
    cost = np.select([weights == 0, weights == 1], [1.4, 0.5], 0.0)
    cost = cost + np.select([room < 1, room < 2, room > 6], [_NEVER, 1.5, 1.5], 0.0)
    total: NDArray[np.float64] = cost + 0.15 * np.abs(room - 3)
    return total


def lengths(rhythm: Rhythm, gap: int = _LONGEST) -> Sequence[int]:
    """Return the length of every note in eighths; no note is longer than ``gap``."""
    ends = [*rhythm.onsets[1:], rhythm.end]
    return [min(end - start, gap) for start, end in zip(rhythm.onsets, ends, strict=True)]
