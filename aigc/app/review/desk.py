"""Who looks at what on the review desk, and what comes of it."""

from __future__ import annotations

import time
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

from aigc.app import views as shared
from aigc.app import visiting
from aigc.app.cache import folder
from aigc.app.review import views
from aigc.app.review.page import Parts
from aigc.app.review.proof import proof
from aigc.app.review.published import published
from aigc.app.review.seeing import Sheet, files_in, sheet
from aigc.app.review.words import say
from aigc.app.troubles import sentence_of
from aigc.app.visiting import Page
from aigc.app.words import Tongue
from aigc.errors import AigcError
from aigc.trust.gate.later import again
from aigc.trust.policy import policy
from aigc.trust.review.book import Entry
from aigc.trust.review.reviews import Reviews
from aigc.trust.review.steps import LEASE_S
from aigc.types.review import Case

DOES: Final = ("approve", "request_changes", "reject")
MOST_REASON: Final = 2000
MOST_SHEETS: Final = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Seat:
    """Who sits at the desk: the open page, the reviewer's name, and the page's language."""

    who: str
    actor: str
    tongue: Tongue


@dataclass(frozen=True, slots=True, kw_only=True)
class Opened:
    """A case as somebody saw it, and why they may not answer it; empty where they may."""

    case: Case
    held_by: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share.

    ``open`` is what each visitor looks at, ``queues`` what their pages show of what waits,
    ``actors`` their names, and ``sheets`` what was drawn of contents.
    """

    reviews: Reviews
    open: dict[str, Opened] = field(default_factory=dict)
    queues: dict[str, str] = field(default_factory=dict)
    actors: dict[str, str] = field(default_factory=dict)
    sheets: dict[str, Sheet] = field(default_factory=dict)

    def opened(self, seat: Seat, case_id: str) -> Page:
        """Open a case, and claim it where nobody else looks at it."""
        before = self.open.get(seat.who)
        if before and before.case.id != case_id:
            self.put_back(seat)
        try:
            entry = self._claimed(seat, case_id)
            page = self._drawn(entry, self.open[seat.who].held_by, seat.tongue)
        except AigcError as exc:
            self.open.pop(seat.who, None)
            return {**self.nothing(seat.tongue), **self.queue(seat), **self._wrong(exc, seat)}
        return {**page, **self.queue(seat), self.parts.dock: ""}

    def answered(self, seat: Seat, told: dict[str, Any]) -> Page:
        """Answer the case that is open as it was seen, and open the next."""
        seen, do = self.open.get(seat.who), str(told.get("do"))
        if seen is None or seen.case.id != told.get("case") or do not in DOES:
            return self.queue(seat)
        after, reason = self._after(seen.case.id), str(told.get("reason", ""))[:MOST_REASON]
        try:
            said = self._answer(seen.case, do, seat, reason)
        except AigcError as exc:
            return {**self.opened(seat, seen.case.id), **self._wrong(exc, seat)}
        self.open.pop(seat.who)
        rest = {**self.nothing(seat.tongue), **self.queue(seat)}
        return {**(self.opened(seat, after) if after else rest), self.parts.dock: said}

    def glanced(self, seat: Seat) -> Page:
        """Return frames and sound of what is open, which takes a moment for a long film."""
        seen = self.open.get(seat.who)
        if seen is None:
            return {self.parts.glance: ""}
        case, exhibit = seen.case, self.reviews.book.exhibit(seen.case.id)
        found = self._known(case.sha256)
        if found is None:
            if len(self.sheets) >= MOST_SHEETS:
                self.sheets.clear()
            files = files_in(self.reviews.held(case.id))
            found = sheet(files[0], exhibit.scenes_s, _kept) if files else Sheet()
            self.sheets[case.sha256] = found
        return {self.parts.glance: views.glance(found, exhibit, seat.tongue)}

    def redrawn(self, seat: Seat) -> Page:
        """Return the desk as it stands, in the language that it has now."""
        seen, page = self.open.get(seat.who), self.nothing(seat.tongue)
        if seen:
            with suppress(AigcError):
                entry = self.reviews.book.entry(seen.case.id)
                page = self._drawn(entry, seen.held_by, seat.tongue)
        return {**page, **self.queue(seat)}

    def keep(self, seat: Seat) -> None:
        """Keep the claim of whoever still looks."""
        seen = self.open.get(seat.who)
        if seen is None or seen.held_by or seen.case.claim is None:
            return
        if seen.case.claim.until - time.time() < LEASE_S / 2:
            with suppress(AigcError):
                again = self.reviews.claim(seen.case.id, seat.actor, policy())
                self.open[seat.who] = Opened(case=again)

    def put_back(self, seat: Seat) -> None:
        """Give back what was looked at and not answered."""
        seen = self.open.pop(seat.who, None)
        if seen is not None and not seen.held_by:
            # Others may have it by now.
            with suppress(AigcError):
                self.reviews.leave(seen.case.id, seat.actor, policy())

    def queue(self, seat: Seat) -> Page:
        """Return what waits."""
        seen = self.open.get(seat.who)
        waiting = self.reviews.waiting(policy())
        current = seen.case.id if seen else ""
        drawn = views.queue(waiting, current, seat.actor, time.time(), seat.tongue)
        self.queues[seat.who] = drawn
        return {self.parts.queue: drawn}

    def nothing(self, tongue: Tongue) -> Page:
        """Return the desk with no case open."""
        return {
            self.parts.work: views.unopened(tongue),
            self.parts.glance: "",
            self.parts.proof: views.unproved(tongue),
        }

    def _answer(self, case: Case, do: str, seat: Seat, reason: str) -> str:
        """Answer a case, and return the dock that says what came of it."""
        entry = self.reviews.book.entry(case.id)
        if do == "approve":
            return self._approved(entry, case, seat)
        if do == "reject":
            self.reviews.reject(case, seat.actor, policy(), reason)
        else:
            self.reviews.send_back(case, seat.actor, policy(), reason)
        return shared.told(say(f"done.{do}", seat.tongue), entry.title, seat.tongue)

    def _approved(self, entry: Entry, case: Case, seat: Seat) -> str:
        held, tongue = self.reviews.held(case.id), seat.tongue
        names = [file.relative_to(held) for file in files_in(held)]
        to = self.reviews.approve(case, seat.actor, policy())
        if entry.later:
            how = f"{entry.title} · {again(entry.later.batch)}"
            return shared.told(say("done.later", tongue), how, tongue)
        return views.approved(entry, published(to, names, entry.title, self.cache.keep), tongue)

    def _claimed(self, seat: Seat, case_id: str) -> Entry:
        """Return a case, claimed if it can be."""
        held_by = ""
        try:
            self.reviews.claim(case_id, seat.actor, policy())
            entry = self.reviews.book.entry(case_id)
        except AigcError as exc:
            entry = self.reviews.book.entry(case_id)
            if entry.case.state != "pending_review":
                raise
            held_by = sentence_of(exc, seat.tongue)
        self.open[seat.who] = Opened(case=entry.case, held_by=held_by)
        return entry

    def _drawn(self, entry: Entry, held_by: str, tongue: Tongue) -> Page:
        exhibit = self.reviews.book.exhibit(entry.case.id)
        kept = [self.cache.keep(file) for file in files_in(self.reviews.held(entry.case.id))]
        return {
            self.parts.work: views.work(entry, kept, held_by, tongue),
            self.parts.glance: views.glance(self._known(entry.case.sha256), exhibit, tongue),
            self.parts.proof: proof(entry.case, exhibit, entry.to, tongue),
        }

    def _known(self, sha256: str) -> Sheet | None:
        """Return what was drawn of some content, while the page keeps it."""
        known = self.sheets.get(sha256)
        return known if known and all(path.exists() for _, path in known.frames) else None

    def _after(self, case_id: str) -> str:
        """Return the case that follows in the queue; the first where it was the last."""
        ids = [one.case.id for one in self.reviews.waiting(policy())]
        later = ids[ids.index(case_id) + 1 :] if case_id in ids else ids
        return next((one for one in (*later, *ids) if one != case_id), "")

    def _wrong(self, exc: AigcError, seat: Seat) -> Page:
        return {self.parts.dock: shared.trouble(exc, seat.tongue, about="error.batch")}


def _kept(data: bytes) -> Path:
    from gradio.processing_utils import save_bytes_to_cache

    return Path(save_bytes_to_cache(data, "frame.jpg", str(folder())))
