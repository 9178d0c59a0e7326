"""A lyric as files that other programs read."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import aigc
from aigc.app import giving
from aigc.app.lyrics.actions import Card, Session, card_of
from aigc.timings.lrc import write_lrc
from aigc.types.provenance import Provenance
from aigc.types.review import Exhibit, SpokenLine
from aigc.types.template import Template
from aigc.types.time import TimeRange
from aigc.types.timing import Timed
from pipelines import origin
from pipelines.lyrics import Config, Songbook, dump


def text(card: Card) -> str:
    """Return the lines, with an empty one between stanzas."""
    lines: list[str] = []
    for n, (form, words) in enumerate(zip(card.template.lines, card.lyric.lines, strict=True)):
        if n and form.stanza != card.template.lines[n - 1].stanza:
            lines.append("")
        lines.append(words)
    return "\n".join(lines) + "\n"


def lrc(card: Card) -> str:
    """Return the lines with their times; empty where the form does not tell all of them."""
    starts = [line.start for line in card.template.lines]
    if None in starts:
        return ""
    known = [start for start in starts if start is not None]
    lines = [
        Timed(text=words, time=TimeRange(start=start, duration=Fraction(0)))
        for start, words in zip(known, card.lyric.lines, strict=True)
    ]
    title = {"ti": card.template.name} if card.template.name else {}
    return write_lrc(lines, fields=title, ends=False)


def songbook(card: Card) -> str:
    """Return the form and the lyric as `aigc lyrics --json` prints them."""
    return dump(Songbook(template=card.template, candidates=(card.lyric,)))


def kinds(card: Card) -> tuple[str, ...]:
    """Return the endings of the files that a card can be had as."""
    return ("txt", "lrc", "json") if lrc(card) else ("txt", "json")


def written(card: Card, kind: str) -> str:
    """Return the file of one of `kinds`."""
    return {"txt": text, "lrc": lrc, "json": songbook}[kind](card)


def given(session: Session, number: int, kind: str, *, store: Path, keep: giving.Keep) -> Path:
    """Return a file of a card, counted from 0, once it has passed the gate.

    Raises
    ------
    InputError
        There is no such card.
    ReviewNeeded
        A person has to approve it first.
    TrustError
        A rule of the policy forbids it.
    """
    card = card_of(session, number)
    kind = kind if kind in kinds(card) else "txt"
    made = _origin(card.template, session.config)
    lines = tuple(SpokenLine(text=line) for line in card.lyric.lines)
    return giving.left(
        f"{name(card.template, number + 1)}.{kind}", written(card, kind).encode(), made,
        Exhibit(title=made.title, lines=lines), store=store, keep=keep,
    )  # fmt: skip


def _origin(template: Template, config: Config) -> Provenance:
    return Provenance(
        pipeline="lyrics", version=aigc.__version__, title=config.title or template.name,
        language=template.language, options=origin.chosen(config), seed=config.seed,
        sources=origin.source(config.score, "score"),
        uses=(origin.engine("lyrics", config.engine, model=config.model),),
    )  # fmt: skip


def name(template: Template, number: int) -> str:
    """Return what the files of a card are called, without an ending."""
    plain = "".join(c if c.isalnum() else "-" for c in template.name).strip("-")
    return f"{plain or 'lyric'}-{number}"
