"""Regulated verse (近体诗): quatrains and octaves of five or seven characters a line."""

from __future__ import annotations

from dataclasses import dataclass, replace

from aigc.errors import InputError, did_you_mean
from aigc.lyrics.forms.cipai import Variant, check_number, split_number
from aigc.types.template import Cell, Template, TemplateLine, Tone

_TONES: dict[str, Tone] = {"平": "平", "仄": "仄", "中": ""}
_LINES = {
    5: {"A": "中仄平平仄", "B": "平平仄仄平", "C": "中平平仄仄", "D": "中仄仄平平"},
    7: {"A": "中平中仄平平仄", "B": "中仄平平仄仄平", "C": "中仄中平平仄仄", "D": "中平中仄仄平平"},
}
"""The four kinds of line: unrhymed A and C end oblique, rhymed B and D end level.

The places that are free (中) are those where no lone level tone (孤平) can come about.
"""
_NEXT = {"B": "CD", "D": "AB"}
"""The couplet that keeps the rule of adhesion (粘) after one that ends in B or D."""


@dataclass(frozen=True, slots=True, kw_only=True)
class _Form:
    name: str
    short: str
    size: int
    lines: int
    openings: tuple[str, ...]


_FORMS = {
    form.name: form
    for form in (
        _Form(name="五言绝句", short="五绝", size=5, lines=4, openings=("AB", "DB", "CD", "BD")),
        _Form(name="七言绝句", short="七绝", size=7, lines=4, openings=("DB", "BD", "AB", "CD")),
        _Form(name="五言律诗", short="五律", size=5, lines=8, openings=("AB", "DB", "CD", "BD")),
        _Form(name="七言律诗", short="七律", size=7, lines=8, openings=("DB", "BD", "AB", "CD")),
    )
}


def names() -> tuple[str, ...]:
    """Return the names of the forms."""
    return tuple(_FORMS)


def aliases(name: str) -> tuple[str, ...]:
    """Return the other names of a form."""
    return (_form(name).short,)


def variants(name: str) -> tuple[Variant, ...]:
    """Return the four variants of a form: opening oblique or level, first line rhymed or not.

    Raises
    ------
    InputError
        When no form has the name.
    """
    form = _form(name)
    return tuple(
        Variant(
            name=form.name,
            number=number,
            characters=form.size * form.lines,
            lines=form.lines,
            rhymes=form.lines // 2 + (opening[0] in "BD"),
            usual=number == 1,
            about=_about(form, opening),
        )
        for number, opening in enumerate(form.openings, 1)
    )


def regulated(name: str, variant: int | None = None, *, tones: bool = True) -> Template:
    """Return a form of regulated verse under the book 平水韵.

    Parameters
    ----------
    name : str
        五言绝句, 七言绝句, 五言律诗, 七言律诗 or 五绝, 七绝, 五律, 七律, with the number of a
        variant if wished: 七绝·其二, 七绝/2.
    variant : int, optional
        Which of `variants`, counted from 1; the first where neither says it.
    tones : bool
        Whether every character keeps its tone; without it only the rhymes do.

    Raises
    ------
    InputError
        When no form has the name, or it has no such variant.

    Notes
    -----
    Source: Wang Li, 诗词格律, 1962, chapter 2.
    """
    plain, number = split_number(name)
    form = _form(plain)
    wanted = variant if variant is not None else number if number is not None else 1
    chosen = check_number(form.name, wanted, len(form.openings))
    kinds = form.openings[chosen - 1]
    while len(kinds) < form.lines:
        kinds += _NEXT[kinds[-1]]
    lines = tuple(_line(_LINES[form.size][kind], kind, n, tones) for n, kind in enumerate(kinds))
    return Template(lines=lines, book="pingshui", name=f"{form.name}·{_about(form, kinds)}")


def _line(pattern: str, kind: str, index: int, tones: bool) -> TemplateLine:
    cells = [Cell(tone=_TONES[sign] if tones else "") for sign in pattern]
    rhymed = kind in "BD"
    last = replace(cells[-1], mark="。" if index % 2 else "，", rhyme="a" if rhymed else "")
    cells[-1] = replace(last, tone="平") if rhymed else last
    return TemplateLine(cells=tuple(cells))


def _about(form: _Form, kinds: str) -> str:
    """Return the traditional word for an opening: the tone of its second character, its rhyme."""
    start = _LINES[form.size][kinds[0]][1]
    return f"{start}起首句{'入韵' if kinds[0] in 'BD' else '不入韵'}"


def _form(name: str) -> _Form:
    for form in _FORMS.values():
        if name in (form.name, form.short):
            return form
    known = [word for form in _FORMS.values() for word in (form.name, form.short)]
    raise InputError(f'No form of regulated verse is called "{name}". {did_you_mean(name, known)}')
