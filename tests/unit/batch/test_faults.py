"""What is done to a batch from outside: clocks jump, processes are stopped, files are deleted."""

import os
import random
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from aigc.batch import running
from aigc.batch.cost import _descendants
from aigc.batch.folder import BatchFolder
from aigc.batch.janitor import EVERY_S, Janitor
from aigc.batch.lead import Lead
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.ledger.writers import writers
from aigc.batch.log import log
from aigc.batch.sight.journal import events
from aigc.batch.watch import Watch
from aigc.batch.work import perform
from aigc.batch.worker import main as worker_main
from aigc.batch.worker import work
from aigc.errors import DiskFull, EngineFailed, JobError, LedgerBusy
from aigc.locks import Lock
from aigc.store import Store
from tests.batch_jobs import Clock, job

DAY_S = 86_400.0
KEEPER = """
import sys, time
from pathlib import Path
from aigc.batch.ledger import writers
from aigc.batch.ledger.ledger import Ledger
writers.LOCKS = Path(sys.argv[2])
with Ledger(Path(sys.argv[1])).database.write() as db:
    db.execute("UPDATE jobs SET priority=9")
    print("kept", flush=True)
    time.sleep(600)
"""


def raising(error: Exception):
    def broken(*given):
        raise error

    return broken


@pytest.fixture(params=["/proc/locks", "/nowhere"], ids=["told", "noted"])
def keeper(ledger, folder: BatchFolder, monkeypatch, request):
    """A process that was stopped while it wrote the ledger, on two kinds of systems."""
    monkeypatch.setattr("aigc.batch.ledger.writers.LOCKS", Path(request.param))
    command = [sys.executable, "-c", KEEPER, str(folder.ledger), request.param]
    process = subprocess.Popen(command, stdout=subprocess.PIPE)
    assert process.stdout.readline() == b"kept\n"
    process.send_signal(signal.SIGSTOP)
    yield process
    process.kill()
    process.communicate()


def test_whoever_was_stopped_with_the_ledger_is_ended(enter, ledger, folder, keeper):
    enter_ledger = Ledger(folder.ledger, patience_s=0.2)
    with pytest.raises(LedgerBusy, match="Continue or end the process that was stopped"):
        enter_ledger.check()
    assert writers(folder.ledger) == {keeper.pid}
    watch = Watch(enter_ledger, folder)
    assert watch.look() == []
    assert keeper.wait(10) == -signal.SIGKILL
    enter(job("a"))
    enter_ledger.check()
    assert ledger.rows()[0].job.priority == 0
    enter_ledger.close()


def test_nobody_is_silent_while_the_ledger_is_kept(enter, ledger, folder, monkeypatch):
    enter(job("a"))
    claim = ledger.claim("far:1")
    own = Clock()
    watch = Watch(ledger, folder, lease_s=10, clock=own)
    assert watch.look() == []
    own.now += 11
    for error in (LedgerBusy("kept"), DiskFull("full")):
        with monkeypatch.context() as patch:
            patch.setattr(ledger, "check", raising(error))
            assert watch.look() == []
        own.now += 9
        assert watch.look() == []
        own.now += 1
    ledger.fence(claim)


@pytest.mark.parametrize("gone", ["deleted", "replaced"])
def test_a_ledger_that_went_away_is_told_and_found_again(enter, ledger, folder, bench, gone):
    enter(job("a"), job("b"))
    perform(ledger.claim("w"), bench)
    folder.ledger.unlink()
    if gone == "replaced":
        fresh = Ledger(folder.ledger)
        controls.enter(fresh, [job("a"), job("b")])
        fresh.close()
    with pytest.raises(JobError, match=r"deleted or replaced while it was in use\. Run the same"):
        ledger.claim("w")
    again = Ledger(folder.ledger)
    controls.enter(again, [job("a"), job("b")])
    outcomes = []
    while claim := again.claim("w"):
        outcomes.append(perform(claim, replace(bench, desk=again)))
    assert outcomes == ["found", "done"]
    again.close()


def test_a_worker_makes_no_ledger_of_its_own(folder, tmp_path: Path, monkeypatch, capsys):
    monkeypatch.setattr("signal.signal", lambda *given: None)
    monkeypatch.setattr("aigc.batch.worker.until_closed", lambda stop: None)
    assert worker_main([str(folder.root), "--store", str(tmp_path)]) == 1
    assert "is gone" in capsys.readouterr().err and not folder.ledger.exists()


def test_clocks_that_jump_by_days_end_no_lease_and_hold_no_job(enter, ledger, folder, clock, bench):
    chance = random.Random(1)
    enter(*(job(f"j{n}", options={"trouble": "engine"} if n % 3 else {}) for n in range(4)))
    own = Clock()
    watch = Watch(ledger, folder, lease_s=10, clock=own)
    for _ in range(400):
        clock.now += chance.choice([-DAY_S, DAY_S, 1.0])
        own.now += 1.0
        assert watch.look() == []
        if claim := ledger.claim("far:1"):
            perform(claim, bench)
        if not ledger.open_jobs():
            break
    rows = ledger.rows()
    assert [row.state for row in rows] == ["failed" if n % 3 else "done" for n in range(4)]
    assert [row.tries for row in rows] == [3 if n % 3 else 0 for n in range(4)]


def test_what_cannot_be_told_for_want_of_space_is_told_later(enter, ledger, bench, monkeypatch):
    enter(job("a", attempts=1))
    full = iter([True, True, False])
    no_room = ledger.no_room

    def once_there_is_space(*given, **named):
        if next(full):
            raise DiskFull("The disk is full.")
        no_room(*given, **named)

    monkeypatch.setattr("aigc.batch.work.SPACE_WAIT_S", 0.01)
    monkeypatch.setattr(ledger, "no_room", once_there_is_space)
    monkeypatch.setattr("aigc.batch.made.fake._pass", raising(OSError(28, "No space left")))
    assert perform(ledger.claim("w"), bench) == "disk"
    assert (ledger.rows()[0].state, ledger.rows()[0].tries) == ("waiting", 0)


def test_what_breaks_on_a_full_disk_uses_no_attempt(enter, ledger, bench, monkeypatch):
    enter(job("a", attempts=1))
    monkeypatch.setattr("aigc.batch.made.fake._pass", raising(EngineFailed("It broke.")))
    monkeypatch.setattr("aigc.batch.room.LOW_BYTES", 1 << 62)
    assert perform(ledger.claim("w"), bench) == "disk"
    assert ledger.rows()[0].tries == 0


def test_one_run_leads_and_another_looks_on(folder, bench, tmp_path: Path, monkeypatch):
    table = tmp_path / "jobs.csv"
    table.write_text("name,source\na,one\nb,two\n", "utf-8")
    seen = []

    def look(now):
        seen.append(now.counts)
        if len(seen) == 1:
            ledger = Ledger(folder.ledger)
            work(replace(bench, desk=ledger), "w", reserve_bytes=0)
            ledger.close()

    with Lead(folder) as first:
        assert first.taken() and first.taken()
        monkeypatch.setattr("aigc.batch.local.Supervisor.run", raising(AssertionError("it led")))
        end = running.run(table, folder.root, pipeline="fake", watch=look)
    assert seen[0] == {"waiting": 2} and end.counts == {"done": 2}
    with Lead(folder) as second:
        assert second.taken()


def test_the_store_is_kept_small_and_nothing_in_use_is_deleted(
    enter, ledger, clock, tmp_path: Path
):
    store, own = Store(tmp_path / "store"), Clock()
    for age_s in range(1, 11):
        path = store.keep(store.key("step", 1, age=age_s), ".bin", bytes(1000))
        os.utime(path, times=(clock.now - age_s * 3600, clock.now - age_s * 3600))
    janitor = Janitor(store, ledger.busy_since, 4000, 0, clock=own, now=clock)
    enter(job("a"))
    clock.now -= 8.5 * 3600
    claim = ledger.claim("w")
    clock.now += 8.5 * 3600
    assert janitor.look() == 2
    assert janitor.look() == 0
    ledger.release(claim, "done")
    own.now += EVERY_S
    assert janitor.look() == 4 and store.size_bytes() == 4000
    janitor.most_bytes, own.now = 0, own.now + EVERY_S
    assert janitor.look() == 0
    janitor.reserve_bytes, own.now = 1 << 60, own.now + EVERY_S
    assert janitor.look() == 4


def test_a_line_that_a_full_disk_broke_off_spoils_no_other(folder: BatchFolder):
    log(folder, "one", job="a")
    with (folder.logs / "jobs.jsonl").open("a", encoding="utf-8") as file:
        file.write('{"time": 1, "ev')
    log(folder, "two", job="b")
    log(folder, "three", job="b")
    assert [one["event"] for one in events(folder.root)] == ["one", "two", "three"]


def test_many_may_open_a_new_ledger_at_once(tmp_path: Path):
    path = tmp_path / "ledger.db"
    (tmp_path / "ledger.db-wal").write_bytes(b"of another")

    def opened(number: int) -> None:
        ledger = Ledger(path)
        controls.enter(ledger, [job(f"j{number}")])
        ledger.close()

    with ThreadPoolExecutor(8) as pool:
        list(pool.map(opened, range(24)))
    ledger = Ledger(path)
    assert len(ledger.rows()) == 24
    ledger.close()


def test_whoever_keeps_others_from_a_new_ledger_is_told_of(tmp_path: Path):
    with Lock(tmp_path / "ledger.db.lock") as kept:
        assert kept.taken()
        with pytest.raises(JobError, match=r"keeps .*ledger\.db\.lock"):
            Ledger(tmp_path / "ledger.db", patience_s=0.05)
    Ledger(tmp_path / "ledger.db").close()
    assert not (tmp_path / "ledger.db.lock").exists()


@pytest.mark.parametrize("told", [True, False])
def test_what_a_worker_starts_is_known(monkeypatch, told):
    if not told:
        monkeypatch.setattr("aigc.batch.cost._TASKS", Path("/none"))
    with subprocess.Popen(["sleep", "60"]) as child:
        found = [one.pid for one in _descendants(psutil.Process())]
        child.kill()
    assert child.pid in found
