"""A template as it shows itself in a notebook: coloured cells, line by line."""

from __future__ import annotations

from html import escape
from itertools import count
from typing import TYPE_CHECKING

from aigc.types.markup import faint, strong, table, titled

if TYPE_CHECKING:
    from aigc.types.template import Cell, Template, TemplateLine

_BOX = (
    "display:inline-block;min-width:1.5em;padding:1px 2px;margin:1px;text-align:center;"
    "border:1px solid {edge};border-radius:4px;background:{fill}"
)
_FREE_EDGE, _FREE_FILL = "#8886", "#8881"
_GOLDEN_DEGREES = 137.5
_FIRST_HUE = 260
_NOTES = ("C", "C♯", "D", "E♭", "E", "F", "F♯", "G", "A♭", "A", "B♭", "B")
_SIGNS = {"strong": "–", "weak": "˘"}


def template_html(template: Template) -> str:
    """Return a template as a table: part, line number, cells, and what ties the line to others.

    Cells of one rhyme group have one colour; a cell shows its lock, else its tone or stress.
    """
    hues = hues_of(template)
    rows = []
    for number, line in enumerate(template.lines):
        before = template.lines[number - 1] if number else None
        opens = before is None or before.stanza != line.stanza
        cells = "".join(
            _cell(cell, hues, f"{number + 1}:{k + 1}") for k, cell in enumerate(line.cells)
        )
        rows.append((strong(line.part if opens else ""), faint(number + 1), cells, _ties(line)))
    return titled(template.name, _facts(template), table(rows) + _keywords(template))


def hues_of(template: Template) -> dict[str, float]:
    """Return a hue in degrees for every rhyme group, neighbours far apart."""
    groups = dict.fromkeys(cell.rhyme for _, _, cell in template.places())
    numbers = count()
    return {
        g: (_FIRST_HUE + next(numbers) * _GOLDEN_DEGREES) % 360
        for g in groups
        if g not in ("", "x")
    }


def _cell(cell: Cell, hues: dict[str, float], place: str) -> str:
    edge, fill = _FREE_EDGE, _FREE_FILL
    if cell.rhyme in hues:
        hue = f"{hues[cell.rhyme]:.0f} 70% 50%"
        edge, fill = f"hsl({hue})", f"hsl({hue} / .25)"
    said = strong(cell.lock) if cell.lock else faint(cell.tone or _SIGNS.get(cell.stress, "·"))
    rhyme = f"<sub>{faint(cell.rhyme)}</sub>" if cell.rhyme else ""
    tip = escape(_described(cell, place), quote=True)
    box = f'<span title="{tip}" style="{_BOX.format(edge=edge, fill=fill)}">{said}{rhyme}</span>'
    return box + escape(cell.mark)


def _described(cell: Cell, place: str) -> str:
    allowed = "".join(sorted(cell.allowed)[:12]) + ("…" if len(cell.allowed) > 12 else "")
    facts = (
        f"rhyme {cell.rhyme}" if cell.rhyme else "",
        cell.tone or cell.stress,
        f"locked: {cell.lock}" if cell.lock else "",
        f"one of {allowed}" if allowed else "",
        " ".join(f"{_NOTES[p % 12]}{p // 12 - 1}" for p in cell.pitches),
        f"{cell.beats} beats" if cell.beats else "",
        f"then {cell.rest} beats of rest" if cell.rest else "",
    )
    return " · ".join((place, *(fact for fact in facts if fact)))


def _ties(line: TemplateLine) -> str:
    hook = faint(f"= line {line.repeats + 1}") if line.repeats is not None else ""
    start = faint(f"at {float(line.start):.2f} s") if line.start is not None else ""
    return f"{hook} {start}".strip()


def _facts(template: Template) -> str:
    sizes = f"{len(template.lines)} lines", f"{len(template)} cells"
    return " · ".join((template.language, template.book, *sizes))


def _keywords(template: Template) -> str:
    said = (
        word.text + (f" (line {word.line + 1})" if word.line is not None else "")
        for word in template.keywords
    )
    words = ", ".join(said)
    return f"<p>{faint('Keywords:')} {escape(words)}</p>" if words else ""
