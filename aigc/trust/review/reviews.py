"""What a publishing gate asks of people, and what people answer."""

from __future__ import annotations

import getpass
import secrets
import shutil
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Final

from aigc.errors import InputError, TrustError
from aigc.store import default_root
from aigc.trust.gate.later import again
from aigc.trust.policy import Policy
from aigc.trust.review.book import Book, Entry, Later, Log, unheard
from aigc.trust.review.held import FOLDER, drop, hold, let_out, sealed
from aigc.trust.review.steps import claimed_by, is_valid, needs_people, same, step
from aigc.types.review import Act, Case, Deed, Exhibit
from aigc.types.verdict import Decision

KEEP_S: Final = 30 * 86_400
"""So long the files stay of what was rejected, sent back or withdrawn."""
MACHINE: Final = "machine"
GATE: Final = "gate"


Finish = Callable[[Case, Policy, Path], object]
"""Is given an approved case, the policy and the folder of its files."""


def as_it_is(case: Case, policy: Policy, box: Path) -> None:
    """Leave the files as they are."""


class Reviews:
    """The book of a store with the files that wait there."""

    def __init__(
        self,
        store: Path | None = None,
        *,
        log: Log = unheard,
        finish: Finish = as_it_is,
        clock: Callable[[], float] = time.time,
    ) -> None:
        """Use a store, the usual one if left out.

        Parameters
        ----------
        log : callable
            Is told of every step.
        finish : callable
            Does what is left to do with the files of an approved case before they appear.
        """
        self.root = store or default_root()
        self.book = Book(self.root, log=log, clock=clock)
        self._clock, self._finish = clock, finish

    def submit(
        self,
        box: Path,
        to: Path,
        exhibit: Exhibit,
        *,
        decision: Decision,
        creator: str,
        policy: Policy,
        instead: str = "",
        later: Later | None = None,
    ) -> Case:
        """Bring something that was made, sealed as it would leave.

        Parameters
        ----------
        box : Path
            The folder of its files; where a person has to approve, a copy of them is held.
        to : Path
            The folder in which they are to appear.
        decision : str
            What machines say of it.
        instead : str
            The case that this takes the place of, after an edit.
        later : Later, optional
            The job of a batch that publishes it: what was approved stays so until it does.

        Returns
        -------
        Case
            ``machine_checked``: publish it, then call `published`. ``pending_review``: it is held,
            and appears when somebody approves. ``approved``: somebody has; publish it, or call
            `release`. ``published``: it has left before with an approval that holds, and may leave
            again. ``rejected``: machines refuse it.

        Raises
        ------
        TrustError
            People have rejected this very content, or it was withdrawn or sent back.
        """
        self.sweep()
        sha256 = sealed(box)
        if not instead and (known := self._known(sha256, creator, policy, decision, later)):
            return known
        before = self.book.entry(instead).case if instead else None
        case = before or Case(id=secrets.token_hex(4), creator=creator, sha256=sha256)
        if not same(case.creator, creator):
            raise TrustError(f"{case.id} was asked for by {case.creator}, not by {creator}.")
        acts = self._acts(case, sha256, exhibit, decision, policy, edited=before is not None)
        held = self.held(case.id)
        if acts[-1].do == "ask":
            hold(box, held)
        try:
            if before:
                return self.book.reopen(case, exhibit, to.absolute(), acts, MACHINE, policy)
            return self.book.open(case, exhibit, to.absolute(), acts, MACHINE, policy, later)
        except BaseException:
            if before is None:
                drop(held)
            raise

    def published(self, case: Case, policy: Policy) -> Case:
        """Note that the gate has published a case."""
        return self.book.act(
            case.id, case.revision, Act(do="publish", sha256=case.sha256), GATE, policy
        )

    def approved(self, sha256: str, policy: Policy) -> Case | None:
        """Return the case in which some content was approved under this policy, if there is one."""
        cases = (entry.case for entry in self.book.of_content(sha256))
        return next((c for c in cases if c.state == "approved" and is_valid(c, policy)), None)

    def waiting(self, policy: Policy) -> tuple[Entry, ...]:
        """Return what people have to look at, who came first first.

        What was approved under another policy is among it.
        """
        found = self.book.entries(("pending_review", "approved"))
        return tuple(e for e in found if e.case.state != "approved" or not is_valid(e.case, policy))

    def claim(self, case_id: str, actor: str, policy: Policy) -> Case:
        """Take a case to look at, or take it for longer."""
        case = self.book.entry(case_id).case
        return self.book.act(case.id, case.revision, Act(do="claim"), actor, policy)

    def leave(self, case_id: str, actor: str, policy: Policy) -> Case:
        """Give a case back."""
        case = self.book.entry(case_id).case
        return self.book.act(case.id, case.revision, Act(do="unclaim"), actor, policy)

    def approve(self, case: Case, actor: str, policy: Policy) -> Path:
        """Approve a case as it was seen, and publish it; return the folder.

        What a batch publishes only becomes approved, and appears there later.

        Raises
        ------
        TrustError
            It may not be approved, or its files were changed.
        """
        if not (case.state == "approved" and is_valid(case, policy)):
            case = self._answer(case, "approve", actor, policy)
        entry = self.book.entry(case.id)
        return entry.to if entry.later else self.release(case.id, policy)

    def reject(self, case: Case, actor: str, policy: Policy, reason: str) -> Case:
        """Refuse a case as it was seen, for good."""
        return self._answer(case, "reject", actor, policy, reason)

    def send_back(self, case: Case, actor: str, policy: Policy, reason: str) -> Case:
        """Ask for changes of a case as it was seen."""
        return self._answer(case, "request_changes", actor, policy, reason)

    def withdraw(self, case_id: str, actor: str, policy: Policy, reason: str) -> Case:
        """Take a case back for good; files that have left stay where they are."""
        case = self.book.entry(case_id).case
        act = Act(do="withdraw", reason=reason)
        return self.book.act(case.id, case.revision, act, actor, policy)

    def release(self, case_id: str, policy: Policy) -> Path:
        """Publish what was approved where it was asked to appear; return that folder.

        Raises
        ------
        TrustError
            No approval holds, the files were changed, or a batch publishes it.
        """
        entry = self.book.entry(case_id)
        if entry.later:
            raise TrustError(f"{entry.case.id} is not for you to publish: {promise(entry.later)}")
        case, held = entry.case, self.held(entry.case.id)
        act = Act(do="publish", sha256=case.sha256)

        def out(now: Entry) -> None:
            let_out(held, case.sha256, now.to, partial(self._finish, now.case, policy))

        self.book.act(case.id, case.revision, act, GATE, policy, then=out)
        drop(held)
        return entry.to

    def bring_back(self, case: Case, box: Path) -> None:
        """Put the files that a person has approved in the place of those that were made again.

        Raises
        ------
        TrustError
            They are gone, or were changed.
        """
        if case.state != "approved" or sealed(box) == case.sha256:
            return
        for path in box.iterdir():
            shutil.rmtree(path) if path.is_dir() else path.unlink()
        let_out(self.held(case.id), case.sha256, box, lambda files: None)

    def held(self, case_id: str) -> Path:
        """Return the folder of the files of a case that waits."""
        return self.root / "trust" / FOLDER / case_id

    def sweep(self) -> int:
        """Delete files that nobody waits for any more; return of how many cases."""
        removed = 0
        for held in (self.root / "trust" / FOLDER).glob("[0-9a-f]*"):
            if self._over(held):
                drop(held)
                removed += 1
        return removed

    def audit(self) -> dict[str, int]:
        """Return how many cases are in each state, and what people said of those that were drawn.

        ``drawn`` passed the machines and were drawn for people to look at; ``drawn_open`` of them
        wait, ``drawn_approved`` were right, and ``drawn_refused`` should not have passed.
        """
        states = {str(state): count for state, count in self.book.count().items()}
        drawn = [e.case for e in self.book.entries(limit=-1) if e.case.audited]
        said = {one: self.book.history(one.id) for one in drawn}
        refused = sum(any(d.do in ("reject", "request_changes") for d in h) for h in said.values())
        right = sum(any(d.do == "approve" for d in h) for h in said.values())
        waiting = sum(one.state == "pending_review" for one in drawn)
        told = {"drawn": len(drawn), "drawn_open": waiting, "drawn_approved": right}
        return states | told | {"drawn_refused": refused}

    def _over(self, held: Path) -> bool:
        try:
            case = self.book.entry(held.name).case
        except TrustError:
            return self._clock() - held.stat().st_mtime > 86_400
        if case.state in ("pending_review", "approved"):
            return False
        return case.state == "published" or self._clock() - case.at > KEEP_S

    def _answer(
        self, case: Case, do: Deed, actor: str, policy: Policy, reason: str = ""
    ) -> Case:  # fmt: skip
        """Answer, and claim before where nobody looks at it."""
        revision, now = case.revision, self._clock()
        if not claimed_by(case, now):
            # A refusal of the answer itself must not leave a claim behind.
            act = Act(do=do, sha256=case.sha256, reason=reason)
            step(step(case, Act(do="claim"), actor, policy, now), act, actor, policy, now)
            revision = self.book.act(case.id, revision, Act(do="claim"), actor, policy).revision
        act = Act(do=do, sha256=case.sha256, reason=reason)
        return self.book.act(case.id, revision, act, actor, policy)

    def _known(
        self, sha256: str, creator: str, policy: Policy, decision: Decision, later: Later | None
    ) -> Case | None:
        """Return the case in which this very content waits or is approved.

        A job of a batch has one case for what is called alike, as bytes may differ with a note.

        Raises
        ------
        TrustError
            People do not want it out.
        """
        for entry in self.book.of_content(sha256):
            case = entry.case
            if entry.later == later and _holds(case, creator, policy):
                return case
            by_people = case.state == "rejected" and case.decision != "block"
            if by_people or case.state in ("withdrawn", "changes_requested"):
                raise TrustError(
                    f"This very content is {case.state.replace('_', ' ')} as {case.id}: "
                    f"{case.reason} Change it before you bring it again."
                )
        alike = self.book.of_batch(later.batch, (later.job,)) if later else ()
        for entry in alike if decision != "block" else ():
            there = entry.later == later and self.held(entry.case.id).is_dir()
            if there and _holds(entry.case, creator, policy):
                return entry.case
        return None

    def _acts(
        self,
        case: Case,
        sha256: str,
        exhibit: Exhibit,
        decision: Decision,
        policy: Policy,
        *,
        edited: bool,
    ) -> list[Act]:
        draw = self.book.draw(sha256)
        worst = dict.fromkeys(f.category for f in exhibit.findings if f.decision == "block")
        check = Act(do="check", decision=decision, draw=draw, reason=", ".join(worst))
        acts = [Act(do="edit", sha256=sha256), check] if edited else [check]
        tried = case
        for act in acts:
            tried = step(tried, act, MACHINE, policy, self._clock())
        if tried.state == "machine_checked" and needs_people(tried, policy):
            acts.append(Act(do="ask"))
        return acts


def promise(later: Later) -> str:
    """Return what becomes of a case that a batch publishes, as soon as it is approved."""
    return f"its batch publishes it, by itself while it runs, or else after: {again(later.batch)}"


def _holds(case: Case, creator: str, policy: Policy) -> bool:
    """Tell whether a case answers for its content, or will."""
    if case.state == "pending_review":
        return same(case.creator, creator)
    return case.state in ("approved", "published") and is_valid(case, policy)


def opened(store: Path | None = None) -> Reviews:
    """Return the reviews of a store, which tell its log, and sign what people let out."""
    from aigc.trust.gate.finishing import finish_approved
    from aigc.trust.provenance.log import Log as Provenances

    root = store or default_root()
    return Reviews(root, log=Provenances(root).append, finish=partial(finish_approved, root))


def system_user() -> str:
    """Return the name of whoever is logged in at this machine.

    Raises
    ------
    InputError
        The system knows none.
    """
    try:
        return getpass.getuser()
    except (KeyError, OSError) as exc:
        raise InputError("The system does not know who you are. Give your name: --as NAME") from exc
