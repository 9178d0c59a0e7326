"""A SQLite file that many processes write to, each transaction whole or not at all."""

from __future__ import annotations

import errno
import os
import random
import shutil
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from typing import ClassVar, Final, TypeVar

from aigc.errors import AigcError, DiskFull, InputError, JobError
from aigc.files import full_disk_named

PATIENCE_S: Final = 60.0
"""So long a transaction waits for those of others."""
ROOM_BYTES: Final = 1 << 20
"""A file that cannot be written while less than this is free failed for want of space."""
_WAITS_S: Final = (0.0002, 0.002)
_BUSY: Final = (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)
_UNWRITTEN: Final = (sqlite3.SQLITE_READONLY, sqlite3.SQLITE_CANTOPEN)
_FORBIDDEN: Final = (errno.EROFS, errno.EACCES, errno.EPERM)
_ANY_TABLE: Final = "SELECT 1 FROM sqlite_master LIMIT 1"
_T = TypeVar("_T")


class SharedFile:
    """One file; its kinds say how long a connection is kept, and what a message calls them.

    Attributes
    ----------
    noun : str
        Stands before the path in messages.
    place : str
        What to choose where processes cannot share the file.
    pragmas : tuple of str
        Settings of each connection besides the journal, which is WAL.
    busy : type
        The error where others keep the file busy.
    """

    noun: ClassVar[str] = ""
    place: ClassVar[str] = "folder"
    pragmas: ClassVar[tuple[str, ...]] = ()
    busy: ClassVar[type[JobError]] = JobError

    def __init__(self, path: Path, schema: str, *, patience_s: float = PATIENCE_S) -> None:
        """Use ``path``, which gets the tables of ``schema`` where it has none.

        Parameters
        ----------
        schema : str
            A script of ``CREATE … IF NOT EXISTS``: two processes may both run it.
        patience_s : float
            How long to wait while others write.
        """
        self.path = path
        self._schema, self._patience_s = schema, patience_s

    def damaged(self, exc: sqlite3.DatabaseError) -> AigcError:
        """Return the error where the file is no database, or its content is wrong."""
        return InputError(f"{self.path} is damaged: {exc}. Bring back a copy of it.")

    @contextmanager
    def _named(self) -> Iterator[None]:
        """Raise errors of ours in place of those of SQLite."""
        try:
            yield
        except sqlite3.OperationalError as exc:
            raise self._error(exc) from exc
        except sqlite3.DatabaseError as exc:
            raise self.damaged(exc) from exc

    @contextmanager
    def _making(self) -> Iterator[None]:
        """Raise errors of ours where the block cannot make the file or its folder."""
        with full_disk_named(self.path.parent):
            try:
                yield
            except OSError as exc:
                if exc.errno not in _FORBIDDEN:
                    raise
                raise self._read_only() from exc

    def _error(self, exc: sqlite3.OperationalError) -> JobError:
        if _code(exc) in _BUSY:
            return self.busy(
                f"Others keep {self._name} busy. Continue or end the process that was stopped "
                "while it wrote."
            )
        if _is_full(exc, self.path):
            return DiskFull(f"The disk that holds {self.path} is full. Free some space.")
        if _code(exc) in _UNWRITTEN and not _is_writable(self.path):
            return self._read_only()
        return JobError(f"{_sentence(self._name)} cannot be used: {exc}. Check the disk.")

    def _read_only(self) -> JobError:
        # To read it is to write beside it, too: who reads is noted there.
        return JobError(
            f"{_sentence(self._name)} cannot be used: its folder may only be read. Allow writing "
            "there, or copy the folder to another disk."
        )

    @property
    def _name(self) -> str:
        return f"{self.noun} {self.path}".strip()

    @contextmanager
    def _transaction(self, connection: sqlite3.Connection) -> Iterator[None]:
        """Keep what the block writes when it ends well, and nothing of it otherwise."""
        try:
            self._patiently(lambda: connection.execute("BEGIN IMMEDIATE"))
            yield
            connection.execute("COMMIT")
        except BaseException:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise

    def _opened(self) -> sqlite3.Connection:
        connection = sqlite3.connect(self.path, timeout=0, isolation_level=None)
        try:
            connection.row_factory = sqlite3.Row
            mode = self._patiently(lambda: connection.execute("PRAGMA journal_mode=WAL").fetchone())
            if mode[0] != "wal":
                raise InputError(
                    f"{self.path} lies on a disk where processes cannot share a file. Choose a "
                    f"{self.place} on a disk of this machine."
                )
            for pragma in self.pragmas:
                self._patiently(partial(connection.execute, f"PRAGMA {pragma}"))
            # To look is possible while somebody writes.
            if not self._patiently(lambda: connection.execute(_ANY_TABLE).fetchone()):
                self._patiently(lambda: self._made(connection))
        except BaseException:
            connection.close()
            raise
        return connection

    def _made(self, connection: sqlite3.Connection) -> None:
        connection.executescript(f"BEGIN IMMEDIATE;\n{self._schema}\nCOMMIT;")

    def _patiently(self, act: Callable[[], _T]) -> _T:
        # SQLite's own waiting sleeps up to 100 ms at a time, far longer than a transaction takes,
        # and those that came last often go first.
        end = time.monotonic() + self._patience_s
        while True:
            try:
                return act()
            except sqlite3.OperationalError as exc:
                if _code(exc) not in _BUSY or time.monotonic() > end:
                    raise
            time.sleep(random.uniform(*_WAITS_S))


def _sentence(text: str) -> str:
    return f"{text[0].upper()}{text[1:]}"


def _code(exc: sqlite3.Error) -> int:
    return int(getattr(exc, "sqlite_errorcode", 0)) & 0xFF


def _is_full(exc: sqlite3.OperationalError, path: Path) -> bool:
    if _code(exc) not in (sqlite3.SQLITE_IOERR, sqlite3.SQLITE_CANTOPEN):
        return _code(exc) == sqlite3.SQLITE_FULL
    try:
        return shutil.disk_usage(path.parent).free < ROOM_BYTES
    except OSError:
        return False


def _is_writable(path: Path) -> bool:
    return all(os.access(one, os.W_OK) for one in (path, path.parent) if one.exists())
