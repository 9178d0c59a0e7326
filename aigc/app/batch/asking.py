"""The left side of the page of batches: uploads, the form, tables to fill in, and the check."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import gradio as gr

from aigc.app import giving
from aigc.app import views as shared
from aigc.app.batch import actions, sheet
from aigc.app.batch.actions import Session
from aigc.app.batch.aside import given
from aigc.app.batch.desk import Desk, pipeline_of
from aigc.app.batch.editor import editor
from aigc.app.batch.examples import example
from aigc.app.batch.rooms import Asked
from aigc.app.batch.uploads import peek
from aigc.app.batch.words import say
from aigc.app.visiting import QUIET, Page, watched
from aigc.app.words import Tongue
from aigc.progress import Progress


def seeing(desk: Desk) -> Callable[..., str]:
    """Return what shows which of the uploads is what."""

    def on_upload(request: gr.Request, uploads: list[str] | None) -> str:
        return editor(peek(uploads or []), desk.tongue(request))

    return on_upload


def wire_table(desk: Desk) -> None:
    """Connect the uploads, the form, and the tables to fill in."""
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

    def on_example(request: gr.Request, event: gr.EventData) -> str:
        name, tongue = pipeline_of(event), desk.tongue(request)
        file = giving.kept("products.zip", example(tongue), desk.cache.keep)
        return given(sheet.columns(name, tongue), file)

    parts.upload.change(seeing(desk), parts.upload, parts.brief, **QUIET)
    parts.sheet.pipeline(on_pipeline, None, [parts.sheet, parts.columns], **QUIET)
    parts.columns.template(on_template, None, parts.columns, **QUIET)
    parts.columns.example(on_example, None, parts.columns, **QUIET)
    wire_check(desk)


def wire_check(desk: Desk) -> None:
    """Connect the button that has a table checked."""
    parts = desk.parts

    def on_check(
        request: gr.Request, event: gr.EventData, uploads: list[str] | None, mine: list[str] | None
    ) -> Iterator[Page]:
        told, name = dict(event._data or {}), pipeline_of(event)

        def work(progress: Progress) -> Session:
            options = actions.options_of(name, dict(told.get("options") or {}))
            count = min(max(int(told.get("workers") or 0), 0), actions.most_workers())
            asked = Asked(
                title="",
                pipeline=name,
                options=options,
                workers=count,
                text=str(told.get("text") or ""),
                naming=str(told.get("naming") or ""),
            )
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
    run = parts.sheet.check(on_check, [parts.upload, parts.mine], changed, **QUIET)
    run.then(js=shared.shown_when_narrow("#story", ".plan"))
