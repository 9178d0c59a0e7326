"""Who does what: jobs are claimed, kept by heartbeats, and finished by one worker each.

Every claim of a job gets a token higher than the last. What a worker tells counts only while its
token is the highest, so one that was given up for dead and wakes again changes nothing.
"""

from __future__ import annotations

import math
import random
import sqlite3
import time
from collections.abc import Callable, Iterable, Sequence
from importlib.resources import files
from pathlib import Path
from typing import Final

from aigc.batch.ledger import space, turns
from aigc.batch.ledger.database import Database
from aigc.batch.ledger.rows import asker_key, claim_of, shown, written
from aigc.database import PATIENCE_S
from aigc.errors import Superseded
from aigc.types.job import Cause, Claim, Cost, JobRow, Order, State

BACKOFF_S: Final = 2.0
MOST_BACKOFF_S: Final = 300.0
MOST_LOSSES: Final = 5
"""A job that lost so many workers is given up: it may be what kills them."""
Clock = Callable[[], float]


class Ledger:
    """The jobs of a batch in one SQLite file.

    Attributes
    ----------
    database : Database
        Where they are written down.
    """

    def __init__(
        self, path: Path, *, clock: Clock = time.time, patience_s: float = PATIENCE_S
    ) -> None:
        """Open ``path``, or make it.

        Parameters
        ----------
        clock : callable
            Returns seconds since 1970. No lease depends on it: those are watched by heartbeats.
        patience_s : float
            How long a call waits while others write.

        Raises
        ------
        InputError
            The file is no ledger.
        """
        schema = files("aigc.batch.ledger").joinpath("schema.sql").read_text(encoding="utf-8")
        self.database = Database(path, schema, patience_s=patience_s)
        self._clock = clock

    def claim(self, worker: str, affinity: str = "") -> Claim | None:
        """Return the next job for ``worker``, or ``None`` where there is none now.

        Among jobs of equal rank one of ``affinity`` goes first, and then one of an affinity that
        no other worker has.
        """
        with self.database.write() as db:
            if turns.mode(db) != "open":
                return None
            now = self._clock()
            row = turns.next_job(db, now, affinity)
            if row is None:
                return None
            token = row["token"] + 1
            db.execute(
                "UPDATE jobs SET state='running', token=?, beats=0, worker=?, stage='', "
                "fraction=0, started_at=?, ended_at=0, message='', "
                "cause=CASE cause WHEN ? THEN cause ELSE '' END WHERE id=?",
                (token, worker, now, space.CAUSE, row["id"]),
            )
            space.begun(db, now)
            db.execute(
                "INSERT INTO attempts (job, token, worker, started_at) VALUES (?,?,?,?)",
                (row["id"], token, worker, now),
            )
            asked = db.execute(
                "SELECT value FROM settings WHERE name=?", (asker_key(row["id"]),)
            ).fetchone()
            return claim_of(row, token, worker, asked[0] if asked else "")

    def beat(self, claim: Claim, stage: str = "", fraction: float = 0.0) -> Order:
        """Tell that a claim is being worked on; return whether to go on."""
        with self.database.write() as db:
            kept = db.execute(
                "UPDATE jobs SET beats=beats+1, stage=?, fraction=? "
                "WHERE id=? AND token=? AND state IN ('running', 'publishing')",
                (stage, fraction, claim.id, claim.token),
            )
            return "go" if kept.rowcount and turns.mode(db) != "stopped" else "stop"

    def fence(self, claim: Claim) -> None:
        """Let a claim publish: from here on nobody else starts the job, but finishes it.

        A claim that was let already is let again: its worker may not have heard of it.

        Raises
        ------
        Superseded
            Another worker has the job, or it was cancelled.
        """
        with self.database.write() as db:
            _changed(
                db.execute(
                    "UPDATE jobs SET state='publishing' "
                    "WHERE id=? AND token=? AND state IN ('running', 'publishing')",
                    (claim.id, claim.token),
                ),
                claim,
            )

    def done(self, claim: Claim, cost: Cost) -> None:
        """Write down that a job is published, and free those that waited for it.

        Raises
        ------
        Superseded
            Another worker has the job.
        """
        with self.database.write() as db:
            _changed(
                db.execute(
                    "UPDATE jobs SET state='done', cause='', fraction=1, ended_at=?, cost=? "
                    "WHERE id=? AND token=? AND state IN ('running', 'publishing')",
                    (self._clock(), written(cost), claim.id, claim.token),
                ),
                claim,
            )
            self._ended(db, claim, "done", cost=cost)
            turns.freed(db, claim.id)

    def release(self, claim: Claim, message: str) -> None:
        """Give a job back that was not the reason why it stopped; no attempt is used."""
        with self.database.write() as db:
            if turns.held_by(db, claim):
                turns.requeue(db, claim.id, self._clock(), message=message)
                self._ended(db, claim, "released", message=message)

    def no_room(
        self, claim: Claim, message: str, *, own: bool = False, cost: Cost | None = None
    ) -> None:
        """Write down that a job ran out of space; it is tried again, and waits with all others.

        It uses an attempt only where it filled the disk itself, ``own``, although nothing else ran.
        """
        with self.database.write() as db:
            if not turns.held_by(db, claim):
                return
            now, counts = self._clock(), own and space.is_lone(db, claim.id)
            outcome = "failed" if counts else "released"
            self._ended(db, claim, outcome, cause="space", message=message, cost=cost)
            if counts and turns.counted(db, claim.id, "tries") >= claim.job.attempts:
                turns.given_up(db, claim.id, "space", message, now)
                return
            space.lacked(db, now)
            lone = own or space.times(db, claim.id) > 1
            turns.requeue(db, claim.id, now, cause=space.CAUSE if lone else "", message=message)

    def fail(
        self,
        claim: Claim,
        cause: Cause,
        message: str,
        *,
        permanent: bool = False,
        cost: Cost | None = None,
    ) -> None:
        """Write down that an attempt failed: the job is tried again later, or given up."""
        with self.database.write() as db:
            if not turns.held_by(db, claim):
                return
            self._ended(db, claim, "failed", cause=cause, message=message, cost=cost)
            tries = turns.counted(db, claim.id, "tries")
            if permanent or tries >= claim.job.attempts:
                turns.given_up(db, claim.id, cause, message, self._clock())
            else:
                wait = _backoff(tries)
                turns.requeue(db, claim.id, self._clock() + wait, cause=cause, message=message)

    def lose(self, held: JobRow, token: int, beats: int | None = None) -> bool:
        """Take a job from a worker that went away; return whether it was still that worker's.

        ``beats`` guards against taking it from one that has told something since. A job that was
        being published stays so: see `aigc.batch.publishing.recover`.
        """
        with self.database.write() as db:
            found = db.execute(
                "UPDATE jobs SET token=token+1 WHERE id=? AND token=? AND state='running' "
                "AND (? IS NULL OR beats=?)",
                (held.id, token, beats, beats),
            )
            if not found.rowcount:
                return False
            message = f"The worker {held.worker} went away."
            claim = Claim(job=held.job, id=held.id, token=token, worker=held.worker)
            self._ended(db, claim, "lost", cause="lost", message=message)
            if turns.counted(db, held.id, "losses") >= MOST_LOSSES:
                message = f"{MOST_LOSSES} workers went away while they did it. {message}"
                turns.given_up(db, held.id, "lost", message, self._clock())
            else:
                turns.requeue(db, held.id, self._clock(), cause="lost", message=message)
            return True

    def take_over(self, claim: Claim, worker: str) -> Claim | None:
        """Return a claim on a job whose worker went away while it published it."""
        with self.database.write() as db:
            taken = db.execute(
                "UPDATE jobs SET token=token+1, beats=0, worker=? "
                "WHERE id=? AND token=? AND state='publishing'",
                (worker, claim.id, claim.token),
            )
            if not taken.rowcount:
                return None
            self._ended(db, claim, "lost", cause="lost", message="It was being published.")
            token = claim.token + 1
            db.execute(
                "INSERT INTO attempts (job, token, worker, started_at) VALUES (?,?,?,?)",
                (claim.id, token, worker, self._clock()),
            )
        return Claim(job=claim.job, id=claim.id, token=token, worker=worker)

    def held(self, worker: str | None = None) -> list[tuple[JobRow, int, int]]:
        """Return the jobs in the hands of workers, or of one, with their tokens and beats."""
        rows = self.database.read(
            "SELECT * FROM jobs WHERE state IN ('running', 'publishing') "
            "AND (? IS NULL OR worker=?)",
            worker,
            worker,
        )
        return [(shown(row), row["token"], row["beats"]) for row in rows]

    def busy_since(self) -> float:
        """Return when the longest-running job began, since 1970; infinity where none runs."""
        return min((row.started_at for row, _, _ in self.held()), default=math.inf)

    def counts(self) -> dict[State, int]:
        """Return how many jobs are in each state."""
        rows = self.database.read("SELECT state, COUNT(*) AS n FROM jobs GROUP BY state")
        return {row["state"]: row["n"] for row in rows}

    def open_jobs(self) -> int:
        """Return how many jobs are neither done nor given up."""
        rows = self.database.read(
            "SELECT COUNT(*) AS n FROM jobs "
            "WHERE state IN ('held', 'waiting', 'running', 'publishing')"
        )
        return int(rows[0]["n"])

    def rows(self, states: Sequence[State] = ()) -> list[JobRow]:
        """Return all jobs, or those in some states, in the order of their manifest."""
        marks = ",".join("?" * len(states))
        where = f"WHERE state IN ({marks})" if states else ""
        found = self.database.read(f"SELECT * FROM jobs {where} ORDER BY id", *states)
        needs = _needs(
            self.database.read(
                "SELECT n.job, j.name FROM needs n JOIN jobs j ON j.id = n.need ORDER BY n.need"
            )
        )
        return [shown(row, needs.get(row["id"], ())) for row in found]

    def check(self) -> None:
        """See that the ledger can be written, by writing something.

        Raises
        ------
        LedgerBusy
            Somebody keeps it.
        DiskFull
            There is no space for more.
        """
        with self.database.write() as db:
            db.execute("INSERT OR REPLACE INTO settings (name, value) VALUES ('watched', random())")

    def now(self) -> float:
        """Return the seconds since 1970 by the ledger's clock."""
        return self._clock()

    def close(self) -> None:
        """Close this thread's connection."""
        self.database.close()

    def _ended(
        self,
        db: sqlite3.Connection,
        claim: Claim,
        outcome: str,
        *,
        cause: str = "",
        message: str = "",
        cost: Cost | None = None,
    ) -> None:
        db.execute(
            "UPDATE attempts SET ended_at=?, outcome=?, cause=?, message=?, cost=? "
            "WHERE job=? AND token=?",
            (
                self._clock(), outcome, cause, message, written(cost or Cost()),
                claim.id, claim.token,
            ),
        )  # fmt: skip
        if cause != space.CAUSE:
            space.left(db, done=outcome == "done")


def _changed(cursor: sqlite3.Cursor, claim: Claim) -> None:
    if not cursor.rowcount:
        raise Superseded(
            f"{claim.job.name} is no longer in the hands of {claim.worker}; what it made is "
            "thrown away."
        )


def _backoff(tries: int) -> float:
    longest: float = min(BACKOFF_S * 2 ** (tries - 1), MOST_BACKOFF_S)
    return longest * random.uniform(0.5, 1.0)


def _needs(pairs: Iterable[sqlite3.Row]) -> dict[int, tuple[str, ...]]:
    found: dict[int, tuple[str, ...]] = {}
    for job, name in pairs:
        found[job] = (*found.get(job, ()), name)
    return found
