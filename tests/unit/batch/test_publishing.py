import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest

from aigc.batch.folder import BatchFolder
from aigc.batch.gated import MARK, at_work, publisher_of
from aigc.batch.made.fake import Config
from aigc.batch.publishing import (
    RECEIPT,
    exchange,
    found,
    parts_of,
    publish,
    published,
    receipt_of,
    recover,
)
from aigc.batch.watch import Watch
from aigc.errors import JobError, Superseded
from aigc.trust.provenance.log import Log
from aigc.trust.review.reviews import opened
from aigc.types.job import Cost
from tests.batch_jobs import job
from tests.gated_jobs import ruled, written

STEPS = ["sealed", "fenced", "taken", "moved", "logged", "told", "cleaned"]


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


@pytest.fixture
def leaves(monkeypatch, tmp_path, folder, store):
    """Let a claim make a text that leaves through the gate."""
    ruled(monkeypatch, tmp_path / "trust", "people: flagged\n")
    writers = written(monkeypatch)

    def made(claim) -> None:
        parts = parts_of(folder, claim)
        with at_work(claim, publisher_of(claim, folder, parts, store.root)):
            writers.make("text", parts, Config(), store=store, progress=lambda *given: None)

    return made


def published_entries(store) -> list[dict]:
    return [one.told for one in Log(store.root).recent(100, kind="published")]


@pytest.mark.parametrize("step", STEPS)
def test_the_log_hears_once_of_what_is_published_wherever_a_worker_dies(
    enter, ledger, folder, store, leaves, step
):
    enter(job("a"))
    claim = ledger.claim("w")
    leaves(claim)
    assert published_entries(store) == []
    ledger.close()
    give = {"store": store.root}
    dead_at(step, lambda stop: publish(claim, ledger, folder, Cost(), checkpoint=stop, **give))
    watch = Watch(ledger, folder, store=store.root)
    watch.lost("w")
    if step == "sealed":
        claim = ledger.claim("next")
        leaves(claim)
        publish(claim, ledger, folder, Cost(), **give)
    watch.sweep()
    assert ledger.rows()[0].state == "done"
    (told,) = published_entries(store)
    assert (
        told[MARK] == receipt_of(folder.results("a"))[MARK] and told["job"] == "batch out / job a"
    )
    states = [one.case.state for one in opened(store.root).book.entries()]
    assert states.count("published") == 1


def test_the_log_hears_once_when_the_ledger_is_lost_or_a_case_was_not_closed(
    enter, ledger, folder, store, leaves
):
    enter(job("a"))
    claim = ledger.claim("w")
    leaves(claim)
    with pytest.raises(RuntimeError):
        publish(claim, ledger, folder, Cost(), checkpoint=broken_at("moved"), store=store.root)
    assert published_entries(store) == []
    for _ in range(2):
        assert found(claim, ledger, folder, store.root)
        assert len(published_entries(store)) == 1
        run_again(ledger, claim)


def test_what_is_made_anew_is_published_anew(enter, ledger, folder, store, leaves):
    for key in ("one", "two"):
        enter(job("a", key=key))
        claim = ledger.claim("w")
        leaves(claim)
        publish(claim, ledger, folder, Cost(), store=store.root)
    assert len({one[MARK] for one in published_entries(store)}) == 2


def test_results_of_another_machine_are_told_as_far_as_their_manifest_does(
    enter, ledger, folder, store, tmp_path, leaves
):
    enter(job("a"))
    claim = ledger.claim("w")
    leaves(claim)
    publish(claim, ledger, folder, Cost(), store=tmp_path / "another")
    (told,) = [one.told for one in Log(tmp_path / "another").recent(9, kind="published")]
    assert set(told["files"]) == {"words.txt"} and told["title"] == "text" and "case" not in told
    assert published_entries(store) == []


def broken_at(step: str) -> Callable[[str], None]:
    def checkpoint(name: str) -> None:
        if name == step:
            raise RuntimeError(step)

    return checkpoint


def run_again(ledger, claim) -> None:
    with ledger.database.write() as db:
        db.execute("UPDATE jobs SET state='running' WHERE id=?", (claim.id,))
