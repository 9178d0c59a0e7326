"""What the pages share: who visits, in which language, and work that is watched in the dock."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping
from typing import Any, TypeVar

import gradio as gr

from aigc.app import live, views
from aigc.app.troubles import stopped
from aigc.app.words import TONGUES, Tongue, lasting, say, tongue_of
from aigc.errors import AigcError
from aigc.progress import Progress

T = TypeVar("T")
Page = dict[Any, Any]
IN_TURN: dict[str, Any] = {"trigger_mode": "multiple", "concurrency_limit": 1}
"""How an event is connected that must not be lost while the one before it still runs."""
log = logging.getLogger(__name__)


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


def wire_stops(stops: live.Stops, page: Any, dock: Any) -> None:
    """Stop a visitor's work when the button in the dock is pressed, and when the page is left."""

    def on_halt(request: gr.Request) -> None:
        stops.press(visitor(request))

    def on_leave(request: gr.Request) -> None:
        stops.press(visitor(request))
        stops.forget(visitor(request))

    dock.halt(on_halt, queue=False, show_progress="hidden")
    page.unload(on_leave)


def watched(
    dock: Any,
    work: Callable[[Progress], T],
    stop: Callable[[], bool],
    steps: tuple[str, ...],
    tongue: Tongue,
    *,
    done: str,
    shown: Callable[[T], Page],
    failed: Callable[[BaseException], Page],
    about: str = "error.input",
) -> Iterator[Page]:
    """Run ``work`` and show in the dock where it stands, then what came of it.

    ``done`` is said at a good end, ``about`` is the key of the heading over a fault in what was
    given; ``shown`` and ``failed`` return what else changes on the page.
    """
    for event in live.follow(work, stop):
        if isinstance(event, live.Moment):
            yield {dock: views.running(event, steps, tongue)}
        elif isinstance(event, live.Failed):
            if not isinstance(event.error, AigcError):
                log.error("The studio's work failed", exc_info=event.error)
            kind = "rest" if stopped(event.error) else "bad"
            said = views.trouble(event.error, tongue, kind=kind, about=about)
            yield {dock: said, **failed(event.error)}
        else:
            took = say("took", tongue, time=lasting(event.elapsed_s, tongue))
            yield {dock: views.told(done, took, tongue), **shown(event.value)}
