"""What happens on the page of transcripts: each event runs one action and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import giving, visiting
from aigc.app import views as shared
from aigc.app.transcript import actions, views
from aigc.app.transcript.actions import Session
from aigc.app.transcript.page import HEADS, OPTIONS, Parts, listeners, spoken, text_box
from aigc.app.transcript.words import say
from aigc.app.visiting import (
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
from pipelines.aligned import EAR

STEPS = ("read", "listen")
BY_MODEL = ("read", "transcribe", "refine")
Desk = visiting.Desk[Parts]


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk: Desk = visiting.Desk(store=store, parts=parts)

    def made(session: Session | None, texts: Mapping[str, str], kind: str) -> Path:
        if session is None:
            raise InputError(say("no_transcript", "en"))
        return actions.written(session, texts, kind, desk.cache.keep)

    everything = [
        *parts.top, parts.ways, parts.upload, parts.text, *parts.options, parts.more, parts.go,
        parts.lines, parts.files, parts.clip, parts.dock,
    ]  # fmt: skip
    wire_language(desk, page, [], everything, speaking(parts))
    wire_run(desk)
    wire_files(desk, actions.KINDS, made, views.files, about="error.transcript")
    wire_fetch(desk, made_of(parts))
    wire_stops(desk, page)


def wire_run(desk: Desk) -> None:
    """Connect the button that listens."""
    parts = desk.parts

    def buttons(busy: bool, _: Tongue) -> Page:
        return {parts.go: gr.update(interactive=not busy)}

    def on_go(
        request: gr.Request, upload: str | None, text: str | None, *values: Any
    ) -> Iterator[Page]:
        chosen = dict(zip(OPTIONS, values, strict=True))

        def work(progress: Progress) -> Session:
            return actions.transcribe(desk.store, upload, text or "", chosen, progress)

        yield from watched(
            desk, request, work,
            STEPS if chosen["engine"] == EAR else BY_MODEL,
            done=lambda tongue: say("done", tongue),
            shown=lambda made, tongue: {**shown(parts, made, {}, tongue), **buttons(False, tongue)},
            buttons=buttons,
            about="error.transcript",
        )  # fmt: skip

    run = parts.go.click(on_go, parts.given, made_of(parts), **QUIET)
    run.then(js=shared.shown_when_narrow("#story", ".spoken"))


def made_of(parts: Parts) -> list[Any]:
    """Return every component that work changes."""
    return [parts.session, parts.lines, parts.files, parts.clip, parts.go, parts.dock]


def shown(parts: Parts, session: Session | None, typed: Mapping[str, str], tongue: Tongue) -> Page:
    """Return lines and files as they follow from the session."""
    lines = views.lines(session, typed, tongue) if session else views.nothing(tongue)
    return {
        parts.session: session,
        parts.lines: lines,
        parts.files: views.files(session, tongue),
        parts.clip: views.clip(session, tongue),
    }


def speaking(parts: Parts) -> Callable[..., Page]:
    """Return what says the page in a language; lines that are edited stay edited."""

    def said(session: Session | None, tongue: Tongue, told: Any) -> Page:
        options = zip(OPTIONS, parts.options, strict=True)
        page: Page = {
            **parts.topped("transcript", views.head, HEADS, tongue),
            parts.ways: views.ways(listeners(), tongue),
            parts.upload: gr.update(label=say("upload", tongue)),
            parts.text: gr.update(**text_box(tongue)),
            **{part: gr.update(**spoken(name, tongue)) for name, part in options},
            parts.more: gr.update(label=say("more", tongue)),
            parts.go: gr.update(value=say("go", tongue)),
            parts.dock: "",
            **shown(parts, session, giving.texts_in(told.get("texts")), tongue),
        }
        del page[parts.session]
        return page

    return said
