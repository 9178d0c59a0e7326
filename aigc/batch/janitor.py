"""Finished steps are kept for those who come back, as long as there is room for them."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from shutil import disk_usage
from typing import Final

from aigc.store import Store

EVERY_S: Final = 60.0
SHARE: Final = 0.05
"""At most this share of the time is spent looking at the store."""
KEPT_S: Final = 3600.0
"""What was used so lately may be in use by somebody whom this batch does not know."""
MARGIN: Final = 2.0
"""Room is made before the disk is down to its reserve: at so many times that."""


@dataclass
class Janitor:
    """Keeps a store that jobs use within bounds, and never deletes what a running job has used.

    Attributes
    ----------
    busy_since : callable
        Returns when the job began that has used the store for longest, in seconds since 1970;
        infinity where none runs.
    most_bytes : int
        Size that the store may reach; 0 for any that leaves the reserve.
    reserve_bytes : int
        Space on the disk below which no job starts.
    clock, now : callable
        Seconds of this process, and since 1970.
    """

    store: Store
    busy_since: Callable[[], float]
    most_bytes: int
    reserve_bytes: int
    clock: Callable[[], float] = time.monotonic
    now: Callable[[], float] = time.time
    _due: float = 0.0

    def look(self) -> int:
        """Delete the files used longest ago where the store is too big; return how many.

        Does nothing most of the time, so that it may be called often.
        """
        begin = self.clock()
        if begin < self._due or not self.store.root.exists():
            return 0
        removed = 0
        # A store that belongs to others is theirs to tidy.
        with suppress(OSError):
            self.store.sweep()
            oldest = min(self.now() - KEPT_S, self.busy_since())
            removed = self.store.prune(self._bound(), unused_since=oldest)
        took = self.clock() - begin
        self._due = begin + max(EVERY_S, took / SHARE)
        return removed

    def _bound(self) -> int:
        size = self.store.size_bytes()
        missing = int(MARGIN * self.reserve_bytes) - disk_usage(self.store.root).free
        bound = min(size, size - missing)
        return max(min(bound, self.most_bytes) if self.most_bytes else bound, 0)
