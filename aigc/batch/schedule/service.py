"""What starts the runs of a folder's schedules when they are due, and hears how they end.

APScheduler's schedulers wait by the clock on the wall, and stand still for as long as it is put
back; this one looks at the clock once a second, and has nothing to make up for when it jumps.

Each run is a process of its own. One that is left by a service that died is started again by the
next: `aigc batch run` does nothing twice, and stands by while another works in the same folder.
"""

from __future__ import annotations

import signal
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.batch.folder import BatchFolder
from aigc.batch.lead import Lead
from aigc.batch.schedule.book import Book
from aigc.batch.schedule.command import command, label
from aigc.errors import AigcError, InputError
from aigc.types.schedule import Fire, Schedule

LOOK_S: Final = 1.0
GRACE_S: Final = 60.0
"""So long a run that is told to stop may take for it."""
LONGEST: Final = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class _Run:
    fire: Fire
    process: subprocess.Popen[bytes]
    log: Path


class Service:
    """The one of a folder that starts runs; see `opened`."""

    def __init__(
        self,
        root: Path,
        *,
        clock: Callable[[], float] = time.time,
        told: Callable[[str], None] = lambda line: None,
        begin: Callable[[Schedule, int], list[str]] = command,
    ) -> None:
        """Prepare.

        Parameters
        ----------
        clock : callable
            Returns seconds since 1970.
        told : callable
            Takes a line for each run that begins or ends, and for each trouble.
        begin : callable
            Returns the command line of a run.
        """
        self.book = Book(root, clock=clock)
        self._folder, self._told, self._command = BatchFolder(root), told, begin
        self._runs: dict[str, _Run] = {}
        self._stop = threading.Event()
        self._troubles: dict[str, str] = {}

    def tick(self) -> bool:
        """Hear what has ended and start what is due; return whether anything runs."""
        for name, run in list(self._runs.items()):
            if run.process.poll() is not None:
                self._ended(run)
                del self._runs[name]
        for schedule in self.book.schedules():
            if schedule.name not in self._runs:
                with self._told_once(schedule.name):
                    self._begun(schedule)
        return bool(self._runs)

    def serve(self) -> None:
        """Start what is due until this is told to stop."""
        self._until(lambda idle: False)

    def once(self) -> None:
        """Start what is due, and what becomes due meanwhile; return when all has ended."""
        self._until(lambda idle: idle)

    def stop(self) -> None:
        """Tell `serve` or `once` to return; runs stop, and the next service goes on with them."""
        self._stop.set()

    def close(self) -> None:
        """Tell every run to stop, and end those that do not."""
        for run in self._runs.values():
            with suppress(OSError):
                run.process.send_signal(signal.SIGINT)
        end = time.monotonic() + GRACE_S
        for run in self._runs.values():
            try:
                run.process.wait(max(end - time.monotonic(), 0.0))
            except subprocess.TimeoutExpired:
                run.process.kill()
                run.process.wait()
            # One that came to its end before it heard has nothing left to do.
            if run.process.returncode in (0, 1):
                self._ended(run)
        self._runs.clear()
        self.book.close()

    def _until(self, over: Callable[[bool], bool]) -> None:
        while not self._stop.is_set():
            idle = False
            with self._told_once(""):
                idle = not self.tick()
            if over(idle):
                return
            self._stop.wait(LOOK_S)

    @contextmanager
    def _told_once(self, name: str) -> Iterator[None]:
        """Tell of a trouble, such as a full disk or a zone that is gone, and go on looking."""
        try:
            yield
            self._troubles.pop(name, None)
        except AigcError as exc:
            if self._troubles.get(name) != str(exc):
                self._troubles[name] = str(exc)
                self._told(f"{name}: {exc}" if name else str(exc))

    def _begun(self, schedule: Schedule) -> None:
        left = self.book.running(schedule.name)
        fire = left or self.book.next(schedule)
        if fire is None:
            return
        name = label(schedule, fire.due)
        try:
            run = self._started(schedule, fire, name)
        except OSError as exc:
            self.book.ended(fire, "failed", f"It cannot be started: {exc}.")
            self._told(f"{schedule.name} {name}: cannot be started: {exc}.")
            return
        self._runs[schedule.name] = run
        self._told(f"{schedule.name} {name}: {'goes on' if left else 'started'}")

    def _started(self, schedule: Schedule, fire: Fire, name: str) -> _Run:
        path = log_of(self._folder, schedule.name, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as log:
            process = subprocess.Popen(
                self._command(schedule, fire.due), stdin=subprocess.DEVNULL, stdout=log,
                stderr=log, cwd=schedule.cwd, start_new_session=True,
            )  # fmt: skip
        return _Run(fire=fire, process=process, log=path)

    def _ended(self, run: _Run) -> None:
        code = run.process.returncode
        message = "" if code == 0 else last_words(run.log, code)
        self.book.ended(run.fire, "failed" if code else "done", message)
        name = f"{run.fire.schedule} {run.log.stem}"
        self._told(f"{name}: failed: {message}" if code else f"{name}: done")


@contextmanager
def opened(service: Service, root: Path) -> Iterator[bool]:
    """Give whether no other service has the schedules of ``root``; at the end, runs stop."""
    with Lead(BatchFolder(root)) as lead:
        try:
            yield lead.taken()
        finally:
            service.close()


def log_of(folder: BatchFolder, schedule: str, name: str) -> Path:
    """Return the file of what a run said."""
    return folder.logs / schedule / f"{name}.log"


def last_words(log: Path, code: int) -> str:
    """Return the last line that a run wrote, or its exit code where it wrote none."""
    text = log.read_text(encoding="utf-8", errors="replace")
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:LONGEST] if lines else f"It ended with the code {code}."


def check_free(free: bool, root: Path) -> None:
    """Raise where another service has the schedules of a folder.

    Raises
    ------
    InputError
        It has.
    """
    if not free:
        raise InputError(
            f"Another service runs the schedules of {root}. Leave them to it, or stop it first."
        )
