"""Manifests as tables: CSV, TSV, XLSX, JSON, JSONL and YAML with a row for each job."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any, Final

import yaml

from aigc.batch.manifest.columns import is_note
from aigc.batch.manifest.problems import Problem
from aigc.batch.manifest.workbook import ERROR, FORMULA, Line, Unusable, lines_of
from aigc.encodings import text_of
from aigc.errors import InputError

MOST_BYTES: Final = 100_000_000
MOST_ROWS: Final = 200_000
MOST_COLUMNS: Final = 200
MOST_VALUES: Final = 10_000
"""So many values a cell of JSON or YAML may hold; aliases in YAML can stand for billions."""
_DELIMITERS: Final = ",;\t|，；"
_DECLARED: Final = re.compile(r'"?sep=(.)"?\s*')
_ERRORS: Final = ("#N/A", "#REF!", "#VALUE!", "#DIV/0!", "#NAME?", "#NULL!", "#NUM!")
_UNSEEN: Final = "\u200b\ufeff"


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

    A sheet or CSV names its columns in the first row. JSONL holds an object a line, JSON and YAML a
    list of mappings. Of a workbook the first visible sheet is read. A notebook is a manifest of one
    job.

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
    if len(table.columns) > MOST_COLUMNS:
        raise InputError(f"{path.name} has more than {MOST_COLUMNS} columns. Remove some.")
    return table


def _separated(name: str, data: bytes) -> Table:
    text = text_of(data, name)
    first, _, rest = text.partition("\n")
    if declared := _DECLARED.fullmatch(first):
        delimiter, text = declared[1], rest
    else:
        heads = next((line for line in text.splitlines() if line.strip()), "")
        delimiter = max(_DELIMITERS, key=heads.count)
    lines = csv.reader(
        io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True, strict=True
    )
    try:
        return _table(name, [(n, [_usable(c) for c in cells]) for n, cells in enumerate(lines, 1)])
    except csv.Error as exc:
        raise InputError(f"{name}, line {lines.line_num}: {exc}. Mend the quotes.") from exc


def _usable(cell: str) -> str | Unusable:
    """Return a cell of CSV, unless it is what a spreadsheet program leaves of a formula."""
    if cell.startswith("=") and len(cell) > 1:
        return Unusable(FORMULA, cell)
    return Unusable(ERROR, cell) if cell in _ERRORS else cell


def _workbook(name: str, data: bytes) -> Table:
    return _table(name, lines_of(name, data))


def _lines(name: str, data: bytes) -> Table:
    found = []
    for number, line in enumerate(text_of(data, name).split("\n"), 1):
        if line.strip():
            try:
                found.append((number, json.loads(line)))
            except (ValueError, RecursionError) as exc:
                raise InputError(f"{name}, line {number} is not JSON: {exc}.") from exc
    return _mappings(name, found)


def _json(name: str, data: bytes) -> Table:
    try:
        return _list(name, json.loads(text_of(data, name)))
    except (ValueError, RecursionError) as exc:
        raise InputError(f"{name} is not JSON: {exc}.") from exc


def _yaml(name: str, data: bytes) -> Table:
    text = text_of(data, name)
    try:
        # The loader in C is ten times as fast, and not in every build of PyYAML.
        return _list(name, yaml.load(text, getattr(yaml, "CSafeLoader", yaml.SafeLoader)))
    except (yaml.YAMLError, ValueError, RecursionError) as exc:
        mark = getattr(exc, "problem_mark", None)
        place = f", line {mark.line + 1}," if mark else ""
        what = getattr(exc, "problem", None) or exc
        raise InputError(f"{name}{place} is not YAML: {what}.") from exc


def _list(name: str, found: Any) -> Table:
    if not isinstance(found, list):
        raise InputError(
            f"{name} must be a list with a mapping for each job. A brief goes behind --template."
        )
    return _mappings(name, enumerate(found, 1))


def _mappings(name: str, found: Iterable[tuple[int, Any]]) -> Table:
    rows, columns = [], dict[str, None]()
    for number, cells in found:
        if not isinstance(cells, dict):
            raise InputError(f"{name}, row {number} must hold names and values.")
        for head, value in cells.items():
            if _is_large(value):
                raise InputError(
                    f"{name}, row {number}: {head} holds too many values. Name a file."
                )
        kept = {str(head): _plain(value) for head, value in cells.items()}
        kept = {head: value for head, value in kept.items() if value not in (None, "")}
        rows.append(Row(number=number, cells=kept))
        columns |= dict.fromkeys(kept)
    return Table(rows=tuple(rows), columns=tuple(columns))


def _is_large(value: Any) -> bool:
    left, count = [value], 0
    while left and count < MOST_VALUES:
        one, count = left.pop(), count + 1
        left += one.values() if isinstance(one, dict) else one if isinstance(one, list) else ()
    return bool(left)


def _table(name: str, lines: Sequence[Line]) -> Table:
    filled = [(n, cells) for n, cells in lines if any(map(_says, cells))]
    if not filled:
        return Table(rows=(), columns=())
    heads = _heads(name, filled)
    rows, problems = [], list[Problem]()
    for number, cells in filled[1:]:
        if any(map(_says, cells[len(heads) :])):
            problems.append(Problem(row=number, column="", message="has more cells than columns."))
        told = {h: _plain(c) for h, c in zip(heads, cells, strict=False) if h and _says(c)}
        wrong = {h: c for h, c in told.items() if isinstance(c, Unusable)}
        problems += [
            Problem(row=number, column=head, message=cell.message, value=cell.value)
            for head, cell in wrong.items()
            if not is_note(head)
        ]
        kept = {head: cell for head, cell in told.items() if head not in wrong}
        rows.append(Row(number=number, cells=kept))
    columns = tuple(head for head in heads if head)
    return Table(rows=tuple(rows), columns=columns, problems=tuple(problems))


def _heads(name: str, lines: Sequence[Line]) -> list[str]:
    """Return the names of the columns; a column without one has to be empty."""
    (number, first), *rest = lines
    heads = [" ".join(str(_plain(cell)).split()) if _says(cell) else "" for cell in first]
    while heads and not heads[-1]:
        heads.pop()
    if len(heads) == 1 and rest and sum(map(_says, rest[0][1])) > 1:
        raise InputError(
            f"{name}: row {number} names one column, {heads[0][:40]!r}, and row {rest[0][0]} has "
            "more. Name every column in the first row, and delete what stands above it."
        )
    twice = {head for head in heads if head and heads.count(head) > 1}
    if twice:
        raise InputError(
            f"{name}: the first row must name every column once; {', '.join(sorted(twice))}."
        )
    for n, head in enumerate(heads):
        if not head and any(_says(cells[n]) for _, cells in rest if len(cells) > n):
            raise InputError(
                f"{name}: column {_letter(n)} has no name. Give it one in row {number}."
            )
    return heads


def _letter(n: int) -> str:
    """Return what spreadsheets call a column, the first of which is 0.

    >>> _letter(0), _letter(27)
    ('A', 'AB')
    """
    return (_letter(n // 26 - 1) if n >= 26 else "") + chr(ord("A") + n % 26)


def _says(cell: Any) -> bool:
    return cell is not None and bool(str(cell).strip().strip(_UNSEEN))


def _plain(cell: Any) -> Any:
    """Return a cell as it is seen: a day has no hour, 3.0 is 3, and a time is hours and minutes."""
    if isinstance(cell, str):
        return cell.strip().strip(_UNSEEN).strip()
    if isinstance(cell, datetime):
        return (cell.date() if cell.time() == time() and not cell.tzinfo else cell).isoformat()
    if isinstance(cell, date):
        return cell.isoformat()
    if isinstance(cell, time):
        return f"{cell.hour}:{cell.minute:02}" + (f":{cell.second:02}" if cell.second else "")
    return int(cell) if isinstance(cell, float) and cell.is_integer() else cell


def _notebook(name: str, data: bytes) -> Table:
    """Return a notebook as the one job that runs it."""
    cells = {"source": name, "pipeline": "notebook"}
    return Table(rows=(Row(number=1, cells=cells),), columns=tuple(cells))


_READERS: Final[Mapping[str, Callable[[str, bytes], Table]]] = {
    ".csv": _separated,
    ".tsv": _separated,
    ".xlsx": _workbook,
    ".json": _json,
    ".jsonl": _lines,
    ".ipynb": _notebook,
    ".yaml": _yaml,
    ".yml": _yaml,
}
