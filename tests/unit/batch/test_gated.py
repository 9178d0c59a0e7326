"""A batch has no way around the gate, and nothing that people said is lost in it."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from aigc.batch import running
from aigc.batch.approvals import Approvals
from aigc.batch.gated import MARK
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.batch.local import Limits
from aigc.batch.made.fake import Config
from aigc.batch.publishing import receipt_of
from aigc.batch.rayed import executor, hand
from aigc.batch.rayed.executor import Fleet
from aigc.batch.sight.snapshot import snapshot
from aigc.batch.work import Bench, perform
from aigc.errors import TrustError
from aigc.store import file_sha256
from aigc.trust.asking import asking
from aigc.trust.consent.book import opened as opened_consents
from aigc.trust.consent.record import Given
from aigc.trust.gate.later import Publisher, handed, published_by
from aigc.trust.gate.passing import take
from aigc.trust.policy import policy
from aigc.trust.provenance import beside, keys
from aigc.trust.provenance.log import Log
from aigc.trust.review.held import sealed
from aigc.trust.review.reviews import opened
from tests.batch_jobs import job
from tests.gated_jobs import approved, ruled, written
from tests.unit.batch.test_rayed import Pool


@pytest.fixture
def writers(monkeypatch):
    return written(monkeypatch)


@pytest.fixture(autouse=True)
def rules(monkeypatch, tmp_path):
    return ruled(monkeypatch, tmp_path / "trust")


@pytest.fixture
def does(ledger, bench):
    """Do the next job, and return its row."""

    def done(name="a"):
        perform(ledger.claim("w"), bench)
        return next(row for row in ledger.rows() if row.job.name == name)

    return done


@pytest.fixture
def looks(ledger, folder, bench):
    return lambda: Approvals(ledger, folder, bench.store.root).look()


def kinds(bench):
    return [one.kind for one in reversed(Log(bench.store.root).recent(100))]


def entry(bench, kind):
    (found,) = Log(bench.store.root).recent(100, kind=kind)
    return found.told


def cases(bench):
    return [one.case for one in opened(bench.store.root).book.entries()]


def test_a_job_that_needs_a_person_fails_once_and_says_for_whom_it_waits(
    enter, writers, does, ledger, folder, bench
):
    enter(job("a", attempts=3))
    row = does()
    (case,) = cases(bench)
    assert (row.state, row.cause, row.tries) == ("failed", "review", 1)
    assert f"It waits as {case.id}: aigc review show {case.id}." in row.message
    assert f"aigc batch retry {folder.root} --cause review" in row.message
    assert snapshot(ledger).failures[0].cause == "review"
    assert not folder.results("a").exists()
    assert "published" not in kinds(bench) and "made" not in kinds(bench)


def test_approval_lets_nothing_out_but_the_batch_publishes_it(
    enter, writers, does, looks, folder, bench
):
    enter(job("a"))
    does()
    (case,) = approved(bench.store.root)
    assert case.state == "approved" and not folder.results("a").exists()
    with pytest.raises(TrustError, match=f"its batch publishes it.*retry {folder.root}"):
        opened(bench.store.root).release(case.id, policy())
    assert looks() == 1
    row = does()
    assert (row.state, row.cause, row.tries) == ("done", "", 0)
    told = entry(bench, "published")
    receipt = receipt_of(folder.results("a"))
    assert (told["case"], told["approved_by"], told[MARK]) == (case.id, "wang", receipt[MARK])
    assert told["files"] == entry(bench, "made")["files"]
    assert [one.state for one in cases(bench)] == ["published"]
    assert not opened(bench.store.root).held(case.id).exists()


def test_what_was_looked_at_leaves_although_a_note_differs_now(
    enter, writers, does, looks, folder, bench
):
    enter(job("a"))
    writers.text, writers.notes = "as seen", ("a voice stood in",)
    does()
    held = opened(bench.store.root).held(cases(bench)[0].id)
    seen = (held / "words.txt").read_bytes()
    approved(bench.store.root)
    writers.text, writers.notes = "made again", ("another note",)
    looks()
    assert does().state == "done" and writers.calls == 2
    results = folder.results("a")
    assert (results / "words.txt").read_bytes() == seen and b"as seen" in seen
    told = json.loads((results / "manifest.json").read_text("utf-8"))
    assert told["notes"][0] == "a voice stood in"
    assert len(cases(bench)) == 1


def test_an_approval_is_for_one_job_and_what_it_was_asked_for(
    enter, writers, does, looks, ledger, bench
):
    enter(job("a"), job("b", source="a"))
    does()
    approved(bench.store.root)
    assert does("b").cause == "review"
    enter(job("a", key="new", options={"seed": 1}))
    assert does().cause == "review" and len(cases(bench)) == 3


def test_a_job_made_twice_before_anybody_looks_waits_once(enter, writers, does, ledger, bench):
    enter(job("a"))
    does()
    controls.retry(ledger, ["a"])
    writers.notes = ("another note",)
    assert does().cause == "review"
    assert [one.state for one in cases(bench)] == ["pending_review"]


@pytest.mark.parametrize("act", ["reject", "send_back"])
def test_what_people_refuse_is_given_up(enter, writers, does, looks, ledger, bench, act):
    enter(job("a"))
    does()
    reviews = opened(bench.store.root)
    getattr(reviews, act)(cases(bench)[0], "wang", policy(), "the figure is wrong")
    assert looks() == 0
    (row,) = ledger.rows()
    assert (row.state, row.cause) == ("failed", "trust") and "the figure is wrong" in row.message
    controls.retry(ledger, ["a"])
    assert does().cause == "trust"


def test_an_approval_that_no_longer_holds_lets_nothing_go_on(
    enter, writers, does, looks, bench, monkeypatch, tmp_path
):
    enter(job("a"))
    does()
    approved(bench.store.root)
    ruled(monkeypatch, tmp_path / "trust", "people: always\nname: stricter\n")
    assert looks() == 0
    assert len(opened(bench.store.root).waiting(policy())) == 1
    approved(bench.store.root)
    assert looks() == 1


def test_files_that_were_changed_while_they_were_held_do_not_leave(
    enter, writers, does, looks, folder, bench
):
    enter(job("a"))
    does()
    (opened(bench.store.root).held(cases(bench)[0].id) / "words.txt").write_text("forged")
    approved(bench.store.root)
    looks()
    writers.notes = ("another note",)
    row = does()
    assert row.cause == "trust" and "not those that were looked at" in row.message
    assert not folder.results("a").exists()


def test_who_entered_a_job_asked_for_it_and_may_not_approve_it(
    ledger, writers, does, bench, monkeypatch, tmp_path
):
    ruled(monkeypatch, tmp_path / "trust", "people: always\nown_work: false\n")
    controls.enter(ledger, [job("a")], "li")
    controls.enter(ledger, [job("a")], "wang")
    does()
    (case,) = cases(bench)
    assert case.creator == "li"
    with pytest.raises(TrustError, match="own work"):
        opened(bench.store.root).approve(case, "Li", policy())


def test_a_pass_is_logged_as_made_and_then_as_published_once(
    enter, writers, does, folder, bench, monkeypatch, tmp_path
):
    ruled(monkeypatch, tmp_path / "trust", "people: flagged\n")
    enter(job("a"))
    assert does().state == "done"
    assert kinds(bench) == ["reviewed", "made", "published"]
    told = entry(bench, "published")
    assert told["job"] == "batch out / job a" and told["state"] == "published"
    assert set(told["files"]) == {"words.txt"}
    assert [one.state for one in cases(bench)] == ["published"]


def test_a_run_goes_on_with_what_was_approved_and_ends_with_what_waits(
    writers, tmp_path, store, monkeypatch
):
    table, out = tmp_path / "jobs.csv", tmp_path / "out"
    table.write_text("source,name\none,a\ntwo,b\n", encoding="utf-8")

    class Here:
        """Does open jobs in this process."""

        def __init__(self, folder, store, **given):
            self.folder, self.store = folder, store

        def run(self, seen):
            ledger = Ledger(self.folder.ledger)
            bench = Bench(desk=ledger, folder=self.folder, store=self.store)
            while ledger.open_jobs():
                perform(ledger.claim("w"), bench)
                seen()

    monkeypatch.setattr("aigc.batch.running.executor_of", lambda name, *a, **given: Here(*a))
    monkeypatch.setattr("aigc.batch.approvals.LOOK_S", 0.0)
    report = running.run(table, out, pipeline="fake", store=store)
    assert report.counts == {"failed": 2} and report.failures[0].cause == "review"

    def meanwhile(seen):
        if seen.counts.get("failed") == 2:
            approved(store.root)

    assert approved(store.root)[0].state == "approved"
    report = running.run(table, out, pipeline="fake", store=store, watch=meanwhile)
    assert report.counts == {"done": 2}
    assert sealed(out / "a") != sealed(out / "b")


@pytest.fixture
def fleet(folder, store, tmp_path, monkeypatch):
    """Do open jobs on a station, which is another machine but for its processor."""
    monkeypatch.setattr(hand, "WAIT_S", 0.01)
    monkeypatch.setattr(executor, "LOOK_S", 0.02)
    monkeypatch.setattr("aigc.batch.worker.IDLE_S", 0.02)

    def worked():
        cluster = Pool(tmp_path / "machines", places=1)
        Fleet(folder, store, cluster, limits=Limits(beat_s=0.05, reserve_bytes=0)).run()

    return worked


def test_a_station_leaves_people_keys_and_the_log_to_its_driver(
    writers, ledger, folder, tmp_path, store, fleet
):
    controls.enter(ledger, [job("a")], "li")
    fleet()
    (row,) = ledger.rows()
    assert (row.state, row.cause) == ("failed", "review")
    (case,) = approved(store.root)
    assert case.creator == "li" and case.id in row.message
    writers.notes = ("another note",)
    assert Approvals(ledger, folder, store.root).look() == 1
    fleet()
    assert ledger.counts() == {"done": 1}
    assert not list((tmp_path / "machines").glob("*/trust/*"))
    assert Log(store.root).recent(1, kind="published")[0].told["approved_by"] == "wang"
    assert opened(store.root).book.entry(case.id).case.state == "published"
    assert {p.name for p in folder.results("a").iterdir()} == {
        "job.json", "manifest.json", "words.txt",
    }  # fmt: skip


def test_a_station_under_another_policy_is_refused(writers, tmp_path, bench, monkeypatch):
    parts, hands = tmp_path / "parts", tmp_path / "hands"
    who = Publisher(
        batch="", job="a", parts=str(parts), to=str(parts), store=str(tmp_path / "far"),
        hands=str(hands),
    )  # fmt: skip
    with published_by(who):
        writers.make("a", parts, Config(), store=None, progress=lambda *given: None)
    (one,) = handed(hands)
    ruled(monkeypatch, tmp_path / "trust", "people: never\n")
    here = replace(who, store=str(bench.store.root), hands="")
    with pytest.raises(TrustError, match="another policy"):
        take(one, parts, here, policy())


@pytest.mark.parametrize("rules", ["people: flagged\n", "people: flagged\nsign: required\n"])
def test_a_job_leaves_alike_from_a_command_a_batch_and_a_station(
    writers, does, ledger, folder, store, tmp_path, fleet, monkeypatch, rules
):
    ruled(monkeypatch, tmp_path / "trust", rules)
    if "sign" in rules:
        keys.make("Morning Paper")
    controls.enter(ledger, [job("a", source="text")], "li")
    does()
    controls.enter(ledger, [job("b", source="text")], "li")
    fleet()
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "alone"))
    with asking("li"):
        writers.make("text", tmp_path / "c", Config(), store=store, progress=lambda *given: None)
    places = (folder.results("a"), folder.results("b"), tmp_path / "c")
    assert len({file_sha256(place / "words.txt") for place in places}) == 1
    manifests = [json.loads((place / "manifest.json").read_text("utf-8")) for place in places]
    if "sign" in rules:
        trusted = keys.anchors()
        found = [beside.read(p / "words.txt", trusted).state for p in places]
        assert found == ["trusted"] * 3
    else:
        assert manifests[0] == manifests[1] == manifests[2]
    (alone,) = (
        one.told
        for one in Log(tmp_path / "alone").recent(9, kind="published")
        if "files" in one.told
    )
    for made in Log(store.root).recent(9, kind="made"):
        own = {name: one for name, one in made.told.items() if name not in ("case", "job")}
        assert own == alone


def test_nothing_is_made_for_a_batch_without_the_key_that_the_policy_wants(
    enter, writers, does, folder, monkeypatch, tmp_path
):
    ruled(monkeypatch, tmp_path / "trust", "people: flagged\nsign: required\n")
    enter(job("a"))
    row = does()
    assert row.cause == "trust" and "there is no key" in row.message
    assert not folder.results("a").exists()


def test_jobs_that_wait_for_the_same_reason_are_told_of_together(
    enter, writers, does, ledger, bench
):
    enter(job("one"), job("other"))
    does("one")
    does("other")
    (failure,) = snapshot(ledger).failures
    assert failure.jobs == ("one", "other") and snapshot(ledger).reviews == 2


GIVEN = Given(
    subject="Li Na", kind="voice", evidence="c" * 64, statement="My voice may read.",
    purposes=("speak",),
)  # fmt: skip


def test_consents_come_with_what_a_station_made_and_what_is_revoked_here_stays_so(
    writers, ledger, folder, store, tmp_path, fleet, monkeypatch
):
    ruled(monkeypatch, tmp_path / "trust", "people: never\n")
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "node"))
    writers.agreed = GIVEN
    controls.enter(ledger, [job("a")])
    fleet()
    (here,) = opened_consents(store.root).records()
    assert ledger.counts() == {"done": 1} and here.subject == "Li Na"
    assert Log(store.root).find("consent", here.id)[0].kind == "published"
    opened_consents(store.root).revoke(here.id, "Li Na", "I changed my mind")
    controls.enter(ledger, [job("b")])
    fleet()
    row = next(row for row in ledger.rows() if row.job.name == "b")
    assert (row.state, row.cause) == ("failed", "trust") and "revoked" in row.message


def test_consents_of_a_job_are_those_of_the_book_that_its_pipeline_uses(
    enter, writers, does, tmp_path, monkeypatch
):
    ruled(monkeypatch, tmp_path / "trust", "people: never\n")
    monkeypatch.setenv("AIGC_STORE", str(tmp_path / "another"))
    writers.agreed = GIVEN
    enter(job("a"))
    assert does().state == "done"
