"""The states of a case and the way from one to the next: values in, values out."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import replace
from types import MappingProxyType
from typing import Final

from aigc.errors import TrustError
from aigc.trust.policy import Policy
from aigc.types.review import Act, Approval, Case, Claim, Deed, State

LEASE_S: Final = 15 * 60
"""So long a claim holds; whoever claims again has it anew."""
_OPEN: Final[frozenset[State]] = frozenset(
    {"draft", "machine_checked", "pending_review", "approved"}
)
_WAITS: Final[frozenset[State]] = frozenset({"pending_review"})
FROM: Final[Mapping[Deed, frozenset[State]]] = MappingProxyType(
    {
        "check": _OPEN,
        "ask": frozenset({"machine_checked"}),
        "claim": _WAITS | {"approved"},
        "unclaim": _WAITS,
        "approve": _WAITS,
        "reject": _WAITS,
        "request_changes": _WAITS,
        "edit": _OPEN | {"changes_requested"},
        "publish": frozenset({"machine_checked", "approved"}),
        "withdraw": _OPEN | {"changes_requested", "published"},
    }
)
"""In which states each deed may be done."""


def step(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    """Return a case after something was done with it.

    Parameters
    ----------
    now : float
        Seconds since 1970.

    Raises
    ------
    TrustError
        It may not be done: the state, the policy or somebody's claim is against it, or nobody's
        name or no reason was given.
    """
    if not same(actor, actor):
        raise TrustError("Nobody is named who does this. Give a name.")
    if case.state not in FROM[act.do]:
        raise TrustError(
            f"{case.id} is {spoken(case.state)}; {spoken(act.do)} is for what is "
            f"{' or '.join(sorted(map(spoken, FROM[act.do])))}."
        )
    after = _WAYS[act.do](case, act, actor, policy, now)
    return replace(after, revision=case.revision + 1, at=now)


def needs_people(case: Case, policy: Policy) -> bool:
    """Tell whether a case that machines have checked may not leave before a person approves."""
    if case.audited or policy.people == "always":
        return True
    return policy.people == "flagged" and case.decision == "review"


def is_valid(case: Case, policy: Policy) -> bool:
    """Tell whether a case is approved as it is now and under this policy."""
    given = case.approval
    return (
        given is not None
        and given.sha256 == case.sha256
        and given.policy == policy.version
        and (policy.own_work or not same(given.by, case.creator))
    )


def claimed_by(case: Case, now: float) -> str:
    """Return who looks at a case now; empty where nobody does."""
    return case.claim.by if case.claim and now < case.claim.until else ""


def same(one: str, other: str) -> bool:
    """Tell whether two names are one person's, however they are typed; no name is nobody's.

    >>> same("Li  Wei", "ｌｉ wei"), same("", "")
    (True, False)
    """
    return _bare(one) == _bare(other) != ""


def spoken(name: str) -> str:
    """Return a state or a deed as it is said.

    >>> spoken("pending_review")
    'pending review'
    """
    return name.replace("_", " ")


def _bare(name: str) -> str:
    shown = (c for c in unicodedata.normalize("NFKC", name) if unicodedata.category(c) != "Cf")
    return " ".join("".join(shown).casefold().split())


def _check(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    if not act.decision:
        raise TrustError(f"What the machines say of {case.id} is missing. Give their decision.")
    drawn = act.decision == "pass" and act.draw < policy.audits
    blocked = act.decision == "block"
    return replace(
        case,
        state="rejected" if blocked else "machine_checked",
        decision=act.decision,
        policy=policy.version,
        audited=case.audited or drawn,
        claim=None,
        approval=None,
        reason=act.reason if blocked else "",
    )


def _ask(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    return replace(case, state="pending_review", claim=None, approval=None)


def _claim(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    if case.state == "approved" and is_valid(case, policy):
        raise TrustError(f"{case.id} is approved already; it can be published.")
    if not policy.own_work and same(actor, case.creator):
        raise TrustError(
            f"{actor} asked for {case.id}, and the policy lets nobody approve their own work. "
            "Let somebody else look at it."
        )
    holder = claimed_by(case, now)
    if holder and not same(holder, actor):
        raise TrustError(
            f"{holder} looks at {case.id} now, for at most another {_minutes(case, now)} min. "
            "Take another case."
        )
    return replace(
        case, state="pending_review", approval=None, claim=Claim(by=actor, until=now + LEASE_S)
    )


def _unclaim(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    _held_by(case, actor, now)
    return replace(case, claim=None)


def _approve(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    _held_by(case, actor, now)
    _seen(case, act)
    if not policy.own_work and same(actor, case.creator):
        raise TrustError(f"{actor} asked for {case.id}; somebody else has to approve it.")
    given = Approval(by=actor, sha256=case.sha256, policy=policy.version, at=now)
    return replace(case, state="approved", approval=given, claim=None, reason="")


def _reject(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    _held_by(case, actor, now)
    _seen(case, act)
    return replace(case, state="rejected", claim=None, reason=_why(case, act))


def _request_changes(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    _held_by(case, actor, now)
    _seen(case, act)
    return replace(case, state="changes_requested", claim=None, reason=_why(case, act))


def _edit(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    if not act.sha256:
        raise TrustError(f"The new content of {case.id} is missing.")
    return replace(
        case, state="draft", sha256=act.sha256, decision="", policy="", claim=None, approval=None
    )


def _publish(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    _seen(case, act)
    if case.state == "approved":
        if not is_valid(case, policy):
            raise TrustError(
                f"{case.id} was approved under another policy, or as other content. Let somebody "
                "approve it again."
            )
    elif case.policy != policy.version:
        raise TrustError(f"{case.id} was checked under another policy. Check it again.")
    elif needs_people(case, policy):
        raise TrustError(f"{case.id} has to be approved by a person first. Ask for a review.")
    return replace(case, state="published")


def _withdraw(case: Case, act: Act, actor: str, policy: Policy, now: float) -> Case:
    return replace(case, state="withdrawn", claim=None, reason=_why(case, act))


def _held_by(case: Case, actor: str, now: float) -> None:
    holder = claimed_by(case, now)
    if not holder:
        raise TrustError(f"{actor} has not claimed {case.id}, or too long ago. Claim it again.")
    if not same(holder, actor):
        raise TrustError(f"{holder} looks at {case.id} now, not {actor}. Take another case.")


def _seen(case: Case, act: Act) -> None:
    if act.sha256 != case.sha256:
        raise TrustError(f"{case.id} has other content by now. Look at it again.")


def _why(case: Case, act: Act) -> str:
    if not act.reason.strip():
        raise TrustError(f"To {spoken(act.do)} needs a reason. Say what is wrong with {case.id}.")
    return act.reason.strip()


def _minutes(case: Case, now: float) -> int:
    return max(1, round(((case.claim.until if case.claim else now) - now) / 60))


_WAYS: Final[Mapping[Deed, Callable[[Case, Act, str, Policy, float], Case]]] = MappingProxyType(
    {
        "check": _check,
        "ask": _ask,
        "claim": _claim,
        "unclaim": _unclaim,
        "approve": _approve,
        "reject": _reject,
        "request_changes": _request_changes,
        "edit": _edit,
        "publish": _publish,
        "withdraw": _withdraw,
    }
)
