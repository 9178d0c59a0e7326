"""What the events of the page of avatars share: work that is watched, and what it shows."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import gradio as gr

from aigc.app import visiting
from aigc.app.avatar import acting, settings, views
from aigc.app.avatar.actions import Character
from aigc.app.avatar.page import Parts
from aigc.app.avatar.words import say
from aigc.app.visiting import Page, watched
from aigc.app.voice.kinds import Hands
from aigc.app.words import Tongue
from aigc.errors import InputError
from aigc.progress import Progress

BUILDING = ("build",)
Work = Callable[[Progress], Character]


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share."""

    hands: Hands


def option(desk: Desk, name: str) -> Any:
    """Return the component of an option of the performance."""
    return desk.parts.options[acting.OPTIONS.index(name)]


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
