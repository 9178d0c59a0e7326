"""The SQLite files of trust: what was told is on the disk, or nothing is."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager

from aigc.database import SharedFile
from aigc.errors import AigcError, TrustError
from aigc.files import full_disk_named


class Database(SharedFile):
    """One file, opened anew for every transaction, so that threads and forks share nothing.

    It is made when first written to.
    """

    place = "store"
    pragmas = ("synchronous=FULL",)

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
        with full_disk_named(self.path.parent), self._named():
            with self._making():
                self.path.parent.mkdir(parents=True, exist_ok=True)
            with closing(self._opened()) as connection, self._transaction(connection):
                yield connection

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
        with self._named(), closing(self._opened()) as connection:
            connection.execute("BEGIN")
            yield connection

    def damaged(self, exc: sqlite3.DatabaseError) -> AigcError:
        """Return the error where the file is no database, or its content is wrong."""
        return TrustError(
            f"{self.path} is damaged: {exc}. Nothing can be published before it is in order. Move "
            "it away and bring back a copy of it."
        )
