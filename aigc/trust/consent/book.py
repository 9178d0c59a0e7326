"""The book of consents: nothing is used without one, and nothing in it is ever overwritten."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from typing import Any, Final, Literal

from aigc.errors import TrustError, did_you_mean
from aigc.store import default_root
from aigc.trust.consent.record import (
    Given,
    Purpose,
    Record,
    fault,
    identifier,
    revoked,
    settled,
)
from aigc.trust.database import Database

FILE: Final = Path("trust", "consents.db")
_STAYS: Final = "\n".join(
    f"CREATE TRIGGER IF NOT EXISTS {table}_{act.lower()} BEFORE {act} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;"
    for table in ("consents", "steps")
    for act in ("UPDATE", "DELETE")
)
SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS consents (
  id TEXT PRIMARY KEY, subject TEXT NOT NULL, kind TEXT NOT NULL, evidence TEXT NOT NULL,
  statement TEXT NOT NULL, given_by TEXT NOT NULL
);
CREATE INDEX IF NOT EXISTS by_evidence ON consents (evidence);
CREATE TABLE IF NOT EXISTS steps (
  id TEXT NOT NULL REFERENCES consents, number INTEGER NOT NULL, at REAL NOT NULL,
  did TEXT NOT NULL, purposes TEXT NOT NULL, valid_from TEXT NOT NULL, valid_until TEXT NOT NULL,
  by TEXT NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (id, number)
);
{_STAYS}
CREATE TRIGGER IF NOT EXISTS consents_are_new BEFORE INSERT ON consents
WHEN EXISTS (SELECT 1 FROM consents WHERE id = NEW.id)
BEGIN SELECT RAISE(ABORT, 'the book only grows'); END;
CREATE TRIGGER IF NOT EXISTS steps_follow BEFORE INSERT ON steps
WHEN NEW.number <> 1 + COALESCE((SELECT MAX(number) FROM steps WHERE id = NEW.id), 0)
  OR EXISTS (SELECT 1 FROM steps WHERE id = NEW.id AND did = 'revoked')
BEGIN SELECT RAISE(ABORT, 'the book only grows at its end'); END;
"""
"""Without the last two triggers, INSERT OR REPLACE would change a row unseen by the others."""
_JOINED: Final = """
SELECT c.*, f.at AS given_at, l.at, l.did, l.purposes, l.valid_from,
  l.valid_until, l.by, l.reason
FROM consents c JOIN steps f ON f.id = c.id AND f.number = 1
JOIN steps l ON l.id = c.id AND l.number = (SELECT MAX(number) FROM steps WHERE id = c.id)
"""
Did = Literal["given", "changed", "revoked"]
Told = Literal["consent-given", "consent-revoked"]
Log = Callable[[Told, Mapping[str, Any]], object]
"""Is told of every step before it counts; what it raises undoes the step."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """What was done with a consent: given, given for something else or other days, or revoked."""

    at: float
    did: Did
    purposes: tuple[Purpose, ...]
    valid_from: date | None
    valid_until: date | None
    by: str
    reason: str


def unheard(kind: Told, payload: Mapping[str, Any]) -> None:
    """Tell nobody."""


class Consents:
    """Consents in ``trust/consents.db`` of a store; each action is one transaction."""

    def __init__(
        self, store: Path, *, log: Log = unheard, clock: Callable[[], float] = time.time
    ) -> None:
        """Use the book of a store, which is made when it is first written to.

        Parameters
        ----------
        log : callable
            Is told of every step.
        clock : callable
            Tells seconds since 1970; a day is one of this machine's time zone.
        """
        self.root = store
        self._database = Database(store / FILE, SCHEMA)
        self._log, self._clock = log, clock

    def give(self, given: Given, *, renew: bool = False) -> Record:
        """Enter a consent; one that is in the book already is found again, and stays as it is.

        Parameters
        ----------
        renew : bool
            Whether purposes and days take the place of those that the book has; a day that is left
            out stays.

        Raises
        ------
        TrustError
            It says too little, or a consent to the same material was revoked.
        InputError
            A purpose, a digest or a day cannot be.
        DiskFull, JobError
            The book cannot be written.
        """
        given = settled(given)
        with self._database.read() as connection:
            known = _accepted(connection, given) if connection else None
        if known and not renew:
            return known
        with self._database.write() as connection:
            known = _accepted(connection, given)
            if known is None:
                row = (identifier(given), given.subject, given.kind, given.evidence,
                       given.statement, given.given_by)  # fmt: skip
                connection.execute("INSERT INTO consents VALUES (?, ?, ?, ?, ?, ?)", row)
                return self._stepped(connection, identifier(given), "given", given, given.given_by)
            after = settled(_renewed(known, given))
            if not renew or after == known:
                return known
            return self._stepped(connection, known.id, "changed", after, given.given_by)

    def admit(self, given: Given, *, purpose: str | None = None, on: date | None = None) -> None:
        """Raise unless a consent could be entered and would hold; nothing is written.

        Raises
        ------
        TrustError
            It says too little, does not hold, or a consent to the same material was revoked.
        InputError
            A purpose, a digest or a day cannot be.
        """
        given = settled(given)
        with self._database.read() as connection:
            known = _accepted(connection, given) if connection else None
        tried = known or Record(
            id=identifier(given), given_at=self._clock(), subject=given.subject, kind=given.kind,
            evidence=given.evidence, statement=given.statement, purposes=given.purposes,
            valid_from=given.valid_from, valid_until=given.valid_until,
        )  # fmt: skip
        if why := fault(tried, purpose, on or self.today()):
            raise TrustError(why)

    def check(
        self, ids: Iterable[str], *, purpose: str | None = None, on: date | None = None
    ) -> None:
        """Raise unless all of some consents hold, for a purpose if one is named, on a day or today.

        Raises
        ------
        TrustError
            One is unknown here, revoked, not valid yet or not any more, or not for this purpose;
            or another consent to the same material was revoked.
        """
        wanted, day = tuple(dict.fromkeys(ids)), on or self.today()
        if not wanted:
            return
        with self._database.read() as connection:
            for one in wanted:
                record = _exact(connection, one) if connection else None
                if connection is None or record is None:
                    raise TrustError(
                        f"The book has no consent {one[:40]!r}: nobody has agreed here. Enter it "
                        "with aigc trust consent add."
                    )
                _refuse_revoked(connection, record.evidence)
                if why := fault(record, purpose, day):
                    raise TrustError(why)

    def revoke(self, consent: str, by: str, reason: str) -> Record:
        """Revoke a consent for good; the beginning of its name is enough.

        Raises
        ------
        TrustError
            There is none, it is revoked already, or nobody or no reason is named.
        DiskFull, JobError
            The book cannot be written; nothing has happened.
        """
        if not by.strip() or not reason.strip():
            raise TrustError("To revoke a consent needs a name and a reason. Give both.")
        record = self.find(consent)
        with self._database.write() as connection:
            now = _exact(connection, record.id) or record
            if now.status == "revoked":
                raise TrustError(revoked(now))
            return self._stepped(connection, now.id, "revoked", now, by.strip(), reason.strip())

    def find(self, consent: str) -> Record:
        """Return a consent; the beginning of its name is enough.

        Raises
        ------
        TrustError
            There is none, or more than one begins so.
        """
        plain = consent if consent.isalnum() and consent.isascii() else ""
        with self._database.read() as connection:
            rows, names = [], list[str]()
            if connection:
                sql = f"{_JOINED} WHERE c.id GLOB ? LIMIT 2"
                rows = connection.execute(sql, (f"{plain}*" if plain else "",)).fetchall()
                names = [row[0] for row in connection.execute("SELECT id FROM consents LIMIT 1000")]
        if len(rows) > 1:
            raise TrustError(
                f"More than one consent begins with {consent!r}. Give more of its name."
            )
        if not rows:
            hint = did_you_mean(consent[:40], names) if names else "The book is empty."
            raise TrustError(f"There is no consent {consent[:40]!r}. {hint}")
        return _record(rows[0])

    def records(self) -> tuple[Record, ...]:
        """Return all consents, who came first first."""
        return self._all("ORDER BY given_at, c.id", ())

    def for_evidence(self, sha256: str) -> tuple[Record, ...]:
        """Return the consents to some photo, recording or voice, who came first first."""
        return self._all("WHERE c.evidence = ? ORDER BY given_at, c.id", (sha256.lower(),))

    def history(self, consent: str) -> tuple[Step, ...]:
        """Return what was done with a consent, in order."""
        name = self.find(consent).id
        with self._database.read() as connection:
            if connection is None:
                return ()
            rows = connection.execute("SELECT * FROM steps WHERE id = ? ORDER BY number", (name,))
            return tuple(_step(row) for row in rows)

    def today(self) -> date:
        """Return the day of the book's clock."""
        return date.fromtimestamp(self._clock())

    def _all(self, how: str, given: tuple[str, ...]) -> tuple[Record, ...]:
        with self._database.read() as connection:
            if connection is None:
                return ()
            return tuple(map(_record, connection.execute(f"{_JOINED} {how}", given)))

    def _stepped(
        self, connection: sqlite3.Connection, name: str, did: Did, given: Given, by: str,
        reason: str = "",
    ) -> Record:  # fmt: skip
        """Take a step, write it down, and tell of it."""
        begin, end = (str(day or "") for day in (given.valid_from, given.valid_until))
        sql = "SELECT 1 + COALESCE(MAX(number), 0) FROM steps WHERE id = ?"
        (number,) = connection.execute(sql, (name,)).fetchone()
        connection.execute(
            "INSERT INTO steps VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (name, number, self._clock(), did, json.dumps(given.purposes), begin, end, by, reason),
        )
        record = _exact(connection, name)
        assert record is not None
        self._log("consent-revoked" if did == "revoked" else "consent-given", _payload(record, by))
        return record


def opened(store: Path | None = None) -> Consents:
    """Return the book of a store, each step of which its log of provenance is told."""
    from aigc.trust.provenance.log import Log as Provenances

    root = store or default_root()
    return Consents(root, log=Provenances(root).append)


def _accepted(connection: sqlite3.Connection, given: Given) -> Record | None:
    """Return a consent as it is in the book, None where it is not; unless its material is out."""
    _refuse_revoked(connection, given.evidence)
    return _exact(connection, identifier(given))


def _refuse_revoked(connection: sqlite3.Connection, evidence: str) -> None:
    sql = f"{_JOINED} WHERE c.evidence = ? AND l.did = 'revoked' LIMIT 1"
    row = connection.execute(sql, (evidence,)).fetchone()
    if row:
        raise TrustError(revoked(_record(row)))


def _renewed(known: Record, given: Given) -> Record:
    return replace(
        known, purposes=given.purposes, valid_from=given.valid_from or known.valid_from,
        valid_until=given.valid_until or known.valid_until,
    )  # fmt: skip


def _exact(connection: sqlite3.Connection, name: str) -> Record | None:
    row = connection.execute(f"{_JOINED} WHERE c.id = ?", (name,)).fetchone()
    return _record(row) if row else None


def _record(row: sqlite3.Row) -> Record:
    out = row["did"] == "revoked"
    return Record(
        id=row["id"], subject=row["subject"], kind=row["kind"], evidence=row["evidence"],
        statement=row["statement"], purposes=tuple(json.loads(row["purposes"])),
        given_by=row["given_by"], valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]), given_at=row["given_at"],
        status="revoked" if out else "active", revoked_at=row["at"] if out else 0.0,
        revoked_by=row["by"] if out else "", reason=row["reason"] if out else "",
    )  # fmt: skip


def _step(row: sqlite3.Row) -> Step:
    return Step(
        at=row["at"], did=row["did"], purposes=tuple(json.loads(row["purposes"])),
        valid_from=_day(row["valid_from"]),
        valid_until=_day(row["valid_until"]), by=row["by"], reason=row["reason"],
    )  # fmt: skip


def _day(text: str) -> date | None:
    return date.fromisoformat(text) if text else None


def _payload(record: Record, by: str) -> dict[str, Any]:
    told = {
        "by": by,
        "reason": record.reason,
        "valid_from": str(record.valid_from or ""),
        "valid_until": str(record.valid_until or ""),
    }
    return {
        "consent": record.id,
        "subject": record.subject,
        "what": record.kind,
        "sha256": record.evidence,
        "statement": record.statement,
        "purposes": list(record.purposes),
    } | {name: value for name, value in told.items() if value}
