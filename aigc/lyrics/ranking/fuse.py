"""A set of millions of keys in ten bits each, that now and then says yes to a stranger.

Source: Graf and Lemire, "Binary Fuse Filters: Fast and Smaller Than Xor Filters", ACM Journal of
Experimental Algorithmics 27, 2022, with three slots a key.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from aigc.lyrics.ranking.units import Keys, mixed

BITS = 10
FALSE_RATE = 2.0**-BITS
"""How often a key that was never put in is said to be there."""

_LOW_BITS = 8
_HALF = np.uint64(32)
_MARK_FACTOR = np.uint64(0xD6E8FEB86659FD93)

Slots = npt.NDArray[np.int64]
Marks = npt.NDArray[np.uint16]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fuse:
    """A binary fuse filter.

    ``low`` holds the lower 8 bits of each slot, ``high`` the upper 2, four slots a byte, both as
    uint8; ``seed`` is the one that the keys could be placed with.
    """

    low: npt.NDArray[np.uint8]
    high: npt.NDArray[np.uint8]
    segment: int
    seed: int

    @classmethod
    def of(cls, keys: Keys) -> Fuse:
        """Return a filter that holds ``keys``; the same keys give the same filter."""
        distinct = np.unique(keys)
        segment, size = _sizes(len(distinct))
        seed = 0
        while (placed := _placed(distinct, size, segment, seed)) is None:
            seed += 1
        marks = np.zeros(size, np.uint16)
        for rows, slot in reversed(placed):
            hashed = mixed([distinct[rows]], seed)
            others = np.bitwise_xor.reduce(marks[_slots(hashed, size, segment)], axis=0)
            marks[slot] ^= others ^ _mark(hashed)
        pairs = np.pad(marks >> _LOW_BITS, (0, -size % 4)).reshape(-1, 4)
        high = (pairs << np.array([0, 2, 4, 6])).sum(1).astype(np.uint8)
        return cls(low=(marks & 0xFF).astype(np.uint8), high=high, segment=segment, seed=seed)

    def __contains__(self, key: int) -> bool:
        return bool(self.holds(np.array([key], np.uint64))[0])

    def holds(self, keys: Keys) -> npt.NDArray[np.bool_]:
        """Tell of each key whether it is in the set; strangers get in at `FALSE_RATE`."""
        hashed = mixed([keys], self.seed)
        slots = _slots(hashed, len(self.low), self.segment)
        upper = (self.high[slots >> 2] >> (2 * (slots & 3)).astype(np.uint8)) & 3
        marks = self.low[slots].astype(np.uint16) | upper.astype(np.uint16) << _LOW_BITS
        there: npt.NDArray[np.bool_] = np.bitwise_xor.reduce(marks, axis=0) == _mark(hashed)
        return there


def _sizes(count: int) -> tuple[int, int]:
    """Return the length of a segment of slots and the number of slots for ``count`` keys."""
    known = max(count, 2)
    segment = 1 << max(2, min(18, math.floor(math.log(known) / math.log(3.33) + 2.25)))
    share = max(1.125, 0.875 + 0.25 * math.log(1_000_000) / math.log(known))
    return segment, (math.ceil(known * share / segment) + 2) * segment


def _slots(hashed: Keys, size: int, segment: int) -> Slots:
    """Return the slots of hashed keys, shape ``(3, n)``: one in each of three neighbours."""
    reach = np.uint64(size - 2 * segment)
    first = ((hashed >> _HALF) * reach) >> _HALF
    within = np.uint64(segment - 1)
    second = (first + np.uint64(segment)) ^ ((hashed >> np.uint64(18)) & within)
    third = (first + np.uint64(2 * segment)) ^ (hashed & within)
    return np.stack([first, second, third]).astype(np.int64)


def _mark(hashed: Keys) -> Marks:
    return ((hashed * _MARK_FACTOR) >> np.uint64(64 - BITS)).astype(np.uint16)


def _placed(distinct: Keys, size: int, segment: int, seed: int) -> list[tuple[Slots, Slots]] | None:
    """Return rounds of (rows of keys, the slot each has to itself), or nothing if keys collide.

    Each round takes away the keys that are alone in a slot; filled in reverse, none disturbs
    another, for within a round no key touches the lone slot of a second one.
    """
    slots = _slots(mixed([distinct], seed), size, segment)
    crowd = np.bincount(slots.ravel(), minlength=size)
    held = np.zeros(size, np.int64)
    for row in slots:
        np.bitwise_xor.at(held, row, np.arange(len(distinct)))
    rounds = []
    left = len(distinct)
    lone = np.flatnonzero(crowd == 1)
    while len(lone):
        rows, first = np.unique(held[lone], return_index=True)
        rounds.append((rows, lone[first]))
        left -= len(rows)
        touched = slots[:, rows]
        np.subtract.at(crowd, touched.ravel(), 1)
        np.bitwise_xor.at(held, touched.ravel(), np.tile(rows, 3))
        lone = np.unique(touched)
        lone = lone[crowd[lone] == 1]
    return rounds if left == 0 else None
