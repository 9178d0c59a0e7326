"""A SQLite file that many processes write to, each transaction whole or not at all."""

from __future__ import annotations

import os
import random
import sqlite3
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

from aigc.errors import DiskFull, InputError, JobError

BUSY_S: Final = 60.0
"""So long a transaction waits for those of others."""
_WAITS_S: Final = (0.0002, 0.002)


class Database:
    """Connections to one file, one for each thread of each process."""

    def __init__(self, path: Path, schema: str) -> None:
        """Use ``path``, which is made with the tables of ``schema`` where it is not there.

        Raises
        ------
        InputError
            The file is no database, or lies where several processes cannot share one.
        """
        self.path = path
        self._schema = schema
        self._local = threading.local()
        path.parent.mkdir(parents=True, exist_ok=True)
        with self.write():
            pass

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction that is kept when the block ends well.

        Raises
        ------
        DiskFull
            The disk is full; nothing has changed.
        JobError
            Others kept the file busy for a minute, or it cannot be written.
        """
        with _named(self.path):
            connection = self._connection()
            self._begin(connection)
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def read(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return the rows that ``sql`` finds."""
        with _named(self.path):
            return self._connection().execute(sql, values).fetchall()

    def close(self) -> None:
        """Close the connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and self._local.pid == os.getpid():
            connection.close()
        self._local = threading.local()

    def _begin(self, connection: sqlite3.Connection) -> None:
        # SQLite's own waiting sleeps up to 100 ms at a time, far longer than a transaction takes.
        end = time.monotonic() + BUSY_S
        while True:
            try:
                connection.execute("BEGIN IMMEDIATE")
                return
            except sqlite3.OperationalError as exc:
                if not _busy(exc) or time.monotonic() > end:
                    raise
            time.sleep(random.uniform(*_WAITS_S))

    def _connection(self) -> sqlite3.Connection:
        # A connection must not cross a fork.
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.connection = self._opened()
            self._local.pid = os.getpid()
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=10, isolation_level=None)
        connection.row_factory = sqlite3.Row
        # What WAL with NORMAL may lose to a power cut is found again by the receipts in the
        # results; see aigc.batch.publishing.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            connection.execute(f"PRAGMA {pragma}")
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            raise InputError(
                f"{self.path} lies on a disk where processes cannot share a ledger. Choose a "
                "folder on a disk of this machine."
            )
        self._begin(connection)
        for statement in self._schema.split(";\n"):
            connection.execute(statement)
        connection.execute("COMMIT")
        return connection


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as exc:
        if getattr(exc, "sqlite_errorcode", None) == sqlite3.SQLITE_FULL:
            raise DiskFull(f"The disk that holds {path} is full. Free some space.") from exc
        raise JobError(f"The ledger {path} cannot be used: {exc}. Check the disk.") from exc
    except sqlite3.DatabaseError as exc:
        raise InputError(
            f"{path} is not a ledger: {exc}. Move it away; what is finished is found again by the "
            "results."
        ) from exc


def _busy(exc: sqlite3.OperationalError) -> bool:
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )
