"""What a soak needs: a batch of fake jobs, its processes, and a count of what was published."""

from __future__ import annotations

import csv
import ctypes
import os
import random
import signal
import struct
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

import psutil

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.made.fake import Config, content
from aigc.batch.publishing import receipt_of
from aigc.batch.sight.journal import events
from aigc.types.job import JobRow
from tests.batch_jobs import until

DRIVER = Path(__file__).with_name("driver.py")
MOVED_TO, ISDIR = 0x80, 0x40000000


class Moves:
    """Counts, as the kernel tells them, the folders that are moved into a folder."""

    def __init__(self, folder: Path) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        self._file = libc.inotify_init1(os.O_NONBLOCK | os.O_CLOEXEC)
        assert libc.inotify_add_watch(self._file, os.fsencode(folder), MOVED_TO) >= 0
        self.counts: Counter[str] = Counter()

    def look(self) -> Counter[str]:
        while True:
            try:
                data = os.read(self._file, 1 << 16)
            except BlockingIOError:
                return self.counts
            while data:
                _, mask, _, size = struct.unpack_from("iIII", data)
                name = data[16 : 16 + size].rstrip(b"\0").decode()
                data = data[16 + size :]
                assert not mask & 0x4000, "the kernel's queue ran over"
                if mask & ISDIR:
                    self.counts[name] += 1

    def close(self) -> None:
        os.close(self._file)


class Batch:
    """A batch of fake jobs under a driver that is started anew whenever it is killed."""

    def __init__(self, place: Path, jobs: int, *, workers: int, chance: random.Random) -> None:
        self.folder, self.place, self.workers = BatchFolder(place / "out"), place, workers
        self.jobs = {
            f"j{n:04}": Config(
                seconds=round(chance.uniform(0, 0.1), 3), bytes=chance.randrange(1, 20_000), seed=n
            )
            for n in range(jobs)
        }
        self.folder.make()
        with (place / "jobs.csv").open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["name", "source", "seconds", "bytes", "seed"])
            for name, one in self.jobs.items():
                rows.writerow([name, f"text {name}", one.seconds, one.bytes, one.seed])
        self.driver: subprocess.Popen[bytes] | None = None
        self.address: tuple[str, ...] = ()

    def start(self) -> None:
        command = [
            sys.executable, str(DRIVER), str(self.place / "jobs.csv"), str(self.folder.root),
            str(self.place / "store"), str(self.workers), *self.address,
        ]  # fmt: skip
        with (self.place / "said").open("ab") as said:
            self.driver = subprocess.Popen(command, stderr=said)

    def said(self) -> str:
        return (self.place / "said").read_text("utf-8")

    def over(self) -> bool:
        """Return whether the driver came to its end, which must be a good one."""
        assert self.driver is not None
        code = self.driver.poll()
        assert code in (None, 0), self.said()
        return code == 0

    def finish(self, most_s: float) -> None:
        until(self.over, most_s)

    def kill_driver(self) -> None:
        assert self.driver is not None
        self.driver.kill()
        self.driver.wait()

    def workers_of(self) -> list[psutil.Process]:
        """Return the workers of this batch, those of drivers that were killed too."""
        return [
            process
            for process in psutil.process_iter(["cmdline", "status"])
            if {"aigc.batch.worker", str(self.folder.root)} <= {*(process.info["cmdline"] or [])}
            and process.info["status"] != psutil.STATUS_ZOMBIE
        ]

    def signal_one(self, number: signal.Signals, chance: random.Random) -> psutil.Process:
        """Send a signal to some worker that is not stopped; wait for one where there is none."""
        while True:
            self.over()
            running = [one for one in self.workers_of() if one.status() != psutil.STATUS_STOPPED]
            if running:
                one = chance.choice(running)
                try:
                    one.send_signal(number)
                except psutil.NoSuchProcess:
                    continue
                return one
            time.sleep(0.05)

    def end(self) -> None:
        """Leave no process behind."""
        if self.driver and self.driver.poll() is None:
            self.kill_driver()
        for one in self.workers_of():
            one.kill()

    def rows(self) -> list[JobRow]:
        ledger = Ledger(self.folder.ledger)
        try:
            return ledger.rows()
        finally:
            ledger.close()

    def attempts(self) -> list[tuple[str, str | None]]:
        """Return the job and the outcome of every attempt."""
        ledger = Ledger(self.folder.ledger)
        found = ledger.database.read(
            "SELECT j.name, a.outcome FROM attempts a JOIN jobs j ON j.id = a.job"
        )
        ledger.close()
        return [(row["name"], row["outcome"]) for row in found]

    def events(self, *kinds: str) -> list[dict[str, Any]]:
        """Return what the batch's log tells of some kinds."""
        return [dict(one) for one in events(self.folder.root) if one["event"] in kinds]

    def check(self, moves: Counter[str]) -> None:
        """See that every job is done, published once, and right; and that nothing is left over."""
        rows = self.rows()
        assert {row.job.name for row in rows} == set(self.jobs)
        assert {row.state for row in rows} == {"done"}, [r for r in rows if r.state != "done"][:3]
        assert [row.job.name for row in rows if row.tries] == []
        assert {name: n for name, n in moves.items() if n != 1} == {}
        assert set(moves) == set(self.jobs)
        for name, config in self.jobs.items():
            place = self.folder.results(name)
            assert (place / "result.bin").read_bytes() == content(f"text {name}", config)
            assert receipt_of(place)["name"] == name
            assert {one.name for one in place.iterdir()} == {"result.bin", "job.json"}
        assert list(self.folder.parts.iterdir()) == []
