"""What the pages share: who visits, in which language, and work that is watched in the dock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any, Generic, TypeVar

import gradio as gr

from aigc.app import live, views
from aigc.app.cache import Cache
from aigc.app.giving import texts_in
from aigc.app.shell import Shell
from aigc.app.troubles import stopped
from aigc.app.waiting import fetching
from aigc.app.waiting import views as waiting_views
from aigc.app.waiting.fetching import Waiting
from aigc.app.words import TONGUES, Tongue, lasting, say, tongue_of
from aigc.errors import AigcError, ReviewNeeded
from aigc.progress import Progress
from aigc.store import Store
from aigc.trust.asking import asking

P = TypeVar("P", bound=Shell)
T = TypeVar("T")
Page = dict[Any, Any]
QUIET: dict[str, Any] = {"show_progress": "hidden"}
"""How an event is connected over which nothing is to spin."""
IN_TURN: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_limit": 1}
"""How an event is connected that must not be lost while the one before it still runs."""
log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(Generic[P]):
    """What all events of one page share; ``parts`` are its components.

    ``tongues`` has the language of each visitor's page as it is now, and ``waiting`` what a visitor
    asked for last that a person has to approve.
    """

    store: Store
    parts: P
    cache: Cache = field(default_factory=Cache)
    stops: live.Stops = field(default_factory=live.Stops)
    tongues: dict[str, Tongue] = field(default_factory=dict)
    waiting: dict[str, Waiting] = field(default_factory=dict)

    def tongue(self, request: gr.Request) -> Tongue:
        """Return the language of a visitor's page."""
        return self.tongues.get(visitor(request), "en")


def visitor(request: gr.Request) -> str:
    """Return the name of the visitor's open page."""
    return str(request.session_hash)


def first_tongue(request: gr.Request, chosen: str) -> Tongue:
    """Return the language in the address, the one chosen before, or the browser's."""
    asked = request.query_params.get("lang") or chosen
    return known(asked) if asked in TONGUES else tongue_of(language_of(request.headers))


def language_of(headers: Mapping[str, str]) -> str:
    """Return the languages that a browser prefers."""
    return headers.get("accept-language", "")


def known(tongue: str) -> Tongue:
    """Return a language of the page, English for any other."""
    return "zh" if tongue == "zh" else "en"


def wire_language(
    desk: Desk[Any], page: Any, given: list[Any], changed: list[Any], spoken: Callable[..., Page]
) -> None:
    """Speak the browser's language, or the one that was chosen before or is chosen now.

    ``spoken`` returns the page in a language; it takes the session, the language, what the
    choice told beside it, and the values of ``given``.
    """
    parts = desk.parts

    def on_load(request: gr.Request, chosen: str, *values: Any) -> Page:
        return spoken(None, chose(request, first_tongue(request, chosen)), {}, *values)

    def on_tongue(request: gr.Request, event: gr.EventData, session: Any, *values: Any) -> Page:
        tongue = chose(request, known(event._data.get("tongue")))
        page = spoken(session, tongue, event._data, *values)
        dock = waiting_dock(desk, visitor(request), tongue)
        return {**page, parts.dock: dock} if dock else page

    def chose(request: gr.Request, tongue: Tongue) -> Tongue:
        desk.tongues[visitor(request)] = tongue
        return tongue

    quiet: dict[str, Any] = {"outputs": changed, "queue": False, **QUIET}
    page.load(on_load, [parts.tongue, *given], **quiet)
    parts.masthead.tongue(on_tongue, [parts.session, *given], **quiet)


def wire_stops(desk: Desk[Any], page: Any) -> None:
    """Stop a visitor's work when the button in the dock is pressed, and when the page is left."""

    def on_halt(request: gr.Request) -> None:
        desk.stops.press(visitor(request))

    def on_leave(request: gr.Request) -> None:
        desk.stops.press(visitor(request))
        desk.stops.forget(visitor(request))
        desk.tongues.pop(visitor(request), None)
        desk.waiting.pop(visitor(request), None)

    desk.parts.dock.halt(on_halt, queue=False, **QUIET)
    page.unload(on_leave)


def wire_fetch(desk: Desk[Any], changed: Sequence[Any]) -> None:
    """Show what waited for a person once it is approved; ``changed`` is all that work changes."""
    parts = desk.parts

    def on_fetch(request: gr.Request) -> Iterator[Page]:
        tongue, kept = desk.tongue(request), desk.waiting.get(visitor(request))
        if kept is None:
            yield {parts.dock: waiting_views.gone(tongue)}
            return
        try:
            found = fetching.fetched(desk.store.root, kept, tongue)
        except AigcError as exc:
            yield {parts.dock: views.trouble(exc, tongue)}
            return
        if isinstance(found, str):
            yield {parts.dock: found}
        else:
            yield from found()

    parts.dock.fetch(on_fetch, None, list(changed), **QUIET)


def said_of(
    desk: Desk[Any],
    request: gr.Request,
    exc: BaseException,
    again: Callable[[], Iterator[Page]],
    *,
    about: str,
) -> str:
    """Return the dock after work broke off; where it waits for a person, ``again`` fetches it."""
    tongue, who = desk.tongue(request), visitor(request)
    if isinstance(exc, ReviewNeeded):
        desk.waiting[who] = Waiting(case=exc.case, again=again)
        return waiting_dock(desk, who, tongue) or views.trouble(exc, tongue, kind="rest")
    return views.trouble(exc, tongue, kind="rest" if stopped(exc) else "bad", about=about)


def waiting_dock(desk: Desk[Any], who: str, tongue: Tongue) -> str:
    """Return the dock of what waits of a visitor; empty where nothing does."""
    kept = desk.waiting.get(who)
    # What waits in another store is told in the words of the gate.
    with suppress(AigcError):
        return fetching.dock(desk.store.root, kept, tongue) if kept else ""
    return ""


def wire_files(
    desk: Desk[Any],
    kinds: Sequence[str],
    made: Callable[[Any, Mapping[str, str], str], Path],
    shown: Callable[[Any, Tongue, Path], str],
    *,
    about: str = "error.input",
) -> None:
    """Write a file when it is asked for, with the texts as they stand in the page then.

    ``made`` takes the session, the texts by their names, and one of ``kinds``; ``shown`` returns
    the buttons of all files, beside the file. ``about`` is as in `watched`.
    """
    parts = desk.parts

    def on_give(request: gr.Request, event: gr.EventData, session: Any) -> Page:
        given = event._data or {}
        kind = given["kind"] if given.get("kind") in kinds else kinds[0]
        return give(request, session, texts_in(given.get("texts")), kind)

    def give(request: gr.Request, session: Any, texts: Mapping[str, str], kind: str) -> Page:
        desk.waiting.pop(visitor(request), None)
        try:
            with asking(request.username or ""):
                file = made(session, texts, kind)
        except AigcError as exc:

            def again() -> Iterator[Page]:
                yield give(request, session, texts, kind)

            return {parts.dock: said_of(desk, request, exc, again, about=about)}
        return {parts.files: shown(session, desk.tongue(request), file), parts.dock: ""}

    parts.files.give(on_give, parts.session, [parts.files, parts.dock], **QUIET)


def watched(
    desk: Desk[Any],
    request: gr.Request,
    work: Callable[[Progress], T],
    steps: tuple[str, ...],
    *,
    done: Callable[[Tongue], str],
    shown: Callable[[T, Tongue], Page],
    buttons: Callable[[bool, Tongue], Page],
    failed: Callable[[BaseException, Tongue], Page] = lambda exc, tongue: {},
    about: str = "error.input",
) -> Iterator[Page]:
    """Run ``work`` and show in the dock where it stands, then what came of it.

    ``done`` is said at a good end, ``about`` is the key of the heading over a fault in what was
    given; ``shown`` and ``failed`` return what else changes on the page. ``buttons`` returns the
    buttons while something runs and when it has failed. Each is told the language that the page
    has by then.
    """
    dock, who, login = desk.parts.dock, visitor(request), request.username or ""

    def tongue() -> Tongue:
        return desk.tongues.get(who, "en")

    def asked(progress: Progress) -> T:
        with asking(login):
            return work(progress)

    again = partial(
        watched, desk, request, work, steps,
        done=done, shown=shown, buttons=buttons, failed=failed, about=about,
    )  # fmt: skip
    desk.waiting.pop(who, None)
    yield buttons(True, tongue())
    for event in live.follow(asked, desk.stops.since_now(who)):
        if isinstance(event, live.Moment):
            yield {dock: views.running(event, steps, tongue())}
        elif isinstance(event, live.Failed):
            if not isinstance(event.error, AigcError):
                log.error("The studio's work failed", exc_info=event.error)
            said = said_of(desk, request, event.error, again, about=about)
            yield {dock: said, **buttons(False, tongue()), **failed(event.error, tongue())}
        else:
            took = say("took", tongue(), time=lasting(event.elapsed_s, tongue()))
            told = views.told(done(tongue()), took, tongue())
            yield {dock: told, **shown(event.value, tongue())}
