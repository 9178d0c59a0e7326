"""English words to syllables of sounds."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import TYPE_CHECKING

from aigc.g2p.english.context import Sentence
from aigc.g2p.english.heteronyms import of_several
from aigc.g2p.english.letters import guessed, stressed
from aigc.g2p.english.lexicon import lexicon, newer_words, plain
from aigc.g2p.english.morphology import built, with_ending
from aigc.g2p.english.pinyin_names import chinese_name
from aigc.g2p.english.syllables import syllables
from aigc.g2p.english.weak import is_function_word, weak
from aigc.g2p.word import SpokenWord

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

_NAMES = {
    "a": "EY1", "b": "B IY1", "c": "S IY1", "d": "D IY1", "e": "IY1", "f": "EH1 F", "g": "JH IY1",
    "h": "EY1 CH", "i": "AY1", "j": "JH EY1", "k": "K EY1", "l": "EH1 L", "m": "EH1 M",
    "n": "EH1 N", "o": "OW1", "p": "P IY1", "q": "K Y UW1", "r": "AA1 R", "s": "EH1 S",
    "t": "T IY1", "u": "Y UW1", "v": "V IY1", "w": "D AH1 B AH0 L Y UW0", "x": "EH1 K S",
    "y": "W AY1", "z": "Z IY1",
}  # fmt: skip
_LIGATURES = str.maketrans(
    {"æ": "ae", "œ": "oe", "ø": "o", "ß": "ss", "đ": "d", "ł": "l", "ı": "i"}
)
_CONTRACTED = {
    "'ll": "AH0 L", "'ve": "AH0 V", "'re": "ER0", "'d": "D", "'m": "M", "n't": "AH0 N T",
}  # fmt: skip

Phones = tuple[str, ...]


def read_english(
    words: Sequence[str], *, given: UserLexicon | None = None, goes_on: bool = False
) -> tuple[SpokenWord, ...]:
    """Return how words are said that follow each other without a pause.

    ``goes_on`` tells that a word of another language follows without a pause. Capitals that stand
    alone in a row are read by their names; a word that no part of the lexicon has is read by its
    letters.
    """
    sentence = Sentence(words)
    found: list[tuple[Phones, str]] = []
    for index in range(len(words) - 1, -1, -1):
        after = found[-1][0][0] if found else "-" if goes_on else ""
        found.append(_sounds(sentence, index, after, given))
    return tuple(
        SpokenWord(
            text=word,
            language="en",
            readings=syllables(phones),
            is_function_word=is_function_word(plain(word)) and not why.startswith("letter"),
            why=(why,),
        )
        for word, (phones, why) in zip(words, reversed(found), strict=True)
    )


def _sounds(
    sentence: Sentence, index: int, after: str, given: UserLexicon | None
) -> tuple[Phones, str]:
    """Return the phones of a word in its place, and where they are from."""
    word = sentence.written[index]
    if given and (phones := given.english(word)):
        return phones, "user lexicon"
    if _is_letter(sentence.written, index):
        return tuple(_NAMES[folded(word)].split()), "letter name"
    if several := of_several(word, sentence, index):
        return several[0], f"context: {several[1]}"
    if light := weak(sentence.words, index, after):
        return light, "weak form"
    return _strong(plain(word))


def _is_letter(words: Sequence[str], index: int) -> bool:
    """Tell whether a letter that stands alone is its name and no word."""
    word = words[index]
    if len(word) != 1 or folded(word) not in _NAMES:
        return False
    if word not in ("A", "a", "I"):
        return True
    run = [word] if word.isupper() else []
    for step in (-1, 1):
        beside = index + step
        while run and 0 <= beside < len(words) and re.fullmatch("[A-Z](?:'s)?", words[beside]):
            run.append(words[beside])
            beside += step
    if len(run) > 1:
        return True
    last = index == len(words) - 1
    return last and (word == "A" or (word == "a" and index > 0))


@lru_cache(maxsize=8192)
def _strong(word: str) -> tuple[Phones, str]:
    """Return the phones of a word alone, and where they are from."""
    if newer := newer_words().get(word):
        return newer, "word list"
    if (name := chinese_name(word)) and sum(p[-1].isdigit() for p in name) > 1:
        return name, "Chinese name"
    if known := lexicon().readings(word):
        return _accented(known[0].phones), "lexicon"
    bare = folded(word)
    if bare != word and (known := lexicon().readings(bare)):
        return _accented(known[0].phones), "lexicon, without accents"
    if bare.endswith("'s") and len(bare) > 3:
        stem, why = _strong(word[:-2])
        return with_ending(stem, "s"), why
    for ending, sounds in _CONTRACTED.items():
        if bare.endswith(ending) and (known := lexicon().readings(bare[: -len(ending)])):
            return (*known[0].phones, *sounds.split()), f"{bare[: -len(ending)]} + {ending}"
    if name := chinese_name(bare):
        return name, "Chinese name"
    if made := built(bare):
        return stressed(made[0]), made[1]
    letters = re.sub("[^a-z]", "", bare)
    if not re.search("[aeiouy]", letters):
        named = [phone for c in letters for phone in _NAMES[c].split()]
        return tuple(named), "letter names"
    return guessed(letters), "letter to sound"


def _accented(phones: Phones) -> Phones:
    """Return the phones of a word that is said in full, which has a primary stress."""
    return phones if any(p.endswith("1") for p in phones) else stressed(phones)


@lru_cache(maxsize=4096)
def folded(word: str) -> str:
    """Return a word in the letters a to z and straight apostrophes, accents taken off.

    >>> folded("Café")
    'cafe'
    """
    small = plain(word).translate(_LIGATURES)
    letters = unicodedata.normalize("NFD", small)
    return "".join(c for c in letters if not unicodedata.combining(c))
