"""Locks, keywords and what is kept of a lyric when the rest is written anew."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace

from aigc.errors import InputError
from aigc.lyrics.forms.bounds import bounded
from aigc.lyrics.forms.filling import ENGLISH_WORD, filled
from aigc.lyrics.forms.hooks import roots
from aigc.types.lyric import Lyric
from aigc.types.template import Keyword, Template, place_name

_LOCK = re.compile(r"\s*(\d{1,5})[:：](\d{1,5})(?:[-–](\d{1,5}))?\s*[=＝]\s*(.*?)\s*", re.DOTALL)
_KEYWORD = re.compile(r"\s*(.*?)\s*(?:[@＠]\s*(\d{1,5}))?\s*", re.DOTALL)
HAN = re.compile(r"[〇㐀-䶿一-鿿豈-﫿\U00020000-\U000323af]+")

Place = tuple[int, int]
"""A cell: the index of its line and its own, counted from 0."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Lock:
    """Text that stands in a line from ``cell`` on; ``last`` is the last cell where it was named.

    Indices count from 0. In English the text is one word and ``cell`` its first syllable.
    """

    line: int
    cell: int
    text: str
    last: int | None = None


def parse_lock(text: str) -> Lock:
    """Return the lock that ``line:cell-cell=text`` asks for, counted from 1.

    >>> parse_lock("2:1-2=明月")
    Lock(line=1, cell=0, text='明月', last=1)

    Raises
    ------
    InputError
        The text is not of this kind, or counts from 0.
    """
    found = _LOCK.fullmatch(text)
    if not found or not found[4]:
        raise InputError(
            f"The lock {text!r} is not understood. Write line, cell and text: 2:1-2=明月 puts "
            "明月 into cells 1 and 2 of line 2."
        )
    line, cell, last = int(found[1]), int(found[2]), found[3]
    if not line or not cell or last == "0":
        raise InputError(f"The lock {text!r} counts from 0. Lines and cells count from 1.")
    return Lock(line=line - 1, cell=cell - 1, text=found[4], last=int(last) - 1 if last else None)


def parse_keyword(text: str) -> Keyword:
    """Return the keyword that ``text`` or ``text@line`` asks for, lines counted from 1.

    >>> parse_keyword("秋@3")
    Keyword(text='秋', line=2)

    Raises
    ------
    InputError
        The keyword is empty, or its line is 0.
    """
    found = _KEYWORD.fullmatch(text)
    if not found or not found[1] or found[2] == "0":
        raise InputError(
            f"The keyword {text!r} is not understood. Write a word, or a word and the line it "
            "belongs to: 秋@3."
        )
    return Keyword(text=found[1], line=int(found[2]) - 1 if found[2] else None)


def lock(template: Template, line: int, cell: int, text: str) -> Template:
    """Return the template with ``text`` locked in a line from a cell on, both counted from 0.

    Raises
    ------
    InputError
        See `with_locks`.
    """
    return with_locks(template, (Lock(line=line, cell=cell, text=text),))


def with_locks(template: Template, locks: Iterable[Lock | str]) -> Template:
    """Return the template with more locks; texts are read by `parse_lock`.

    Raises
    ------
    InputError
        A lock lies outside the template, its text does not fill the cells it names, is not
        made of Chinese characters (English: one word), or clashes with another lock or with
        the characters allowed there. The message names the cells.
    """
    asked = [parse_lock(item) if isinstance(item, str) else item for item in locks]
    placed: list[tuple[Place, str]] = []
    for item in asked:
        placed += _placed(template, item)
    return _locked(template, placed)


def with_keywords(template: Template, keywords: Iterable[Keyword | str]) -> Template:
    """Return the template with more keywords; texts are read by `parse_keyword`.

    Raises
    ------
    InputError
        A keyword is empty or asked for in a line that does not exist.
    """
    words = [parse_keyword(item) if isinstance(item, str) else item for item in keywords]
    fresh = tuple(word for word in dict.fromkeys(words) if word not in template.keywords)
    return bounded(replace(template, keywords=template.keywords + fresh))


def locked_from(template: Template, lyric: Lyric, places: Iterable[Place]) -> Template:
    """Return the template with what ``lyric`` has in these cells locked there.

    An English word is locked whole when any of its syllables is named.

    Raises
    ------
    InputError
        The lyric does not have the form of the template, a place lies outside it, or a lock of
        the template says something else.
    """
    wanted = set(places)
    _check_places(template, wanted)
    return _locked(template, _said(template, lyric, keep=wanted))


def freed(
    template: Template,
    lyric: Lyric,
    *,
    lines: Collection[int] = (),
    cells: Collection[Place] = (),
) -> Template:
    """Return the template with all of ``lyric`` locked but these lines and cells; see `opened`.

    Locks that the template has stay.

    Raises
    ------
    InputError
        The lyric does not have the form of the template, or a line or cell lies outside it.
    """
    free = opened(template, lyric, lines=lines, cells=cells)
    return _locked(template, _said(template, lyric, free=free))


def opened(
    template: Template,
    lyric: Lyric,
    *,
    lines: Collection[int] = (),
    cells: Collection[Place] = (),
) -> set[Place]:
    """Return the cells that are written anew with these lines and cells, from 0.

    Whatever repeats a line, or is repeated by it, goes with it; so does the rest of an English
    word.

    Raises
    ------
    InputError
        The lyric does not have the form of the template, or a line or cell lies outside it.
    """
    _check_places(template, {*cells, *((line, 0) for line in lines)})
    root = roots(template.lines)
    open_lines = {root[line] for line in lines}
    open_cells = {(root[line], cell) for line, cell in cells}
    free: set[Place] = set()
    for line, words in enumerate(filled(template, lyric)):
        for word in words:
            span = range(word.cell, word.cell + word.cells)
            if root[line] in open_lines or any((root[line], k) in open_cells for k in span):
                free |= {(line, k) for k in span}
    return free


def _said(
    template: Template,
    lyric: Lyric,
    *,
    keep: Collection[Place] | None = None,
    free: Collection[Place] = (),
) -> list[tuple[Place, str]]:
    """Return what a lyric puts where, of the kept cells, without what touches a free one."""
    said = []
    for number, words in enumerate(filled(template, lyric)):
        for word in words:
            touched = [(number, word.cell + k) for k in range(word.cells)]
            wanted = keep is None or any(place in keep for place in touched)
            if wanted and not any(place in free for place in touched):
                said.append((touched[0], word.text))
    return said


def _placed(template: Template, item: Lock) -> list[tuple[Place, str]]:
    name = place_name(item.line, item.cell)
    if template.language == "en":
        _check_places(template, {(item.line, item.cell), (item.line, item.last or item.cell)})
        if not ENGLISH_WORD.fullmatch(item.text):
            raise InputError(
                f"The lock at {name} is {item.text!r}. In English lock one word at a time, on "
                "the cell of its first syllable."
            )
        return [((item.line, item.cell), item.text.lower().replace("’", "'"))]
    text = "".join(item.text.split())
    if not HAN.fullmatch(text):
        raise InputError(
            f"The lock at {name} is {item.text!r}. Lock Chinese characters, without marks."
        )
    last = item.cell + len(text) - 1
    if item.last is not None and item.last != last:
        raise InputError(
            f"The lock {name}-{item.last + 1}={text} names {item.last - item.cell + 1} cells for "
            f"{len(text)} characters. Name as many cells as characters."
        )
    _check_places(template, {(item.line, item.cell), (item.line, last)})
    return [((item.line, item.cell + k), character) for k, character in enumerate(text)]


def _check_places(template: Template, places: Collection[Place]) -> None:
    for line, cell in sorted(places):
        if not 0 <= line < len(template.lines):
            raise InputError(
                f"There is no line {line + 1} for {place_name(line, cell)}: the template has "
                f"lines 1 to {len(template.lines)}."
            )
        size = len(template.lines[line])
        if not 0 <= cell < size:
            raise InputError(
                f"There is no cell {place_name(line, cell)}: line {line + 1} has cells 1 to {size}."
            )


def _locked(template: Template, placed: Sequence[tuple[Place, str]]) -> Template:
    """Return the template with these locks, each checked against all others of the same words."""
    root = roots(template.lines)
    said = {(root[i], k): ((i, k), c.lock) for i, k, c in template.places() if c.lock}
    rows = [list(line.cells) for line in template.lines]
    for (i, k), text in placed:
        (other_line, other_cell), other = said.setdefault((root[i], k), ((i, k), text))
        if other != text:
            raise InputError(
                f"The lock {text} at {place_name(i, k)} clashes with {other} at "
                f"{place_name(other_line, other_cell)}. Drop one of them."
            )
        if rows[i][k].allowed and text not in rows[i][k].allowed:
            raise InputError(
                f"The lock {text} at {place_name(i, k)} is not among what is allowed there. "
                "Change the lock or the template."
            )
        rows[i][k] = replace(rows[i][k], lock=text)
    pairs = zip(template.lines, rows, strict=True)
    return replace(template, lines=tuple(replace(line, cells=tuple(row)) for line, row in pairs))
