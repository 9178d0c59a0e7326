"""How many syllables each note of a melody takes, where text and melody do not agree."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from math import inf
from statistics import median_low
from typing import Final, NamedTuple

from aigc.scores.sung_text import INSIDE, LINE, Unit
from aigc.types.score import Score

SILENT: Final = -1
"""Stands for the number of syllables of a slot that is not sung; 0 holds the one before."""

_MELISMA_NOTES: Final = 4
_SHORTEST_S: Final = Fraction(3, 20)
"""No syllable that shares a note is shorter."""
_HELD: Final = (0.9, 1.2, 1.8)
"""Prices of holding a syllable on for one note more; those of the other ways are beside them."""
_HELD_AT_END: Final = 0.7
_SILENT: Final = 1.1
_LATE: Final = 1.2
_FALLEN_SILENT: Final = 0.6
_UNSLURRED: Final = 0.8
_SPLIT: Final = 1.6
_UNSUNG: Final = 6.0
_MISPLACED: Final = 0.5
_MISPLACED_LINE: Final = 4.0
_TORN: Final = 1.5
_NO_GAP: Final = 0.5
_FAR: Final = 6.0
"""Laying one to one is given up where another way is so much cheaper."""
_BAND: Final = 40
_BEAM: Final = 14.0
"""Ways so much dearer than the cheapest up to a note are given up."""
_MOST_SHARED: Final = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """Notes that take one syllable by themselves.

    Attributes
    ----------
    first, last : int
        Indices of the notes.
    gap : float
        How strongly the melody breaks before them.
    joined : bool
        No rest stands before them.
    room : int
        How many syllables they can take at the most.
    closes : float
        How strongly the melody breaks behind them.
    """

    first: int
    last: int
    gap: float
    joined: bool
    room: int
    closes: float = 2.0

    @property
    def notes(self) -> int:
        """How many there are."""
        return self.last - self.first + 1


def slots_of(score: Score, *, slurs: bool = True) -> list[Slot]:
    """Return the places of a melody that take a syllable each.

    A short slur is one; in a score with words so is what each syllable was sung on.
    """
    notes = score.notes
    inside = _inside(score) if slurs else set()
    usual = median_low([note.duration for note in notes])
    slots: list[Slot] = []
    for n, note in enumerate(notes):
        joined = n > 0 and notes[n - 1].end == note.start
        if n in inside and joined:
            before = slots.pop()
            slots.append(_slot(score, before.first, n, before.gap, before.joined))
            continue
        slots.append(_slot(score, n, n, _gap(score, n, usual), joined))
    closing = [*(slot.gap for slot in slots[1:]), 2.0]
    return [replace(slot, closes=gap) for slot, gap in zip(slots, closing, strict=True)]


def _slot(score: Score, first: int, last: int, gap: float, joined: bool) -> Slot:
    room = sum(_shares(score, n) for n in range(first, last + 1))
    return Slot(first=first, last=last, gap=gap, joined=joined, room=room)


def _shares(score: Score, n: int) -> int:
    """Return how many syllables a note can take."""
    note = score.notes[n]
    seconds = score.seconds(note.end) - score.seconds(note.start)
    return min(max(int(seconds / _SHORTEST_S), 1), _MOST_SHARED)


def _inside(score: Score) -> set[int]:
    """Return the notes that go on with the syllable before."""
    if score.verses:
        worded = {n for n, note in enumerate(score.notes) if note.lyrics}
        return set(range(min(worded), len(score.notes))) - worded
    found: set[int] = set()
    for first, last in score.slurs:
        length = score.notes[last].end - score.notes[first].start
        if last - first < _MELISMA_NOTES and length <= score.bar(score.notes[first].start).length:
            found.update(range(first + 1, last + 1))
    return found


def _gap(score: Score, n: int, usual: Fraction) -> float:
    """Return how strongly the melody breaks before a note: rests, marks, long notes."""
    if n == 0:
        return 0.0
    before, note = score.notes[n - 1], score.notes[n]
    beats = float((note.start - before.end) / score.bar(note.start).beat)
    gap = 0.0 if beats < 0.5 else 1.0 if beats < 1 else 1.5 if beats < 2 else 2.0
    long = 0.7 if before.duration >= 2 * usual and before.duration > note.duration else 0.0
    return max(gap, 1.5 * before.phrase_end, long)


class _Place(NamedTuple):
    """How far one has come: syllables and slots done, and how many notes the last one is held on.

    ``held`` is -1 where nothing is sung.
    """

    units: int
    slots: int
    held: int


class _Step(NamedTuple):
    """How a place was reached: from where, and what the slot took."""

    before: _Place
    taken: int
    dropped: int


class _Way(NamedTuple):
    """What a slot may do."""

    taken: int
    dropped: int
    held: int
    price: float


def one_to_one(units: Sequence[Unit], slots: Sequence[Slot]) -> bool:
    """Tell whether as many syllables as slots are well laid one on each.

    They are not where the lines of the text would begin far from where the melody breaks, though
    another way has them begin there.
    """
    pairs = zip(units, slots, strict=True)
    plain = sum(_begun(unit, slot, first=n == 0) for n, (unit, slot) in enumerate(pairs))
    return plain < _FAR or plain < _fit(units, slots)[2] + _FAR


def fitted(units: Sequence[Unit], slots: Sequence[Slot]) -> tuple[list[int], set[int]]:
    """Return how many syllables each slot takes, or `SILENT`, and those that find no place.

    The cheapest way by dynamic programming over syllables and slots: a slot may hold the syllable
    before (never over a rest), stay silent behind a rest, or take more syllables by its
    slurred notes or by sharing notes long enough; words and lines want to break where the melody
    does.
    """
    taken, unsung, _ = _fit(units, slots)
    return taken, unsung


def _fit(units: Sequence[Unit], slots: Sequence[Slot]) -> tuple[list[int], set[int], float]:
    """Return what `fitted` does, and the price."""
    width = _BAND + abs(len(units) - len(slots))
    steps: dict[_Place, _Step] = {}
    layer: dict[_Place, float] = {_Place(0, 0, -1): 0.0}
    for j, slot in enumerate(slots):
        following: dict[_Place, float] = {}
        middle = (j + 1) * len(units) // len(slots)
        for place, cost, way in _moves(units, slot, layer):
            reached = _Place(place.units + way.taken + way.dropped, j + 1, way.held)
            total = cost + way.price
            near = abs(reached.units - middle) <= width
            if near and total < following.get(reached, inf):
                following[reached] = total
                steps[reached] = _Step(place, way.taken, way.dropped)
        worst = min(following.values()) + _BEAM
        layer = {place: cost for place, cost in following.items() if cost <= worst}
    ends = {place: cost + _UNSUNG * (len(units) - place.units) for place, cost in layer.items()}
    at = min(ends, key=lambda place: ends[place])
    return *_traced(steps, at, len(slots), len(units)), ends[at]


def _moves(
    units: Sequence[Unit], slot: Slot, layer: Mapping[_Place, float]
) -> Iterator[tuple[_Place, float, _Way]]:
    """Yield all that a slot may do, each from the cheapest place it can be done from."""
    cheapest: dict[int, _Place] = {}
    for place, cost in layer.items():
        yield from ((place, cost, way) for way in _going_on(slot, place))
        known = cheapest.get(place.units)
        if known is None or cost < layer[known]:
            cheapest[place.units] = place
    for i, place in cheapest.items():
        for way in _beginning(units, slot, i, first=place.slots == 0):
            yield place, layer[place], way


def _going_on(slot: Slot, place: _Place) -> Iterator[_Way]:
    """Yield the ways without a new syllable: to hold the last one, or to be silent."""
    held = place.held
    if held >= 0 and slot.joined:
        ending = _HELD_AT_END if slot.closes >= _NO_GAP else 1.0
        yield _Way(0, 0, min(held + 1, len(_HELD) - 1), _HELD[held] * ending)
    if held < 0 or not slot.joined:
        price = _SILENT + _FALLEN_SILENT * (held >= 0) + _LATE * (place.units == 0)
        yield _Way(0, 0, -1, price)


def _beginning(units: Sequence[Unit], slot: Slot, i: int, *, first: bool) -> Iterator[_Way]:
    """Yield the ways with new syllables, or with a hold that the text asks for."""
    if i < len(units) and units[i].hold:
        yield _Way(1, 0, 0, 0.0 if slot.joined else _MISPLACED_LINE)
        return
    price = 0.0
    for taken in range(1, slot.room + 1):
        last = i + taken - 1
        if last >= len(units) or units[last].hold:
            return
        if taken == 1:
            price = _begun(units[last], slot, first=first)
        else:
            shared = taken > slot.notes
            price += _SPLIT * (1 + 1 / slot.room) if shared else _UNSLURRED
            price += 2 * max(units[last].gap, 0.0)
        yield _Way(taken, 0, 0, price)
    if i + 1 < len(units) and not units[i + 1].hold:
        yield _Way(1, 1, 0, _UNSUNG + _begun(units[i + 1], slot, first=first))


def _begun(unit: Unit, slot: Slot, *, first: bool) -> float:
    """Return the price of beginning a syllable on a slot, by how both break there."""
    if first:
        return 0.0
    if unit.gap == INSIDE:
        return _TORN * slot.gap
    if unit.gap >= LINE and slot.gap < _NO_GAP:
        return _MISPLACED_LINE
    return _MISPLACED * abs(unit.gap - slot.gap)


def _traced(
    steps: Mapping[_Place, _Step], at: _Place, slots: int, units: int
) -> tuple[list[int], set[int]]:
    taken = [0] * slots
    unsung = set(range(at.units, units))
    while at in steps:
        step = steps[at]
        taken[step.before.slots] = SILENT if at.held < 0 else step.taken
        unsung.update(range(step.before.units, step.before.units + step.dropped))
        at = step.before
    return taken, unsung
