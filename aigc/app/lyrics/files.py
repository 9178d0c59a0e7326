"""A lyric as files that other programs read."""

from __future__ import annotations

import json
from fractions import Fraction

from aigc.app.lyrics.actions import Card
from aigc.types.template import Template
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
    stamped = [
        f"[{_stamp(start)}]{words}"
        for start, words in zip(starts, card.lyric.lines, strict=True)
        if start is not None
    ]
    title = [f"[ti:{card.template.name}]"] if card.template.name else []
    return "\n".join([*title, *stamped]) + "\n"


def _stamp(seconds: Fraction) -> str:
    hundredths = round(seconds * 100)
    return f"{hundredths // 6000:02d}:{hundredths % 6000 // 100:02d}.{hundredths % 100:02d}"


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
