"""What happens on the page of batches: each event runs one action and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from aigc.app import giving, visiting
from aigc.app import views as shared
from aigc.app.batch import actions, acts, rooms, sheet, views
from aigc.app.batch import live as at_work
from aigc.app.batch.actions import Session
from aigc.app.batch.aside import KINDS, LOCAL, MOST, aside, given
from aigc.app.batch.gallery import gallery, nothing, result
from aigc.app.batch.page import Parts
from aigc.app.batch.rooms import Asked
from aigc.app.batch.words import say
from aigc.app.cache import Cache
from aigc.app.visiting import IN_TURN, Page, visitor, watched, wire_language, wire_stops
from aigc.app.words import Tongue
from aigc.batch.sight.export import encoded
from aigc.batch.sight.snapshot import snapshot
from aigc.errors import AigcError
from aigc.progress import Progress
from aigc.store import Store

QUIET: dict[str, Any] = {"show_progress": "hidden"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share.

    ``shown`` is what each visitor's page shows already, ``looked`` how things stood when it was
    looked at last.
    """

    cache: Cache = field(default_factory=Cache)
    shown: dict[str, dict[Any, str]] = field(default_factory=dict)
    looked: dict[str, object] = field(default_factory=dict)

    def tongue(self, request: gr.Request) -> Tongue:
        """Return the language of a visitor's page."""
        return self.tongues.get(visitor(request), "en")

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
        parts.gallery: nothing(tongue),
        parts.aside: aside(desk.store, at, mine, tongue, local=local),
    }
    if at:
        seen, standing = snapshot(at.ledger()), at.standing()
        page |= {
            parts.control: at_work.control(at, standing, tongue),
            parts.live: at_work.progress(seen, standing, tongue),
            parts.failed: at_work.failures(seen.failures, tongue),
            parts.gallery: gallery(at, session.tiles, desk.cache.keep, tongue),
        }
    return page


def planned(session: Session, tongue: Tongue) -> str:
    """Return what was found in a table, or the place where that will be."""
    if session.wrong:
        return views.problems(session.wrong, tongue)
    return views.draft(session.draft, tongue) if session.draft else views.nothing(tongue)


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk = Desk(store=store, parts=parts)
    everything = [
        parts.tongue, parts.masthead, *parts.steps, parts.sheet, parts.columns, parts.result,
        *parts.drawn, parts.dock,
    ]  # fmt: skip
    wire_language(desk, page, [parts.mine], everything, speaking(desk))
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
    page.load(on_load, [parts.mine, parts.tongue], changed, **QUIET)
    page.unload(on_leave)
    parts.clock.tick(on_tick, [parts.session, parts.mine], parts.drawn, queue=False, **QUIET)


def wire_table(desk: Desk) -> None:
    """Connect the form, and the tables to fill in."""
    parts = desk.parts

    def on_pipeline(request: gr.Request, event: gr.EventData) -> Page:
        name, tongue = pipeline_of(event), desk.tongue(request)
        return {
            parts.sheet: sheet.sheet(name, tongue),
            parts.columns: sheet.columns(name, tongue),
        }

    def on_template(request: gr.Request, event: gr.EventData) -> str:
        name, tongue = pipeline_of(event), desk.tongue(request)
        kind = event._data.get("kind")
        kind = kind if kind in sheet.kinds() else sheet.KINDS[0]
        data = sheet.template(name, kind, tongue)
        file = giving.kept(f"{name}-template.{kind}", data, desk.cache.keep)
        return given(sheet.columns(name, tongue), file)

    def on_check(
        request: gr.Request, event: gr.EventData, uploads: list[str] | None, mine: list[str] | None
    ) -> Iterator[Page]:
        told, name = dict(event._data or {}), pipeline_of(event)

        def work(progress: Progress) -> Session:
            options = actions.options_of(name, dict(told.get("options") or {}))
            count = min(max(int(told.get("workers") or 0), 0), actions.most_workers())
            asked = Asked(title="", pipeline=name, options=options, workers=count)
            return actions.look(desk.store, uploads or [], asked, progress)

        def shown(session: Session, tongue: Tongue) -> Page:
            page = desk.changed(request, desk.drawn(request, session, mine or []))
            if session.wrong:
                page[parts.dock] = ""
            return {parts.session: session, parts.result: "", **page}

        yield from watched(
            desk, request, work, ("check",),
            done=lambda tongue: say("checked", tongue),
            shown=shown,
            buttons=lambda busy, tongue: {parts.result: ""},
            about="error.batch",
        )  # fmt: skip

    changed = [parts.session, parts.result, *parts.drawn, parts.dock]
    parts.sheet.pipeline(on_pipeline, None, [parts.sheet, parts.columns], **QUIET)
    parts.columns.template(on_template, None, parts.columns, **QUIET)
    run = parts.sheet.check(on_check, [parts.upload, parts.mine], changed, **QUIET)
    run.then(js=shared.shown_when_narrow("#story", ".plan"))


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


def wire_results(desk: Desk) -> None:
    """Connect the results, and the table of all jobs."""
    parts = desk.parts

    def on_open(request: gr.Request, event: gr.EventData, session: Session | None) -> Page:
        tongue = desk.tongue(request)
        try:
            room = actions.room_of(desk.store, session.room if session else "")
            page = result(room, str((event._data or {}).get("job")), desk.cache.keep, tongue)
        except AigcError as exc:
            return {parts.dock: shared.trouble(exc, tongue, about="error.batch")}
        return {parts.result: page, parts.dock: ""}

    def on_give(
        request: gr.Request, event: gr.EventData, session: Session | None, mine: list[str] | None
    ) -> Page:
        tongue = desk.tongue(request)
        kind = (event._data or {}).get("kind")
        kind = kind if kind in KINDS else KINDS[0]
        try:
            room = actions.room_of(desk.store, session.room if session else "")
            data = encoded(room.ledger().rows(), f".{kind}")
        except AigcError as exc:
            return {parts.dock: shared.trouble(exc, tongue, about="error.batch")}
        name = f"{giving.name_of(room.asked().title, 'batch')}.{kind}"
        file = giving.kept(name, data, desk.cache.keep)
        page = aside(desk.store, room, mine or [], tongue, local=is_local(request))
        desk.shown.get(visitor(request), {}).pop(parts.aside, None)
        return {parts.aside: given(page, file), parts.dock: ""}

    changed = [parts.result, parts.dock]
    parts.gallery.open(on_open, parts.session, changed, **QUIET)
    parts.result.close(lambda: "", None, parts.result, **QUIET)
    parts.aside.give(on_give, [parts.session, parts.mine], [parts.aside, parts.dock], **QUIET)


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language."""
    parts = desk.parts

    def said(session: Session | None, tongue: Tongue, told: Any, mine: list[str] | None) -> Page:
        heads = zip(parts.steps, ("table", "batch", "results"), strict=True)
        name = told.get("pipeline") if told.get("pipeline") in actions.offered() else None
        name = name or actions.offered()[0]
        page: Page = {
            parts.tongue: tongue,
            parts.masthead: shared.masthead(tongue, "batch"),
            **{part: views.head(n, key, tongue) for n, (part, key) in enumerate(heads, 1)},
            parts.sheet: sheet.sheet(name, tongue),
            parts.columns: sheet.columns(name, tongue),
            parts.result: "",
            parts.dock: "",
        }
        if told:
            # When the page is loaded, what was looked at before is found again beside this.
            page |= drawn(desk, session, mine or [], tongue, local=False)
            del page[parts.aside]
        return page

    return said


def pipeline_of(event: gr.EventData) -> str:
    """Return the pipeline that an event names, the first for one that is not offered."""
    name = (event._data or {}).get("pipeline")
    return str(name) if name in actions.offered() else actions.offered()[0]


def _first(known: Sequence[str], name: str) -> list[str]:
    return [name, *(one for one in known if one != name)][:MOST]
