"""The schedules of a folder, and every run of them, in a SQLite file.

A run is a row, and there is one row for a schedule and the time at which it was due: whoever enters
it starts it, and nobody else, whatever restarts, how many look, and however the clock is set.
"""

from __future__ import annotations

import json
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

from aigc.batch.folder import OWN
from aigc.batch.ledger.database import Database
from aigc.batch.schedule.choosing import chosen
from aigc.batch.schedule.cron import Cron
from aigc.errors import InputError, did_you_mean
from aigc.types.schedule import Fire, FireState, Schedule

FILE: Final = "schedules.db"
_NAME: Final = re.compile(r"\w[\w.-]{0,79}")


class Book:
    """What is run in a folder, and when it was."""

    def __init__(self, root: Path, *, clock: Callable[[], float]) -> None:
        """Open the book of the folder ``root``, or make it.

        Parameters
        ----------
        clock : callable
            Returns seconds since 1970.

        Raises
        ------
        InputError
            Its file is no book.
        """
        schema = files("aigc.batch.schedule").joinpath("schema.sql").read_text(encoding="utf-8")
        self._database = Database(root / OWN / FILE, schema)
        self._clock = clock

    def add(self, schedule: Schedule) -> None:
        """Write down a schedule; nothing that was due before is made up for.

        Raises
        ------
        InputError
            There is one of that name, or it is no name.
        """
        if not _NAME.fullmatch(schedule.name):
            raise InputError(f"{schedule.name!r} is no name. Use letters, digits, - and _.")
        values = asdict(schedule) | {
            "command": json.dumps(schedule.command, ensure_ascii=False), "seen": self._clock()
        }  # fmt: skip
        marks = ", ".join(f":{name}" for name in values)
        columns = ", ".join(values)
        with self._database.write() as db:
            made = db.execute(
                f"INSERT OR IGNORE INTO schedules ({columns}) VALUES ({marks})", values
            )
        if not made.rowcount:
            raise InputError(
                f"There is a schedule {schedule.name!r} already. Remove it first, or choose "
                "another name."
            )

    def remove(self, name: str) -> None:
        """Forget a schedule and its runs; their results stay, and one that runs goes on.

        Raises
        ------
        InputError
            There is none of that name.
        """
        self.named(name)
        with self._database.write() as db:
            db.execute("DELETE FROM schedules WHERE name=?", (name,))

    def schedules(self) -> list[Schedule]:
        """Return all schedules, in the order of their names."""
        rows = self._database.read("SELECT * FROM schedules ORDER BY name")
        return [_schedule(row) for row in rows]

    def named(self, name: str) -> Schedule:
        """Return a schedule by name.

        Raises
        ------
        InputError
            There is none.
        """
        known = {one.name: one for one in self.schedules()}
        if name not in known:
            hint = did_you_mean(name, known) if known else "There is none yet."
            raise InputError(f"There is no schedule {name!r}. {hint}")
        return known[name]

    def fires(self, name: str, most: int = 1000) -> list[Fire]:
        """Return the runs of a schedule, the newest first."""
        rows = self._database.read(
            "SELECT * FROM fires WHERE schedule=? ORDER BY due DESC LIMIT ?", name, most
        )
        return [_fire(row) for row in rows]

    def running(self, name: str) -> Fire | None:
        """Return the run of a schedule that has begun and has not ended."""
        rows = self._database.read(
            "SELECT * FROM fires WHERE schedule=? AND state='running' ORDER BY due LIMIT 1", name
        )
        return _fire(rows[0]) if rows else None

    def next(self, schedule: Schedule) -> Fire | None:
        """Enter the run of a schedule that is to begin now, and return it where there is one."""
        now, cron = self._clock(), Cron(schedule.cron, schedule.zone)
        begin = schedule.seen
        if begin > now:
            # The clock was put back. What has run has its row, and what has not comes in its turn.
            with self._database.write() as db:
                _settled(db, schedule, now)
            return None
        due = cron.after(begin)
        if due is None or due > now:
            return None
        rows = self._database.read(
            "SELECT due FROM fires WHERE schedule=? AND due>?", schedule.name, begin
        )
        old = {row["due"] for row in rows}
        times = [int(one) for one in cron.between(begin, now) if int(one) not in old]
        picked, seen = chosen(times, now, schedule.catch_up, schedule.grace_s)
        with self._database.write() as db:
            known = _settled(db, schedule, seen)
            if picked is None or not known or not _entered(db, schedule, picked, now):
                return None
        return Fire(schedule=schedule.name, due=picked, started_at=now)

    def ended(self, fire: Fire, state: FireState, message: str = "") -> None:
        """Write down how a run ended."""
        with self._database.write() as db:
            db.execute(
                "UPDATE fires SET state=?, ended_at=?, message=? WHERE schedule=? AND due=?",
                (state, self._clock(), message, fire.schedule, fire.due),
            )

    def close(self) -> None:
        """Close this thread's connection."""
        self._database.close()


def book_in(root: Path, clock: Callable[[], float]) -> closing[Book]:
    """Return the book of a folder that has one, as a context that closes it.

    Raises
    ------
    InputError
        There is none.
    """
    if not (root / OWN / FILE).is_file():
        raise InputError(f"There are no schedules in {root}. Add one: aigc schedule add NAME.")
    return closing(Book(root, clock=clock))


def _settled(db: sqlite3.Connection, schedule: Schedule, seen: float) -> bool:
    """Write down until when all runs are settled; return whether the schedule is still there."""
    found = db.execute("UPDATE schedules SET seen=? WHERE name=?", (seen, schedule.name))
    return bool(found.rowcount)


def _entered(db: sqlite3.Connection, schedule: Schedule, due: int, now: float) -> bool:
    made = db.execute(
        "INSERT OR IGNORE INTO fires (schedule, due, state, started_at) VALUES (?,?,'running',?)",
        (schedule.name, due, now),
    )
    return bool(made.rowcount)


def _schedule(row: Any) -> Schedule:
    return Schedule(**dict(row) | {"command": tuple(json.loads(row["command"]))})


def _fire(row: Any) -> Fire:
    return Fire(**dict(row))
