"""Entries in Latin letters in a folded text: whole words, and what is done to hide them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from typing import Final

from aigc.trust.moderation.entries import Entry
from aigc.trust.moderation.hits import Hit, excused

_WORD: Final = re.compile(r"[a-z0-9]+(?:['’][a-z0-9]+)*")
_CHUNK: Final = re.compile(r"[!-~]+")
_MARKS: Final = re.compile(r"[^a-z0-9@$!|+]")
_SPACED: Final = re.compile(
    r"(?<![a-z0-9])[a-z0-9@$](?:[^a-z0-9㐀-鿿]{1,3}[a-z0-9@$]){2,}(?![a-z0-9])"
)
_TRIPLE: Final = re.compile(r"([a-z])\1\1")
_RUN: Final = re.compile(r"(.)\1+")
_MASKED: Final = re.compile(r"(?<![a-z*#•█])[a-z]+[*#•█]+[a-z]*(?![a-z*#•█])")
_APART: Final = re.compile(r"[\n.!?;]\s|\n")
_CLASSES: Final = str.maketrans("01l!|3@45$7+869", "oiiiieaasstt" + "bgg")
"""Figures and marks that stand for letters; i and l, which they cannot tell apart, are one."""
_SMALL: Final = (
    "a i an as at am be by do go he if in is it me my no of on or so to up us we ex ok ha hi oh s "
    "t m d re ve ll"
)
_SHORT: Final = frozenset(_SMALL.split())
_SHORTENED: Final = frozenset(("re", "ll", "ve", "m", "d", "t"))
_TURNED_WORDS: Final = frozenset(("macs",))
"""Words of everyday use that are an entry when they are read backwards."""
_GAP: Final = 3
_LONGEST: Final = 80
"""Letters of a word, however they are repeated."""


class LatinWords:
    """Finds entries in Latin letters."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        self._starts: dict[str, list[tuple[tuple[str, ...], Entry]]] = {}
        self._joined: dict[str, Entry] = {}
        for entry in entries:
            for words in _forms(entry.folded):
                self._starts.setdefault(words[0], []).append((words, entry))
                if entry.severity != "note":
                    self._joined.setdefault("".join(words), entry)
        self._loose = {_loosened(word): entry for word, entry in self._joined.items()}
        self._loose_starts = {
            _loosened(first): [(tuple(map(_loosened, words)), entry) for words, entry in some]
            for first, some in self._starts.items()
        }
        self._longest = max(
            (len(words) for some in self._starts.values() for words, _ in some), default=0
        )
        self._short = {_collapsed(word): entry for word, entry in self._joined.items()}
        hidden = [e for e in entries if e.severity != "note" and len(e.folded) > 3]
        self._turned = {
            turned: e for e in hidden
            if (turned := e.folded.replace(" ", "")[::-1]) not in {*_TURNED_WORDS, *self._joined}
        }  # fmt: skip
        self._masks: dict[tuple[str, int], list[tuple[str, Entry]]] = {}
        for word, entry in self._joined.items():
            self._masks.setdefault((word[0], len(word)), []).append((word, entry))
        self._lengths = sorted({len(word) for word in self._loose if len(word) > 3})

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield what is found in a folded text."""
        words = [(_bare(m.group()), m.start(), m.end()) for m in _WORD.finditer(text)]
        found = (
            *self._plain(words, text), *self._phrases(words, text), *self._torn(words, text),
            *self._stretched(words), *self._dressed(text), *self._spaced(text), *self._masked(text),
        )  # fmt: skip
        yield from (hit for hit in found if not excused(hit, text))

    def _plain(self, words: Sequence[tuple[str, int, int]], text: str) -> Iterator[Hit]:
        for n, (word, start, end) in enumerate(words):
            for form, entry in self._starts.get(word, ()):
                some = words[n : n + len(form)]
                if [w for w, _, _ in some] == list(form) and _together(some, text):
                    yield Hit(entry, start, some[-1][2])
            whole = self._joined.get(word)
            if whole and " " in whole.folded:
                yield Hit(whole, start, end, "spacing", 0.95)
            if turned := self._turned.get(word):
                yield Hit(turned, start, end, "reversed", 0.7)

    def _phrases(self, words: Sequence[tuple[str, int, int]], text: str) -> Iterator[Hit]:
        """Yield phrases with figures for letters."""
        mixed = {n for n, (word, *_) in enumerate(words) if not word.isalpha() | word.isdigit()}
        near = {n - back for n in mixed for back in range(min(n + 1, self._longest))}
        for n in sorted(near):
            word, start, _ = words[n]
            for form, entry in self._loose_starts.get(_loosened(word), ()):
                some = words[n : n + len(form)]
                same = [_loosened(w) for w, _, _ in some] == list(form)
                dressed = not mixed.isdisjoint(range(n, n + len(form)))
                if dressed and same and len(form) > 1 and _together(some, text):
                    yield Hit(entry, start, some[-1][2], "look-alikes", 0.9)

    def _dressed(self, text: str) -> Iterator[Hit]:
        """Yield words with figures for letters, or with marks between them."""
        for match in _CHUNK.finditer(text):
            chunk = match.group()
            bare = chunk.strip("\"'().,?:;!<>[]{}*_`~-/\\")
            if bare.isalpha() or bare.isdigit() or not any(c.isalpha() for c in bare):
                continue
            start = match.start() + chunk.index(bare)
            whole = _MARKS.sub("", bare)
            if len(whole) > 2 and (entry := self._loose.get(_loosened(whole))):
                yield Hit(entry, start, start + len(bare), "look-alikes", 0.9)

    def _spaced(self, text: str) -> Iterator[Hit]:
        for match in _SPACED.finditer(text):
            places = [n for n in range(*match.span()) if text[n].isalnum() or text[n] in "@$"]
            word = _loosened("".join(text[n] for n in places))
            short = self._short.get(_collapsed(word)) if len(word) > 3 else None
            if entry := self._loose.get(word) or short:
                yield Hit(entry, *match.span(), "spacing", 0.95)
                continue
            for first in range(len(word)):
                for length in self._lengths:
                    if entry := self._loose.get(word[first : first + length]):
                        last = min(first + length, len(word)) - 1
                        yield Hit(entry, places[first], places[last] + 1, "spacing", 0.9)

    def _stretched(self, words: Sequence[tuple[str, int, int]]) -> Iterator[Hit]:
        for word, start, end in words:
            long = len(word) <= _LONGEST and _TRIPLE.search(word)
            if long and (entry := self._short.get(_collapsed(word))):
                yield Hit(entry, start, end, "repeated letters", 0.9)

    def _masked(self, text: str) -> Iterator[Hit]:
        for match in _MASKED.finditer(text):
            shown = match.group()
            known = sum(char.isalpha() for char in shown)
            if known < 2 or known * 2 < len(shown):
                continue
            for word, entry in self._masks.get((shown[0], len(shown)), ()):
                if all(a == b or not a.isalpha() for a, b in zip(shown, word, strict=True)):
                    yield Hit(entry, *match.span(), "masked", 0.7)

    def _torn(self, words: Sequence[tuple[str, int, int]], text: str) -> Iterator[Hit]:
        """Yield words in two pieces of which one is no word."""
        for (a, start, left), (b, right, end) in pairwise(words):
            if (_piece(a) or _piece(b)) and right - left <= _GAP and len(a) + len(b) > 3:
                entry = self._joined.get(a + b)
                if entry and " " not in entry.folded and not _APART.search(text[left:right]):
                    yield Hit(entry, start, end, "spacing", 0.85)


def _bare(word: str) -> str:
    """Return a word without its apostrophe; of two words in one, the first."""
    if word.isalnum():
        return word
    first, *more = word.replace("’", "'").split("'")
    return "".join([first, *(one for one in more if one not in _SHORTENED)])


def _piece(word: str) -> bool:
    return len(word) < 3 and word not in _SHORT and not word.isdigit()


def _together(words: Sequence[tuple[str, int, int]], text: str) -> bool:
    gaps = [text[a[2] : b[1]] for a, b in pairwise(words)]
    return all(len(gap) <= _GAP and not _APART.search(gap) for gap in gaps)


def _forms(phrase: str) -> Iterable[tuple[str, ...]]:
    """Return a phrase with the usual endings of its last word."""
    *before, last = phrase.split(" ")
    forms = {last}
    if last.isalpha() and len(last) > 2:
        forms |= {last + ending for ending in ("s", "ed", "ing", "y")}
        forms |= {f"{last}es"} if last.endswith(("s", "x", "z", "ch", "sh")) else set()
        forms |= {f"{last[:-1]}ing", f"{last}d"} if last.endswith("e") else set()
        forms |= {f"{last[:-1]}ies"} if last.endswith("y") else set()
    return [(*before, form) for form in sorted(forms)]


def _loosened(word: str) -> str:
    return word.translate(_CLASSES)


def _collapsed(word: str) -> str:
    return _RUN.sub(r"\1", word.translate(_CLASSES))
