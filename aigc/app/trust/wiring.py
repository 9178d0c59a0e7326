"""What happens on the page of verification: files are read as soon as they are there."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import gradio as gr

from aigc.app import views as shared
from aigc.app import visiting
from aigc.app.trust import actions, views
from aigc.app.trust.page import HEADS, Parts
from aigc.app.trust.words import say
from aigc.app.visiting import QUIET, Page, watched, wire_language, wire_stops
from aigc.app.words import Tongue
from aigc.progress import Progress
from aigc.store import Store
from aigc.trust.verify.report import Report

STEPS = (actions.STEP, "watermark")
Desk = visiting.Desk[Parts]
Found = tuple[Report, ...]


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk: Desk = visiting.Desk(store=store, parts=parts)
    everything = [*parts.top, parts.upload, parts.how, parts.found, parts.means, parts.dock]
    wire_language(desk, page, [], everything, speaking(parts))
    wire_stops(desk, page)

    def on_files(request: gr.Request, uploads: list[str] | None) -> Iterator[Page]:
        if not uploads:
            yield {**shown(parts, None, desk.tongue(request)), parts.dock: ""}
            return

        def work(progress: Progress) -> Found:
            return actions.verified(desk.store, uploads, progress)

        yield from watched(
            desk, request, work, STEPS,
            done=lambda tongue: say("done", tongue),
            shown=lambda found, tongue: shown(parts, found, tongue),
            buttons=lambda busy, tongue: shown(parts, None, tongue) if busy else {},
        )  # fmt: skip

    changed = [parts.session, parts.found, parts.dock]
    # Files that are dropped while others are read are read after them.
    seen = parts.upload.change(on_files, parts.upload, changed, **QUIET, trigger_mode="always_last")
    seen.then(js=shared.shown_when_narrow("#story", ".report"))


def shown(parts: Parts, found: Found | None, tongue: Tongue) -> Page:
    """Return the verdict as it follows from what was found."""
    drawn = views.reports(found, tongue) if found else views.nothing(tongue)
    return {parts.session: found, parts.found: drawn}


def speaking(parts: Parts) -> Callable[..., Page]:
    """Return what says the page in a language."""

    def said(found: Found | None, tongue: Tongue, told: Any) -> Page:
        page: Page = {
            **parts.topped("trust", views.head, HEADS, tongue),
            parts.upload: gr.update(label=say("upload", tongue)),
            parts.how: views.how(tongue),
            parts.means: views.means(tongue),
            parts.dock: "",
            **shown(parts, found, tongue),
        }
        del page[parts.session]
        return page

    return said
