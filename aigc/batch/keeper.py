"""Keeps one worker at work, of one process or several, from a rank that accelerate launched."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final, Protocol

import psutil

from aigc.batch.folder import BatchFolder
from aigc.batch.local import GRACE_S, MOST_QUICK, THREADS, Slot
from aigc.batch.log import log
from aigc.batch.watch import LEASE_S, far_name, worker_name
from aigc.batch.worker import FRESH, FULL, KILLED
from aigc.errors import JobError
from aigc.files import full_disk_named

QUICK_S: Final = 60.0
POLL_S: Final = 0.02
BORN_S: Final = 5.0
WORKER: Final = (sys.executable, "-m", "aigc.batch.worker")
LOOPBACK: Final = {"linux": "lo", "darwin": "lo0"}
_LAUNCHED: Final = ("RANK", "WORLD_SIZE", "MASTER_", "LOCAL_", "GROUP_", "ROLE_", "TORCHELASTIC_")
"""Beginnings of what a launcher tells its ranks and a worker is not to take for its own."""


class Books(Protocol):
    """What a keeper asks and tells of jobs."""

    def open_jobs(self) -> int:
        """Return how many jobs are neither done nor given up."""

    def lost(self, worker: str) -> bool:
        """Give away the jobs of a worker that is dead; return whether it had any."""


class Keeper:
    """Keeps a worker at work: starts it, buries it, and starts another.

    Attributes
    ----------
    processes : list of psutil.Process
        The worker now.
    """

    def __init__(
        self,
        folder: BatchFolder,
        books: Books,
        places: Sequence[Slot],
        given: Sequence[str],
        notes: Path,
        *,
        far: bool = False,
        outlived: bool = False,
        program: Sequence[str] = WORKER,
    ) -> None:
        """Prepare.

        Parameters
        ----------
        places : sequence of Slot
            Cores and device of each process of the worker.
        given : sequence of str
            What the processes are started with.
        notes : Path
            Folder on this machine for the numbers of processes; a worker that is noted there and
            lives is kept on.
        far : bool
            Whether the ledger lies on another machine.
        outlived : bool
            Whether the worker hangs on the standard input of this process, which whoever started
            the launch holds, and so may outlive this process.
        program : sequence of str
            What a process of a worker runs.
        """
        self._folder, self._books, self._places = folder, books, places
        self._command = [*program, str(folder.root), *given, *(["--far"] if far else [])]
        self._notes = notes
        self._named = far_name if far else worker_name
        self._outlived = outlived
        self._note = notes / f"worker-{places[0].number}.json"
        self.processes = noted(self._note)
        self._started, self._quick, self._still_s = time.monotonic(), 0, 0.0

    def keep(self) -> None:
        """See that the worker is there and goes.

        Raises
        ------
        JobError
            Worker after worker dies at its start.
        DiskFull
            There is no space for a note of it.
        """
        alive = [one for one in self.processes if is_alive(one)]
        if len(alive) < len(self._places):
            self._bury()
            self._start()
        elif any(is_stopped(one) for one in alive):
            self._still_s = self._still_s or time.monotonic()
            if time.monotonic() - self._still_s > LEASE_S:
                self._bury()
        else:
            self._still_s = 0.0

    def close(self) -> None:
        """Stop the worker, and end it if it does not stop."""
        for one in self.processes:
            with suppress(psutil.Error):
                if is_stopped(one):
                    one.kill()
                one.terminate()
        await_end(self.processes, GRACE_S)
        self._end()

    def _start(self) -> None:
        meet = self._notes / f"meet-{self._places[0].number}-{time.monotonic_ns()}"
        size = len(self._places)
        with full_disk_named(self._folder.root):
            self._folder.make()
            for rank, place in enumerate(self._places):
                command = [
                    *self._command, "--cores", ",".join(map(str, place.cores)),
                    "--rank", str(rank), "--group", str(size), "--meet", str(meet),
                ]  # fmt: skip
                self.processes.append(self._started_as(command, place, rank))
            self._note.write_text(json.dumps([str(meet), [one.pid for one in self.processes]]))
        self._started = time.monotonic()

    def _started_as(self, command: list[str], place: Slot, rank: int) -> psutil.Process:
        # In a session of its own it does not hear what ends this process.
        with self._log_of(place).open("wb") as file:
            process: psutil.Process = psutil.Popen(
                command, stdin=None if self._outlived else subprocess.PIPE, stdout=file,
                stderr=file, start_new_session=True,
                env=environment(os.environ, place, rank, len(self._places)),
            )  # fmt: skip
        return process

    def _bury(self) -> None:
        """End what is left of the worker, and see what it died of."""
        if not self.processes:
            return
        codes = [one.poll() for one in self.processes if isinstance(one, psutil.Popen)]
        broken = [code for code in codes if code not in (None, 0, FRESH, FULL, KILLED)]
        if broken:
            log(self._folder, "worker-died", worker=self._name(), codes=codes)
        quick = broken and time.monotonic() - self._started < QUICK_S
        # A worker that died over a job is counted by that job.
        self._quick = self._quick + 1 if not self._end() and quick else 0
        if self._quick >= MOST_QUICK:
            raise JobError(f"Workers end as soon as they start: {self._last_words()}")

    def _end(self) -> bool:
        """End what is left of the worker and give its job away; return whether it had one."""
        if not self.processes:
            return False
        for one in self.processes:
            ended(one)
        name = self._name()
        self.processes = []
        return self._books.lost(name)

    def _name(self) -> str:
        return self._named(self.processes[0].pid)

    def _log_of(self, place: Slot) -> Path:
        machine = self._named().rpartition(":")[0] if self._named is far_name else ""
        return self._folder.logs / f"worker-{machine}{'-' if machine else ''}{place.number}.log"

    def _last_words(self) -> str:
        lines = [line for one in self._places for line in lines_of(self._log_of(one))]
        return lines[-1] if lines else "they say nothing"


def lines_of(log: Path) -> list[str]:
    """Return what a process has said, without empty lines; nothing where that is gone."""
    try:
        text = log.read_text("utf-8", "replace")
    except OSError:
        return []
    return [line.strip() for line in text.split("\n") if line.strip()]


def environment(
    given: Mapping[str, str], place: Slot, rank: int = 0, size: int = 1
) -> dict[str, str]:
    """Return the environment of one process of a worker: its device, its threads and its group.

    Of the launch that it hangs on it hears nothing, so that it waits for nobody there. With several
    devices each process sees its own alone.
    """
    kept = {name: value for name, value in given.items() if not name.startswith(_LAUNCHED)}
    threads = {name: str(max(len(place.cores), 1)) for name in THREADS}
    device = {"CUDA_VISIBLE_DEVICES": place.device} if place.device else {}
    if size == 1:
        return {**threads, **kept, **device}
    # A group lies on one machine, and what it says need not leave it.
    own = {"GLOO_SOCKET_IFNAME": LOOPBACK[sys.platform]} if sys.platform in LOOPBACK else {}
    local = "0" if place.device else str(rank)
    group = {"RANK": str(rank), "WORLD_SIZE": str(size)}
    group |= {"LOCAL_RANK": local, "LOCAL_WORLD_SIZE": str(size)}
    return {**threads, **own, **kept, **device, **group}


def noted(note: Path) -> list[psutil.Process]:
    """Return the processes of a note that live still.

    They are known by what they were started with: another process may have the number by now, and
    the time of a start changes with the clock.
    """
    found = []
    with suppress(OSError, ValueError):
        meet, numbers = json.loads(note.read_text())
        for pid in numbers:
            with suppress(psutil.Error):
                process = psutil.Process(pid)
                if meet in _command(process) and is_alive(process):
                    found.append(process)
    return found


def _command(process: psutil.Process) -> list[str]:
    """Return what a process was started with; it is there a moment after the process."""
    end = time.monotonic() + BORN_S
    while not (told := process.cmdline()) and is_alive(process) and time.monotonic() < end:
        time.sleep(POLL_S)
    return list(told)


def is_alive(process: psutil.Process) -> bool:
    """Return whether a process is there and no mere entry that waits to be read."""
    if isinstance(process, psutil.Popen):
        return process.poll() is None
    with suppress(psutil.Error):
        return bool(process.is_running() and process.status() != psutil.STATUS_ZOMBIE)
    return False


def is_stopped(process: psutil.Process) -> bool:
    """Return whether somebody has stopped a process."""
    with suppress(psutil.Error):
        return bool(process.status() == psutil.STATUS_STOPPED)
    return False


def await_end(processes: Sequence[psutil.Process], most_s: float) -> None:
    """Wait until processes have ended, also those that nobody asks what became of them."""
    end = time.monotonic() + most_s
    while any(is_alive(one) for one in processes) and time.monotonic() < end:
        time.sleep(POLL_S)


def ended(process: psutil.Process) -> None:
    """End a process, whatever it does."""
    with suppress(psutil.Error):
        process.kill()
    await_end([process], GRACE_S)
    if isinstance(process, psutil.Popen) and process.stdin:
        process.stdin.close()
