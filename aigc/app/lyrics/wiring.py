"""What happens on the lyrics page: each event runs one action and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import gradio as gr

from aigc.app import views
from aigc.app.lyrics import actions, form_view, hand, names
from aigc.app.lyrics.actions import Asked, Session, card_of
from aigc.app.lyrics.desk import TELL, Desk, asked, current, need, outputs, shown, told
from aigc.app.lyrics.downloads import wire_downloads
from aigc.app.lyrics.parts import EXAMPLES, SOURCES, Parts
from aigc.app.lyrics.runs import card_in, on_locks, wire_runs
from aigc.app.lyrics.speaking import spoken
from aigc.app.lyrics.words import say
from aigc.app.visiting import QUIET, Page, known, wire_fetch, wire_language, wire_stops
from aigc.app.words import Tongue
from aigc.errors import AigcError
from aigc.store import Store


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk = Desk(store=store, parts=parts)
    everything = [*outputs(parts), *speaking_parts(parts)]
    wire_language(desk, page, [parts.hand, *parts.form], everything, speaking(desk))
    wire_form(desk)
    wire_runs(desk)
    wire_cards(desk)
    wire_downloads(desk)
    wire_fetch(desk, outputs(parts))
    wire_stops(desk, page)


def wire_form(desk: Desk) -> None:
    """Read the form back once it was changed, and offer what belongs to its source."""
    parts = desk.parts

    def on_read(tongue: Tongue, typed: str | None, *values: Any) -> Page:
        return reading(desk, known(tongue), typed or "", asked(values))

    gr.on([part.change for part in (parts.hand, *parts.form)], js=TELL.format("lyrics-changed"))
    parts.examples.pause(
        on_read,
        [parts.tongue, parts.hand, *parts.form],
        [parts.back, parts.clash, parts.verdict],
        trigger_mode="always_last",
        **QUIET,
    )

    def on_source(source: str) -> list[Any]:
        shown = [source == name for name in SOURCES]
        return [gr.update(visible=one) for one in (*shown, source == "score")]

    def on_name(name: str | None, tongue: Tongue) -> Any:
        found = names.variants(name or "", known(tongue))
        several = len(found) > 1
        return gr.update(choices=found, value=found[0][1] if several else None, interactive=several)

    now: dict[str, Any] = {**QUIET, "queue": False}
    parts.source.change(on_source, parts.source, list(parts.panels), **now)
    parts.cipai.change(on_name, [parts.cipai, parts.tongue], parts.variant, **now)
    parts.examples.take(on_example(parts), None, example_fields(parts), **now)


def example_fields(parts: Parts) -> list[Any]:
    """Return the components that an example fills."""
    own = [parts.source, parts.notation, parts.cipai]
    return [*own, *(parts.option(name) for name in ("keyword", "lock", "theme"))]


def on_example(parts: Parts) -> Any:
    """Return the action that fills the fields with an example."""

    def take(event: gr.EventData) -> list[Any]:
        number = int((event._data or {}).get("number", 0))
        chosen = EXAMPLES[number % len(EXAMPLES)][0]
        source = next(name for name in SOURCES if name in chosen)
        demands = [chosen.get(name, "") for name in ("keyword", "lock", "theme")]
        return [source, chosen.get("template", ""), chosen.get("cipai"), *demands]

    return take


def reading(desk: Desk, tongue: Tongue, typed: str, given: Asked) -> Page:
    """Return the form read back, what is wrong with it, and what becomes of words by hand."""
    parts = desk.parts
    try:
        read = actions.read(given)
    except AigcError as exc:
        empty = str(exc) == say("no_form", "en")
        back = form_view.unread(tongue) if empty else form_view.wrong(exc, tongue)
        return {parts.back: back, parts.clash: "", parts.verdict: hand.unjudged(tongue)}
    clash = form_view.wrong(read.clash, tongue) if read.clash else ""
    score = actions.judged(desk.store, read, hand.lines_of(typed))
    return {
        parts.back: form_view.read_back(read.template, tongue),
        parts.clash: clash,
        parts.verdict: hand.verdict(read.template, typed, tongue, score),
    }


def wire_cards(desk: Desk) -> None:
    """Connect what is done to a card at once, and locks typed in their field."""
    parts = desk.parts
    locks = parts.option("lock")
    given, changed = [parts.session, parts.tongue, locks], outputs(parts)

    def on_act(
        event: gr.EventData, session: Session | None, tongue: Tongue, typed: str | None
    ) -> Page:
        return acted(desk, known(tongue), session, typed, dict(event._data or {}))

    act = parts.cards.act(on_act, given, changed, trigger_mode="multiple", **QUIET)
    told(act, "lyrics-settled")
    parts.examples.pause(on_locks(desk), given, changed, trigger_mode="always_last", **QUIET)


def acted(
    desk: Desk,
    tongue: Tongue,
    session: Session | None,
    typed: str | None,
    given: Mapping[str, Any],
) -> Page:
    """Return what a quick act on a card changes, or what was wrong with it."""
    parts, number = desk.parts, card_in(given)
    try:
        match given.get("do"):
            case "hand":
                return {parts.hand: card_of(need(session), number).lyric.text}
            case "undo":
                now = actions.undo(desk.store, need(session), number)
                return {**shown(parts, now, tongue), parts.dock: ""}
        now = locked(desk, current(desk, session, typed), given)
    except AigcError as exc:
        return {parts.dock: views.trouble(exc, tongue, about="error.lyrics")}
    page = shown(parts, now, tongue)
    return {**page, parts.dock: "", parts.option("lock"): ", ".join(now.locks)}


def locked(desk: Desk, session: Session, given: Mapping[str, Any]) -> Session:
    """Return the session with a cell or a line of a card locked or released."""
    line, cell = int(given["line"]), int(given.get("cell", -1))
    row = card_of(session, card_in(given)).template.lines[line]
    whole = given["do"] == "lock_line"
    places = [(line, k) for k in range(len(row))] if whole else [(line, cell)]
    return actions.lock(desk.store, session, card_in(given), places, on=given["do"] != "unlock")


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language, its form and what is typed by hand included."""
    parts = desk.parts

    def said(
        session: Session | None, tongue: Tongue, _: Any, typed: str | None, *form: Any
    ) -> Page:
        given = asked(form)
        page = {**spoken(parts, tongue, given.cipai), **shown(parts, session, tongue)}
        del page[parts.session]
        return {**page, **reading(desk, tongue, typed or "", given), parts.dock: ""}

    return said


def speaking_parts(parts: Parts) -> list[Any]:
    """Return the components whose words change with the language."""
    own = [*parts.top, parts.source, parts.notation, parts.cipai, parts.variant, parts.words]
    own += [parts.file, parts.score, parts.examples, parts.more]
    return [*own, *(o for o in parts.options if o is not parts.option("lock"))]
