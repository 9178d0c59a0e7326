"""Space that ran short: jobs begin one after another, and one that filled the disk runs alone.

After a job that ran out of space nothing begins for a while, and then one job in each such while.
It is twice as long after every further one. Every job that ends otherwise lets the next begin at
once, and one that is done halves the while. So a batch finds out by itself how many of its jobs a
disk can hold.

A job that filled the disk itself, or that ran out of space twice, waits until nothing else is to be
done, and then has the disk to itself: it is either done, or seen not to fit.
"""

from __future__ import annotations

import sqlite3
from typing import Final

FIRST_S: Final = 2.0
MOST_S: Final = 300.0
CAUSE: Final = "space"
"""As the cause of a job that waits or runs: it must have the disk to itself."""
PAUSE: Final = "space_pause"
"""The setting that says how long jobs wait for each other; it is there only while they do."""
_UNTIL: Final = "space_until"
_UNDER_WAY: Final = "state IN ('running', 'publishing')"


def is_tight(db: sqlite3.Connection, now: float) -> bool:
    """Return whether no job may begin now."""
    lone = db.execute(f"SELECT 1 FROM jobs WHERE {_UNDER_WAY} AND cause='{CAUSE}'").fetchone()
    # A longer wait than any means that the clock was put back.
    return lone is not None or 0 < _read(db, _UNTIL) - now <= MOST_S


def lone_job(db: sqlite3.Connection, ready: str, now: float) -> sqlite3.Row | None:
    """Return the next of the jobs that must have the disk to themselves, once nothing runs.

    ``ready`` is the condition on jobs that may begin at ``now``, its only value.
    """
    row: sqlite3.Row | None = db.execute(
        f"SELECT * FROM jobs WHERE {ready} AND cause='{CAUSE}' "
        f"AND NOT EXISTS (SELECT 1 FROM jobs WHERE {_UNDER_WAY}) "
        "ORDER BY priority DESC, deadline, id LIMIT 1",
        (now,),
    ).fetchone()
    return row


def begun(db: sqlite3.Connection, now: float) -> None:
    """Let the next job wait, if space ran short lately."""
    if pause := _read(db, PAUSE):
        _write(db, pause, now + pause)


def lacked(db: sqlite3.Connection, now: float) -> None:
    """Let all jobs wait, as one ran out of space."""
    pause = min(max(2 * _read(db, PAUSE), FIRST_S), MOST_S)
    _write(db, pause, now + pause)


def left(db: sqlite3.Connection, *, done: bool) -> None:
    """Let the next job begin at once, as one has ended; ``done`` says whether it fitted."""
    if pause := _read(db, PAUSE):
        _write(db, pause / 2 if done else pause, 0.0)


def is_lone(db: sqlite3.Connection, job: int) -> bool:
    """Return whether a job that runs has the disk to itself."""
    sql = "SELECT 1 FROM jobs WHERE id=? AND cause=?"
    return db.execute(sql, (job, CAUSE)).fetchone() is not None


def times(db: sqlite3.Connection, job: int) -> int:
    """Return how often a job ran out of space."""
    sql = "SELECT COUNT(*) FROM attempts WHERE job=? AND cause=?"
    return int(db.execute(sql, (job, CAUSE)).fetchone()[0])


def _read(db: sqlite3.Connection, name: str) -> float:
    row = db.execute("SELECT value FROM settings WHERE name=?", (name,)).fetchone()
    return float(row[0]) if row else 0.0


def _write(db: sqlite3.Connection, pause: float, until: float) -> None:
    if pause < FIRST_S / 2:
        db.execute("DELETE FROM settings WHERE name IN (?, ?)", (PAUSE, _UNTIL))
        return
    db.executemany(
        "INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)",
        [(PAUSE, pause), (_UNTIL, until)],
    )
