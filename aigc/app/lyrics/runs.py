"""Work that takes time on the lyrics page: lyrics, a line or a cell written."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from typing import Any

import gradio as gr

from aigc.app import views
from aigc.app.lyrics import actions, form_view
from aigc.app.lyrics.actions import Asked, Session
from aigc.app.lyrics.desk import Desk, asked, current, outputs, shown, told, unchanged
from aigc.app.lyrics.parts import Parts
from aigc.app.lyrics.words import say
from aigc.app.visiting import QUIET, Page, known, visitor, watched
from aigc.app.words import Tongue
from aigc.errors import AigcError, InputError
from aigc.progress import Progress

STEPS = ("lyrics", "rank")
Work = Callable[[Progress], Session]


def wire_runs(desk: Desk) -> None:
    """Connect what takes time: all lyrics written, and a line or a cell written anew."""
    parts = desk.parts
    locks = parts.option("lock")

    def on_write(request: gr.Request, *values: Any) -> Iterator[Page]:
        given = asked(values)

        def work(progress: Progress) -> Session:
            return actions.write(desk.store, given, progress)

        def wrong(exc: BaseException, tongue: Tongue) -> Page:
            return beside(parts, exc, tongue, given)

        yield from perform(desk, request, work, "done.write", wrong)

    def on_roll(
        request: gr.Request,
        event: gr.EventData,
        session: Session | None,
        typed: str | None,
    ) -> Iterator[Page]:
        given = dict(event._data or {})

        def work(progress: Progress) -> Session:
            return rolled(desk, current(desk, session, typed), given, progress)

        yield from perform(desk, request, work, "done.roll")

    state, changed = [parts.session, parts.tongue, locks], outputs(parts)
    write = parts.write.click(on_write, list(parts.form), changed, **QUIET)
    write.then(js=views.shown_when_narrow("#story", ".lyric"))
    roll = parts.cards.roll(on_roll, [parts.session, locks], changed, **QUIET)
    for run, name in ((write, "lyrics-written"), (roll, "lyrics-settled")):
        told(run, name)
        run.then(on_locks(desk), state, changed, **QUIET)


def on_locks(desk: Desk) -> Callable[..., Page]:
    """Return the action that shows locks typed by hand on the cards, unless they are half typed."""
    parts = desk.parts

    def show(
        request: gr.Request, session: Session | None, tongue: Tongue, typed: str | None
    ) -> Page:
        if session is not None and visitor(request) not in desk.runs:
            with suppress(AigcError):
                now = current(desk, session, typed)
                return shown(parts, now, known(tongue)) if now is not session else unchanged(parts)
        return unchanged(parts)

    return show


def card_in(given: Mapping[str, Any]) -> int:
    """Return the number of the card that something is done to."""
    return int(given.get("card", -1))


def rolled(desk: Desk, session: Session, given: Mapping[str, Any], progress: Progress) -> Session:
    """Return the session with a line or a cell of a card written anew."""
    line, cell = int(given["line"]), int(given.get("cell", -1))
    if given["do"] == "swap_line":
        return actions.reroll(desk.store, session, card_in(given), progress, lines=(line,))
    return actions.reroll(desk.store, session, card_in(given), progress, cells=((line, cell),))


def perform(
    desk: Desk,
    request: gr.Request,
    work: Work,
    end: str,
    wrong: Callable[[BaseException, Tongue], Page] = lambda exc, tongue: {},
) -> Iterator[Page]:
    """Run ``work`` and show where it stands, then its result, or what went wrong in a sentence.

    A visitor has one run at a time.
    """
    parts, who = desk.parts, visitor(request)
    if who in desk.runs:
        yield unchanged(parts)
        return

    def ended(value: Session, tongue: Tongue) -> Page:
        button = gr.update(value=say("rewrite", tongue), interactive=True)
        return {**shown(parts, value, tongue), parts.write: button}

    desk.runs.add(who)
    try:
        yield from watched(
            desk,
            request,
            work,
            STEPS,
            done=lambda tongue: say(end, tongue),
            shown=ended,
            buttons=lambda busy, _: {parts.write: gr.update(interactive=not busy)},
            failed=wrong,
            about="error.lyrics",
        )
    finally:
        desk.runs.discard(who)


def beside(parts: Parts, exc: BaseException, tongue: Tongue, given: Asked) -> Page:
    """Return what is wrong said beside its field: that of the form, or those of the demands."""
    if not isinstance(exc, InputError):
        return {}
    try:
        actions.read(given)
    except AigcError:
        return {parts.back: form_view.wrong(exc, tongue)}
    return {parts.clash: form_view.wrong(exc, tongue)}
