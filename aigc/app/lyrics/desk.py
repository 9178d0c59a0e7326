"""What the events of the lyrics page share: what they read, and what they show."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import visiting
from aigc.app.lyrics import actions, cards
from aigc.app.lyrics.actions import Asked, Session
from aigc.app.lyrics.parts import OPTIONS, SOURCES, Parts
from aigc.app.lyrics.words import say
from aigc.app.visiting import Page
from aigc.app.words import Tongue
from aigc.config import parted
from aigc.errors import InputError

TELL = "() => {{ document.dispatchEvent(new Event('{}')) }}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk(visiting.Desk[Parts]):
    """What all events of the page share; ``runs`` has the visitors at work."""

    runs: set[str] = field(default_factory=set)


def asked(values: tuple[Any, ...]) -> Asked:
    """Return what the components of `Parts.form` say, in their order."""
    source, notation, cipai, variant, words, file, score, *options = values
    return Asked(
        source=source or SOURCES[0],
        notation=notation or "",
        cipai=cipai or "",
        variant=variant or "",
        words=words or "",
        file=Path(file) if file else None,
        score=Path(score) if score else None,
        values=dict(zip(OPTIONS, options, strict=True)),
    )


def outputs(parts: Parts) -> list[Any]:
    """Return every component that an act may change."""
    own = [parts.session, parts.cards, parts.write, parts.dock, parts.back, parts.clash]
    return [*own, parts.hand, parts.verdict, parts.option("lock")]


def shown(parts: Parts, session: Session | None, tongue: Tongue) -> Page:
    """Return lyrics and the name of the button as they follow from the session."""
    page = cards.cards(session, tongue) if session else cards.nothing(tongue)
    name = say("rewrite" if session else "write", tongue)
    return {parts.session: session, parts.cards: page, parts.write: gr.update(value=name)}


def unchanged(parts: Parts) -> Page:
    """Return nothing to change, in words that Gradio takes."""
    return {parts.dock: gr.skip()}


def need(session: Session | None) -> Session:
    """Return the session, or say that there are no lyrics yet."""
    if session is None:
        raise InputError(say("no_lyrics", "en"))
    return session


def current(desk: Desk, session: Session | None, typed: str | None) -> Session:
    """Return the session with the locks as they stand in their field.

    Raises
    ------
    InputError
        There are no lyrics yet, or a lock is not understood.
    """
    had, locks = need(session), parted(typed or "")
    return had if locks == had.locks else actions.relocked(desk.store, had, locks)


def told(event: Any, name: str) -> None:
    """Tell the page's script by an event of this name when one of Gradio's is done, well or not."""
    event.then(js=TELL.format(name))
    event.failure(js=TELL.format(name))
