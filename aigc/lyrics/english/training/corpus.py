"""Lines of English verse out of plain text: their words, their marks, and how they scan."""

from __future__ import annotations

import gzip
import json
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import islice, product
from pathlib import Path

from aigc.g2p.english.lexicon import Pronunciation, lexicon
from aigc.lyrics.english.symbols import MARKS, Metre

LONGEST_LINE, WAYS = 16, 24

_STRAIGHT = str.maketrans({"’": "'", "‘": "'", "`": "'", "´": "'", "–": "-", "—": "-"})
_PIECE = re.compile(r"([a-z']*[a-z][a-z']*)|(-{2,}| - |[,.;:?!])")
_ODD = re.compile(r"[^a-z',.;:?! \-\"“”()_]")
_OLD_HYPHEN = re.compile(r"\bto-(?=day|night|morrow)")
_ENCLITIC = re.compile(r"(?<=[a-z]) (?='(?:s|d|ll|ve|re|m|t|st)\b)")


@dataclass(frozen=True, slots=True)
class Verse:
    """A line: its words, how each is said, the marks after words by position, and its metre."""

    words: tuple[str, ...]
    readings: tuple[Pronunciation, ...]
    marks: dict[int, str]
    metre: Metre

    @property
    def syllables(self) -> int:
        """How many syllables the line has."""
        return sum(len(reading.stress) for reading in self.readings)


def parse(raw: str) -> tuple[list[str], dict[int, str]] | None:
    """Return the words of a line and its marks by word; nothing where it holds other signs.

    >>> parse("Shall I compare thee, love?")
    (['shall', 'i', 'compare', 'thee', 'love'], {3: ',', 4: '?'})
    """
    text = unicodedata.normalize("NFKD", raw.strip().lower().translate(_STRAIGHT))
    text = _OLD_HYPHEN.sub("to", text)
    text = _ENCLITIC.sub("", "".join(c for c in text if not unicodedata.combining(c)))
    if _ODD.search(text):
        return None
    words: list[str] = []
    marks: dict[int, str] = {}
    for word, mark in _PIECE.findall(text):
        if word:
            words.append(spelled(word))
        elif words:
            marks[len(words) - 1] = "-" if mark.strip().startswith("-") else mark
    return words, marks


@lru_cache(100_000)
def spelled(word: str) -> str:
    """Return a word without quotation marks, ``-'d`` written out."""
    known = lexicon()
    if word not in known:
        word = word.strip("'") if word.strip("'") in known else word
    full = word[:-2] + "ed"
    if word.endswith("'d") and known.codes.get(full, "") == known.codes.get(word):
        return full
    return word


@lru_cache(100_000)
def _ways(word: str) -> tuple[Pronunciation, ...]:
    """Return the readings of a word that differ in stress."""
    ways = [reading for reading in reversed(lexicon().readings(word)) if reading.stress]
    return tuple({reading.stress: reading for reading in ways}.values())[::-1]


def scan(words: Iterable[str]) -> tuple[tuple[Pronunciation, ...], Metre] | None:
    """Return how the words are said so that they scan best; nothing where one is unknown."""
    choices = [_ways(word) for word in words]
    if not all(choices):
        return None
    for metre in (Metre.IAMBIC, Metre.TROCHAIC):
        for readings in islice(product(*choices), WAYS):
            if keeps(readings, metre):
                return readings, metre
    return tuple(choice[0] for choice in choices), Metre.FREE


def keeps(readings: Iterable[Pronunciation], metre: Metre) -> bool:
    """Return whether the words of two or more syllables fall in with a metre of two."""
    place = 0 if metre is Metre.TROCHAIC else 1
    for reading in readings:
        digits = reading.stress
        if len(digits) > 1:
            for digit in digits:
                place += 1
                if (digit == "0") is bool(place % 2):
                    return False
        else:
            place += 1
    return True


def verse(raw: str) -> Verse | None:
    """Return a line of verse; nothing where it cannot be read."""
    parsed = parse(raw)
    if not parsed or not parsed[0]:
        return None
    scanned = scan(parsed[0])
    if not scanned or sum(len(r.stress) for r in scanned[0]) > LONGEST_LINE:
        return None
    marks = {place: mark for place, mark in parsed[1].items() if mark in MARKS}
    return Verse(tuple(parsed[0]), scanned[0], marks, scanned[1])


def sonnets(path: Path) -> Iterator[list[str]]:
    """Yield the lines of each poem of a file of JSON lines."""
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for row in file:
            yield json.loads(row)["lines"]


def passages(path: Path) -> Iterator[list[str]]:
    """Yield runs of lines that begin with a capital, as verse does, out of one long text."""
    run: list[str] = []
    with gzip.open(path, "rt", encoding="utf-8") as file:
        for raw in file:
            if raw.lstrip("\"'“‘(_ ")[:1].isupper():
                run.append(raw.rstrip("\n"))
            elif run:
                yield run
                run = []
    if run:
        yield run
