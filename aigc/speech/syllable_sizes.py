"""Which phonemes of a spoken word belong to each of its characters."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import Final

from aigc.errors import InputError
from aigc.g2p.mandarin.dictionary import readings_of
from aigc.speech.token import HAN
from aigc.timings.syllables import sizes_by_sound
from aigc.types.narration import Word
from aigc.voice.syllables import of_pinyin

_HANZI: Final = re.compile(f"{HAN}+")
_CURL: Final = "儿"


def sizes_by_reading(word: Word) -> tuple[int, ...]:
    """Return the number of phonemes of each syllable, found from how its characters can be read.

    天安 is parted after the n, and 西安 before the a. A word that is not in Chinese characters, or
    is said in a way that no dictionary has, is parted by its sounds; 儿 that curls the syllable
    before belongs to it.
    """
    symbols = tuple(phoneme.symbol for phoneme in word.phonemes)
    found = _parted(word.text, symbols) if _HANZI.fullmatch(word.text) else None
    return sizes_by_sound(word) if found is None else found


def _parted(text: str, symbols: tuple[str, ...]) -> tuple[int, ...] | None:
    """Return the sizes of the parts of some phonemes that are a reading of each character."""
    if not text or not symbols:
        return None if text or symbols else ()
    for curled in (True, False):
        if curled and text[1:2] != _CURL:
            continue
        for phones in _phones(text[0], curled):
            if symbols[: len(phones)] == phones:
                rest = _parted(text[1 + curled :], symbols[len(phones) :])
                if rest is not None:
                    return (len(phones), *rest)
    return None


@lru_cache(maxsize=4096)
def _phones(character: str, curled: bool) -> tuple[tuple[str, ...], ...]:
    """Return the phones of each reading of a character."""
    found: dict[tuple[str, ...], None] = {}
    for reading in readings_of(character):
        try:
            found[of_pinyin(reading[:-1] + "r" * curled)] = None
        except InputError:  # the dictionary has sounds that no word has
            continue
    return tuple(found)
