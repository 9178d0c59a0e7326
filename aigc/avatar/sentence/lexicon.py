"""The words that are known, read from the tables beside this module."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

DATA = Path(__file__).parent / "data"
VOWELS = "aeiou"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """What one entry means.

    Attributes
    ----------
    kind : str
        ``noun``, ``colour``, ``quality``, or one of the kinds of ``markers.tsv``.
    value : str
        Part of a noun, name of a colour, axis of a quality.
    side : int
        Which end of its axis a quality is at: -1, 0 or 1.
    factor : float
        How strong a quality or a degree is, 1 being usual.
    sets, absent : tuple of (str, str)
        Settings of a noun, and those when it is denied.
    compares : bool
        Whether it is a comparative.
    denied : bool
        Whether the word itself denies (``beardless``).
    """

    kind: str
    value: str = ""
    side: int = 0
    factor: float = 1.0
    sets: tuple[tuple[str, str], ...] = ()
    absent: tuple[tuple[str, str], ...] = ()
    compares: bool = False
    denied: bool = False


Lexicon = Mapping[str, Word]


@dataclass(frozen=True, slots=True, kw_only=True)
class PartName:
    """A part of a character: where its colour goes and what it is called."""

    colour: str
    english: str
    chinese: str


def rows(table: str) -> Iterator[list[str]]:
    """Return the rows of a table, without its heading."""
    lines = (DATA / f"{table}.tsv").read_text("utf-8").splitlines()
    for line in lines:
        if line and not line.startswith("#"):
            yield [cell.strip() for cell in line.split("\t")]


def settings(text: str) -> tuple[tuple[str, str], ...]:
    """Read ``path=value;path=value``.

    >>> settings("look=clay;?smile=0.5")
    (('look', 'clay'), ('?smile', '0.5'))
    """
    return tuple((p, v) for p, _, v in (s.partition("=") for s in text.split(";") if s))


def plain(word: str) -> str:
    """Return the form under which a word is looked up."""
    return word.lower().replace("-", " ")


@lru_cache(maxsize=1)
def lexicon() -> Lexicon:
    """Return every known word; where tables share one, the first of nouns to markers has it."""
    found: dict[str, Word] = {}
    for source in (_nouns, _people, _colours, _qualities, _markers):
        for key, word in source():
            found.setdefault(key, word)
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def shades() -> Mapping[str, float]:
    """Return words before a colour that make it lighter or darker, and by how much."""
    found = {plain(w): float(value) for kind, value, words in rows("markers")
             if kind == "shade" for w in _listed(words)}  # fmt: skip
    return MappingProxyType(found)


@lru_cache(maxsize=1)
def parts() -> Mapping[str, PartName]:
    """Return the parts that nouns name."""
    return MappingProxyType(
        {n: PartName(colour=c, english=en, chinese=zh) for n, c, en, zh in rows("parts")}
    )


@lru_cache(maxsize=1)
def effects() -> Mapping[tuple[str, int, str], tuple[tuple[str, str], ...]]:
    """Return what a quality does to a part: (axis, side, part) -> settings; side 0 is both."""
    return MappingProxyType(
        {(axis, _side(side), part): settings(does) for axis, side, part, does in rows("effects")}
    )


@lru_cache(maxsize=1)
def simplified() -> Mapping[int, int]:
    """Return traditional characters and what they are in simplified script."""
    return MappingProxyType({ord(a): ord(b) for a, b in rows("traditional")})


def _listed(words: str) -> list[str]:
    return [w.strip() for w in words.split(", ") if w.strip()]


def _side(mark: str) -> int:
    return {"+": 1, "-": -1}.get(mark, 0)


def _nouns() -> Iterator[tuple[str, Word]]:
    for part, sets, absent, words in rows("nouns"):
        word = Word(kind="noun", value=part, sets=settings(sets), absent=settings(absent))
        yield from _forms(word, words)


def _people() -> Iterator[tuple[str, Word]]:
    for sets, words in rows("people"):
        yield from _forms(Word(kind="noun", value="person", sets=settings(sets)), words)


def _forms(word: Word, words: str) -> Iterator[tuple[str, Word]]:
    """Return a noun's words, with plurals and with ``-less``."""
    for text in _listed(words):
        key = plain(text)
        yield key, word
        if key.isascii() and word.value != "person" and " " not in key:
            yield f"{key.removesuffix('s')}less", replace(word, denied=True)
        if key.isascii() and not key.endswith("s"):
            yield f"{key}s", word


def _colours() -> Iterator[tuple[str, Word]]:
    for name, *_, words in rows("colours"):
        yield from _compared(Word(kind="colour", value=name), words)


def _qualities() -> Iterator[tuple[str, Word]]:
    for axis, side, factor, words in rows("qualities"):
        word = Word(kind="quality", value=axis, side=_side(side), factor=float(factor))
        yield from _compared(word, words)


def _compared(word: Word, words: str) -> Iterator[tuple[str, Word]]:
    """Return a quality's words with their comparatives, which English makes by endings."""
    for text in _listed(words):
        key = plain(text)
        yield key, word
        if key.isascii() and " " not in key and len(key) < 9:
            stem = _stem(key)
            yield f"{stem}er", replace(word, compares=True)
            yield f"{stem}est", replace(word, factor=1.7)


def _stem(key: str) -> str:
    """Return what stands before ``-er``.

    >>> _stem("big"), _stem("curly"), _stem("wide"), _stem("long"), _stem("full")
    ('bigg', 'curli', 'wid', 'long', 'full')
    """
    if key.endswith("e"):
        return key[:-1]
    if key.endswith("y"):
        return f"{key[:-1]}i"
    short = len(key) < 5 and key[-1] not in f"{VOWELS}wxy"
    if short and key[-2] in VOWELS and key[-3] not in VOWELS:
        return key + key[-1]
    return key


def _markers() -> Iterator[tuple[str, Word]]:
    for kind, value, words in rows("markers"):
        if kind in ("shade", "lack"):
            continue
        for text in _listed(words):
            yield plain(text), Word(kind=kind, factor=float(value or 1))
