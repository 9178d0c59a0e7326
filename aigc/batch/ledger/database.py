"""A SQLite file that many processes write to, each transaction whole or not at all."""

from __future__ import annotations

import os
import random
import shutil
import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from aigc.batch.ledger.writers import noted
from aigc.errors import DiskFull, InputError, JobError, LedgerBusy
from aigc.files import full_disk_named
from aigc.locks import alone

PATIENCE_S: Final = 60.0
"""So long a transaction waits for those of others."""
ROOM_BYTES: Final = 1 << 20
"""A file that cannot be written while less than this is free failed for want of space."""
_WAITS_S: Final = (0.0002, 0.002)
_TABLES: Final = "SELECT COUNT(*) FROM sqlite_master WHERE type='table'"
_T = TypeVar("_T")


class Database:
    """Connections to one file, one for each thread of each process."""

    def __init__(self, path: Path, schema: str, *, patience_s: float = PATIENCE_S) -> None:
        """Use ``path``, which is made with the tables of ``schema`` where it is not there.

        Parameters
        ----------
        patience_s : float
            How long to wait while others write.

        Raises
        ------
        InputError
            The file is no database, or lies where several processes cannot share one.
        """
        self.path = path
        self._schema, self._patience_s = schema, patience_s
        self._local = threading.local()
        with full_disk_named(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _begun(path, patience_s)
        with _named(path):
            self._connection()

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give a connection in a transaction that is kept when the block ends well.

        Raises
        ------
        DiskFull
            The disk is full; nothing has changed.
        LedgerBusy
            Others kept the file busy for longer than this waits.
        JobError
            It cannot be written, or was deleted.
        """
        with _named(self.path):
            connection = self._connection()
            try:
                self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
                noted(self.path)
                self._check_there()
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise

    def read(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return the rows that ``sql`` finds."""
        with _named(self.path):
            connection = self._connection()
            return self._patiently(lambda: connection.execute(sql, values).fetchall())

    def close(self) -> None:
        """Close the connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and self._local.pid == os.getpid():
            connection.close()
        self._local.__dict__.clear()

    def _patiently(self, act: Callable[[], _T]) -> _T:
        # SQLite's own waiting sleeps up to 100 ms at a time, far longer than a transaction takes,
        # and those that came last often go first.
        end = time.monotonic() + self._patience_s
        while True:
            try:
                return act()
            except sqlite3.OperationalError as exc:
                if not _busy(exc) or time.monotonic() > end:
                    raise
            time.sleep(random.uniform(*_WAITS_S))

    def _check_there(self) -> None:
        # A file that was deleted goes on for those who have it open, and nobody else sees it.
        with suppress(FileNotFoundError):
            if self.path.stat().st_ino == self._local.inode:
                return
        raise JobError(
            f"The ledger {self.path} was deleted or replaced while it was in use. Run the same "
            "command again: what is finished is found by its results."
        )

    def _connection(self) -> sqlite3.Connection:
        # A connection must not cross a fork.
        if getattr(self._local, "pid", None) != os.getpid():
            self._local.connection = self._opened()
            self._local.pid, self._local.inode = os.getpid(), self.path.stat().st_ino
        connection: sqlite3.Connection = self._local.connection
        return connection

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        connection.row_factory = sqlite3.Row
        # What WAL with NORMAL may lose to a power cut is found again by the receipts in the
        # results; see aigc.batch.publishing.
        for pragma in ("journal_mode=WAL", "synchronous=NORMAL", "foreign_keys=ON"):
            self._patiently(partial(connection.execute, f"PRAGMA {pragma}"))
        if connection.execute("PRAGMA journal_mode").fetchone()[0] != "wal":
            raise InputError(
                f"{self.path} lies on a disk where processes cannot share a ledger. Choose a "
                "folder on a disk of this machine."
            )
        # To look is possible while somebody writes.
        if not self._patiently(lambda: connection.execute(_TABLES).fetchone())[0]:
            self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            for statement in self._schema.split(";\n"):
                connection.execute(statement)
            connection.execute("COMMIT")
        return connection


def _begun(path: Path, patience_s: float) -> None:
    """Make an empty file, without what an earlier one left that was deleted.

    Its log and its index belong to processes that have not noticed yet.
    """
    with alone(path.with_name(f"{path.name}.lock"), patience_s):
        if not path.exists():
            for rest in ("-wal", "-shm"):
                path.with_name(f"{path.name}{rest}").unlink(missing_ok=True)
            path.touch()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as exc:
        if _busy(exc):
            raise LedgerBusy(
                f"Others keep the ledger {path} busy. Continue or end the process that was stopped "
                "while it wrote."
            ) from exc
        if _full(exc, path):
            raise DiskFull(f"The disk that holds {path} is full. Free some space.") from exc
        raise JobError(f"The ledger {path} cannot be used: {exc}. Check the disk.") from exc
    except sqlite3.DatabaseError as exc:
        raise InputError(
            f"{path} is not a ledger: {exc}. Move it away; what is finished is found again by the "
            "results."
        ) from exc


def _full(exc: sqlite3.OperationalError, path: Path) -> bool:
    code = getattr(exc, "sqlite_errorcode", 0) & 0xFF
    if code not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return bool(code == sqlite3.SQLITE_FULL)
    with suppress(OSError):
        return bool(shutil.disk_usage(path.parent).free < ROOM_BYTES)
    return False


def _busy(exc: sqlite3.OperationalError) -> bool:
    return getattr(exc, "sqlite_errorcode", 0) & 0xFF in (
        sqlite3.SQLITE_BUSY,
        sqlite3.SQLITE_LOCKED,
    )
