"""The form of a lyric: which lines share a tune, and where verses and choruses lie."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Final

from aigc.music.writer.words import Line, rhyme

_STANZA: Final = 4
_UNBROKEN: Final = 8
_ALIKE: Final = 2
_PATTERNS: Final = {
    1: "a", 2: "ab", 3: "aab", 4: "abac", 5: "ababc", 6: "abacdc", 7: "abacdec", 8: "abacdeac",
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Verse:
    """A line with its place in the form.

    Attributes
    ----------
    line : Line
        Its syllables.
    tune : str
        Lines with one name share rhythm and contour.
    chorus : bool
        It belongs to a chorus.
    place, of : int
        Number of the line in its stanza, and how many lines that has.
    closes : bool
        It ends the song.
    """

    line: Line
    tune: str
    chorus: bool
    place: int
    of: int
    closes: bool = False


def form_of(lines: Sequence[Line]) -> list[Verse]:
    """Return the lines in their form; empty ones part stanzas.

    A stanza that comes again is a chorus, and so is one whose lines are unlike those of the first,
    which is a verse unless it alone comes again; stanzas of one kind share their tunes. Four lines
    are ``abac``, or ``aaba`` where the third alone does not rhyme; more are built of such fours.
    """
    stanzas = _stanzas(lines)
    texts = ["".join(s.text for line in stanza for s in line) for stanza in stanzas]
    opens = texts.count(texts[0]) > 1 and any(texts.count(text) == 1 for text in texts)
    found: list[Verse] = []
    for number, stanza in enumerate(stanzas):
        again = texts.count(texts[number]) > 1
        if opens:
            chorus = again
        else:
            chorus = texts[number] != texts[0] and (again or not _alike(stanza, stanzas[0]))
        letters = _letters(stanza)
        for place, line in enumerate(stanza):
            found.append(
                Verse(
                    line=line, tune=letters[place].upper() if chorus else letters[place],
                    chorus=chorus, place=place, of=len(stanza),
                    closes=number == len(stanzas) - 1 and place == len(stanza) - 1,
                )
            )  # fmt: skip
    return found


def _stanzas(lines: Sequence[Line]) -> list[list[Line]]:
    """Return the stanzas; a long lyric without any is parted by fours."""
    parted = [list(group) for full, group in groupby(lines, key=bool) if full]
    if len(parted) == 1 and len(parted[0]) > _UNBROKEN:
        whole = parted[0]
        return [whole[i : i + _STANZA] for i in range(0, len(whole), _STANZA)]
    return parted


def _alike(stanza: Sequence[Line], first: Sequence[Line]) -> bool:
    """Tell whether two stanzas can be sung to one tune."""
    return len(stanza) == len(first) and all(
        abs(len(a) - len(b)) <= _ALIKE for a, b in zip(stanza, first, strict=True)
    )


def _letters(stanza: Sequence[Line]) -> str:
    """Return which lines of a stanza share a tune."""
    size = len(stanza)
    if size == _STANZA:
        first, second, third, fourth = (rhyme(line) for line in stanza)
        return "aaba" if first == second == fourth != third else _PATTERNS[_STANZA]
    if size in _PATTERNS:
        return _PATTERNS[size]
    return "".join("abac"[i % 4] if (i // 4) % 2 == 0 else "defc"[i % 4] for i in range(size))
