"""What the buttons of the lyrics page do: plain functions from values to values."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from aigc.app.form import given
from aigc.app.lyrics.locks import held, released, toggled
from aigc.app.lyrics.words import say
from aigc.config import build
from aigc.errors import AigcError, InputError
from aigc.lyrics.forms.editing import Place
from aigc.lyrics.verify.verifier import verify
from aigc.progress import Progress
from aigc.store import Store
from aigc.timings.lrc import STAMP
from aigc.types.lyric import Lyric
from aigc.types.template import Template
from pipelines import lyrics as pipeline
from pipelines.lyrics import Config

VERSIONS = 4
"""So many ways to write a line or a cell anew are looked at; the best that is new is taken."""
ATTEMPTS = 3
_FILES = (".json", ".lrc", ".txt")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """What the page's fields say; ``values`` are the options by name."""

    source: str
    notation: str = ""
    cipai: str = ""
    variant: str = ""
    words: str = ""
    file: Path | None = None
    score: Path | None = None
    values: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """How the fields were understood.

    ``bare`` is the form without the demands; ``template`` has them, as far as they can be had;
    ``clash`` says why they cannot.
    """

    config: Config
    bare: Template
    template: Template
    clash: AigcError | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Card:
    """A lyric on the page, the form it was written under, and what it was before."""

    lyric: Lyric
    template: Template
    before: Card | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """What one visitor has written so far.

    ``locks`` are those that stand in the field; ``rolls`` counts what was written anew, for seeds.
    """

    config: Config
    bare: Template
    cards: tuple[Card, ...]
    locks: tuple[str, ...] = ()
    rolls: int = 0

    @property
    def stale(self) -> bool:
        """Whether locks have changed since the lyrics were written."""
        return self.locks != self.config.lock


def read(asked: Asked) -> Reading:
    """Return how the fields are understood.

    Raises
    ------
    InputError, ConfigError
        There is no form, or it cannot be read.
    """
    with TemporaryDirectory(prefix="aigc-lyrics-") as folder:
        config = build(Config, given(Config, asked.values) | _source(asked, Path(folder)))
        bare = pipeline.form(config.model_copy(update={"keyword": (), "lock": ()}))
        try:
            return Reading(config=config, bare=bare, template=pipeline.form(config))
        except AigcError as exc:
            return Reading(config=config, bare=bare, template=bare, clash=exc)


def _source(asked: Asked, folder: Path) -> dict[str, Any]:
    """Return the one option that names the form; text of the page never names a file."""
    if asked.source == "cipai" and asked.cipai:
        return {"cipai": f"{asked.cipai}/{asked.variant}" if asked.variant else asked.cipai}
    if asked.source == "score" and asked.score:
        return {"score": asked.score}
    if asked.source == "like" and asked.file:
        is_form = asked.file.suffix.lower() == ".json"
        return {"template": str(asked.file)} if is_form else {"like": asked.file}
    if asked.source == "like" and asked.words.strip():
        path = folder / ("words.lrc" if STAMP.search(asked.words) else "words.txt")
        path.write_text(asked.words, encoding="utf-8")
        return {"like": path}
    notation = asked.notation.strip()
    if asked.source == "template" and notation.lower().endswith(_FILES):
        raise InputError("A file is not opened by its name here. Upload it under “A lyric”.")
    if asked.source == "template" and notation:
        return {"template": notation}
    raise InputError(say("no_form", "en"))


def write(store: Store, asked: Asked, progress: Progress) -> Session:
    """Write lyrics under the form that the fields ask for."""
    reading = read(asked)
    if reading.clash is not None:
        raise reading.clash
    config, template = reading.config, reading.template
    lyrics = pipeline.write(template, config, store=store, progress=progress)
    cards = tuple(Card(lyric=lyric, template=template) for lyric in lyrics)
    return Session(config=config, bare=reading.bare, cards=cards, locks=config.lock)


def card_of(session: Session, number: int) -> Card:
    """Return a card of the session, counted from 0."""
    if not 0 <= number < len(session.cards):
        raise InputError(say("no_lyrics", "en"))
    return session.cards[number]


def reroll(
    store: Store,
    session: Session,
    number: int,
    progress: Progress,
    *,
    lines: Collection[int] = (),
    cells: Collection[Place] = (),
) -> Session:
    """Write lines or cells of a card anew, around the locks that stand in them.

    Raises
    ------
    InputError
        When there are no other words for them.
    """
    card, rolls = card_of(session, number), session.rolls
    form = held(card.template, card.lyric, session.locks, lines=lines, cells=cells)
    for _ in range(ATTEMPTS):
        rolls += 1
        config = session.config.model_copy(
            update={"count": VERSIONS, "seed": session.config.seed + rolls}
        )
        versions = pipeline.reroll(
            form, card.lyric, config, lines=lines, cells=cells, store=store, progress=progress
        )
        fresh = [v for v in versions if v.lines != card.lyric.lines]
        if fresh:
            (scored,) = pipeline.score(
                card.template, fresh[:1], config, store=store, progress=progress
            )
            changed = Card(lyric=scored, template=card.template, before=card)
            return replace(_changed(session, number, changed), rolls=rolls)
    raise InputError("Nothing else was found there. Release a lock or another character beside it.")


def judged(store: Store, reading: Reading, lines: Sequence[str]) -> Mapping[str, float]:
    """Return the scores of words by hand; none while they break the form, or nobody can judge."""
    template = reading.template
    if not verify(template, lines).ok:
        return {}
    lyric = Lyric(lines=tuple(lines), language=template.language)
    try:
        (scored,) = pipeline.score(template, (lyric,), reading.config, store=store)
    except AigcError:
        return {}
    return scored.score


def undo(store: Store, session: Session, number: int) -> Session:
    """Take back the last change of a card's words; what was released stays so."""
    card = card_of(session, number)
    before = _under(store, session.config, card.before or card, card.template)
    return _changed(session, number, before)


def _under(store: Store, config: Config, card: Card, template: Template) -> Card:
    """Return a card under a form that differs in its locks, with the scores it has there."""
    if card.template == template:
        return card
    (lyric,) = pipeline.score(template, (card.lyric,), config, store=store)
    return replace(card, lyric=lyric, template=template)


def _changed(session: Session, number: int, card: Card) -> Session:
    cards = list(session.cards)
    cards[number] = card
    return replace(session, cards=tuple(cards))


def lock(
    store: Store, session: Session, number: int, places: Collection[Place], *, on: bool
) -> Session:
    """Keep what a card has in these cells, or let it go, whatever is written next.

    Raises
    ------
    InputError
        The form itself fixes one of the cells.
    """
    card = card_of(session, number)
    locks = toggled(session.bare, card.lyric, session.locks, places, on=on)
    return relocked(store, session, locks)


def relocked(store: Store, session: Session, locks: tuple[str, ...]) -> Session:
    """Return the session with these locks, as their field has them.

    Raises
    ------
    InputError
        One of them is not understood.
    """
    forms = (released(card.template, session.bare, locks) for card in session.cards)
    pairs = zip(session.cards, forms, strict=True)
    cards = tuple(_under(store, session.config, card, form) for card, form in pairs)
    return replace(session, locks=locks, cards=cards)
