"""A form as it is read back: coloured cells, lengths, and what rhymes with what."""

from __future__ import annotations

from html import escape
from itertools import groupby

from aigc.app.lyrics.grid import grid
from aigc.app.lyrics.parts import EXAMPLES
from aigc.app.lyrics.words import CHOICES, say
from aigc.app.troubles import sentence_of
from aigc.app.words import Tongue, named
from aigc.types.template import UNRHYMED, Template
from aigc.types.template_html import hues_of

MOST_TIMES = 8
"""So many equal lengths are written out."""


def examples(tongue: Tongue) -> str:
    """Return forms to begin with, each a button."""
    buttons = "".join(
        f'<button type="button" data-example="{n}">{escape(label)}</button>'
        for n, (_, label) in enumerate(EXAMPLES)
    )
    return f'<div class="tries"><span>{say("examples", tongue)}</span>{buttons}</div>'


def unread(tongue: Tongue) -> str:
    """Return the place where a form will be read back."""
    return f'<section class="read none"><p>{say("empty.form", tongue)}</p></section>'


def wrong(exc: BaseException, tongue: Tongue) -> str:
    """Return what cannot be read, beside its field."""
    return f'<p class="wrong" role="alert">{escape(sentence_of(exc, tongue))}</p>'


def read_back(template: Template, tongue: Tongue) -> str:
    """Return a form cell by cell under its name, size, book and rhymes."""
    name = f"<h3>{escape(template.name)}</h3>" if template.name else ""
    size = say(f"size.{template.language}", tongue, lines=len(template.lines), cells=len(template))
    lengths = "/".join(_length(len(list(run)), size) for size, run in _runs(template))
    book = named(CHOICES, template.book, tongue)
    return (
        f'<section class="read"><header>{name}<small>{size} · {book}</small></header>'
        f'<dl><div><dt>{say("lengths", tongue)}</dt><dd class="sizes">{lengths}</dd></div>'
        f"<div><dt>{say('rhymes', tongue)}</dt><dd>{_rhymes(template, tongue)}</dd></div>"
        f"{_keywords(template, tongue)}</dl>"
        f'<div class="grid">{grid(template, tongue)}</div></section>'
    )


def _keywords(template: Template, tongue: Tongue) -> str:
    said = "".join(
        f"<b>{escape(word.text)}"
        + (
            f" <small>{say('at_line', tongue, lines=word.line + 1)}</small>"
            if word.line is not None
            else ""
        )
        + "</b>"
        for word in template.keywords
    )
    return (
        f'<div class="tied"><dt>{say("keywords", tongue)}</dt><dd>{said}</dd></div>' if said else ""
    )


def _runs(template: Template) -> list[tuple[int, list[int]]]:
    sizes = [len(line) for line in template.lines]
    return [(size, list(run)) for size, run in groupby(sizes)]


def _length(times: int, size: int) -> str:
    return (
        "/".join([str(size)] * times) if times <= MOST_TIMES else f"{size}<small> × {times}</small>"
    )


def _rhymes(template: Template, tongue: Tongue) -> str:
    """Return the lines of each rhyme in the colour that its cells have."""
    lines: dict[str, list[int]] = {}
    for i, _, cell in template.places():
        if cell.rhyme:
            lines.setdefault(cell.rhyme, []).append(i + 1)
    hues, said = hues_of(template), []
    for group, numbers in lines.items():
        where = " ".join(map(str, dict.fromkeys(numbers)))
        if group == UNRHYMED:
            said.append(f'<span class="apart">{say("rhymes.apart", tongue)} {where}</span>')
        else:
            style = f"--hue: {hues[group]:.0f}"
            said.append(f'<span class="rhyme" style="{style}"><b>{escape(group)}</b>{where}</span>')
    return "".join(said) or say("rhymes.none", tongue)
