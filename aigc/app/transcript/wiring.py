"""What happens on the page of transcripts: each event runs one action and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

import gradio as gr

from aigc.app import giving, visiting
from aigc.app import views as shared
from aigc.app.cache import Cache
from aigc.app.transcript import actions, views
from aigc.app.transcript.actions import Session
from aigc.app.transcript.page import OPTIONS, Parts, listeners, spoken, text_box
from aigc.app.transcript.words import say
from aigc.app.visiting import Page, visitor, watched, wire_language, wire_stops
from aigc.app.words import Tongue
from aigc.errors import AigcError, InputError
from aigc.progress import Progress
from aigc.store import Store
from pipelines.aligned import EAR

QUIET: dict[str, Any] = {"show_progress": "hidden"}
STEPS = ("read", "listen")
BY_MODEL = ("read", "transcribe", "refine")


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share."""

    cache: Cache = field(default_factory=Cache)


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk = Desk(store=store, parts=parts)
    everything = [
        parts.tongue, parts.masthead, *parts.steps, parts.ways, parts.upload, parts.text,
        *parts.options, parts.more, parts.go, parts.lines, parts.files, parts.clip, parts.dock,
    ]  # fmt: skip
    wire_language(desk, page, [], everything, speaking(parts))
    wire_run(desk)
    wire_files(desk)
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

    changed = [parts.session, parts.lines, parts.files, parts.clip, parts.go, parts.dock]
    run = parts.go.click(on_go, parts.given, changed, **QUIET)
    run.then(js=shared.shown_when_narrow("#story", ".spoken"))


def wire_files(desk: Desk) -> None:
    """Connect the buttons of the files."""
    parts = desk.parts

    def on_give(request: gr.Request, event: gr.EventData, session: Session | None) -> Page:
        tongue, given = desk.tongues.get(visitor(request), "en"), event._data or {}
        kind = given["kind"] if given.get("kind") in actions.KINDS else actions.KINDS[0]
        try:
            if session is None:
                raise InputError(say("no_transcript", "en"))
            texts = giving.texts_in(given.get("texts"))
            file = actions.written(session, texts, kind, desk.cache.keep)
        except AigcError as exc:
            return {parts.dock: shared.trouble(exc, tongue, about="error.transcript")}
        return {parts.files: views.files(session, tongue, file), parts.dock: ""}

    parts.files.give(on_give, parts.session, [parts.files, parts.dock], **QUIET)


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
        heads = zip(parts.steps, ("recording", "lines", "files"), strict=True)
        options = zip(OPTIONS, parts.options, strict=True)
        page: Page = {
            parts.tongue: tongue,
            parts.masthead: shared.masthead(tongue, "transcript"),
            **{part: views.head(n, key, tongue) for n, (part, key) in enumerate(heads, 1)},
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
