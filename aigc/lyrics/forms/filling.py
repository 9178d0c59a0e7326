"""Which words of a written line stand in which cells."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

from aigc.errors import InputError
from aigc.types.article import Language
from aigc.types.lyric import Lyric
from aigc.types.template import Cell, Template, TemplateLine, place_name

ENGLISH_WORD: Final = re.compile(r"['’]?[A-Za-z]+(?:['’][A-Za-z]+)*['’]?")


@dataclass(frozen=True, slots=True, kw_only=True)
class Placed:
    """A character or an English word, its first cell, and over how many cells it goes."""

    text: str
    cell: int
    cells: int = 1


def filled(template: Template, lyric: Lyric) -> list[tuple[Placed, ...]]:
    """Return what stands in the cells of each line of a lyric.

    Raises
    ------
    InputError
        The lyric has another number of lines, or one of them does not fit; see `cells_of`.
    """
    check_lines(template, lyric)
    pairs = enumerate(zip(template.lines, lyric.lines, strict=True))
    return [cells_of(line, text, n, template.language) for n, (line, text) in pairs]


def check_lines(template: Template, lyric: Lyric) -> None:
    """Raise `InputError` when a lyric has not as many lines as a template."""
    if len(lyric.lines) != len(template.lines):
        raise InputError(
            f"The lyric has {len(lyric.lines)} lines and the template {len(template.lines)}. "
            "Give a lyric that was written under this template."
        )


def cells_of(line: TemplateLine, text: str, number: int, language: Language) -> tuple[Placed, ...]:
    """Return what stands in the cells of a line; ``number`` is its index, for messages.

    English words come in lower case.

    Raises
    ------
    InputError
        The text does not have the form of the line, or has an English word whose pronunciation
        is not known.
    """
    if language == "en":
        return _words(line, text, number)
    return _characters(line, text, number)


def stresses(word: str) -> tuple[str, ...]:
    """Return how the syllables of an English word are stressed, the commonest reading first."""
    from aigc.g2p.english.lexicon import lexicon

    return tuple(dict.fromkeys(r.stress for r in lexicon().readings(word)))


def off_beat(cells: Sequence[Cell], stress: str) -> int:
    """Return on how many cells a reading is stressed otherwise than asked.

    A word of one syllable fits any.
    """
    pairs = zip(cells, stress, strict=False) if len(stress) > 1 else ()
    return sum(bool(c.stress) and (c.stress == "strong") != (digit != "0") for c, digit in pairs)


def english_words(text: str) -> list[str]:
    """Return the words of a line in lower case with straight apostrophes; hyphens part words."""
    return [word.lower().replace("’", "'") for word in ENGLISH_WORD.findall(text)]


def _characters(line: TemplateLine, text: str, number: int) -> tuple[Placed, ...]:
    rest = "".join(text.split())
    placed = []
    for k, cell in enumerate(line.cells):
        if not rest or not rest[1:].startswith(cell.mark):
            raise _misfit(text, number, f"cell {place_name(number, k)} does not fit")
        placed.append(Placed(text=rest[0], cell=k))
        rest = rest[1 + len(cell.mark) :]
    if rest:
        raise _misfit(text, number, f"{rest!r} is left over after {len(line)} cells")
    return tuple(placed)


def _words(line: TemplateLine, text: str, number: int) -> tuple[Placed, ...]:
    words = english_words(text)
    readings = [stresses(word) for word in words]
    for word, known in zip(words, readings, strict=True):
        if not known:
            raise _misfit(text, number, f"the pronunciation of {word!r} is not known")
    sizes = _sizes(readings, line.cells)
    if sizes is None:
        raise _misfit(text, number, f"its words do not fill {len(line)} syllables")
    starts = [sum(sizes[:k]) for k in range(len(sizes))]
    return tuple(
        Placed(text=word, cell=start, cells=size)
        for word, start, size in zip(words, starts, sizes, strict=True)
    )


def _sizes(readings: Sequence[tuple[str, ...]], cells: Sequence[Cell]) -> list[int] | None:
    """Return the syllables of each word so that all fill the cells and none crosses a pause.

    Of the ways to do that, the one with the fewest syllables off the beat.
    """
    reached: dict[int, tuple[int, list[int]]] = {0: (0, [])}
    for known in readings:
        step: dict[int, tuple[int, list[int]]] = {}
        for at, (off, sizes) in reached.items():
            for stress in known:
                end = at + len(stress)
                if end > len(cells) or any(cell.mark for cell in cells[at : end - 1]):
                    continue
                cost = off + off_beat(cells[at:end], stress)
                if end not in step or cost < step[end][0]:
                    step[end] = cost, [*sizes, len(stress)]
        reached = step
    return reached[len(cells)][1] if len(cells) in reached else None


def _misfit(text: str, number: int, why: str) -> InputError:
    return InputError(
        f"Line {number + 1} of the lyric, {text!r}, is not in the form of the template: {why}. "
        "Give a lyric that was written under this template."
    )
