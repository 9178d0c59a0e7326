"""A line of music in ABC notation, read onto its voice."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from fractions import Fraction
from typing import Any, Final

from aigc.scores.abc.staff import Draft, Staff
from aigc.scores.abc.tokens import NOTE, Sign, length_of, signs_in
from aigc.scores.written import Mark

_LOUDNESS: Final = frozenset(
    {"pppp", "ppp", "pp", "p", "mp", "mf", "f", "ff", "fff", "ffff", "sfz"}
)
_WEDGES: Final = {
    "crescendo(": "louder",
    "<(": "louder",
    "crescendo)": "stop",
    "<)": "stop",
    "diminuendo(": "softer",
    ">(": "softer",
    "diminuendo)": "stop",
    ">)": "stop",
}
_ORDER: Final[dict[str, dict[str, Any]]] = {
    "D.C.": {"capo": True},
    "dacapo": {"capo": True},
    "D.C.alfine": {"capo": True},
    "D.C.alcoda": {"capo": True},
    "D.S.": {"dal": "segno"},
    "D.S.alfine": {"dal": "segno"},
    "D.S.alcoda": {"dal": "segno"},
    "fine": {"fine": True},
    "segno": {"segno": "segno"},
    "coda": {"coda": "coda"},
    "dacoda": {"to_coda": "coda"},
}
_SHORT: Final = {"H": "fermata", "S": "segno", "O": "coda"}
_TIMES: Final = re.compile(r"(\d{1,2})(?:-(\d{1,2}))?")
_USUAL: Final = {2: 3, 3: 2, 4: 3, 6: 2, 8: 3}


@dataclass(slots=True, kw_only=True)
class Line:
    """What is pending while a line of music is read.

    Attributes
    ----------
    tuplet : tuple of Fraction and int
        What the lengths are multiplied by, and for how many notes more.
    """

    staff: Staff
    set_field: Callable[[Staff, str, str], None]
    last: Draft | None = None
    factor: Fraction = Fraction(1)
    tuplet: tuple[Fraction, int] = (Fraction(1), 0)
    graces: tuple[int, ...] = ()
    decorations: set[str] = field(default_factory=set)
    slurs: int = 0
    tie: bool = False

    def read(self, line: str) -> None:
        """Read all signs of a line.

        Raises
        ------
        ValueError
            Something in it is no ABC, or cannot be read here.
        """
        if "&" in line:
            raise ValueError("'&' lays a second voice over the first; write it as a V: of its own")
        steps: dict[str, Callable[[Sign], None]] = {
            "note": self._note,
            "chord": self._note,
            "rest": self._note,
            "bars_rest": self._bars_rest,
            "bar": self._bar,
            "ending": self._bare_ending,
            "text": self._text,
            "decoration": lambda sign: self._decorate(sign.text[1:-1]),
            "short": lambda sign: self._decorate(_SHORT.get(sign.text, "")),
            "grace": self._grace,
            "field": lambda sign: self.set_field(self.staff, sign.text[1], sign.text[3:-1].strip()),
            "tuplet": self._tuplet,
            "slur": self._slur,
            "slur_end": self._slur_end,
            "tie": self._tie,
            "broken": self._broken,
        }
        for sign in signs_in(line):
            steps[sign.kind](sign)

    def _note(self, sign: Sign) -> None:
        """Read a note, a chord (its highest note) or a rest."""
        if sign.kind == "rest":
            self.last = self.staff.add(None, self._duration(length_of(sign.text[1:])))
            return
        inner, _, outer = sign.text.removeprefix("[").rpartition("]")
        found = NOTE.findall(inner or outer)
        before, sounding = self.staff.tied, []
        for written, _ in found:
            self.staff.tied = before
            sounding.append((self.staff.sounding(written), self.staff.tied))
        pitch, self.staff.tied = max(sounding, key=lambda each: each[0])
        length = length_of(found[0][1]) * (length_of(outer) if inner else 1)
        self._finish(self.staff.add(pitch, self._duration(length)))
        if "-" in inner:
            self._tie(sign)

    def _duration(self, units: Fraction) -> Fraction:
        factor, left = self.tuplet
        duration = units * self.staff.unit * self.factor * (factor if left else 1)
        self.tuplet = (factor, max(left - 1, 0))
        self.factor = Fraction(1)
        return duration

    def _finish(self, draft: Draft) -> None:
        """Give a note what stood before it."""
        self.last = draft
        if draft.pitch is None:
            return
        draft.graces, self.graces = self.graces, ()
        draft.fermata = "fermata" in self.decorations
        draft.breath = bool(self.decorations & {"breath", "shortphrase", "longphrase"})
        self.decorations.clear()
        draft.slur_starts = self.staff.opened(self.slurs)
        self.slurs = 0
        tied = self.staff.pending_tie
        draft.tie_stop = tied is not None and tied.pitch == draft.pitch
        self.staff.pending_tie = None

    def _bars_rest(self, sign: Sign) -> None:
        for n in range(int(sign.text[1:] or 1)):
            if n:
                self.staff.close()
            self.staff.add(None, self.staff.metre.length)

    def _bar(self, sign: Sign) -> None:
        lines = sign.text.rstrip("0123456789,-")
        times = sign.text[len(lines) :]
        lines = lines.replace(" ", "").replace(".", "").removesuffix("[")
        double = lines == "::"
        before = len(lines) - len(lines.lstrip(":"))
        after = len(lines) - len(lines.rstrip(":"))
        self.last = None
        if before:
            self._played(1 if double else before)
        thick = "]" in lines or lines.count("|") > 1 or "[" in lines
        if (thick or after or times) and self.staff.measure.drafts:
            self.staff.sign(ending_stop=True)
        self.staff.close()
        if after:
            self.staff.sign(forward=True)
        if times:
            self._ending(times)

    def _played(self, colons: int) -> None:
        """Tell how often the passage that ends here is played."""
        if not self.staff.measure.drafts and len(self.staff.measures) > 1:
            ended = self.staff.measures[-2]
            ended.signs = replace(ended.signs, backward=colons + 1)
        else:
            self.staff.sign(backward=colons + 1)

    def _bare_ending(self, sign: Sign) -> None:
        """Begin an ending that no bar line stands before."""
        self.staff.close()
        self._ending(sign.text)

    def _ending(self, text: str) -> None:
        times: set[int] = set()
        for first, last in _TIMES.findall(text):
            times.update(range(int(first), int(last or first) + 1))
        self.staff.sign(ending=frozenset(times))

    def _text(self, sign: Sign) -> None:
        chord = sign.text[1:-1].strip()
        if chord and chord[0] in "ABCDEFG":
            self.staff.mark(Mark(offset=self.staff.at, kind="chord", text=chord))

    def _decorate(self, name: str) -> None:
        at = self.staff.at
        if name in _LOUDNESS:
            self.staff.mark(Mark(offset=at, kind="dynamic", text=name))
        elif name in _WEDGES:
            self.staff.mark(Mark(offset=at, kind="wedge", text=_WEDGES[name]))
        elif name in _ORDER:
            self.staff.sign(**_ORDER[name])
        elif name:
            self.decorations.add(name)

    def _grace(self, sign: Sign) -> None:
        tied = self.staff.tied
        self.graces = tuple(self.staff.sounding(written) for written, _ in NOTE.findall(sign.text))
        self.staff.tied = tied

    def _tuplet(self, sign: Sign) -> None:
        """Set how so many notes share the time of others: ``(p:q:r``."""
        figures = [int(n) if n else 0 for n in sign.text[1:].split(":")]
        notes, instead, count = (*figures, 0, 0)[:3]
        if notes < 2:
            raise ValueError(f"a tuplet of {notes}")
        metre = self.staff.metre
        compound = metre.beat_type >= 8 and metre.beats % 3 == 0
        usual = _USUAL.get(notes) or (3 if compound else 2)
        if notes > 9:
            usual = 2 ** (notes.bit_length() - 1)
        self.tuplet = (Fraction(instead or usual, notes), count or notes)

    def _slur(self, sign: Sign) -> None:
        self.slurs += 1

    def _slur_end(self, sign: Sign) -> None:
        if self.staff.line and self.staff.open_slurs:
            self.staff.line[-1].slur_stops.append(self.staff.open_slurs.pop())

    def _tie(self, sign: Sign) -> None:
        if self.last is not None and self.last.pitch is not None:
            self.last.tie_start = True
            self.staff.pending_tie = self.last

    def _broken(self, sign: Sign) -> None:
        """Make the note before longer and the next shorter, or the other way round."""
        if self.last is None:
            raise ValueError(f"column {sign.column}: {sign.text!r} needs a note before it")
        short = Fraction(1, 2 ** len(sign.text))
        long = 2 - short
        first, second = (long, short) if sign.text[0] == ">" else (short, long)
        self.staff.stretch(self.last, first)
        self.factor = second
