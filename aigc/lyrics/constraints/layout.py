"""The cells of a template counted through all lines, and what hangs together among them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby, permutations

from aigc.errors import InputError
from aigc.types.template import UNRHYMED, Cell, Template, place_name

NEAR_LINES = 4
"""Rhyme groups this many lines apart, or fewer, must sound different."""


@dataclass(frozen=True, slots=True)
class Group:
    """Cells that rhyme with each other: flat indices, and the first and last line they are in."""

    name: str
    cells: tuple[int, ...]
    first: int
    last: int

    def near(self, first: int, last: int) -> bool:
        """Tell whether lines ``first`` to ``last`` lie close enough to clash with the group."""
        return first - self.last <= NEAR_LINES and self.first - last <= NEAR_LINES


@dataclass(frozen=True, slots=True)
class Stretch:
    """Cells between two pauses, where words may stand: flat indices ``begin`` to ``end``."""

    line: int
    begin: int
    end: int


class Layout:
    """A template with cells counted through all lines.

    A cell of a line that repeats another stands for that line's cell, its ``root``: whatever is
    asked of either is asked of both.

    Raises
    ------
    InputError
        When there is no cell, or a line repeats what it cannot.
    """

    def __init__(self, template: Template) -> None:
        if not template.lines or not all(map(len, template.lines)):
            raise InputError("The template has no cells. Give at least one line of one cell.")
        self.template = template
        places = list(template.places())
        self.cells: tuple[Cell, ...] = tuple(cell for _, _, cell in places)
        self.line_of = [line for line, _, _ in places]
        self.names = [place_name(line, k) for line, k, _ in places]
        self.starts = [0]
        for line in template.lines:
            self.starts.append(self.starts[-1] + len(line))
        self.root = self._roots()
        self.copies: dict[int, list[int]] = {}
        for cell, root in enumerate(self.root):
            self.copies.setdefault(root, []).append(cell)
        self.stretches = tuple(self._stretches())
        self.groups = tuple(self._groups())

    def _roots(self) -> list[int]:
        root = list(range(len(self.cells)))
        for i, line in enumerate(self.template.lines):
            if line.repeats is None:
                continue
            if not 0 <= line.repeats < i or len(self.template.lines[line.repeats]) != len(line):
                raise InputError(
                    f"Line {i + 1} cannot repeat line {line.repeats + 1}: only an earlier line "
                    "of the same length can be repeated."
                )
            begin = self.starts[line.repeats]
            for k in range(len(line)):
                root[self.starts[i] + k] = root[begin + k]
        return root

    def _stretches(self) -> Iterator[Stretch]:
        for number, line in enumerate(self.template.lines):
            begin = self.starts[number]
            for k, cell in enumerate(line.cells):
                here = self.starts[number] + k + 1
                if cell.mark or k + 1 == len(line):
                    yield Stretch(number, begin, here)
                    begin = here

    def _groups(self) -> Iterator[Group]:
        rhyming = [i for i, c in enumerate(self.cells) if c.rhyme not in ("", UNRHYMED)]
        for name, members in groupby(
            sorted(rhyming, key=lambda i: self.cells[i].rhyme), lambda i: self.cells[i].rhyme
        ):
            cells = tuple(members)
            yield Group(name, cells, self.line_of[cells[0]], self.line_of[cells[-1]])

    @cached_property
    def stretch_begin(self) -> list[int]:
        """The first cell of the stretch that each cell is in."""
        return [s.begin for s in self.stretches for _ in range(s.begin, s.end)]

    def rhymed_with(self, cell: int) -> tuple[int, ...]:
        """Return the cells of the group of a cell."""
        name = self.cells[cell].rhyme
        return next((g.cells for g in self.groups if g.name == name), ())

    def near_groups(self, cell: int) -> list[Group]:
        """Return the groups with which an unrhymed cell, or any other, may clash."""
        line = self.line_of[cell]
        return [g for g in self.groups if g.near(line, line)]

    @cached_property
    def unrhymed(self) -> tuple[int, ...]:
        """The cells that must rhyme with no group."""
        return tuple(i for i, cell in enumerate(self.cells) if cell.rhyme == UNRHYMED)

    @cached_property
    def crossed(self) -> tuple[int, ...]:
        """The roots on which more than one rhyme bears: unrhymed ones, and those of hooks."""
        roots = {self.root[i] for i in self.unrhymed}
        for root, copies in self.copies.items():
            if len({self.cells[i].rhyme for i in copies} - {""}) > 1:
                roots.add(root)
        return tuple(sorted(roots))

    @cached_property
    def crossed_by(self) -> dict[str, tuple[int, ...]]:
        """The crossed roots on which each group bears."""
        return {
            group.name: tuple(
                root
                for root in self.crossed
                if any(
                    self.cells[i].rhyme == group.name
                    or (self.cells[i].rhyme == UNRHYMED and group in self.near_groups(i))
                    for i in self.copies[root]
                )
            )
            for group in self.groups
        }

    def against_itself(self, root: int, group: Group) -> bool:
        """Tell whether a cell belongs to a group that it must not rhyme with elsewhere."""
        copies = self.copies[root]
        return any(self.cells[i].rhyme == group.name for i in copies) and any(
            self.cells[i].rhyme == UNRHYMED and group in self.near_groups(i) for i in copies
        )

    @cached_property
    def joined(self) -> dict[tuple[str, str], list[int]]:
        """The roots that two groups share through hooks, by the pair of groups, each both ways."""
        shared: dict[tuple[str, str], list[int]] = {}
        for root in self.crossed:
            names = {self.cells[i].rhyme for i in self.copies[root]} - {"", UNRHYMED}
            for pair in permutations(sorted(names), 2):
                shared.setdefault(pair, []).append(root)
        return shared
