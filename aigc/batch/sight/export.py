"""What became of every job, as a table for other programs."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final

from aigc.errors import EngineUnavailable, InputError
from aigc.files import write_atomic
from aigc.types.job import JobRow

MOST_CHARACTERS: Final = 32_767
"""So long a cell of a workbook may be."""
_RISKY: Final = ("=", "+", "-", "@", "\t", "\r")


def records(rows: Sequence[JobRow]) -> list[dict[str, Any]]:
    """Return a flat record for each job."""
    return [_record(row) for row in rows]


def as_json(rows: Sequence[JobRow]) -> str:
    """Return the records as JSON lines."""
    return "".join(json.dumps(one, ensure_ascii=False) + "\n" for one in records(rows))


def as_csv(rows: Sequence[JobRow]) -> str:
    """Return the records as CSV, an apostrophe before what a spreadsheet would compute."""
    told = records(rows)
    names = _names(told)
    buffer = io.StringIO()
    writer = csv.DictWriter(buffer, names, restval="", lineterminator="\n")
    writer.writeheader()
    writer.writerows({name: _safe(value) for name, value in one.items()} for one in told)
    return buffer.getvalue()


def as_workbook(rows: Sequence[JobRow]) -> bytes:
    """Return the records as a workbook, in which no text is computed.

    Raises
    ------
    EngineUnavailable
        openpyxl is not installed.
    """
    try:
        from openpyxl import Workbook
        from openpyxl.cell import WriteOnlyCell
        from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
    except ImportError as exc:
        raise EngineUnavailable(
            "A workbook needs openpyxl: pip install 'aigc-workbench[batch]'. Or write a .csv."
        ) from exc

    def cell(value: Any) -> Any:
        if not isinstance(value, str):
            return value
        text = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value)[:MOST_CHARACTERS])
        text.data_type = "s"
        return text

    told = records(rows)
    names = _names(told)
    book = Workbook(write_only=True)
    sheet = book.create_sheet("jobs")
    sheet.freeze_panes = "A2"
    for line in (names, *([one.get(name, "") for name in names] for one in told)):
        sheet.append([cell(value) for value in line])
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _names(told: Sequence[Mapping[str, Any]]) -> list[str]:
    return list(dict.fromkeys(name for one in told for name in one))


def write(rows: Sequence[JobRow], to: Path) -> Path:
    """Write the records as CSV, a workbook or JSON lines, as the end of the file's name asks.

    Raises
    ------
    InputError
        It ends otherwise.
    """
    write_atomic(to, encoded(rows, to.suffix))
    return to


def encoded(rows: Sequence[JobRow], suffix: str) -> bytes:
    """Return the records as a file whose name ends in ``suffix``.

    Raises
    ------
    InputError
        That is neither ``.csv``, ``.xlsx`` nor ``.jsonl``.
    EngineUnavailable
        openpyxl, which writes workbooks, is not installed.
    """
    if suffix == ".jsonl":
        return as_json(rows).encode()
    if suffix == ".csv":
        # Spreadsheet programs take CSV for UTF-8 only with its mark.
        return as_csv(rows).encode("utf-8-sig")
    if suffix == ".xlsx":
        return as_workbook(rows)
    raise InputError(
        f"A table of jobs ends in .csv, .xlsx or .jsonl, not in {suffix!r}. Rename it."
    )


def _record(row: JobRow) -> dict[str, Any]:
    cost = asdict(row.cost)
    stages = {f"{name}_s": round(took, 3) for name, took in cost.pop("stages").items()}
    return {
        "name": row.job.name,
        "row": row.job.row,
        "pipeline": row.job.pipeline,
        "source": row.job.source,
        "state": row.state,
        "cause": row.cause,
        "message": row.message,
        "attempts": row.tries + row.losses + (row.state == "done"),
        "started": _moment(row.started_at),
        "ended": _moment(row.ended_at),
        **{name: round(value, 3) for name, value in cost.items()},
        **stages,
    }


def _moment(seconds: float) -> str:
    return datetime.fromtimestamp(seconds, UTC).isoformat(timespec="seconds") if seconds else ""


def _safe(value: Any) -> Any:
    return f"'{value}" if isinstance(value, str) and value.startswith(_RISKY) else value
