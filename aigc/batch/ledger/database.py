"""The SQLite files of batches: a connection for each thread, which is kept."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from aigc.batch.ledger.writers import noted
from aigc.database import PATIENCE_S, SharedFile
from aigc.errors import AigcError, InputError, JobError, LedgerBusy
from aigc.locks import alone


class Database(SharedFile):
    """Connections to one file, one for each thread of each process."""

    noun = "the ledger"
    # What WAL with NORMAL may lose to a power cut is found again by the receipts in the results;
    # see aigc.batch.publishing.
    pragmas = ("synchronous=NORMAL", "foreign_keys=ON")
    busy = LedgerBusy

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
        JobError
            It cannot be made, opened or written to.
        """
        super().__init__(path, schema, patience_s=patience_s)
        self._local = threading.local()
        with self._making():
            path.parent.mkdir(parents=True, exist_ok=True)
            if not path.exists():
                _begun(path, patience_s)
        with self._named():
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
        with self._named():
            connection = self._connection()
            with self._transaction(connection):
                noted(self.path)
                self._check_there()
                yield connection

    def read(self, sql: str, *values: Any) -> list[sqlite3.Row]:
        """Return the rows that ``sql`` finds."""
        with self._named():
            connection = self._connection()
            return self._patiently(lambda: connection.execute(sql, values).fetchall())

    def close(self) -> None:
        """Close the connection of this thread."""
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is not None and self._local.pid == os.getpid():
            connection.close()
        self._local.__dict__.clear()

    def damaged(self, exc: sqlite3.DatabaseError) -> AigcError:
        """Return the error where the file is no ledger."""
        return InputError(
            f"{self.path} is not a ledger: {exc}. Move it away; what is finished is found again by "
            "the results."
        )

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


def _begun(path: Path, patience_s: float) -> None:
    """Make an empty file, without what an earlier one left that was deleted.

    Its log and its index belong to processes that have not noticed yet.
    """
    with alone(path.with_name(f"{path.name}.lock"), patience_s):
        if not path.exists():
            for rest in ("-wal", "-shm"):
                path.with_name(f"{path.name}{rest}").unlink(missing_ok=True)
            path.touch()
