"""What happens on the page of batches: each event runs one action and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import gradio as gr

from aigc.app import views as shared
from aigc.app import visiting
from aigc.app.batch import actions, acts, rooms, sheet, views
from aigc.app.batch.actions import Session
from aigc.app.batch.aside import MOST
from aigc.app.batch.asking import seeing, wire_table
from aigc.app.batch.desk import Desk, drawn
from aigc.app.batch.editor import editor
from aigc.app.batch.page import HEADS, Parts
from aigc.app.batch.taking import wire_results
from aigc.app.batch.uploads import peek
from aigc.app.visiting import IN_TURN, QUIET, Page, visitor, wire_language, wire_stops
from aigc.app.words import Tongue
from aigc.errors import AigcError
from aigc.store import Store


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk = Desk(store=store, parts=parts)
    everything = [
        *parts.top, parts.brief, parts.sheet, parts.columns, parts.result, *parts.drawn, parts.dock,
    ]  # fmt: skip
    wire_language(desk, page, [parts.mine, parts.upload], everything, speaking(desk))
    wire_return(desk, page)
    wire_table(desk)
    wire_acts(desk)
    wire_results(desk)
    wire_stops(desk, page)


def wire_return(desk: Desk, page: Any) -> None:
    """Find the batch again that the visitor looked at, or that the page's address names."""
    parts = desk.parts

    def on_load(request: gr.Request, mine: list[str] | None, chosen: str) -> Page:
        known = list(mine or [])
        asked = request.query_params.get("batch") or (known[0] if known else "")
        desk.tongues.setdefault(visitor(request), visiting.first_tongue(request, chosen))
        room = rooms.room_named(desk.store, asked)
        if room is None:
            return {parts.session: None, **desk.drawn(request, None, known)}
        known = _first(known, room.id)
        session = Session(room=room.id)
        drawn = desk.changed(request, desk.drawn(request, session, known))
        return {parts.session: session, parts.mine: known, **drawn}

    def on_tick(request: gr.Request, session: Session | None, mine: list[str] | None) -> Any:
        if desk.rests(request, session):
            return gr.skip()
        return desk.changed(request, desk.drawn(request, session, mine or [])) or gr.skip()

    def on_leave(request: gr.Request) -> None:
        desk.shown.pop(visitor(request), None)
        desk.looked.pop(visitor(request), None)

    changed = [parts.session, parts.mine, *parts.drawn]
    loaded = page.load(on_load, [parts.mine, parts.tongue], changed, **QUIET)
    # Whoever is quick has uploaded by now what was not there when the page asked.
    loaded.then(seeing(desk), parts.upload, parts.brief, **QUIET)
    page.unload(on_leave)
    parts.clock.tick(on_tick, [parts.session, parts.mine], parts.drawn, queue=False, **QUIET)


def wire_acts(desk: Desk) -> None:
    """Connect what is done with a batch."""
    parts = desk.parts
    changed = [parts.session, parts.mine, parts.result, *parts.drawn, parts.dock]

    def acting(act: acts.Act) -> Callable[..., Page]:
        def on_act(
            request: gr.Request, event: gr.EventData, session: Session | None,
            mine: list[str] | None,
        ) -> Page:  # fmt: skip
            tongue, known = desk.tongue(request), list(mine or [])
            try:
                session, said, how = act(desk.store, session or Session(), event._data or {})
            except AigcError as exc:
                page = desk.changed(request, desk.drawn(request, session, known))
                return {**page, parts.dock: shared.trouble(exc, tongue, about="error.batch")}
            known = _first(known, session.room) if session.room else known
            page = desk.changed(request, desk.drawn(request, session, known))
            title, more = said(tongue), how(tongue)
            return {
                **page, parts.session: session, parts.mine: known,
                parts.dock: shared.told(title, more, tongue) if title else "",
            }  # fmt: skip

        return on_act

    given = [parts.session, parts.mine]
    parts.story.act(acting(acts.started), given, changed, **QUIET, **IN_TURN)
    parts.control.act(acting(acts.acted), given, changed, **QUIET, **IN_TURN)
    parts.failed.retry(acting(acts.retried), given, changed, **QUIET, **IN_TURN)
    parts.aside.room(acting(acts.chosen), given, changed, **QUIET, **IN_TURN)
    parts.gallery.more(acting(acts.widened), given, changed, **QUIET, **IN_TURN)


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language."""
    parts = desk.parts

    def said(
        session: Session | None, tongue: Tongue, told: Any, mine: list[str] | None,
        uploads: list[str] | None,
    ) -> Page:  # fmt: skip
        name = told.get("pipeline") if told.get("pipeline") in actions.offered() else None
        name = name or actions.offered()[0]
        page: Page = {
            **parts.topped("batch", views.head, HEADS, tongue),
            parts.sheet: sheet.sheet(name, tongue),
            parts.columns: sheet.columns(name, tongue),
            parts.result: "",
            parts.dock: "",
        }
        if told:
            # When the page is loaded, what was looked at before is found again beside this.
            page[parts.brief] = editor(peek(uploads or []), tongue)
            page |= drawn(desk, session, mine or [], tongue, local=False)
            del page[parts.aside]
        return page

    return said


def _first(known: Sequence[str], name: str) -> list[str]:
    return [name, *(one for one in known if one != name)][:MOST]
