"""A worker: claims jobs one after another and keeps warm what the last one loaded."""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import sys
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Final

import psutil

from aigc.batch.folder import BatchFolder
from aigc.batch.log import log
from aigc.batch.watch import worker_name
from aigc.batch.work import Bench, perform
from aigc.errors import AigcError, DiskFull
from aigc.store import Store

IDLE_S: Final = 0.2
SPACE_WAIT_S: Final = 2.0
RESERVE_BYTES: Final = 512 << 20
"""So much of the disk is left free: no job starts below it."""
FRESH: Final = 3
"""The exit code of a worker that asks to be replaced by a fresh one."""


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
        if not _space(bench, reserve_bytes):
            wait(SPACE_WAIT_S)
            continue
        try:
            claim = bench.desk.claim(worker, affinity)
            if claim is None and not bench.desk.open_jobs():
                return 0
        except DiskFull:
            wait(SPACE_WAIT_S)
            continue
        if claim is None:
            wait(IDLE_S)
            continue
        affinity, done = claim.job.affinity, done + 1
        if perform(claim, bench) == "disk":
            wait(SPACE_WAIT_S)
        if (most_jobs and done >= most_jobs) or (most_mib and _held_mib() > most_mib):
            return FRESH
    return 0


def _space(bench: Bench, reserve_bytes: int) -> bool:
    for place in (bench.folder.root, bench.store.root):
        with suppress(FileNotFoundError):
            if shutil.disk_usage(place).free < reserve_bytes:
                return False
    return True


def _held_mib() -> float:
    return float(psutil.Process().memory_info().rss) / (1 << 20)


def main(given: Sequence[str] | None = None) -> int:
    """Run a worker as its supervisor starts it; it ends when its standard input is closed."""
    from aigc.batch.ledger.ledger import Ledger

    asked = _arguments().parse_args(given)
    folder = BatchFolder(asked.root)
    stop = threading.Event()
    # The supervisor alone hears the user's Ctrl-C; its end closes the pipe, however it came.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, lambda *_: stop.set())
    threading.Thread(target=_until_closed, args=(stop,), daemon=True).start()
    if asked.cores:
        with suppress(AttributeError, psutil.Error, ValueError):
            psutil.Process().cpu_affinity([int(core) for core in asked.cores.split(",")])
    bench = Bench(
        desk=Ledger(folder.ledger),
        folder=folder,
        store=Store(asked.store),
        beat_s=asked.beat,
        stopped=stop.is_set,
        expendable=True,
    )
    try:
        return work(
            bench, worker_name(), most_jobs=asked.most_jobs, most_mib=asked.most_mib,
            reserve_bytes=asked.reserve,
        )  # fmt: skip
    except AigcError as exc:
        log(folder, "worker-ended", worker=worker_name(), message=str(exc))
        sys.stderr.write(f"{exc}\n")
        return 1


def _until_closed(stop: threading.Event) -> None:
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
    parser.add_argument("--most-jobs", type=int, default=0)
    parser.add_argument("--most-mib", type=float, default=0.0)
    parser.add_argument("--reserve", type=int, default=RESERVE_BYTES)
    return parser


if __name__ == "__main__":
    sys.exit(main())
