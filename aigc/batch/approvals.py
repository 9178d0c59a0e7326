"""Jobs that wait for people: those that were approved are done again, refused ones given up."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from aigc.batch.folder import BatchFolder
from aigc.batch.ledger import controls
from aigc.batch.ledger.ledger import Ledger
from aigc.errors import AigcError
from aigc.trust.policy import Policy, policy
from aigc.trust.review.book import Entry
from aigc.trust.review.reviews import Reviews
from aigc.trust.review.steps import is_valid, spoken
from aigc.types.review import Case

LOOK_S: Final = 3.0
_REFUSED: Final = ("rejected", "changes_requested", "withdrawn")


@dataclass
class Approvals:
    """Looks every few seconds at what people said of what a batch has made.

    Attributes
    ----------
    store : Path
        Root of the store whose reviews those are.
    """

    ledger: Ledger
    folder: BatchFolder
    store: Path
    clock: Callable[[], float] = time.monotonic
    _due: float = 0.0

    def look(self) -> int:
        """Let jobs go on that were approved; return how many.

        Does nothing most of the time, so that it may be called often.
        """
        if self.clock() < self._due:
            return 0
        self._due = self.clock() + LOOK_S
        # What cannot be read or written now can be at the next look.
        with suppress(AigcError):
            return self._looked()
        return 0

    def _looked(self) -> int:
        waiting = controls.waiting_for_people(self.ledger)
        if not waiting:
            return 0
        batch, rules = str(self.folder.root.absolute()), policy()
        entries = Reviews(self.store).book.of_batch(batch)
        approved = []
        for name, message in waiting.items():
            case = _case(entries, name, message)
            if case is None:
                continue
            if case.state in _REFUSED:
                controls.refuse(self.ledger, name, _refusal(case))
            elif _is_open(case, rules):
                approved.append(name)
        return controls.retry(self.ledger, approved, "review") if approved else 0


def _case(entries: tuple[Entry, ...], job: str, message: str) -> Case | None:
    """Return the case that a job waits for, which its message names."""
    found = (one.case for one in entries if one.later and one.later.job == job)
    return next((case for case in found if case.id in message), None)


def _is_open(case: Case, rules: Policy) -> bool:
    return case.state == "published" or (case.state == "approved" and is_valid(case, rules))


def _refusal(case: Case) -> str:
    return f"People have looked at it as {case.id}, and it is {spoken(case.state)}: {case.reason}"
