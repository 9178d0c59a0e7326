"""A plan as the network sees it: slots for the cells and marks of some lines."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

import numpy as np

from aigc.lyrics.constraints.alphabet import Alphabet, alphabet
from aigc.lyrics.constraints.plan import Plan
from aigc.lyrics.model.symbols import Column, Ids, Kind, Rhyme, Tone, layout
from aigc.lyrics.model.vocabulary import MARKS, Vocabulary

CLEAR_SHARE = 0.6
"""A rhyme class is told to the network as one of its own when this share of it is in that one."""

_TONES = {"": Tone.ANY, "平": Tone.LEVEL, "仄": Tone.OBLIQUE}


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """Slots of some lines, shape ``(slots, columns)``, and the cell in each, -1 for marks."""

    slots: Ids
    cells: tuple[int, ...]


def sheet(plan: Plan, vocabulary: Vocabulary, lines: range) -> Sheet:
    """Return the slots of some lines of a plan, its named characters given."""
    template = plan.problem.template
    rows: list[list[tuple[int, str]]] = []
    cells: list[int] = []
    for number in lines:
        rows.append([])
        length = 0
        for k, cell in enumerate(template.lines[number].cells):
            length += 1
            cells.append(plan.problem.starts[number] + k)
            if cell.mark or k + 1 == len(template.lines[number]):
                rows[-1].append((length, _known(cell.mark)))
                cells += [-1] * bool(cell.mark)
                length = 0
    slots = layout(rows, vocabulary)
    for row, place in zip(slots, cells, strict=True):
        if place >= 0:
            _tell(row, plan, vocabulary, place)
    return Sheet(slots=slots, cells=tuple(cells))


def _known(mark: str) -> str:
    return mark if mark in MARKS else "，" * bool(mark)


def _tell(row: Ids, plan: Plan, vocabulary: Vocabulary, cell: int) -> None:
    row[Column.TONE] = _TONES[plan.problem.cells[cell].tone]
    if plan.given[cell]:
        (row[Column.GIVEN],) = vocabulary.ids(plan.given[cell])
    if row[Column.KIND] == Kind.LAST:
        sounds = plan.sounds(cell)
        if sounds is not None:
            row[Column.RHYME] = told(plan.problem.alphabet, sounds.label)
        elif plan.unrhymed(cell):
            row[Column.RHYME] = Rhyme.NONE


@lru_cache(maxsize=512)
def told(letters: Alphabet, label: str) -> int:
    """Return the network's own class for one of any book, `Rhyme.ANY` if none is clear."""
    modern = alphabet(letters.characters, "thirteen")
    weight = 1 / (np.arange(len(letters)) + 50)
    inside = letters.rhyme(label, surely=True)
    shares = [
        float(weight[inside & modern.rhyme(own, surely=True)].sum())
        for own in modern.sounds.classes
    ]
    best = int(np.argmax(shares))
    clear = shares[best] > CLEAR_SHARE * float(weight[inside].sum())
    return Rhyme.FIRST + best if clear else Rhyme.ANY


def windows(plan: Plan, longest: int, context: int) -> Sequence[tuple[range, range]]:
    """Return which lines are written together, each with the lines before that it may look at.

    Together they have at most ``longest`` slots, the lines before at most ``context``; a single
    longer line stands alone.
    """
    template = plan.problem.template
    sizes = [len(line) + sum(bool(c.mark) for c in line.cells) for line in template.lines]
    found: list[tuple[range, range]] = []
    begin = 0
    while begin < len(sizes):
        seen, room = begin, context
        while seen > 0 and sizes[seen - 1] <= room:
            seen -= 1
            room -= sizes[seen]
        end, room = begin, longest - sum(sizes[seen:begin])
        while end < len(sizes) and (end == begin or sizes[end] <= room):
            room -= sizes[end]
            end += 1
        found.append((range(seen, begin), range(begin, end)))
        begin = end
    return found
