"""How Chinese characters are read today, alone and in their context."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import lru_cache
from typing import Any, cast

APICAL = "-i"
"""The final of 资 and 知, which pinyin writes like that of 机."""

Reading = tuple[str, str]
"""A tone, 平 or 仄, and a final in strict pinyin (v is ü)."""


def reading(segment: str, index: int) -> Reading | None:
    """Return how one character is read within its segment, None when it has no reading.

    >>> reading("长大", 0), reading("长江", 0), reading("知", 0)
    (('仄', 'ang'), ('平', 'ang'), ('平', '-i'))
    """
    return _readings(segment)[index]


@lru_cache(maxsize=30_000)
def every_reading(character: str) -> frozenset[Reading]:
    """Return the readings of a character: the one it has alone and those it has in words.

    Others that a dictionary of characters may list occur in no text.

    >>> sorted(every_reading("长")), sorted(every_reading("月"))
    ([('仄', 'ang'), ('平', 'ang')], [('仄', 've')])
    """
    alone = _readings(character)[0]
    in_words = (_parted(_figured(marked)) for marked in _in_words().get(character, ()))
    return frozenset(r for r in (alone, *in_words) if r)


def word_around(segment: str, index: int) -> tuple[int, int]:
    """Return where the word that holds the character begins and ends, as it is read.

    >>> word_around("大江水长", 1), word_around("一江春水", 1)
    ((0, 2), (1, 2))
    """
    return next((b, e) for b, e in _words(segment) if b <= index < e)


@lru_cache(maxsize=30_000)
def _words(segment: str) -> tuple[tuple[int, int], ...]:
    from pypinyin.constants import PHRASES_DICT
    from pypinyin.seg.simpleseg import seg

    return tuple(_spans(seg(segment), PHRASES_DICT))


def _spans(pieces: list[str], phrases: Collection[str]) -> Iterator[tuple[int, int]]:
    """Yield the span of each phrase, and of each character outside any."""
    begin = 0
    for piece in pieces:
        size = len(piece) if piece in phrases else 1
        for at in range(begin, begin + len(piece), size):
            yield at, at + size
        begin += len(piece)


@lru_cache(maxsize=30_000)
def _readings(segment: str) -> tuple[Reading | None, ...]:
    from pypinyin import Style, pinyin

    read = pinyin(segment, style=Style.TONE3, errors=cast(Any, _unread))
    return tuple(_parted(syllable[0]) for syllable in read)


def _unread(rest: str) -> list[str]:
    """Return no reading for each character of a stretch that has none."""
    return [""] * len(rest)


@lru_cache(maxsize=1)
def _in_words() -> Mapping[str, set[str]]:
    """Return how the dictionary of words reads each character, tones as accents."""
    from pypinyin.constants import PHRASES_DICT

    found: dict[str, set[str]] = {}
    for word, readings in PHRASES_DICT.items():
        for character, marked in zip(word, readings, strict=True):
            found.setdefault(character, set()).add(marked[0])
    return found


@lru_cache(maxsize=3_000)
def _figured(marked: str) -> str:
    from pypinyin.contrib.tone_convert import to_tone3

    return str(to_tone3(marked))


@lru_cache(maxsize=3_000)
def _parted(syllable: str) -> Reading | None:
    """Return tone and final of a syllable such as ``chang2``; without a figure it is neutral."""
    from pypinyin.contrib.tone_convert import to_finals

    bare = syllable.rstrip("1234")
    final = APICAL if bare in {"zi", "ci", "si", "zhi", "chi", "shi", "ri"} else to_finals(bare)
    return ("平" if syllable[-1] in "12" else "仄", final) if bare else None
