"""From a portrait to a character: found by a detector, or clicked point by point."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import gradio as gr

from aigc.app import views as shared
from aigc.app.avatar import actions, marking
from aigc.app.avatar.actions import Character, Points
from aigc.app.avatar.desk import Desk, building, changed, option
from aigc.app.visiting import QUIET, Page, visitor
from aigc.errors import AigcError


def wire_photo(desk: Desk) -> None:
    """Connect the portrait, and the dialog in which its points are clicked."""
    parts, keep = desk.parts, desk.cache.keep

    def portray(
        request: gr.Request, session: Character | None, photo: str | None, consent: str,
        seed: float | None, points: Points | None = None,
    ) -> Iterator[Page]:  # fmt: skip
        work = partial(
            actions.portrayed, desk.store, _file(photo), consent or "", int(seed or 0), keep,
            points=points,
        )  # fmt: skip
        yield from building(desk, request, session, work)

    def on_photo(
        request: gr.Request, session: Character | None, photo: str | None, consent: str,
        seed: float | None,
    ) -> Iterator[Page]:  # fmt: skip
        yield from portray(request, session, photo, consent, seed)

    def on_marked(
        request: gr.Request, event: gr.EventData, session: Character | None, photo: str | None,
        consent: str, seed: float | None,
    ) -> Iterator[Page]:  # fmt: skip
        points = marking.points_of(event._data or {})
        yield from portray(request, session, photo, consent, seed, points)

    def on_mark(request: gr.Request, photo: str | None, consent: str) -> Page:
        tongue = desk.tongues.get(visitor(request), "en")
        try:
            picture = actions.upright(_file(photo), consent or "", keep)
        except AigcError as exc:
            said = shared.trouble(exc, tongue, about="error.avatar")
            return {parts.marking: "", parts.dock: said}
        return {parts.marking: marking.dialog(picture, tongue), parts.dock: ""}

    given = [parts.session, parts.photo, parts.consent, option(desk, "seed")]
    parts.portray.click(on_photo, given, changed(parts), **QUIET)
    parts.mark.click(on_mark, [parts.photo, parts.consent], [parts.marking, parts.dock], **QUIET)
    parts.marking.marked(on_marked, given, changed(parts), **QUIET)


def _file(photo: str | None) -> Path | None:
    return Path(photo) if photo else None
