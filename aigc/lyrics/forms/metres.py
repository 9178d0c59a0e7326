"""The forms of English verse by name: sonnets, ballads, hymns, and how their syllables fall."""

from __future__ import annotations

from dataclasses import dataclass

from aigc.errors import InputError, did_you_mean
from aigc.types.template import Cell, Stress, Template, TemplateLine

IAMB, TROCHEE, ANAPAEST = "ws", "sw", "wws"
_STRESSES: dict[str, Stress] = {"s": "strong", "w": "weak", ".": ""}


@dataclass(frozen=True, slots=True, kw_only=True)
class Metre:
    """A form: the feet of each line, and the rhymes of each stanza.

    Attributes
    ----------
    title : str
        What the form is called in print.
    stanzas : tuple of str
        A letter for each line of a stanza: lines of one letter rhyme through the whole form;
        ``.`` is a line without a rhyme.
    feet : tuple of str
        The beats of a line, ``w`` weak, ``s`` strong, ``.`` either; used in turn, anew for each
        stanza.
    """

    title: str
    stanzas: tuple[str, ...]
    feet: tuple[str, ...]


PENTAMETER, TETRAMETER, TRIMETER = IAMB * 5, IAMB * 4, IAMB * 3
_COMMON, _SHORT = (TETRAMETER, TRIMETER), (TRIMETER, TRIMETER, TETRAMETER, TRIMETER)

METRES: dict[str, Metre] = {
    "sonnet": Metre(
        title="Shakespearean sonnet",
        stanzas=("abab", "cdcd", "efef", "gg"),
        feet=(PENTAMETER,),
    ),
    "petrarchan sonnet": Metre(
        title="Petrarchan sonnet", stanzas=("abbaabba", "cdecde"), feet=(PENTAMETER,)
    ),
    "spenserian sonnet": Metre(
        title="Spenserian sonnet", stanzas=("abab", "bcbc", "cdcd", "ee"), feet=(PENTAMETER,)
    ),
    "quatrain": Metre(title="Heroic quatrain", stanzas=("abab",), feet=(PENTAMETER,)),
    "couplets": Metre(title="Heroic couplets", stanzas=("aabbccdd",), feet=(PENTAMETER,)),
    "short couplets": Metre(title="Short couplets", stanzas=("aabbccdd",), feet=(TETRAMETER,)),
    "blank verse": Metre(title="Blank verse", stanzas=("........",), feet=(PENTAMETER,)),
    "ballad": Metre(title="Ballad", stanzas=(".a.a", ".b.b", ".c.c", ".d.d"), feet=_COMMON),
    "common metre": Metre(title="Common metre, 8.6.8.6", stanzas=("abab", "cdcd"), feet=_COMMON),
    "long metre": Metre(title="Long metre, 8.8.8.8", stanzas=("abab", "cdcd"), feet=(TETRAMETER,)),
    "short metre": Metre(title="Short metre, 6.6.8.6", stanzas=("abab", "cdcd"), feet=_SHORT),
    "hymn": Metre(
        title="Hymn, 8.7.8.7", stanzas=("abab", "cdcd"), feet=(TROCHEE * 4, TROCHEE * 3 + "s")
    ),
    "limerick": Metre(
        title="Limerick",
        stanzas=("aabba",),
        feet=(
            IAMB + ANAPAEST * 2,
            IAMB + ANAPAEST * 2,
            IAMB + ANAPAEST,
            IAMB + ANAPAEST,
            IAMB + ANAPAEST * 2,
        ),
    ),
    "haiku": Metre(title="Haiku, 5.7.5", stanzas=("...",), feet=("." * 5, "." * 7, "." * 5)),
}


def names() -> tuple[str, ...]:
    """Return what `metre` knows."""
    return tuple(METRES)


def metre(name: str, *, stress: bool = True) -> Template:
    """Return a form of English verse; hyphens, case and the American spelling do not matter.

    Without ``stress`` it has only lengths and rhymes.

    >>> [len(line) for line in metre("Common-Meter").lines[:4]]
    [8, 6, 8, 6]

    Raises
    ------
    InputError
        When no form has that name; the message offers close matches.
    """
    known = " ".join(name.lower().replace("-", " ").replace("meter", "metre").split())
    if known not in METRES:
        raise InputError(
            f"No English form is called {name!r}. {did_you_mean(known, METRES)} "
            "Or write the form yourself, for instance 8/6/8/6 abab."
        )
    form = METRES[known]
    feet = form.feet if stress else tuple("." * len(foot) for foot in form.feet)
    lines = tuple(
        TemplateLine(cells=_cells(feet[i % len(feet)], letter), stanza=stanza)
        for stanza, letters in enumerate(form.stanzas)
        for i, letter in enumerate(letters)
    )
    return Template(lines=lines, language="en", book="english", name=form.title)


def _cells(feet: str, letter: str) -> tuple[Cell, ...]:
    group = letter.replace(".", "")
    last = len(feet) - 1
    return tuple(
        Cell(stress=_STRESSES[beat], rhyme=group if k == last else "")
        for k, beat in enumerate(feet)
    )
