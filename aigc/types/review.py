"""What waits for people: a case, who looks at it, and what they see."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from aigc.types.verdict import Decision, Finding

State = Literal[
    "draft", "machine_checked", "pending_review", "approved", "rejected", "changes_requested",
    "published", "withdrawn",
]  # fmt: skip
Deed = Literal[
    "check", "ask", "claim", "unclaim", "approve", "reject", "request_changes", "edit", "publish",
    "withdraw",
]  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """Who looks at a case now, and until when; seconds since 1970."""

    by: str
    until: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Approval:
    """Who approved which content under which version of the policy."""

    by: str
    sha256: str
    policy: str
    at: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """Something made, on its way out.

    Attributes
    ----------
    revision : int
        Grows with every step; who acts names the one that they have seen.
    sha256 : str
        Of the content as it would leave.
    creator : str
        Who asked for it.
    decision, policy : str
        What machines said of this content, and under which version of the policy; empty before.
    audited : bool
        Whether it was drawn for people to look at although it passed; an edit does not change it.
    reason : str
        Why it was rejected, sent back or withdrawn.
    """

    id: str
    creator: str
    sha256: str
    state: State = "draft"
    revision: int = 0
    decision: Decision | Literal[""] = ""
    policy: str = ""
    audited: bool = False
    claim: Claim | None = None
    approval: Approval | None = None
    reason: str = ""
    at: float = 0.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Act:
    """What somebody does with a case.

    Attributes
    ----------
    sha256 : str
        The content that was looked at, or the new one.
    decision : str
        Of a check.
    draw : float
        Of a check: a number from 0 to 1 that follows from the content; below the policy's share
        of audits people look at it.
    reason : str
        Of rejecting, sending back and withdrawing.
    """

    do: Deed
    sha256: str = ""
    decision: Decision | Literal[""] = ""
    draw: float = 1.0
    reason: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SpokenLine:
    """A line that is heard or read, when, and which characters of the source it is from."""

    text: str
    sources: tuple[tuple[int, int], ...] = ()
    start_s: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Exhibit:
    """What people see of a case beside its files.

    Attributes
    ----------
    source : str
        The text that ``lines`` were written from; the spans of lines are of it, and
        those of findings whose place is ``source``; ``line 3`` is the third of ``lines``.
    scenes_s : tuple of float
        When each picture begins; empty where that is not known.
    provenance : mapping
        As `aigc.types.provenance.Provenance`, as plain JSON.
    """

    title: str = ""
    pipeline: str = ""
    language: str = ""
    findings: tuple[Finding, ...] = ()
    lines: tuple[SpokenLine, ...] = ()
    source: str = ""
    scenes_s: tuple[float, ...] = ()
    provenance: Mapping[str, Any] = field(default_factory=dict)
