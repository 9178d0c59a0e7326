"""A line of English as a form."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING, Final

from aigc.lyrics.forms.filling import ENGLISH_WORD
from aigc.lyrics.forms.source_lines import SourceLine
from aigc.lyrics.forms.spelling import syllables_spelled
from aigc.lyrics.forms.verse import Verse, unreadable
from aigc.types.template import Cell, Stress

if TYPE_CHECKING:
    from aigc.g2p.english.lexicon import Lexicon, Pronunciation

_TOKEN: Final = re.compile(
    rf"(?P<word>{ENGLISH_WORD.pattern})|(?P<mark>\.\.\.|[,;:.?!…]|--+|[—–―]|(?<=\s)-(?=\s))"
    r"|(?P<silent>[\s\"“”‘’'`()\[\]{}*~♪♫_/|-])"
)
_MARKS: Final = {"–": "—", "―": "—", "…": "..."}
_STRESSES: Final[dict[str, Stress]] = {"0": "weak", "1": "strong", "2": "strong", "?": ""}
_APOSTROPHES: Final = "’'"


def english_verse(line: SourceLine, lexicon: Lexicon, *, stress: bool) -> Verse:
    """Return a line of English words as a form: a cell a syllable, in the usual pronunciation.

    With ``stress`` the words of two or more syllables keep theirs. A word that the lexicon does
    not have goes by its spelling: its syllables are counted, its stress and rhyme are free.

    Raises
    ------
    InputError
        It has a sign that is no letter or mark.
    """
    cells: list[Cell] = []
    words: list[str] = []
    said: tuple[Pronunciation, ...] = ()
    for word, mark in _tokens(line):
        if mark:
            if cells and not cells[-1].mark:
                cells[-1] = replace(cells[-1], mark=mark)
            continue
        said = _readings(word, lexicon)
        pattern = said[0].stress if said else "?" * syllables_spelled(word)
        stressed = stress and len(pattern) > 1
        cells += [Cell(stress=_STRESSES[s] if stressed else "") for s in pattern]
        words.append(word)
    alike = [r for r in said if r.stress == said[0].stress]
    return Verse(
        cells=tuple(cells),
        words=tuple(words),
        classes=frozenset(r.rhyme for r in alike),
        word=words[-1] if words else "",
    )


def _readings(word: str, lexicon: Lexicon) -> tuple[Pronunciation, ...]:
    """Return the readings of a word, of one in *-'d* those of its form in *-ed*."""
    known = lexicon.readings(word)
    return known or (lexicon.readings(f"{word[:-2]}ed") if word.endswith("'d") else ())


def _tokens(line: SourceLine) -> Iterator[tuple[str, str]]:
    """Yield every word, in lower case, and every mark of a line, the other one empty."""
    at = 0
    while at < len(line.text):
        found = _TOKEN.match(line.text, at)
        if not found:
            what = "it is no English letter or mark. Write figures as words and leave out the rest."
            raise unreadable(line.number, line.text, at, what)
        if word := found["word"]:
            quoted = word[0] in _APOSTROPHES and word[-1] in _APOSTROPHES
            bare = word.strip(_APOSTROPHES) if quoted else word
            yield bare.lower().replace("’", "'"), ""
        elif sign := found["mark"]:
            yield "", "—" if sign[0] == "-" else _MARKS.get(sign, sign)
        at = found.end()
