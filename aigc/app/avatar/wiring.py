"""What happens on the page of avatars: each event runs one action."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import views as shared
from aigc.app import visiting
from aigc.app.avatar import acting, actions, settings, shelf, views
from aigc.app.avatar.actions import Character
from aigc.app.avatar.page import Parts, consent_box, say_box, sentence_box
from aigc.app.avatar.words import EXAMPLES, SAID, say
from aigc.app.cache import Cache
from aigc.app.visiting import Page, known, watched, wire_language, wire_stops
from aigc.app.voice.kinds import SPEAK, Hands, usual
from aigc.app.words import Tongue
from aigc.errors import InputError
from aigc.progress import Progress
from aigc.store import Store

QUIET: dict[str, Any] = {"show_progress": "hidden"}
BUILDING = ("build",)
SPEAKING = ("front", "narrate")
FILMING = (*SPEAKING, "render", "sound")
Work = Callable[[Progress], Character]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share."""

    hands: Hands
    cache: Cache = field(default_factory=Cache)


def wire(store: Store, page: Any, parts: Parts, hands: Hands) -> None:
    """Connect every event of the page; ``hands`` can speak."""
    desk = Desk(store=store, parts=parts, hands=hands)
    engine = option(desk, "speech")
    wire_language(desk, page, [parts.say, engine], outputs(parts), speaking(desk))
    wire_starts(desk)
    wire_settings(desk)
    wire_shelf(desk)
    wire_acts(desk, engine)
    wire_stops(desk, page)


def option(desk: Desk, name: str) -> Any:
    """Return the component of an option of the performance."""
    return desk.parts.options[acting.OPTIONS.index(name)]


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

    def on_photo(
        request: gr.Request,
        session: Character | None,
        photo: str | None,
        consent: str,
        seed: float | None,
    ) -> Iterator[Page]:
        file = Path(photo) if photo else None

        def work(progress: Progress) -> Character:
            return actions.portrayed(
                desk.store, file, consent or "", int(seed or 0), keep, progress
            )

        yield from building(desk, request, session, work)

    def on_example(event: gr.EventData) -> str:
        return EXAMPLES[int((event._data or {}).get("number", 0)) % len(EXAMPLES)][1]

    given = [parts.session, parts.sentence, option(desk, "seed")]
    gr.on([parts.describe.click, parts.sentence.submit], on_sentence, given, changed(parts),
          **QUIET)  # fmt: skip
    given = [parts.session, parts.photo, parts.consent, option(desk, "seed")]
    parts.portray.click(on_photo, given, changed(parts), **QUIET)
    parts.upload.upload(on_upload, [parts.session, parts.upload], changed(parts), **QUIET)
    parts.examples.take(on_example, None, parts.sentence, queue=False, **QUIET)


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


def wire_acts(desk: Desk, engine: Any) -> None:
    """Connect speech, video and files."""
    parts, keep = desk.parts, desk.cache.keep

    def on_act(make: Callable[..., Character], steps: tuple[str, ...], done: str) -> Any:
        def run(
            request: gr.Request, session: Character | None, text: str, *values: Any
        ) -> Iterator[Page]:
            given = dict(zip(acting.OPTIONS, values, strict=True))

            def work(progress: Progress) -> Character:
                return make(
                    desk.store, need(session), text or "", given, desk.hands, keep, progress
                )

            yield from acted(desk, request, work, steps, done)

        return run

    def on_save(request: gr.Request, session: Character | None) -> Iterator[Page]:
        def work(progress: Progress) -> Character:
            return actions.save(need(session), keep, progress)

        yield from acted(desk, request, work, BUILDING, "done.save")

    def on_engine(chosen: str, tongue: str) -> Page:
        page: Page = {}
        for name in acting.FOLLOWERS:
            found = acting.spoken(name, desk.hands, chosen, known(tongue))["choices"]
            page[option(desk, name)] = gr.update(choices=found, value=found[0][1])
        return page

    given = [parts.session, parts.say, *parts.options]
    changes = [parts.session, parts.told, parts.files, parts.dock, *parts.buttons]
    parts.speak.click(on_act(actions.speak, SPEAKING, "done.speak"), given, changes, **QUIET)
    parts.film.click(on_act(actions.film, FILMING, "done.film"), given, changes, **QUIET)
    parts.save.click(on_save, parts.session, changes, **QUIET)
    followers = [option(desk, name) for name in acting.FOLLOWERS]
    engine.input(on_engine, [engine, parts.tongue], followers, queue=False, **QUIET)


def need(session: Character | None) -> Character:
    """Return the character, or say that there is none yet."""
    if session is None:
        raise InputError(say("no_character", "en"))
    return session


def building(
    desk: Desk, request: gr.Request, had: Character | None, work: Work, *, fill: bool = True
) -> Iterator[Page]:
    """Run what makes or changes the character; ``fill`` sets the controls to what it is."""

    def page(made: Character, tongue: Tongue) -> Page:
        stage = {desk.parts.stage: views.stage(tongue)} if had is None else {}
        controls = filled(desk.parts, made) if fill else {}
        done = {desk.parts.dock: "", **buttons(desk.parts, False)}
        return {**stage, **controls, **shown(desk.parts, made, tongue), **done}

    yield from watched(
        desk,
        request,
        work,
        BUILDING,
        done=lambda tongue: "",
        shown=page,
        buttons=lambda busy, tongue: buttons(desk.parts, busy),
        about="error.avatar",
    )


def acted(
    desk: Desk, request: gr.Request, work: Work, steps: tuple[str, ...], done: str
) -> Iterator[Page]:
    """Run what the character does and show it."""
    parts = desk.parts

    def page(made: Character, tongue: Tongue) -> Page:
        found = {**shown(parts, made, tongue), **buttons(parts, False)}
        del found[parts.slots]
        return found

    yield from watched(
        desk,
        request,
        work,
        steps,
        done=lambda tongue: say(done, tongue),
        shown=page,
        buttons=lambda busy, tongue: buttons(parts, busy),
        about="error.avatar",
    )


def shown(parts: Parts, made: Character | None, tongue: Tongue) -> Page:
    """Return what follows from the character."""
    return {
        parts.session: made,
        parts.told: views.told(made),
        parts.slots: views.slots(made, tongue),
        parts.files: views.files(made, tongue),
    }


def filled(parts: Parts, made: Character) -> Page:
    """Return the controls set to what the character is."""
    values = zip(parts.settings, settings.values_of(made.spec), strict=True)
    return {part: gr.update(value=value) for part, value in values}


def buttons(parts: Parts, busy: bool) -> Page:
    """Return the buttons while something runs, and when nothing does."""
    return {button: gr.update(interactive=not busy) for button in parts.buttons}


def changed(parts: Parts, *, fill: bool = True) -> list[Any]:
    """Return what changes with the character; ``fill`` where its controls do too."""
    own = [parts.session, parts.stage, parts.told, parts.slots, parts.files, parts.dock]
    return [*own, *parts.buttons, *(parts.settings if fill else ())]


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language; a text that is still the example changes too."""
    parts, hands = desk.parts, desk.hands

    def said(
        made: Character | None, tongue: Tongue, _: Mapping[str, Any], text: str, engine: str | None
    ) -> Page:
        chosen = engine or usual(SPEAK, hands)
        heads = zip(parts.steps, ("who", "stage", "act"), strict=True)
        groups = zip(parts.groups, settings.GROUPS, strict=True)
        controls = zip(parts.settings, settings.PATHS, strict=True)
        options = zip(parts.options, acting.OPTIONS, strict=True)
        example = {"value": say("say.example", tongue)} if text in SAID["say.example"] else {}
        named = ("describe", "portray", "apply", "speak", "film", "save")
        place = shelf.Place()
        page = {
            parts.tongue: tongue,
            parts.masthead: shared.masthead(tongue, "avatar"),
            **{part: views.head(n, key, tongue) for n, (part, key) in enumerate(heads, 1)},
            parts.sentence: gr.update(**sentence_box(tongue)),
            parts.examples: views.examples(tongue),
            parts.upload: gr.update(label=say("file", tongue)),
            parts.photos: gr.update(label=say("photo", tongue)),
            parts.consent: gr.update(**consent_box(tongue)),
            **{part: gr.update(label=say(f"group.{name}", tongue)) for part, name in groups},
            **{part: gr.update(**settings.spoken(path, tongue)) for part, path in controls},
            parts.say: gr.update(**say_box(tongue), **example),
            **{p: gr.update(**acting.spoken(n, hands, chosen, tongue)) for p, n in options},
            parts.more: gr.update(label=say("more", tongue)),
            **{getattr(parts, name): gr.update(value=say(name, tongue)) for name in named},
            parts.stage: views.stage(tongue) if made else views.nobody(tongue),
            parts.shelf: shelf.shelf(desk.store, desk.cache.keep, place, tongue),
            parts.dock: "",
            **shown(parts, made, tongue),
        }
        del page[parts.session]
        return page

    return said


def outputs(parts: Parts) -> list[Any]:
    """Return every component whose words change with the language."""
    own = [parts.tongue, parts.masthead, *parts.steps, parts.sentence, parts.examples]
    own += [
        parts.upload,
        parts.photos,
        parts.consent,
        *parts.groups,
        *parts.settings,
        parts.stage,
        parts.told,
        parts.slots,
    ]
    own += [parts.shelf, parts.say, *parts.options, parts.more, parts.files, parts.dock]
    return [*own, *parts.buttons]
