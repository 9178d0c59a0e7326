"""What people tell a ledger: jobs to do, jobs to leave, jobs to try again, and to wait."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from aigc.batch.ledger import space, turns
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.ledger.rows import COLUMNS, asked, asker_key
from aigc.errors import InputError, did_you_mean
from aigc.types.job import Job, State

_ORDER_COLUMNS = ("row", "priority", "deadline", "affinity", "attempts", "limit_s")


@dataclass(frozen=True, slots=True, kw_only=True)
class Changes:
    """What a manifest changed in a ledger: names of jobs.

    Attributes
    ----------
    busy : tuple of str
        Jobs that were asked for anew while a worker publishes them; ask again when it is done.
    gone : tuple of str
        Jobs of the ledger that the manifest no longer names; they stay.
    """

    added: tuple[str, ...] = ()
    kept: tuple[str, ...] = ()
    changed: tuple[str, ...] = ()
    busy: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


def enter(ledger: Ledger, jobs: Sequence[Job], asked_by: str = "") -> Changes:
    """Write jobs into a ledger, all or none; those it has with the same key stay as they are.

    A job whose key is another now is done anew, and its worker, if it has one, is stopped.
    ``asked_by`` asks for those that are new or done anew.
    """
    found: dict[str, list[str]] = {"added": [], "kept": [], "changed": [], "busy": []}
    with ledger.database.write() as db:
        known = {row["name"]: row for row in db.execute("SELECT id, name, key, state FROM jobs")}
        for job in jobs:
            how = _entered(db, job, known.get(job.name))
            found[how].append(job.name)
            if how in ("added", "changed"):
                _asked(db, job.name, asked_by)
        _linked(db, jobs)
    gone = known.keys() - {job.name for job in jobs}
    return Changes(**{how: tuple(names) for how, names in found.items()}, gone=tuple(sorted(gone)))


def _entered(db: sqlite3.Connection, job: Job, known: sqlite3.Row | None) -> str:
    values = asked(job)
    if known is None:
        marks = ", ".join(f":{name}" for name in COLUMNS)
        db.execute(
            f"INSERT INTO jobs ({', '.join(COLUMNS)}, state) VALUES ({marks}, 'waiting')", values
        )
        return "added"
    if known["key"] == job.key:
        _set(db, known["id"], {name: values[name] for name in _ORDER_COLUMNS})
        return "kept"
    if known["state"] == "publishing":
        return "busy"
    _set(db, known["id"], values)
    _anew(db, "id=?", (known["id"],))
    return "changed"


def _asked(db: sqlite3.Connection, name: str, asked_by: str) -> None:
    found = db.execute("SELECT id FROM jobs WHERE name=?", (name,)).fetchone()
    told = (asker_key(found["id"]), asked_by)
    db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES (?, ?)", told)


def _set(db: sqlite3.Connection, job: int, values: dict[str, object]) -> None:
    names = ", ".join(f"{name}=:{name}" for name in values)
    db.execute(f"UPDATE jobs SET {names} WHERE id=:id", values | {"id": job})


def _anew(db: sqlite3.Connection, where: str, values: tuple[object, ...]) -> int:
    """Let jobs begin from nothing; a worker that has one is told to stop by the new token."""
    return db.execute(
        "UPDATE jobs SET state='waiting', token=token+1, tries=0, losses=0, not_before=0, "
        f"worker='', stage='', fraction=0, cause='', message='', ended_at=0 WHERE {where}",
        values,
    ).rowcount


def _linked(db: sqlite3.Connection, jobs: Iterable[Job]) -> None:
    ids = {row["name"]: row["id"] for row in db.execute("SELECT id, name FROM jobs")}
    for job in jobs:
        db.execute("DELETE FROM needs WHERE job=?", (ids[job.name],))
        for need in job.needs:
            if need not in ids:
                raise InputError(
                    f"{job.name} needs {need!r}, which is no job. {did_you_mean(need, ids)}"
                )
            db.execute("INSERT INTO needs (job, need) VALUES (?,?)", (ids[job.name], ids[need]))
    turns.settled(db)


def pause(ledger: Ledger) -> None:
    """Give out no more jobs; those that run end as they would."""
    _mode(ledger, "paused")


def resume(ledger: Ledger) -> None:
    """Give out jobs again."""
    _mode(ledger, "open")


def stop(ledger: Ledger) -> None:
    """Give out no more jobs and stop those that run; they go on from there when resumed."""
    _mode(ledger, "stopped")


def _mode(ledger: Ledger, value: turns.Mode) -> None:
    with ledger.database.write() as db:
        db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('mode', ?)", (value,))


def mode(ledger: Ledger) -> turns.Mode:
    """Return whether jobs are given out."""
    rows = ledger.database.read("SELECT value FROM settings WHERE name='mode'")
    found: turns.Mode = rows[0]["value"] if rows else "open"
    return found


def is_short_of_space(ledger: Ledger) -> bool:
    """Return whether jobs begin one after another, as space ran short lately."""
    return bool(ledger.database.read("SELECT 1 FROM settings WHERE name=?", space.PAUSE))


def cancel(ledger: Ledger, names: Sequence[str] = ()) -> int:
    """Leave jobs undone, all that are open where none is named; return how many.

    Raises
    ------
    InputError
        A name is not in the ledger.
    """
    open_states: tuple[State, ...] = ("held", "waiting", "running")
    with ledger.database.write() as db:
        chosen = _chosen(db, names, open_states)
        db.executemany(
            "UPDATE jobs SET state='cancelled', token=token+1, worker='', ended_at=? WHERE id=?",
            [(ledger.now(), job) for job in chosen],
        )
        turns.settled(db)
    return len(chosen)


def retry(ledger: Ledger, names: Sequence[str] = (), cause: str = "") -> int:
    """Do jobs again that failed or were cancelled; return how many.

    Parameters
    ----------
    names : sequence of str
        Which; all that failed where none is named.
    cause : str
        Only those that failed of this.

    Raises
    ------
    InputError
        A name is not in the ledger.
    """
    states: tuple[State, ...] = ("failed", "cancelled") if names else ("failed",)
    with ledger.database.write() as db:
        chosen = _chosen(db, names, states)
        if cause:
            chosen = [
                job
                for job in chosen
                if db.execute("SELECT cause FROM jobs WHERE id=?", (job,)).fetchone()[0] == cause
            ]
        for job in chosen:
            _anew(db, "id=?", (job,))
            _anew(db, f"id IN ({turns.AFTER}) AND state='failed' AND cause='needs'", (job,))
        turns.settled(db)
    return len(chosen)


def waiting_for_people(ledger: Ledger) -> dict[str, str]:
    """Return the jobs of which people have to approve something, each with what it was told."""
    rows = ledger.database.read(
        "SELECT name, message FROM jobs WHERE state='failed' AND cause='review' ORDER BY id"
    )
    return {row["name"]: row["message"] for row in rows}


def refuse(ledger: Ledger, name: str, message: str) -> None:
    """Give up a job that waited for people, as they do not want it."""
    with ledger.database.write() as db:
        db.execute(
            "UPDATE jobs SET cause='trust', message=? "
            "WHERE name=? AND state='failed' AND cause='review'",
            (message, name),
        )


def _chosen(db: sqlite3.Connection, names: Sequence[str], states: tuple[State, ...]) -> list[int]:
    known = {row["name"]: row for row in db.execute("SELECT id, name, state FROM jobs")}
    for name in names:
        if name not in known:
            raise InputError(f"There is no job {name!r}. {did_you_mean(name, known)}")
    wanted = [known[name] for name in names] or list(known.values())
    return [row["id"] for row in wanted if row["state"] in states]
