"""Chords for a melody: the path of least cost through one or two chords a bar."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from itertools import pairwise
from typing import Final, Literal

import numpy as np
from numpy.typing import NDArray

from aigc.music.chords.key import find_key
from aigc.music.metre import Span, phrase_ends, spans
from aigc.types.chord import Chord, Key, PlacedChord, Progression
from aigc.types.clock import Clock
from aigc.types.score import Note, Score

Costs = NDArray[np.float64]

_METRE: Final = (0.55, 0.9, 1.25, 1.6)
"""How much a note counts by the weight of the position that it begins on."""
_SHORTEST_CHORD_S: Final = 0.8
_FIT: Final = 1.0
_CHANGE_IN_BAR: Final = 0.7
_SAME_OVER_BAR: Final = 0.15
_FOREIGN: Final = 3.0
_MAJOR_PRIORS: Final = {
    "0 major": 0.0, "5 major": 0.15, "7 major": 0.1, "9 minor": 0.3, "2 minor": 0.4,
    "4 minor": 0.8, "7 dominant": 0.15, "11 diminished": 1.6, "2 dominant": 1.3,
    "9 dominant": 1.5, "4 dominant": 1.5, "0 dominant": 1.5, "10 major": 1.5, "5 minor": 1.7,
}  # fmt: skip
_MINOR_PRIORS: Final = {
    "0 minor": 0.0, "5 minor": 0.15, "7 major": 0.2, "7 dominant": 0.15, "8 major": 0.3,
    "3 major": 0.3, "10 major": 0.4, "2 diminished": 1.0, "7 minor": 0.7, "10 dominant": 0.9,
    "0 dominant": 1.6, "5 major": 1.4, "3 dominant": 1.6,
}  # fmt: skip
_MOVES: Final = {5: -0.35, 7: -0.05, 2: -0.1, 10: 0.1, 9: -0.1, 8: -0.1, 3: 0.1, 4: 0.15}
"""What a step of the root upwards in semitones costs: a fourth up is the strongest."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Slot:
    """A stretch that has one chord."""

    start: Fraction
    end: Fraction
    opens_bar: bool
    cadence: Literal["", "phrase", "last"] = ""


def find_chords(
    score: Score,
    *,
    key: Key | None = None,
    given: Progression = (),
    most_per_bar: Literal[1, 2] = 2,
) -> Progression:
    """Return chords under a melody, one or two a bar, from the first whole bar on.

    Each chord is judged by the notes that sound over it, long ones and those on beats most, by how
    it follows the chord before, and by cadences where phrases end. Chords that are ``given`` stay,
    and only what comes before the first of them is found.

    Source: dynamic programming after A. Viterbi, 1967; moves of the root after W. Piston, Harmony,
    1941, chapter 3.

    Raises
    ------
    InputError
        When the score has no note or too many measures.
    """
    slots = _slots(score, most_per_bar)
    if given:
        slots = [slot for slot in slots if slot.start < given[0].start]
    if not slots:
        return given
    key = key or find_key(score)
    chords = _chords()
    fits = _fits(score, slots, chords)
    prior = np.array([_prior(chord, key) for chord in chords])
    moves = np.array([[_move(a, b, key) for b in chords] for a in chords])
    path = _cheapest(
        [
            fit + prior * float(slot.end - slot.start) ** 0.5 + _cadence(slot, chords, key)
            for fit, slot in zip(fits, slots, strict=True)
        ],
        [_between(slot, moves) for slot in slots[1:]],
    )
    placed = [PlacedChord(start=s.start, chord=chords[i]) for s, i in zip(slots, path, strict=True)]
    kept = [p for i, p in enumerate(placed) if not i or p.chord != placed[i - 1].chord]
    return (*kept, *given)


def _slots(score: Score, most_per_bar: int) -> list[_Slot]:
    """Return the stretches that a chord may fill; a pickup has none."""
    clock = Clock(score)
    ends = [score.notes[i].start for i in phrase_ends(score)]
    whole = [span for span in spans(score) if not span.pickup] or spans(score)
    found: list[_Slot] = []
    for span in whole:
        edges = [span.start, *_half(span, clock, most_per_bar), span.end]
        for index, (start, end) in enumerate(pairwise(edges)):
            here = any(start <= at < end for at in ends)
            found.append(
                _Slot(
                    start=start, end=end, opens_bar=index == 0,
                    cadence="phrase" if here else "",
                )
            )  # fmt: skip
    last = found[-1]
    found[-1] = _Slot(start=last.start, end=last.end, opens_bar=last.opens_bar, cadence="last")
    return found


def _half(span: Span, clock: Clock, most_per_bar: int) -> list[Fraction]:
    """Return where a bar may change its chord: in the middle of an even, unhurried one."""
    beats = span.bar.length / span.bar.beat
    middle = span.start + span.bar.length / 2
    even = most_per_bar == 2 and beats % 2 == 0 and span.bar.length >= 4
    slow = float(clock.seconds(middle) - clock.seconds(span.start)) >= _SHORTEST_CHORD_S
    return [middle] if even and slow and middle < span.end else []


@lru_cache(maxsize=1)
def _chords() -> tuple[Chord, ...]:
    """Return every chord that may be chosen."""
    kinds = ("major", "minor", "dominant", "diminished")
    return tuple(Chord(root=root, quality=kind) for kind in kinds for root in range(12))


def _fits(score: Score, slots: Sequence[_Slot], chords: Sequence[Chord]) -> list[Costs]:
    """Return for each slot what its notes cost under every chord."""
    table = np.array([_pitch_costs(chord) for chord in chords])
    found = []
    first = 0
    for slot in slots:
        while first < len(score.notes) and score.notes[first].end <= slot.start:
            first += 1
        heard = np.zeros(12)
        for note in score.notes[first:]:
            if note.start >= slot.end:
                break
            heard[note.pitch % 12] += _counts(note, slot, score)
        found.append(_FIT * (table @ heard))
    return found


def _counts(note: Note, slot: _Slot, score: Score) -> float:
    """Return how much a note counts for a chord."""
    sounds = min(note.end, slot.end) - max(note.start, slot.start)
    return float(min(sounds, Fraction(4))) * _METRE[score.weight(max(note.start, slot.start))]


def _pitch_costs(chord: Chord) -> Costs:
    """Return what a quarter note of each pitch class costs over a chord."""
    costs = np.full(12, 1.0)
    for pitch_class in chord.classes:
        # a semitone over a note of the chord grates most
        costs[(pitch_class + 1) % 12] = 1.3
    for place, pitch_class in enumerate(chord.classes):
        costs[pitch_class] = (-1.0, -1.0, -0.85, -0.35)[place]
    return costs


def _prior(chord: Chord, key: Key) -> float:
    """Return what a chord costs by its place in the key."""
    priors = _MAJOR_PRIORS if key.mode == "major" else _MINOR_PRIORS
    return priors.get(f"{(chord.root - key.tonic) % 12} {chord.quality}", _FOREIGN)


def _move(a: Chord, b: Chord, key: Key) -> float:
    """Return what it costs to go from one chord to another."""
    if a == b:
        return 0.0
    step = (b.root - a.root) % 12
    cost = _MOVES.get(step, 0.3)
    degree = (a.root - key.tonic) % 12
    home = degree == 7 and step in (1, 2)
    if a.quality == "dominant" and step != 5 and not home:
        cost += 0.9 if degree == 7 else 2.0
    if degree == 7 and step in (7, 10):
        cost += 0.5
    return cost


def _between(slot: _Slot, moves: Costs) -> Costs:
    """Return the costs of every move into a slot."""
    same = np.eye(len(moves), dtype=bool)
    if slot.opens_bar:
        return moves + np.where(same, _SAME_OVER_BAR, 0.0)
    return moves + np.where(same, 0.0, _CHANGE_IN_BAR)


def _cadence(slot: _Slot, chords: Sequence[Chord], key: Key) -> Costs:
    """Return what a chord gains where a phrase ends."""
    gains = {"": (0.0, 0.0), "phrase": (-0.5, -0.35), "last": (-3.0, 0.0)}
    home, dominant = gains[slot.cadence]
    costs = np.zeros(len(chords))
    for index, chord in enumerate(chords):
        degree = (chord.root - key.tonic) % 12
        if degree == 0 and chord.quality == key.mode:
            costs[index] = home
        elif degree == 7 and chord.quality in ("major", "dominant"):
            costs[index] = dominant
        elif slot.cadence == "last" and chord.quality == "dominant":
            costs[index] = 1.5
    return costs


def _cheapest(stays: Sequence[Costs], moves: Sequence[Costs]) -> list[int]:
    """Return the indices of the path of least cost."""
    cost, back = stays[0], []
    for stay, move in zip(stays[1:], moves, strict=True):
        through = cost[:, None] + move
        back.append(through.argmin(axis=0))
        cost = through.min(axis=0) + stay
    path = [int(cost.argmin())]
    for pointers in reversed(back):
        path.append(int(pointers[path[-1]]))
    return path[::-1]
