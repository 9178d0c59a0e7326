"""The sections of a song and how full each should be played."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np

from aigc.music.metre import Span, phrase_ends
from aigc.types.clock import Clock
from aigc.types.score import Note, Score

_BARS: Final = 8
_LEAST_BARS: Final = 2
_PITCH_SEMITONES: Final = 3.0
_BUSY: Final = 0.15
_LATER: Final = 0.4
_LATER_LEAST: Final = 3


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Some bars, from ``first`` up to ``stop`` by index, played with an energy of 0 to 5."""

    first: int
    stop: int
    energy: int


def sections_of(score: Score, bars: Sequence[Span], least: int) -> list[Section]:
    """Return the sections of a song in order, fuller where it is sung high, and later.

    They end where stanzas do, or else after the phrase that ends nearest to every eighth bar.
    """
    edges = _edges(score, bars)
    pairs = list(pairwise(edges))
    if len(pairs) == 1:
        return [Section(first=0, stop=len(bars), energy=max(least, 3))]
    clock = Clock(score)
    drive = np.array([_drive(score, clock, bars[a:b]) for a, b in pairs])
    drive += np.linspace(0, _LATER, len(pairs))
    span = float(np.ptp(drive))
    share = (drive - drive.min()) / span if span > 0.05 else np.linspace(0, 1, len(drive))
    energies = [least + round(float(s) * (5 - least)) for s in share]
    energies[0] = min(energies[0], max(least, 3))
    energies[2:] = [max(energy, _LATER_LEAST) for energy in energies[2:]]
    energies[-1] = max(energies[-1], 4)
    return [Section(first=a, stop=b, energy=e) for (a, b), e in zip(pairs, energies, strict=True)]


def _edges(score: Score, bars: Sequence[Span]) -> list[int]:
    """Return the indices of the bars where sections begin, and the number of bars."""
    stanzas = [n.end for n in score.notes if any(s.stanza_end for s in n.lyrics)]
    ends = stanzas or _eighths(score, bars)
    starts = [bar.start for bar in bars]
    edges = [0]
    for end in ends:
        edge = bisect_left(starts, end)
        if edge - edges[-1] >= _LEAST_BARS and len(bars) - edge >= _LEAST_BARS:
            edges.append(edge)
    return [*edges, len(bars)]


def _eighths(score: Score, bars: Sequence[Span]) -> list[Fraction]:
    """Return the ends of the phrases that are nearest to every eighth bar."""
    first = 1 if bars[0].pickup else 0
    phrases = [score.notes[i].end for i in phrase_ends(score)]
    wanted = [bars[i].start for i in range(first + _BARS, len(bars) - _BARS // 2, _BARS)]
    return [min(phrases, key=lambda end, at=at: abs(end - at)) for at in wanted]  # type: ignore[misc]


def _drive(score: Score, clock: Clock, bars: Sequence[Span]) -> float:
    """Return how high and busy the melody is over some bars."""
    start, end = bars[0].start, bars[-1].end
    notes: list[Note] = [n for n in score.notes if start <= n.start < end]
    if not notes:
        return 0.0
    weights = [float(n.duration) for n in notes]
    high = float(np.average([n.pitch for n in notes], weights=weights))
    busy = len(notes) / max(float(clock.seconds(end) - clock.seconds(start)), 0.1)
    return high / _PITCH_SEMITONES + _BUSY * busy
