"""No order of actions leads out without an approval that holds, or a pass that needs none."""

from __future__ import annotations

from dataclasses import replace
from functools import cached_property

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from aigc.errors import TrustError
from aigc.trust.policy import Policy
from aigc.trust.review.steps import FROM, LEASE_S, step
from aigc.types.review import Act, Case

PEOPLE = ("li", "wang", "Ｌｉ ")
CONTENTS = ("a" * 64, "b" * 64)
DECISIONS = ("pass", "review", "block", "not_checked")


class Known(Policy):
    """A policy that works its version out once."""

    version = cached_property(lambda self: Policy(**self.model_dump()).version)


POLICIES = (
    Known(people="flagged", own_work=False, audits=0.5),
    Known(people="always", own_work=False),
    Known(people="never"),
    Known(people="flagged"),
)
DEEDS = tuple(FROM)
NEXT = {
    "draft": "check", "machine_checked": "ask", "approved": "publish", "changes_requested": "edit",
}  # fmt: skip
"""The usual way on; what waits for people is claimed, then approved."""
WAITS_S = (1.0, 1.0, LEASE_S / 2, LEASE_S + 1.0)
SEQUENCES, AT_ONCE = 10_000, 10
"""How many are played, and how many are drawn together, which takes a fraction of the time."""
LENGTH = 33
"""Bytes of a sequence: one for the policy, two for each of its actions."""


def start() -> Case:
    return Case(id="c1", creator="li", sha256=CONTENTS[0])


def decoded(one: int, other: int, case: Case, usual: Policy) -> tuple[Act, str, Policy, float]:
    """Return what two bytes stand for; the half of all are steps of the usual way."""
    by, chance = PEOPLE[other % 3], other // 16
    deed, policy, content = DEEDS[one % 10], POLICIES[one // 10 % 4], CONTENTS[chance % 2]
    if one < 128:
        waits = "approve" if case.claim else "claim"
        deed = NEXT.get(case.state, waits if chance else "reject")
        policy, by = usual, "wang" if chance > 2 else by
    if deed != "edit" and chance % 8:
        content = case.sha256
    decision = DECISIONS[(other >> 2) % 4] if deed == "check" else ""
    reason = "" if chance == 3 else "because"
    act = Act(do=deed, sha256=content, decision=decision, draw=chance / 16, reason=reason)
    return act, by, policy, WAITS_S[other % 4 if one >= 128 else 0]


class Witness:
    """What was really done, kept beside the machine and without its code."""

    def __init__(self) -> None:
        self.content, self.checked, self.drawn = CONTENTS[0], None, False
        self.approved = self.claimed = None

    def saw(self, act: Act, actor: str, policy: Policy, now: float, after: Case) -> None:
        getattr(self, act.do, self.nothing)(act, actor, policy, now)
        assert after.sha256 == self.content

    def nothing(self, *told: object) -> None:
        """Nothing that a way out depends on."""

    def edit(self, act, actor, policy, now):
        self.content, self.checked, self.approved, self.claimed = act.sha256, None, None, None

    def check(self, act, actor, policy, now):
        self.checked, self.approved, self.claimed = (act.decision, policy), None, None
        self.drawn |= act.decision == "pass" and act.draw < policy.audits

    def claim(self, act, actor, policy, now):
        self.approved, self.claimed = None, (actor, now)

    def approve(self, act, actor, policy, now):
        who, since = self.claimed
        assert now - since < LEASE_S
        assert who.strip().lower().replace("ｌｉ", "li") == actor.strip().lower().replace(
            "ｌｉ", "li"
        )
        assert policy.own_work or actor == "wang"
        assert act.sha256 == self.content
        assert self.checked is not None
        assert self.checked[0] != "block"
        self.approved = (actor, self.content, policy)

    def publish(self, act, actor, policy, now):
        if self.approved:
            by, content, under = self.approved
            assert (content, under) == (self.content, policy)
            assert policy.own_work or by == "wang"
            return
        decision, under = self.checked
        assert under == policy
        assert not self.drawn
        assert policy.people == "never" or (policy.people == "flagged" and decision != "review")
        assert decision != "block"


def play(told: bytes) -> list[str]:
    """Do what ``told`` says, and return the states on the way."""
    case, witness, now, states = start(), Witness(), 0.0, []
    usual = POLICIES[told[0] % 4]
    for one, other in zip(told[1::2], told[2::2], strict=False):
        act, actor, policy, wait = decoded(one, other, case, usual)
        now += wait
        try:
            after = step(case, act, actor, policy, now)
        except TrustError:
            continue
        assert case.state not in ("rejected", "withdrawn")
        assert case.state != "published" or after.state == "withdrawn"
        assert after.revision == case.revision + 1
        assert after.creator == case.creator
        witness.saw(act, actor, policy, now, after)
        case = after
        states.append(case.state)
    return states


@settings(
    max_examples=SEQUENCES // AT_ONCE, deadline=None, database=None,
    suppress_health_check=list(HealthCheck),
)  # fmt: skip
@given(st.binary(min_size=LENGTH * AT_ONCE, max_size=LENGTH * AT_ONCE))
def test_nothing_leaves_without_a_valid_approval(told):
    for begin in range(0, len(told), LENGTH):
        play(told[begin : begin + LENGTH])


def test_the_sequences_reach_every_state():
    import random

    source, seen, approved_out = random.Random(7), set(), 0
    for _ in range(500):
        states = play(source.randbytes(LENGTH))
        seen |= set(states)
        approved_out += "published" in states and "approved" in states
    assert seen == {
        "draft", "machine_checked", "pending_review", "approved", "rejected", "changes_requested",
        "published", "withdrawn",
    }  # fmt: skip
    assert approved_out > 20


def approved(policy: Policy = POLICIES[0]) -> Case:
    case = start()
    for do, actor in (("check", "m"), ("ask", "m"), ("claim", "wang"), ("approve", "wang")):
        decision = "review" if do == "check" else ""
        act = Act(do=do, sha256=case.sha256, decision=decision)
        case = step(case, act, actor, policy, 1.0)
    return case


def test_an_edit_or_another_policy_voids_an_approval():
    case, out = approved(), Act(do="publish", sha256=CONTENTS[0])
    assert step(case, out, "gate", POLICIES[0], 2.0).state == "published"
    with pytest.raises(TrustError, match="another policy"):
        step(case, out, "gate", POLICIES[1], 2.0)
    edited = step(case, Act(do="edit", sha256=CONTENTS[1]), "li", POLICIES[0], 2.0)
    assert (edited.state, edited.approval, edited.decision) == ("draft", None, "")
    forged = replace(case, sha256=CONTENTS[1])
    with pytest.raises(TrustError, match="other content"):
        step(forged, Act(do="publish", sha256=CONTENTS[1]), "gate", POLICIES[0], 2.0)


def test_what_a_changed_policy_voids_can_be_approved_again():
    case = step(approved(), Act(do="claim"), "wang", POLICIES[1], 2.0)
    assert (case.state, case.approval) == ("pending_review", None)
    act = Act(do="approve", sha256=case.sha256)
    assert step(case, act, "wang", POLICIES[1], 3.0).state == "approved"
    with pytest.raises(TrustError, match="approved already"):
        step(approved(), Act(do="claim"), "wang", POLICIES[0], 2.0)


@pytest.mark.parametrize(
    ("act", "actor", "now", "said"),
    [
        (Act(do="approve", sha256=CONTENTS[0]), "zhao", 3.0, "wang looks at c1 now, not zhao"),
        (Act(do="approve", sha256=CONTENTS[0]), "wang", LEASE_S + 3, "too long ago"),
        (Act(do="approve", sha256=CONTENTS[1]), "wang", 3.0, "other content by now"),
        (Act(do="reject", sha256=CONTENTS[0]), "wang", 3.0, "needs a reason"),
        (Act(do="request_changes", sha256=CONTENTS[0], reason=" "), "wang", 3.0, "needs a reason"),
        (Act(do="withdraw"), "li", 3.0, "needs a reason"),
        (Act(do="claim"), "zhao", 3.0, "at most another 15 min"),
        (Act(do="claim"), "LI", LEASE_S + 3, "nobody approve their own work"),
        (Act(do="publish", sha256=CONTENTS[0]), "gate", 3.0, "is pending review"),
        (Act(do="approve", sha256=CONTENTS[0]), " \u200b", 3.0, "Nobody is named"),
    ],
)
def test_every_refusal_says_why(act, actor, now, said):
    case = start()
    for do, who in (("check", "m"), ("ask", "m"), ("claim", "wang")):
        case = step(case, Act(do=do, decision="review" if do == "check" else ""), who,
                    POLICIES[0], 1.0)  # fmt: skip
    with pytest.raises(TrustError, match=said):
        step(case, act, actor, POLICIES[0], now)


def test_a_claim_is_renewed_and_taken_over_when_it_has_ended():
    case = step(approved(), Act(do="claim"), "wang", POLICIES[1], 0.0)
    renewed = step(case, Act(do="claim"), "wang", POLICIES[1], 600.0)
    assert renewed.claim.until == 600.0 + LEASE_S
    assert step(renewed, Act(do="claim"), "zhao", POLICIES[1], 600.0 + LEASE_S).claim.by == "zhao"
    assert step(case, Act(do="unclaim"), "wang", POLICIES[1], 1.0).claim is None


def test_what_machines_block_is_rejected_and_what_was_drawn_stays_drawn():
    blocked = step(start(), Act(do="check", decision="block", reason="drugs"), "m", Policy(), 0.0)
    assert (blocked.state, blocked.reason) == ("rejected", "drugs")
    drawn = step(start(), Act(do="check", decision="pass", draw=0.4), "m", POLICIES[0], 0.0)
    edited = step(drawn, Act(do="edit", sha256=CONTENTS[1]), "li", POLICIES[0], 1.0)
    again = step(edited, Act(do="check", decision="pass", draw=0.9), "m", POLICIES[0], 2.0)
    assert again.audited
    with pytest.raises(TrustError, match="approved by a person first"):
        step(again, Act(do="publish", sha256=CONTENTS[1]), "gate", POLICIES[0], 3.0)
