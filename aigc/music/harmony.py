"""Scales, chords and how one chord moves to the next."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

MAJOR = (0, 2, 4, 5, 7, 9, 11)
MINOR = (0, 2, 3, 5, 7, 8, 10)
DORIAN = (0, 2, 3, 5, 7, 9, 10)

_LOWEST, _HIGHEST, _MIDDLE = 53, 78, 65

Chord = tuple[int, ...]
"""MIDI pitches, lowest voice first."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Harmony:
    """A chord without its octaves: the pitch classes of four voices and of the bass."""

    classes: tuple[int, ...]
    bass: int


def pitch(scale: Sequence[int], tonic: int, degree: int) -> int:
    """Return the MIDI pitch of a scale degree, counted from 0; 7 is an octave higher."""
    octave, step = divmod(degree, len(scale))
    return tonic + 12 * octave + scale[step]


def spell(symbol: str, scale: Sequence[int], tonic: int, *, seventh: bool = False) -> Harmony:
    """Return the chord of a symbol: a degree from 1, then ``s``, ``M`` or ``/`` and a bass degree.

    ``s`` puts the fourth for the third, ``M`` makes the third major. The fourth voice is a ninth
    where it lies a whole tone over the root (a semitone would grate), else a seventh.

    >>> spell("5/7", MAJOR, 0)
    Harmony(classes=(7, 11, 2, 9), bass=11)
    """
    chord, _, low = symbol.partition("/")
    degree = int(chord[0]) - 1
    root, third = pitch(scale, tonic, degree), pitch(scale, tonic, degree + 2)
    third = {"s": root + 5, "M": root + 4}.get(chord[1:], third)
    ninth = pitch(scale, tonic, degree + 1)
    colour = ninth if ninth - root == 2 else pitch(scale, tonic, degree + 6)
    if seventh and chord[1:] != "s":
        colour = pitch(scale, tonic, degree + 6)
    classes = (root, third, pitch(scale, tonic, degree + 4), colour)
    bass = pitch(scale, tonic, int(low) - 1) if low else root
    return Harmony(classes=tuple(c % 12 for c in classes), bass=bass % 12)


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

    Seconds in the low voices, doubled pitches and a drift out of the middle cost extra.
    """
    best: tuple[float, Chord] | None = None
    for order in permutations(classes):
        voices = tuple(sorted(_nearest(c, p) for c, p in zip(order, previous, strict=True)))
        cost = float(sum(abs(a - b) for a, b in zip(voices, sorted(previous), strict=True)))
        cost += sum(6.0 for a, b in pairwise(voices) if b - a < 2)
        cost += 5.0 * (voices[1] - voices[0] < 3) + 0.4 * abs(sum(voices) / len(voices) - _MIDDLE)
        cost += 0.5 * max(0, voices[-1] - voices[0] - 16)
        if best is None or (cost, voices) < best:
            best = (cost, voices)
    assert best is not None
    return best[1]


def nearest_of(classes: Sequence[int], to: float) -> int:
    """Return the pitch nearest to ``to`` whose class is one of ``classes``; the lower of two."""
    around = range(round(to) - 12, round(to) + 13)
    return min((p for p in around if p % 12 in classes), key=lambda p: (abs(p - to), p))


def frequency_hz(midi_pitch: float) -> float:
    """Return the frequency of a MIDI pitch, 69 being 440 Hz."""
    return float(440.0 * 2 ** ((midi_pitch - 69) / 12))
