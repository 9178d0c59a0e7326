"""Words that are given apart from the score, laid under its notes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from aigc.errors import InputError
from aigc.scores.fitting import SILENT, Slot, fitted, one_to_one, slots_of
from aigc.scores.sung_text import Splitter, Unit, units_of
from aigc.types.article import Language
from aigc.types.score import Note, Score, Syllable


@dataclass(frozen=True, slots=True, kw_only=True)
class LineFit:
    """How a line of the text lies under the melody.

    Attributes
    ----------
    line : int
        Its number in the text, counted from 1.
    text : str
        Its words.
    first_bar, last_bar : int
        The measures it is sung in, counted from 1; 0 when it is not sung.
    syllables, notes : int
        How many it has, and on how many notes it is sung as the score stood.
    held : int
        Notes that go on with a syllable though the score does not say so.
    shared : int
        Notes that were parted, or slurs undone, for more syllables.
    unsung : tuple of str
        Syllables that found no note.
    """

    line: int
    text: str
    first_bar: int
    last_bar: int
    syllables: int
    notes: int
    held: int = 0
    shared: int = 0
    unsung: tuple[str, ...] = ()

    def __str__(self) -> str:
        """Return a sentence for the user."""
        where = f"measures {self.first_bar}-{self.last_bar}" if self.first_bar else "not sung"
        told = [f"{self.syllables} syllables on {self.notes} notes"]
        told += [f"{self.held} notes held on"] * bool(self.held)
        told += [f"{self.shared} notes shared or slurs undone"] * bool(self.shared)
        told += [f"no note for {' '.join(self.unsung)!r}"] * bool(self.unsung)
        return f"Line {self.line} ({where}): {', '.join(told)}."


@dataclass(frozen=True, slots=True, kw_only=True)
class LyricsReport:
    """How a text fits a melody.

    Attributes
    ----------
    lines : tuple of LineFit
        Every line of the text.
    wordless : tuple of int
        Measures, counted from 1, with notes that have no words.
    """

    lines: tuple[LineFit, ...]
    wordless: tuple[int, ...] = ()

    @property
    def exact(self) -> bool:
        """Every syllable has its note and every note its syllable, as the score stood."""
        return not self.wordless and not any(f.held or f.shared or f.unsung for f in self.lines)

    def __str__(self) -> str:
        """Return what the user should know: lines that do not fit, measures without words."""
        told = [str(f) for f in self.lines if f.held or f.shared or f.unsung]
        if self.wordless:
            told.append(f"Measures without words: {', '.join(map(str, self.wordless))}.")
        return "\n".join(told) or "The words fit the notes."


def with_lyrics(
    score: Score, text: str, language: Language, *, syllables: Splitter | None = None
) -> tuple[Score, LyricsReport]:
    """Return the score with other words, and how they fit.

    As many syllables as notes are laid one to one; so are they on slurs and single notes, unless
    the lines would begin far from where the melody breaks. Else a slur carries one syllable, notes
    too many hold a syllable or stay silent behind rests, and syllables too many undo slurs, then
    share the notes that are long enough.

    Parameters
    ----------
    text : str
        Lines of words or an LRC file, as `aigc.scores.sung_text.units_of` reads them.
    syllables : callable, optional
        Gives the syllables of an English word.

    Raises
    ------
    InputError
        The score has no notes or the text no words.
    """
    if not score.notes:
        raise InputError("The score has no notes to lay words under. Give one with a melody.")
    units = units_of(text, language, syllables)
    if not any(not unit.hold for unit in units):
        raise InputError("The lyrics have no words. Give at least one line of text.")
    slots, groups, unsung = _assigned(score, units)
    maker = _Maker(score)
    for slot, group in zip(slots, groups, strict=True):
        maker.lay(slot, group)
    pairs = zip(slots, groups, strict=True)
    sung = [(slot, group or []) for slot, group in pairs if slot.first not in maker.silent]
    return maker.result(), _report(score, units, sung, unsung, maker.silent)


def _assigned(
    score: Score, units: Sequence[Unit]
) -> tuple[list[Slot], Sequence[list[Unit] | None], list[Unit]]:
    """Return the slots, the syllables of each, and those that find no place."""
    told = any(unit.hold for unit in units)
    slots = slots_of(score, slurs=not told)
    if len(units) == len(score.notes):
        slots = slots_of(score, slurs=False)
    even = len(units) == len(slots)
    if even and (told or len(slots) == len(score.notes) or one_to_one(units, slots)):
        return slots, [[unit] for unit in units], []
    taken, dropped = fitted(units, slots)
    rest = iter(unit for n, unit in enumerate(units) if n not in dropped)
    groups = [None if n == SILENT else [next(rest) for _ in range(n)] for n in taken]
    return slots, groups, [unit for n, unit in enumerate(units) if n in dropped and not unit.hold]


class _Maker:
    """The notes with their new words while they are being laid."""

    def __init__(self, score: Score) -> None:
        self.score = score
        self.notes: list[Note] = []
        self.places: list[int] = []
        self.new_slurs: list[tuple[int, int]] = []
        self.sung = -1
        self.silent: set[int] = set()

    def lay(self, slot: Slot, group: Sequence[Unit] | None) -> None:
        """Add the notes of a slot with its syllables; without a group they are silent."""
        pieces = list(self._pieces(slot, len(group or ())))
        words = [unit for unit in group or () if not unit.hold]
        for n, note in enumerate(pieces):
            before = self.notes[-1] if self.notes else None
            if n < len(words):
                self.sung = len(self.notes)
                note = replace(note, lyrics=(_syllable(words[n]),))
            elif group is not None and before and self.sung >= 0 and before.end == note.start:
                self._hold()
            else:
                self.sung = -1
                self.silent.update(range(slot.first, slot.last + 1))
            self.notes.append(note)

    def _pieces(self, slot: Slot, count: int) -> Iterator[Note]:
        """Yield the notes of a slot, the longest parted until there are enough."""
        own = list(range(slot.first, slot.last + 1))
        shares = dict.fromkeys(own, 1)
        for _ in range(count - len(own)):
            longest = max(own, key=lambda n: (self.score.notes[n].duration / shares[n], -n))
            shares[longest] += 1
        made = len(self.notes)
        for n in own:
            self.places.append(made)
            note = replace(self.score.notes[n], lyrics=(), time=1)
            made += shares[n]
            yield from _parted(note, shares[n])

    def _hold(self) -> None:
        """Let the last syllable go on over one note more, under a slur."""
        note = self.notes[self.sung]
        lyrics = tuple(replace(syllable, extends=True) for syllable in note.lyrics)
        self.notes[self.sung] = replace(note, lyrics=lyrics)
        if self.new_slurs and self.new_slurs[-1][0] == self.sung:
            self.new_slurs.pop()
        self.new_slurs.append((self.sung, len(self.notes)))

    def result(self) -> Score:
        """Return the score; short slurs that are sung on more than one syllable are undone."""
        worded = {n for n, note in enumerate(self.notes) if note.lyrics}
        held = set(self.new_slurs)
        kept = {(self.places[first], self.places[last]) for first, last in self.score.slurs}
        free = {(a, b) for a, b in kept if b - a >= 4 or worded.isdisjoint(range(a + 1, b + 1))}
        covered = {(a, b) for a, b in free if any(c <= a and b <= d for c, d in held)}
        slurs = tuple(sorted((free - covered) | held))
        return replace(self.score, notes=tuple(self.notes), slurs=slurs, strophic=False)


def _parted(note: Note, shares: int) -> Iterator[Note]:
    """Yield a note in so many parts: a dotted one in long and short, others in equal ones."""
    dotted = shares == 2 and note.duration.numerator == 3 and note.duration.denominator in (1, 2, 4)
    parts = [Fraction(2, 3), Fraction(1, 3)] if dotted else [Fraction(1, shares)] * shares
    at = note.start
    for n, part in enumerate(parts):
        length = note.duration * part
        last = n + 1 == shares
        yield replace(
            note,
            start=at,
            duration=length,
            graces=() if n else note.graces,
            fermata=note.fermata and last,
            breath=note.breath and last,
        )
        at += length


def _syllable(unit: Unit) -> Syllable:
    return Syllable(
        text=unit.text,
        syllabic=unit.syllabic,
        line_end=unit.line_end,
        stanza_end=unit.stanza_end,
    )


def _report(
    score: Score,
    units: Sequence[Unit],
    sung: Sequence[tuple[Slot, Sequence[Unit]]],
    unsung: Sequence[Unit],
    silent: set[int],
) -> LyricsReport:
    """Return what each line of the text was given."""
    rows: dict[int, list[tuple[Slot, Sequence[Unit]]]] = {unit.line: [] for unit in units}
    line = units[0].line
    for slot, group in sung:
        line = group[0].line if group else line
        rows[line].append((slot, group))
    numbers = {n: score.bars.index(score.bar(note.start)) + 1 for n, note in enumerate(score.notes)}
    return LyricsReport(
        lines=tuple(_line_fit(n, rows[n], units, unsung, numbers) for n in sorted(rows)),
        wordless=tuple(sorted({numbers[n] for n in silent})),
    )


def _line_fit(
    line: int,
    row: Sequence[tuple[Slot, Sequence[Unit]]],
    units: Sequence[Unit],
    unsung: Sequence[Unit],
    numbers: dict[int, int],
) -> LineFit:
    own = [unit for unit in units if unit.line == line and not unit.hold]
    return LineFit(
        line=line,
        text=" ".join(unit.text for unit in own),
        first_bar=numbers[row[0][0].first] if row else 0,
        last_bar=numbers[row[-1][0].last] if row else 0,
        syllables=len(own),
        notes=sum(slot.notes for slot, _ in row),
        held=sum(not group for _, group in row),
        shared=sum(len(group) > 1 for _, group in row),
        unsung=tuple(unit.text for unit in unsung if unit.line == line),
    )
