"""A worker's place at the driver: it claims jobs for a station and publishes the results."""

from __future__ import annotations

import threading
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Final

import aigc
from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import MOST_QUICK, Limits
from aigc.batch.log import log
from aigc.batch.rayed.errands import Errands
from aigc.batch.rayed.line import Cluster, Line, StationGone
from aigc.batch.room import free_bytes
from aigc.batch.watch import Watch, worker_name
from aigc.batch.work import Bench
from aigc.batch.worker import PATIENCE_S, work
from aigc.errors import JobError
from aigc.store import Store, default_root
from aigc.types.job import Claim

WAIT_S: Final = 1.0


class Hand:
    """A thread that does jobs on one station after another.

    Attributes
    ----------
    error : Exception or None
        Why it gave up.
    """

    def __init__(
        self,
        number: int,
        folder: BatchFolder,
        store: Store,
        *,
        cluster: Cluster,
        watch: Watch,
        limits: Limits,
    ) -> None:
        """Begin; ``number`` tells it from the others of this driver."""
        self.error: Exception | None = None
        self.worker = worker_name(part=f"station-{number}")
        self._folder, self._store = folder, store
        self._cluster, self._watch, self._limits = cluster, watch, limits
        self._errands: Errands | None = None
        self._line: Line | None = None
        self._stop, self._leave = threading.Event(), threading.Event()
        self._desk = _Share(folder.ledger, self._leaving)
        self._thread = threading.Thread(target=self._run, name=self.worker, daemon=True)
        self._thread.start()

    @property
    def alive(self) -> bool:
        """Whether it still works."""
        return self._thread.is_alive()

    @property
    def busy(self) -> bool:
        """Whether it has a job."""
        return self._errands is not None and self._errands.busy

    @property
    def leaves(self) -> bool:
        """Whether it was told to go."""
        return self._leave.is_set()

    def leave(self) -> None:
        """Let it go after the job that it has."""
        self._leave.set()

    def stop(self) -> None:
        """Let it stop the job that it has, and go."""
        self._leave.set()
        self._stop.set()

    def ended(self, wait_s: float) -> bool:
        """Wait for its end; return whether it has ended."""
        self._thread.join(wait_s)
        return not self._thread.is_alive()

    def drop(self) -> None:
        """End its station, whatever it is doing."""
        if self._line:
            self._line.close()

    def _run(self) -> None:
        try:
            quick = 0
            while not self._leave.is_set() and self._desk.open_jobs():
                try:
                    quick = 0 if self._served() else quick
                except StationGone as exc:
                    quick += 1
                    if quick >= MOST_QUICK:
                        raise JobError(f"Stations end as soon as they start: {exc}") from exc
                    self._leave.wait(WAIT_S)
        except Exception as exc:
            self.error = exc
        finally:
            self._desk.close()

    def _served(self) -> bool:
        """Do jobs on one station until it is to be replaced; return whether there was one."""
        root, limits = self._store.root, self._limits
        place = "" if root == default_root() else str(root.absolute())
        self._line = self._cluster.hire(place, limits)
        try:
            if not self._reached(self._line):
                return False
            errands = Errands(self._line, lambda: self._watch.lost(self.worker))
            self._errands = errands
            bench = Bench(
                desk=self._desk, folder=self._folder, store=self._store, run=errands,
                beat_s=limits.beat_s, stopped=self._stop.is_set,
                free=lambda bench: min(free_bytes(bench.folder.root), errands.free()),
            )  # fmt: skip
            work(bench, self.worker, most_jobs=limits.most_jobs, reserve_bytes=limits.reserve_bytes)
            return True
        finally:
            with suppress(StationGone):
                if self._errands and not self._errands.broken:
                    self._line.call("clear")
            self._errands = None
            self._line.close()

    def _reached(self, line: Line) -> bool:
        while not self._leave.is_set():
            about = line.reached(WAIT_S)
            if about is None:
                continue
            if about.version != aigc.__version__:
                raise JobError(
                    f"{about.node} has aigc-workbench {about.version}, and this machine has "
                    f"{aigc.__version__}. Install the same on every machine."
                )
            log(self._folder, "station", worker=self.worker, node=about.node, process=about.pid)
            return True
        return False

    def _leaving(self) -> bool:
        if self._leave.is_set():
            return True
        most, errands = self._limits.most_mib, self._errands
        return errands is not None and (errands.broken or 0 < most < errands.held_mib)


class _Share(Ledger):
    """The ledger as a hand sees it: empty as soon as the hand is to go, or its station."""

    def __init__(self, path: Path, leaving: Callable[[], bool]) -> None:
        super().__init__(path, patience_s=PATIENCE_S)
        self._leaving = leaving

    def claim(self, worker: str, affinity: str = "") -> Claim | None:
        return None if self._leaving() else super().claim(worker, affinity)

    def open_jobs(self) -> int:
        return 0 if self._leaving() else super().open_jobs()
