"""A file of a card is written when it is asked for, and passes the gate on its way."""

from __future__ import annotations

from collections.abc import Iterator

import gradio as gr

from aigc.app.lyrics import cards, files
from aigc.app.lyrics.actions import Session
from aigc.app.lyrics.desk import Desk, need
from aigc.app.lyrics.runs import card_in
from aigc.app.visiting import QUIET, Page, said_of, visitor
from aigc.errors import AigcError
from aigc.trust.asking import asking


def wire_downloads(desk: Desk) -> None:
    """Connect the buttons of the files."""
    parts = desk.parts

    def on_give(request: gr.Request, event: gr.EventData, session: Session | None) -> Page:
        asked = event._data or {}
        return given(desk, request, session, card_in(asked), str(asked.get("kind")))

    parts.cards.give(on_give, parts.session, [parts.cards, parts.dock], **QUIET)


def given(desk: Desk, request: gr.Request, session: Session | None, number: int, kind: str) -> Page:
    """Return the cards with a file that is downloaded at once, or what was wrong with it."""
    parts, store, keep = desk.parts, desk.store.root, desk.cache.keep
    desk.waiting.pop(visitor(request), None)
    try:
        with asking(request.username or ""):
            now = need(session)
            file = files.given(now, number, kind, store=store, keep=keep)
    except AigcError as exc:

        def again() -> Iterator[Page]:
            yield given(desk, request, session, number, kind)

        return {parts.dock: said_of(desk, request, exc, again, about="error.lyrics")}
    return {parts.cards: cards.cards(now, desk.tongue(request), file), parts.dock: ""}
