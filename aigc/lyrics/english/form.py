"""An English template made ready to be solved: repeats folded, words and pauses in place."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field

from aigc.errors import InputError
from aigc.g2p.english.lexicon import Lexicon, plain
from aigc.lyrics.english.words import BOTH, STRONG, WEAK
from aigc.types.template import UNRHYMED, Cell, Template, place_name

MOST_CELLS = 2_500
FREE_BEAT = "."
_BEATS = {"strong": STRONG, "weak": WEAK, "": FREE_BEAT}

Place = tuple[int, int]
"""A line and a cell of it."""


@dataclass(slots=True)
class Line:
    """What the words of one line must keep.

    Attributes
    ----------
    beats : str
        For each cell ``s``, ``w``, ``=`` (both: a word of one syllable) or ``.``.
    ends : frozenset of int
        Cells after which a pause stands, the last among them.
    only : dict
        Cells where one of some words must begin.
    spans : dict
        How many syllables the word that begins at a cell has, where that is settled.
    rhymes : dict
        The rhyme groups of cells, at which a word must end.
    given : frozenset of int
        Cells whose word the template itself names.
    """

    beats: str
    ends: frozenset[int]
    only: dict[int, frozenset[str]] = field(default_factory=dict)
    spans: dict[int, int] = field(default_factory=dict)
    rhymes: dict[int, frozenset[str]] = field(default_factory=dict)
    given: frozenset[int] = frozenset()

    def __len__(self) -> int:
        return len(self.beats)

    def segments(self) -> Iterator[tuple[int, int]]:
        """Yield the first and the last cell of each stretch without a pause."""
        return stretches(self.ends)

    def copy(self) -> Line:
        """Return a line that can be changed by itself."""
        return Line(
            self.beats, self.ends, dict(self.only), dict(self.spans), self.rhymes, self.given
        )


@dataclass(frozen=True, slots=True)
class Form:
    """The lines to be written; for each line of the template, which it is and where it pauses."""

    lines: Mapping[int, Line]
    source: tuple[int, ...]
    ends: tuple[frozenset[int], ...]

    def of(self, lines: Mapping[int, Line]) -> Form:
        """Return the form with other lines."""
        return Form(lines, self.source, self.ends)


def stretches(ends: Iterable[int]) -> Iterator[tuple[int, int]]:
    """Yield the first and the last cell of each stretch, given the cells with a pause after."""
    begin = 0
    for end in sorted(ends):
        yield begin, end
        begin = end + 1


def form_of(template: Template, lexicon: Lexicon) -> Form:
    """Return the form of a template.

    Raises
    ------
    InputError
        If it is empty or too long, a locked word is not known, or a repeated line cannot keep
        what both places ask for.
    """
    _check_size(template)
    source: list[int] = []
    lines: dict[int, Line] = {}
    ends: list[frozenset[int]] = []
    for i, line in enumerate(template.lines):
        if not line.cells:
            raise InputError(f"Line {i + 1} of the template has no cells; give it syllables.")
        if line.repeats is not None and not 0 <= line.repeats < i:
            raise InputError(
                f"Line {i + 1} of the template repeats line {line.repeats + 1}, which does not "
                "stand before it; name an earlier line."
            )
        same = i if line.repeats is None else source[line.repeats]
        source.append(same)
        made = _line(i, line.cells, lexicon)
        ends.append(made.ends)
        lines[same] = _both(lines[same], made, same, i) if same in lines else made
    return Form(lines, tuple(source), tuple(ends))


def _check_size(template: Template) -> None:
    if template.language != "en":
        raise InputError(
            f"The template is in {template.language!r}; this engine writes English (en). "
            "Choose an engine of that language."
        )
    if not template.lines:
        raise InputError("The template has no lines; give it at least one, for instance 8/6/8/6.")
    if len(template) > MOST_CELLS:
        raise InputError(
            f"The template has {len(template)} syllables and at most {MOST_CELLS} can be written "
            "at once; split the song into parts."
        )


def _line(number: int, cells: tuple[Cell, ...], lexicon: Lexicon) -> Line:
    last = len(cells) - 1
    line = Line(
        beats="".join(_BEATS[cell.stress] for cell in cells),
        ends=frozenset(k for k, cell in enumerate(cells) if cell.mark or k == last),
        rhymes={k: frozenset({cell.rhyme}) for k, cell in enumerate(cells) if cell.rhyme},
    )
    for k, cell in enumerate(cells):
        if cell.lock or cell.allowed:
            line.only[k] = _asked(cell, place_name(number, k), lexicon)
    named = (k for k, cell in enumerate(cells) if cell.lock or len(cell.allowed) == 1)
    line.given = frozenset(named)
    return line


def _asked(cell: Cell, place: str, lexicon: Lexicon) -> frozenset[str]:
    """Return the words of which one must begin at a cell."""
    allowed = frozenset(map(plain, cell.allowed))
    if cell.lock and allowed and plain(cell.lock) not in allowed:
        some = ", ".join(sorted(allowed)[:4])
        raise InputError(
            f"{cell.lock!r} is locked at {place}, where only other words are allowed ({some}); "
            "lock one of those or allow it."
        )
    words = frozenset({plain(cell.lock)}) if cell.lock else allowed
    known = frozenset(word for word in words if word in lexicon)
    if not known:
        shown = ", ".join(map(repr, sorted({cell.lock} if cell.lock else cell.allowed)[:3]))
        raise InputError(
            f"The pronunciation of {shown} at {place} is not known, so its syllables cannot be "
            "counted; write it with dictionary words or in two words."
        )
    return known


def _both(first: Line, again: Line, line: int, repeat: int) -> Line:
    """Return what a line and its repeat ask for together."""
    where = f"line {repeat + 1} repeats line {line + 1}"
    if len(first) != len(again):
        raise InputError(
            f"{where.capitalize()}, but has {len(again)} syllables and not {len(first)}; make "
            "them equal."
        )
    beats = "".join(map(_beat, first.beats, again.beats))
    only = dict(first.only)
    for k, words in again.only.items():
        only[k] = only.get(k, words) & words
        if not only[k]:
            raise InputError(
                f"{where.capitalize()}, but {place_name(line, k)} and {place_name(repeat, k)} "
                "want different words; give both the same."
            )
    rhymes = {
        k: first.rhymes.get(k, frozenset()) | again.rhymes.get(k, frozenset())
        for k in first.rhymes.keys() | again.rhymes.keys()
    }
    return Line(beats, first.ends | again.ends, only, {}, rhymes, first.given | again.given)


def _beat(one: str, other: str) -> str:
    """Return what two cells with the same syllable ask for together."""
    if FREE_BEAT in (one, other):
        return other if one == FREE_BEAT else one
    return one if one == other else BOTH


def groups_of(template: Template) -> dict[str, list[Place]]:
    """Return the cells of every rhyme group; each cell of `UNRHYMED` is a group of its own."""
    groups: dict[str, list[Place]] = {}
    for i, k, cell in template.places():
        if cell.rhyme:
            name = f"{UNRHYMED}{i}.{k}" if cell.rhyme == UNRHYMED else cell.rhyme
            groups.setdefault(name, []).append((i, k))
    return groups
