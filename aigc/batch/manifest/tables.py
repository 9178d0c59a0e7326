"""Manifests as tables: CSV, TSV, XLSX, JSONL and YAML with a row for each job."""

from __future__ import annotations

import csv
import io
import json
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import Any, Final

import yaml

from aigc.archives import Limits, is_bomb, opened
from aigc.batch.manifest.problems import Problem
from aigc.encodings import text_of
from aigc.errors import InputError

MOST_BYTES: Final = 100_000_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
_SHEET: Final = Limits(most_bytes=1_000_000_000, most_members=10_000)


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One job as it was asked for; ``number`` is its line in the file, empty cells are left out."""

    number: int
    cells: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Table:
    """A manifest as it was read; ``problems`` are cells that cannot be taken for what they say."""

    rows: tuple[Row, ...]
    columns: tuple[str, ...]
    problems: tuple[Problem, ...] = ()


def read_table(path: Path) -> Table:
    """Read a manifest.

    A sheet or CSV names its columns in the first row. JSONL holds an object a line, YAML a list of
    mappings. Of a workbook the first sheet is read. A notebook is a manifest of one job.

    Raises
    ------
    InputError
        The file cannot be read, is of another kind, empty, too large, or names a column twice.
    """
    reader = _READERS.get(path.suffix.lower())
    if reader is None:
        raise InputError(
            f"{path.name} is no manifest. Give {', '.join(sorted(_READERS))}; in a spreadsheet "
            "program, save as CSV or XLSX."
        )
    try:
        if path.stat().st_size > MOST_BYTES:
            raise InputError(f"{path.name} is larger than {MOST_BYTES >> 20} MiB. Split it.")
        data = path.read_bytes()
    except OSError as exc:
        raise InputError(f"Cannot read {path}: {exc.strerror}. Check the path.") from exc
    table = reader(path.name, data)
    if not table.rows:
        raise InputError(f"{path.name} holds no row. Give a line with columns, and one for a job.")
    if len(table.rows) > MOST_ROWS:
        raise InputError(f"{path.name} has more than {MOST_ROWS:,} rows. Split it.")
    return table


def _separated(name: str, data: bytes) -> Table:
    text = text_of(data, name)
    heads = text.partition("\n")[0]
    delimiter = max(",;\t", key=heads.count)
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    try:
        return _table(name, list(enumerate(lines, 1)))
    except csv.Error as exc:
        raise InputError(f"{name}, line {lines.line_num}: {exc}. Mend the quotes.") from exc


def _workbook(name: str, data: bytes) -> Table:
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
        if is_bomb(archive.infolist(), _SHEET):
            raise InputError(f"{name} unpacks to too much. Save it anew, or as CSV.")
    try:
        # Formulas are wanted as they are written, to be refused: their values may be stale.
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        sheet = book.worksheets[0]
        lines = [
            (number, [cell.value for cell in cells], [cell.data_type for cell in cells])
            for number, cells in enumerate(sheet.iter_rows(max_col=MOST_COLUMNS), 1)
        ]
    except (InvalidFileException, zipfile.BadZipFile, ValueError, KeyError, IndexError) as exc:
        raise InputError(damaged) from exc
    problems = tuple(
        Problem(row=number, column=_letter(n), message="holds a formula. Paste its value instead.",
                value=str(values[n]))
        for number, values, kinds in lines
        for n, kind in enumerate(kinds)
        if kind == "f"
    )  # fmt: skip
    return _table(name, [(number, values) for number, values, _ in lines], problems)


def _letter(n: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(n + 1))


def _lines(name: str, data: bytes) -> Table:
    def parsed() -> Iterator[tuple[int, Any]]:
        for number, line in enumerate(text_of(data, name).splitlines(), 1):
            if line.strip():
                try:
                    yield number, json.loads(line)
                except ValueError as exc:
                    raise InputError(f"{name}, line {number} is not JSON: {exc}.") from exc

    return _mappings(name, parsed())


def _list(name: str, data: bytes) -> Table:
    try:
        found = yaml.safe_load(text_of(data, name))
    except yaml.YAMLError as exc:
        raise InputError(f"{name} is not YAML: {exc}") from exc
    if not isinstance(found, list):
        raise InputError(f"{name} must be a list with a mapping for each job.")
    return _mappings(name, enumerate(found, 1))


def _mappings(name: str, found: Iterator[tuple[int, Any]]) -> Table:
    rows, columns = [], dict[str, None]()
    for number, cells in found:
        if not isinstance(cells, dict):
            raise InputError(f"{name}, row {number} must hold names and values.")
        kept = {str(key): value for key, value in cells.items() if value not in (None, "")}
        rows.append(Row(number=number, cells=kept))
        columns |= dict.fromkeys(kept)
    return Table(rows=tuple(rows), columns=tuple(columns))


def _table(
    name: str, lines: Sequence[tuple[int, Sequence[Any]]], problems: tuple[Problem, ...] = ()
) -> Table:
    filled = [(n, cells) for n, cells in lines if any(cell not in (None, "") for cell in cells)]
    if not filled:
        return Table(rows=(), columns=())
    heads = [str(cell).strip() if cell is not None else "" for cell in filled[0][1]]
    while heads and not heads[-1]:
        heads.pop()
    twice = {head for head in heads if head and heads.count(head) > 1}
    if twice or "" in heads:
        raise InputError(
            f"{name}: the first row must name every column once; "
            f"{', '.join(sorted(twice)) or 'one of them has no name'}."
        )
    rows, wide = [], []
    for number, cells in filled[1:]:
        if any(cell not in (None, "") for cell in cells[len(heads) :]):
            wide.append(Problem(row=number, column="", message="has more cells than columns."))
        kept = {
            head: _plain(cell)
            for head, cell in zip(heads, cells, strict=False)
            if cell is not None and str(cell).strip()
        }
        rows.append(Row(number=number, cells=kept))
    return Table(rows=tuple(rows), columns=tuple(heads), problems=(*problems, *wide))


def _plain(cell: Any) -> Any:
    if isinstance(cell, datetime | date):
        return cell.isoformat()
    if isinstance(cell, float) and cell.is_integer():
        return int(cell)
    return cell.strip() if isinstance(cell, str) else cell


def _notebook(name: str, data: bytes) -> Table:
    """Return a notebook as the one job that runs it."""
    cells = {"source": name, "pipeline": "notebook"}
    return Table(rows=(Row(number=1, cells=cells),), columns=tuple(cells))


_READERS: Final[Mapping[str, Callable[[str, bytes], Table]]] = {
    ".csv": _separated,
    ".tsv": _separated,
    ".xlsx": _workbook,
    ".jsonl": _lines,
    ".ipynb": _notebook,
    ".yaml": _list,
    ".yml": _list,
}
