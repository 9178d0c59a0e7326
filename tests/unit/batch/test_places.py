"""Where results may lie, and what they never replace: nothing that others made is lost."""

import errno
import json
import os
from pathlib import Path

import pytest

from aigc.batch import publishing, running
from aigc.batch.folder import BatchFolder
from aigc.batch.manifest.planning import Plan
from aigc.batch.publishing import (
    RECEIPT,
    check_places,
    discard,
    exchange,
    parts_of,
    publish,
    published,
    recover,
)
from aigc.batch.references import resolved
from aigc.batch.watch import Watch
from aigc.batch.work import perform
from aigc.errors import DiskFull, InputError
from aigc.types.job import Cost
from tests.batch_jobs import job

BAD_NAMES = ["", ".", "../a", "a/../../b", "/a", "a/", "./a", "a//b", ".aigc/a", ".AIGC", "a\\b",
             "C:a", "a\n"]  # fmt: skip


def made(folder: BatchFolder, claim, text: str) -> None:
    parts_of(folder, claim).mkdir()
    (parts_of(folder, claim) / "video.mp4").write_text(text)


def failing(number: int):
    def fail(*given):
        raise OSError(number, os.strerror(number))

    return fail


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_leads_elsewhere_is_no_folder(enter, ledger, folder, bench, name):
    with pytest.raises(InputError, match="is no name for a folder of results"):
        folder.results(name)
    enter(job(name))
    assert perform(ledger.claim("w"), bench) == "failed"
    assert ledger.rows()[0].cause == "input"
    assert not (folder.root.parent / "a").exists()


@pytest.mark.parametrize("name", ["a", "spring/豆腐", "a.b", "... and more"])
def test_a_name_that_is_one(folder, name):
    assert folder.results(name) == folder.root / name


@pytest.mark.parametrize("there", ["a/photo.jpg", "a", "a/b/job.json", "a/job.json"])
def test_what_a_job_did_not_make_is_not_lost(enter, ledger, folder, bench, there):
    mine = folder.root / there
    mine.parent.mkdir(parents=True, exist_ok=True)
    mine.write_text('{"name": "other"}')
    with pytest.raises(InputError, match=r"/a is there and was not made by the job a\. Move it"):
        running.enter(Plan(jobs=(job("a"),), cpu_s=0, size_bytes=0), folder)
    enter(job("a"))
    assert perform(ledger.claim("w"), bench) == "failed"
    assert (ledger.rows()[0].cause, ledger.rows()[0].state) == ("input", "failed")
    assert mine.read_text() == '{"name": "other"}' and list(folder.parts.iterdir()) == []


def test_what_appears_while_a_job_is_done_is_not_lost_either(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "new")

    def meanwhile(step: str) -> None:
        if step == "fenced":
            folder.results("a").mkdir()
            (folder.results("a") / "photo.jpg").write_text("mine")

    with pytest.raises(InputError, match="Move it away"):
        publish(claim, ledger, folder, Cost(), checkpoint=meanwhile)
    assert [one.name for one in folder.results("a").iterdir()] == ["photo.jpg"]
    assert list(folder.parts.iterdir()) == [parts_of(folder, claim)]


def test_no_results_lie_within_others(enter, ledger, folder, bench):
    enter(job("a"))
    assert perform(ledger.claim("w"), bench) == "done"
    enter(job("a"), job("a/b"), job("c/d"))
    assert [perform(ledger.claim("w"), bench) for _ in "ab"] == ["failed", "done"]
    assert "is the result of another job" in ledger.rows()[1].message
    assert {one.name for one in folder.results("a").iterdir()} == {"result.bin", RECEIPT}
    check_places(["a", "c/d", "c/e"], folder)


def test_ten_thousand_places_in_the_way_are_told_in_a_sentence(folder):
    names = [f"n{n}" for n in range(100)]
    for name in names:
        (folder.root / name).write_text("x")
    with pytest.raises(InputError, match=r"And 97 more\.$") as caught:
        check_places(names, folder)
    assert len(str(caught.value)) < 1000


def again(enter, ledger) -> None:
    """Let a job be done anew though its results are there."""
    enter(job("a", key="other"))
    enter(job("a"))


def test_damaged_results_are_replaced_by_the_new_ones_of_a_dead_worker(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "old")
    publish(claim, ledger, folder, Cost())
    (folder.results("a") / "video.mp4").write_text("damaged")
    again(enter, ledger)
    claim = ledger.claim("w")
    made(folder, claim, "new")

    class Dead(BaseException):
        pass

    def die(step: str) -> None:
        if step == "fenced":
            raise Dead

    with pytest.raises(Dead):
        publish(claim, ledger, folder, Cost(), checkpoint=die)
    assert Watch(ledger, folder).lost("w")
    assert (folder.results("a") / "video.mp4").read_text() == "new"
    assert ledger.counts() == {"done": 1} and list(folder.parts.iterdir()) == []


@pytest.mark.parametrize("number", [errno.ENOSPC, errno.EACCES])
def test_what_cannot_be_moved_ends_no_watch(enter, ledger, folder, monkeypatch, number):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "new")

    class Dead(BaseException):
        pass

    def die(step: str) -> None:
        if step == "fenced":
            raise Dead

    with pytest.raises(Dead):
        publish(claim, ledger, folder, Cost(), checkpoint=die)
    own = ledger.take_over(claim, "second")
    with monkeypatch.context() as patch:
        patch.setattr(publishing, "_replace", failing(number))
        if number == errno.ENOSPC:
            with pytest.raises(DiskFull):
                recover(own, ledger, folder)
        else:
            assert not recover(own, ledger, folder)
            assert "cannot be put in its place" in ledger.rows()[0].message
    if number == errno.ENOSPC:
        assert recover(own, ledger, folder) and ledger.counts() == {"done": 1}
    else:
        assert ledger.counts() == {"waiting": 1}


@pytest.mark.parametrize(("number", "outcome"), [(errno.ENOSPC, "disk"), (errno.EACCES, "failed")])
def test_what_cannot_be_moved_takes_no_space(
    enter, ledger, folder, bench, monkeypatch, number, outcome
):
    monkeypatch.setattr(publishing, "_replace", failing(number))
    enter(job("a"))
    assert perform(ledger.claim("w"), bench) == outcome
    assert list(folder.parts.iterdir()) == []


def test_a_job_may_not_write_its_own_receipt(enter, ledger, folder):
    enter(job("a"))
    claim = ledger.claim("w")
    made(folder, claim, "new")
    (parts_of(folder, claim) / RECEIPT).write_text("{}")
    with pytest.raises(InputError, match=r"writes job\.json, which is its receipt"):
        publish(claim, ledger, folder, Cost())


@pytest.mark.parametrize(
    "rest",
    [{}, {"files": [], "cost": {}}, {"files": {}, "cost": {"hopes": 1}}, {"files": {"b": 1}}],
)
def test_a_receipt_of_another_form_is_none(enter, ledger, folder, rest):
    enter(job("a"))
    claim = ledger.claim("w")
    folder.results("a").mkdir()
    (folder.results("a") / RECEIPT).write_text(json.dumps({"key": "a", "name": "a"} | rest))
    assert published(claim, folder) is None


def test_an_exchange_that_breaks_leaves_the_old(tmp_path: Path, monkeypatch):
    monkeypatch.setattr(publishing, "_EXCHANGE", {})
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "file").write_text(name)
    real, calls = os.rename, []

    def rename(*given):
        calls.append(given)
        failing(errno.EACCES)() if len(calls) == 2 else real(*given)

    monkeypatch.setattr(os, "rename", rename)
    with pytest.raises(PermissionError):
        exchange(tmp_path / "one", tmp_path / "two")
    assert sorted(one.name for one in tmp_path.iterdir()) == ["one", "two"]
    assert (tmp_path / "two" / "file").read_text() == "two"


def test_parts_that_are_a_file_or_a_link_are_deleted_too(folder, tmp_path: Path):
    (tmp_path / "kept").mkdir()
    (folder.parts / "file").write_text("x")
    (folder.parts / "link").symlink_to(tmp_path / "kept")
    for name in ("file", "link", "none"):
        discard(folder.parts / name)
    assert list(folder.parts.iterdir()) == [] and (tmp_path / "kept").is_dir()


def test_what_another_job_made_is_named_from_anywhere(folder, monkeypatch):
    monkeypatch.chdir(folder.root.parent)
    (folder.root / "one").mkdir()
    (folder.root / "one" / "words.txt").write_text("x")
    near = BatchFolder(Path(folder.root.name))
    assert resolved("@one/words.txt", near) == str(folder.root / "one" / "words.txt")
    for wrong in ("@one/../one/words.txt", "@one/../.aigc/parts", "@/etc/passwd", "@one/none"):
        with pytest.raises(InputError, match="is not there"):
            resolved(wrong, near)
