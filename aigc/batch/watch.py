"""Who went away: jobs whose workers are dead or silent are given to others."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Final

import psutil

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.log import log
from aigc.batch.publishing import discard, parts_of, recover, stale
from aigc.types.job import Claim, JobRow

LEASE_S: Final = 30.0
"""So long may a worker be silent."""


def worker_name(pid: int = 0) -> str:
    """Return the name of a process as a worker, this one by itself: its machine and its number."""
    return f"{socket.gethostname()}:{pid or os.getpid()}"


def is_dead(worker: str) -> bool:
    """Return whether a worker was a process of this machine and is none any more."""
    host, _, pid = worker.rpartition(":")
    return host == socket.gethostname() and pid.isdigit() and not psutil.pid_exists(int(pid))


@dataclass
class Watch:
    """Looks at heartbeats; how long they are silent is measured by this process's own clock.

    No clock of another machine, and no jump of this one's, ends a lease.
    """

    ledger: Ledger
    folder: BatchFolder
    lease_s: float = LEASE_S
    clock: Callable[[], float] = time.monotonic
    _seen: dict[int, tuple[int, int, float]] = field(default_factory=dict)

    def look(self) -> list[str]:
        """Give away the jobs of dead and of silent workers; return the names of those workers."""
        held = self.ledger.held()
        gone = [entry for entry in held if is_dead(entry[0].worker) or self._silent(*entry)]
        self._seen = {row.id: self._seen[row.id] for row, _, _ in held if row.id in self._seen}
        return [row.worker for row, token, beats in gone if self._given_away(row, token, beats)]

    def lost(self, worker: str) -> bool:
        """Give away the jobs of a worker that is known to be dead; return whether it had any."""
        held = self.ledger.held(worker)
        for entry in held:
            self._given_away(*entry)
        return bool(held)

    def sweep(self) -> int:
        """Delete what dead workers left half made; return how many folders."""
        current = {f"{row.id}-{token}" for row, token, _ in self.ledger.held()}
        publishing = {row.id for row in self.ledger.rows(("publishing",))}
        removed = 0
        for parts in stale(self.folder, current):
            if parts.name.partition("-")[0] not in {str(job) for job in publishing}:
                discard(parts)
                removed += 1
        return removed

    def _silent(self, row: JobRow, token: int, beats: int) -> bool:
        now = self.clock()
        before = self._seen.get(row.id)
        if before is None or before[:2] != (token, beats):
            self._seen[row.id] = (token, beats, now)
            return False
        return now - before[2] > self.lease_s

    def _given_away(self, row: JobRow, token: int, beats: int) -> bool:
        claim = Claim(job=row.job, id=row.id, token=token, worker=row.worker)
        if row.state == "publishing":
            own = self.ledger.take_over(claim, worker_name())
            found = own is not None and recover(own, self.ledger, self.folder)
        else:
            found = self.ledger.lose(row, token, beats)
            discard(parts_of(self.folder, claim))
        if found:
            log(self.folder, "lost", job=row.job.name, token=token, worker=row.worker)
        return found
