"""Scales, chords and how one chord moves to the next."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise, permutations

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)

_LOWEST, _HIGHEST = 50, 74

Chord = tuple[int, ...]
"""MIDI pitches, lowest voice first."""


def pitch(scale: Sequence[int], tonic: int, degree: int) -> int:
    """Return the MIDI pitch of a scale degree, counted from 0; 7 is an octave higher."""
    octave, step = divmod(degree, len(scale))
    return tonic + 12 * octave + scale[step]


def pitch_classes(scale: Sequence[int], tonic: int, degree: int, colour: int) -> tuple[int, ...]:
    """Return a triad on a scale degree with one colour tone, ``colour`` degrees over the root."""
    steps = (0, 2, 4, colour)
    return tuple(pitch(scale, tonic, degree + s) % 12 for s in steps)


def _nearest(pitch_class: int, to: int) -> int:
    """Return the pitch of a class that is nearest to ``to`` and inside the voices' range."""
    best = to + (pitch_class - to + 6) % 12 - 6
    while best < _LOWEST:
        best += 12
    while best > _HIGHEST:
        best -= 12
    return best


def lead(previous: Chord, classes: Sequence[int]) -> Chord:
    """Return the chord of ``classes`` whose voices move least from ``previous``.

    Close seconds in the low voices and doubled pitches cost extra.
    """
    best: tuple[float, Chord] | None = None
    for order in permutations(classes):
        voices = tuple(sorted(_nearest(c, p) for c, p in zip(order, previous, strict=True)))
        cost = float(sum(abs(a - b) for a, b in zip(voices, sorted(previous), strict=True)))
        cost += sum(6.0 for a, b in pairwise(voices) if b - a < 2)
        cost += 3.0 * (voices[1] - voices[0] < 3) + 0.3 * abs(sum(voices) / len(voices) - 61)
        if best is None or (cost, voices) < best:
            best = (cost, voices)
    assert best is not None
    return best[1]


def frequency_hz(midi_pitch: float) -> float:
    """Return the frequency of a MIDI pitch, 69 being 440 Hz."""
    return float(440.0 * 2 ** ((midi_pitch - 69) / 12))
