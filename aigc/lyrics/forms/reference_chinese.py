"""A line of Chinese as a form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Final

from aigc.errors import InputError
from aigc.lyrics.forms.editing import HAN
from aigc.lyrics.forms.source_lines import SourceLine
from aigc.lyrics.forms.verse import Verse, unreadable
from aigc.lyrics.sound.books import Sounds
from aigc.types.template import UNRHYMED, Cell, Tone

_MARKS: Final = {
    **dict.fromkeys("，,﹐", "，"),
    **dict.fromkeys("。.．｡", "。"),
    **dict.fromkeys("、､", "、"),
    **dict.fromkeys("；;", "；"),
    **dict.fromkeys("：:", "："),
    **dict.fromkeys("？?", "？"),
    **dict.fromkeys("！!", "！"),
    **dict.fromkeys("…⋯", "……"),
    **dict.fromkeys("—–―─", "——"),
}
_PAUSES: Final = "()（）／/|｜-－_"
"""Signs that part phrases as a space does, and are printed as a comma."""
_SILENT: Final = "\"'“”‘’「」『』《》〈〉[]【】［］~～·•*♪♫♬"
_TONES: Final[tuple[Tone, ...]] = ("平", "仄")


def chinese_verse(line: SourceLine, sounds: Sounds, *, tones: bool) -> Verse:
    """Return a line of Chinese characters as a form; spaces are pauses, quotes are left out.

    Raises
    ------
    InputError
        It has a sign that is no character or mark, such as a figure or a Latin letter.
    """
    pieces = list(_pieces(line))
    cells: list[Cell] = []
    for text, mark in pieces:
        row = [Cell(tone=_tone(sounds, text, k) if tones else "") for k in range(len(text))]
        cells += [*row[:-1], replace(row[-1], mark=mark)]
    if not pieces:
        return Verse(cells=(), words=())
    last = pieces[-1][0]
    return Verse(
        cells=tuple(cells),
        words=tuple("".join(text for text, _ in pieces)),
        classes=sounds.rhymes_in(last, len(last) - 1),
        tones=sounds.tones_in(last, len(last) - 1),
    )


def tones_where_mixed(groups: Sequence[str], verses: Sequence[Verse]) -> tuple[Tone, ...]:
    """Return the tones that line ends must keep where a group mixes level and oblique.

    Under 词林正韵 the ends of a group agree in tone unless the form gives the tones.
    """
    shared: dict[str, frozenset[str]] = {}
    for group, verse in zip(groups, verses, strict=True):
        shared[group] = shared.get(group, verse.tones) & verse.tones
    return tuple(
        _only(verse.tones) if group not in ("", UNRHYMED) and not shared[group] else ""
        for group, verse in zip(groups, verses, strict=True)
    )


def _pieces(line: SourceLine) -> Iterator[tuple[str, str]]:
    """Yield the phrases of a line, each with the mark behind it."""
    phrase, mark = "", ""
    for at, sign in enumerate(line.text):
        if HAN.fullmatch(sign):
            if phrase and mark:
                yield phrase, mark
                phrase = ""
            phrase, mark = phrase + sign, ""
        elif sign in _MARKS:
            mark = _MARKS[sign] if mark in ("", " ") else mark
        elif sign.isspace() or sign in _PAUSES:
            mark = mark or " "
        elif sign not in _SILENT:
            raise _foreign(line, at)
        if mark == " " and at + 1 < len(line.text) and HAN.fullmatch(line.text[at + 1]):
            mark = "，"
    if phrase:
        yield phrase, mark.strip()


def _foreign(line: SourceLine, at: int) -> InputError:
    word = re.compile(r"[^\W\d_]+|\d+|.", re.DOTALL).match(line.text, at)
    shown = word[0] if word else line.text[at]
    what = (
        f"{shown[:20]!r} is not Chinese, and how many syllables it is sung on is not known. Write "
        "it in Chinese characters, or leave it out."
    )
    return unreadable(line.number, line.text, at, what)


def _tone(sounds: Sounds, text: str, index: int) -> Tone:
    return _only(sounds.tones_in(text, index))


def _only(tones: frozenset[str]) -> Tone:
    """Return the one tone; empty where it may be either or is not known."""
    found = [tone for tone in _TONES if tone in tones]
    return found[0] if len(found) == 1 else ""
