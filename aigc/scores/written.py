"""The measures of a part as they are written, before repeats are unfolded and ties joined."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

from aigc.scores.roadmap import Signs
from aigc.types.score import Syllable


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenNote:
    """A note as it stands in its measure; ``offset`` and ``duration`` in quarter notes.

    ``voice`` names the staff and the voice on it.
    """

    voice: str
    pitch: int
    offset: Fraction
    duration: Fraction
    lyrics: tuple[Syllable, ...] = ()
    tie_start: bool = False
    tie_stop: bool = False
    slur_starts: tuple[str, ...] = ()
    slur_stops: tuple[str, ...] = ()
    graces: tuple[int, ...] = ()
    fermata: bool = False
    breath: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """A sign that stands at a place in a measure.

    Attributes
    ----------
    offset : Fraction
        In quarter notes.
    text : str
        The loudness, the chord, the mode of a key, or ``louder``, ``softer``, ``stop`` of a wedge.
    number : Fraction
        Quarter notes a minute of a tempo, fifths of a key.
    """

    offset: Fraction
    kind: Literal["tempo", "key", "dynamic", "wedge", "chord"]
    text: str = ""
    number: Fraction = Fraction(0)


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMeasure:
    """A measure of one part; ``length`` is what its contents fill, in quarter notes."""

    notes: tuple[WrittenNote, ...]
    length: Fraction
    beats: int
    beat_type: int
    marks: tuple[Mark, ...] = ()
    signs: Signs = field(default_factory=Signs)

    def numbers(self, kind: str) -> list[tuple[Fraction, Fraction]]:
        """Return place and number of the marks of a kind."""
        return [(mark.offset, mark.number) for mark in self.marks if mark.kind == kind]


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """A part with its name and its measures."""

    name: str
    measures: tuple[WrittenMeasure, ...]
