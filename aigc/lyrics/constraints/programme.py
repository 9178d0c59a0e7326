"""Choices of yes or no under linear rows: an integer programme whose variables have names."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping
from typing import Any

import numpy as np


class Programme:
    """Binary variables by name and rows of ``low <= sum of coefficients <= high``.

    ``first`` are the names of variables that come before those which rows bring in.
    """

    def __init__(self, first: Iterable[Hashable] = ()) -> None:
        self.variables: dict[Hashable, int] = {name: i for i, name in enumerate(first)}
        self.rows: list[tuple[dict[int, float], float, float]] = []

    def __getitem__(self, name: Hashable) -> int:
        return self.variables.setdefault(name, len(self.variables))

    def add(self, terms: Mapping[Any, float], low: float = -np.inf, high: float = np.inf) -> None:
        """Bound a sum; a variable is there from the first row that names it."""
        self.rows.append(({self[name]: c for name, c in terms.items()}, low, high))

    def solve(self, costs: Mapping[Any, float] | None = None) -> set[Any] | None:
        """Return the variables that are one, or nothing where no values meet all rows.

        ``costs`` are those of variables that are one, and their sum is the least there is.
        """
        from scipy.optimize import Bounds, LinearConstraint, milp
        from scipy.sparse import coo_array

        cells = [(i, k, c) for i, (terms, _, _) in enumerate(self.rows) for k, c in terms.items()]
        row, column, value = (np.array(some) for some in zip(*cells, strict=True))
        count = len(self.variables)
        matrix = coo_array((value, (row, column)), shape=(len(self.rows), count))
        low, high = (np.array([row[k] for row in self.rows]) for k in (1, 2))
        cost = np.zeros(count)
        for name, each in (costs or {}).items():
            cost[self.variables[name]] = each
        result = milp(
            cost,
            constraints=LinearConstraint(matrix.tocsr(), low, high),
            integrality=np.ones(count),
            bounds=Bounds(0, 1),
        )
        if result.x is None:
            return None
        return {name for name, k in self.variables.items() if result.x[k] > 0.5}
