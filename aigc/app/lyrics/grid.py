"""The cells of a form on the page, line by line, each with all that must hold there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from html import escape

from aigc.app.lyrics.words import say
from aigc.app.words import Tongue
from aigc.types.template import UNRHYMED, Cell, Template, TemplateLine, place_name
from aigc.types.template_html import hues_of

MOST_ALLOWED = 12
_NOTES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
_SIGNS = {"strong": "–", "weak": "˘"}


def grid(template: Template, tongue: Tongue) -> str:
    """Return a table: part, line number, cells, and what ties the line to others."""
    hues, stanza, rows = hues_of(template), None, []
    for n, line in enumerate(template.lines):
        part = escape(line.part) if line.stanza != stanza else ""
        stanza = line.stanza
        cells = "".join(
            _cell(cell, hues, " · ".join((place_name(n, k), *_facts(cell, tongue))))
            for k, cell in enumerate(line.cells)
        )
        ties = " ".join(_ties(line, tongue))
        rows.append(
            f"<tr><th>{part}</th><td><small>{n + 1}</small></td><td>{cells}</td>"
            f"<td><small>{ties}</small></td></tr>"
        )
    return f"<table>{''.join(rows)}</table>"


def _cell(cell: Cell, hues: Mapping[str, float], tip: str) -> str:
    """Return a cell: its lock, else its tone or stress, in the colour of its rhyme."""
    kind, style = "cell", ""
    if cell.rhyme in hues:
        kind, style = "cell tuned", f' style="--hue: {hues[cell.rhyme]:.0f}"'
    said = f"<b>{escape(cell.lock)}</b>" if cell.lock else cell.tone or _SIGNS.get(cell.stress, "·")
    rhyme = f"<sub>{escape(cell.rhyme)}</sub>" if cell.rhyme else ""
    box = f'<span class="{kind}"{style} title="{escape(tip)}">{said}{rhyme}</span>'
    return box + escape(cell.mark)


def _facts(cell: Cell, tongue: Tongue) -> Iterator[str]:
    """Yield all that must hold in a cell."""
    if cell.rhyme:
        apart = cell.rhyme == UNRHYMED
        key = "rhymes.apart" if apart else "cell.rhyme"
        yield say(key, tongue, group=cell.rhyme)
    if cell.tone or cell.stress:
        yield say(f"cell.{cell.tone or cell.stress}", tongue)
    if cell.lock:
        yield say("cell.lock", tongue, text=cell.lock)
    if cell.allowed:
        more = "…" if len(cell.allowed) > MOST_ALLOWED else ""
        yield say("cell.allowed", tongue, text="".join(sorted(cell.allowed)[:MOST_ALLOWED]) + more)
    if cell.pitches:
        yield " ".join(f"{_NOTES[p % 12]}{p // 12 - 1}" for p in cell.pitches)
    if cell.beats:
        yield say("cell.beats", tongue, beats=cell.beats)
    if cell.rest:
        yield say("cell.rest", tongue, beats=cell.rest)


def _ties(line: TemplateLine, tongue: Tongue) -> Iterator[str]:
    if line.repeats is not None:
        yield say("line.repeats", tongue, n=line.repeats + 1)
    if line.start is not None:
        yield say("line.start", tongue, time=f"{float(line.start):.2f}")
