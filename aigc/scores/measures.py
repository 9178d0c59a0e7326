"""The written measures of a MusicXML part."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING, Final, cast, get_args

from aigc.scores.roadmap import Signs
from aigc.types.score import Syllabic, Syllable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_STEPS: Final = {"C": 0, "D": 2, "E": 4, "F": 5, "G": 7, "A": 9, "B": 11}
_UNITS: Final = {
    "breve": Fraction(8),
    "whole": Fraction(4),
    "half": Fraction(2),
    "quarter": Fraction(1),
    "eighth": Fraction(1, 2),
    "16th": Fraction(1, 4),
    "32nd": Fraction(1, 8),
}
_DA_CAPO: Final = re.compile(r"\bd\.?\s*c\.?(?!\w)|\bda\s+capo", re.I)
_DAL_SEGNO: Final = re.compile(r"\bd\.?\s*s\.?(?!\w)|\bdal\s+segno", re.I)
_FINE: Final = re.compile(r"^\s*fine\W*$", re.I)
_TO_CODA: Final = re.compile(r"^\s*to\s+(the\s+)?coda", re.I)
_FIGURE: Final = re.compile(r"[+-]?\d{1,9}(\.\d{0,9})?")
_BREATHS: Final = ("breath-mark", "caesura")


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
    phrase_end: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class WrittenMeasure:
    """A measure of one part; ``length`` is what its contents fill, in quarter notes."""

    notes: tuple[WrittenNote, ...]
    length: Fraction
    beats: int
    beat_type: int
    tempos: tuple[tuple[Fraction, Fraction], ...]
    signs: Signs


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

    def move(self, by: Fraction) -> None:
        """Go forward, or back to no earlier than the measure's beginning."""
        self.at = max(self.at + by, Fraction(0))
        self.furthest = max(self.furthest, self.at)


def measures_of(part: Element) -> Iterator[WrittenMeasure]:
    """Yield the measures of a ``part`` element.

    Grace notes, cue notes, rests, unpitched notes and notes without length are left out; of a chord
    the highest note is kept, with the words of all.

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
    tempos: list[tuple[Fraction, Fraction]] = []
    signs = Signs()
    for element in measure:
        if element.tag == "note":
            _add_note(element, state, notes)
        elif element.tag in ("backup", "forward"):
            move = _quarters(element, state)
            state.move(-move if element.tag == "backup" else move)
        elif element.tag == "attributes":
            _read_attributes(element, state)
        elif element.tag == "barline":
            signs = _barline(element, signs)
        elif element.tag in ("direction", "sound"):
            signs = _direction(element, signs)
            tempos += [(state.at, bpm) for bpm in _tempos(element)]
    return WrittenMeasure(
        notes=tuple(notes),
        length=state.furthest,
        beats=state.beats,
        beat_type=state.beat_type,
        tempos=tuple(tempos),
        signs=signs,
    )


def _read_attributes(element: Element, state: _State) -> None:
    divisions = element.findtext("divisions")
    if divisions:
        state.divisions = _figure(divisions)
        if state.divisions <= 0:
            raise ValueError(f"{divisions} divisions")
    beats, beat_type = element.findtext("time/beats"), element.findtext("time/beat-type")
    if beats and beat_type:
        state.beats = int(sum(map(_figure, beats.split("+"))))
        state.beat_type = int(_figure(beat_type))
        if state.beats <= 0 or state.beat_type <= 0:
            raise ValueError(f"a time signature of {beats}/{beat_type}")
    transpose = element.find("transpose")
    if transpose is not None:
        octaves = int(transpose.findtext("octave-change") or 0)
        state.transpose = round(float(transpose.findtext("chromatic") or 0)) + 12 * octaves


def _quarters(element: Element, state: _State) -> Fraction:
    return _figure(element.findtext("duration") or "0") / state.divisions


def _figure(text: str) -> Fraction:
    """Return a figure of ordinary size: powers of ten written out would fill the memory."""
    if not _FIGURE.fullmatch(text.strip()):
        raise ValueError(repr(text[:40]))
    return Fraction(text.strip())


def _add_note(element: Element, state: _State, notes: list[WrittenNote]) -> None:
    """Add a note, or make it the top of the chord it stands in."""
    if element.find("grace") is not None:
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
    note = _note(element, pitch, offset, duration)
    below = notes[-1] if chord and notes else None
    if below and (below.offset, below.voice) == (offset, note.voice):
        top = max(note, below, key=lambda n: n.pitch)
        notes[-1] = replace(top, lyrics=below.lyrics or note.lyrics)
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
        phrase_end=element.find(".//fermata") is not None or not marks.isdisjoint(_BREATHS),
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
    continues, goes_on = first in ("middle", "end"), last in ("begin", "middle")
    if continues:
        return "middle" if goes_on else "end"
    return "begin" if goes_on else "single"


def _barline(element: Element, signs: Signs) -> Signs:
    repeat = element.find("repeat")
    if repeat is not None and repeat.get("direction") == "forward":
        signs = replace(signs, forward=True)
    elif repeat is not None:
        signs = replace(
            signs,
            backward=min(max(int(repeat.get("times") or 2), 2), 99),
            after_jump=repeat.get("after-jump") == "yes",
        )
    ending = element.find("ending")
    if ending is not None and ending.get("type") == "start":
        signs = replace(signs, ending=_ending_numbers(ending.get("number", "")))
    elif ending is not None:
        signs = replace(signs, ending_stop=True)
    return signs


def _ending_numbers(text: str) -> frozenset[int]:
    """Return the times an ending is meant for, from text such as ``1``, ``1, 2`` or ``1-3``."""
    times: set[int] = set()
    for first, last in re.findall(r"(\d{1,2})(?:\s*-\s*(\d{1,2}))?", text):
        times.update(range(int(first), int(last or first) + 1))
    return frozenset(times) or frozenset({1})


def _direction(element: Element, signs: Signs) -> Signs:
    """Return the signs with those of a direction, by its sound or else by what is printed."""
    sound = element if element.tag == "sound" else element.find("sound")
    attributes = {} if sound is None else sound.attrib
    words = " ".join(w.text or "" for w in element.iter("words"))
    named = not attributes.keys().isdisjoint({"coda", "tocoda", "segno", "dalsegno"})
    drawn = {kind.tag for found in element.iter("direction-type") for kind in found}
    to_coda = attributes.get("tocoda", "") or ("coda" if _TO_CODA.search(words) else "")
    coda = attributes.get("coda", "") or ("coda" if "coda" in drawn and not named else "")
    return replace(
        signs,
        capo=signs.capo or attributes.get("dacapo") == "yes" or bool(_DA_CAPO.search(words)),
        fine=signs.fine or "fine" in attributes or bool(_FINE.search(words)),
        dal=signs.dal
        or attributes.get("dalsegno", "")
        or ("segno" if _DAL_SEGNO.search(words) else ""),
        segno=signs.segno
        or attributes.get("segno", "")
        or ("segno" if "segno" in drawn and not named else ""),
        to_coda=signs.to_coda or to_coda,
        coda=signs.coda or ("" if to_coda else coda),
    )


def _tempos(element: Element) -> list[Fraction]:
    """Return the quarter notes a minute that a direction asks for: none or one."""
    sound = element if element.tag == "sound" else element.find("sound")
    told = None if sound is None else sound.get("tempo")
    if told and _FIGURE.fullmatch(told.strip()):
        return _sane(_figure(told))
    mark = element.find(".//metronome")
    if mark is None:
        return []
    figure = re.match(r"\D*(\d{1,9}(?:\.\d{1,9})?)", mark.findtext("per-minute") or "")
    if figure is None:
        return []
    unit = _UNITS.get(mark.findtext("beat-unit") or "", Fraction(1))
    dotted = Fraction(3, 2) if mark.find("beat-unit-dot") is not None else Fraction(1)
    return _sane(Fraction(figure[1]) * unit * dotted)


def _sane(bpm: Fraction) -> list[Fraction]:
    return [bpm] if 1 <= bpm <= 2000 else []
