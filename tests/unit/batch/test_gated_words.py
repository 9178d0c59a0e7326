"""What a batch says of jobs that wait for people, in both languages."""

from __future__ import annotations

import io
import re

import pytest
from rich.console import Console

from aigc.app.batch import live
from aigc.app.troubles import in_chinese
from aigc.batch.sight import notebook, terminal
from aigc.batch.sight.snapshot import Failure, Snapshot
from aigc.errors import TrustError
from aigc.trust.gate.later import check_policy
from aigc.trust.policy import Policy

HAN = re.compile("[\u4e00-\u9fff]")
WAITS = (
    "A person has to approve this before it is published ({why}). It waits as 3f2a77b0{there}: "
    "aigc review show 3f2a77b0. When somebody approves, its batch publishes it by itself "
    "while it runs, or else after: aigc batch retry out/clips --cause review"
)
SEEN = Snapshot(
    counts={"done": 1, "failed": 2}, mode="open",
    failures=(Failure(cause="review", message=WAITS.format(why="x", there=""), jobs=("a", "b")),),
)  # fmt: skip


def test_jobs_that_wait_are_counted_wherever_a_batch_is_shown():
    console = Console(width=120, record=True, file=io.StringIO())
    console.print(terminal.view(SEEN))
    told = "2 jobs wait for people: aigc review list. When approved, run it again."
    assert told in console.export_text() and told in notebook.shown(SEEN)
    assert SEEN.reviews == 2
    assert "Waits for people" in live.failures(SEEN.failures, "en")
    assert "等人审核" in live.failures(SEEN.failures, "zh")


@pytest.mark.parametrize("there", ["", " on node-7"])
@pytest.mark.parametrize(
    "why",
    ["machines found claims", "it was drawn for an audit", "the policy house asks for it"],
)
def test_why_a_job_waits_is_told_in_chinese(why, there):
    said = in_chinese(WAITS.format(why=why, there=there))
    assert HAN.search(said) and "3f2a77b0" in said and "批次" in said


@pytest.mark.parametrize("state", ["rejected", "changes requested", "withdrawn"])
def test_what_people_said_is_told_in_chinese(state):
    said = in_chinese(f"People have looked at it as 3f2a, and it is {state}: wrong oven")
    assert HAN.search(said) and "3f2a" in said and said.endswith("wrong oven")


def test_machines_with_different_policies_are_told_in_chinese():
    with pytest.raises(TrustError) as caught:
        check_policy({"policy": {"version": "old"}}, Policy())
    assert "policy.yaml" in in_chinese(str(caught.value)) != str(caught.value)
    check_policy({"policy": {"version": Policy().version}}, Policy())
