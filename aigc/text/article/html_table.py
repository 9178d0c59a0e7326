"""Tables of an element tree as rows of cells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

_MOST_COLUMNS: Final = 50
_MOST_ROWS: Final = 1000


def read_table(table: Any, flat: Callable[[Any], str]) -> tuple[tuple[str, ...], ...]:
    """Return the cells of a data table, or nothing when it only arranges other content.

    A cell that spans columns is followed by empty cells; one that spans rows is repeated.
    """
    if _only_arranges(table):
        return ()
    rows: list[list[str]] = []
    hanging: dict[int, tuple[int, str]] = {}
    for tr in list(table.iter("tr"))[:_MOST_ROWS]:
        row: list[str] = []
        for cell in tr.iterchildren("td", "th"):
            _take_hanging(row, hanging)
            text = flat(cell).strip()
            if (deep := _span(cell, "rowspan")) > 1:
                hanging[len(row)] = (deep - 1, text)
            row.append(text)
            row.extend([""] * (_span(cell, "colspan") - 1))
        _take_hanging(row, hanging)
        if any(row):
            rows.append(row[:_MOST_COLUMNS])
    return rectangular(rows)


def rectangular(rows: list[list[str]]) -> tuple[tuple[str, ...], ...]:
    """Return ``rows`` padded to one length, or nothing when there are fewer than two columns."""
    wide = max((len(row) for row in rows), default=0)
    if wide < 2:
        return ()
    return tuple(tuple(row + [""] * (wide - len(row))) for row in rows)


def _take_hanging(row: list[str], hanging: dict[int, tuple[int, str]]) -> None:
    while len(row) in hanging and len(row) < _MOST_COLUMNS:
        left, text = hanging.pop(len(row))
        if left > 1:
            hanging[len(row)] = (left - 1, text)
        row.append(text)


def _only_arranges(table: Any) -> bool:
    inner = next(table.iterdescendants("table", "h1", "h2", "h3", "figure", "pre"), None)
    if inner is not None or table.get("role") in ("presentation", "none"):
        return True
    cells = list(table.iter("td", "th"))
    return any(len(list(cell.iter("p"))) > 3 for cell in cells)


def _span(cell: Any, name: str) -> int:
    value = (cell.get(name) or "").strip()
    return min(max(int(value), 1), _MOST_COLUMNS) if value.isdecimal() and len(value) < 6 else 1
