"""What all events of the page of batches share, and what each of them shows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from aigc.app import visiting
from aigc.app.batch import actions, rooms, views
from aigc.app.batch import live as at_work
from aigc.app.batch.actions import Session
from aigc.app.batch.aside import LOCAL, aside
from aigc.app.batch.gallery import gallery, nothing, whole
from aigc.app.batch.page import Parts
from aigc.app.visiting import Page, visitor
from aigc.app.words import Tongue
from aigc.batch.sight.snapshot import snapshot


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share.

    ``shown`` is what each visitor's page shows already, ``looked`` how things stood when it was
    looked at last.
    """

    shown: dict[str, dict[Any, str]] = field(default_factory=dict)
    looked: dict[str, object] = field(default_factory=dict)

    def drawn(self, request: gr.Request, session: Session | None, mine: Sequence[str]) -> Page:
        """Return what follows from the batch that a visitor looks at."""
        return drawn(self, session, mine, self.tongue(request), local=is_local(request))

    def changed(self, request: gr.Request, page: Page) -> Page:
        """Return what a visitor's page does not show yet."""
        before = self.shown.setdefault(visitor(request), {})
        found = {part: value for part, value in page.items() if before.get(part) != value}
        before.update(found)
        return found

    def rests(self, request: gr.Request, session: Session | None) -> bool:
        """Return whether nothing can have changed since a visitor's page was looked at last."""
        room = rooms.room_named(self.store, session.room) if session else None
        there = room.started if room else False
        standing = room.standing() if room and there else ""
        counts = room.ledger().counts() if room and there else {}
        now = (self.tongue(request), session, standing, sorted(counts.items()))
        before, self.looked[visitor(request)] = self.looked.get(visitor(request)), now
        return before == now and not counts.get("running") and not counts.get("publishing")


def is_local(request: gr.Request) -> bool:
    """Return whether a visitor sits at this machine."""
    passed_on = any(request.headers.get(name) for name in ("x-forwarded-for", "forwarded"))
    return bool(request.client) and request.client.host in LOCAL and not passed_on


def drawn(
    desk: Desk, session: Session | None, mine: Sequence[str], tongue: Tongue, *, local: bool
) -> Page:
    """Return everything that follows from what is looked at."""
    parts, session = desk.parts, session or Session()
    room = rooms.room_named(desk.store, session.room)
    at = room if room and room.started else None
    page: Page = {
        parts.story: "" if at else planned(session, tongue),
        parts.control: "",
        parts.live: "",
        parts.failed: "",
        parts.whole: "",
        parts.gallery: nothing(tongue),
        parts.aside: aside(desk.store, at, mine, tongue, local=local),
    }
    if at:
        seen, standing = snapshot(at.ledger()), at.standing()
        page |= {
            parts.control: at_work.control(at, standing, tongue),
            parts.live: at_work.progress(seen, standing, tongue),
            parts.failed: at_work.failures(seen.failures, tongue),
            parts.whole: whole(at, tongue),
            parts.gallery: gallery(at, session.tiles, desk.cache.keep, tongue),
        }
    return page


def planned(session: Session, tongue: Tongue) -> str:
    """Return what was found in a table, or the place where that will be."""
    if session.wrong:
        return views.problems(session.wrong, tongue)
    return views.draft(session.draft, tongue) if session.draft else views.nothing(tongue)


def pipeline_of(event: gr.EventData) -> str:
    """Return the pipeline that an event names, the first for one that is not offered."""
    name = (event._data or {}).get("pipeline")
    return str(name) if name in actions.offered() else actions.offered()[0]
