"""A Chinese lyric against its form: cell by cell, then what hangs together."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from aigc.lyrics.verify.books import Sound, Sounds, every_sound, heard
from aigc.lyrics.verify.grid import Row, roots, rows
from aigc.lyrics.verify.report import Fault
from aigc.lyrics.verify.rhyme import Ending, rhyme_faults
from aigc.types.template import Book, Cell, Keyword, Template, place_name

Place = tuple[int, int]


def chinese_faults(template: Template, lines: Sequence[str]) -> Iterator[Fault]:
    """Yield what the lines do against a Chinese form."""
    sung = rows(template, lines)
    for row in sung:
        yield from row.faults
        yield from _cells(row)
        yield from _repeats(row, sung)
    for keyword in template.keywords:
        yield from _keyword(keyword, sung)
    sounds = dict(_sounds(template, sung))
    yield from _tones(template, sung, sounds)
    yield from rhyme_faults(list(_endings(template, sung, sounds)))


def _cells(row: Row) -> Iterator[Fault]:
    for k, c in enumerate(row.characters):
        cell, place = row.form.cells[k], place_name(row.line, k)
        if cell.lock and c != cell.lock:
            text = f"Cell {place} holds {c}; it is locked to {cell.lock}."
            yield Fault(kind="lock", line=row.line, cell=k, message=text)
        if cell.allowed and c not in cell.allowed:
            text = f"Cell {place} holds {c}, which is not among the characters allowed there."
            yield Fault(kind="allowed", line=row.line, cell=k, message=text)


def _repeats(row: Row, sung: Sequence[Row]) -> Iterator[Fault]:
    source = row.form.repeats
    if source is None or not row.characters:
        return
    model = sung[source].characters if 0 <= source < row.line else ""
    if row.characters != model:
        pairs = enumerate(zip(row.characters, model, strict=False))
        cell = next((k for k, (c, d) in pairs if c != d), None)
        text = f"Line {row.line + 1} must repeat the words of line {source + 1}: {model!r}."
        yield Fault(kind="repeat", line=row.line, cell=cell, message=text)


def _found(keyword: Keyword, sung: Sequence[Row]) -> Iterator[Place]:
    """Yield the places of all characters of a keyword where it stands between two pauses."""
    for row in sung:
        if keyword.line not in (None, row.line):
            continue
        for begin, segment in row.segments():
            at = segment.find(keyword.text)
            while at >= 0:
                yield from ((row.line, begin + at + k) for k in range(len(keyword.text)))
                at = segment.find(keyword.text, at + 1)


def _keyword(keyword: Keyword, sung: Sequence[Row]) -> Iterator[Fault]:
    if not any(_found(keyword, sung)):
        where = "the lyric" if keyword.line is None else f"line {keyword.line + 1}"
        text = f"The keyword {keyword.text} is missing from {where}, or a pause cuts it."
        yield Fault(kind="keyword", line=keyword.line, message=text)


def _named(template: Template, sung: Sequence[Row]) -> set[Place]:
    """Return the places whose characters the writer named, so that any reading may be meant.

    What is named in a line is named in every line that repeats it, and the other way about.
    """
    places = {(i, k) for i, k, cell in template.places() if cell.lock or cell.allowed}
    for keyword in template.keywords:
        places.update(_found(keyword, sung))
    root = roots(template)
    named = {(root[i], k) for i, k in places}
    return {(i, k) for i, k, _ in template.places() if (root[i], k) in named}


def _sounds(template: Template, sung: Sequence[Row]) -> Iterator[tuple[Place, Sounds]]:
    """Yield every cell that asks for a sound with all the sounds that count there."""
    named = _named(template, sung)
    for row in sung:
        for begin, segment in row.segments():
            for k in range(len(segment)):
                cell, place = row.form.cells[begin + k], (row.line, begin + k)
                if cell.tone or cell.rhyme:
                    yield place, _counting(template.book, segment, k, place in named)


def _counting(book: Book, segment: str, index: int, freely: bool) -> Sounds:
    return every_sound(book, segment[index]) if freely else heard(book, segment, index)


def _tones(template: Template, sung: Sequence[Row], sounds: dict[Place, Sounds]) -> Iterator[Fault]:
    for i, k, cell in template.places():
        if cell.tone and (i, k) in sounds and not _of_tone(sounds[i, k], cell):
            text = f"{sung[i].characters[k]} at {place_name(i, k)} is not {cell.tone}."
            yield Fault(kind="tone", line=i, cell=k, message=text)


def _of_tone(sounds: Sounds, cell: Cell) -> frozenset[Sound]:
    return frozenset(s for s in sounds if cell.tone in ("", s[0]))


def _endings(
    template: Template, sung: Sequence[Row], sounds: dict[Place, Sounds]
) -> Iterator[Ending]:
    """Yield the cells with a rhyme group; a tone asked for narrows how they sound."""
    named = _named(template, sung)
    toned = {cell.rhyme for _, _, cell in template.places() if cell.tone}
    for i, k, cell in template.places():
        if not cell.rhyme or (i, k) not in sounds:
            continue
        some = _of_tone(sounds[i, k], cell) or sounds[i, k]
        agree = template.book == "cilin" and cell.rhyme not in toned
        yield Ending(
            line=i,
            cell=k,
            group=cell.rhyme,
            text=sung[i].characters[k],
            ways=frozenset((tone if agree else "", label) for tone, label in some),
            freely=(i, k) in named,
        )
