"""The written measures of a MusicXML part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast, get_args

from aigc.scores.directions import barline, chord_symbol, key_mark, marks_of, signs_of
from aigc.scores.roadmap import Signs
from aigc.scores.tempo import figure
from aigc.scores.underlay import syllabic
from aigc.scores.written import Mark, WrittenMeasure, WrittenNote
from aigc.types.score import Syllabic, Syllable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_BREATHS: Final = ("breath-mark", "caesura")


@dataclass(slots=True, kw_only=True)
class _State:
    """What holds from one element of a part to the next."""

    divisions: Fraction = Fraction(1)
    transpose: int = 0
    beats: int = 4
    beat_type: int = 4
    at: Fraction = Fraction(0)
    furthest: Fraction = Fraction(0)
    last: Fraction = Fraction(0)
    graces: list[int] = field(default_factory=list)

    def move(self, by: Fraction) -> None:
        """Go forward, or back to no earlier than the measure's beginning."""
        self.at = max(self.at + by, Fraction(0))
        self.furthest = max(self.furthest, self.at)


def measures_of(part: Element) -> Iterator[WrittenMeasure]:
    """Yield the measures of a ``part`` element.

    Cue notes, rests, unpitched notes and notes without length are left out; of a chord the highest
    note is kept, with the words of all. Grace notes go to the note behind them.

    Raises
    ------
    ValueError, ZeroDivisionError, KeyError
        When a figure of the file is none.
    """
    state = _State()
    for measure in part.iter("measure"):
        yield _measure(measure, state)


def _measure(measure: Element, state: _State) -> WrittenMeasure:
    state.at = state.furthest = state.last = Fraction(0)
    notes: list[WrittenNote] = []
    marks: list[Mark] = []
    signs = Signs()
    for element in measure:
        if element.tag == "note":
            _add_note(element, state, notes)
        elif element.tag in ("backup", "forward"):
            move = _quarters(element, state)
            state.move(-move if element.tag == "backup" else move)
        elif element.tag == "attributes":
            _read_attributes(element, state)
            marks += key_mark(element, state.at)
        elif element.tag == "harmony":
            marks += chord_symbol(element, _place(element, state))
        elif element.tag == "barline":
            signs = barline(element, signs)
        elif element.tag in ("direction", "sound"):
            signs = signs_of(element, signs)
            marks += marks_of(element, _place(element, state))
    return WrittenMeasure(
        notes=tuple(notes),
        length=state.furthest,
        beats=state.beats,
        beat_type=state.beat_type,
        marks=tuple(sorted(marks, key=lambda mark: mark.offset)),
        signs=signs,
    )


def _place(element: Element, state: _State) -> Fraction:
    """Return where a direction or a chord stands, its offset counted in."""
    shift = figure(element.findtext("offset") or "0") / state.divisions
    return max(state.at + shift, Fraction(0))


def _read_attributes(element: Element, state: _State) -> None:
    divisions = element.findtext("divisions")
    if divisions:
        state.divisions = figure(divisions)
        if state.divisions <= 0:
            raise ValueError(f"{divisions} divisions")
    beats, beat_type = element.findtext("time/beats"), element.findtext("time/beat-type")
    if beats and beat_type:
        state.beats = int(sum(map(figure, beats.split("+"))))
        state.beat_type = int(figure(beat_type))
        if state.beats <= 0 or state.beat_type <= 0:
            raise ValueError(f"a time signature of {beats}/{beat_type}")
    transpose = element.find("transpose")
    if transpose is not None:
        octaves = int(transpose.findtext("octave-change") or 0)
        state.transpose = round(float(transpose.findtext("chromatic") or 0)) + 12 * octaves


def _quarters(element: Element, state: _State) -> Fraction:
    return figure(element.findtext("duration") or "0") / state.divisions


def _add_note(element: Element, state: _State, notes: list[WrittenNote]) -> None:
    """Add a note, or make it the top of the chord it stands in."""
    if element.find("grace") is not None:
        pitch = _pitch(element, state)
        if pitch is not None and element.find("chord") is None:
            state.graces.append(pitch)
        return
    duration = _quarters(element, state)
    chord = element.find("chord") is not None
    offset = state.last if chord else state.at
    if not chord:
        state.last = state.at
        state.move(duration)
    pitch = _pitch(element, state)
    if pitch is None or duration <= 0 or element.find("cue") is not None:
        return
    note = replace(_note(element, pitch, offset, duration), graces=tuple(state.graces))
    state.graces.clear()
    below = notes[-1] if chord and notes else None
    if below and (below.offset, below.voice) == (offset, note.voice):
        top = max(note, below, key=lambda n: n.pitch)
        notes[-1] = replace(top, lyrics=below.lyrics or note.lyrics, graces=below.graces)
    else:
        notes.append(note)


def _pitch(element: Element, state: _State) -> int | None:
    """Return the MIDI pitch that sounds; nothing for a rest or an unpitched note."""
    written = element.find("pitch")
    if written is None:
        return None
    step = _STEPS[(written.findtext("step") or "").strip().upper()]
    alter = round(float(written.findtext("alter") or 0))
    octave = int(written.findtext("octave") or "")
    return min(max(12 * (octave + 1) + step + alter + state.transpose, 0), 127)


def _note(element: Element, pitch: int, offset: Fraction, duration: Fraction) -> WrittenNote:
    ties = {tie.get("type") for tie in (*element.iter("tie"), *element.iter("tied"))}
    slurs = [(slur.get("type"), slur.get("number", "1")) for slur in element.iter("slur")]
    marks = {mark.tag for found in element.iter("articulations") for mark in found}
    return WrittenNote(
        voice="/".join((element.findtext(tag) or "1").strip() for tag in ("staff", "voice")),
        pitch=pitch,
        offset=offset,
        duration=duration,
        lyrics=_lyrics(element),
        tie_start="start" in ties,
        tie_stop="stop" in ties,
        slur_starts=tuple(number for kind, number in slurs if kind == "start"),
        slur_stops=tuple(number for kind, number in slurs if kind == "stop"),
        fermata=element.find(".//fermata") is not None,
        breath=not marks.isdisjoint(_BREATHS),
    )


def _lyrics(element: Element) -> tuple[Syllable, ...]:
    """Return the syllables under a note in the order of their lines."""
    found: dict[int, Syllable] = {}
    for n, lyric in enumerate(element.findall("lyric"), 1):
        text = "".join((part.text or "") for part in lyric if part.tag in ("text", "elision"))
        if not text.strip():
            continue
        syllabics = [s.text or "" for s in lyric.iter("syllabic")]
        first, last = (syllabics[0], syllabics[-1]) if syllabics else ("single", "single")
        verse = _verse(lyric.get("number", ""), n)
        found.setdefault(
            verse,
            Syllable(
                text=text.strip(),
                verse=verse,
                syllabic=_syllabic(first, last),
                extends=lyric.find("extend") is not None,
                line_end=lyric.find("end-line") is not None,
                stanza_end=lyric.find("end-paragraph") is not None,
            ),
        )
    return tuple(found[verse] for verse in sorted(found))


def _verse(number: str, place: int) -> int:
    """Return the number of a lyric line; some programs name them ``part1verse2`` or ``chorus``."""
    digits = re.findall(r"\d+", number)
    return max(int(digits[-1][:3]), 1) if digits else place


def _syllabic(first: str, last: str) -> Syllabic:
    """Return where a syllable stands in its word; one with an elision counts from end to end."""
    if first == last and first in get_args(Syllabic):
        return cast(Syllabic, first)
    return syllabic(first in ("middle", "end"), last in ("begin", "middle"))
