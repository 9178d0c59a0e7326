"""What happens on the review desk: each event does one thing and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import gradio as gr

from aigc.app import visiting
from aigc.app.review import views
from aigc.app.review.desk import Desk, Seat
from aigc.app.review.page import HEADS, Parts
from aigc.app.visiting import IN_TURN, QUIET, Page, visitor, wire_language, wire_stops
from aigc.app.words import Tongue
from aigc.store import Store
from aigc.trust.review.reviews import opened, system_user


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk = Desk(store=store, parts=parts, reviews=opened(store.root))
    drawn = [parts.queue, parts.work, parts.glance, parts.proof]
    wire_language(desk, page, [], [*parts.top, *drawn, parts.dock], speaking(desk))
    wire_stops(desk, page)

    def on_ready(request: gr.Request, chosen: str) -> Page:
        desk.tongues.setdefault(visitor(request), visiting.first_tongue(request, chosen))
        return {parts.session: visitor(request), **desk.queue(seat(desk, request))}

    def on_open(request: gr.Request, event: gr.EventData) -> Page:
        return desk.opened(seat(desk, request), str((event._data or {}).get("case")))

    def on_answer(request: gr.Request, event: gr.EventData) -> Page:
        return desk.answered(seat(desk, request), event._data or {})

    def on_glance(request: gr.Request) -> Page:
        at, before = seat(desk, request), desk.open.get(visitor(request))
        page = desk.glanced(at)
        # Whoever is quick looks at another case by now.
        return page if desk.open.get(visitor(request)) == before else {parts.glance: gr.skip()}

    def on_tick(request: gr.Request) -> Any:
        at, before = seat(desk, request), desk.queues.get(visitor(request))
        desk.keep(at)
        page = desk.queue(at)
        return gr.skip() if page[parts.queue] == before else page

    def on_leave(request: gr.Request) -> None:
        who = visitor(request)
        actor = desk.actors.pop(who, "")
        desk.put_back(Seat(who=who, actor=actor, tongue="en"))
        desk.queues.pop(who, None)

    changed = [*drawn, parts.dock]
    page.load(on_ready, parts.tongue, [parts.session, parts.queue], **QUIET)
    looked = parts.queue.open(on_open, None, changed, **QUIET, **IN_TURN)
    looked.then(on_glance, None, parts.glance, **QUIET)
    said = parts.work.answer(on_answer, None, changed, **QUIET, **IN_TURN)
    said.then(on_glance, None, parts.glance, **QUIET)
    parts.clock.tick(on_tick, None, parts.queue, queue=False, **QUIET)
    page.unload(on_leave)


def seat(desk: Desk, request: gr.Request) -> Seat:
    """Return who sits there: the login, or the system's user where the studio asks for none."""
    who = visitor(request)
    desk.actors[who] = request.username or system_user()
    return Seat(who=who, actor=desk.actors[who], tongue=desk.tongue(request))


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language."""

    def said(who: str | None, tongue: Tongue, told: Any) -> Page:
        top = {**desk.parts.topped("review", views.head, HEADS, tongue), desk.parts.dock: ""}
        if not who:
            # When the page is loaded, the queue comes beside this, by who visits.
            return {**top, **desk.nothing(tongue)}
        there = Seat(who=who, actor=desk.actors.get(who, ""), tongue=tongue)
        return {**top, **desk.redrawn(there)}

    return said
