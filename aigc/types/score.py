"""A score: the notes of one voice in the order they sound, with their words and the tempo."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Literal

Syllabic = Literal["single", "begin", "middle", "end"]
Shape = Literal["sine", "line", "in", "out"]

DEFAULT_BPM = Fraction(120)
"""The tempo of a score that names none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Syllable:
    """What is sung on a note, as printed under it.

    Attributes
    ----------
    text : str
        With its punctuation, without hyphens that join syllables. ``+`` is the next syllable of a
        word whose spelling stands whole under an earlier note.
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
class Wave:
    """The vibrato that an editor has drawn on a note.

    Attributes
    ----------
    length : float
        Share of the note, counted from its end, that waves; 0 to 1.
    period_ms, depth_cents : float
        One wave, and how far it goes to either side.
    fade_in, fade_out : float
        Shares of the waving part in which the wave grows and dies away.
    phase : float
        Where in the wave it begins; 0 to 1, 0 rises from the pitch of the note.
    drift : float
        How far the middle of the wave lies beside the pitch, as a share of the depth.
    """

    length: float
    period_ms: float
    depth_cents: float
    fade_in: float = 0.1
    fade_out: float = 0.1
    phase: float = 0.0
    drift: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Bend:
    """A point of the pitch line that an editor has drawn on a note.

    Attributes
    ----------
    at_ms : float
        From the beginning of the note, less than 0 before it.
    cents : float
        Beside the pitch of the note.
    shape : Shape
        How the line goes on to the next point.
    """

    at_ms: float
    cents: float
    shape: Shape = "sine"


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
    graces : tuple of int
        MIDI pitches of the grace notes before it.
    fermata : bool
        It is held longer than written.
    breath : bool
        A breath mark or caesura stands behind it.
    wave : Wave or None
        Its vibrato, where an editor has drawn one.
    bends : tuple of Bend
        Its pitch line, where an editor has drawn one.
    """

    pitch: int
    start: Fraction
    duration: Fraction
    lyrics: tuple[Syllable, ...] = ()
    time: int = 1
    graces: tuple[int, ...] = ()
    fermata: bool = False
    breath: bool = False
    wave: Wave | None = None
    bends: tuple[Bend, ...] = ()

    @property
    def end(self) -> Fraction:
        """Where it stops sounding, in quarter notes."""
        return self.start + self.duration

    @property
    def phrase_end(self) -> bool:
        """A fermata, breath mark or caesura stands on it."""
        return self.fermata or self.breath


@dataclass(frozen=True, slots=True, kw_only=True)
class Tempo:
    """Quarter notes a minute from ``start`` (in quarter notes) on."""

    start: Fraction
    bpm: Fraction


@dataclass(frozen=True, slots=True, kw_only=True)
class Key:
    """A key signature from ``start`` (in quarter notes) on.

    ``fifths`` counts sharps, below 0 flats; ``mode`` is ``major``, ``minor`` or a church mode.
    """

    start: Fraction
    fifths: int
    mode: str = "major"


@dataclass(frozen=True, slots=True, kw_only=True)
class Dynamic:
    """A loudness from ``start`` (in quarter notes) on: ``pp``, ``p``, ``mp``, ``mf``, ``f``..."""

    start: Fraction
    mark: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hairpin:
    """A crescendo (``louder``) or decrescendo between two places, in quarter notes."""

    start: Fraction
    end: Fraction
    louder: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ChordSymbol:
    """A chord of the accompaniment from ``start`` (in quarter notes) on: ``Am7``, ``C/E``.

    Accidentals are ``#`` and ``b``.
    """

    start: Fraction
    symbol: str


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
    keys, dynamics, hairpins, chords : tuples
        What else the source writes, each in the order of its start.
    remarks : tuple of str
        What had to be changed in reading, in sentences for the user; they make no difference
        between scores.
    """

    notes: tuple[Note, ...]
    slurs: tuple[tuple[int, int], ...] = ()
    tempos: tuple[Tempo, ...] = (Tempo(start=Fraction(0), bpm=DEFAULT_BPM),)
    bars: tuple[Bar, ...] = (Bar(start=Fraction(0)),)
    strophic: bool = False
    title: str = ""
    part: str = ""
    parts: tuple[str, ...] = ()
    keys: tuple[Key, ...] = ()
    dynamics: tuple[Dynamic, ...] = ()
    hairpins: tuple[Hairpin, ...] = ()
    chords: tuple[ChordSymbol, ...] = ()
    remarks: tuple[str, ...] = field(default=(), compare=False)

    @property
    def end(self) -> Fraction:
        """Where the last note stops, in quarter notes."""
        return max((note.end for note in self.notes), default=Fraction(0))

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
