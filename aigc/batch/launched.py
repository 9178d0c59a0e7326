"""The executor of accelerate: `accelerate launch` under supervision, on one machine or many.

Every machine launches ranks of its own, which meet at the ledger and nowhere else: machines come
and go, and no rendezvous waits for one that is missing.
"""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any, Final

import psutil

from aigc.batch.accelerated import SAYS
from aigc.batch.folder import BatchFolder
from aigc.batch.janitor import Janitor
from aigc.batch.keeper import ended, lines_of, noted
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import (
    GRACE_S,
    LIMITS,
    LOOK_S,
    MOST_QUICK,
    PATIENCE_S,
    Limits,
    gpus,
    slots,
    usable_cores,
)  # fmt: skip
from aigc.batch.log import log
from aigc.batch.served.door import find
from aigc.batch.served.remote import RemoteDesk
from aigc.batch.served.server import DeskServer, parted
from aigc.batch.watch import Watch, worker_name
from aigc.errors import ConfigError, DiskFull, EngineUnavailable, JobError, LedgerBusy
from aigc.files import full_disk_named
from aigc.notices import notice
from aigc.store import Store, default_root

FIRST_S: Final = 10.0
"""So long a machine that comes to help looks for the desk; one that has worked looks longer."""


class Launcher:
    """Keeps a launch of accelerate going until no job is open."""

    def __init__(
        self,
        folder: BatchFolder,
        store: Store,
        *,
        workers: int = 0,
        limits: Limits = LIMITS,
        group: int = 1,
        address: str = "",
    ) -> None:
        """Prepare.

        Parameters
        ----------
        workers : int
            Workers of this machine; as many as its GPUs, or else its cores, have groups if 0.
        group : int
            Processes of each worker, each with a device of its own.
        address : str
            ``HOST:PORT`` at which other machines find the ledger; empty for this machine alone.

        Raises
        ------
        ConfigError
            The address is none, or a group has more processes than this machine has devices.
        EngineUnavailable
            accelerate is not installed.
        """
        if address:
            parted(address)
        self._folder, self._store, self._limits, self._address = folder, store, limits, address
        self._group = group
        self._workers = _counted(workers, group)
        self._far = False
        self._notes, self._leash = Path(), -1
        self._process: subprocess.Popen[bytes] | None = None
        self._quick = 0

    def run(self, seen: Callable[[], Any] = lambda: None) -> None:
        """Work until no job is open; ``seen`` is called twice a second and may raise to stop.

        Raises
        ------
        JobError
            The ranks cannot be started; the message is their last words.
        ConfigError
            The ledger cannot be served at the address.
        """
        ledger = Ledger(self._folder.ledger, patience_s=PATIENCE_S)
        limits = self._limits
        store = self._store.root
        watch = Watch(ledger, self._folder, lease_s=limits.lease_s, store=store)
        watch.begin()
        janitor = Janitor(self._store, ledger.busy_since, limits.store_bytes, limits.reserve_bytes)

        def look() -> None:
            self._relieve(watch.look())
            janitor.look()
            seen()

        with self._served():
            try:
                self._run(ledger.open_jobs, look)
            finally:
                watch.look()

    @contextmanager
    def _served(self) -> Iterator[None]:
        if not self._address:
            yield
            return
        with DeskServer(self._folder, self._address, self._store.root) as server:
            try:
                yield
            finally:
                server.over()

    def join(self, seen: Callable[[int], Any] = lambda left: None) -> None:
        """Work for the ledger of another machine until no job is open there.

        Raises
        ------
        JobError
            Its desk cannot be reached, or the ranks cannot be started.
        """
        self._far = True
        if not RemoteDesk(lambda: find(self._folder), patience_s=FIRST_S).open_jobs():
            notice(f"The batch in {self._folder.root} has ended: there is nothing to help with.")
        desk = RemoteDesk(lambda: find(self._folder))
        self._run(desk.open_jobs, lambda: seen(desk.open_jobs()))

    def _run(self, open_jobs: Callable[[], int], seen: Callable[[], Any]) -> None:
        # Ranks and workers read one pipe. Its end, however this process ends, is theirs.
        self._leash, held = os.pipe()
        self._notes = Path(tempfile.mkdtemp(prefix="aigc-"))
        try:
            while open_jobs():
                with suppress(DiskFull, LedgerBusy):
                    self._keep()
                seen()
                time.sleep(LOOK_S)
        finally:
            os.close(held)
            self._close()
            os.close(self._leash)
            shutil.rmtree(self._notes, ignore_errors=True)

    def _keep(self) -> None:
        """See that the launch is there: accelerate ends all its ranks when one dies."""
        if self._process is not None:
            if self._process.poll() is None:
                return
            self._judge(self._process.returncode)
        self._start()

    def _judge(self, code: int) -> None:
        log(self._folder, "launch-ended", code=code)
        lines = lines_of(self._log)
        said = [line.removeprefix(SAYS) for line in lines if line.startswith(SAYS)]
        if said:
            raise JobError(said[-1])
        self._quick = 0 if code == 0 or self._workers_there() else self._quick + 1
        if self._quick >= MOST_QUICK:
            raise JobError(
                f"accelerate ends as soon as it starts: {lines[-1] if lines else 'it says nothing'}"
            )

    def _relieve(self, silent: Sequence[str]) -> None:
        """End workers of ours that are alive and silent; their keepers begin others."""
        for note in self._notes.glob("*.json"):
            members = noted(note)
            if members and worker_name(members[0].pid) in silent:
                for one in members:
                    ended(one)

    def _workers_there(self) -> bool:
        return any(noted(note) for note in self._notes.glob("*.json"))

    def _start(self) -> None:
        with full_disk_named(self._folder.root):
            self._folder.make()
            file = self._log.open("wb")
        with file:
            self._process = subprocess.Popen(
                self.command(), stdin=self._leash, stdout=file, stderr=file,
                env=self._environment(), start_new_session=True,
            )  # fmt: skip

    def command(self) -> list[str]:
        """Return what is launched, with all that accelerate would guess otherwise."""
        limits, count = self._limits, str(self._workers)
        share = max(len(slots(self._workers * self._group)[0].cores), 1)
        threads = os.environ.get("OMP_NUM_THREADS", str(share))
        return [
            sys.executable, "-m", "accelerate.commands.launch",
            # Without it accelerate starts one process, whatever number it is asked for.
            *(["--multi_gpu"] if self._workers > 1 else []),
            "--num_processes", count, "--num_machines", "1", "--main_process_port", "0",
            "--mixed_precision", "no", "--dynamo_backend", "no",
            "--num_cpu_threads_per_process", threads,
            "-m", "aigc.batch.accelerated", str(self._folder.root), "--processes", count,
            "--group", str(self._group), "--store", str(self._store.root),
            "--notes", str(self._notes), "--beat", str(limits.beat_s),
            "--lease", str(limits.lease_s), "--most-jobs", str(limits.most_jobs),
            "--most-mib", str(limits.most_mib), "--reserve", str(limits.reserve_bytes),
            *(["--far"] if self._far else []),
        ]  # fmt: skip

    def _environment(self) -> dict[str, str]:
        return dict(os.environ) | ({} if gpus() else {"ACCELERATE_USE_CPU": "1"})

    def _close(self) -> None:
        """Wait for ranks and workers to end, and end those that do not."""
        if self._process is not None:
            with suppress(subprocess.TimeoutExpired):
                self._process.wait(GRACE_S + LOOK_S * 10)
            with suppress(psutil.Error):
                for one in psutil.Process(self._process.pid).children(recursive=True):
                    ended(one)
            self._process.kill()
            self._process.wait()
        for note in self._notes.glob("*.json"):
            for one in noted(note):
                ended(one)

    @property
    def _log(self) -> Path:
        return self._folder.logs / f"{f'{socket.gethostname()}-' if self._far else ''}launch.log"


def join(
    out: str | Path,
    *,
    workers: int = 0,
    group: int = 1,
    store: Store | None = None,
    limits: Limits = LIMITS,
    seen: Callable[[int], Any] = lambda left: None,
) -> None:
    """Help with a batch that runs on another machine with an ``address``, until it is done.

    Parameters
    ----------
    out : str or Path
        The folder of the batch, on a disk that both machines share.
    seen : callable
        Takes how many jobs are open, twice a second; what it raises stops the workers here.

    Raises
    ------
    JobError
        The batch cannot be reached, or the ranks cannot be started.
    """
    kept = store or Store(default_root())
    launcher = Launcher(BatchFolder(Path(out)), kept, workers=workers, limits=limits, group=group)
    launcher.join(seen)


def _counted(workers: int, group: int) -> int:
    """Return how many workers this machine takes.

    Raises
    ------
    ConfigError
        It has too few devices for one.
    EngineUnavailable
        accelerate is not installed.
    """
    if find_spec("accelerate") is None:
        raise EngineUnavailable(
            "The executor accelerate needs a package: pip install 'aigc-workbench[models]'."
        )
    devices = gpus()
    if group < 1 or (devices and group > len(devices)):
        raise ConfigError(
            f"A worker cannot be a group of {group}. This machine has {len(devices)} GPUs."
        )
    return workers or max((len(devices) or len(usable_cores())) // group, 1)
