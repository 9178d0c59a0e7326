"""A lyric as units that repeat, rhyme and are copied: characters of Chinese, words of English."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache

import numpy as np
import numpy.typing as npt

from aigc.types.article import Language

Keys = npt.NDArray[np.uint64]

_SEGMENT = re.compile(r"[^\W_]+")
_WORD = re.compile(r"['’]?[^\W\d_]+(?:['’-][^\W\d_]+)*['’]?")
_FACTOR = np.uint64(0x9E3779B97F4A7C15)
_SHIFT = np.uint64(29)


def segments(line: str) -> list[str]:
    """Return the stretches of a Chinese line between its marks.

    >>> segments("云想衣裳，花想容。")
    ['云想衣裳', '花想容']
    """
    return _SEGMENT.findall(line)


def units(line: str, language: Language = "zh") -> list[str]:
    """Return the characters of a Chinese line or the lower-case words of an English one.

    >>> units("Shall I compare thee?", "en")
    ['shall', 'i', 'compare', 'thee']
    """
    if language == "zh":
        return list("".join(segments(line)))
    return [word.lower().replace("’", "'").strip("'") for word in _WORD.findall(line)]


def keys(parts: Iterable[str]) -> Keys:
    """Return one number for each unit, the same on every machine; of a string, each character's."""
    if isinstance(parts, str):
        return np.frombuffer(parts.encode("utf-32-le"), "<u4").astype(np.uint64)
    return np.array([_key(part) for part in parts], np.uint64)


@lru_cache(maxsize=50_000)
def _key(part: str) -> int:
    if len(part) == 1:
        return ord(part)
    return int.from_bytes(hashlib.blake2b(part.encode(), digest_size=8).digest(), "little")


def mixed(columns: Sequence[Keys], seed: int = 0) -> Keys:
    """Return a hash of each row of ``columns``: arrays of equal length, in order."""
    state = np.full(len(columns[0]), seed, np.uint64)
    for column in columns:
        state = (state ^ column) * _FACTOR
        state ^= state >> _SHIFT
    state *= _FACTOR
    return state ^ (state >> np.uint64(32))


def grams(of: Keys, length: int) -> Keys:
    """Return a hash of each run of ``length`` units, ``len(of) - length + 1`` of them."""
    count = max(len(of) - length + 1, 0)
    return mixed([of[k : k + count] for k in range(length)], seed=length)
