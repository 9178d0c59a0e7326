"""A score: the notes of one voice in the order they sound, with their words and the tempo."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Syllabic = Literal["single", "begin", "middle", "end"]

DEFAULT_BPM = Fraction(120)
"""The tempo of a score that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllable:
    """What is sung on a note, as printed under it.

    Attributes
    ----------
    text : str
        With its punctuation, without hyphens that join syllables.
    verse : int
        The lyric line it stands in, counted from 1.
    syllabic : Syllabic
        Where it stands in its word.
    extends : bool
        Its last sound is held over the notes that follow.
    line_end, stanza_end : bool
        The source breaks the line, or begins a new stanza, after it.
    """

    text: str
    verse: int = 1
    syllabic: Syllabic = "single"
    extends: bool = False
    line_end: bool = False
    stanza_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """A note as it sounds, tied notes joined.

    Attributes
    ----------
    pitch : int
        MIDI pitch, 0-127.
    start, duration : Fraction
        In quarter notes from the beginning of the score, repeats unfolded.
    lyrics : tuple of Syllable
        One a lyric line, in the order of the lines.
    time : int
        How often its measure has been played by now, counted from 1.
    phrase_end : bool
        A fermata, breath mark or caesura stands on it.
    """

    pitch: int
    start: Fraction
    duration: Fraction
    lyrics: tuple[Syllable, ...] = ()
    time: int = 1
    phrase_end: bool = False

    @property
    def end(self) -> Fraction:
        """Where it stops sounding, in quarter notes."""
        return self.start + self.duration


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Quarter notes a minute from ``start`` (in quarter notes) on."""

    start: Fraction
    bpm: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Bar:
    """A measure as it is played.

    Attributes
    ----------
    start : Fraction
        In quarter notes.
    beats, beat_type : int
        The time signature: ``beats`` notes of the kind ``1/beat_type``.
    offset : Fraction
        How far into the metre it begins, in quarter notes: more than 0 for a pickup.
    measure : int
        Index of the written measure.
    """

    start: Fraction
    beats: int = 4
    beat_type: int = 4
    offset: Fraction = Fraction(0)
    measure: int = 0

    @property
    def beat(self) -> Fraction:
        """The felt beat in quarter notes: three of the lower figure in 6/8, 9/8 and 12/8."""
        compound = self.beat_type >= 8 and self.beats % 3 == 0
        return Fraction(12 if compound else 4, self.beat_type)

    @property
    def length(self) -> Fraction:
        """What the time signature fills, in quarter notes."""
        return Fraction(4 * self.beats, self.beat_type)


@dataclass(frozen=True, slots=True, kw_only=True)
class Score:
    """One voice of a piece; a rest is where no note sounds.

    Attributes
    ----------
    notes : tuple of Note
        In sounding order; no two overlap.
    slurs : tuple of (int, int)
        Indices of the first and the last note under each slur.
    tempos : tuple of Tempo
        The first starts at 0.
    bars : tuple of Bar
        The first starts at 0.
    strophic : bool
        The lyric lines are stanzas to the whole melody, not the words of its repeats.
    part : str
        Name of the part that was read.
    parts : tuple of str
        Names of all parts of the piece.
    """

    notes: tuple[Note, ...]
    slurs: tuple[tuple[int, int], ...] = ()
    tempos: tuple[Tempo, ...] = (Tempo(start=Fraction(0), bpm=DEFAULT_BPM),)
    bars: tuple[Bar, ...] = (Bar(start=Fraction(0)),)
    strophic: bool = False
    title: str = ""
    part: str = ""
    parts: tuple[str, ...] = ()

    @property
    def verses(self) -> tuple[int, ...]:
        """The lyric lines there are, counted from 1; empty without words."""
        return tuple(sorted({s.verse for note in self.notes for s in note.lyrics}))

    def syllable(self, note: Note, verse: int = 1) -> Syllable | None:
        """Return what is sung on ``note`` in a verse, or nothing.

        A passage with fewer lines than `lyric_line` asks for sings the last of them that is not
        beyond it, or else its first.
        """
        wanted = self.lyric_line(note, verse)
        fitting = [s for s in note.lyrics if s.verse <= wanted]
        return fitting[-1] if fitting else next(iter(note.lyrics), None)

    def lyric_line(self, note: Note, verse: int = 1) -> int:
        """Return which lyric line a verse asks for on ``note``, whether it has it or not.

        Where the lyric lines are the words of repeats, each time a passage is sung takes the line
        after the one before, the first time ``verse``.
        """
        return verse if self.strophic else verse + note.time - 1

    def seconds(self, position: Fraction) -> Fraction:
        """Return when ``position``, in quarter notes, sounds."""
        total = Fraction(0)
        ends = [*(tempo.start for tempo in self.tempos[1:]), position]
        for tempo, end in zip(self.tempos, ends, strict=True):
            total += max(min(end, position) - tempo.start, Fraction(0)) * 60 / tempo.bpm
        return total

    def bar(self, position: Fraction) -> Bar:
        """Return the measure that sounds at ``position``, in quarter notes."""
        found = bisect_right(self.bars, position, key=lambda bar: bar.start)
        return self.bars[max(found - 1, 0)]

    def weight(self, position: Fraction) -> int:
        """Return the metrical weight of a position: 3 down-beat, 2 half a measure, 1 beat, 0 none.

        Half a measure counts in metres of an even number of felt beats above two.
        """
        bar = self.bar(position)
        within = (position - bar.start + bar.offset) % bar.length
        beats = bar.length / bar.beat
        if within == 0:
            return 3
        if beats > 2 and beats % 2 == 0 and within * 2 == bar.length:
            return 2
        return int(within % bar.beat == 0)
