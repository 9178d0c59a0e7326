"""One voice of an ABC tune while it is being read: notes, measures and what holds in them."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Final

from aigc.scores.bars import COMMON, Metre
from aigc.scores.keys import STEPS, signature
from aigc.scores.roadmap import MOST_MEASURES, Signs
from aigc.scores.written import Mark, Part, WrittenMeasure, WrittenNote
from aigc.types.score import Syllable

_ALTER: Final = {"^": 1, "^^": 2, "_": -1, "__": -2, "=": 0}


@dataclass(slots=True, kw_only=True)
class Draft:
    """A note or rest while its neighbours may still change it; ``pitch`` is None for a rest."""

    pitch: int | None
    offset: Fraction
    duration: Fraction
    measure: int
    tie_start: bool = False
    tie_stop: bool = False
    slur_starts: list[str] = field(default_factory=list)
    slur_stops: list[str] = field(default_factory=list)
    graces: tuple[int, ...] = ()
    fermata: bool = False
    breath: bool = False
    lyrics: list[Syllable] = field(default_factory=list)

    def written(self, pitch: int) -> WrittenNote:
        """Return it as it stands in its measure."""
        return WrittenNote(
            voice="1",
            pitch=pitch,
            offset=self.offset,
            duration=self.duration,
            lyrics=tuple(sorted(self.lyrics, key=lambda s: s.verse)),
            tie_start=self.tie_start,
            tie_stop=self.tie_stop,
            slur_starts=tuple(self.slur_starts),
            slur_stops=tuple(self.slur_stops),
            graces=self.graces,
            fermata=self.fermata,
            breath=self.breath,
        )


@dataclass(slots=True, kw_only=True)
class _Measure:
    drafts: list[Draft] = field(default_factory=list)
    marks: list[Mark] = field(default_factory=list)
    metre: Metre = COMMON
    signs: Signs = field(default_factory=Signs)


@dataclass(slots=True, kw_only=True)
class Staff:
    """A voice.

    Attributes
    ----------
    unit : Fraction
        Of the lengths, in quarter notes.
    shift : int
        Semitones between what is written and what sounds.
    line : list of Draft
        The notes since the last words.
    joined : dict of int to bool
        For each lyric line, whether its last word goes on.
    accidentals : dict of str to int
        Of the steps that have one in this measure.
    tied : tuple of str and int
        Step with octave and alteration of the last note, which a tie carries over a bar line.
    pending_tie : Draft
        The note whose tie waits for the next.
    open_slurs : list of str
        The slurs that have begun.
    """

    name: str
    unit: Fraction = Fraction(1, 2)
    shift: int = 0
    metre: Metre = COMMON
    fifths: int = 0
    at: Fraction = Fraction(0)
    measures: list[_Measure] = field(default_factory=lambda: [_Measure()])
    line: list[Draft] = field(default_factory=list)
    joined: dict[int, bool] = field(default_factory=dict)
    accidentals: dict[str, int] = field(default_factory=dict)
    tied: tuple[str, int] | None = None
    pending_tie: Draft | None = None
    open_slurs: list[str] = field(default_factory=list)
    slurs: int = 0

    @property
    def measure(self) -> _Measure:
        """The measure that is being filled."""
        return self.measures[-1]

    def key(self, fifths: int, mode: str) -> None:
        """Go on in a key."""
        self.fifths = fifths
        self.mark(Mark(offset=self.at, kind="key", text=mode, number=Fraction(fifths)))

    def mark(self, mark: Mark) -> None:
        """Put a sign where the voice stands."""
        self.measure.marks.append(mark)

    def sign(self, **changes: object) -> None:
        """Change what the measure says of the order of measures."""
        self.measure.signs = replace(self.measure.signs, **changes)  # type: ignore[arg-type]

    def sounding(self, written: str) -> int:
        """Return the MIDI pitch of a note as it is written, and remember its accidental."""
        letter = written.strip("^_=',")[0]
        step, accidental = letter.upper(), written[: written.index(letter)]
        octave = 4 + letter.islower() + written.count("'") - written.count(",")
        place = f"{step}{octave}"
        if accidental:
            self.accidentals[step] = _ALTER[accidental]
            alter = _ALTER[accidental]
        elif self.pending_tie and self.tied and self.tied[0] == place:
            alter = self.tied[1]
        else:
            alter = self.accidentals.get(step, signature(self.fifths)[step])
        self.tied = (place, alter)
        return min(max(12 * (octave + 1) + STEPS[step] + alter + self.shift, 0), 127)

    def add(self, pitch: int | None, duration: Fraction) -> Draft:
        """Put a note or a rest behind the last one."""
        draft = Draft(
            pitch=pitch, offset=self.at, duration=duration, measure=len(self.measures) - 1
        )
        self.measure.drafts.append(draft)
        self.measure.metre = self.metre
        self.at += duration
        if pitch is not None:
            self.line.append(draft)
        return draft

    def opened(self, count: int) -> list[str]:
        """Return the names of so many new slurs."""
        names = [str(self.slurs + n) for n in range(count)]
        self.slurs += count
        self.open_slurs += names
        return names

    def stretch(self, draft: Draft, by: Fraction) -> None:
        """Make the last note so many times as long."""
        self.at += draft.duration * (by - 1)
        draft.duration *= by

    def close(self) -> None:
        """End the measure, where it has anything.

        Raises
        ------
        ValueError
            There are more measures than any song has.
        """
        self.accidentals.clear()
        if self.measure.drafts:
            self.measures.append(_Measure(metre=self.metre))
            self.at = Fraction(0)
        if len(self.measures) > MOST_MEASURES:
            raise ValueError(f"more than {MOST_MEASURES} measures")

    def part(self) -> Part:
        """Return the measures as they are written."""
        full = self.measures if self.measure.drafts else self.measures[:-1]
        return Part(name=self.name, measures=tuple(_written(measure) for measure in full))


def _written(measure: _Measure) -> WrittenMeasure:
    drafts = measure.drafts
    return WrittenMeasure(
        notes=tuple(draft.written(draft.pitch) for draft in drafts if draft.pitch is not None),
        length=sum((draft.duration for draft in drafts), Fraction(0)),
        beats=measure.metre.beats,
        beat_type=measure.metre.beat_type,
        marks=tuple(measure.marks),
        signs=measure.signs,
    )
