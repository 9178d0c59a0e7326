"""Ranks that accelerate launches: they balance, and what dies costs its lease and nothing more."""

from __future__ import annotations

import csv
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import psutil
import pytest

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.made.fake import Config, content
from aigc.batch.manifest.planning import plan
from aigc.batch.running import enter
from tests.batch_jobs import until
from tests.soak.rig import Moves

pytestmark = [pytest.mark.timeout(900), pytest.mark.enable_socket]
CALL = """
import json, sys
from pathlib import Path
from aigc.batch import run
from aigc.batch.launched import join
from aigc.store import Store
from tests.soak.driver import LIMITS
{}(*sys.argv[3:], **json.loads(sys.argv[1]), store=Store(Path(sys.argv[2])), limits=LIMITS)
"""
RUN, JOIN = CALL.format("run"), CALL.format("join")
START_S = 120
SLOW = Config(seconds=8, bytes=5000, pieces=1)


class Launch:
    """A batch that accelerate does."""

    def __init__(self, place: Path, jobs: Mapping[str, Config]) -> None:
        self.place, self.folder, self.jobs = place, BatchFolder(place / "out"), jobs
        self.folder.make()
        self.manifest = place / "jobs.csv"
        with self.manifest.open("w", newline="", encoding="utf-8") as file:
            rows = csv.writer(file)
            rows.writerow(["name", "source", "seconds", "bytes", "pieces", "seed"])
            for name, one in jobs.items():
                rows.writerow([name, name, one.seconds, one.bytes, one.pieces, one.seed])
        self.moves = Moves(self.folder.root)
        self.drivers: list[subprocess.Popen[bytes]] = []

    def start(self, workers: int, executor: str = "accelerate", **settings: Any) -> None:
        given = dict(pipeline="fake", workers=workers, executor=executor, settings=settings)
        self._begin(
            ["-c", RUN, json.dumps(given), self.place / "store", self.manifest, self.folder.root]
        )

    def join(self, workers: int) -> None:
        given = json.dumps({"workers": workers})
        self._begin(["-c", JOIN, given, self.place / "far", self.folder.root])

    def launch(self, how: str, processes: int, *more: Any, serve: str = "") -> None:
        """Launch ranks without a supervisor."""
        self._begin(
            ["-m", "accelerate.commands.launch", how, "--num_processes", processes, *more,
             "--mixed_precision", "no", "--dynamo_backend", "no",
             "-m", "aigc.batch.accelerated", self.folder.root, "--processes", processes,
             "--store", self.place / f"store{len(self.drivers)}", "--serve", serve,
             "--reserve", 0]
        )  # fmt: skip

    def _begin(self, words: list[Any]) -> None:
        with (self.place / "said").open("ab") as said:
            self.drivers.append(
                subprocess.Popen(
                    [sys.executable, *map(str, words)], stdin=subprocess.DEVNULL, stdout=said,
                    stderr=said, env=os.environ | {"ACCELERATE_USE_CPU": "1"},
                )
            )  # fmt: skip

    def finish(self, most_s: float = 240) -> None:
        until(lambda: all(one.poll() is not None for one in self.drivers), most_s)
        codes = [one.returncode for one in self.drivers]
        assert codes[-1] == 0, (codes, (self.place / "said").read_text())

    def processes(self, module: str) -> list[psutil.Process]:
        """Return the processes of this batch that run a module: workers, or ranks."""
        found = []
        for one in psutil.process_iter(["cmdline", "status"]):
            line = one.info["cmdline"] or []
            mine = str(self.folder.root) in line and "accelerate.commands.launch" not in line
            if mine and module in line and one.info["status"] != psutil.STATUS_ZOMBIE:
                found.append(one)
        return found

    def workers(self) -> list[psutil.Process]:
        return self.processes("aigc.batch.worker")

    def ranks(self) -> list[psutil.Process]:
        return self.processes("aigc.batch.accelerated")

    def running(self) -> dict[str, str]:
        """Return the workers of the jobs that run, by the names of the jobs."""
        ledger = Ledger(self.folder.ledger)
        try:
            return {row.job.name: row.worker for row, _, _ in ledger.held()}
        finally:
            ledger.close()

    def attempts(self) -> list[tuple[str, str, str]]:
        """Return job, worker and outcome of every attempt."""
        ledger = Ledger(self.folder.ledger)
        found = ledger.database.read(
            "SELECT j.name, a.worker, a.outcome FROM attempts a JOIN jobs j ON j.id = a.job"
        )
        ledger.close()
        return [(row["name"], row["worker"], row["outcome"]) for row in found]

    def outcomes(self) -> Counter[str]:
        return Counter(outcome for _, _, outcome in self.attempts())

    def check(self) -> None:
        """See that every job was published once with the right bytes, and that nothing is left."""
        assert dict(self.moves.look()) == dict.fromkeys(self.jobs, 1)
        for name, config in self.jobs.items():
            made = (self.folder.results(name) / "result.bin").read_bytes()
            assert made == content(name, config), name
        assert list(self.folder.parts.iterdir()) == []
        until(lambda: not self.workers() + self.ranks(), 40)

    def end(self) -> None:
        self.moves.close()
        for one in self.drivers:
            one.kill()
            one.wait()
        for process in self.ranks() + self.workers():
            process.kill()


@pytest.fixture
def launch(tmp_path: Path) -> Iterator[Callable[[Mapping[str, Config]], Launch]]:
    made: list[Launch] = []

    def of(jobs: Mapping[str, Config], name: str = "batch") -> Launch:
        (tmp_path / name).mkdir()
        made.append(Launch(tmp_path / name, jobs))
        return made[-1]

    yield of
    for one in made:
        one.end()


def short(count: int, seconds: float = 0.2) -> dict[str, Config]:
    return {
        f"s{n}": Config(seconds=seconds, bytes=1000 + n, pieces=n % 3 + 1, seed=n)
        for n in range(count)
    }


def test_one_slow_job_keeps_nobody_from_many_short_ones(launch):
    jobs = {"slow": SLOW, **short(20)}
    batch = launch(jobs)
    batch.start(2)
    batch.finish()
    batch.check()
    done: dict[str, set[str]] = {}
    for name, worker, outcome in batch.attempts():
        assert outcome == "done"
        done.setdefault(worker, set()).add(name)
    assert sorted(done.values(), key=len) == [{"slow"}, set(jobs) - {"slow"}]

    local = launch(jobs, "local")
    local.start(2, "local")
    local.finish()
    local.check()


def test_a_worker_that_is_killed_costs_one_lease_and_the_others_go_on(launch):
    batch = launch({"slow": SLOW, **short(30)})
    batch.start(2)
    until(lambda: len(batch.moves.look()) > 3 and "slow" in batch.running(), START_S)
    slow = int(batch.running()["slow"].rpartition(":")[2])
    (other,) = [one for one in batch.workers() if one.pid != slow]
    before = len(batch.moves.look())
    os.kill(slow, signal.SIGKILL)
    batch.finish()
    batch.check()
    assert batch.outcomes() == {"lost": 1, "done": 31}
    # The other did not end for it.
    since = [worker for _, worker, outcome in batch.attempts() if outcome == "done"]
    assert sum(worker.endswith(f":{other.pid}") for worker in since) > before


def test_a_rank_that_is_killed_costs_nothing(launch):
    batch = launch({"slow": SLOW, **short(60, 0.5)})
    batch.start(2)
    until(lambda: len(batch.moves.look()) > 3 and "slow" in batch.running(), START_S)
    workers = {one.pid for one in batch.workers()}
    ranks = batch.ranks()
    assert len(workers) == len(ranks) == 2
    ranks[1].kill()
    until(lambda: not any(one.is_running() for one in ranks), 60)
    until(lambda: len(batch.ranks()) == 2, START_S)
    batch.finish()
    batch.check()
    assert batch.outcomes() == {"done": 61}
    assert {int(worker.rpartition(":")[2]) for _, worker, _ in batch.attempts()} == workers


def test_groups_of_two_share_each_job_and_fall_together(launch):
    jobs = {"big": Config(seconds=10, bytes=9000, pieces=10), **short(6)}
    batch = launch(jobs)
    batch.start(1, group=2)
    until(lambda: "big" in batch.running(), START_S)
    lead = int(batch.running()["big"].rpartition(":")[2])
    (follower,) = [one for one in batch.workers() if one.pid != lead]
    time.sleep(1)
    follower.kill()
    batch.finish()
    batch.check()
    assert batch.outcomes() == {"lost": 1, "done": 7}
    ledger = Ledger(batch.folder.ledger)
    (big,) = [row for row in ledger.rows() if row.job.name == "big"]
    ledger.close()
    assert (big.tries, big.losses) == (0, 1) and 5 <= big.cost.wall_s < 8


@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGINT])
def test_a_supervisor_that_ends_leaves_no_process(launch, how):
    batch = launch({"slow": SLOW, **short(20)})
    batch.start(2)
    until(lambda: len(batch.moves.look()) > 3, START_S)
    batch.drivers[0].send_signal(how)
    until(lambda: not batch.workers() + batch.ranks(), 60)
    assert batch.outcomes()["lost"] == 0
    batch.start(2)
    batch.finish()
    batch.check()


def test_another_machine_joins_and_outlives_the_desk(launch):
    batch = launch({"slow": SLOW, **short(160, 0.5)})
    address = f"127.0.0.1:{free_port()}"
    batch.start(1, address=address)
    until(lambda: len(batch.moves.look()) > 1, START_S)
    batch.join(1)

    def far() -> list[str]:
        return [worker for _, worker, _ in batch.attempts() if "~" in worker]

    until(lambda: len(far()) > 3, START_S)
    batch.drivers[0].kill()
    time.sleep(6)
    told = len(far())
    batch.start(1, address=address)
    until(lambda: len(far()) > told + 3, START_S)
    batch.finish()
    batch.check()
    assert batch.drivers[1].returncode == 0
    outcomes = batch.outcomes()
    assert outcomes.pop("released", 0) <= 1 and outcomes == {"done": 161}
    assert len(set(far())) == 1


def test_two_machines_are_launched_by_hand(launch):
    batch = launch(short(16))
    enter(plan(batch.manifest, pipeline="fake"), batch.folder)
    port, desk = free_port(), free_port()
    for machine in (1, 0):
        batch.launch(
            "--multi_gpu", 2, "--num_machines", 2, "--machine_rank", machine,
            "--main_process_ip", "127.0.0.1", "--main_process_port", port,
            serve=f"127.0.0.1:{desk}",
        )  # fmt: skip
    batch.finish()
    batch.check()
    assert {"~" in worker for _, worker, _ in batch.attempts()} == {True, False}


def test_a_launch_of_too_few_processes_is_refused(launch):
    batch = launch(short(1))
    enter(plan(batch.manifest, pipeline="fake"), batch.folder)
    batch.launch("--cpu", 2)
    until(lambda: batch.drivers[0].poll() is not None, START_S)
    assert batch.drivers[0].returncode
    said = (batch.place / "said").read_text()
    assert "aigc: accelerate started 1 of 2 processes. Launch with --multi_gpu" in said
    assert batch.attempts() == []


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])
