"""Workers and supervisors that are killed and stopped lose nothing and publish nothing twice."""

from __future__ import annotations

import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from contextlib import suppress

import psutil
import pytest

from tests.batch_jobs import until
from tests.soak.rig import Batch, Moves

pytestmark = [pytest.mark.timeout(1800)]
WORKERS = 4


@pytest.mark.parametrize("seed", range(10))
def test_a_thousand_jobs_among_kills(
    seed: int, batch: Callable[..., Batch], moves: Callable[[Batch], Moves], chance: random.Random
) -> None:
    soak(batch(1000, workers=WORKERS), moves, chance, kills=50, stops=10, drivers=5)


def soak(
    batch: Batch,
    moves: Callable[[Batch], Moves],
    chance: random.Random,
    *,
    kills: int,
    stops: int,
    drivers: int,
    share: float = 0.02,
) -> None:
    """Let a batch run among kills, and see that all is done, once, for little more work.

    ``share`` of the jobs may be begun once more beside one for each kill: a supervisor that is
    killed ends every worker of its own.
    """
    counted = moves(batch)
    batch.start()
    acts = ["kill"] * kills + ["stop"] * stops + ["driver"] * drivers
    chance.shuffle(acts)
    marks = sorted(chance.randrange(len(batch.jobs) * 19 // 20) for _ in acts)
    stopped: list[tuple[float, psutil.Process]] = []
    for act, mark in zip(acts, marks, strict=True):
        until(lambda mark=mark: len(counted.look()) >= mark or batch.over(), 300, 0.02)
        stopped = [entry for entry in stopped if not continued(*entry)]
        if act == "driver":
            batch.kill_driver()
            batch.start()
        elif act == "kill":
            batch.signal_one(signal.SIGKILL, chance)
        else:
            one = batch.signal_one(signal.SIGSTOP, chance)
            # Half of them wake again, some before they are given up and some after.
            if chance.random() < 0.5:
                stopped.append((time.monotonic() + chance.uniform(0.5, 8), one))
    batch.finish(600)
    # Those that were never woken, and have no supervisor any more, wake when all is over.
    for one in batch.workers_of():
        continued(0.0, one)
    until(lambda: not batch.workers_of(), 60)
    batch.check(counted.look())
    wasted = Counter(outcome for _, outcome in batch.attempts())
    assert wasted.pop("done") == len(batch.jobs)
    assert wasted.total() <= kills + stops + drivers + share * len(batch.jobs), wasted


def continued(at: float, process: psutil.Process) -> bool:
    """Let a stopped process go on when its time has come; return whether it has."""
    if time.monotonic() < at:
        return False
    with suppress(psutil.NoSuchProcess):
        process.send_signal(signal.SIGCONT)
    return True
