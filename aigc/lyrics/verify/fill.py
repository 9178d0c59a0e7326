"""English words laid upon syllables in the best of all ways."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from aigc.lyrics.verify.phones import Phones, plain, spoken, stresses
from aigc.types.template import Cell

_FAR = 10_000


@dataclass(frozen=True, slots=True)
class Misfit:
    """What one cell forbids of the word that stands on it."""

    kind: Literal["mark", "lock", "allowed", "stress", "rhyme"]
    cell: int
    word: str
    what: str


@dataclass(frozen=True, slots=True)
class Step:
    """One word on its cells, ``begin`` to ``end``."""

    word: str
    phones: Phones
    begin: int
    end: int
    misfits: tuple[Misfit, ...]


@dataclass(frozen=True, slots=True)
class Fill:
    """The best way to lay the words: ``endings`` are the words, with all pronunciations that are
    as good, by the cell on which they end.
    """

    misfits: tuple[Misfit, ...]
    endings: Mapping[int, tuple[str, tuple[Phones, ...]]]


def fill(cells: Sequence[Cell], words: Sequence[str], marks: Sequence[str]) -> Fill | None:
    """Return the way with the fewest misfits, None when no choice of pronunciations fills."""
    steps = [
        [step for at in range(len(cells)) for step in _steps(cells, at, word, mark)]
        for word, mark in zip(words, marks, strict=True)
    ]
    before = _costs(steps, 0, forward=True)
    behind = _costs(steps[::-1], len(cells), forward=False)[::-1]
    best = before[-1].get(len(cells))
    if best is None or not words:
        return None
    good = [
        [
            s
            for s in some
            if before[k].get(s.begin, _FAR) + len(s.misfits) + behind[k + 1].get(s.end, _FAR)
            == best
        ]
        for k, some in enumerate(steps)
    ]
    endings: dict[int, tuple[str, tuple[Phones, ...]]] = {}
    for step in (s for some in good for s in some):
        _, readings = endings.get(step.end - 1, (step.word, ()))
        endings[step.end - 1] = step.word, (*readings, step.phones)
    return Fill(tuple(m for s in _one_path(good, best) for m in s.misfits), endings)


def _costs(steps: Sequence[Sequence[Step]], start: int, *, forward: bool) -> list[dict[int, int]]:
    """Return, word by word, the fewest misfits with which each cell can be reached."""
    reached = [{start: 0}]
    for some in steps:
        nearer: dict[int, int] = {}
        for step in some:
            here, there = (step.begin, step.end) if forward else (step.end, step.begin)
            if here in reached[-1]:
                cost = reached[-1][here] + len(step.misfits)
                nearer[there] = min(cost, nearer.get(there, cost))
        reached.append(nearer)
    return reached


def _one_path(good: Sequence[Sequence[Step]], best: int) -> Iterator[Step]:
    """Yield one way through the good steps."""
    at = 0
    for k, some in enumerate(good):
        here = [s for s in some if s.begin == at]
        step = next(s for s in here if _goes_on(good, k, s, best))
        yield step
        at, best = step.end, best - len(step.misfits)


def _goes_on(good: Sequence[Sequence[Step]], k: int, step: Step, left: int) -> bool:
    rest = _costs(good[k + 1 :], step.end, forward=True)[-1]
    return min(rest.values(), default=_FAR) == left - len(step.misfits)


def _steps(cells: Sequence[Cell], begin: int, word: str, mark: str) -> Iterator[Step]:
    for phones in spoken(word):
        pattern = stresses(phones)
        end = begin + len(pattern)
        if pattern and end <= len(cells):
            found = tuple(_misfits(cells[begin:end], begin, word, mark, pattern))
            yield Step(word, phones, begin, end, found)


def _misfits(
    cells: Sequence[Cell], begin: int, word: str, mark: str, pattern: str
) -> Iterator[Misfit]:
    for k, (cell, stress) in enumerate(zip(cells, pattern, strict=True)):
        at, last = begin + k, k == len(cells) - 1
        if cell.mark != (mark if last else ""):
            yield Misfit("mark", at, word, f"has {mark or 'no mark'!r} after it, not {cell.mark!r}")
        if cell.lock and (k or plain(cell.lock) != word):
            yield Misfit("lock", at, word, f"stands where {cell.lock!r} is locked")
        if cell.allowed and (k or word not in map(plain, cell.allowed)):
            yield Misfit("allowed", at, word, "is not among the words allowed to begin there")
        if cell.rhyme and not last:
            yield Misfit("rhyme", at, word, "goes on after a cell that should rhyme")
        if len(pattern) > 1 and cell.stress and (cell.stress == "strong") != (stress != "0"):
            yield Misfit("stress", at, word, f"is stressed otherwise than the {cell.stress} cell")
