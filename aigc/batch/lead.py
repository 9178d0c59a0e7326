"""One run leads a batch: others that are started on the same folder stand by.

What a run that stands by was asked for is in the ledger already, so the workers of the one that
leads do it too; when that one ends, however it came, another takes its place.
"""

from __future__ import annotations

import os
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from aigc.batch.folder import OWN, BatchFolder
from aigc.files import full_disk_named

if os.name == "posix":
    import fcntl
else:
    fcntl = None  # type: ignore[assignment]

FILE: Final = "lead.lock"


class Lead:
    """The lead of a batch, which the system takes from a process that ends."""

    def __init__(self, folder: BatchFolder) -> None:
        """Ask for it; see `taken`."""
        with full_disk_named(folder.root):
            self._file = os.open(folder.root / OWN / FILE, os.O_RDWR | os.O_CREAT, 0o644)

    def taken(self) -> bool:
        """Return whether this process leads now."""
        if fcntl is None:
            return True
        with suppress(BlockingIOError):
            fcntl.flock(self._file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return True
        return False

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        os.close(self._file)
