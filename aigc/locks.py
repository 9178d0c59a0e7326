"""Locks between processes: what only one may do at a time, on every system.

A lock is a file that the system keeps for whoever took it first. The system frees it when that
process ends, also by ``kill -9``; a process that was only stopped keeps it.
"""

from __future__ import annotations

import math
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Final, Self

from aigc.errors import InputError, JobError

LOOK_S: Final = 0.02


class Lock:
    """A file that one process or thread has at a time; see `taken`."""

    def __init__(self, path: Path) -> None:
        """Use ``path``, which is made where it is not there; its folder must be."""
        self.path = path
        self._handle = os.open(path, os.O_RDWR | os.O_CREAT, 0o644)
        self._owner, self._taken = os.getpid(), False

    def taken(self) -> bool:
        """Ask for it; return whether this has it now.

        Raises
        ------
        InputError
            The disk knows no locks.
        """
        from filelock import lock_descriptor

        try:
            self._taken = self._taken or lock_descriptor(self._handle, blocking=False)
        except OSError as exc:
            raise InputError(
                f"{self.path.parent} lies on a disk where processes cannot keep a file to "
                f"themselves ({exc.strerror}). Choose a folder on a disk of this machine."
            ) from exc
        return self._taken

    def there(self) -> bool:
        """Return whether its path still names its file."""
        with suppress(FileNotFoundError):
            return os.path.samestat(os.fstat(self._handle), self.path.stat())
        return False

    def close(self) -> None:
        """Give it back."""
        from filelock import unlock_descriptor

        try:
            # A child process may have the handle too, and would keep the lock, or give it away.
            if self._taken and self._owner == os.getpid():
                unlock_descriptor(self._handle)
        finally:
            os.close(self._handle)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *raised: object) -> None:
        self.close()


@contextmanager
def alone(path: Path, patience_s: float = math.inf) -> Iterator[None]:
    """Wait until nobody else is in a block with this ``path``, and keep others out of it.

    The file is there only meanwhile.

    Raises
    ------
    InputError
        The disk knows no locks.
    JobError
        Another kept it for longer than ``patience_s``.
    """
    end = time.monotonic() + patience_s
    while (lock := _had(path)) is None:
        if time.monotonic() > end:
            raise JobError(f"Another process keeps {path}. Let it go on, or end it.")
        time.sleep(LOOK_S)
    with lock:
        try:
            yield
        finally:
            # Windows deletes no file that is open; there it stays.
            with suppress(OSError):
                path.unlink()


def _had(path: Path) -> Lock | None:
    """Return the lock of ``path`` where nobody else has it."""
    lock = Lock(path)
    try:
        # Whoever had it deletes the file: what was taken may be one that nobody else finds.
        if lock.taken() and lock.there():
            return lock
    except BaseException:
        lock.close()
        raise
    lock.close()
    return None
