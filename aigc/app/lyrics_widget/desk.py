"""What lies on a songwriter's desk: lyrics under one form, and what is held fast in each."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass, replace

from aigc.errors import InputError
from aigc.lyrics.forms.editing import Place, lock, locked_from
from aigc.lyrics.forms.filling import Placed, filled
from aigc.lyrics.forms.hooks import roots
from aigc.lyrics.verify.verifier import verify
from aigc.types.lyric import Lyric
from aigc.types.template import Template, place_name
from pipelines.lyrics import Songbook


@dataclass(frozen=True, slots=True, kw_only=True)
class Desk:
    """A form, lyrics that have its cells, and which one is looked at.

    Attributes
    ----------
    held : tuple of frozenset of Place
        For each lyric the cells whose words stay when the rest is written anew, beside those
        that the template itself locks. Lines with the same words share them: they stand at the
        first.
    """

    template: Template
    lyrics: tuple[Lyric, ...]
    held: tuple[frozenset[Place], ...]
    chosen: int = 0

    @property
    def lyric(self) -> Lyric:
        """The lyric that is looked at."""
        return self.lyrics[self.chosen]

    @property
    def locks(self) -> frozenset[Place]:
        """The cells that are held in it."""
        return self.held[self.chosen]

    @property
    def form(self) -> Template:
        """The template with all that is held in the lyric locked."""
        return locked_from(self.template, self.lyric, self.locks)

    @property
    def words(self) -> list[tuple[Placed, ...]]:
        """What stands in the cells of each line of the lyric."""
        return filled(self.template, self.lyric)


def desk_of(songbook: Songbook) -> Desk:
    """Return a desk with the lyrics of a songbook, nothing held.

    Raises
    ------
    InputError
        The songbook has no lyrics.
    """
    if not songbook.candidates:
        raise InputError("The songbook has no lyrics. Write at least one first.")
    held: tuple[frozenset[Place], ...] = (frozenset(),) * len(songbook.candidates)
    return Desk(template=songbook.template, lyrics=songbook.candidates, held=held)


def look_at(desk: Desk, chosen: int) -> Desk:
    """Return the desk with another lyric looked at.

    Raises
    ------
    InputError
        There is no such lyric.
    """
    if not 0 <= chosen < len(desk.lyrics):
        raise InputError(
            f"There is no lyric {chosen}: there are lyrics 0 to {len(desk.lyrics) - 1}."
        )
    return replace(desk, chosen=chosen)


def hold(desk: Desk, places: Iterable[Place]) -> Desk:
    """Return the desk with exactly these cells held, English words whole.

    A cell of a line that repeats another is held there, for both.

    Raises
    ------
    InputError
        A cell lies outside the template.
    """
    whole = _whole(desk, set(places))
    held = [whole if n == desk.chosen else old for n, old in enumerate(desk.held)]
    return replace(desk, held=tuple(held))


def turn(desk: Desk, places: Iterable[Place]) -> Desk:
    """Return the desk with these cells held, or let go if all of them were."""
    whole = _whole(desk, set(places))
    return hold(desk, desk.locks - whole if whole <= desk.locks else desk.locks | whole)


def let_go(desk: Desk, place: Place) -> Desk:
    """Return the desk with what stands on a cell not held."""
    return hold(desk, desk.locks - _whole(desk, {place}))


def lines_again(template: Template, line: int) -> frozenset[int]:
    """Return the lines that have the words of ``line``, itself among them."""
    root = dict(enumerate(roots(template.lines)))
    return frozenset(n for n, first in root.items() if first == root.get(line))


def put(desk: Desk, place: Place, text: str) -> tuple[Desk, Template]:
    """Return the desk with ``text`` held from a cell on, and the form that asks for it.

    Chinese text takes the place of as many characters, in lines that repeat this one as well. An
    English word is only asked for, where the one that it is typed over is let go: what it moves
    must be written anew.

    Raises
    ------
    InputError
        The text has no place there; see `aigc.lyrics.forms.editing.with_locks`.
    """
    line, cell = place
    form = lock(desk.template, line, cell, text)
    if form.language == "en":
        freed = let_go(desk, place)
        return freed, lock(freed.form, line, cell, text)
    asked = {(i, k) for i, k, c in form.places() if c.lock != desk.template.lines[i].cells[k].lock}
    lines = list(desk.lyric.lines)
    for other in lines_again(form, line):
        characters = [word.text for word in desk.words[other]]
        for i, k in asked:
            characters[k] = form.lines[i].cells[k].lock
        pairs = zip(characters, form.lines[other].cells, strict=True)
        lines[other] = "".join(character + c.mark for character, c in pairs)
    fresh = Lyric(lines=tuple(lines), language=form.language)
    return hold(with_lyric(desk, fresh), desk.locks | asked), form


def with_lyric(desk: Desk, lyric: Lyric) -> Desk:
    """Return the desk with the lyric that is looked at replaced."""
    lyrics = [lyric if n == desk.chosen else old for n, old in enumerate(desk.lyrics)]
    return replace(desk, lyrics=tuple(lyrics))


def loose_faults(desk: Desk) -> frozenset[Place]:
    """Return the cells of the lyric that are against the form and not held."""
    root = roots(desk.template.lines)
    faults = verify(desk.template, desk.lyric.lines).faults
    places = ((root[f.line], f.cell) for f in faults if f.line is not None and f.cell is not None)
    return frozenset(places) - desk.locks


def _whole(desk: Desk, places: Collection[Place]) -> frozenset[Place]:
    """Return the cells of all words that any of ``places`` belongs to, where they first stand."""
    lines, root, words = desk.template.lines, roots(desk.template.lines), desk.words
    found: set[Place] = set()
    for line, cell in sorted(places):
        if not (0 <= line < len(lines) and 0 <= cell < len(lines[line])):
            raise InputError(f"There is no cell {place_name(line, cell)} in this form.")
        for word in words[root[line]]:
            span = range(word.cell, word.cell + word.cells)
            if cell in span:
                found |= {(root[line], k) for k in span}
    return frozenset(found)
