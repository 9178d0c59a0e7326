import json
import shutil
import threading
import time
from dataclasses import replace

import pytest

from aigc.batch import local
from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.publishing import parts_of
from aigc.batch.sight.snapshot import snapshot
from aigc.batch.watch import Watch, is_dead, worker_name
from aigc.batch.work import perform
from aigc.batch.worker import FRESH, work
from aigc.errors import DiskFull, OutOfMemory
from tests.batch_jobs import Clock, job, until


def only(ledger):
    return ledger.rows()[0]


def logged(folder: BatchFolder) -> list[dict]:
    lines = (folder.logs / "jobs.jsonl").read_text("utf-8").splitlines()
    return [json.loads(line) for line in lines]


def test_a_job_is_done_published_and_told(enter, ledger, folder, bench):
    enter(job("a", options={"seed": 3, "bytes": 10, "seconds": 0.1}))
    assert perform(ledger.claim("w"), bench) == "done"
    row = only(ledger)
    assert row.state == "done" and row.cost.wall_s > 0.1 and row.cost.peak_mib > 1
    assert set(row.cost.stages) == {"work"}
    assert (folder.results("a") / "result.bin").stat().st_size == 10
    assert [line["event"] for line in logged(folder)] == ["started", "done"]


def test_results_that_are_there_are_not_made_again(enter, ledger, folder, bench, monkeypatch):
    enter(job("a"))
    perform(ledger.claim("w"), bench)
    shutil.rmtree(folder.ledger.parent)
    folder.make()
    ledger.close()
    enter(job("a"))
    monkeypatch.setattr("aigc.batch.made.fake._pass", lambda *given: pytest.fail("made again"))
    assert perform(ledger.claim("w"), bench) == "found"
    assert only(ledger).state == "done"


def test_a_long_look_at_old_results_loses_no_lease(enter, ledger, bench, monkeypatch):
    def slow(*given):
        until(lambda: ledger.held()[0][2] > 0)

    monkeypatch.setattr("aigc.batch.publishing.published", slow)
    enter(job("a"))
    assert perform(ledger.claim("w"), bench) == "done"


@pytest.mark.parametrize(("workers", "shares"), [(3, [2, 3, 3]), (8, [1] * 8), (9, [0] * 9)])
def test_cores_are_shared_out_whole(monkeypatch, workers, shares):
    monkeypatch.setattr(local, "usable_cores", lambda: list(range(8)))
    monkeypatch.setattr(local, "gpus", lambda: [])
    cores = [slot.cores for slot in local.slots(workers)]
    assert [len(one) for one in cores] == shares
    assert sum(cores, ()) in (tuple(range(8)), ())


@pytest.mark.parametrize(
    ("options", "pipeline", "cause", "state"),
    [
        ({"trouble": "input"}, "fake", "input", "failed"),
        ({"trouble": "engine"}, "fake", "engine", "waiting"),
        ({"troubles": "x"}, "fake", "input", "failed"),
        ({}, "fakes", "input", "failed"),
    ],
)
def test_what_goes_wrong_is_told_and_leaves_nothing(
    enter, ledger, folder, bench, options, pipeline, cause, state
):
    enter(job("a", options=options, pipeline=pipeline))
    assert perform(ledger.claim("w"), bench) == "failed"
    row = only(ledger)
    assert (row.cause, row.state) == (cause, state)
    assert row.message[-1] in ".?" and "Traceback" not in row.message
    assert not folder.results("a").exists() and list(folder.parts.iterdir()) == []


@pytest.mark.parametrize(
    ("raised", "cause"),
    [(OutOfMemory("too big"), "memory"), (MemoryError(), "memory"), (ZeroDivisionError(), "fault")],
)
def test_faults_are_told_apart(enter, ledger, folder, bench, monkeypatch, raised, cause):
    def broken(*given):
        raise raised

    monkeypatch.setattr("aigc.batch.made.fake._pass", broken)
    enter(job("a"))
    perform(ledger.claim("w"), bench)
    assert only(ledger).cause == cause
    assert bool(logged(folder)[-1]["trace"]) == (cause == "fault")


def test_a_full_disk_uses_no_attempt(enter, ledger, bench, monkeypatch):
    def full(*given):
        raise DiskFull("The disk is full.")

    monkeypatch.setattr("aigc.batch.publishing._seal", full)
    enter(job("a", attempts=1))
    assert perform(ledger.claim("w"), bench) == "disk"
    assert (only(ledger).state, only(ledger).tries) == ("waiting", 0)


def test_a_job_that_takes_too_long_is_stopped(enter, ledger, bench):
    enter(job("a", options={"seconds": 60}, limit_s=0.2, attempts=1))
    begin = time.monotonic()
    perform(ledger.claim("w"), bench)
    assert time.monotonic() - begin < 20
    assert only(ledger).cause == "time" and "longer than 0.2 s" in only(ledger).message


@pytest.mark.parametrize("how", ["cancel", "stop", "worker"])
def test_a_running_job_is_stopped_and_leaves_nothing(enter, ledger, folder, bench, how):
    enter(job("a", options={"seconds": 60}))
    claim = ledger.claim("w")
    told = threading.Event()
    bench = replace(bench, stopped=told.is_set)
    ending = threading.Timer(
        0.2,
        {
            "cancel": lambda: controls.cancel(ledger, ["a"]),
            "stop": lambda: controls.stop(ledger),
            "worker": told.set,
        }[how],
    )
    ending.start()
    assert perform(claim, bench) == "released"
    ending.join()
    assert only(ledger).state == ("cancelled" if how == "cancel" else "waiting")
    assert list(folder.parts.iterdir()) == []


def test_a_job_uses_what_another_made(enter, ledger, folder, bench, monkeypatch):
    seen = []
    monkeypatch.setattr(
        "aigc.batch.made.fake._bytes", lambda source, *given: seen.append(source) or b"x"
    )
    enter(job("one"), job("two", source="@one/result.bin", needs=("one",)))
    assert work(bench, "w", reserve_bytes=0) == 0
    assert seen[1] == str(folder.results("one") / "result.bin")


def test_a_worker_works_until_nothing_is_open(enter, ledger, bench):
    enter(*(job(f"j{n}") for n in range(5)), job("bad", options={"trouble": "input"}))
    assert work(bench, "w", reserve_bytes=0) == 0
    assert ledger.counts() == {"done": 5, "failed": 1}


def test_a_worker_asks_to_be_replaced(enter, ledger, bench):
    enter(*(job(f"j{n}") for n in range(5)))
    assert work(bench, "w", most_jobs=2, reserve_bytes=0) == FRESH
    assert work(bench, "w", most_mib=1.0, reserve_bytes=0) == FRESH
    assert ledger.counts() == {"done": 3, "waiting": 2}


def test_no_job_starts_without_space(enter, ledger, bench):
    enter(job("a"))
    waits = []

    def wait(seconds: float) -> None:
        waits.append(seconds)
        if len(waits) > 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        work(bench, "w", reserve_bytes=1 << 62, wait=wait)
    assert ledger.counts() == {"waiting": 1}


def test_a_silent_worker_loses_its_job_by_the_watchers_own_clock(enter, ledger, folder, clock):
    enter(job("a"))
    claim = ledger.claim("far:1")
    own = Clock()
    watch = Watch(ledger, folder, lease_s=10, clock=own)
    parts_of(folder, claim).mkdir()
    clock.now += 1e6
    assert watch.look() == []
    own.now += 9
    ledger.beat(claim)
    assert watch.look() == []
    own.now += 9
    assert watch.look() == []
    own.now += 2
    assert watch.look() == ["far:1"]
    assert only(ledger).state == "waiting" and list(folder.parts.iterdir()) == []


def test_a_watch_that_was_stopped_itself_gives_everybody_time(enter, ledger, folder):
    enter(job("a"))
    ledger.claim("far:1")
    own = Clock()
    watch = Watch(ledger, folder, lease_s=10, clock=own)
    watch.look()
    own.now += 600
    assert watch.look() == []
    own.now += 9
    assert watch.look() == []
    own.now += 2
    assert watch.look() == ["far:1"]


def test_a_dead_worker_of_this_machine_is_known_at_once(enter, ledger, folder):
    dead = worker_name(pid=2**22 + 1)
    assert is_dead(dead) and not is_dead(worker_name()) and not is_dead("elsewhere:1")
    enter(job("a"))
    ledger.claim(dead)
    assert Watch(ledger, folder).look() == [dead]
    assert only(ledger).losses == 1


def test_parts_of_nobody_are_swept(enter, ledger, folder):
    enter(job("a"))
    for name in ("9-1", "1-99"):
        (folder.parts / name).mkdir()
    kept = parts_of(folder, ledger.claim("w"))
    kept.mkdir()
    assert Watch(ledger, folder).sweep() == 2
    assert list(folder.parts.iterdir()) == [kept]


def test_a_snapshot_tells_rate_failures_and_end(enter, ledger, bench, clock: Clock):
    enter(
        *(job(f"j{n}") for n in range(6)),
        job("bad", options={"trouble": "input"}, source="x"),
        job("bad2", options={"trouble": "input"}, source="x", deadline=5.0),
    )
    for _ in range(6):
        clock.now += 10
        perform(ledger.claim("w"), bench)
    seen = snapshot(ledger)
    assert seen.counts == {"done": 5, "waiting": 2, "failed": 1}
    assert seen.rate_hz == pytest.approx(4 / 40)
    assert seen.eta_s == pytest.approx(20)
    perform(ledger.claim("w"), bench)
    perform(ledger.claim("w"), bench)
    (failure,) = snapshot(ledger).failures
    assert failure.cause == "input" and set(failure.jobs) == {"bad", "bad2"}
