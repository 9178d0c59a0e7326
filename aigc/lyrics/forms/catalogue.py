"""Every form that has a name, of Song lyrics, regulated verse and English verse."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from aigc.errors import InputError
from aigc.lyrics.forms import cipai, metres, regulated
from aigc.lyrics.forms.cipai import Variant

Kind = Literal["cipai", "shi", "metre"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """A named form: its other names, and its variants by number."""

    kind: Kind
    name: str
    others: tuple[str, ...]
    variants: tuple[Variant, ...]

    @property
    def sizes(self) -> str:
        """How many characters, or syllables, its variants have: ``93-97``."""
        return _range([v.characters for v in self.variants])

    @property
    def lines(self) -> str:
        """How many lines its variants have."""
        return _range([v.lines for v in self.variants])


def _range(numbers: list[int]) -> str:
    low, high = min(numbers), max(numbers)
    return str(low) if low == high else f"{low}-{high}"


def entries() -> Iterator[Entry]:
    """Yield regulated verse, English metres, then all cipai in the order of the catalogue."""
    for name in regulated.names():
        yield _entry("shi", name, regulated.aliases(name), regulated.variants(name))
    for name in metres.names():
        form = metres.metre(name)
        rhymes = sum(bool(cell.rhyme) for _, _, cell in form.places())
        only = Variant(
            name=name,
            number=1,
            characters=len(form),
            lines=len(form.lines),
            rhymes=rhymes,
            usual=True,
            about=form.name,
        )
        yield _entry("metre", name, (), (only,))
    for name in cipai.names():
        yield _entry("cipai", name, cipai.aliases(name), cipai.variants(name))


def _entry(kind: Kind, name: str, others: tuple[str, ...], variants: tuple[Variant, ...]) -> Entry:
    return Entry(kind=kind, name=name, others=others, variants=variants)


def search(part: str) -> tuple[Entry, ...]:
    """Return the forms that have ``part`` in a name; all for an empty one.

    Raises
    ------
    InputError
        When there is none; close names are offered.
    """
    wanted = part.strip().lower()
    found = tuple(e for e in entries() if any(wanted in n for n in (e.name, *e.others)))
    if found:
        return found
    if wanted.isascii():
        metres.metre(wanted)
    cipai.variants(wanted)
    raise InputError(f"No form is called {part!r}.")
