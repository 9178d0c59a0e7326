"""The pitches of a line: the cheapest way through the notes of a voice."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.music.writer.tones import FREE

_LEAPS: Final = (0.45, 0.0, 0.3, 0.9, 1.5, 2.2, 3.2, 3.2)
"""What each distance in steps of the scale costs."""
_TOO_FAR: Final = 6.0
_AGAINST_TONE: Final = 4.5
_UNRESOLVED: Final = 0.9
_THRICE: Final = 0.6
_FOREIGN: Final = 1.3
_PASSING: Final = 0.1
_SHAPE: Final = 0.17
_MOTIF: Final = 0.3
_MOTIF_MOST: Final = 3
_ENTRY: Final = 0.25
_TRITONE: Final = 2.5
_TASTE: Final = 0.25

Costs = NDArray[np.float64]


@dataclass(frozen=True, slots=True, kw_only=True)
class Bounds:
    """What the pitches of a line are to keep to.

    Attributes
    ----------
    chords : tuple of tuple of int
        For each note the pitch classes of its chord, root first.
    strong : tuple of bool
        Which notes are on a strong beat or long.
    directions : tuple of frozenset of int
        Where each note may move, see `tones.directions`.
    shape : tuple of float
        The height that each note leans to, as a MIDI pitch.
    ending : tuple of int
        Pitch classes for the last note, the best first; it is the first of them where ``closes``.
    like : tuple of int
        The tune, as steps of the scale between notes, of a line that shares it; empty without.
    after : int or None
        The last pitch of the line before.
    """

    chords: tuple[tuple[int, ...], ...]
    strong: tuple[bool, ...]
    directions: tuple[frozenset[int], ...]
    shape: tuple[float, ...]
    ending: tuple[int, ...]
    closes: bool
    like: tuple[int, ...]
    after: int | None
    leaps: float = 1.0


def pitches_of(bounds: Bounds, notes: Sequence[int], rng: np.random.Generator) -> tuple[int, ...]:
    """Return a pitch out of ``notes``, a scale upwards, for every note of a line.

    A path over pairs of neighbouring notes, so that a leap is followed by a step back and no pitch
    comes three times.
    """
    pitches = np.asarray(notes)
    here = _heights(bounds, pitches) + rng.uniform(0, _TASTE, (len(bounds.chords), len(pitches)))
    here[0] += _entry(bounds.after, pitches)
    if len(bounds.chords) == 1:
        return (int(pitches[here[0].argmin()]),)
    moves = [_moves(bounds, index, pitches) for index in range(len(bounds.directions))]
    bends = _bends(len(pitches))
    total = here[0][:, None] + moves[0] + here[1][None, :]
    back: list[NDArray[np.int64]] = []
    for index in range(2, len(here)):
        through = total[:, :, None] + bends + (moves[index - 1] + here[index][None, :])[None, :, :]
        back.append(through.argmin(axis=0))
        total = through.min(axis=0)
    before, last = (int(i) for i in np.unravel_index(int(total.argmin()), total.shape))
    path = [last, before]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1], path[-2]]))
    return tuple(int(pitches[i]) for i in path[::-1])


def _heights(bounds: Bounds, pitches: NDArray[np.int64]) -> Costs:
    """Return what each pitch costs on each note, shape ``(notes, pitches)``."""
    costs = np.zeros((len(bounds.chords), len(pitches)))
    for index, (chord, strong) in enumerate(zip(bounds.chords, bounds.strong, strict=True)):
        foreign = ~np.isin(pitches % 12, chord)
        costs[index] += foreign * (_FOREIGN if strong else _PASSING)
        if strong:
            beside = np.isin((pitches - 1) % 12, chord)
            costs[index] += 0.6 * (foreign & beside)
        costs[index] += _SHAPE * np.abs(pitches - bounds.shape[index])
    places = {pitch_class: rank for rank, pitch_class in enumerate(bounds.ending)}
    other = 40.0 if bounds.closes else 2.5
    rank_cost = 20.0 if bounds.closes else 0.4
    costs[-1] += [
        rank_cost * places[p % 12] if p % 12 in places else other for p in pitches.tolist()
    ]
    return costs


def _entry(after: int | None, pitches: NDArray[np.int64]) -> Costs:
    """Return what a first pitch costs after the line before."""
    if after is None:
        return np.zeros(len(pitches))
    return _ENTRY * np.maximum(np.abs(pitches - after) - 2.0, 0.0)


def _moves(bounds: Bounds, index: int, pitches: NDArray[np.int64]) -> Costs:
    """Return what going from each pitch to each costs after a note."""
    count = len(pitches)
    steps = np.arange(count)[None, :] - np.arange(count)[:, None]
    table = np.full(max(count, len(_LEAPS)) + 1, _TOO_FAR)
    table[: len(_LEAPS)] = _LEAPS
    costs: Costs = np.where(np.abs(steps) > 1, bounds.leaps, 1.0) * table[np.abs(steps)]
    costs = costs + _TRITONE * (np.abs(pitches[None, :] - pitches[:, None]) == 6)
    allowed = bounds.directions[index]
    if allowed != FREE:
        costs = costs + np.where(np.isin(np.sign(steps), list(allowed)), 0.0, _AGAINST_TONE)
    if index < len(bounds.like):
        apart = np.abs(steps - bounds.like[index])
        costs = costs + _MOTIF * np.minimum(apart, _MOTIF_MOST)
    return costs


def _bends(count: int) -> Costs:
    """Return what three pitches in a row cost, shape ``(count, count, count)``."""
    at = np.arange(count)
    first = at[None, :, None] - at[:, None, None]
    second = at[None, None, :] - at[None, :, None]
    leap = np.abs(first) >= 3
    back = (np.sign(second) == -np.sign(first)) & (np.abs(second) <= 2)
    thrice = (first == 0) & (second == 0)
    costs: Costs = _UNRESOLVED * (leap & ~back) + _THRICE * thrice
    return costs
