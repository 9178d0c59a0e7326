"""Locks as they stand in their field, set and released cell by cell."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import replace

from aigc.errors import InputError
from aigc.lyrics.forms.editing import Lock, Place, opened, parse_lock, with_locks
from aigc.lyrics.forms.filling import filled
from aigc.lyrics.forms.hooks import roots
from aigc.types.lyric import Lyric
from aigc.types.template import Template, place_name


def locked(locks: Iterable[str], template: Template) -> dict[Place, str]:
    """Return what locks put into which cell: characters, or whole English words.

    One in a line that repeats another stands in the first line with those words.
    """
    root = dict(enumerate(roots(template.lines)))
    found: dict[Place, str] = {}
    for item in map(parse_lock, locks):
        pieces = [item.text] if template.language == "en" else list("".join(item.text.split()))
        for k, piece in enumerate(pieces):
            found[root.get(item.line, item.line), item.cell + k] = piece
    return found


def fixed(locks: Iterable[str], template: Template) -> dict[Place, str]:
    """Return what locks and the template itself fix, in every line that has the words."""
    root = roots(template.lines)
    own = {(root[i], k): cell.lock for i, k, cell in template.places() if cell.lock}
    found = locked(locks, template) | own
    places = ((i, k) for i, k, _ in template.places())
    return {(i, k): found[root[i], k] for i, k in places if (root[i], k) in found}


def toggled(
    template: Template,
    lyric: Lyric,
    locks: Collection[str],
    places: Collection[Place],
    *,
    on: bool,
) -> tuple[str, ...]:
    """Return the locks with what ``lyric`` has in ``places`` set or released.

    Raises
    ------
    InputError
        The template itself fixes one of the cells that are to be released.
    """
    found, own, root = locked(locks, template), fixed((), template), roots(template.lines)
    for line, words in enumerate(filled(template, lyric)):
        for word in words:
            touched = {(line, word.cell + k) for k in range(word.cells)}
            if not touched & set(places):
                continue
            formal = own.get((line, word.cell))
            if formal and not on:
                name = place_name(line, word.cell)
                raise InputError(f"The form itself fixes {formal} at {name}. Change the form.")
            found.pop((root[line], word.cell), None)
            if on and not formal:
                found[root[line], word.cell] = word.text
    return tuple(_written(found, joined=template.language == "zh"))


def held(
    template: Template,
    lyric: Lyric,
    locks: Iterable[str],
    *,
    lines: Collection[int] = (),
    cells: Collection[Place] = (),
) -> Template:
    """Return the template with the locks that stand where a lyric is written anew.

    Raises
    ------
    InputError
        A lock clashes with the template; or see `aigc.lyrics.forms.editing.opened`.
    """
    free = opened(template, lyric, lines=lines, cells=cells)
    asked = locked(locks, template).items()
    return with_locks(
        template, [Lock(line=i, cell=k, text=text) for (i, k), text in asked if (i, k) in free]
    )


def released(template: Template, bare: Template, locks: Iterable[str]) -> Template:
    """Return the template without the locks that neither ``bare``, its form, nor ``locks`` has."""
    kept = fixed(locks, bare)
    lines = []
    for i, (line, own) in enumerate(zip(template.lines, bare.lines, strict=True)):
        cells = (
            cell if kept.get((i, k)) == cell.lock else replace(cell, lock=own.cells[k].lock)
            for k, cell in enumerate(line.cells)
        )
        lines.append(replace(line, cells=tuple(cells)))
    return replace(template, lines=tuple(lines))


def _written(found: Mapping[Place, str], *, joined: bool) -> Iterator[str]:
    """Yield locks in reading order, neighbouring characters as one."""
    runs: list[tuple[Place, list[str]]] = []
    for (line, cell), text in sorted(found.items()):
        if runs and joined:
            (before, first), texts = runs[-1]
            if before == line and first + len(texts) == cell:
                texts.append(text)
                continue
        runs.append(((line, cell), [text]))
    for (line, cell), texts in runs:
        span = f"-{cell + len(texts)}" if len(texts) > 1 else ""
        yield f"{place_name(line, cell)}{span}={''.join(texts)}"
