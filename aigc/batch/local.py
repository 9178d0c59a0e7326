"""The executor of one machine: worker processes under a supervisor that replaces the dead."""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO, Any, Final

import psutil

from aigc.batch.folder import BatchFolder
from aigc.batch.janitor import Janitor
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.log import log
from aigc.batch.room import RESERVE_BYTES
from aigc.batch.watch import LEASE_S, Watch, worker_name
from aigc.batch.worker import FRESH, FULL, KILLED
from aigc.errors import DiskFull, JobError
from aigc.files import full_disk_named
from aigc.store import Store

LOOK_S: Final = 0.5
QUICK_S: Final = 5.0
MOST_QUICK: Final = 5
"""So many workers may die within moments of their start, one after another."""
GRACE_S: Final = 35.0
PATIENCE_S: Final = 5.0
"""A ledger that is kept for longer was taken by a process that was stopped."""
THREADS: Final = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """How workers are kept.

    Attributes
    ----------
    beat_s, lease_s : float
        Seconds between heartbeats, and how long a worker may be silent.
    most_jobs, most_mib : int, float
        When a worker is replaced by a fresh one; 0 for never.
    reserve_bytes : int
        Space on the disk below which no job starts.
    store_bytes : int
        Size above which the finished steps that were used longest ago are deleted; 0 for any that
        leaves space.
    """

    beat_s: float = 2.0
    lease_s: float = LEASE_S
    most_jobs: int = 500
    most_mib: float = 0.0
    reserve_bytes: int = RESERVE_BYTES
    store_bytes: int = 20 << 30


LIMITS: Final = Limits()


@dataclass
class Slot:
    """A place for one worker: its cores, its device, and the process that has it now."""

    number: int
    cores: tuple[int, ...] = ()
    device: str = ""
    process: subprocess.Popen[bytes] | None = None
    started: float = 0.0
    quick: int = 0
    stopped: float = 0.0
    log: IO[bytes] | None = field(default=None, repr=False)


class Supervisor:
    """Keeps workers at work until no job is open."""

    def __init__(
        self,
        folder: BatchFolder,
        store: Store,
        *,
        workers: int = 0,
        limits: Limits = LIMITS,
    ) -> None:
        """Prepare; ``workers`` is one for each core, or each GPU where models use them, if 0."""
        self.ledger = Ledger(folder.ledger, patience_s=PATIENCE_S)
        self.watch = Watch(self.ledger, folder, lease_s=limits.lease_s, store=store.root)
        self.slots = slots(workers)
        self._janitor = Janitor(
            store, self.ledger.busy_since, limits.store_bytes, limits.reserve_bytes
        )
        self._folder, self._store, self._limits = folder, store, limits

    def run(self, seen: Callable[[], Any] = lambda: None) -> None:
        """Work until no job is open; ``seen`` is called twice a second and may raise to stop.

        Raises
        ------
        JobError
            Workers die as soon as they start; the message is their last words.
        """
        self.watch.begin()
        try:
            while self.ledger.open_jobs():
                # Without space nobody can be given a place; there will be some again.
                with suppress(DiskFull):
                    for slot in self.slots:
                        self._kept(slot)
                self._relieve(self.watch.look())
                self._janitor.look()
                seen()
                time.sleep(LOOK_S)
        finally:
            self.close()

    def close(self) -> None:
        """Tell every worker to stop, and end those that do not."""
        for slot in self.slots:
            if slot.process and slot.process.stdin:
                with suppress(OSError):
                    slot.process.stdin.close()
        end = time.monotonic() + GRACE_S
        for slot in self.slots:
            if slot.process:
                try:
                    slot.process.wait(max(end - time.monotonic(), 0.0))
                except subprocess.TimeoutExpired:
                    slot.process.kill()
                    slot.process.wait()
                self._buried(slot)

    def _kept(self, slot: Slot) -> None:
        """See that there is a worker in a place where there is work to do."""
        if slot.process and slot.process.poll() is None:
            return
        if slot.process:
            code = slot.process.returncode
            young = time.monotonic() - slot.started < QUICK_S
            quick = young and code not in (0, FRESH, FULL, KILLED)
            # A worker that died over a job is counted by that job.
            slot.quick = slot.quick + 1 if not self._buried(slot) and quick else 0
            if slot.quick >= MOST_QUICK:
                raise JobError(f"Workers end as soon as they start: {self._last_words(slot)}")
        self._start(slot)

    def _buried(self, slot: Slot) -> bool:
        """Clear a place whose worker has ended; return whether it left a job."""
        assert slot.process is not None
        left = self.watch.lost(self._name(slot))
        if slot.process.returncode not in (0, FRESH):
            log(self._folder, "worker-died", slot=slot.number, code=slot.process.returncode)
        if slot.process.stdin:
            with suppress(OSError):
                slot.process.stdin.close()
        slot.process = None
        if slot.log:
            slot.log.close()
        return left

    def _start(self, slot: Slot) -> None:
        with full_disk_named(self._folder.root):
            self._folder.make()
            slot.log = self._log_of(slot).open("wb")
        limits = self._limits
        command = [
            sys.executable, "-m", "aigc.batch.worker", str(self._folder.root),
            "--store", str(self._store.root), "--beat", str(limits.beat_s),
            "--most-jobs", str(limits.most_jobs), "--most-mib", str(limits.most_mib),
            "--reserve", str(limits.reserve_bytes), "--cores", ",".join(map(str, slot.cores)),
        ]  # fmt: skip
        slot.process = subprocess.Popen(
            command, stdin=subprocess.PIPE, stdout=slot.log, stderr=slot.log, env=_environment(slot)
        )
        slot.started, slot.stopped = time.monotonic(), 0.0

    def _relieve(self, silent: list[str]) -> None:
        """End workers of ours that are alive and silent, so that their places are free."""
        for slot in self.slots:
            if slot.process and (self._name(slot) in silent or self._long_stopped(slot)):
                slot.process.kill()

    def _long_stopped(self, slot: Slot) -> bool:
        """Return whether a worker was stopped for so long; it may have no job to lose."""
        assert slot.process is not None
        with suppress(psutil.Error):
            if psutil.Process(slot.process.pid).status() == psutil.STATUS_STOPPED:
                slot.stopped = slot.stopped or time.monotonic()
                return time.monotonic() - slot.stopped > self._limits.lease_s
        slot.stopped = 0.0
        return False

    def _name(self, slot: Slot) -> str:
        assert slot.process is not None
        return worker_name(slot.process.pid)

    def _log_of(self, slot: Slot) -> Path:
        return self._folder.logs / f"worker-{slot.number}.log"

    def _last_words(self, slot: Slot) -> str:
        lines = self._log_of(slot).read_text(encoding="utf-8", errors="replace").split("\n")
        return next((line for line in reversed(lines) if line.strip()), "they say nothing")


def slots(workers: int = 0) -> tuple[Slot, ...]:
    """Return a place for each worker, the cores and devices of this machine shared out."""
    cores, devices = usable_cores(), gpus()
    count = workers or len(devices) or len(cores)
    # More workers than cores share them all.
    shared = len(cores) if count <= len(cores) else 0
    return tuple(
        Slot(
            number=n,
            cores=tuple(cores[n * shared // count : (n + 1) * shared // count]),
            device=devices[n % len(devices)] if devices else "",
        )
        for n in range(count)
    )


def usable_cores() -> list[int]:
    """Return the numbers of the cores that this process may use."""
    try:
        found: list[int] = psutil.Process().cpu_affinity()
    except AttributeError:
        found = list(range(psutil.cpu_count(logical=False) or 1))
    return found


def gpus() -> list[str]:
    """Return the devices that workers share out, as ``CUDA_VISIBLE_DEVICES`` names them."""
    named = os.environ.get("CUDA_VISIBLE_DEVICES")
    if named is not None:
        return [one for one in named.split(",") if one.strip() not in ("", "-1")]
    return [one.name.removeprefix("nvidia") for one in sorted(Path("/dev").glob("nvidia[0-9]*"))]


def _environment(slot: Slot) -> dict[str, str]:
    threads = {name: str(max(len(slot.cores), 1)) for name in THREADS}
    device = {"CUDA_VISIBLE_DEVICES": slot.device} if slot.device else {}
    return {**threads, **os.environ, **device}
