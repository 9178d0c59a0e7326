"""What happens on the pages of speech and song: each event runs one action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import views as shared
from aigc.app import visiting
from aigc.app.visiting import QUIET, Page, known, watched, wire_fetch, wire_language, wire_stops
from aigc.app.voice import actions, views
from aigc.app.voice.actions import Asked, Song, Speech
from aigc.app.voice.kinds import Hands, Kind, spoken, usual
from aigc.app.voice.page import Parts, lexicon_box, typing
from aigc.app.voice.words import say
from aigc.app.words import Tongue
from aigc.progress import Progress
from aigc.store import Store

Made = Speech | Song
Work = Callable[[Asked, Progress], Made]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of a page share."""

    kind: Kind
    hands: Hands


def wire(store: Store, page: Any, parts: Parts, kind: Kind, hands: Hands) -> None:
    """Connect every event of a page."""
    desk = Desk(store=store, parts=parts, kind=kind, hands=hands)
    engine = parts.options[kind.options.index(kind.engine)]
    wire_language(desk, page, [engine], _speaking_parts(parts), speaking(desk))
    wire_runs(desk)
    wire_choices(desk, engine)
    wire_stops(desk, page)


def wire_runs(desk: Desk) -> None:
    """Connect the buttons that make something."""
    parts, kind = desk.parts, desk.kind
    keep = desk.cache.keep

    def speak(asked: Asked, progress: Progress) -> Made:
        return actions.speak(desk.store, asked, desk.hands, keep, progress)

    def sing(asked: Asked, progress: Progress) -> Made:
        return actions.sing(desk.store, asked, desk.hands, keep, progress)

    def read(asked: Asked, progress: Progress) -> Made:
        return actions.read(asked, desk.hands, progress)

    runs = [(parts.go, sing if kind.name == "sing" else speak, kind.steps, f"done.{kind.name}")]
    if parts.read:
        runs.append((parts.read, read, kind.steps[:1], "done.read"))
    changed = [parts.session, parts.heard, parts.files, parts.dock, *parts.buttons]
    for button, work, steps, done in runs:
        run = button.click(on_run(desk, work, steps, done), parts.given, changed, **QUIET)
        run.then(js=shared.shown_when_narrow("#story", ".heard"))
    wire_fetch(desk, changed)


def on_run(
    desk: Desk, make: Work, steps: tuple[str, ...], done: str
) -> Callable[..., Iterator[Page]]:
    """Return the action that makes something of what the fields say, and shows it."""
    parts = desk.parts

    def buttons(busy: bool, _: Tongue) -> Page:
        return {button: gr.update(interactive=not busy) for button in parts.buttons}

    def run(request: gr.Request, *values: Any) -> Iterator[Page]:
        given = asked(desk, values)
        yield from watched(
            desk,
            request,
            lambda progress: make(given, progress),
            steps,
            done=lambda tongue: say(done, tongue),
            shown=lambda made, tongue: {**shown(desk, made, tongue), **buttons(False, tongue)},
            buttons=buttons,
            about=f"error.{desk.kind.name}",
        )

    return run


def asked(desk: Desk, values: tuple[Any, ...]) -> Asked:
    """Return what the components of `Parts.given` say, in their order."""
    text, lexicon, *rest = values
    score = rest.pop(0) if desk.parts.score else None
    return Asked(
        text=text or "",
        lexicon=lexicon or "",
        score=Path(score) if score else None,
        values=dict(zip(desk.kind.options, rest, strict=True)),
    )


def shown(desk: Desk, made: Made | None, tongue: Tongue) -> Page:
    """Return what is heard and its files as they follow from what was made."""
    parts = desk.parts
    if made is None:
        heard, files = views.nothing(desk.kind, tongue), views.no_files(tongue)
    else:
        heard = views.song(made, tongue) if isinstance(made, Song) else views.heard(made, tongue)
        files = views.files(made, tongue)
    return {parts.session: made, parts.heard: heard, parts.files: files}


def wire_choices(desk: Desk, engine: Any) -> None:
    """Fill the text with an example, and offer the voices and moods of the chosen engine."""
    parts, kind = desk.parts, desk.kind

    def on_example(event: gr.EventData) -> str:
        number = int((event._data or {}).get("number", 0))
        return kind.examples[number % len(kind.examples)][1]

    def on_engine(name: str, tongue: str) -> Page:
        page: Page = {}
        for option, part in followers.items():
            words = spoken(kind, desk.hands, option, name, known(tongue))
            page[part] = gr.update(choices=words["choices"], value=words["choices"][0][1])
        return page

    fields = dict(zip(kind.options, parts.options, strict=True))
    followers = {name: fields[name] for name in ("voice", "emotion") if name in fields}
    parts.examples.take(on_example, None, parts.text, queue=False, **QUIET)
    engine.input(on_engine, [engine, parts.tongue], list(followers.values()), queue=False, **QUIET)


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language."""
    parts, kind, hands = desk.parts, desk.kind, desk.hands

    def said(made: Made | None, tongue: Tongue, _: Any, engine: str | None) -> Page:
        chosen = engine or usual(kind, hands)
        page: Page = {
            part: gr.update(**spoken(kind, hands, name, chosen, tongue))
            for name, part in zip(kind.options, parts.options, strict=True)
        }
        name = "words" if parts.score else "text"
        page |= {
            **parts.topped(kind.name, views.head, kind.heads, tongue),
            parts.lacks: views.lacking(kind, hands, tongue),
            parts.text: gr.update(label=say(name, tongue), placeholder=typing(kind, tongue)),
            parts.examples: views.examples(kind, tongue),
            parts.lexicon: gr.update(**lexicon_box(tongue)),
            parts.more: gr.update(label=say("more", tongue)),
            parts.go: gr.update(value=say(kind.name, tongue)),
            parts.dock: "",
            **shown(desk, made, tongue),
        }
        if parts.score:
            page[parts.score] = gr.update(label=say("upload", tongue))
        if parts.read:
            page[parts.read] = gr.update(value=say("read", tongue))
        del page[parts.session]
        return page

    return said


def _speaking_parts(parts: Parts) -> list[Any]:
    """Return the components whose words change with the language."""
    own = [*parts.top, parts.lacks, parts.text, parts.examples, parts.lexicon, parts.more]
    own += [parts.heard, parts.files, parts.dock, *parts.buttons, *parts.options]
    return [*own, *([parts.score] if parts.score else [])]
