"""A plan written out as a sheet: cells, marks and line breaks in reading order."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aigc.errors import InputError
from aigc.lyrics.causal.sheet import FREE, Indices, Mask, Sheet
from aigc.lyrics.causal.table import Spelling, TokenTable, is_surrogate
from aigc.lyrics.constraints.plan import Plan
from aigc.lyrics.forms.editing import HAN
from aigc.types.template import Template, place_name

BREAKS = "\n "
"""What may part lines, the best first."""

_MARKS = "，。、；：？！…—～,.;:?!"
_PAUSE = "，,"
_COMMONER, _SCATTER = 3755, 2_654_435_761


@dataclass(frozen=True, slots=True, kw_only=True)
class Ruled:
    """A sheet, and the places of all cells on it."""

    sheet: Sheet
    cells: tuple[int, ...]


@lru_cache(maxsize=1)
def common_characters() -> tuple[str, ...]:
    """Return the 6,763 Chinese characters of GB 2312, the commoner half first.

    The standard lists that half by sound. Here each half is in an even disorder: who takes the
    first to be the commonest would else find some rhymes common.

    Source: GB/T 2312-1980, rows 16 to 87.
    """
    cells = ((row, column) for row in range(16, 88) for column in range(1, 95))
    codes = (bytes((0xA0 + row, 0xA0 + column)) for row, column in cells)
    listed = [c for code in codes if (c := code.decode("gb2312", errors="ignore"))]
    places = sorted(range(len(listed)), key=lambda k: (k >= _COMMONER, k * _SCATTER % 2**32))
    return tuple(listed[k] for k in places)


def asked_characters(template: Template) -> dict[str, str]:
    """Return every character that a template names, and who asks for it, in words."""
    asked: dict[str, str] = {}
    for line, cell, here in template.places():
        for character in here.lock:
            asked.setdefault(character, f"the lock of cell {place_name(line, cell)}")
    for keyword in template.keywords:
        for character in keyword.text:
            asked.setdefault(character, f"the keyword {keyword.text!r}")
    return asked


def paper(template: Template) -> frozenset[str]:
    """Return all that may stand on a sheet of a template."""
    marks = {c for _, _, cell in template.places() for c in cell.mark}
    folded = {c for mark in marks for c in unicodedata.normalize("NFKC", mark)}
    more = {*_MARKS, *BREAKS, *marks, *folded, *_named(template)}
    return frozenset(c for c in more.union(common_characters()) if not is_surrogate(c))


def _named(template: Template) -> set[str]:
    """Return the characters that cells are locked to, keywords hold, or sets allow."""
    listed = {c for _, _, cell in template.places() for c in cell.allowed if len(c) == 1}
    return listed.union(asked_characters(template))


def check_spelling(template: Template, spelling: Spelling, model: str) -> None:
    """Refuse a template that names what the tokens cannot spell.

    Raises
    ------
    InputError
        When it is a locked character, part of a keyword or a whole set of allowed characters.
    """
    for character, who in asked_characters(template).items():
        if not spelling.spells(character):
            raise InputError(
                f"The tokeniser of {model!r} cannot spell {character!r}, which {who} asks for. "
                "Ask for another word, or choose a model with a byte-level tokeniser."
            )
    for line, cell, here in template.places():
        if here.allowed and not any(len(c) == 1 and spelling.spells(c) for c in here.allowed):
            raise InputError(
                f"The tokeniser of {model!r} can spell none of the characters allowed in cell "
                f"{place_name(line, cell)}. Allow others, or choose another model."
            )


def writable(template: Template, table: TokenTable) -> tuple[str, ...]:
    """Return the characters that the tokens spell and cells may hold, the commonest first."""
    rare = sorted(filter(HAN.fullmatch, _named(template).difference(common_characters())))
    return tuple(c for c in (*common_characters(), *rare) if table.spells(c))


def rule(plans: Sequence[Plan], table: TokenTable) -> list[Ruled]:
    """Return the sheets of plans of one problem, for tokens over an alphabet.

    Marks and breaks guide the model but are printed from the template: one that the tokens
    cannot spell gives way to its plain form, or is left out. Where neither a line break nor a
    space is spelled, a comma parts lines that end without a mark.
    """
    characters = plans[0].problem.alphabet.characters
    columns = np.array([table.index[c] for c in characters], np.intp)
    return [_ruled(plan, _Ruler(plan, table, columns)) for plan in plans]


def text_of(ruled: Ruled, characters: Sequence[str]) -> str:
    """Return the text of a sheet whose cells hold these characters."""
    sheet, cells = ruled.sheet, dict(zip(ruled.cells, characters, strict=True))
    printed = (sheet.alphabet[int(sheet.sets[k].argmax())] for k in sheet.which)
    return "".join(cells.get(place, mark) for place, mark in enumerate(printed))


def _ruled(plan: Plan, ruler: _Ruler) -> Ruled:
    template = plan.problem.template
    places = []
    for i, line in enumerate(template.lines):
        if i:
            ruler.between(template, i)
        for cell in line.cells:
            places.append(ruler.cell())
            ruler.print(cell.mark)
    return Ruled(sheet=ruler.sheet(), cells=tuple(places))


class _Ruler:
    """Lays down one place after the other."""

    def __init__(self, plan: Plan, table: TokenTable, columns: Indices) -> None:
        self._plan, self._table, self._columns = plan, table, columns
        self._sets: list[Mask] = []
        self._known: dict[int | str, int] = {}
        self._bases: dict[int, Mask] = {}
        self._which: list[int] = []
        self._copies: list[int] = []
        self._place_of: list[int] = []

    def cell(self) -> int:
        """Lay down the next cell of the plan and return its place."""
        index, place = len(self._place_of), len(self._which)
        mask, root = self._mask(index), self._plan.copied(index)
        if id(mask) not in self._known:
            wide = np.zeros(len(self._table.alphabet), dtype=bool)
            wide[self._columns] = mask
            self._add(id(mask), wide)
        self._which.append(self._known[id(mask)])
        self._copies.append(FREE if root < 0 else self._place_of[root])
        self._place_of.append(place)
        return place

    def _mask(self, index: int) -> Mask:
        """Return what may stand in a cell; where its rhyme leaves nothing, what has its tone."""
        mask, problem = self._plan.sure(index), self._plan.problem
        if mask.any():
            return mask
        return self._bases.setdefault(index, problem.base(problem.root[index], surely=True))

    def _add(self, key: int | str, mask: Mask) -> None:
        self._known[key] = len(self._sets)
        self._sets.append(mask)

    def print(self, text: str) -> None:
        """Lay down marks as far as they can be spelled."""
        for character in _as_spelled(text, self._table):
            if character not in self._known:
                single = np.zeros(len(self._table.alphabet), dtype=bool)
                single[self._table.index[character]] = True
                self._add(character, single)
            self._which.append(self._known[character])
            self._copies.append(FREE)

    def between(self, template: Template, line: int) -> None:
        """Part a line from the one before it."""
        before = template.lines[line - 1]
        spelled = list(_spelled(BREAKS, self._table))
        if spelled:
            new_stanza = before.stanza != template.lines[line].stanza
            self.print(spelled[0] * (2 if new_stanza and spelled[0] == "\n" else 1))
        elif before.cells and not before.cells[-1].mark:
            self.print("".join(_spelled(_PAUSE, self._table))[:1])

    def sheet(self) -> Sheet:
        """Return all that was laid down."""
        return Sheet(
            alphabet=self._table.alphabet,
            sets=np.array(self._sets, dtype=bool).reshape(-1, len(self._table.alphabet)),
            which=np.array(self._which, np.intp),
            copies=np.array(self._copies, np.intp),
        )


def _spelled(characters: Iterable[str], table: TokenTable) -> Iterator[str]:
    return (c for c in characters if table.spells(c))


def _as_spelled(text: str, table: TokenTable) -> str:
    """Return text with what the tokens cannot spell in its plain form, or without it."""
    out = []
    for character in text:
        plain = unicodedata.normalize("NFKC", character)
        forms = (character, plain)
        out.append(next((f for f in forms if len(list(_spelled(f, table))) == len(f)), ""))
    return "".join(out)
