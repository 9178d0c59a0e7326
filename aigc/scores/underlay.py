"""Words that have their own times, laid under the notes."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Final
from unicodedata import category

from aigc.types.score import Syllabic, Syllable

NEAR: Final = Fraction(1, 8)
"""A syllable belongs to the nearest note that begins within this many quarter notes."""


def laid_under(
    starts: Sequence[Fraction], words: Sequence[tuple[Fraction, Syllable]]
) -> dict[int, tuple[Syllable, ...]]:
    """Return the syllables under the notes, by index of the note; all places in quarter notes.

    A syllable goes to the note that begins with it, or else to the next note before the syllable
    that follows, or else is sung on the note before. Chinese characters given together are spread
    over the notes until the next syllable.
    """
    places = [_place(starts, at) for at, _ in words]
    limits = [*places[1:], len(starts)][: len(places)]
    under: dict[int, tuple[Syllable, ...]] = {}
    for (_, syllable), place, limit in zip(words, places, limits, strict=True):
        first = place if place < limit else max(place - 1, 0)
        for k, piece in enumerate(_spread(syllable, limit - first)):
            held = under.get(first + k, ())
            under[first + k] = (_together(held[0], piece),) if held else (piece,)
    return under


def _place(starts: Sequence[Fraction], at: Fraction) -> int:
    """Return the note nearest to a syllable, or else the one that follows it."""
    first, beyond = bisect_left(starts, at - NEAR), bisect_right(starts, at + NEAR)
    return min(range(first, beyond), key=lambda i: abs(starts[i] - at), default=first)


def _spread(syllable: Syllable, room: int) -> list[Syllable]:
    """Return a syllable as it is laid over up to ``room`` notes."""
    letters = [c for c in syllable.text if c.isalpha()]
    if room < 2 or len(letters) < 2 or any(ord(c) < 0x3400 for c in letters):
        return [syllable]
    each = characters(syllable.text)
    last = min(room, len(each)) - 1
    pieces = [*each[:last], "".join(each[last:])]
    inner = [replace(syllable, text=p, line_end=False, stanza_end=False) for p in pieces[:-1]]
    return [*inner, replace(syllable, text=pieces[-1])]


def characters(text: str) -> list[str]:
    """Return the characters of a text with letters: opening signs go behind, others before."""
    found, full = [""], False
    last = max(k for k, c in enumerate(text) if c.isalpha())
    for k, c in enumerate(text):
        opening = k < last and category(c) in ("Ps", "Pi")
        if full and (c.isalpha() or opening):
            found.append("")
            full = False
        found[-1] += c
        full = full or c.isalpha()
    return found


def _together(first: Syllable, second: Syllable) -> Syllable:
    """Return two syllables that are sung on one note."""
    space = "" if first.syllabic in ("begin", "middle") or ord(second.text[0]) >= 0x3400 else " "
    opened, closed = first.syllabic in ("middle", "end"), second.syllabic in ("single", "end")
    return Syllable(
        text=first.text + space + second.text,
        syllabic=("end" if closed else "middle") if opened else ("single" if closed else "begin"),
        line_end=second.line_end,
        stanza_end=second.stanza_end,
    )


def syllabic(before: bool, after: bool) -> Syllabic:
    """Return where a syllable stands in its word, which goes on before or after it."""
    if before:
        return "middle" if after else "end"
    return "begin" if after else "single"
