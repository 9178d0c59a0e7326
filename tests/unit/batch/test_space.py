"""Disks that are too small: for a while, for all jobs at once, or for one."""

import os
import pickle
import threading
import time
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace

import pytest
from rich.console import Console

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls, space
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import Limits
from aigc.batch.rayed.errands import Errands
from aigc.batch.rayed.line import StationGone
from aigc.batch.rayed.station import Station
from aigc.batch.served.door import find
from aigc.batch.served.remote import RemoteDesk
from aigc.batch.served.server import DeskServer
from aigc.batch.sight.snapshot import snapshot
from aigc.batch.sight.terminal import line, view
from aigc.batch.work import perform
from aigc.batch.worker import work
from aigc.errors import DiskFull, EngineFailed, InputError
from aigc.store import Store
from aigc.types.job import Cost
from tests.batch_jobs import Clock, job, until

GIB = 1 << 30
HOUR_S = 3600


class Disk:
    """A disk in memory."""

    def __init__(self, free: int) -> None:
        self.free, self.lock = free, threading.Lock()

    def usage(self, place):
        return SimpleNamespace(free=self.free)

    def take(self, size: int) -> None:
        with self.lock:
            if size > self.free:
                raise OSError(28, "No space left on device")
            self.free -= size

    def give(self, size: int) -> None:
        with self.lock:
            self.free += size


@pytest.fixture
def disk(monkeypatch) -> Disk:
    disk = Disk(10 * GIB)
    monkeypatch.setattr("aigc.batch.room.disk_usage", disk.usage)
    return disk


@pytest.fixture
def does(monkeypatch):
    return lambda act: monkeypatch.setattr("aigc.batch.made.fake._pass", act)


def raising(error: Exception):
    def broken(*given):
        raise error

    return broken


def row_of(ledger: Ledger, name: str):
    return next(row for row in ledger.rows() if row.job.name == name)


def set_time(path: Path, when: float) -> None:
    os.utime(path, times=(when, when))


def waited(ledger: Ledger, clock: Clock):
    """Return the next claim, and how long the batch waits for it."""
    begin = clock.now
    while (claim := ledger.claim("w")) is None:
        clock.now += 1
    return claim, clock.now - begin


def test_after_a_full_disk_jobs_begin_one_after_another(enter, ledger, clock):
    enter(*(job(f"j{n}") for n in range(6)))
    one, two = ledger.claim("w1"), ledger.claim("w2")
    ledger.no_room(one, "full")
    assert ledger.claim("w1") is None
    clock.now += 2
    assert ledger.claim("w1").job.name == "j0" and ledger.claim("w3") is None
    clock.now += 2
    ledger.no_room(ledger.claim("w3"), "full")
    clock.now += 2
    assert ledger.claim("w3") is None
    clock.now += 2
    assert ledger.claim("w3") is not None and ledger.claim("w4") is None
    ledger.done(two, Cost())
    assert ledger.claim("w2") is not None and ledger.claim("w4") is None
    clock.now += 2
    assert ledger.claim("w4") is not None


def test_what_is_done_ends_the_waiting(enter, ledger, clock):
    enter(*(job(f"j{n}") for n in range(9)))
    ledger.no_room(ledger.claim("w"), "full")
    clock.now += 2
    for _ in range(2):
        ledger.done(ledger.claim("w"), Cost())
    assert all(ledger.claim(f"w{n}") for n in range(7))
    assert not ledger.database.read("SELECT * FROM settings WHERE name LIKE 'space%'")


def test_what_fails_otherwise_keeps_nobody_waiting(enter, ledger, clock):
    enter(*(job(f"j{n}", attempts=1) for n in range(4)))
    ledger.no_room(ledger.claim("w"), "full")
    clock.now += 2
    for _ in range(4):
        claim = ledger.claim("w")
        assert ledger.claim("w2") is None
        ledger.fail(claim, "engine", "it broke")
    assert ledger.counts() == {"failed": 4}


def test_waits_grow_to_five_minutes_and_use_no_attempt(enter, ledger, clock):
    enter(job("a", attempts=1))
    waits = []
    for _ in range(10):
        claim, seconds = waited(ledger, clock)
        waits.append(seconds)
        ledger.no_room(claim, "others filled it")
    assert waits == [0, 2, 4, 8, 16, 32, 64, 128, 256, 300]
    assert (row_of(ledger, "a").state, row_of(ledger, "a").tries) == ("waiting", 0)


def test_a_clock_put_back_keeps_no_batch_waiting(enter, ledger, clock):
    enter(job("a"))
    ledger.no_room(ledger.claim("w"), "full")
    clock.now -= 86_400
    assert ledger.claim("w")


def test_a_job_that_fills_the_disk_is_tried_alone_and_given_up(enter, ledger, clock):
    enter(job("giant", attempts=2), job("a"), job("b"), job("after", needs=("giant",)))
    ledger.no_room(waited(ledger, clock)[0], "It filled the disk.", own=True)
    small = [waited(ledger, clock)[0] for _ in range(2)]
    assert [one.job.name for one in small] == ["a", "b"]
    clock.now += HOUR_S
    assert ledger.claim("w") is None
    for one in small:
        ledger.done(one, Cost())
    giant, _ = waited(ledger, clock)
    controls.enter(ledger, [job("late")])
    clock.now += HOUR_S
    assert giant.job.name == "giant" and ledger.claim("w") is None
    ledger.no_room(giant, "It filled the disk.", own=True, cost=Cost(cpu_s=2.0))
    assert (row_of(ledger, "giant").state, row_of(ledger, "giant").tries) == ("waiting", 1)
    late, _ = waited(ledger, clock)
    assert late.job.name == "late"
    ledger.done(late, Cost())
    ledger.no_room(waited(ledger, clock)[0], "It filled the disk.", own=True)
    assert ledger.counts() == {"done": 3, "failed": 2}
    assert (row_of(ledger, "giant").cause, row_of(ledger, "after").cause) == ("space", "needs")
    told = ledger.database.read("SELECT outcome, cause FROM attempts WHERE job=1")
    assert [tuple(one) for one in told] == [
        ("released", "space"), ("failed", "space"), ("failed", "space"),
    ]  # fmt: skip


def test_a_job_that_others_left_no_room_has_the_disk_to_itself_at_last(enter, ledger, clock):
    enter(job("a", attempts=1), job("b"))
    first, _ = waited(ledger, clock)
    other, _ = waited(ledger, clock)
    ledger.no_room(first, "full")
    again, _ = waited(ledger, clock)
    assert again.job.name == "a"
    ledger.no_room(again, "full")
    clock.now += HOUR_S
    assert ledger.claim("w") is None
    ledger.done(other, Cost())
    last, _ = waited(ledger, clock)
    ledger.done(last, Cost())
    assert ledger.counts() == {"done": 2} and row_of(ledger, "a").cause == ""


def test_a_job_that_was_given_up_is_retried_as_any_other(enter, ledger, clock):
    enter(job("a", attempts=1), job("b"))
    ledger.no_room(ledger.claim("w"), "It filled the disk.", own=True)
    controls.cancel(ledger, ["b"])
    ledger.no_room(waited(ledger, clock)[0], "It filled the disk.", own=True)
    assert row_of(ledger, "a").state == "failed"
    assert controls.retry(ledger, cause="space") == 1 and controls.retry(ledger, ["b"]) == 1
    names = {waited(ledger, clock)[0].job.name for _ in range(2)}
    assert names == {"a", "b"}


def test_whoever_filled_the_disk_is_told(enter, ledger, bench, disk, does):
    def by_others(*given):
        disk.free = 0
        raise OSError(28, "No space left on device")

    enter(job("a", attempts=1))
    does(by_others)
    assert perform(ledger.claim("w"), bench) == "disk"
    assert "Free some space, or set AIGC_STORE" in row_of(ledger, "a").message
    assert (row_of(ledger, "a").tries, row_of(ledger, "a").cause) == (0, "")


def test_a_job_that_fits_no_disk_says_how_much_there_was(enter, ledger, bench, disk, does, clock):
    enter(job("a", attempts=1))
    does(raising(OSError(28, "No space left on device")))
    for _ in range(2):
        assert perform(waited(ledger, clock)[0], bench) == "disk"
    row = row_of(ledger, "a")
    assert (row.state, row.cause, row.tries) == ("failed", "space", 1)
    assert "more space than there is: 10.7 GB were free when it began" in row.message


def test_what_breaks_while_there_is_space_is_no_matter_of_space(enter, ledger, bench, disk, does):
    enter(job("a"), job("b"))
    does(raising(EngineFailed("It broke.")))
    assert perform(ledger.claim("w"), bench) == "failed"
    disk.free = 1 << 20
    does(raising(InputError("It is no article.")))
    assert perform(ledger.claim("w"), bench) == "failed"
    assert [row.cause for row in ledger.rows()] == ["engine", "input"]


def test_a_batch_ends_with_all_done_that_fits(folder: BatchFolder, bench, disk, does, monkeypatch):
    """Two jobs fit one after the other and not together; one fits nowhere."""
    monkeypatch.setattr(space, "FIRST_S", 0.03)
    monkeypatch.setattr(space, "MOST_S", 0.2)
    for name in ("SPACE_WAIT_S", "IDLE_S"):
        monkeypatch.setattr(f"aigc.batch.worker.{name}", 0.01)

    def act(config, progress, number):
        took = 0
        try:
            for _ in range(config.bytes):
                disk.take(GIB)
                took += GIB
                time.sleep(0.01)
        finally:
            disk.give(took)

    does(act)
    ledger = Ledger(folder.ledger)
    sizes = {"giant": 20} | {f"j{n}": 6 for n in range(5)}
    controls.enter(ledger, [job(name, options={"bytes": n}) for name, n in sizes.items()])
    bench = replace(bench, desk=ledger)
    workers = [threading.Thread(target=work, args=(bench, f"w{n}")) for n in range(3)]
    for one in workers:
        one.start()
    for one in workers:
        one.join(30)
    assert not any(one.is_alive() for one in workers)
    assert ledger.counts() == {"done": 5, "failed": 1}
    assert row_of(ledger, "giant").cause == "space"
    assert [row.tries for row in ledger.rows()] == [3, 0, 0, 0, 0, 0]
    assert disk.free == 10 * GIB
    ledger.close()


def test_a_batch_that_waits_for_space_says_so(enter, ledger, clock, disk):
    enter(job("a"), job("b"))
    assert snapshot(ledger).space == ""
    ledger.no_room(ledger.claim("w"), "full")
    seen = snapshot(ledger)
    assert seen.space == "short" and "Short of space" in shown(seen)
    disk.free = 1 << 20
    seen = snapshot(ledger)
    assert seen.space == "full" and "no job begins below 537 MB" in shown(seen)
    assert "(disk full)" in line(seen) and "disk full" in seen._repr_html_()
    controls.cancel(ledger)
    assert snapshot(ledger).space == ""


def shown(seen) -> str:
    console = Console(width=100)
    with console.capture() as captured:
        console.print(view(seen))
    return captured.get()


@pytest.mark.enable_socket
def test_a_worker_of_another_machine_tells_of_space(enter, ledger, folder):
    enter(job("a"))
    with DeskServer(folder, "127.0.0.1:0"):
        desk = RemoteDesk(lambda: find(folder), patience_s=5)
        desk.no_room(desk.claim("w"), "full", own=True, cost=Cost(cpu_s=1.0))
    row = row_of(ledger, "a")
    assert (row.state, row.cause, row.message) == ("waiting", "space", "full")


def test_no_worker_waits_for_space_when_nothing_is_left_to_do(enter, ledger, bench):
    enter(job("a"))
    full = replace(bench, free=lambda bench: 0)
    assert work(full, "w", wait=lambda seconds: controls.cancel(ledger)) == 0


@pytest.mark.parametrize("own", [True, False])
def test_a_station_tells_who_filled_its_disk(enter, ledger, disk, does, tmp_path, own):
    def act(*given):
        disk.free = disk.free if own else 0
        raise EngineFailed("It broke.") if not own else OSError(28, "No space left on device")

    does(act)
    enter(job("a"))
    station = Station(str(tmp_path / "machine"))
    station.begin(ledger.claim("w"), {})
    until(lambda: station.report(0.1).verdict is not None)
    error = station.report(0).verdict.error
    assert isinstance(error, DiskFull) and error.own is own


@pytest.mark.parametrize("own", [True, False])
def test_a_file_that_finds_no_room_at_a_station_is_no_fault_of_the_driver(
    tmp_path, monkeypatch, disk, own
):
    def full(path):
        disk.free = disk.free if own else 0
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("aigc.batch.rayed.station.file_sha256", full)
    station = Station(str(tmp_path))
    station.take("0" * 64, 0, b"abc", last=False)
    with pytest.raises(DiskFull) as caught:
        station.take("0" * 64, 3, b"def", last=True)
    assert pickle.loads(pickle.dumps(caught.value)).own is own
    assert not list(tmp_path.glob("stations/*"))


def test_a_machine_without_space_takes_no_job():
    class Wire:
        told = 5

        def call(self, method):
            if self.told is None:
                raise StationGone("It is gone.")
            return self.told

    wire = Wire()
    errands = Errands(wire, lambda: None)
    assert errands.free() == 5
    wire.told = 7
    assert errands.free() == 5
    errands._asked, wire.told = -9e9, None
    assert errands.free() > 1 << 60 and errands.broken


def test_a_machine_keeps_its_store_small(enter, ledger, tmp_path):
    store = Store(tmp_path / "machine")
    now = time.time()
    for hours in range(10):
        path = store.keep(store.key("step", 1, age=hours), ".bin", bytes(1000))
        set_time(path, now - (hours + 0.5) * HOUR_S)
    station = Station(str(store.root), Limits(store_bytes=1500, reserve_bytes=0))
    neighbour = store.root / "stations" / "elsewhere~1"
    neighbour.mkdir(parents=True)
    set_time(neighbour, now - 6 * HOUR_S)
    enter(job("a"))
    station.begin(ledger.claim("w"), {})
    until(lambda: station.report(0.1).verdict is not None)
    assert store.size_bytes() == 6000
