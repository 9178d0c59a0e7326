"""What happens on the page of copy: each event runs one action and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from html import escape
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import giving, visiting
from aigc.app import views as shared
from aigc.app.copy import actions, fields, views
from aigc.app.copy.actions import Session, Texts
from aigc.app.copy.files import KINDS, given
from aigc.app.copy.page import HEADS, Parts
from aigc.app.copy.words import say
from aigc.app.visiting import (
    IN_TURN,
    QUIET,
    Page,
    watched,
    wire_fetch,
    wire_files,
    wire_language,
    wire_stops,
)
from aigc.app.words import Tongue
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store

STEPS = ("read", "copy")
Desk = visiting.Desk[Parts]


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk: Desk = visiting.Desk(store=store, parts=parts)
    everything = [
        *parts.top, parts.pasted, parts.platforms, parts.kinds, *parts.options, parts.more,
        parts.write, parts.cards, parts.files, parts.about, parts.dock,
    ]  # fmt: skip
    wire_language(desk, page, [], everything, speaking(parts))
    wire_write(desk)
    wire_edits(desk)
    wire_fetch(desk, made_of(parts))
    wire_stops(desk, page)


def wire_write(desk: Desk) -> None:
    """Connect the button that writes."""
    parts = desk.parts

    def buttons(busy: bool, _: Tongue) -> Page:
        return {parts.write: gr.update(interactive=not busy)}

    def on_write(
        request: gr.Request, upload: str | None, pasted: str | None,
        platforms: list[str] | None, kinds: list[str] | None, *values: Any,
    ) -> Iterator[Page]:  # fmt: skip
        chosen = {**dict(zip(fields.OPTIONS, values, strict=True)), "kinds": kinds or []}

        def work(progress: Progress) -> Session:
            uploads = [upload] if upload else []
            return actions.write(desk.store, uploads, pasted, platforms or [], chosen, progress)

        yield from watched(
            desk, request, work, STEPS,
            done=lambda tongue: say("done", tongue),
            shown=lambda made, tongue: shown(parts, made, {}, tongue),
            buttons=buttons,
        )  # fmt: skip

    run = parts.write.click(on_write, parts.given, made_of(parts), **QUIET)
    run.then(js=shared.shown_when_narrow("#story", ".copies"))


def made_of(parts: Parts) -> list[Any]:
    """Return every component that work changes."""
    return [parts.session, parts.cards, parts.files, parts.write, parts.dock]


def wire_edits(desk: Desk) -> None:
    """Connect what is done to the texts of the cards, and the files made of them."""
    parts = desk.parts

    def on_check(request: gr.Request, event: gr.EventData, session: Session | None) -> str:
        return checked(session, dict(event._data or {}), desk.tongue(request))

    def made(session: Session | None, texts: Texts, kind: str) -> Path:
        if session is None:
            raise InputError(say("no_copy", "en"))
        return given(session, texts, kind, store=desk.store.root, keep=desk.cache.keep)

    parts.cards.check(on_check, parts.session, parts.checked, **QUIET, **IN_TURN)
    wire_files(desk, KINDS, made, views.files)


def checked(session: Session | None, given: dict[str, Any], tongue: Tongue) -> str:
    """Return what is to be said of an edited variant; nothing where it is not of the session."""
    found = actions.found(session, str(given.get("key"))) if session else None
    if session is None or found is None:
        return ""
    text = str(given.get("text", ""))
    said = views.verdict(*found, text, session.article, tongue)
    key, asked = escape(actions.key_of(*found)), escape(str(given.get("asked")))
    return (
        f'<div hidden data-of="{key}" data-text="{escape(text)}" data-asked="{asked}">{said}</div>'
    )


def shown(parts: Parts, session: Session | None, texts: Texts, tongue: Tongue) -> Page:
    """Return cards, files and the name of the button as they follow from the session."""
    cards = views.cards(session, texts, tongue) if session else views.nothing(tongue)
    return {
        parts.session: session,
        parts.cards: cards,
        parts.files: views.files(session, tongue),
        parts.write: gr.update(
            value=say("rewrite" if session else "write", tongue), interactive=True
        ),
    }


def speaking(parts: Parts) -> Callable[..., Page]:
    """Return what says the page in a language; texts that are edited stay edited."""

    def said(session: Session | None, tongue: Tongue, told: Any) -> Page:
        options = zip(fields.OPTIONS, parts.options, strict=True)
        texts = giving.texts_in(told.get("texts"))
        page: Page = {
            **parts.topped("copy", views.head, HEADS, tongue),
            parts.pasted: gr.update(**fields.paste_box(tongue)),
            parts.platforms: gr.update(**fields.platforms_box(tongue)),
            parts.kinds: gr.update(**fields.kinds_box(tongue)),
            **{part: gr.update(**fields.spoken(name, tongue)) for name, part in options},
            parts.more: gr.update(label=say("more", tongue)),
            parts.about: views.about(tongue),
            parts.dock: "",
            **shown(parts, session, texts, tongue),
        }
        del page[parts.session]
        return page

    return said
