"""A worker: claims jobs one after another and keeps warm what the last one loaded."""

from __future__ import annotations

import argparse
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Final

import psutil

from aigc.batch.desk import Desk
from aigc.batch.folder import BatchFolder
from aigc.batch.log import log
from aigc.batch.room import RESERVE_BYTES
from aigc.batch.watch import far_name, worker_name
from aigc.batch.work import SPACE_WAIT_S, Bench, perform
from aigc.errors import AigcError, DiskFull, JobError
from aigc.store import Store

IDLE_S: Final = 0.2
PATIENCE_S: Final = 600.0
"""So long it waits for a ledger that somebody keeps: the watch ends whoever was stopped with it."""
FRESH: Final = 3
"""The exit code of a worker that asks to be replaced by a fresh one."""
FULL: Final = 4
"""The exit code of a worker that found no space to begin with."""
KILLED: Final = -getattr(signal, "SIGKILL", 9)
"""The exit code of a worker that somebody ended: nothing of its own was wrong."""


def work(
    bench: Bench,
    worker: str,
    *,
    most_jobs: int = 0,
    most_mib: float = 0.0,
    reserve_bytes: int = RESERVE_BYTES,
    wait: Callable[[float], None] = time.sleep,
) -> int:
    """Do jobs until none is open; return an exit code.

    Parameters
    ----------
    most_jobs, most_mib : int, float
        After so many jobs, or above so much memory between two, the worker asks to be replaced;
        0 for never.
    """
    affinity, done = "", 0
    while not bench.stopped():
        room, claim = bench.free(bench) >= reserve_bytes, None
        try:
            if room:
                claim = bench.desk.claim(worker, affinity)
            if claim is None and not bench.desk.open_jobs():
                return 0
        except DiskFull:
            room = False
        if claim is None:
            wait(IDLE_S if room else SPACE_WAIT_S)
            continue
        affinity, done = claim.job.affinity, done + 1
        if perform(claim, bench) == "disk":
            wait(SPACE_WAIT_S)
        if (most_jobs and done >= most_jobs) or (most_mib and _held_mib() > most_mib):
            return FRESH
    return 0


def _held_mib() -> float:
    return float(psutil.Process().memory_info().rss) / (1 << 20)


def main(given: Sequence[str] | None = None) -> int:
    """Run a worker as its supervisor starts it; it ends when its standard input is closed."""
    asked = _arguments().parse_args(given)
    folder = BatchFolder(asked.root)
    stop = threading.Event()
    # The supervisor alone hears the user's Ctrl-C; its end closes the pipe, however it came.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=until_closed, args=(stop,), daemon=True).start()
    if asked.cores:
        with suppress(AttributeError, psutil.Error, ValueError):
            psutil.Process().cpu_affinity([int(core) for core in asked.cores.split(",")])
    try:
        bench = Bench(
            desk=_desk(folder, asked.far, stop.is_set),
            folder=folder,
            store=Store(asked.store),
            beat_s=asked.beat,
            stopped=stop.is_set,
            expendable=True,
            host=socket.gethostname() if asked.far else "",
        )
        return _together(bench, asked) if asked.group > 1 else _worked(bench, asked)
    except AigcError as exc:
        log(folder, "worker-ended", worker=worker_name(), message=str(exc))
        sys.stderr.write(f"{exc}\n")
        return FULL if isinstance(exc, DiskFull) else 1


def _worked(bench: Bench, asked: argparse.Namespace) -> int:
    return work(
        bench, far_name() if asked.far else worker_name(), most_jobs=asked.most_jobs,
        most_mib=asked.most_mib, reserve_bytes=asked.reserve,
    )  # fmt: skip


def _together(bench: Bench, asked: argparse.Namespace) -> int:
    """Be one process of a worker that is several."""
    from aigc.batch.crew import Crew, meeting

    with meeting(asked.rank, asked.group, asked.meet) as meet:
        crew = Crew(asked.rank, asked.group, meet)
        if crew.rank:
            crew.follow(bench.folder, bench.store)
            return 0
        code = _worked(replace(bench, run=crew.run), asked)
        crew.dismiss()
        return code


def _desk(folder: BatchFolder, far: bool, stopped: Callable[[], bool]) -> Desk:
    if far:
        from aigc.batch.served.door import find
        from aigc.batch.served.remote import RemoteDesk

        return RemoteDesk(lambda: find(folder), stopped=stopped)
    from aigc.batch.ledger.ledger import Ledger

    if not folder.ledger.is_file():
        raise JobError(f"The ledger {folder.ledger} is gone. Run the same command again.")
    return Ledger(folder.ledger, patience_s=PATIENCE_S)


def until_closed(stop: threading.Event) -> None:
    """Tell ``stop`` when the standard input is closed, as it is when whoever holds it is gone."""
    with suppress(OSError, ValueError):
        while os.read(sys.stdin.fileno(), 1):
            pass
    stop.set()


def _arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="aigc.batch.worker")
    parser.add_argument("root", type=Path)
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--beat", type=float, default=2.0)
    parser.add_argument("--cores", default="")
    parser.add_argument("--far", action="store_true")
    parser.add_argument("--rank", type=int, default=0)
    parser.add_argument("--group", type=int, default=1)
    parser.add_argument("--meet", type=Path)
    parser.add_argument("--most-jobs", type=int, default=0)
    parser.add_argument("--most-mib", type=float, default=0.0)
    parser.add_argument("--reserve", type=int, default=RESERVE_BYTES)
    return parser


if __name__ == "__main__":
    sys.exit(main())
