"""The right side of the page of batches: results at large, and all there is to take along."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import giving
from aigc.app import views as shared
from aigc.app.batch import actions
from aigc.app.batch.actions import Session
from aigc.app.batch.aside import KINDS, aside, given
from aigc.app.batch.desk import Desk, is_local
from aigc.app.batch.gallery import result, whole
from aigc.app.batch.parcel import pack, told
from aigc.app.batch.words import say
from aigc.app.visiting import QUIET, Page, visitor, watched
from aigc.app.words import Tongue
from aigc.batch.sight.export import encoded
from aigc.errors import AigcError


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
            data = encoded(told(room), f".{kind}")
        except AigcError as exc:
            return {parts.dock: shared.trouble(exc, tongue, about="error.batch")}
        name = f"{giving.name_of(room.asked().title, 'batch')}.{kind}"
        file = giving.kept(name, data, desk.cache.keep)
        page = aside(desk.store, room, mine or [], tongue, local=is_local(request))
        return {**once(request, parts.aside, given(page, file)), parts.dock: ""}

    def once(request: gr.Request, part: Any, page: str) -> Page:
        """Return a part that starts a download; the next look draws it without that."""
        desk.shown.get(visitor(request), {}).pop(part, None)
        desk.looked.pop(visitor(request), None)
        return {part: page}

    def on_pack(request: gr.Request, session: Session | None) -> Iterator[Page]:
        name = session.room if session else ""

        def shown(file: Path, tongue: Tongue) -> Page:
            page = whole(actions.room_of(desk.store, name), tongue)
            return once(request, parts.whole, given(page, file))

        yield from watched(
            desk, request, lambda progress: pack(actions.room_of(desk.store, name), progress),
            ("pack",),
            done=lambda tongue: say("pack.done", tongue),
            shown=shown,
            buttons=lambda busy, tongue: {parts.whole: gr.skip()},
            about="error.batch",
        )  # fmt: skip

    changed = [parts.result, parts.dock]
    parts.gallery.open(on_open, parts.session, changed, **QUIET)
    parts.result.close(lambda: "", None, parts.result, **QUIET)
    parts.aside.give(on_give, [parts.session, parts.mine], [parts.aside, parts.dock], **QUIET)
    parts.whole.pack(on_pack, parts.session, [parts.whole, parts.dock], **QUIET)
