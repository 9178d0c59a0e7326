"""What happens on the page of avatars: each event runs one action."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app.avatar import acting, actions, shelf
from aigc.app.avatar.actions import Character, Said
from aigc.app.avatar.desk import BUILDING, Desk, acted, building, changed, need, option
from aigc.app.avatar.page import SAYS, Parts
from aigc.app.avatar.photo import wire_photo
from aigc.app.avatar.speaking import outputs, speaking
from aigc.app.avatar.words import EXAMPLES
from aigc.app.visiting import QUIET, Page, known, wire_fetch, wire_language, wire_stops
from aigc.app.voice.kinds import Hands
from aigc.progress import Progress
from aigc.store import Store
from pipelines.avatar_mirror import is_film

FILMING = ("render", "sound")


def wire(store: Store, page: Any, parts: Parts, hands: Hands) -> None:
    """Connect every event of the page; ``hands`` can speak."""
    desk = Desk(store=store, parts=parts, hands=hands)
    engine = option(desk, "speech")
    wire_language(desk, page, [parts.say, engine], outputs(parts), speaking(desk))
    wire_starts(desk)
    wire_photo(desk)
    wire_settings(desk)
    wire_shelf(desk)
    wire_acts(desk, engine)
    wire_fetch(desk, changed(parts))
    wire_stops(desk, page)


def wire_starts(desk: Desk) -> None:
    """Connect the sentence, its examples, and the upload: each begins a character."""
    parts, keep = desk.parts, desk.cache.keep

    def on_sentence(
        request: gr.Request, session: Character | None, text: str, seed: float | None
    ) -> Iterator[Page]:
        def work(progress: Progress) -> Character:
            return actions.described(desk.store, text or "", int(seed or 0), keep, progress)

        yield from building(desk, request, session, work)

    def on_upload(
        request: gr.Request, session: Character | None, file: str | None
    ) -> Iterator[Page]:
        def work(progress: Progress) -> Character:
            return actions.opened(desk.store, Path(file or ""), keep, progress)

        yield from building(desk, request, session, work)

    def on_example(event: gr.EventData, tongue: str) -> str:
        said = EXAMPLES[known(tongue)]
        return said[int((event._data or {}).get("number", 0)) % len(said)][1]

    given = [parts.session, parts.sentence, option(desk, "seed")]
    gr.on([parts.describe.click, parts.sentence.submit], on_sentence, given, changed(parts),
          **QUIET)  # fmt: skip
    parts.upload.upload(on_upload, [parts.session, parts.upload], changed(parts), **QUIET)
    parts.examples.take(on_example, parts.tongue, parts.sentence, queue=False, **QUIET)


def wire_settings(desk: Desk) -> None:
    """Change the character when a control is let go, or all at once with the button."""
    parts = desk.parts

    def on_change(request: gr.Request, session: Character | None, *values: Any) -> Iterator[Page]:
        def work(progress: Progress) -> Character:
            return actions.changed(desk.store, session, values, desk.cache.keep, progress)

        yield from building(desk, request, session, work, fill=False)

    moved = [c.release if isinstance(c, gr.Slider) else c.input for c in parts.settings]
    given = [parts.session, *parts.settings]
    gr.on([*moved, parts.apply.click], on_change, given, changed(parts, fill=False),
          trigger_mode="always_last", **QUIET)  # fmt: skip


def wire_shelf(desk: Desk) -> None:
    """Choose from the library, turn its pages, and draw what is looked at for the first time."""
    parts, keep = desk.parts, desk.cache.keep

    def on_choose(
        request: gr.Request, event: gr.EventData, session: Character | None
    ) -> Iterator[Page]:
        name = str((event._data or {}).get("id", ""))

        def work(progress: Progress) -> Character:
            return actions.chosen(desk.store, name, keep, progress)

        yield from building(desk, request, session, work)

    def on_turn(event: gr.EventData, tongue: str) -> str:
        return shelf.shelf(desk.store, keep, shelf.place_of(event._data or {}), known(tongue))

    def on_look(event: gr.EventData, tongue: str) -> Iterator[str]:
        yield from shelf.draw(desk.store, keep, shelf.place_of(event._data or {}), known(tongue))

    parts.shelf.choose(on_choose, parts.session, changed(parts), **QUIET)
    drawing = parts.shelf.look(on_look, parts.tongue, parts.shelf, **QUIET)
    parts.shelf.turn(on_turn, parts.tongue, parts.shelf, cancels=[drawing], queue=False, **QUIET)


def beginning(said: Said) -> tuple[str, ...]:
    """Return the steps from what is said to how the face moves."""
    if not said.follows:
        return ("front", "narrate")
    return ("face",) if said.file and is_film(said.file) else ("listen",)


def wire_acts(desk: Desk, engine: Any) -> None:
    """Connect speech, video and files."""
    parts, keep = desk.parts, desk.cache.keep

    def on_act(make: Callable[..., Character], more: tuple[str, ...], done: str) -> Any:
        def run(
            request: gr.Request, session: Character | None, way: str, text: str, file: str | None,
            words: str, *values: Any,
        ) -> Iterator[Page]:  # fmt: skip
            given = dict(zip(acting.OPTIONS, values, strict=True))
            said = Said(
                text=text or "", follows=way == SAYS[1], file=Path(file) if file else None,
                words=words or "",
            )  # fmt: skip

            def work(progress: Progress) -> Character:
                return make(desk.store, need(session), said, given, desk.hands, keep, progress)

            yield from acted(desk, request, work, (*beginning(said), *more), done)

        return run

    def on_save(request: gr.Request, session: Character | None) -> Iterator[Page]:
        def work(progress: Progress) -> Character:
            return actions.save(desk.store, need(session), keep, progress)

        yield from acted(desk, request, work, BUILDING, "done.save")

    def on_engine(chosen: str, tongue: str) -> Page:
        page: Page = {}
        for name in acting.FOLLOWERS:
            found = acting.spoken(name, desk.hands, chosen, known(tongue))["choices"]
            page[option(desk, name)] = gr.update(choices=found, value=found[0][1])
        return page

    given = [parts.session, parts.says, parts.say, parts.follow, parts.words, *parts.options]
    changes = [parts.session, parts.told, parts.files, parts.dock, *parts.buttons]
    parts.speak.click(on_act(actions.speak, (), "done.speak"), given, changes, **QUIET)
    parts.film.click(on_act(actions.film, FILMING, "done.film"), given, changes, **QUIET)
    parts.save.click(on_save, parts.session, changes, **QUIET)
    followers = [option(desk, name) for name in acting.FOLLOWERS]
    engine.input(on_engine, [engine, parts.tongue], followers, queue=False, **QUIET)
