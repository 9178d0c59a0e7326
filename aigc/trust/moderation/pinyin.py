"""Chinese entries that are spelled in pinyin, wholly or in part, with tones or without."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator, Sequence
from itertools import islice, product
from typing import Final

from aigc.trust.moderation.entries import Entry, is_han
from aigc.trust.moderation.hits import Hit
from aigc.trust.moderation.sound import syllable_of, syllables_of

_UNIT: Final = re.compile("[a-z]+[1-5]?|[㐀-鿿]")
_LATIN: Final = re.compile("[a-z]")
_BREAK: Final = re.compile("[\n。！？.!?;；]")
_NEAR: Final = 16
"""Characters around Latin letters in which a word may be spelled with them."""
_LONGEST_GAP: Final = 3
_SECOND: Final = {
    "行": ("hang",), "会": ("kuai",), "重": ("chong",), "长": ("chang",), "单": ("shan",),
    "乐": ("le", "yue"), "弹": ("dan", "tan"), "藏": ("zang", "cang"), "血": ("xue", "xie"),
    "卡": ("ka",), "传": ("chuan", "zhuan"), "落": ("la",), "色": ("shai",), "调": ("tiao",),
    "率": ("lu",), "参": ("shen",), "差": ("cha",), "还": ("huan",), "宿": ("xiu",),
}  # fmt: skip
"""Other readings of characters that have several in the words of lists."""
_MOST: Final = 8
_MOST_UNITS: Final = 60
"""Units of a word: its letters one by one."""
_HEAD: Final = 3
_SHORTEST: Final = 5
"""Letters of a word that is all in Latin ones."""

Unit = tuple[str, int, int]


class Spelled:
    """Finds Chinese entries by their letters."""

    def __init__(self, entries: Sequence[Entry]) -> None:
        known: dict[str, Entry] = {}
        for entry in entries:
            if entry.severity != "note":
                known |= {word: entry for word in _spellings(entry.folded) if word not in known}
        self._known = known
        self._sorted = sorted(known)
        self._heads = {word[:_HEAD] for word in known}

    def hits(self, text: str) -> Iterator[Hit]:
        """Yield what is found in a folded text."""
        chinese = is_han(text)
        for start, end in _windows(text):
            units = [
                (_letters(m.group()), m.start() + start, m.end() + start)
                for m in _UNIT.finditer(text[start:end])
            ]
            for n, (letters, *_) in enumerate(units):
                if len(letters) < _HEAD or letters[:_HEAD] in self._heads:
                    found = self._from(units, n, text)
                    yield from (hit for hit in found if chinese or len(hit.entry.folded) > 2)

    def _from(self, units: Sequence[Unit], first: int, text: str) -> Iterator[Hit]:
        """Yield the entries that begin with a unit."""
        joined, before = "", units[first][1]
        for letters, start, end in units[first : first + _MOST_UNITS]:
            joined += letters
            if _parts(text[before:start]) or not self._begins(joined):
                return
            before = end
            if entry := self._known.get(joined):
                yield from _judged(entry, text, units[first][1], end)

    def _begins(self, letters: str) -> bool:
        at = bisect_left(self._sorted, letters)
        return at < len(self._sorted) and self._sorted[at].startswith(letters)


def _spellings(word: str) -> list[str]:
    """Return a word in letters, also with the second readings of its characters.

    >>> _spellings("银行")
    ['yinxing', 'yinhang']
    """
    read = syllables_of(word)
    if not all(one.isascii() and one.isalpha() for one in read):
        return []
    choices = ([one, *_SECOND.get(char, ())] for char, one in zip(word, read, strict=True))
    return ["".join(some) for some in islice(product(*choices), _MOST)]


def _judged(entry: Entry, text: str, start: int, end: int) -> Iterator[Hit]:
    """Yield a hit as sure as the characters that are left of the word make it."""
    written = text[start:end]
    if not _LATIN.search(written):
        return
    left = [char for char in written if "㐀" <= char <= "鿿"]
    if left:
        kept = bool(set(left) & set(entry.folded))
        yield Hit(entry, start, end, "pinyin", 0.85 if kept else 0.6)
    elif sum(map(str.isalpha, written)) >= _SHORTEST - is_han(text[max(0, start - _NEAR) : end]):
        yield Hit(entry, start, end, "pinyin", 0.85 if len(entry.folded) > 2 else 0.6)


def _parts(gap: str) -> bool:
    return len(gap) > _LONGEST_GAP or bool(_BREAK.search(gap))


def _letters(unit: str) -> str:
    return unit.rstrip("12345").replace("v", "u") if unit.isascii() else syllable_of(unit)


def _windows(text: str) -> Iterator[tuple[int, int]]:
    """Yield the parts of a text in which there are Latin letters."""
    begin, until = 0, -1
    for match in re.finditer("[a-z][^㐀-鿿]*", text):
        if until >= 0 and match.start() - _NEAR > until:
            yield begin, until
            until = -1
        begin = max(0, match.start() - _NEAR) if until < 0 else begin
        until = min(len(text), match.end() + _NEAR)
    if until >= 0:
        yield begin, until
