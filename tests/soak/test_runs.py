"""Several runs of one batch, and runs that are stopped: one leads, and the others look on."""

from __future__ import annotations

import signal
import subprocess
from collections.abc import Callable

import pytest

from tests.batch_jobs import until
from tests.soak.rig import Batch, Moves

pytestmark = [pytest.mark.timeout(600)]


def test_workers_go_on_while_their_supervisor_is_stopped(
    batch: Callable[..., Batch], moves: Callable[[Batch], Moves]
) -> None:
    one = batch(100, workers=2)
    counted = moves(one)
    one.start()
    until(lambda: len(counted.look()) > 20, 100)
    one.driver.send_signal(signal.SIGSTOP)
    until(lambda: len(counted.look()) == 100, 100)
    one.driver.send_signal(signal.SIGCONT)
    one.finish(60)
    one.check(counted.look())
    assert {outcome for _, outcome in one.attempts()} == {"done"}


def test_a_run_that_looks_on_takes_the_lead_of_one_that_is_killed(
    batch: Callable[..., Batch], moves: Callable[[Batch], Moves]
) -> None:
    one = batch(200, workers=2)
    counted = moves(one)
    one.start()
    until(lambda: len(counted.look()) > 20, 100)
    first: subprocess.Popen[bytes] = one.driver
    one.start()
    until(lambda: "looks on" in one.said(), 60)
    assert len(one.workers_of()) <= 2
    before = len(counted.look())
    first.kill()
    first.wait()
    assert before < 190
    one.finish(200)
    until(lambda: not one.workers_of(), 60)
    one.check(counted.look())


def test_two_runs_at_once_end_well(
    batch: Callable[..., Batch], moves: Callable[[Batch], Moves]
) -> None:
    one = batch(100, workers=2)
    counted = moves(one)
    one.start()
    first: subprocess.Popen[bytes] = one.driver
    one.start()
    one.finish(200)
    assert first.wait(60) == 0
    until(lambda: not one.workers_of(), 60)
    one.check(counted.look())
    assert {outcome for _, outcome in one.attempts()} == {"done"}
