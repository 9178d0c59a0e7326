"""The log: what was made, published, approved and withdrawn, in a chain that only grows.

Each entry holds the hash of the one before, so that whoever changes, removes or moves one has to
write all later ones anew; and a `Head` that was kept elsewhere shows even that.
"""

from __future__ import annotations

import secrets
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final

from aigc.errors import InputError, TrustError
from aigc.store import default_root
from aigc.trust.database import Database
from aigc.trust.provenance.entries import (
    KINDS,
    Entry,
    Head,
    Kind,
    Way,
    mark_number,
    marks,
    written,
)

FILE: Final = Path("trust", "log.db")
_OWN: Final = 1
_COLUMNS: Final = "c.name AS chain, e.seq, e.at, e.kind, e.payload, e.before, e.hash"
_JOINED: Final = f"SELECT {_COLUMNS} FROM entries e JOIN chains c ON c.number = e.chain"
_REFUSED: Final = "\n".join(
    f"CREATE TRIGGER IF NOT EXISTS {table}_{act.lower()} BEFORE {act} ON {table} "
    "BEGIN SELECT RAISE(ABORT, 'the log only grows'); END;"
    for table in ("chains", "entries", "marks")
    for act in ("UPDATE", "DELETE")
)
SCHEMA: Final = f"""
CREATE TABLE IF NOT EXISTS chains (number INTEGER PRIMARY KEY, name TEXT NOT NULL UNIQUE);
CREATE TABLE IF NOT EXISTS entries (
    chain INTEGER NOT NULL REFERENCES chains, seq INTEGER NOT NULL, at TEXT NOT NULL,
    kind TEXT NOT NULL, payload TEXT NOT NULL, before TEXT NOT NULL, hash TEXT NOT NULL,
    UNIQUE (chain, seq)
);
CREATE TABLE IF NOT EXISTS marks (
    mark INTEGER NOT NULL, chain INTEGER NOT NULL, seq INTEGER NOT NULL,
    PRIMARY KEY (mark, chain, seq)
) WITHOUT ROWID;
{_REFUSED}
CREATE TRIGGER IF NOT EXISTS entries_follow BEFORE INSERT ON entries
WHEN NEW.seq <> 1 + COALESCE((SELECT MAX(seq) FROM entries WHERE chain = NEW.chain), 0)
BEGIN SELECT RAISE(ABORT, 'the log only grows at its end'); END;
"""
"""Without the last trigger, INSERT OR REPLACE would change an entry unseen by the others."""


class Log:
    """The log of a store; any number of processes may append at once."""

    def __init__(
        self, store: Path | None = None, *, clock: Callable[[], float] = time.time
    ) -> None:
        """Use the log in the store at ``store``, which is made when first written to.

        Parameters
        ----------
        store : Path, optional
            The usual store if left out.
        clock : callable
            Tells seconds since 1970.
        """
        self.path = (store or default_root()) / FILE
        self._database = Database(self.path, SCHEMA)
        self._clock = clock

    def append(self, kind: Kind, payload: Mapping[str, Any]) -> Entry:
        """Add an entry; it is on the disk when this returns.

        Raises
        ------
        InputError
            ``kind`` is unknown, or ``payload`` is no plain JSON.
        DiskFull, JobError
            It cannot be written; the log is as it was.
        TrustError
            The log is damaged.
        """
        return self.append_all([(kind, payload)])[-1]

    def append_all(self, told: Iterable[tuple[Kind, Mapping[str, Any]]]) -> tuple[Entry, ...]:
        """Add entries, all or none; see `append`."""
        prepared = [(_known(kind), written(payload), payload) for kind, payload in told]
        with self._database.write() as connection:
            end = _own(connection)
            return tuple(
                self._added(connection, end, kind, text, payload)
                for kind, text, payload in prepared
            )

    def head(self) -> Head | None:
        """Return where this log's own chain ends; None before the first entry."""
        with self._database.read() as connection:
            if connection is None or not _has_chain(connection):
                return None
            name, seq, last = _end(connection, _OWN)
        return Head(chain=name, seq=seq, hash=last) if seq else None

    def find(self, way: Way, value: str | int, *, limit: int | None = 1000) -> tuple[Entry, ...]:
        """Return the entries that tell of something, the newest of each chain first.

        >>> log.find("file", "9f86…")                                      # doctest: +SKIP
        """
        return self.find_any([(way, str(value))], limit=limit)

    def find_any(
        self, wanted: Iterable[tuple[Way, str]], *, limit: int | None = 1000
    ) -> tuple[Entry, ...]:
        """Return the entries that tell of any of several things, in the order of `find`."""
        asked = frozenset(wanted)
        numbers = ", ".join(str(mark_number(*one)) for one in asked)
        with self._database.read() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{_JOINED} WHERE (e.chain, e.seq) IN "
                f"(SELECT chain, seq FROM marks WHERE mark IN ({numbers})) "
                "ORDER BY e.chain DESC, e.seq DESC LIMIT ?",
                (-1 if limit is None else limit,),
            )
            found = [Entry(**row) for row in rows]
        return tuple(one for one in found if asked & marks(one.told))

    def recent(self, count: int = 20, *, kind: Kind | None = None) -> tuple[Entry, ...]:
        """Return the last entries, newest first."""
        with self._database.read() as connection:
            if connection is None:
                return ()
            rows = connection.execute(
                f"{_JOINED} WHERE ? IN ('', e.kind) ORDER BY e.rowid DESC LIMIT ?",
                (kind or "", count),
            )
            return tuple(Entry(**row) for row in rows)

    def chains(self) -> tuple[Head, ...]:
        """Return where each chain ends, this log's own first."""
        with self._database.read() as connection:
            if connection is None:
                return ()
            numbers = [row[0] for row in connection.execute("SELECT number FROM chains ORDER BY 1")]
            ends = [_end(connection, one) for one in numbers]
        return tuple(Head(chain=name, seq=seq, hash=last) for name, seq, last in ends if seq)

    def entries(self, chain: str, *, after: int = 0) -> Iterator[tuple[Entry, bool]]:
        """Yield the entries of a chain in order, each with whether the index has its marks."""
        with self._database.read() as connection:
            if connection is None:
                return
            (inner,) = connection.execute(
                "SELECT number FROM chains WHERE name = ?", (chain,)
            ).fetchone() or (0,)
            rows = connection.execute(
                f"{_JOINED} WHERE e.chain = ? AND e.seq > ? ORDER BY e.seq", (inner, after)
            )
            for row in rows:
                entry = Entry(**row)
                yield entry, _indexed(connection, inner, entry)

    def merge(self, told: Iterable[Entry]) -> tuple[Head, ...]:
        """Take entries of other logs beside this one's own; return the ends of what grew.

        They come in the order of their chains. What is here already stays, and this log's own
        chain notes how far the others have come.

        Raises
        ------
        TrustError
            An entry was changed, is missing, or contradicts what is here; nothing was taken.
        """
        with self._database.write() as connection:
            own = _own(connection)
            grown: dict[int, Head] = {}
            for entry in told:
                inner = _chain(connection, entry.chain)
                if _taken(connection, inner, entry):
                    grown[inner] = entry.head
            heads = tuple(grown.values())
            if heads:
                payload = {"heads": [str(head) for head in heads]}
                end = [own[0], *_end(connection, _OWN)[1:]]
                self._added(connection, end, "merged", written(payload), payload)
        return heads

    def _added(
        self,
        connection: sqlite3.Connection,
        end: list[Any],
        kind: str,
        text: str,
        payload: Mapping[str, Any],
    ) -> Entry:
        """Add an entry behind ``end``, which is moved on to it."""
        name, seq, last = end
        at = datetime.fromtimestamp(self._clock(), UTC).isoformat(timespec="milliseconds")
        new = partial(
            Entry, chain=name, seq=seq + 1, at=at, kind=kind, payload=text, before=last
        )  # fmt: skip
        entry = new(hash=new(hash="").true_hash())
        _insert(connection, _OWN, entry, payload)
        end[1:] = entry.seq, entry.hash
        return entry


def _known(kind: str) -> str:
    if kind not in KINDS:
        raise InputError(f"The log has no entries of the kind {kind!r}. Known: {sorted(KINDS)}.")
    return kind


def _has_chain(connection: sqlite3.Connection) -> bool:
    return bool(connection.execute("SELECT 1 FROM chains WHERE number = ?", (_OWN,)).fetchone())


def _own(connection: sqlite3.Connection) -> list[Any]:
    """Return name, number and hash of the end of this log's own chain."""
    if not _has_chain(connection):
        name = secrets.token_hex(16)
        connection.execute("INSERT INTO chains VALUES (?, ?)", (_OWN, name))
    return list(_end(connection, _OWN))


def _end(connection: sqlite3.Connection, inner: int) -> tuple[str, int, str]:
    name, seq, last = connection.execute(
        "SELECT c.name, e.seq, e.hash FROM chains c LEFT JOIN entries e ON e.chain = c.number "
        "WHERE c.number = ? ORDER BY e.seq DESC LIMIT 1",
        (inner,),
    ).fetchone()
    return name, seq or 0, last or name


def _chain(connection: sqlite3.Connection, name: str) -> int:
    found = connection.execute("SELECT number FROM chains WHERE name = ?", (name,)).fetchone()
    if found:
        return int(found[0])
    added = connection.execute("INSERT INTO chains (name) VALUES (?)", (name,))
    return int(added.lastrowid or 0)


def _taken(connection: sqlite3.Connection, inner: int, entry: Entry) -> bool:
    """Take an entry of another log; tell whether it was new.

    Raises
    ------
    TrustError
        It does not follow from what is here.
    """
    name, seq, last = _end(connection, inner)
    if entry.seq <= seq:
        there = connection.execute(
            "SELECT hash FROM entries WHERE chain = ? AND seq = ?", (inner, entry.seq)
        ).fetchone()
        if there[0] != entry.hash or entry.true_hash() != entry.hash:
            raise TrustError(
                f"Entry {entry.seq} of log {name} differs from the one that is here. One of the "
                "two logs was changed; nothing was taken."
            )
        return False
    if entry.seq != seq + 1 or entry.before != last or entry.true_hash() != entry.hash:
        why = f"entry {seq + 1} is missing" if entry.seq > seq + 1 else "it was changed"
        raise TrustError(
            f"Entry {entry.seq} of log {name} does not follow from what is here: {why}. Nothing "
            "was taken. Export that log again, from its beginning."
        )
    _insert(connection, inner, entry, entry.told)
    return True


def _insert(
    connection: sqlite3.Connection, inner: int, entry: Entry, payload: Mapping[str, Any]
) -> None:
    connection.execute(
        "INSERT INTO entries VALUES (?, ?, ?, ?, ?, ?, ?)",
        (inner, entry.seq, entry.at, entry.kind, entry.payload, entry.before, entry.hash),
    )
    found = {mark_number(*mark) for mark in marks(payload)}
    connection.executemany(
        "INSERT INTO marks VALUES (?, ?, ?)", [(one, inner, entry.seq) for one in found]
    )


def _indexed(connection: sqlite3.Connection, inner: int, entry: Entry) -> bool:
    """Tell whether the index has all of an entry's marks; of one that was changed, nothing."""
    if entry.true_hash() != entry.hash:
        return False
    wanted = {mark_number(*mark) for mark in marks(entry.told)}
    (there,) = connection.execute(
        "SELECT COUNT(*) FROM marks WHERE chain = ? AND seq = ? "
        f"AND mark IN ({', '.join(map(str, wanted))})",
        (inner, entry.seq),
    ).fetchone()
    return bool(there == len(wanted))
