"""A SQLite file that many processes write to: what was told is on the disk, or nothing is."""

from __future__ import annotations

import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Final, TypeVar

from aigc.errors import DiskFull, InputError, JobError, TrustError
from aigc.files import full_disk_named

PATIENCE_S: Final = 60.0
"""So long a transaction waits for those of others."""
ROOM_BYTES: Final = 1 << 20
"""A file that cannot be written while less than this is free failed for want of space."""
_WAITS_S: Final = (0.0005, 0.005)
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_ANY_TABLE: Final = "SELECT 1 FROM sqlite_master LIMIT 1"
_T = TypeVar("_T")


class Database:
    """One file, opened anew for every transaction, so that threads and forks share nothing."""

    def __init__(self, path: Path, schema: str, *, patience_s: float = PATIENCE_S) -> None:
        """Use ``path``, which is made with ``schema`` when first written to.

        ``schema`` is a script of ``CREATE … IF NOT EXISTS``: two processes may both run it.
        """
        self.path = path
        self._schema, self._patience_s = schema, patience_s

    @contextmanager
    def write(self) -> Iterator[sqlite3.Connection]:
        """Give a transaction, which is on the disk when the block has ended well.

        Raises
        ------
        DiskFull
            The disk is full; nothing has changed.
        JobError
            It cannot be written, or others keep it busy.
        TrustError
            It is damaged.
        """
        with full_disk_named(self.path.parent), _named(self.path):
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._opened()) as connection:
                self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
                try:
                    yield connection
                    connection.execute("COMMIT")
                except BaseException:
                    if connection.in_transaction:
                        connection.execute("ROLLBACK")
                    raise

    @contextmanager
    def read(self) -> Iterator[sqlite3.Connection | None]:
        """Give a connection that sees one state of the file, or None where there is no file.

        Raises
        ------
        JobError
            It cannot be read.
        TrustError
            It is damaged.
        """
        if not self.path.exists():
            yield None
            return
        with _named(self.path), closing(self._opened()) as connection:
            connection.execute("BEGIN")
            yield connection

    def _opened(self) -> sqlite3.Connection:
        # What is waited for here knows no waiting of SQLite's, or sleeps far too long in it.
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            mode = self._patiently(lambda: connection.execute("PRAGMA journal_mode=WAL").fetchone())
            if mode[0] != "wal":
                raise InputError(
                    f"{self.path} lies on a disk where processes cannot share a file. Choose a "
                    "store on a disk of this machine."
                )
            connection.execute("PRAGMA synchronous=FULL")
            if not self._patiently(lambda: connection.execute(_ANY_TABLE).fetchone()):
                self._patiently(lambda: self._made(connection))
        except BaseException:
            connection.close()
            raise
        return connection

    def _made(self, connection: sqlite3.Connection) -> None:
        connection.executescript(f"BEGIN IMMEDIATE;\n{self._schema}\nCOMMIT;")

    def _patiently(self, act: Callable[[], _T]) -> _T:
        end = time.monotonic() + self._patience_s
        while True:
            try:
                return act()
            except sqlite3.OperationalError as exc:
                if _code(exc) not in _BUSY or time.monotonic() > end:
                    raise
            time.sleep(random.uniform(*_WAITS_S))


@contextmanager
def _named(path: Path) -> Iterator[None]:
    try:
        yield
    except sqlite3.OperationalError as exc:
        if _code(exc) in _BUSY:
            raise JobError(
                f"Others keep {path} busy. Continue or end the process that was stopped while it "
                "wrote."
            ) from exc
        if _full(exc, path):
            raise DiskFull(f"The disk that holds {path} is full. Free some space.") from exc
        raise JobError(f"{path} cannot be used: {exc}. Check the disk.") from exc
    except sqlite3.DatabaseError as exc:
        raise TrustError(
            f"{path} is damaged: {exc}. Nothing can be published before it is in order. Move it "
            "away and bring back a copy of it."
        ) from exc


def _code(exc: sqlite3.Error) -> int:
    return int(getattr(exc, "sqlite_errorcode", 0)) & 0xFF


def _full(exc: sqlite3.OperationalError, path: Path) -> bool:
    if _code(exc) not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return _code(exc) == sqlite3.SQLITE_FULL
    try:
        return shutil.disk_usage(path.parent).free < ROOM_BYTES
    except OSError:
        return False
