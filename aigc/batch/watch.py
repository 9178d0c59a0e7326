"""Who went away: jobs whose workers are dead or silent are given to others."""

from __future__ import annotations

import os
import socket
import time
from collections.abc import Callable
from collections.abc import Set as AbstractSet
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final
from uuid import getnode

import psutil

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.ledger.writers import writers
from aigc.batch.log import log
from aigc.batch.publishing import discard, parts_of, recover
from aigc.errors import DiskFull, LedgerBusy
from aigc.types.job import Claim, JobRow

LEASE_S: Final = 30.0
"""So long may a worker be silent."""
WORKER: Final = "aigc.batch.worker"


def worker_name(pid: int = 0, part: str = "") -> str:
    """Return the name of a process as a worker, this one by itself: its machine and its number.

    ``part`` names one of several workers that live in one process.
    """
    return f"{socket.gethostname()}:{pid or os.getpid()}{'/' if part else ''}{part}"


def far_name(pid: int = 0) -> str:
    """Return the name of a process, this one by itself, for a ledger of another machine.

    No machine takes it for one of its own processes, even if both have the same name.
    """
    return f"{socket.gethostname()}~{getnode():012x}:{pid or os.getpid()}"


def is_dead(worker: str) -> bool:
    """Return whether a worker was a process of this machine and is none any more."""
    host, _, pid = worker.partition("/")[0].rpartition(":")
    return host == socket.gethostname() and pid.isdigit() and not psutil.pid_exists(int(pid))


def end_stopped(ledger: Path, writing: AbstractSet[int] = frozenset()) -> list[int]:
    """End the workers of this machine that were stopped, and those of ``writing`` that were.

    A process that was stopped in the middle of writing a ledger keeps everybody else from it.
    Returns the numbers of those that were ended.
    """
    ended = []
    for process in psutil.process_iter():
        with suppress(psutil.Error):
            if (
                process.status() == psutil.STATUS_STOPPED
                and (process.pid in writing or WORKER in process.cmdline())
                and any(one.path == str(ledger.resolve()) for one in process.open_files())
            ):
                process.kill()
                ended.append(process.pid)
    return ended


@dataclass
class Watch:
    """Looks at heartbeats; how long they are silent is measured by this process's own clock.

    No clock of another machine, and no jump of this one's, ends a lease.

    Attributes
    ----------
    store : Path or None
        Root of the store whose log is told of what is published; the usual one if none.
    """

    ledger: Ledger
    folder: BatchFolder
    lease_s: float = LEASE_S
    store: Path | None = None
    clock: Callable[[], float] = time.monotonic
    _seen: dict[int, tuple[int, int, float]] = field(default_factory=dict)
    _last: float = 0.0

    def begin(self) -> None:
        """Clear up after whoever led the batch before."""
        # Workers of a supervisor that was killed end by themselves, unless they were stopped.
        end_stopped(self.ledger.database.path)
        self.look()
        self.sweep()

    def look(self) -> list[str]:
        """Give away the jobs of dead and of silent workers; return the names of those workers.

        While nobody can write the ledger, nobody is silent: all leases begin anew. So they do when
        this process itself was stopped, as it may have kept others from telling something.
        """
        if self.clock() - self._last > self.lease_s:
            self._seen.clear()
        self._last = self.clock()
        try:
            self.ledger.check()
            return self._looked()
        except LedgerBusy:
            self._seen.clear()
            place = self.ledger.database.path
            for pid in end_stopped(place, writers(place)):
                log(self.folder, "stopped-ended", pid=pid)
        except DiskFull:
            self._seen.clear()
        return []

    def _looked(self) -> list[str]:
        held = self.ledger.held()
        gone = [entry for entry in held if is_dead(entry[0].worker) or self._silent(*entry)]
        self._seen = {row.id: self._seen[row.id] for row, _, _ in held if row.id in self._seen}
        return [row.worker for row, token, beats in gone if self._given_away(row, token, beats)]

    def lost(self, worker: str) -> bool:
        """Give away the jobs of a worker that is known to be dead; return whether it had any."""
        held = self.ledger.held(worker)
        # What cannot be written now is found by the next look, as that worker is dead.
        with suppress(DiskFull, LedgerBusy):
            for entry in held:
                self._given_away(*entry)
        return bool(held)

    def sweep(self) -> int:
        """Delete what dead workers left half made; return how many folders."""
        # Folders first: one that is seen now belonged to a claim that was made before.
        found = list(self.folder.parts.glob("*"))
        held = self.ledger.held()
        current = {f"{row.id}-{token}" for row, token, _ in held}
        publishing = {str(row.id) for row, _, _ in held if row.state == "publishing"}
        left = [
            parts
            for parts in found
            if parts.name not in current and parts.name.partition("-")[0] not in publishing
        ]
        for parts in left:
            discard(parts)
        return len(left)

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
            found = own is not None and recover(own, self.ledger, self.folder, self.store)
        else:
            found = self.ledger.lose(row, token, beats)
            discard(parts_of(self.folder, claim))
        if found:
            log(self.folder, "lost", job=row.job.name, token=token, worker=row.worker)
        return found
