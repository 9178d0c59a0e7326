"""The notes of a voice in ABC notation, each with the signs around it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import accumulate, groupby
from typing import Final, NamedTuple

from aigc.scores.abc.fields import tempo_text
from aigc.scores.keys import MODES, signature, spelled, tonic_of
from aigc.scores.tempo import bpm_text
from aigc.scores.timeline import Laid, Stretch, laid, marks_of_score
from aigc.scores.values import odd_part
from aigc.scores.written import Mark
from aigc.types.score import Bar, Key, Score

_SIGNS: Final = {1: "^", -1: "_", 0: "="}
_WEDGES: Final = {"louder": "<", "softer": ">"}
_TUPLETS: Final = frozenset({3, 5, 7, 9})
_BARS_A_LINE: Final = 4


class Cell(NamedTuple):
    """A note or rest; ``opens`` tells what begins with it: a line, a stanza, a fold, or nothing."""

    text: str
    stretch: Stretch
    opens: str


def key_text(key: Key) -> str:
    """Return a key as a ``K:`` field writes it."""
    short = "" if key.mode not in MODES or key.mode == "major" else key.mode[:3]
    return tonic_of(key) + ("m" if short == "min" else short)


@dataclass(slots=True, kw_only=True)
class Voice:
    """A voice while it is being written; ``key`` is that of the header."""

    score: Score
    bars: Sequence[Bar]
    unit: Fraction
    key: Key
    tempos: bool
    fifths: int = 0
    wedge: str = ""
    held: tuple[str, int, int] = ("C", 0, 4)
    altered: dict[str, int] = field(default_factory=dict)

    def cells(self) -> Iterator[Cell]:
        """Yield all notes and rests in their order, bar lines behind the last of each measure."""
        self.fifths = self.key.fifths
        marks = [m for m in marks_of_score(self.score, tempos=self.tempos) if not self._known(m)]
        written = 0
        before: Bar | None = None
        for measure in laid(self.score, self.bars, [place for place, _ in marks]):
            self.altered = {}
            metre = _metre(measure.bar, before)
            closing = measure.bar == self.bars[-1]
            last = measure.stretches[-1]
            for stretch, tuplet in self._tupled(measure):
                begins = stretch is measure.stretches[0]
                opens = self._opens(stretch) or (self._fold(stretch, written) if begins else "")
                written = 0 if opens else written
                text = metre + tuplet
                metre = ""
                while marks and marks[0][0] <= stretch.start:
                    text += self._mark(marks.pop(0)[1])
                text += self._sung(stretch, tuplet)
                if stretch is last:
                    text += "".join(self._mark(mark) for _, mark in marks if closing)
                    text += " |]" if closing else " | "
                yield Cell(text, stretch, opens)
            written += 1
            before = measure.bar

    def _known(self, placed: tuple[Fraction, Mark]) -> bool:
        """Tell whether a mark stands in the header already."""
        place, mark = placed
        same = (int(mark.number), mark.text) == (self.key.fifths, self.key.mode)
        return place == 0 and (mark.kind == "tempo" or (mark.kind == "key" and same))

    def _opens(self, stretch: Stretch) -> str:
        """Return what begins with a piece of a note: after the end of a line of words the next."""
        if stretch.index <= 0 or not stretch.first or not self.score.notes[stretch.index].lyrics:
            return ""
        before = next(
            (n.lyrics for n in reversed(self.score.notes[: stretch.index]) if n.lyrics), ()
        )
        if any(s.stanza_end for s in before):
            return "stanza"
        return "line" if any(s.line_end for s in before) else ""

    def _fold(self, stretch: Stretch, written: int) -> str:
        """Return whether a long line may be folded before a piece of a note or a rest."""
        ends = (s.line_end or s.stanza_end for n in self.score.notes for s in n.lyrics)
        if written < _BARS_A_LINE or any(ends):
            return ""
        worded = stretch.index >= 0 and self.score.notes[stretch.index].lyrics and stretch.first
        return "fold" if worded or not self.score.verses else ""

    def _tupled(self, measure: Laid) -> Iterator[tuple[Stretch, str]]:
        """Yield the pieces, before the first of some that share an odd divisor their tuplet."""
        lines = accumulate(bool(self._opens(stretch)) for stretch in measure.stretches)
        told = zip(map(_odd, measure.stretches), lines, strict=True)
        keyed = zip(told, measure.stretches, strict=True)
        for (odd, _), group in groupby(keyed, key=lambda each: each[0]):
            pieces = [stretch for _, stretch in group]
            normal = 2 ** (odd.bit_length() - 1)
            sign = "(3" if (odd, len(pieces)) == (3, 3) else f"({odd}:{normal}:{len(pieces)}"
            for n, stretch in enumerate(pieces):
                yield stretch, sign if odd in _TUPLETS and n == 0 else ""

    def _mark(self, mark: Mark) -> str:
        if mark.kind == "key":
            self.fifths = int(mark.number)
            key = Key(start=mark.offset, fifths=self.fifths, mode=mark.text)
            return f"[K:{key_text(key)}]"
        if mark.kind == "tempo":
            return f"[Q:{tempo_text(mark.number, bpm_text(mark.number))}]"
        if mark.kind == "chord":
            return f'"{mark.text}"'
        if mark.kind == "dynamic":
            return f"!{mark.text}!"
        sign = ")" if mark.text == "stop" else "("
        self.wedge = _WEDGES.get(mark.text, self.wedge)
        return f"!{self.wedge}{sign}!"

    def _sung(self, stretch: Stretch, tuplet: str) -> str:
        """Return a piece of a note or a rest with its length."""
        odd = _odd(stretch)
        length = (stretch.end - stretch.start) / self.unit
        if odd in _TUPLETS:
            length = length * odd / 2 ** (odd.bit_length() - 1)
        if stretch.index < 0:
            return f"z{_length(length)} "
        note = self.score.notes[stretch.index]
        begins = sum(first == stretch.index for first, _ in self.score.slurs) * stretch.first
        ends = sum(last == stretch.index for _, last in self.score.slurs) * stretch.last
        graces = "".join(self._pitch(pitch) for pitch in note.graces * stretch.first)
        text = "(" * begins + (f"{{{graces}}}" if graces else "")
        text += "!fermata!" * (note.fermata and stretch.first)
        text += "!breath!" * (note.breath and stretch.first)
        text += self._pitch(note.pitch) if stretch.first else self._again(note.pitch)
        return text + _length(length) + "-" * (not stretch.last) + ")" * ends + " "

    def _pitch(self, midi: int) -> str:
        """Return a pitch with the accidental it needs here.

        Programs differ in whether an accidental holds in other octaves: it is written for both.
        """
        step, alter, octave = self.held = spelled(midi, self.fifths)
        usual = signature(self.fifths)[step]
        letter = _letter(step, octave)
        known = {self.altered.get(f"any {step}", usual), self.altered.get(letter, usual)}
        self.altered |= {f"any {step}": alter, letter: alter}
        return ("" if known == {alter} else _SIGNS[alter]) + letter

    def _again(self, midi: int) -> str:
        """Return the pitch of a tied note, which keeps its accidental."""
        step, _, octave = self.held
        return _letter(step, octave)


def _odd(stretch: Stretch) -> int:
    return odd_part((stretch.end - stretch.start).denominator)


def _metre(bar: Bar, before: Bar | None) -> str:
    changed = before and (bar.beats, bar.beat_type) != (before.beats, before.beat_type)
    return f"[M:{bar.beats}/{bar.beat_type}]" if changed else ""


def _letter(step: str, octave: int) -> str:
    if octave >= 5:
        return step.lower() + "'" * (octave - 5)
    return step + "," * (4 - octave)


def _length(units: Fraction) -> str:
    above = "" if units.numerator == 1 else str(units.numerator)
    return above if units.denominator == 1 else f"{above}/{units.denominator}"
