"""Workers are killed while people decide: what was approved is published once, and nothing else."""

from __future__ import annotations

import random
from collections import Counter
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from aigc import batch
from aigc.batch.local import Limits
from aigc.batch.sight.snapshot import Snapshot
from aigc.batch.watch import WORKER
from aigc.store import Store
from aigc.trust.policy import policy
from aigc.trust.provenance.log import Log
from aigc.trust.review.reviews import Reviews, opened
from tests.gated_jobs import approved, ruled

pytestmark = [pytest.mark.timeout(900), pytest.mark.enable_socket]
JOBS, KILLS, MOST_RUNS = 12, 4, 12
LIMITS = Limits(beat_s=0.2, lease_s=4.0, reserve_bytes=0)
HEAD = "template,engine,count,seed,name\n"


@pytest.mark.parametrize("executor", ["local", "accelerate"])
def test_what_people_approve_is_published_once_whoever_dies(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, chance: random.Random, executor: str
) -> None:
    ruled(monkeypatch, tmp_path / "trust")
    store, out, table = Store(tmp_path / "store"), tmp_path / "out", tmp_path / "jobs.csv"
    rows = "".join(f"3/3 aa,fake,1,{n},j{n:02}\n" for n in range(JOBS))
    table.write_text(HEAD + rows, encoding="utf-8")
    killed, refused = [0], list[str]()

    def meanwhile(seen: Snapshot) -> None:
        refused.extend(() if refused else _refused(opened(store.root)))
        if refused:
            approved(store.root)
        # The first worker that is seen is killed; a run may be too short for chance alone.
        if killed[0] < KILLS and (not killed[0] or chance.random() < 0.3):
            killed[0] += _killed(chance, out)

    for _ in range(MOST_RUNS):
        report = batch.run(
            table, out, pipeline="lyrics", executor=executor, workers=2, store=store,
            limits=LIMITS, watch=meanwhile,
        )  # fmt: skip
        meanwhile(report)
        if report.counts.get("done") == JOBS - 1:
            break
    (given_up,) = refused
    assert killed[0] > 0 and report.counts == {"done": JOBS - 1, "failed": 1}
    (failure,) = report.failures
    assert failure.cause == "trust" and failure.jobs == (given_up,)
    told = Counter(one.told["job"] for one in Log(store.root).recent(1000, kind="published"))
    wanted = {f"j{n:02}" for n in range(JOBS)} - {given_up}
    assert told == Counter({f"batch out / job {name}": 1 for name in wanted})
    assert {path.name for path in out.iterdir() if path.name.startswith("j")} == wanted
    states = Counter(one.case.state for one in opened(store.root).book.entries())
    assert states == {"published": JOBS - 1, "rejected": 1}


def _refused(reviews: Reviews) -> list[str]:
    """Refuse the first that waits; return its job."""
    waiting = reviews.waiting(policy())
    if not waiting or waiting[0].later is None:
        return []
    reviews.reject(waiting[0].case, "wang", policy(), "not this one")
    return [waiting[0].later.job]


def _killed(chance: random.Random, out: Path) -> int:
    """Kill a worker of a batch; return how many."""
    lines = [(one, one.info["cmdline"] or []) for one in psutil.process_iter(["cmdline"])]
    workers = [one for one, line in lines if WORKER in line and str(out) in line]
    with suppress(psutil.Error, IndexError):
        chance.choice(workers).kill()
        return 1
    return 0
