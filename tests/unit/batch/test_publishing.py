import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aigc.batch.folder import BatchFolder
from aigc.batch.publishing import (
    RECEIPT,
    exchange,
    parts_of,
    publish,
    published,
    receipt_of,
    recover,
)
from aigc.batch.watch import Watch
from aigc.errors import JobError, Superseded
from aigc.types.job import Cost
from tests.batch_jobs import job

STEPS = ["sealed", "fenced", "taken", "moved", "told", "cleaned"]


def made(folder: BatchFolder, claim, text: str) -> None:
    parts = parts_of(folder, claim)
    (parts / "deep").mkdir(parents=True)
    (parts / "video.mp4").write_text(text)
    (parts / "deep" / "cover.png").write_text(text)


def texts(folder: BatchFolder, name: str = "a") -> set[str]:
    place = folder.results(name)
    return {p.read_text() for p in place.rglob("*") if p.is_file() and p.name != RECEIPT}


def dead_at(step: str, act: Callable[[Callable[[str], None]], None]) -> None:
    """Run ``act`` in a process that ends, without a word, behind a step."""
    child = os.fork()
    if not child:
        try:
            act(lambda name: os._exit(9) if name == step else None)
        finally:
            os._exit(1)
    _, code = os.waitpid(child, 0)
    assert os.waitstatus_to_exitcode(code) == 9


def test_results_appear_with_a_receipt(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "new")
    publish(claim, ledger, folder, Cost(cpu_s=2.0))
    receipt = receipt_of(folder.results("a"))
    assert receipt["key"] == "a" and receipt["cost"]["cpu_s"] == 2.0
    assert set(receipt["files"]) == {"video.mp4", "deep/cover.png"}
    assert ledger.rows()[0].state == "done"
    assert list(folder.parts.iterdir()) == []


@pytest.mark.parametrize("step", STEPS)
@pytest.mark.parametrize("before", [True, False])
def test_a_worker_that_dies_leaves_the_old_or_the_new(enter, ledger, folder, step, before):
    if before:
        enter(job("a", key="old"))
        claim = ledger.claim("w")
        made(folder, claim, "old")
        publish(claim, ledger, folder, Cost())
    enter(job("a", key="new"))
    claim = ledger.claim("w")
    made(folder, claim, "new")
    ledger.close()
    dead_at(step, lambda stop: publish(claim, ledger, folder, Cost(), checkpoint=stop))
    assert texts(folder) in ({"old"}, {"new"}) if before else texts(folder) in (set(), {"new"})

    watch = Watch(ledger, folder)
    watch.lost("w")
    row = ledger.rows()[0]
    if step == "sealed":
        assert row.state == "waiting"
        claim = ledger.claim("next")
        made(folder, claim, "new")
        publish(claim, ledger, folder, Cost())
    else:
        assert row.state == "done"
    assert texts(folder) == {"new"}
    watch.sweep()
    assert list(folder.parts.iterdir()) == []


def test_whoever_recovers_may_die_as_well(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "new")
    ledger.close()
    dead_at("fenced", lambda stop: publish(claim, ledger, folder, Cost(), checkpoint=stop))
    ledger.take_over(claim, "second")
    assert Watch(ledger, folder).lost("second")
    assert texts(folder) == {"new"} and ledger.rows()[0].state == "done"


def test_a_worker_that_wakes_late_moves_nothing(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "new")

    def meanwhile(step: str) -> None:
        if step == "fenced":
            assert recover(ledger.take_over(claim, "other"), ledger, folder)
            (folder.results("a") / "video.mp4").write_text("edited since")

    with pytest.raises(Superseded):
        publish(claim, ledger, folder, Cost(), checkpoint=meanwhile)
    assert "edited since" in texts(folder)


def test_a_worker_that_lost_its_job_throws_its_parts_away(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "late")
    ledger.lose(*ledger.held()[0])
    with pytest.raises(Superseded):
        publish(claim, ledger, folder, Cost())
    assert not folder.results("a").exists() and list(folder.parts.iterdir()) == []


def test_nothing_left_to_recover_is_done_again(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    ledger.fence(claim)
    assert not recover(ledger.take_over(claim, "other"), ledger, folder)
    assert ledger.rows()[0].state == "waiting"


def test_a_job_without_a_file_is_not_published(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    parts_of(folder, claim).mkdir()
    with pytest.raises(JobError, match="without a file"):
        publish(claim, ledger, folder, Cost())


@pytest.mark.parametrize("damage", ["change", "remove", "receipt"])
def test_results_that_were_touched_are_not_taken_for_done(enter, ledger, folder, damage):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "new")
    publish(claim, ledger, folder, Cost())
    assert published(claim, folder) == Cost()
    file = folder.results("a") / "video.mp4"
    if damage == "change":
        file.write_text("other")
    elif damage == "remove":
        file.unlink()
    else:
        (folder.results("a") / RECEIPT).write_text(json.dumps({"key": "other", "name": "a"}))
    assert published(claim, folder) is None


@pytest.mark.parametrize("atomic", [True, False])
def test_two_folders_change_places(tmp_path: Path, monkeypatch, atomic):
    if not atomic:
        monkeypatch.setattr("aigc.batch.publishing._EXCHANGE", {})
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    exchange(tmp_path / "one", tmp_path / "two")
    assert (tmp_path / "one" / "file").read_text() == "two"
    assert (tmp_path / "two" / "file").read_text() == "one"
    assert sorted(p.name for p in tmp_path.iterdir()) == ["one", "two"]
