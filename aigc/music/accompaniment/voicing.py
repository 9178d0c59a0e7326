"""The chords of a piece as voices that move little, and what the melody sings over them."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from aigc.music import harmony
from aigc.types.chord import Chord, Key, Progression
from aigc.types.score import Score

_OPENING: harmony.Chord = (55, 60, 64, 67)
_SEVENTHS = {"major": "major-seventh", "minor": "minor-seventh"}
_STRONG = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Voiced:
    """A chord from ``start`` to ``end``, in quarter notes; without voices it is a silence."""

    start: Fraction
    end: Fraction
    voices: harmony.Chord
    root: int
    fifth: int


def voiced(
    chords: Progression, end: Fraction, key: Key, *, sevenths: bool = False
) -> tuple[Voiced, ...]:
    """Return every chord up to ``end`` with four voices near those of the chord before."""
    found: list[Voiced] = []
    voices = _OPENING
    ends = [*(placed.start for placed in chords[1:]), end]
    for placed, stop in zip(chords, ends, strict=False):
        chord = placed.chord
        if chord is None:
            found.append(Voiced(start=placed.start, end=stop, voices=(), root=0, fifth=0))
            continue
        full = _with_seventh(chord, key) if sevenths else chord
        voices = harmony.lead(voices, four_classes(full))
        fifth = next((c for c in chord.classes if (c - chord.root) % 12 in (6, 7, 8)), chord.root)
        found.append(
            Voiced(start=placed.start, end=stop, voices=voices, root=chord.lowest, fifth=fifth)
        )
    return tuple(found)


def four_classes(chord: Chord) -> tuple[int, ...]:
    """Return four pitch classes of a chord: of three the root twice, of five without the fifth."""
    classes = chord.classes
    if len(classes) > 4:
        return (classes[0], classes[1], *classes[3:])[:4]
    return (*classes, *classes)[:4] if len(classes) != 3 else (*classes, classes[0])


def _with_seventh(chord: Chord, key: Key) -> Chord:
    """Return a triad with the seventh of its key, or as it is where that is foreign to it."""
    if chord.quality not in _SEVENTHS:
        return chord
    if chord.quality == "major" and (chord.root + 10) % 12 in key.scale:
        return replace(chord, quality="dominant")
    full = replace(chord, quality=_SEVENTHS[chord.quality])
    return full if full.classes[3] in key.scale else chord


class Harmonies:
    """Which chord sounds at a position."""

    def __init__(self, chords: Sequence[Voiced]) -> None:
        self._chords = chords
        self._starts = [chord.start for chord in chords]

    def at(self, position: Fraction) -> Voiced | None:
        """Return the chord at ``position``; None where there is none or silence."""
        index = bisect_right(self._starts, position) - 1
        found = self._chords[index] if index >= 0 else None
        return found if found is not None and found.voices else None

    def changes(self, start: Fraction, end: Fraction) -> list[Voiced]:
        """Return the chords that begin in ``[start, end)``."""
        low, high = bisect_left(self._starts, start), bisect_left(self._starts, end)
        return [chord for chord in self._chords[low:high] if chord.voices]


class Melody:
    """What is sung, so that nobody plays a semitone beside it."""

    def __init__(self, score: Score) -> None:
        self._notes = score.notes
        self._starts = [note.start for note in score.notes]
        self._strong = [score.weight(note.start) >= _STRONG for note in score.notes]

    def clashes(self, pitch: int, start: Fraction, end: Fraction) -> bool:
        """Tell whether a pitch that sounds from ``start`` to ``end`` grates with the melody.

        Counted are the note that is being sung at ``start`` and those that begin on strong beats
        before ``end``.
        """
        first = max(bisect_right(self._starts, start) - 1, 0)
        for index in range(first, len(self._notes)):
            note = self._notes[index]
            if note.start >= end:
                return False
            sung = note.start <= start < note.end or (self._strong[index] and note.start > start)
            if sung and (pitch - note.pitch) % 12 in (1, 11):
                return True
        return False
