import sqlite3
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import MOST_LOSSES, Ledger
from aigc.errors import DiskFull, InputError, Superseded
from aigc.types.job import Cost
from tests.batch_jobs import Clock, job

ACTS = ["claim", "beat", "fence", "done", "fail", "release", "no_room", "own", "lose"]


def states(ledger: Ledger) -> dict[str, str]:
    return {row.job.name: row.state for row in ledger.rows()}


def held(ledger: Ledger, name: str):
    return next(entry for entry in ledger.held() if entry[0].job.name == name)


def test_jobs_go_by_priority_then_deadline_then_place(enter, ledger):
    enter(job("a"), job("b", deadline=5.0), job("c", priority=1), job("d", deadline=2.0))
    order = [ledger.claim("w").job.name for _ in range(4)]
    assert order == ["c", "d", "b", "a"]
    assert ledger.claim("w") is None


def test_a_worker_gets_what_it_has_warm_and_else_what_no_other_has(enter, ledger):
    enter(*(job(f"{kind}{n}", affinity=kind) for n in range(3) for kind in "xyz"))
    assert ledger.claim("one").job.affinity == "x"
    assert ledger.claim("two", "").job.affinity == "y"
    assert ledger.claim("one", "x").job.name == "x1"
    assert ledger.claim("two", "y").job.name == "y1"


def test_affinity_never_overrules_rank(enter, ledger):
    enter(job("warm", affinity="x"), job("urgent", affinity="y", priority=1))
    assert ledger.claim("w", "x").job.name == "urgent"


def test_a_job_comes_back_as_it_was_asked(enter, ledger):
    asked = job(
        "子/a", options={"题": [1, 2.5, None]}, row=7, affinity="x", attempts=5, limit_s=9.0
    )
    enter(asked)
    assert ledger.claim("w").job == asked


def test_a_late_worker_changes_nothing(enter, ledger):
    enter(job("a"))
    late = ledger.claim("late")
    row, token, beats = held(ledger, "a")
    assert ledger.lose(row, token, beats)
    now = ledger.claim("now")
    assert ledger.beat(late) == "stop"
    for act in (lambda: ledger.fence(late), lambda: ledger.done(late, Cost())):
        with pytest.raises(Superseded, match="no longer in the hands of late"):
            act()
    ledger.fail(late, "engine", "late")
    ledger.release(late, "late")
    assert states(ledger) == {"a": "running"}
    ledger.fence(now)
    ledger.done(now, Cost(cpu_s=3.0))
    assert ledger.rows()[0].cost.cpu_s == 3.0


def test_a_beat_in_time_keeps_a_job(enter, ledger):
    enter(job("a"))
    claim = ledger.claim("w")
    row, token, beats = held(ledger, "a")
    ledger.beat(claim, "render", 0.5)
    assert not ledger.lose(row, token, beats)
    assert held(ledger, "a")[0].stage == "render"


def test_failures_wait_longer_each_time_and_end(enter, ledger, clock: Clock):
    enter(job("a", attempts=3))
    waits = []
    for _ in range(3):
        ledger.fail(ledger.claim("w"), "engine", "it broke")
        row = ledger.rows()[0]
        waits.append(row.not_before - clock.now)
        clock.now += 0.4
        assert row.state == "failed" or ledger.claim("w") is None
        clock.now += 600
    assert row.state == "failed" and row.message == "it broke" and row.tries == 3
    assert 1 <= waits[0] <= 2 <= waits[1] <= 4


def test_what_trying_again_does_not_mend_is_given_up_at_once(enter, ledger):
    enter(job("a"))
    ledger.fail(ledger.claim("w"), "input", "no such file", permanent=True)
    assert states(ledger) == {"a": "failed"}


def test_a_job_that_is_given_back_uses_no_attempt(enter, ledger):
    enter(job("a", attempts=1))
    for _ in range(20):
        ledger.release(ledger.claim("w"), "the disk is full")
    row = ledger.rows()[0]
    assert (row.state, row.tries, row.losses) == ("waiting", 0, 0)


def test_a_job_that_kills_its_workers_is_given_up(enter, ledger):
    enter(job("a"))
    for _ in range(MOST_LOSSES):
        ledger.claim("w")
        ledger.lose(*held(ledger, "a")[:2])
    assert states(ledger) == {"a": "failed"}
    assert f"{MOST_LOSSES} workers went away" in ledger.rows()[0].message


def test_the_clock_put_back_keeps_nobody_waiting(enter, ledger, clock: Clock):
    enter(job("a"))
    ledger.fail(ledger.claim("w"), "engine", "it broke")
    clock.now -= 86_400
    assert ledger.claim("w") is not None


def test_jobs_wait_for_those_they_need(enter, ledger):
    enter(job("end", needs=("one", "two")), job("one"), job("two"), job("last", needs=("end",)))
    assert states(ledger)["end"] == states(ledger)["last"] == "held"
    for name in ("one", "two", "end", "last"):
        claim = ledger.claim("w")
        assert claim.job.name == name
        ledger.done(claim, Cost())
    assert ledger.open_jobs() == 0


def test_what_waits_for_a_failure_fails_and_is_retried_with_it(enter, ledger):
    enter(job("one"), job("two", needs=("one",)), job("three", needs=("two",)))
    ledger.fail(ledger.claim("w"), "input", "no", permanent=True)
    assert set(states(ledger).values()) == {"failed"}
    assert ledger.rows()[2].cause == "needs"
    assert controls.retry(ledger, ["one"]) == 1
    assert states(ledger) == {"one": "waiting", "two": "held", "three": "held"}


def test_a_need_that_is_no_job_enters_nothing(enter, ledger):
    with pytest.raises(InputError, match="needs 'bees', which is no job"):
        enter(job("bee"), job("b", needs=("bees",)))
    assert ledger.rows() == []


def test_a_manifest_given_again_changes_only_what_is_asked_anew(enter, ledger):
    enter(job("a"), job("b"), job("c"), job("d"))
    ledger.done(ledger.claim("w"), Cost())
    running = ledger.claim("w")
    changes = enter(job("a"), job("b", key="other"), job("c", priority=3), job("e"))
    assert (changes.kept, changes.changed, changes.added) == (("a", "c"), ("b",), ("e",))
    assert changes.gone == ("d",)
    assert ledger.beat(running) == "stop"
    assert ledger.claim("w").job.name == "c"


def test_a_job_that_is_being_published_is_not_asked_anew(enter, ledger):
    enter(job("a"))
    ledger.fence(ledger.claim("w"))
    assert enter(job("a", key="other")).busy == ("a",)
    assert ledger.rows()[0].job.key == "a"


def test_pause_stop_and_resume(enter, ledger):
    enter(job("a"), job("b"))
    claim = ledger.claim("w")
    controls.pause(ledger)
    assert ledger.claim("w") is None and ledger.beat(claim) == "go"
    controls.stop(ledger)
    assert ledger.beat(claim) == "stop"
    controls.resume(ledger)
    assert ledger.claim("w").job.name == "b"


def test_cancelled_jobs_stop_and_take_along_what_needs_them(enter, ledger):
    enter(job("a"), job("b", needs=("a",)), job("c"))
    claim = ledger.claim("w")
    assert controls.cancel(ledger, ["a"]) == 1
    assert ledger.beat(claim) == "stop"
    assert states(ledger) == {"a": "cancelled", "b": "failed", "c": "waiting"}
    with pytest.raises(InputError, match="There is no job 'x'"):
        controls.cancel(ledger, ["x"])


def test_only_failures_of_a_cause_are_retried(enter, ledger):
    enter(job("a"), job("b"))
    ledger.fail(ledger.claim("w"), "input", "no", permanent=True)
    ledger.fail(ledger.claim("w"), "trust", "no", permanent=True)
    assert controls.retry(ledger, cause="trust") == 1
    assert states(ledger) == {"a": "failed", "b": "waiting"}


def test_a_file_that_is_no_ledger(tmp_path: Path):
    path = tmp_path / "ledger.db"
    path.write_bytes(b"not a database" * 100)
    with pytest.raises(InputError, match="is not a ledger"):
        Ledger(path)


def test_a_full_disk_has_its_own_error(enter, ledger, monkeypatch):
    enter(job("a"))

    def full(*given, **options):
        error = sqlite3.OperationalError("database or disk is full")
        error.sqlite_errorcode = sqlite3.SQLITE_FULL
        raise error

    monkeypatch.setattr("aigc.batch.ledger.turns.next_job", full)
    with pytest.raises(DiskFull, match="Free some space"):
        ledger.claim("w")
    assert states(ledger) == {"a": "waiting"}


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    acts=st.lists(
        st.tuples(
            st.sampled_from(ACTS),
            st.integers(0, 3),
        ),
        max_size=60,
    )
)
def test_whatever_workers_do_a_job_is_published_once(tmp_path_factory, acts):
    clock = Clock()
    ledger = Ledger(tmp_path_factory.mktemp("l") / "ledger.db", clock=clock)
    controls.enter(ledger, [job("a"), job("b"), job("c", needs=("a",))])
    claims, published = [], []
    for act, n in acts:
        claim = claims[n % len(claims)] if claims else None
        if act == "claim":
            clock.now += 300
            claims += filter(None, [ledger.claim(f"w{n}")])
        elif claim is None:
            continue
        elif act == "lose":
            for row, token, beats in ledger.held():
                ledger.lose(row, token, beats)
        elif act == "fail":
            ledger.fail(claim, "engine", "it broke")
        elif act == "release":
            ledger.release(claim, "given back")
        elif act in ("no_room", "own"):
            ledger.no_room(claim, "the disk is full", own=act == "own")
        elif act == "beat":
            ledger.beat(claim)
        else:
            try:
                ledger.fence(claim) if act == "fence" else ledger.done(claim, Cost())
                published += [claim.job.name] if act == "done" else []
            except Superseded:
                pass
    assert len(published) == len(set(published))
    rows = {row.job.name: row.state for row in ledger.rows()}
    assert all((rows[name] == "done") == (name in published) for name in rows)
    assert rows["c"] == "held" or rows["a"] in ("done", "failed")
    ledger.close()
