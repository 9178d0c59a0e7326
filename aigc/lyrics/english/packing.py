"""A choice of one place for each of some things, none over another: an integer programme."""

from __future__ import annotations

from collections.abc import Hashable, Mapping, Sequence
from typing import Any

import numpy as np

Covered = Mapping[Any, Hashable]
"""What a place puts on each cell that it covers."""


def pack(
    choices: Sequence[Sequence[Covered]],
    costs: Sequence[Sequence[float]],
    cuts: Sequence[Sequence[tuple[int, int]]],
) -> list[int] | None:
    """Return the cheapest choice of a place for each thing, or nothing where there is none.

    Two places may share a cell when they put the same there. The places of a cut, each a thing
    and the number of its place, are not chosen all together.
    """
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import coo_array

    places = [(k, n) for k, some in enumerate(choices) for n in range(len(some))]
    column = {place: i for i, place in enumerate(places)}
    held: dict[tuple[Hashable, Hashable], int] = {}
    entries: list[tuple[int, int, float]] = []
    low: list[float] = []
    high: list[float] = []

    def row(terms: Mapping[int, float], least: float, most: float) -> None:
        entries.extend((len(low), at, value) for at, value in terms.items())
        low.append(least)
        high.append(most)

    for (k, n), at in column.items():
        for cell, what in choices[k][n].items():
            there = held.setdefault((cell, what), len(column) + len(held))
            row({there: 1.0, at: -1.0}, 0, np.inf)
    by_cell: dict[Hashable, dict[int, float]] = {}
    for (cell, _), there in held.items():
        by_cell.setdefault(cell, {})[there] = 1.0
    for terms in by_cell.values():
        row(terms, -np.inf, 1)
    for k, some in enumerate(choices):
        row({column[k, n]: 1.0 for n in range(len(some))}, 1, 1)
    for cut in cuts:
        row({column[place]: 1.0 for place in cut}, -np.inf, len(cut) - 1)
    count = len(column) + len(held)
    rows, columns, values = (np.array(some) for some in zip(*entries, strict=True))
    matrix = coo_array((values, (rows, columns)), shape=(len(low), count)).tocsr()
    cost = np.zeros(count)
    cost[: len(column)] = [costs[k][n] for k, n in column]
    found = milp(
        cost,
        constraints=LinearConstraint(matrix, np.array(low), np.array(high)),
        integrality=np.ones(count),
        bounds=Bounds(0, 1),
    )
    if found.x is None:
        return None
    return [
        next(n for n in range(len(some)) if found.x[column[k, n]] > 0.5)
        for k, some in enumerate(choices)
    ]
