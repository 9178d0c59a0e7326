"""The book of cases: every step on the disk before anybody hears of it, nothing ever lost."""

from __future__ import annotations

import hashlib
import hmac
import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

from pydantic import TypeAdapter

from aigc.errors import TrustError, did_you_mean
from aigc.trust.database import Database
from aigc.trust.policy import Policy
from aigc.trust.review.steps import step
from aigc.types.review import Act, Case, Exhibit, State

FILE: Final = "trust/review.db"
SCHEMA: Final = """
CREATE TABLE IF NOT EXISTS salt (bytes BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS cases (
  id TEXT PRIMARY KEY, revision INTEGER NOT NULL, state TEXT NOT NULL, sha256 TEXT NOT NULL,
  told TEXT NOT NULL, asked_at REAL NOT NULL, place TEXT NOT NULL, title TEXT NOT NULL,
  pipeline TEXT NOT NULL, categories TEXT NOT NULL, exhibit TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_state ON cases (state, asked_at);
CREATE INDEX IF NOT EXISTS by_content ON cases (sha256);
CREATE TABLE IF NOT EXISTS steps (
  id TEXT NOT NULL, revision INTEGER NOT NULL, at REAL NOT NULL, actor TEXT NOT NULL,
  do TEXT NOT NULL, state TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, revision)
);
CREATE TRIGGER IF NOT EXISTS steps_stay BEFORE UPDATE ON steps
  BEGIN SELECT RAISE(ABORT, 'what was done stays'); END;
CREATE TRIGGER IF NOT EXISTS steps_are_kept BEFORE DELETE ON steps
  BEGIN SELECT RAISE(ABORT, 'what was done stays'); END;
"""
LATER: Final = """
CREATE TABLE IF NOT EXISTS later (
  id TEXT PRIMARY KEY, batch TEXT NOT NULL, job TEXT NOT NULL, asset TEXT NOT NULL
)
"""
"""Made when first needed, as a book may be older."""
Told = Literal["approved", "rejected", "published", "withdrawn", "reviewed"]
Log = Callable[[Told, Mapping[str, Any]], object]
"""Is told of every step before it counts; what it raises undoes the step."""
_CASE: Final = TypeAdapter(Case)
_EXHIBIT: Final = TypeAdapter(Exhibit)
_TOLD: Final[Mapping[str, Told]] = {
    "approved": "approved",
    "rejected": "rejected",
    "published": "published",
    "withdrawn": "withdrawn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Later:
    """Which job of a batch publishes a case, and the ProduceID of what it made."""

    batch: str
    job: str
    asset: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A case with what a list tells of it.

    Attributes
    ----------
    to : Path
        The folder in which it was asked to appear.
    asked_at : float
        When it came in; seconds since 1970.
    categories : tuple of str
        What detectors found in it.
    later : Later or None
        Who publishes it, where that is not whoever approves.
    """

    case: Case
    to: Path
    asked_at: float
    title: str
    pipeline: str
    categories: tuple[str, ...]
    later: Later | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Done:
    """A step that was taken."""

    revision: int
    at: float
    actor: str
    do: str
    state: State
    reason: str


def unheard(kind: Told, payload: Mapping[str, Any]) -> None:
    """Tell nobody."""


class Book:
    """Cases in ``trust/review.db`` of a store; each action is one transaction."""

    def __init__(
        self, store: Path, *, log: Log = unheard, clock: Callable[[], float] = time.time
    ) -> None:
        """Use the book of a store, which is made when it is first written to."""
        self._database = Database(store / FILE, SCHEMA)
        self._log, self._clock = log, clock

    def open(
        self, case: Case, exhibit: Exhibit, to: Path, acts: Sequence[Act], actor: str,
        policy: Policy, later: Later | None = None,
    ) -> Case:  # fmt: skip
        """Put a new case into the book, after these acts; see `act`."""
        with self._database.write() as connection:
            now = self._clock()
            connection.execute(
                "INSERT INTO cases VALUES (?, 0, '', '', '', ?, ?, '', '', '', '')",
                (case.id, now, str(to)),
            )
            if later:
                connection.execute(LATER)
                told = (case.id, later.batch, later.job, later.asset)
                connection.execute("INSERT INTO later VALUES (?, ?, ?, ?)", told)
            return self._walked(connection, case, exhibit, acts, actor, policy)

    def reopen(
        self, case: Case, exhibit: Exhibit, to: Path, acts: Sequence[Act], actor: str,
        policy: Policy,
    ) -> Case:  # fmt: skip
        """Put other content in the place of a case's; ``acts`` begin with the edit."""
        with self._database.write() as connection:
            there = _fenced(connection, case.id, case.revision)
            connection.execute("UPDATE cases SET place = ? WHERE id = ?", (str(to), case.id))
            return self._walked(connection, there, exhibit, acts, actor, policy)

    def act(
        self,
        case_id: str,
        revision: int,
        act: Act,
        actor: str,
        policy: Policy,
        *,
        then: Callable[[Entry], None] | None = None,
    ) -> Case:
        """Do something with a case and return how it stands then.

        Parameters
        ----------
        revision : int
            The one that ``actor`` has seen.
        then : callable, optional
            Does what belongs to the step; where it fails nothing has happened.

        Raises
        ------
        TrustError
            There is no such case, somebody else did something with it meanwhile, or it may not be
            done.
        DiskFull, JobError
            The book cannot be written; nothing has happened.
        """
        with self._database.write() as connection:
            case = _fenced(connection, case_id, revision)
            after = self._walked(connection, case, None, [act], actor, policy)
            if then:
                then(_entry(_row(connection, case_id)))
            return after

    def entry(self, case_id: str) -> Entry:
        """Return a case with what a list tells of it; the beginning of its name is enough.

        Raises
        ------
        TrustError
            There is none, or more than one begins so.
        """
        with self._database.read() as connection:
            if connection is None:
                raise TrustError(f"There is no case {case_id!r}: nothing was ever held here.")
            return _entry(_row(connection, case_id))

    def exhibit(self, case_id: str) -> Exhibit:
        """Return what people see of a case; see `entry`."""
        with self._database.read() as connection:
            if connection is None:
                raise TrustError(f"There is no case {case_id!r}: nothing was ever held here.")
            return _EXHIBIT.validate_json(_row(connection, case_id)["exhibit"])

    def entries(self, states: Iterable[State] = (), limit: int = 200) -> tuple[Entry, ...]:
        """Return cases in these states, or all, who came first first."""
        wanted = tuple(states)
        where = f"WHERE state IN ({', '.join('?' * len(wanted))})" if wanted else ""
        with self._database.read() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{_cases(connection)} {where} ORDER BY asked_at, id LIMIT ?", (*wanted, limit)
            )
            return tuple(map(_entry, rows))

    def of_content(self, sha256: str) -> tuple[Entry, ...]:
        """Return the cases of some content, the newest first."""
        with self._database.read() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{_cases(connection)} WHERE sha256 = ? ORDER BY asked_at DESC, id", (sha256,)
            )
            return tuple(map(_entry, rows))

    def of_batch(self, batch: str, jobs: Sequence[str] = ()) -> tuple[Entry, ...]:
        """Return the cases of a batch, or of some of its jobs, the newest first."""
        where = f"AND job IN ({', '.join('?' * len(jobs))})" if jobs else ""
        with self._database.read() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{_cases(connection)} WHERE batch = ? {where} ORDER BY asked_at DESC, id",
                (batch, *jobs),
            )
            return tuple(map(_entry, rows))

    def history(self, case_id: str) -> tuple[Done, ...]:
        """Return what was done with a case, in order."""
        with self._database.read() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                "SELECT revision, at, actor, do, state, reason FROM steps WHERE id = ? "
                "ORDER BY revision",
                (case_id,),
            )
            return tuple(Done(**row) for row in rows)

    def count(self) -> dict[State, int]:
        """Return how many cases are in each state."""
        with self._database.read() as connection:
            if connection is None:
                return {}
            rows = connection.execute("SELECT state, COUNT(*) FROM cases GROUP BY state")
            return {row[0]: row[1] for row in rows}

    def draw(self, sha256: str) -> float:
        """Return a number from 0 to 1 for some content, always the same one.

        It follows from a secret of this book, so that nobody can make content that is never drawn.
        """
        with self._database.write() as connection:
            found = connection.execute("SELECT bytes FROM salt").fetchone()
            if not found:
                found = (secrets.token_bytes(32),)
                connection.execute("INSERT INTO salt VALUES (?)", found)
            told = hmac.new(found[0], sha256.encode(), hashlib.sha256).digest()
        return int.from_bytes(told[:8], "big") / 2**64

    def _walked(
        self,
        connection: sqlite3.Connection,
        case: Case,
        exhibit: Exhibit | None,
        acts: Sequence[Act],
        actor: str,
        policy: Policy,
    ) -> Case:
        """Take steps, write them down, and tell of them."""
        now = self._clock()
        for act in acts:
            before, case = case, step(case, act, actor, policy, now)
            connection.execute(
                "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?)",
                (case.id, case.revision, now, actor, act.do, case.state, act.reason.strip()),
            )
            changed = case.state != before.state
            kind: Told = _TOLD.get(case.state, "reviewed") if changed else "reviewed"
            self._log(kind, _payload(case, act, actor, policy))
        connection.execute(
            "UPDATE cases SET revision = ?, state = ?, sha256 = ?, told = ? WHERE id = ?",
            (case.revision, case.state, case.sha256, _json(_CASE, case), case.id),
        )
        if exhibit is not None:
            _show(connection, case.id, exhibit)
        return case


def _show(connection: sqlite3.Connection, case_id: str, exhibit: Exhibit) -> None:
    categories = dict.fromkeys(one.category for one in exhibit.findings if one.decision != "pass")
    told = (exhibit.title, exhibit.pipeline, "\n".join(categories), _json(_EXHIBIT, exhibit))
    connection.execute(
        "UPDATE cases SET title = ?, pipeline = ?, categories = ?, exhibit = ? WHERE id = ?",
        (*told, case_id),
    )


def _payload(case: Case, act: Act, actor: str, policy: Policy) -> dict[str, Any]:
    told = {"reason": act.reason.strip(), "decision": act.decision}
    return {
        "case": case.id,
        "sha256": case.sha256,
        "did": act.do,
        "state": case.state,
        "by": actor,
        "policy": policy.version,
    } | {name: value for name, value in told.items() if value}


def _fenced(connection: sqlite3.Connection, case_id: str, revision: int) -> Case:
    case = _entry(_row(connection, case_id)).case
    if case.revision != revision:
        raise TrustError(
            f"Somebody did something with {case.id} since you looked: it is "
            f"{case.state.replace('_', ' ')} now. Look at it again."
        )
    return case


def _cases(connection: sqlite3.Connection) -> str:
    """Return the beginning of a question for cases with what is told of them."""
    own = "SELECT cases.*, batch, job, asset FROM cases LEFT JOIN"
    if connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'later'").fetchone():
        return f"{own} later USING (id)"
    return f"{own} (SELECT NULL AS batch, NULL AS job, NULL AS asset)"


def _row(connection: sqlite3.Connection, case_id: str) -> sqlite3.Row:
    plain = case_id if case_id.isalnum() and case_id.isascii() else ""
    rows = connection.execute(
        f"{_cases(connection)} WHERE id GLOB ? LIMIT 2", (f"{plain}*" if plain else "",)
    ).fetchall()
    if not rows:
        known = [row[0] for row in connection.execute("SELECT id FROM cases LIMIT 1000")]
        raise TrustError(f"There is no case {case_id[:40]!r}. {did_you_mean(case_id[:40], known)}")
    if len(rows) > 1:
        raise TrustError(f"More than one case begins with {case_id!r}. Give more of its name.")
    row: sqlite3.Row = rows[0]
    return row


def _entry(row: sqlite3.Row) -> Entry:
    return Entry(
        case=_CASE.validate_json(row["told"]),
        to=Path(row["place"]),
        asked_at=row["asked_at"],
        title=row["title"],
        pipeline=row["pipeline"],
        categories=tuple(one for one in row["categories"].split("\n") if one),
        later=Later(batch=row["batch"], job=row["job"], asset=row["asset"])
        if row["batch"]
        else None,
    )


def _json(kind: TypeAdapter[Any], value: object) -> str:
    with suppress(UnicodeError):
        return kind.dump_json(value).decode()
    raise TrustError("What people are to see of it holds text that is no Unicode.")
