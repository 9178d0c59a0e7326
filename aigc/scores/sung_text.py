"""A lyric as text to the syllables that are sung."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from aigc.scores.underlay import syllabic
from aigc.types.article import Language
from aigc.types.score import Syllabic

Splitter = Callable[[str], Sequence[str]]
"""Gives the syllables of a word; where they do not spell it, only how many there are counts."""

_TAG: Final = re.compile(r"^\s*\[[a-zA-Z#]+:[^\]]*\]\s*$")
_TIME: Final = re.compile(r"\[\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?\]|<\d{1,3}:\d{1,2}(?:[.:]\d{1,3})?>")
_HOLD: Final = re.compile(r"[-~_～ー—]|\+[~*]")
_LENGTHENED: Final = re.compile(r"[~～]+")
_PINYIN: Final = re.compile(
    r"[a-zA-ZüÜvV:]{1,7}[1-5]|[a-zü]*[āáǎàēéěèīíǐìōóǒòūúǔùǖǘǚǜ][a-zü]*", re.I
)
_GROUP: Final = re.compile(r"[^aeiouy]*[aeiouy]+(?:[^aeiouy]+$)?", re.I)
_FIRST_HAN: Final = 0x3400
_STOPS: Final = "。．.！!？?；;…"
_COMMAS: Final = "，,、：:—"
LINE, STANZA, STOP, COMMA, INSIDE = 2.0, 2.5, 1.5, 1.0, -1.0
"""How strongly the text breaks before a syllable; below 0 within a word."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unit:
    """A syllable of a text, or a hold.

    Attributes
    ----------
    text : str
        With its punctuation; ``+`` is the next syllable of a word printed whole before.
    hold : bool
        The text asks for one note more on the syllable before.
    line : int
        Which line it stands in, counted from 1.
    gap : float
        How strongly the text breaks before it.
    """

    text: str
    line: int
    syllabic: Syllabic = "single"
    hold: bool = False
    gap: float = 0.0
    line_end: bool = False
    stanza_end: bool = False


def units_of(text: str, language: Language, split: Splitter | None = None) -> list[Unit]:
    """Return the syllables of a text of one line a phrase, or of an LRC file.

    Chinese characters are a syllable each, pinyin with its tone too. English words have the
    syllables that ``split`` gives, or those of their hyphens, or else roughly one for each group of
    vowels. ``-``, ``~``, ``_`` and ``+~`` by themselves hold the syllable before for one note more,
    and so does each ``~`` behind a word; ``+`` is the next syllable of the word before.
    """
    units: list[Unit] = []
    gap = 0.0
    for number, line in enumerate(text.replace("\r\n", "\n").replace("\r", "\n").split("\n"), 1):
        bare = _TIME.sub(" ", line).strip()
        if _TAG.match(line):
            continue
        if not bare:
            if units and not units[-1].stanza_end:
                units[-1] = _with(units[-1], line_end=True, stanza_end=True)
                gap = STANZA
            continue
        found = list(_units(bare, number, language, split or vowel_groups))
        if found:
            found[0] = _with(found[0], gap=max(gap, LINE if units else 0.0))
            found[-1] = _with(found[-1], line_end=True)
            units += found
            gap = LINE
    return units


def _with(unit: Unit, **changes: object) -> Unit:
    from dataclasses import replace

    return replace(unit, **changes)  # type: ignore[arg-type]


def _units(line: str, number: int, language: Language, split: Splitter) -> Iterator[Unit]:
    """Yield the syllables of a line."""
    gap, joined = 0.0, False
    words = _words(line)
    for n, word in enumerate(words):
        following = words[n + 1] if n + 1 < len(words) else ""
        if _HOLD.fullmatch(word):
            yield Unit(text="", line=number, hold=True)
            continue
        body = _LENGTHENED.sub("", word) if len(word) > 1 else word
        whole = following == "+" or word == "+"
        pieces = [body] if whole else _pieces(body, language, split)
        goes_on = (following == "+") or (body.endswith("-") and len(body) > 1)
        for k, piece in enumerate(pieces):
            inside = joined or k > 0
            after = goes_on or k + 1 < len(pieces)
            yield Unit(
                text=piece.removesuffix("-") if len(piece) > 1 else piece,
                line=number,
                syllabic=syllabic(inside, after),
                gap=INSIDE if inside else gap,
            )
        for _ in range(len(word) - len(body)):
            yield Unit(text="", line=number, hold=True)
        gap = _gap_behind(body)
        joined = goes_on


def _words(line: str) -> list[str]:
    """Return the words of a line: a character each in Chinese, with the marks that belong to it."""
    words: list[str] = []
    for token in line.split():
        if not any(ord(c) >= _FIRST_HAN and c.isalpha() for c in token):
            marks = not any(c.isalnum() for c in token) and not _HOLD.fullmatch(token)
            if marks and token != "+" and words:
                words[-1] += token
            else:
                words.append(token)
            continue
        words += _characters(token)
    return words


def _characters(token: str) -> Iterator[str]:
    """Yield characters and words in letters, opening marks with the next, others with the last."""
    text, full = "", False
    for c in token:
        opening = unicodedata.category(c) in ("Ps", "Pi")
        han = c.isalpha() and ord(c) >= _FIRST_HAN
        letter = c.isalnum() and not han
        running = letter and bool(text) and text[-1].isalnum() and ord(text[-1]) < _FIRST_HAN
        if full and not running and (han or letter or opening):
            yield text
            text, full = "", False
        text += c
        full = full or han or letter
    if text:
        yield text


def _pieces(word: str, language: Language, split: Splitter) -> list[str]:
    """Return the syllables of a word, its punctuation kept at its ends."""
    letters = [n for n, c in enumerate(word) if c.isalnum()]
    if not letters:
        return [word]
    first, last = letters[0], letters[-1] + 1
    head, bare, tail = word[:first], word[first:last], word[last:]
    if ord(bare[0]) >= _FIRST_HAN or _PINYIN.fullmatch(bare):
        return [word]
    if "-" in bare:
        pieces = [piece for piece in bare.split("-") if piece]
    else:
        pieces = [piece for piece in split(bare) if piece] or [bare]
        if "".join(pieces) != bare:
            pieces = [bare, *["+"] * (len(pieces) - 1)]
    pieces[0] = head + pieces[0]
    if pieces[-1] == "+":
        pieces[0] += tail
    else:
        pieces[-1] += tail
    return pieces


def vowel_groups(word: str) -> list[str]:
    """Return roughly the syllables of an English word: one for each group of vowels that sounds.

    >>> vowel_groups("moonlight"), vowel_groups("love")
    (['moo', 'nlight'], ['love'])
    """
    groups = _GROUP.findall(word)
    silent = len(groups) > 1 and word[-1:].lower() == "e" and word[-2:].lower() not in ("ee", "le")
    if silent:
        groups = [*groups[:-2], groups[-2] + groups[-1]]
    return groups if "".join(groups) == word else [word]


def _gap_behind(word: str) -> float:
    """Return how strongly a text breaks behind a word."""
    last = word.rstrip("\"'”’」』）)】》")[-1:]
    return STOP if last and last in _STOPS else COMMA if last and last in _COMMAS else 0.0
