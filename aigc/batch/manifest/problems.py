"""What is wrong in a manifest, told once for all the rows in which it is wrong."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any, Final

from pydantic import BaseModel, ValidationError

from aigc.config import reasons
from aigc.errors import InputError

MOST_TOLD: Final = 20
MOST_RANGES: Final = 6
_PARSING: Final = re.compile(r", (unable|found|got|unexpected) .*\.$")
"""What Pydantic says of its own work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Problem:
    """Something wrong in one row; ``column`` is empty where it is the row as a whole.

    ``message`` is a sentence that is the same for every row with the same fault; ``value`` is what
    stood there.
    """

    row: int
    column: str
    message: str
    value: str = ""


class ManifestError(InputError):
    """A manifest that cannot be run.

    Attributes
    ----------
    problems : tuple of Problem
        All that is wrong with its rows.
    """

    def __init__(self, message: str, problems: Sequence[Problem] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class Problems:
    """Takes down what is wrong in the rows of a table.

    Attributes
    ----------
    found : list of Problem
        What was taken down.
    heads : dict
        The columns of the table by what they mean in the row that is read now.
    """

    def __init__(self, told: Iterable[Problem] = ()) -> None:
        """Take down nothing of the cells of which ``told`` speaks already."""
        self.found: list[Problem] = []
        self.heads: dict[str, str] = {}
        self._told = {(one.row, one.column) for one in told}

    def tell(self, row: int, column: str, message: str, value: Any = "") -> None:
        """Take down what is wrong with a column, which is called as the table calls it."""
        head = self.heads.get(column, column)
        if (row, head) not in self._told:
            self.found.append(Problem(row=row, column=head, message=message, value=str(value)))

    def tell_all(self, row: int, model: type[BaseModel], exc: ValidationError) -> None:
        """Take down all for which a model refused a row."""
        for column, value, reason in reasons(model, exc):
            self.tell(row, column, _PARSING.sub(".", reason), value)


def check(problems: Sequence[Problem], manifest: str) -> None:
    """Raise where there are problems.

    Raises
    ------
    ManifestError
        All of them, a line for each kind with its rows.
    """
    if problems:
        kinds = grouped(problems)
        rows = len({one.row for one in problems})
        lines = [f"{manifest} cannot be run: {_many(rows, 'row')} with problems. Nothing started."]
        lines += [_told(kind) for kind in kinds[:MOST_TOLD]]
        if len(kinds) > MOST_TOLD:
            lines.append(f"and {_many(len(kinds) - MOST_TOLD, 'more kind')} of problems.")
        raise ManifestError("\n".join(lines), problems)


def grouped(problems: Iterable[Problem]) -> list[list[Problem]]:
    """Return problems by kind, the most frequent kind first."""
    kinds: dict[tuple[str, str], list[Problem]] = {}
    for one in problems:
        kinds.setdefault((one.column, one.message), []).append(one)
    return sorted(kinds.values(), key=lambda kind: (-len(kind), kind[0].row))


def _told(kind: Sequence[Problem]) -> str:
    first = kind[0]
    shown = f" ({values})" if (values := stood(kind)) else ""
    column = f"column {first.column}: " if first.column else ""
    rows = [one.row for one in kind]
    told, left = listed(rows)
    where = f"row{'s' if len(set(rows)) > 1 else ''} {told}{f' and {left} more' if left else ''}"
    return f"- {where}: {column}{first.message}{shown}"


def stood(kind: Sequence[Problem]) -> str:
    """Return some of what stood in the cells, cut short; nothing where they were empty.

    >>> stood([Problem(row=2, column="seed", message="is bad.", value="x")])
    "'x'"
    """
    values = list(dict.fromkeys(one.value for one in kind if one.value))
    return ", ".join([repr(value[:60]) for value in values[:3]] + ["…"] * (len(values) > 3))


def listed(rows: Sequence[int]) -> tuple[str, int]:
    """Return the numbers of rows as ranges, and how many rows are left out.

    >>> listed([2, 5, 6, 7])
    ('2, 5-7', 0)
    """
    ranges = ranged(sorted(set(rows)))
    told = ", ".join(f"{a}" if a == b else f"{a}-{b}" for a, b in ranges[:MOST_RANGES])
    return told, sum(b - a + 1 for a, b in ranges[MOST_RANGES:])


def ranged(numbers: Sequence[int]) -> list[tuple[int, int]]:
    """Return rising numbers as ranges.

    >>> ranged([2, 5, 6, 7])
    [(2, 2), (5, 7)]
    """
    found = []
    for _, run in groupby(enumerate(numbers), key=lambda pair: pair[1] - pair[0]):
        members = [number for _, number in run]
        found.append((members[0], members[-1]))
    return found


def _many(count: int, what: str) -> str:
    return f"{count} {what}{'' if count == 1 else 's'}"
