"""Scores to a MusicXML document."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import lcm
from typing import Final
from xml.etree.ElementTree import Element, SubElement, indent, tostring

from aigc.scores.directions import KINDS
from aigc.scores.keys import spelled
from aigc.scores.tempo import bpm_text
from aigc.scores.timeline import Laid, Stretch, common_bars, laid, marks_of_score, verses_kept
from aigc.scores.values import Value, values_of
from aigc.scores.written import Mark
from aigc.types.score import Bar, Note, Score, Syllable

_DOCTYPE: Final = (
    '<?xml version="1.0" encoding="UTF-8"?>\n'
    '<!DOCTYPE score-partwise PUBLIC "-//Recordare//DTD MusicXML 4.0 Partwise//EN" '
    '"http://www.musicxml.org/dtds/partwise.dtd">\n'
)
_FORBIDDEN: Final = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_CHORD: Final = re.compile(r"([A-G])([#b]{0,2})([^/]*)(?:/([A-G])([#b]{0,2}))?")
_WEDGES: Final = {"louder": "crescendo", "softer": "diminuendo", "stop": "stop"}
_LETTERS: Final = {ending: kind for kind, ending in reversed(KINDS.items())}
_MOST_SLURS: Final = 6


def musicxml_of(scores: Sequence[Score]) -> bytes:
    """Return scores as MusicXML, a part each; repeats are written out, stanzas kept.

    Tempos and metres are those of the first score. Vibrato and pitch points have no place in it.

    Source: MusicXML 4.0, W3C Community Group Final Report, 2021.
    """
    root = Element("score-partwise", version="4.0")
    if scores[0].title:
        SubElement(SubElement(root, "work"), "work-title").text = _clean(scores[0].title)
    names = SubElement(root, "part-list")
    bars = common_bars(scores)
    for number, score in enumerate(scores, 1):
        entry = SubElement(names, "score-part", id=f"P{number}")
        SubElement(entry, "part-name").text = _clean(score.part)
        part = SubElement(root, "part", id=f"P{number}")
        _Part(score=verses_kept(score), bars=bars, tempos=number == 1).write(part)
    indent(root)
    return (_DOCTYPE + tostring(root, encoding="unicode") + "\n").encode()


def _clean(text: str) -> str:
    """Return a text without what XML cannot hold."""
    return _FORBIDDEN.sub("", text)


@dataclass(slots=True, kw_only=True)
class _Part:
    """A part while it is being written."""

    score: Score
    bars: Sequence[Bar]
    tempos: bool
    divisions: int = 1
    slurs: tuple[dict[int, list[int]], dict[int, list[int]]] = ({}, {})

    def write(self, part: Element) -> None:
        """Add the measures to a part element."""
        marks = marks_of_score(self.score, tempos=self.tempos)
        places = [place for place, _ in marks]
        edges = [f for n in self.score.notes for f in (n.start, n.end)]
        edges += [f for bar in self.bars for f in (bar.start, bar.length)]
        self.divisions = lcm(*(f.denominator for f in (*edges, *places)), 1)
        self.slurs = _numbered(self.score.slurs)
        last = self.bars[-1]
        for n, measure in enumerate(laid(self.score, self.bars)):
            element = SubElement(part, "measure", number=str(n + 1))
            if measure.bar.offset and n == 0:
                element.set("implicit", "yes")
                element.set("number", "0")
            closing = measure.bar == last
            own = [
                m for m in marks if measure.bar.start <= m[0] and (m[0] < measure.end or closing)
            ]
            keys = [m for m in own if m[1].kind == "key" and m[0] == measure.bar.start]
            self._attributes(element, n, keys[-1][1] if keys else None)
            self._contents(element, measure, [m for m in own if m not in keys])

    def _attributes(self, measure: Element, n: int, key: Mark | None) -> None:
        bar, before = self.bars[n], self.bars[n - 1] if n else None
        changed = before is None or (before.beats, before.beat_type) != (bar.beats, bar.beat_type)
        if n and not changed and key is None:
            return
        attributes = SubElement(measure, "attributes")
        if n == 0:
            SubElement(attributes, "divisions").text = str(self.divisions)
        if key is not None:
            _key(attributes, key)
        if changed:
            time = SubElement(attributes, "time")
            SubElement(time, "beats").text = str(bar.beats)
            SubElement(time, "beat-type").text = str(bar.beat_type)

    def _contents(
        self, measure: Element, content: Laid, marks: list[tuple[Fraction, Mark]]
    ) -> None:
        """Add the notes, and each mark before the note or rest in which it stands."""
        for stretch in content.stretches:
            while marks and marks[0][0] < stretch.end:
                place, mark = marks.pop(0)
                self._mark(measure, mark, place - stretch.start)
            self._stretch(measure, stretch)
        for place, mark in marks:
            self._mark(measure, mark, place - content.end)

    def _mark(self, measure: Element, mark: Mark, shift: Fraction) -> None:
        if mark.kind == "key":
            _key(SubElement(measure, "attributes"), mark)
            return
        offset = str(int(shift * self.divisions))
        if mark.kind == "chord":
            _harmony(measure, mark.text, offset)
            return
        direction = SubElement(measure, "direction")
        kind = SubElement(direction, "direction-type")
        if mark.kind == "dynamic":
            SubElement(SubElement(kind, "dynamics"), mark.text)
        elif mark.kind == "wedge":
            SubElement(kind, "wedge", type=_WEDGES[mark.text])
        else:
            metronome = SubElement(kind, "metronome")
            SubElement(metronome, "beat-unit").text = "quarter"
            SubElement(metronome, "per-minute").text = bpm_text(mark.number)
        if offset != "0":
            SubElement(direction, "offset", sound="yes").text = offset
        if mark.kind == "tempo":
            SubElement(direction, "sound", tempo=bpm_text(mark.number))

    def _stretch(self, measure: Element, stretch: Stretch) -> None:
        """Add a piece of a note or a rest, in as many tied values as it takes."""
        values = list(values_of(stretch.end - stretch.start))
        note = self.score.notes[stretch.index] if stretch.index >= 0 else None
        for pitch in note.graces if note and stretch.first else ():
            grace = SubElement(measure, "note")
            SubElement(grace, "grace", slash="yes")
            self._pitch(grace, pitch, stretch.start)
            SubElement(grace, "voice").text = "1"
            SubElement(grace, "type").text = "eighth"
        for n, value in enumerate(values):
            first = stretch.first and n == 0
            last = stretch.last and n + 1 == len(values)
            element = SubElement(measure, "note")
            if note is None:
                SubElement(element, "rest")
            else:
                self._pitch(element, note.pitch, stretch.start)
            SubElement(element, "duration").text = str(int(value.duration * self.divisions))
            for kind in _ties(first, last) if note else ():
                SubElement(element, "tie", type=kind)
            _printed(element, value)
            if note is not None:
                self._notations(element, note, stretch.index, (first, last))
            for syllable in note.lyrics if note and first else ():
                _lyric(element, syllable)

    def _pitch(self, element: Element, midi: int, place: Fraction) -> None:
        keys = [key for key in self.score.keys if key.start <= place]
        step, alter, octave = spelled(midi, keys[-1].fifths if keys else 0)
        pitch = SubElement(element, "pitch")
        SubElement(pitch, "step").text = step
        if alter:
            SubElement(pitch, "alter").text = str(alter)
        SubElement(pitch, "octave").text = str(octave)

    def _notations(
        self, element: Element, note: Note, index: int, edges: tuple[bool, bool]
    ) -> None:
        notations = Element("notations")
        for kind in _ties(*edges):
            SubElement(notations, "tied", type=kind)
        starts, stops = self.slurs
        for number in stops.get(index, ()) if edges[1] else ():
            SubElement(notations, "slur", type="stop", number=str(number))
        for number in starts.get(index, ()) if edges[0] else ():
            SubElement(notations, "slur", type="start", number=str(number))
        if note.breath and edges[1]:
            SubElement(SubElement(notations, "articulations"), "breath-mark")
        if note.fermata and edges[1]:
            SubElement(notations, "fermata")
        if len(notations):
            element.append(notations)


def _ties(first: bool, last: bool) -> list[str]:
    return ["stop"] * (not first) + ["start"] * (not last)


def _numbered(
    slurs: Sequence[tuple[int, int]],
) -> tuple[dict[int, list[int]], dict[int, list[int]]]:
    """Return the numbers of the slurs that start and stop on each note."""
    starts: dict[int, list[int]] = {}
    stops: dict[int, list[int]] = {}
    free = {number: -1 for number in range(1, _MOST_SLURS + 1)}
    for first, last in sorted(slurs):
        number = next((n for n, until in free.items() if until <= first), 1)
        free[number] = last
        starts.setdefault(first, []).append(number)
        stops.setdefault(last, []).append(number)
    return starts, stops


def _key(attributes: Element, mark: Mark) -> None:
    key = SubElement(attributes, "key")
    SubElement(key, "fifths").text = str(int(mark.number))
    SubElement(key, "mode").text = mark.text


def _printed(element: Element, value: Value) -> None:
    """Add what a notation program prints: voice, type, dots and tuplet."""
    SubElement(element, "voice").text = "1"
    if not value.kind:
        return
    SubElement(element, "type").text = value.kind
    for _ in range(value.dots):
        SubElement(element, "dot")
    if value.actual > 1:
        tuplet = SubElement(element, "time-modification")
        SubElement(tuplet, "actual-notes").text = str(value.actual)
        SubElement(tuplet, "normal-notes").text = str(value.normal)


def _lyric(element: Element, syllable: Syllable) -> None:
    lyric = SubElement(element, "lyric", number=str(syllable.verse))
    SubElement(lyric, "syllabic").text = syllable.syllabic
    SubElement(lyric, "text").text = _clean(syllable.text)
    if syllable.extends:
        SubElement(lyric, "extend")
    if syllable.line_end:
        SubElement(lyric, "end-line")
    if syllable.stanza_end:
        SubElement(lyric, "end-paragraph")


def _harmony(measure: Element, symbol: str, offset: str) -> None:
    """Add a chord; what no kind of MusicXML is called stands in its text."""
    found = _CHORD.fullmatch(symbol)
    if found is None:
        return
    harmony = SubElement(measure, "harmony")
    _named(harmony, "root", found[1], found[2])
    kind = SubElement(harmony, "kind", text=found[3])
    kind.text = _LETTERS.get(found[3], "other")
    if found[4]:
        _named(harmony, "bass", found[4], found[5])
    if offset != "0":
        SubElement(harmony, "offset").text = offset


def _named(harmony: Element, what: str, step: str, signs: str) -> None:
    element = SubElement(harmony, what)
    SubElement(element, f"{what}-step").text = step
    if signs:
        SubElement(element, f"{what}-alter").text = str(signs.count("#") - signs.count("b"))
