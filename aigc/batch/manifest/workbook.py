"""The first sheet of a workbook as rows of cells."""

from __future__ import annotations

import io
import warnings
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

from aigc.archives import Limits, is_bomb, opened
from aigc.errors import InputError
from aigc.notices import notice

_LIMITS: Final = Limits(most_bytes=1_000_000_000, most_members=10_000)
Line = tuple[int, list[Any]]
"""A row by its number in the sheet, and its cells."""


@dataclass(frozen=True, slots=True)
class Unusable:
    """A cell that cannot be taken for what it shows, with a sentence that says why."""

    message: str
    value: str = ""

    def __str__(self) -> str:
        return self.value


FORMULA: Final = "holds a formula. Paste its value instead."
ERROR: Final = "holds an error of the spreadsheet. Mend it there."
ACROSS: Final = "is merged with cells of other columns. Unmerge it."


def lines_of(name: str, data: bytes) -> list[Line]:
    """Return the rows of the first visible sheet that are not empty.

    What was merged down a column stands in each of its rows; a title over several columns above the
    table is left out.

    Raises
    ------
    InputError
        It is no workbook, or openpyxl is not installed.
    """
    try:
        from openpyxl import load_workbook
        from openpyxl.utils.exceptions import InvalidFileException
    except ImportError as exc:
        raise InputError(
            f"{name} is a workbook, and openpyxl is not installed. Save it as CSV, or "
            "pip install 'aigc-workbench[batch]'."
        ) from exc
    damaged = f"{name} is no workbook, or is damaged or locked. Save it anew as XLSX."
    with opened(io.BytesIO(data), damaged) as archive:
        if is_bomb(archive.infolist(), _LIMITS):
            raise InputError(f"{name} unpacks to too much. Save it anew, or as CSV.")
    try:
        with warnings.catch_warnings():
            # What openpyxl does not know of a workbook, such as its drop-down lists, is not needed.
            warnings.simplefilter("ignore")
            # Formulas are wanted as they are written, to be refused: their values may be stale.
            book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
            sheet = _first(name, book)
            lines = list(_filled(sheet))
            merged = list(_merges(book, sheet))
    except (InvalidFileException, zipfile.BadZipFile, ValueError, KeyError, IndexError) as exc:
        raise InputError(damaged) from exc
    return _unmerged(lines, merged)


def _first(name: str, book: Any) -> Any:
    """Return the first sheet that is seen, and tell which it is where others hold something."""
    seen = [sheet for sheet in book.worksheets if sheet.sheet_state == "visible"]
    if any(next(_filled(sheet), None) for sheet in seen[1:]):
        notice(f"{name} has several sheets; the first is read, {seen[0].title!r}.")
    return seen[0]


def _filled(sheet: Any) -> Iterator[Line]:
    # What a sheet says of its own size is often wrong, and rows would be left out.
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(), 1):
        values = [_value(cell) for cell in cells]
        if any(value is not None and str(value).strip() for value in values):
            yield number, values


def _value(cell: Any) -> Any:
    if cell.data_type == "f":
        return Unusable(FORMULA, str(getattr(cell.value, "text", cell.value)))
    return Unusable(ERROR, str(cell.value)) if cell.data_type == "e" else cell.value


def _merges(book: Any, sheet: Any) -> Iterator[tuple[int, int, int, int]]:
    """Yield the first column, first row, last column and last row of cells that were merged."""
    from openpyxl.utils import range_boundaries
    from openpyxl.xml.functions import iterparse

    # openpyxl knows of merged cells only in sheets that it holds in memory as a whole.
    with book._archive.open(sheet._worksheet_path) as source:
        for _, element in iterparse(source):
            if element.tag.endswith("}mergeCell"):
                yield range_boundaries(element.get("ref"))
            element.clear()


def _unmerged(lines: list[Line], merged: list[tuple[int, int, int, int]]) -> list[Line]:
    rows = dict(lines)
    across = {(row, left) for left, row, right, _ in merged if right > left}
    titles = {row for row, _ in across if sum(one is not None for one in rows.get(row, ())) == 1}
    while lines and lines[0][0] in titles:
        lines = lines[1:]
    first = lines[0][0] if lines else 0
    for row, left in across:
        if row > first and row in rows and len(rows[row]) >= left:
            rows[row][left - 1] = Unusable(ACROSS, str(rows[row][left - 1]))
    for left, top, right, bottom in merged:
        if left == right and first < top and top in rows:
            for number, cells in lines:
                if top < number <= bottom:
                    cells += [None] * (left - len(cells))
                    cells[left - 1] = rows[top][left - 1]
    return lines
