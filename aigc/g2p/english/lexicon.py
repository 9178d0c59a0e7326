"""How English words sound: their syllables, their stress and what they rhyme with."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from aigc.files import shipped

VOWELS = (
    "AA", "AE", "AH", "AO", "AW", "AY", "EH", "ER", "EY", "IH", "IY", "OW", "OY", "UH", "UW",
)  # fmt: skip
CONSONANTS = (
    "B", "CH", "D", "DH", "F", "G", "HH", "JH", "K", "L", "M", "N",
    "NG", "P", "R", "S", "SH", "T", "TH", "V", "W", "Y", "Z", "ZH",
)  # fmt: skip
SYMBOLS = (*CONSONANTS, *(vowel + stress for stress in "012" for vowel in VOWELS))
"""The phones of ARPAbet; a vowel ends in its stress: 1 primary, 2 secondary, 0 none."""

FILE = Path(__file__).parents[1] / "data" / "english.lexicon"

_FIRST = ord("!")
_CODES = {phone: chr(_FIRST + i) for i, phone in enumerate(SYMBOLS)}
_STRESS = {ord(code): p[-1] if p[-1].isdigit() else None for p, code in _CODES.items()}
_PLAIN = {ord(_CODES[v + stress]): _CODES[v + "0"] for v in VOWELS for stress in "12"}
_HEARD = {
    _CODES[v + "0"]: "".join(re.escape(_CODES[v + stress]) for stress in "012") for v in VOWELS
}
_STRESSED = frozenset(map(chr, _PLAIN))
_HISSES = frozenset(_CODES[p] for p in ("S", "Z", "SH", "ZH", "CH", "JH"))
_VOICELESS = frozenset(_CODES[p] for p in ("P", "T", "K", "F", "TH"))
_QUOTES = str.maketrans("’‘ʼ", "'''")


@dataclass(frozen=True, slots=True)
class Pronunciation:
    """One way to say a word; ``code`` has one character for each phone."""

    code: str

    @classmethod
    def of(cls, phones: Iterable[str]) -> Pronunciation:
        """Return the pronunciation of ARPAbet phones.

        >>> Pronunciation.of("W AO1 T ER0".split()).stress
        '10'
        """
        return cls("".join(_CODES[phone] for phone in phones))

    @property
    def phones(self) -> tuple[str, ...]:
        """The phones in ARPAbet, each of `SYMBOLS`."""
        return tuple(SYMBOLS[ord(code) - _FIRST] for code in self.code)

    @property
    def stress(self) -> str:
        """A digit for each syllable: 1 primary, 2 secondary, 0 no stress."""
        return self.code.translate(_STRESS)

    @property
    def syllables(self) -> int:
        """How many syllables it has."""
        return len(self.stress)

    @property
    def rhyme(self) -> str:
        """What a perfect rhyme shares: the sounds from the last stressed vowel on.

        Secondary stress counts, so that ``moonlight`` rhymes with ``night``; so a weak ending is
        part of the key, and ``memory`` rhymes with no word in ``-ee``. A word without any stress
        (``the``) counts from its last vowel.
        """
        begin = last = 0
        for i, code in enumerate(self.code):
            if code in _STRESSED:
                begin = i
            elif _STRESS[ord(code)]:
                last = i
        if self.code[begin] not in _STRESSED:
            begin = last
        return self.code[begin:].translate(_PLAIN)


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The words whose sound is known; ``codes`` holds the readings of each, space between."""

    codes: Mapping[str, str]

    def readings(self, word: str) -> tuple[Pronunciation, ...]:
        """Return the ways to say a word, the most usual first; none where it is not known.

        Case does not count, nor the kind of apostrophe. A possessive is told from its noun.
        """
        word = plain(word)
        if codes := self.codes.get(word):
            return tuple(map(Pronunciation, codes.split(" ")))
        if word.endswith("s'"):
            return self.readings(word[:-1])
        if word.endswith("'s"):
            return tuple(Pronunciation(_possessive(r.code)) for r in self.readings(word[:-2]))
        return ()

    def rhyming(self, rhymes: Iterable[str]) -> list[str]:
        """Return the words that have one of some rhymes, each a `Pronunciation.rhyme`."""
        sought = set(rhymes)
        ends = "|".join(f"[{_HEARD[rhyme[0]]}]{re.escape(rhyme[1:])}" for rhyme in sorted(sought))
        found = re.finditer(f"(?:{ends})(?=[ \\n])", "\n".join((*self.codes.values(), "")))
        words, text_end, number, likely = tuple(self.codes), 0, 0, dict[str, None]()
        for match in found:
            number += match.string.count("\n", text_end, match.start())
            text_end = match.start()
            likely[words[number]] = None
        return [w for w in likely if any(r.rhyme in sought for r in self.readings(w))]

    def __contains__(self, word: str) -> bool:
        return bool(self.readings(word))

    def __iter__(self) -> Iterator[str]:
        return iter(self.codes)

    def __len__(self) -> int:
        return len(self.codes)


def plain(word: str) -> str:
    """Return a word as the lexicon spells it: small letters and straight apostrophes."""
    return word.lower().translate(_QUOTES)


def _possessive(code: str) -> str:
    if code[-1] in _HISSES:
        return code + _CODES["IH0"] + _CODES["Z"]
    return code + _CODES["S" if code[-1] in _VOICELESS else "Z"]


@cache
def lexicon() -> Lexicon:
    """Return the words of the Carnegie Mellon Pronouncing Dictionary and those of verse.

    Raises
    ------
    AssetError
        If the file of the package is missing or damaged.
    """
    return Lexicon(read(FILE))


@cache
def newer_words() -> Mapping[str, tuple[str, ...]]:
    """Return the phones of words that the lexicon lacks, or has with a rare reading first."""
    text = (FILE.parent / "english_words.tsv").read_text(encoding="utf-8")
    lines = (line.split("\t") for line in text.splitlines() if not line.startswith("#"))
    return {word: tuple(sounds.split()) for word, sounds in lines}


def read(path: Path) -> dict[str, str]:
    """Return what `write` was given.

    Raises
    ------
    AssetError
        If the file is missing or damaged.
    """
    with shipped("The lexicon", path, " or build it with `scripts/build_english_lexicon.py`"):
        words, codes = zlib.decompress(path.read_bytes()).decode().split("\n\n")
    return dict(zip(words.split("\n"), codes.split("\n"), strict=True))


def write(path: Path, words: Mapping[str, Iterable[Pronunciation]]) -> None:
    """Write the words and their readings, in order of the alphabet."""
    kept = sorted(words)
    codes = (" ".join(dict.fromkeys(r.code for r in words[word])) for word in kept)
    text = "\n".join(kept) + "\n\n" + "\n".join(codes)
    path.write_bytes(zlib.compress(text.encode(), 9))
