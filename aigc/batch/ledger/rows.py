"""Jobs as the ledger writes them down and reads them back."""

from __future__ import annotations

import json
import sqlite3
from dataclasses import asdict
from typing import Any

from aigc.types.job import Claim, Cost, Job, JobRow

COLUMNS = (
    "name", "key", "pipeline", "source", "options", "row", "priority", "deadline", "affinity",
    "attempts", "limit_s",
)  # fmt: skip
"""The columns that say what was asked."""


def asked(job: Job) -> dict[str, Any]:
    """Return the values of `COLUMNS`."""
    options = json.dumps(dict(job.options), ensure_ascii=False, sort_keys=True)
    return {name: getattr(job, name) for name in COLUMNS} | {"options": options}


def job_of(row: sqlite3.Row, needs: tuple[str, ...] = ()) -> Job:
    """Return the job of a row."""
    values = {name: row[name] for name in COLUMNS}
    return Job(**values | {"options": json.loads(row["options"])}, needs=needs)


def asker_key(job: int) -> str:
    """Return the name of the setting that tells who asked for a job."""
    return f"asked_by {job}"


def claim_of(row: sqlite3.Row, token: int, worker: str, asked_by: str = "") -> Claim:
    """Return a job in the hands of a worker."""
    attempt = row["tries"] + row["losses"] + 1
    return Claim(
        job=job_of(row), id=row["id"], token=token, worker=worker, attempt=attempt,
        asked_by=asked_by,
    )  # fmt: skip


def shown(row: sqlite3.Row, needs: tuple[str, ...] = ()) -> JobRow:
    """Return a job with all that is known of it."""
    names = (
        "id", "state", "tries", "losses", "worker", "stage", "fraction", "cause", "message",
        "not_before", "started_at", "ended_at",
    )  # fmt: skip
    cost = Cost(**json.loads(row["cost"]))
    return JobRow(job=job_of(row, needs), cost=cost, **{name: row[name] for name in names})


def written(cost: Cost) -> str:
    """Return what something has cost as JSON."""
    return json.dumps(asdict(cost), sort_keys=True)
