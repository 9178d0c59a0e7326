"""Three Ray nodes on this machine: stations, nodes and drivers are killed, and nothing is lost."""

from __future__ import annotations

import json
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.log import FILE
from tests.batch_jobs import until
from tests.soak.rig import DRIVER, Batch, Moves

pytestmark = [pytest.mark.timeout(1800), pytest.mark.enable_socket]
NODES, PLACES, STARTS = 3, 2, 5


class Nodes:
    """A cluster of three nodes with two places each; one of them may be killed and replaced."""

    def __init__(self) -> None:
        from ray.cluster_utils import Cluster

        self.cluster: Any = _patiently(
            lambda: Cluster(initialize_head=True, head_node_args=self._place())
        )
        self.others = [self._more() for _ in range(NODES - 1)]

    @property
    def address(self) -> str:
        found: str = self.cluster.address
        return found

    def kill_one(self) -> None:
        self.cluster.remove_node(self.others.pop(), allow_graceful=False)

    def whole(self) -> None:
        while len(self.others) < NODES - 1:
            self.others.append(self._more())

    def _more(self) -> Any:
        return _patiently(lambda: self.cluster.add_node(wait=False, **self._place()))

    def _place(self) -> dict[str, Any]:
        names = (
            "dashboard_agent_listen_port", "metrics_agent_port", "metrics_export_port",
            "runtime_env_agent_port",
        )  # fmt: skip
        ports = dict(zip(names, _free_ports(len(names)), strict=True))
        return {"num_cpus": PLACES, "include_dashboard": False} | ports


def _patiently(start: Callable[[], Any]) -> Any:
    # On a busy machine a node may not be up in the half minute that Ray gives it.
    for left in reversed(range(STARTS)):
        try:
            return start()
        except Exception:
            if not left:
                raise
    raise AssertionError


def _free_ports(count: int) -> list[int]:
    sockets = [socket.socket() for _ in range(count)]
    for one in sockets:
        one.bind(("127.0.0.1", 0))
    ports = [one.getsockname()[1] for one in sockets]
    for one in sockets:
        one.close()
    return ports


class RayBatch(Batch):
    """A batch whose driver uses a cluster."""

    def __init__(self, place: Path, jobs: int, *, address: str, chance: random.Random) -> None:
        super().__init__(place, jobs, workers=0, chance=chance)
        self.address = (address,)

    def stations(self) -> list[psutil.Process]:
        """Return the stations that are alive."""
        lines = (self.folder.logs / FILE).read_text("utf-8").splitlines()
        told = [json.loads(line) for line in lines if '"station"' in line]
        return [psutil.Process(one["process"]) for one in told if psutil.pid_exists(one["process"])]

    def lost(self) -> int:
        return sum(outcome == "lost" for _, outcome in self.attempts())


@pytest.fixture(scope="module")
def nodes() -> Iterator[Nodes]:
    made = Nodes()
    yield made
    made.cluster.shutdown()


@pytest.fixture
def started(
    nodes: Nodes, tmp_path: Path, chance: random.Random, moves: Callable[[Batch], Moves]
) -> Iterator[Callable[[int], tuple[RayBatch, Moves]]]:
    nodes.whole()
    ends: list[RayBatch] = []

    def start(jobs: int) -> tuple[RayBatch, Moves]:
        made = RayBatch(tmp_path, jobs, address=nodes.address, chance=chance)
        ends.append(made)
        counted = moves(made)
        made.start()
        return made, counted

    yield start
    for one in ends:
        one.end()


def done(counted: Moves, batch: RayBatch, jobs: int) -> None:
    until(lambda: len(counted.look()) >= jobs or batch.over(), 300, 0.02)


def test_a_killed_node_costs_the_leases_of_its_stations(nodes, started):
    batch, counted = started(400)
    done(counted, batch, 60)
    nodes.kill_one()
    batch.finish(300)
    batch.check(counted.look())
    assert 1 <= batch.lost() <= PLACES
    assert "Traceback" not in batch.said() and "raylet" not in batch.said()


def test_a_killed_driver_goes_on_where_it_was(nodes, started):
    batch, counted = started(300)
    for mark in (30, 120):
        done(counted, batch, mark)
        batch.kill_driver()
        batch.start()
    batch.finish(300)
    batch.check(counted.look())
    assert batch.lost() <= 2 * NODES * PLACES


def test_killed_and_stopped_stations_lose_nothing(nodes, started, chance):
    batch, counted = started(400)
    acts = [signal.SIGKILL] * 8 + [signal.SIGSTOP] * 3
    chance.shuffle(acts)
    for number, act in enumerate(acts):
        done(counted, batch, 20 + number * 25)
        chance.choice(batch.stations()).send_signal(act)
    batch.finish(300)
    batch.check(counted.look())
    # One that is hit between two jobs costs none.
    assert batch.lost() <= len(acts)
    until(lambda: not batch.stations(), 30)


def test_ten_second_jobs_take_little_longer_than_on_this_machine(nodes, tmp_path):
    nodes.whole()
    rows = [{"name": f"j{n}", "source": f"text {n}", "seconds": 10, "seed": n} for n in range(6)]
    manifest = tmp_path / "jobs.jsonl"
    manifest.write_text("".join(f"{json.dumps(row)}\n" for row in rows), "utf-8")
    each = {}
    for executor, more in (("local", []), ("ray", [nodes.address])):
        out = tmp_path / executor
        command = [sys.executable, DRIVER, manifest, out, tmp_path / "store", "2", *more]
        subprocess.run([str(one) for one in command], check=True, timeout=300)
        each[executor] = seconds_a_job(out)
    files = [sorted((tmp_path / one).glob("*/result.bin")) for one in each]
    assert len(files[0]) == len(rows)
    assert [one.read_bytes() for one in files[0]] == [one.read_bytes() for one in files[1]]
    share = each["ray"] / each["local"] - 1
    print(f"\n10 s jobs: local {each['local']:.3f} s, ray {each['ray']:.3f} s, {share:+.2%}")
    assert share <= 0.05


def seconds_a_job(out: Path) -> float:
    """Return how long a worker is kept by a job, from its claim to the next, on average."""
    ledger = Ledger(BatchFolder(out).ledger)
    found = ledger.database.read("SELECT worker, started_at, ended_at FROM attempts")
    ledger.close()
    spans: dict[str, list[float]] = {}
    for row in found:
        spans.setdefault(row["worker"], []).extend((row["started_at"], row["ended_at"]))
    total = sum(max(times) - min(times) for times in spans.values())
    return total / len(found)


def test_an_address_without_a_cluster_is_one_clear_error(tmp_path):
    manifest = tmp_path / "jobs.jsonl"
    manifest.write_text('{"source": "text"}\n', "utf-8")
    begin = time.monotonic()
    port = _free_ports(1)[0]
    command = [sys.executable, DRIVER, manifest, tmp_path / "out", tmp_path / "store", "1"]
    ended = subprocess.run(
        [*map(str, command), f"127.0.0.1:{port}"], capture_output=True, text=True, timeout=300
    )
    assert ended.returncode == 1 and time.monotonic() - begin < 60
    told = f"No Ray cluster answers at 127.0.0.1:{port}: Connection refused. Start one"
    assert ended.stderr.startswith(told)
    assert len(ended.stderr.splitlines()) == 1 and not ended.stdout
