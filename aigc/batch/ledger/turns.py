"""Whose turn it is: the moves of a job within one transaction."""

from __future__ import annotations

import sqlite3
from typing import Final, Literal

from aigc.batch.ledger import space
from aigc.types.job import Claim

Mode = Literal["open", "paused", "stopped"]
"""Whether jobs are given out; ``stopped`` also ends those that run."""
_DUE: Final = "state='waiting' AND (not_before<=?1 OR not_before>?1+600)"
"""A wait longer than any that the ledger sets means that the clock was put back."""
_READY: Final = f"{_DUE} AND cause<>'{space.CAUSE}'"
AFTER: Final = (
    "WITH RECURSIVE after(id) AS (SELECT job FROM needs WHERE need=?1 "
    "UNION SELECT n.job FROM needs n JOIN after ON n.need=after.id) SELECT id FROM after"
)
"""The jobs that wait for the job ``?1``, or for one that waits for it."""
_MISSING: Final = (
    "EXISTS (SELECT 1 FROM needs n JOIN jobs j ON j.id=n.need "
    "WHERE n.job=jobs.id AND j.state<>'done')"
)


def mode(db: sqlite3.Connection) -> Mode:
    """Return whether jobs are given out."""
    row = db.execute("SELECT value FROM settings WHERE name='mode'").fetchone()
    found: Mode = row["value"] if row else "open"
    return found


def next_job(db: sqlite3.Connection, now: float, affinity: str) -> sqlite3.Row | None:
    """Return the job whose turn it is, one of ``affinity`` first among those of its rank."""
    if space.is_tight(db, now):
        return None
    first: sqlite3.Row | None = db.execute(
        f"SELECT * FROM jobs WHERE {_READY} ORDER BY priority DESC, deadline, id LIMIT 1", (now,)
    ).fetchone()
    if first is None:
        return space.lone_job(db, _DUE, now)
    if first["affinity"] == affinity:
        return first
    rank = (now, first["priority"], first["deadline"])
    return _of(db, rank, affinity) or _of(db, rank, _free_affinity(db, rank)) or first


def _of(
    db: sqlite3.Connection, rank: tuple[float, int, float], affinity: str | None
) -> sqlite3.Row | None:
    row: sqlite3.Row | None = db.execute(
        f"SELECT * FROM jobs WHERE {_READY} AND priority=?2 AND deadline=?3 AND affinity=?4 "
        "ORDER BY id LIMIT 1",
        (*rank, affinity),
    ).fetchone()
    return row


def _free_affinity(db: sqlite3.Connection, rank: tuple[float, int, float]) -> str | None:
    """Return the affinity of most waiting jobs that no worker has now."""
    row = db.execute(
        f"SELECT affinity FROM jobs WHERE {_READY} AND priority=?2 AND deadline=?3 "
        "AND affinity NOT IN (SELECT affinity FROM jobs WHERE state='running') "
        "GROUP BY affinity ORDER BY COUNT(*) DESC, MIN(id) LIMIT 1",
        rank,
    ).fetchone()
    return row["affinity"] if row else None


def held_by(db: sqlite3.Connection, claim: Claim) -> bool:
    """Return whether a claim still counts."""
    row = db.execute(
        "SELECT 1 FROM jobs WHERE id=? AND token=? AND state IN ('running', 'publishing')",
        (claim.id, claim.token),
    ).fetchone()
    return row is not None


def requeue(
    db: sqlite3.Connection, job: int, not_before: float, *, cause: str = "", message: str = ""
) -> None:
    """Let a job wait for its next worker."""
    db.execute(
        "UPDATE jobs SET state='waiting', not_before=?, cause=?, message=?, worker='', stage='', "
        "fraction=0 WHERE id=?",
        (not_before, cause, message, job),
    )


def counted(db: sqlite3.Connection, job: int, what: Literal["tries", "losses"]) -> int:
    """Count one more attempt that came to nothing, and return how many there were."""
    db.execute(f"UPDATE jobs SET {what}={what}+1 WHERE id=?", (job,))
    return int(db.execute(f"SELECT {what} FROM jobs WHERE id=?", (job,)).fetchone()[0])


def given_up(db: sqlite3.Connection, job: int, cause: str, message: str, now: float) -> None:
    """Give a job up, and with it those that wait for it."""
    db.execute(
        "UPDATE jobs SET state='failed', cause=?, message=?, ended_at=? WHERE id=?",
        (cause, message, now, job),
    )
    name = db.execute("SELECT name FROM jobs WHERE id=?", (job,)).fetchone()[0]
    db.execute(
        "UPDATE jobs SET state='failed', cause='needs', message=?2, ended_at=?3 "
        f"WHERE id IN ({AFTER}) AND state='held'",
        (job, f"It needs {name}, which failed.", now),
    )


def freed(db: sqlite3.Connection, job: int) -> None:
    """Let the jobs wait for a worker that needed only this one any more."""
    db.execute(
        f"UPDATE jobs SET state='waiting' WHERE state='held' AND NOT {_MISSING} "
        "AND id IN (SELECT job FROM needs WHERE need=?)",
        (job,),
    )


def settled(db: sqlite3.Connection) -> None:
    """Hold the jobs that wait for others, fail those that wait in vain, and free the rest."""
    db.execute(f"UPDATE jobs SET state='held' WHERE state='waiting' AND {_MISSING}")
    db.execute(f"UPDATE jobs SET state='waiting' WHERE state='held' AND NOT {_MISSING}")
    lost = "SELECT 1 FROM needs n JOIN jobs j ON j.id=n.need WHERE n.job=jobs.id AND j.state IN"
    while db.execute(
        "UPDATE jobs SET state='failed', cause='needs', message='A job that it needs was not "
        f"done.' WHERE state='held' AND EXISTS ({lost} ('failed', 'cancelled'))"
    ).rowcount:
        pass
