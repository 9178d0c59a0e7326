"""What happens on the page: each event runs one action and shows what it changed."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import actions, options, views, visiting
from aigc.app.actions import Session
from aigc.app.parts import ASKED, HEADS, Parts
from aigc.app.visiting import (
    IN_TURN,
    Page,
    known,
    watched,
    wire_fetch,
    wire_language,
    wire_stops,
)
from aigc.app.voice.kinds import SPEAK, Hands, usual
from aigc.app.words import Tongue, say
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store

PLANNING = ("read", "write", "narrate", "draw")
APPLYING = ("narrate", "draw")
MAKING = ("music", "render", "sound", "join")
TYPED = "(...given) => [...given.slice(0, -1), window.aigcTexts()]"
"""Puts the lines as they stand in the page in the place of the last input."""

Work = Callable[[Progress], Session]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share."""

    hands: Hands = field(default_factory=dict)


def wire(store: Store, page: Any, parts: Parts, hands: Hands) -> None:
    """Connect every event of the page; ``hands`` can speak."""
    desk = Desk(store=store, parts=parts, hands=hands)
    engine = option(desk, "speech")
    wire_language(desk, page, [engine], outputs(parts), speaking(desk))
    wire_speakers(desk, engine)
    wire_write(desk)
    wire_board(desk)
    wire_clip(desk)
    wire_fetch(desk, outputs(parts))
    wire_stops(desk, page)


def option(desk: Desk, name: str) -> Any:
    """Return the component of an option."""
    return desk.parts.options[ASKED.index(name)]


def wire_speakers(desk: Desk, engine: Any) -> None:
    """Offer the voices and moods of the engine that is chosen."""
    parts = {name: option(desk, name) for name in options.FOLLOWERS}

    def on_engine(chosen: str, tongue: str) -> Page:
        page: Page = {}
        for name, part in parts.items():
            found = options.spoken(name, desk.hands, chosen, known(tongue))["choices"]
            page[part] = gr.update(choices=found, value=found[0][1])
        return page

    given = [engine, desk.parts.tongue]
    engine.input(on_engine, given, list(parts.values()), queue=False, show_progress="hidden")


def wire_write(desk: Desk) -> None:
    """Connect the button that reads, writes and plans."""
    parts = desk.parts

    def on_write(
        request: gr.Request,
        session: Session | None,
        uploads: list[str] | None,
        pasted: str | None,
        *values: Any,
    ) -> Iterator[Page]:
        chosen = dict(zip(ASKED, values, strict=True))

        def work(progress: Progress) -> Session:
            return actions.plan(desk.store, uploads or [], pasted, chosen, progress)

        yield from perform(desk, request, session, work, PLANNING, "done.write")

    given = [parts.session, parts.upload, parts.pasted, *parts.options]
    listen(parts.write.click, on_write, given, parts).then(
        js=views.shown_when_narrow("#story", ".scene")
    )


def wire_board(desk: Desk) -> None:
    """Connect everything that changes the storyboard."""
    parts = desk.parts

    def on_act(request: gr.Request, event: gr.EventData, session: Session | None) -> Iterator[Page]:
        given = dict(event._data or {})

        def work(progress: Progress) -> Session:
            return acted(desk, need(session), given, progress)

        steps = APPLYING if given.get("do") == "apply" else ("draw",)
        yield from perform(desk, request, session, work, steps, "done.apply")

    listen(parts.board.act, on_act, [parts.session], parts, **IN_TURN)


def acted(desk: Desk, session: Session, given: Mapping[str, Any], progress: Progress) -> Session:
    """Return the session after what was done to the storyboard; unsaved lines stay typed."""
    store, scene = desk.store, int(given.get("scene", -1))
    texts = texts_of(session, given.get("texts"))
    match given.get("do"):
        case "apply":
            return actions.redirect(store, session, texts, progress)
        case "swap":
            changed = actions.swap(store, session, scene, int(given["figure"]))
        case "drop":
            changed = actions.drop(store, session, scene)
        case "move":
            changed = actions.move(store, session, scene, int(given["to"]))
        case "bring":
            file = desk.cache.uploaded(given.get("path"))
            name = str(given.get("name") or "")[:80]
            changed = actions.bring(store, session, scene, file, name)
        case _:
            return session
    return typed(changed, texts)


def wire_clip(desk: Desk) -> None:
    """Connect preview and final."""
    parts = desk.parts
    for button, preset in ((parts.preview, "preview"), (parts.final, "standard")):
        given = [parts.session, parts.typed]
        made = listen(button.click, on_make(desk, preset), given, parts, js=TYPED)
        made.then(js=views.shown_when_narrow("#screen", ".screen video"))


def on_make(desk: Desk, preset: str) -> Any:
    """Return the action that renders with ``preset``, with the lines as they stand in the page."""

    def render(request: gr.Request, session: Session | None, texts: str) -> Iterator[Page]:
        def work(progress: Progress) -> Session:
            had = need(session)
            now = actions.redirect(desk.store, had, texts_of(had, texts), progress)
            with tempfile.TemporaryDirectory(prefix="aigc-studio-") as folder:
                box = Path(folder)
                return actions.make(desk.store, now, preset, box, progress, keep=desk.cache.keep)

        yield from perform(desk, request, session, work, MAKING, "done.make")

    return render


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language; lines that are typed stay typed."""

    def said(
        session: Session | None, tongue: Tongue, told: Mapping[str, Any], engine: str | None
    ) -> Page:
        if session is not None:
            session = typed(session, texts_of(session, told.get("texts")))
        return spoken(desk, session, tongue, engine or usual(SPEAK, desk.hands))

    return said


def spoken(desk: Desk, session: Session | None, tongue: Tongue, engine: str) -> Page:
    """Return every word of the page in ``tongue``; ``engine`` is the one that speaks."""
    parts = desk.parts
    asked: Page = {
        part: gr.update(**options.spoken(name, desk.hands, engine, tongue))
        for name, part in zip(ASKED, parts.options, strict=True)
    }
    return asked | {
        **parts.topped("video", views.step, HEADS, tongue),
        parts.pasted: gr.update(label=say("paste", tongue), placeholder=say("paste", tongue)),
        parts.more: gr.update(label=say("more", tongue)),
        parts.engines: gr.update(label=say("engines", tongue)),
        parts.dock: "",
        **shown(desk, session, tongue),
    }


def shown(desk: Desk, session: Session | None, tongue: Tongue) -> Page:
    """Return storyboard, clip and buttons as they follow from the session."""
    parts, cache = desk.parts, desk.cache
    if session is None:
        board = views.nothing(tongue)
    else:
        frames, figures = cache.frames(session.stills), cache.pictures(session.draft.article)
        board = views.board(session, frames, figures, tongue)
    return {
        parts.session: session,
        parts.board: board,
        parts.clip: views.clip(session, tongue),
        **buttons(parts, session, tongue),
    }


def buttons(parts: Parts, session: Session | None, tongue: Tongue, *, busy: bool = False) -> Page:
    """Return the three buttons: what comes next is red, what cannot be done now is pale."""
    has = session is not None
    return {
        parts.write: gr.update(
            value=say("rewrite" if has else "write", tongue),
            variant="secondary" if has else "primary",
            interactive=not busy,
        ),
        parts.preview: gr.update(value=say("preview", tongue), interactive=has and not busy),
        parts.final: gr.update(value=say("final", tongue), interactive=has and not busy),
    }


def perform(
    desk: Desk,
    request: gr.Request,
    session: Session | None,
    work: Work,
    steps: tuple[str, ...],
    done: str,
) -> Iterator[Page]:
    """Run ``work`` and show where it stands, then its result, or what went wrong in a sentence."""
    yield from watched(
        desk,
        request,
        work,
        steps,
        done=lambda tongue: say(done, tongue),
        shown=lambda value, tongue: shown(desk, value, tongue),
        buttons=lambda busy, tongue: buttons(desk.parts, session, tongue, busy=busy),
    )


def outputs(parts: Parts) -> list[Any]:
    """Return every component that an event may change."""
    flat: list[Any] = []
    for spot in fields(parts):
        value = getattr(parts, spot.name)
        flat += value if isinstance(value, tuple) else [value]
    return [part for part in flat if part not in (parts.upload, parts.typed)]


def listen(event: Any, run: Any, given: list[Any], parts: Parts, **more: Any) -> Any:
    """Connect an event that shows its own progress in the dock."""
    return event(run, given, outputs(parts), show_progress="hidden", **more)


def texts_of(session: Session, given: Any) -> tuple[str, ...]:
    """Return the lines as they stand in the page; one that it does not show stays as it is."""
    try:
        found = json.loads(given) if isinstance(given, str) and given else {}
    except ValueError:
        found = {}
    lines = session.draft.script.lines
    return tuple(str(found.get(str(n), line.text)) for n, line in enumerate(lines))


def typed(session: Session, texts: tuple[str, ...]) -> Session:
    """Return the session with lines that are typed and not yet applied."""
    same = texts == tuple(line.text for line in session.draft.script.lines)
    return replace(session, typed=() if same else texts)


def need(session: Session | None) -> Session:
    """Return the session, or say that there is no script yet."""
    if session is None:
        raise InputError(say("no_script", "en"))
    return session
