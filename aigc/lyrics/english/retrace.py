"""How a lyric that is there already fills its form: its words on their syllables, and its plan."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from aigc.errors import InputError
from aigc.g2p.english.lexicon import Lexicon
from aigc.lyrics.english.form import Form, Line, Place
from aigc.lyrics.english.keywords import Spot, Wanted, taken
from aigc.lyrics.english.plan import Plan, asked_of, rhymed, with_words
from aigc.lyrics.english.rhymes import Rhyme
from aigc.lyrics.english.words import Words, falls_in
from aigc.lyrics.forms.filling import check_lines, english_words
from aigc.types.lyric import Lyric
from aigc.types.template import Template

Laid = Mapping[Place, int]
"""The reading of each word, a row of `Words`, by the cell on which it begins."""


@dataclass(frozen=True, slots=True)
class Retraced:
    """A lyric as it may have been written: the plan, and the reading that ends at each cell."""

    plan: Plan
    ends: Mapping[Place, int]


def retrace(
    template: Template, lyrics: Sequence[Lyric], usual: Words, lexicon: Lexicon
) -> list[Retraced]:
    """Return how lyrics fill a form; of several ways the one with the most usual readings.

    A keyword counts as placed where it stands first.

    Raises
    ------
    InputError
        If nothing can meet the template, or words do not fill it.
    """
    form, wanted, words = asked_of(template, usual, lexicon)
    said = [_said(template, lyric) for lyric in lyrics]
    words = with_words(words, sorted({w for rows in said for row in rows for w in row}), lexicon)
    plans: dict[tuple[Spot, ...], Plan] = {}
    found = []
    for rows in said:
        laid = _laid(form, rows, words)
        spots = tuple(_standing(form, wanted, laid, words))
        if spots not in plans:
            rng = np.random.default_rng(0)
            plans[spots] = rhymed(template, _placed(form, spots), words, lexicon, rng)
        ends = {(i, cell + int(words.length[row]) - 1): row for (i, cell), row in laid.items()}
        found.append(Retraced(_as_heard(plans[spots], ends), ends))
    return found


def _said(template: Template, lyric: Lyric) -> list[list[str]]:
    check_lines(template, lyric)
    return [english_words(text) for text in lyric.lines]


def _laid(form: Form, said: Sequence[Sequence[str]], words: Words) -> dict[Place, int]:
    laid: dict[Place, int] = {}
    for number, line in form.lines.items():
        rows = _onward(line, said[number], words, 0, 0, set())
        if rows is None:
            raise InputError(
                f"Line {number + 1} of the lyric, {' '.join(said[number])!r}, does not fill its "
                f"{len(line)} syllables as the template asks. Give a lyric that keeps the template."
            )
        laid |= {(number, cell): row for cell, row in rows}
    return laid


def _onward(
    line: Line, said: Sequence[str], words: Words, cell: int, k: int, lost: set[Place]
) -> list[tuple[int, int]] | None:
    """Return the readings with which the words from ``k`` on fill a line from a cell on."""
    if k == len(said):
        return [] if cell == len(line) else None
    if (cell, k) in lost:
        return None
    for row in words.rows([said[k]]).tolist():
        end = cell + int(words.length[row])
        if _fits(line, cell, end, row, words):
            rest = _onward(line, said, words, end, k + 1, lost)
            if rest is not None:
                return [(cell, row), *rest]
    lost.add((cell, k))
    return None


def _fits(line: Line, begin: int, end: int, row: int, words: Words) -> bool:
    """Tell whether a reading may stand on the cells from ``begin`` up to ``end``."""
    if end > len(line) or not falls_in(words.patterns[words.pattern[row]], line.beats[begin:end]):
        return False
    asked = line.only.get(begin)
    if asked is not None and words.names[words.word[row]] not in asked:
        return False
    inside = range(begin, end - 1)
    return not any(k in line.ends or k in line.rhymes or k + 1 in line.only for k in inside)


def _standing(form: Form, wanted: Sequence[Wanted], laid: Laid, words: Words) -> Iterator[Spot]:
    """Yield where each keyword stands first, nothing for one that does not."""
    for some in wanted:
        line = some.keyword.line
        numbers = range(len(form.source)) if line is None else [line]
        spots = (spot for n in numbers for spot in _runs(form, n, some, laid, words))
        yield from [spot for spot, _ in zip(spots, range(1), strict=False)]


def _runs(form: Form, number: int, wanted: Wanted, laid: Laid, words: Words) -> Iterator[Spot]:
    """Yield the places of a keyword in a line, between the pauses of that line."""
    source, size = form.source[number], len(wanted.words)
    parts = [
        (cell, words.names[words.word[row]], int(words.length[row]))
        for (i, cell), row in sorted(laid.items())
        if i == source
    ]
    for k in range(len(parts) - size + 1):
        run = tuple(parts[k : k + size])
        cells = range(run[0][0], run[-1][0] + run[-1][2] - 1)
        if tuple(word for _, word, _ in run) == wanted.words and form.ends[number].isdisjoint(
            cells
        ):
            yield source, run


def _placed(form: Form, spots: Sequence[Spot]) -> Form:
    lines = dict(form.lines)
    for number, parts in spots:
        lines[number] = taken(lines[number], parts) or lines[number]
    return form.of(lines)


def _as_heard(plan: Plan, ends: Mapping[Place, int]) -> Plan:
    """Return a plan whose rhymes, where one sound was settled for them, have that of the words."""
    return replace(plan, rhymes=tuple(_sounding(rhyme, plan, ends) for rhyme in plan.rhymes))


def _sounding(rhyme: Rhyme, plan: Plan, ends: Mapping[Place, int]) -> Rhyme:
    words, keys = plan.words, set(np.flatnonzero(rhyme.keys).tolist())
    for cell in rhyme.cells:
        said = words.word[ends[cell]] if cell in ends else -1
        keys &= set(words.key[words.word == said].tolist())
    if rhyme.key < 0 or rhyme.key in keys or not keys:
        return rhyme
    return replace(rhyme, key=min(keys))
