"""One way to meet a form: for every cell the characters that may stand there."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cached_property

import numpy as np

from aigc.lyrics.constraints.alphabet import Mask
from aigc.lyrics.constraints.problem import Problem, Rhyming
from aigc.lyrics.constraints.solve import Solution, Solver, Used
from aigc.types.template import UNRHYMED, Cell, Template


class Plan:
    """A solved problem: cells are independent of each other, but for words that change a reading.

    `sure` holds what is right under every reading: whoever chooses from it alone cannot go wrong.
    `possible` holds what has its tone under some reading, to be checked by `fits`; a rhyme is sure
    in both, so that nobody can hear it otherwise.
    """

    def __init__(self, problem: Problem, solution: Solution) -> None:
        self.problem, self.solution = problem, solution
        self._masks: dict[tuple[object, ...], Mask] = {}

    @cached_property
    def given(self) -> list[str]:
        """The character that stands in each cell, empty where one is to be chosen."""
        return [self.solution.words.get(root, "") for root in self.problem.root]

    def copied(self, cell: int) -> int:
        """Return the earlier cell whose character a cell repeats, -1 for none."""
        root = self.problem.root[cell]
        return root if root != cell else -1

    def sounds(self, cell: int) -> Rhyming | None:
        """Return how the rhyme group of a cell sounds; nothing for a cell of no group."""
        return self.solution.sounds.get(self.problem.cells[cell].rhyme)

    def unrhymed(self, cell: int) -> bool:
        """Tell whether a cell must not rhyme."""
        return self.problem.cells[cell].rhyme == UNRHYMED

    def sure(self, cell: int) -> Mask:
        """Return what is right in a cell under every reading."""
        return self._mask(cell, surely=True)

    def possible(self, cell: int) -> Mask:
        """Return what is right in a cell under some reading.

        Where a hook repeats the cell, other words may follow it there: only what is sure counts.
        """
        alone = len(self.problem.copies[self.problem.root[cell]]) == 1
        return self._mask(cell, surely=not alone)

    def _mask(self, cell: int, *, surely: bool) -> Mask:
        problem, solution = self.problem, self.solution
        root = problem.root[cell]
        key = self._key(root, surely)
        if key not in self._masks:
            self._masks[key] = problem.choices(root, solution.words, solution.sounds, surely=surely)
        return self._masks[key]

    def _key(self, root: int, surely: bool) -> tuple[object, ...]:
        problem, sounds = self.problem, self.solution.sounds
        if root in self.solution.words or root in problem.explicit:
            return root, surely
        cells: list[Cell] = [problem.cells[i] for i in problem.copies[root]]
        tones = frozenset(c.tone for c in cells)
        ways = frozenset(sounds[c.rhyme] for c in cells if c.rhyme in sounds)
        return tones, ways, problem.avoided(root, sounds), surely

    def like(self, other: Plan) -> bool:
        """Tell whether another plan names the same characters and has groups sound the same."""
        mine, others = self.solution, other.solution
        labels = [{name: way.label for name, way in s.sounds.items()} for s in (mine, others)]
        return mine.words == others.words and labels[0] == labels[1]

    def settled(self, cell: int) -> bool:
        """Tell whether nothing in a cell can go wrong by its reading: it is free, or was named."""
        root = self.problem.root[cell]
        if root in self.solution.words or root in self.problem.explicit:
            return True
        asked = [self.problem.cells[i] for i in self.problem.copies[root]]
        return len(asked) > 1 or not (asked[0].tone or asked[0].rhyme)

    def fits(self, begin: int, text: str) -> bool:
        """Tell whether the characters from cell ``begin`` of a stretch on read as they must."""
        return all(
            self.settled(begin + k) or self._reads(begin + k, text, k) for k in range(len(text))
        )

    def _reads(self, cell: int, text: str, index: int) -> bool:
        problem, sounds = self.problem, self.problem.alphabet.sounds
        tones, classes = sounds.tones_in(text, index), sounds.rhymes_in(text, index)
        asked = problem.cells[cell]
        if asked.tone and asked.tone not in tones:
            return False
        if asked.rhyme == UNRHYMED:
            return not classes & problem.avoided(cell, self.solution.sounds)
        way = self.sounds(cell)
        return way is None or (way.label in classes and (not way.tone or way.tone in tones))


def plans(problem: Problem, count: int, seed: int) -> list[Plan]:
    """Return ``count`` plans that differ where the form leaves a choice.

    Raises
    ------
    InputError
        When nothing can meet the template; the message names what clashes.
    """
    solver, used = Solver(problem), Used()
    rng = np.random.default_rng(seed)
    return [Plan(problem, solver.solve(rng, used)) for _ in range(count)]


def printed(template: Template, characters: Iterable[str]) -> tuple[str, ...]:
    """Return the characters of all cells as lines with the marks of the template."""
    each = iter(characters)
    return tuple("".join(next(each) + cell.mark for cell in line.cells) for line in template.lines)
