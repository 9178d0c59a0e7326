"""What happens on the lyrics page: each event runs one action and shows what it changed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

import gradio as gr

from aigc.app import views, visiting
from aigc.app.lyrics import actions, cards, form_view, hand, names
from aigc.app.lyrics.actions import Asked, Session, card_of
from aigc.app.lyrics.parts import EXAMPLES, OPTIONS, SOURCES, Parts
from aigc.app.lyrics.speaking import spoken
from aigc.app.lyrics.words import say
from aigc.app.visiting import IN_TURN, Page, known, watched, wire_language, wire_stops
from aigc.app.words import Tongue
from aigc.config import parted
from aigc.errors import AigcError, InputError
from aigc.progress import Progress
from aigc.store import Store

STEPS = ("lyrics",)
Work = Callable[[Progress], Session]
Desk = visiting.Desk[Parts]
"""What all events of the page share; `visiting.Desk` makes it, since Python 3.11 does not call an
alias of a frozen dataclass with slots."""


def wire(store: Store, page: Any, parts: Parts) -> None:
    """Connect every event of the page."""
    desk = visiting.Desk(store=store, parts=parts)
    everything = [*outputs(parts), *speaking_parts(parts)]
    wire_language(page, parts, [parts.hand, *parts.form], everything, speaking(desk))
    wire_form(desk)
    wire_write(desk)
    wire_cards(desk)
    wire_hand(desk)
    wire_stops(desk, page)


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


def wire_form(desk: Desk) -> None:
    """Read the form back as it is typed, and offer what belongs to its source."""
    parts = desk.parts

    def on_read(tongue: Tongue, typed: str | None, *values: Any) -> Page:
        return reading(desk, known(tongue), typed or "", asked(values))

    gr.on(
        [part.change for part in parts.form],
        on_read,
        [parts.tongue, parts.hand, *parts.form],
        [parts.back, parts.clash, parts.verdict],
        show_progress="hidden",
        **IN_TURN,
    )

    def on_source(source: str) -> list[Any]:
        shown = [source == name for name in SOURCES]
        return [gr.update(visible=one) for one in (*shown, source == "score")]

    def on_name(name: str | None, tongue: Tongue) -> Any:
        found = names.variants(name, known(tongue)) if name else []
        several = len(found) > 1
        return gr.update(choices=found, value=found[0][1] if several else None, interactive=several)

    quiet: dict[str, Any] = {"show_progress": "hidden", "queue": False}
    parts.source.change(on_source, parts.source, list(parts.panels), **quiet)
    parts.cipai.change(on_name, [parts.cipai, parts.tongue], parts.variant, **quiet)
    parts.examples.take(on_example(parts), None, example_fields(parts), **quiet)


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


def wire_write(desk: Desk) -> None:
    """Connect the button that writes."""
    parts = desk.parts

    def on_write(
        request: gr.Request, session: Session | None, tongue: Tongue, *values: Any
    ) -> Iterator[Page]:
        def work(progress: Progress) -> Session:
            return actions.write(desk.store, asked(values), progress)

        def wrong(exc: BaseException) -> Page:
            return beside(parts, exc, known(tongue), asked(values))

        yield from perform(desk, request, session, known(tongue), work, "done.write", wrong)

    given = [parts.session, parts.tongue, *parts.form]
    parts.write.click(on_write, given, outputs(parts), show_progress="hidden").then(
        js=views.shown_when_narrow("#story", ".lyric")
    )


def wire_cards(desk: Desk) -> None:
    """Connect everything that is done to a card: what is written anew, and what takes no time."""
    parts = desk.parts
    state = [parts.session, parts.tongue]

    def on_roll(
        request: gr.Request, event: gr.EventData, session: Session | None, tongue: Tongue
    ) -> Iterator[Page]:
        given = dict(event._data or {})

        def work(progress: Progress) -> Session:
            return rolled(desk, need(session), given, progress)

        yield from perform(desk, request, session, known(tongue), work, "done.roll")

    def on_act(event: gr.EventData, session: Session | None, tongue: Tongue) -> Page:
        return acted(parts, known(tongue), session, dict(event._data or {}))

    def on_typed_locks(session: Session | None, tongue: Tongue, typed: str | None) -> Page:
        return retyped(parts, known(tongue), session, typed or "")

    for event, run in ((parts.cards.roll, on_roll), (parts.cards.act, on_act)):
        event(run, state, outputs(parts), show_progress="hidden", **IN_TURN)
    field = parts.option("lock")
    field.input(on_typed_locks, [*state, field], outputs(parts), show_progress="hidden", **IN_TURN)


def retyped(parts: Parts, tongue: Tongue, session: Session | None, typed: str) -> Page:
    """Return what locks typed by hand change on the cards; nothing while they are half typed."""
    if session is None:
        return {parts.dock: ""}
    try:
        page = shown(parts, actions.relocked(session, parted(typed)), tongue)
    except AigcError:
        return {parts.dock: ""}
    page.pop(parts.write)
    return page


def acted(parts: Parts, tongue: Tongue, session: Session | None, given: Mapping[str, Any]) -> Page:
    """Return what a quick act on a card changes."""
    match given.get("do"):
        case "lock" | "unlock" | "lock_line":
            return settled(parts, tongue, lambda: locked(need(session), given))
        case "undo":
            return settled(parts, tongue, lambda: actions.undo(need(session), _card(given)))
        case "hand" if session is not None:
            return {parts.hand: card_of(session, _card(given)).lyric.text}
    return {parts.dock: ""}


def _card(given: Mapping[str, Any]) -> int:
    return int(given.get("card", -1))


def rolled(desk: Desk, session: Session, given: Mapping[str, Any], progress: Progress) -> Session:
    """Return the session with a line or a cell of a card written anew."""
    line, cell = int(given["line"]), int(given.get("cell", -1))
    if given["do"] == "swap_line":
        return actions.reroll(desk.store, session, _card(given), progress, lines=(line,))
    return actions.reroll(desk.store, session, _card(given), progress, cells=((line, cell),))


def locked(session: Session, given: Mapping[str, Any]) -> Session:
    """Return the session with a cell or a line of a card locked or released."""
    line, cell = int(given["line"]), int(given.get("cell", -1))
    row = card_of(session, _card(given)).template.lines[line]
    whole = given["do"] == "lock_line"
    places = [(line, k) for k in range(len(row))] if whole else [(line, cell)]
    return actions.lock(session, _card(given), places, on=given["do"] != "unlock")


def settled(parts: Parts, tongue: Tongue, act: Callable[[], Session]) -> Page:
    """Return what a quick act changes, or what was wrong with it."""
    try:
        session = act()
    except AigcError as exc:
        return {parts.dock: views.trouble(exc, tongue, about="error.lyrics")}
    lock = parts.option("lock")
    page = shown(parts, session, tongue)
    page.pop(parts.write)
    return {**page, parts.dock: "", lock: ", ".join(session.locks)}


def wire_hand(desk: Desk) -> None:
    """Judge what is typed by hand under the form that the fields ask for."""
    parts = desk.parts

    def on_type(tongue: Tongue, typed: str | None, *values: Any) -> str:
        page = reading(desk, known(tongue), typed or "", asked(values))
        return str(page[parts.verdict])

    parts.hand.change(
        on_type,
        [parts.tongue, parts.hand, *parts.form],
        parts.verdict,
        show_progress="hidden",
        **IN_TURN,
    )


def speaking(desk: Desk) -> Callable[..., Page]:
    """Return what says the page in a language, its form and what is typed by hand included."""
    parts = desk.parts

    def said(
        session: Session | None, tongue: Tongue, _: Any, typed: str | None, *form: Any
    ) -> Page:
        read = reading(desk, tongue, typed or "", asked(form))
        return {**spoken(parts, tongue), **shown(parts, session, tongue), **read, parts.dock: ""}

    return said


def speaking_parts(parts: Parts) -> list[Any]:
    """Return the components whose words change with the language."""
    own = [parts.tongue, parts.masthead, *parts.steps, parts.source, parts.notation, parts.cipai]
    own += [parts.variant, parts.words, parts.file, parts.score, parts.examples, parts.more]
    return [*own, *(o for o in parts.options if o is not parts.option("lock"))]


def shown(parts: Parts, session: Session | None, tongue: Tongue) -> Page:
    """Return lyrics and button as they follow from the session."""
    page = cards.cards(session, tongue) if session else cards.nothing(tongue)
    return {parts.session: session, parts.cards: page, **button(parts, session, tongue)}


def button(parts: Parts, session: Session | None, tongue: Tongue, *, busy: bool = False) -> Page:
    """Return the button as it is named now."""
    name = say("rewrite" if session else "write", tongue)
    return {parts.write: gr.update(value=name, interactive=not busy)}


def perform(
    desk: Desk,
    request: gr.Request,
    session: Session | None,
    tongue: Tongue,
    work: Work,
    done: str,
    wrong: Callable[[BaseException], Page] = lambda exc: {},
) -> Iterator[Page]:
    """Run ``work`` and show where it stands, then its result, or what went wrong in a sentence."""
    parts = desk.parts
    yield from watched(
        desk,
        request,
        work,
        STEPS,
        tongue,
        done=say(done, tongue),
        shown=lambda value: shown(parts, value, tongue),
        buttons=lambda busy: button(parts, session, tongue, busy=busy),
        failed=wrong,
        about="error.lyrics",
    )


def beside(parts: Parts, exc: BaseException, tongue: Tongue, given: Asked) -> Page:
    """Return what is wrong said beside its field: that of the form, or those of the demands."""
    if not isinstance(exc, InputError):
        return {}
    try:
        actions.read(given)
    except AigcError:
        return {parts.back: form_view.wrong(exc, tongue)}
    return {parts.clash: form_view.wrong(exc, tongue)}


def outputs(parts: Parts) -> list[Any]:
    """Return every component that an act may change."""
    own = [parts.session, parts.cards, parts.write, parts.dock, parts.back, parts.clash]
    return [*own, parts.hand, parts.verdict, parts.option("lock")]


def need(session: Session | None) -> Session:
    """Return the session, or say that there are no lyrics yet."""
    if session is None:
        raise InputError(say("no_lyrics", "en"))
    return session
