"""A lyric as files that other programs read."""

from __future__ import annotations

import json
from fractions import Fraction

from aigc.app.lyrics.actions import Card
from aigc.timings.lrc import write_lrc
from aigc.types.template import Template
from aigc.types.time import TimeRange
from aigc.types.timing import Timed
from pipelines.lyrics import Songbook, dump


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


def all_of(card: Card) -> str:
    """Return all files by their endings as JSON, for the page to give away."""
    files = {"txt": text(card), "lrc": lrc(card), "json": songbook(card)}
    return json.dumps({k: v for k, v in files.items() if v}, ensure_ascii=False)


def name(template: Template, number: int) -> str:
    """Return what the files of a card are called, without an ending."""
    plain = "".join(c if c.isalnum() else "-" for c in template.name).strip("-")
    return f"{plain or 'lyric'}-{number}"
