"""English pronunciations, read from the package's table."""

from __future__ import annotations

import zlib
from collections import Counter
from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path

Phones = tuple[str, ...]
"""The sounds of a word in ARPAbet; a vowel ends in its stress, 0, 1 or 2."""

_CONSONANTS = "B CH D DH F G HH JH K L M N NG P R S SH T TH V W Y Z ZH"
_VOWELS = "AA AE AH AO AW AY EH ER EY IH IY OW OY UH UW"
_SYMBOLS = (
    *_CONSONANTS.split(),
    *(vowel + stress for stress in "012" for vowel in _VOWELS.split()),
)
_FILE = Path(__file__).parents[2] / "g2p" / "data" / "english.lexicon"
APOSTROPHES = "'’‘ʼ"
_STRAIGHT = str.maketrans(dict.fromkeys(APOSTROPHES, "'"))


def plain(word: str) -> str:
    """Return a word as words are compared: lower-case, with a straight apostrophe."""
    return word.lower().translate(_STRAIGHT)


def spoken(word: str) -> tuple[Phones, ...]:
    """Return every pronunciation of a word, none when it is not in the dictionary.

    A possessive is pronounced after its noun: in ``s`` after a voiceless sound, with a syllable
    of its own after a hiss, else in ``z``.
    """
    word = plain(word)
    if word in _table():
        return tuple(_phones(code) for code in _table()[word].split())
    if word.endswith("s'"):
        return spoken(word[:-1])
    if word.endswith("'s"):
        return tuple((*phones, *_genitive(phones[-1])) for phones in spoken(word[:-2]))
    return ()


def stresses(phones: Phones) -> str:
    """Return the stress of each syllable.

    >>> stresses(("W", "AO1", "T", "ER0"))
    '10'
    """
    return "".join(p[-1] for p in phones if p[-1].isdigit())


def rhyme_of(phones: Phones) -> str:
    """Return the sounds that a perfect rhyme shares, stress left out.

    They begin at the last vowel with primary or secondary stress, or at the last vowel of a word
    that has none.

    >>> rhyme_of(("P", "L", "EH1", "ZH", "ER0"))
    'EH ZH ER'
    """
    vowels = [i for i, p in enumerate(phones) if p[-1].isdigit()]
    stressed = [i for i in vowels if phones[i][-1] != "0"]
    return " ".join(p.rstrip("012") for p in phones[(stressed or vowels or [0])[-1] :])


def words_that_rhyme(rhyme: str) -> int:
    """Return how many words of the dictionary have this rhyme."""
    return _rhymes()[rhyme]


@lru_cache(maxsize=1)
def _rhymes() -> Counter[str]:
    """Return how many words have each rhyme."""
    words = (set(map(rhyme_of, map(_phones, codes.split()))) for codes in _table().values())
    return Counter(rhyme for rhymes in words for rhyme in rhymes)


def _genitive(last: str) -> Phones:
    if last in {"S", "Z", "SH", "ZH", "CH", "JH"}:
        return ("IH0", "Z")
    return ("S",) if last in {"P", "T", "K", "F", "TH"} else ("Z",)


@lru_cache(maxsize=50_000)
def _phones(code: str) -> Phones:
    return tuple(_SYMBOLS[ord(c) - ord("!")] for c in code)


@lru_cache(maxsize=1)
def _table() -> Mapping[str, str]:
    """Return the pronunciations of each word, one character a sound, in the order of the file."""
    words, codes = zlib.decompress(_FILE.read_bytes()).decode().split("\n\n")
    return dict(zip(words.split("\n"), codes.split("\n"), strict=True))
