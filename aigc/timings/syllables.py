"""Which phonemes of a word belong together as syllables."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from itertools import pairwise
from typing import Final

from aigc.timings.spelling import is_nucleus, phones_or_murmur
from aigc.types.narration import Word

Sizes = Callable[[Word], Sequence[int]]
"""How many phonemes each syllable of a word has, in order."""

HAN: Final = re.compile(r"[㐀-䶿一-鿿𠀀-𪛟]")
_LIQUIDS: Final = frozenset(("l", "ɹ", "ɻ", "j", "w", "ɥ"))
_STOPS: Final = frozenset(("p", "pʰ", "b", "t", "tʰ", "d", "k", "kʰ", "ɡ", "f", "θ", "s", "ʃ"))
_AFTER_S: Final = frozenset(("p", "t", "k", "pʰ", "tʰ", "kʰ", "m", "n"))
_NOT_FIRST: Final = "ŋ"


def sizes_by_sound(word: Word) -> tuple[int, ...]:
    """Return the number of phonemes of each syllable, found from the phonemes alone.

    Between two vowels as many consonants as can begin a syllable go with the second, which is the
    habit of both languages; in a word of hanzi an ``n`` before ``w``, ``ɥ`` or ``u`` goes with the
    first (新闻). Where hanzi leave it open (天安), it may be wrong: an engine that knows its
    syllables gives their sizes itself.

    Source: D. Kahn, Syllable-based generalizations in English phonology, 1976: maximal onset.
    """
    symbols = [phoneme.symbol for phoneme in word.phonemes]
    nuclei = [i for i, symbol in enumerate(symbols) if is_nucleus(symbol)]
    if not symbols:
        return ()
    chinese = bool(HAN.search(word.text))
    starts = [0, *(_onset(symbols, a, b, chinese) for a, b in pairwise(nuclei)), len(symbols)]
    return tuple(end - start for start, end in pairwise(starts))


def _onset(symbols: Sequence[str], before: int, nucleus: int, chinese: bool) -> int:
    """Return where the syllable about ``nucleus`` begins, ``before`` being the vowel before it."""
    between = [_first(s) for s in symbols[before + 1 : nucleus]]
    if chinese and between[-2:] and _is_coda_n([*between, _first(symbols[nucleus])]):
        return nucleus - len(between) + between.index("n") + 1
    size = next((n for n in (3, 2, 1) if n <= len(between) and _begins(between[-n:])), 0)
    return nucleus - size


def _is_coda_n(sounds: Sequence[str]) -> bool:
    """Tell whether one n stands alone before a rounded sound."""
    return len(sounds) in (2, 3) and sounds[0] == "n" and sounds[1] in ("w", "ɥ", "u", "y")


def _begins(cluster: Sequence[str]) -> bool:
    """Tell whether consonants can begin a syllable."""
    if len(cluster) == 1:
        return cluster[0] != _NOT_FIRST
    if len(cluster) == 2:
        stop_first = cluster[0] not in (*_LIQUIDS, _NOT_FIRST) and cluster[1] in ("j", "w", "ɥ")
        liquid = cluster[0] in _STOPS and cluster[1] in _LIQUIDS
        return stop_first or liquid or (cluster[0] == "s" and cluster[1] in _AFTER_S)
    return cluster[0] == "s" and cluster[1] in _AFTER_S and cluster[2] in _LIQUIDS


def _first(symbol: str) -> str:
    return phones_or_murmur(symbol)[0]
