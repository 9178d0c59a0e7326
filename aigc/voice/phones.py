"""The sounds that the voices can make, one set for both languages, and what each is like."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from types import MappingProxyType

import numpy as np

from aigc.voice.frames import Floats

SILENCE, BREATH = "sil", "br"
_PLACES = (
    "bilabial", "labiodental", "dental", "alveolar", "postalveolar", "retroflex", "palatal",
    "velar", "glottal",
)  # fmt: skip
_MANNERS = ("stop", "affricate", "fricative", "nasal", "lateral", "glide", "tap")
_CONSONANTS = {
    "p": "bilabial stop", "pʰ": "bilabial stop aspirated", "b": "bilabial stop voiced",
    "t": "alveolar stop", "tʰ": "alveolar stop aspirated", "d": "alveolar stop voiced",
    "k": "velar stop", "kʰ": "velar stop aspirated", "ɡ": "velar stop voiced",
    "ts": "dental affricate sibilant", "tsʰ": "dental affricate sibilant aspirated",
    "tʂ": "retroflex affricate sibilant", "tʂʰ": "retroflex affricate sibilant aspirated",
    "tɕ": "palatal affricate sibilant", "tɕʰ": "palatal affricate sibilant aspirated",
    "tʃ": "postalveolar affricate sibilant aspirated",
    "dʒ": "postalveolar affricate sibilant voiced",
    "f": "labiodental fricative", "v": "labiodental fricative voiced",
    "θ": "dental fricative", "ð": "dental fricative voiced",
    "s": "alveolar fricative sibilant", "z": "alveolar fricative sibilant voiced",
    "ʂ": "retroflex fricative sibilant", "ɕ": "palatal fricative sibilant",
    "ʃ": "postalveolar fricative sibilant", "ʒ": "postalveolar fricative sibilant voiced",
    "x": "velar fricative", "h": "glottal fricative",
    "m": "bilabial nasal voiced", "n": "alveolar nasal voiced", "ŋ": "velar nasal voiced",
    "l": "alveolar lateral voiced", "ɾ": "alveolar tap voiced",
    "ɻ": "retroflex glide voiced", "ɹ": "postalveolar glide voiced",
    "j": "palatal glide voiced", "w": "velar glide voiced rounded",
    "ɥ": "palatal glide voiced rounded",
}  # fmt: skip
_VOWELS = {
    # height, backness, rounded, rhotic, sibilant
    "i": (1, 0, 0, 0, 0), "y": (1, 0, 1, 0, 0), "ɪ": (0.8, 0.2, 0, 0, 0), "e": (0.6, 0, 0, 0, 0),
    "ɛ": (0.35, 0.1, 0, 0, 0), "æ": (0.1, 0.1, 0, 0, 0), "a": (0, 0.4, 0, 0, 0),
    "ɑ": (0, 1, 0, 0, 0), "ɔ": (0.3, 1, 1, 0, 0), "o": (0.6, 1, 1, 0, 0), "ʊ": (0.8, 0.8, 1, 0, 0),
    "u": (1, 1, 1, 0, 0), "ɤ": (0.6, 0.9, 0, 0, 0), "ʌ": (0.3, 0.7, 0, 0, 0),
    "ə": (0.5, 0.5, 0, 0, 0), "ɝ": (0.5, 0.5, 0, 1, 0), "ɚ": (0.4, 0.6, 0, 1, 0),
    "ɿ": (0.9, 0.4, 0, 0, 1), "ʅ": (0.9, 0.5, 0, 0.5, 1),
}  # fmt: skip
_MARKS = ("voiced", "aspirated", "sibilant", "rounded")

SYMBOLS: tuple[str, ...] = (SILENCE, BREATH, *_CONSONANTS, *_VOWELS)
"""Every phone; IPA, or the names of silence and breath."""
INDEX: Mapping[str, int] = MappingProxyType({symbol: i for i, symbol in enumerate(SYMBOLS)})
VOWELS = frozenset(_VOWELS)
IS_VOWEL = np.array([symbol in VOWELS for symbol in SYMBOLS])
"""Of each symbol, shape ``(phones,)``."""
VOICED = frozenset((*_VOWELS, *(s for s, said in _CONSONANTS.items() if "voiced" in said.split())))
SONORANT = frozenset(
    s
    for s in VOICED
    if s in _VOWELS or {"nasal", "lateral", "glide", "tap"} & set(_CONSONANTS[s].split())
)
"""Voiced all through, without the noise of a narrow place."""


@lru_cache(maxsize=1)
def features() -> Floats:
    """Return what each phone of `SYMBOLS` is like, shape ``(phones, features)``, 0 to 1.

    Sounds of two languages that are made alike have like rows, so that a voice that was recorded
    in one language has a way to say the other.
    """
    columns = ("silence", "breath", "vowel", *_PLACES, *_MANNERS, *_MARKS)
    more = ("height", "backness", "rhotic", "sibilant vowel")
    table = np.zeros((len(SYMBOLS), len(columns) + len(more)), np.float32)
    at = {name: i for i, name in enumerate((*columns, *more))}
    table[0, at["silence"]] = table[1, at["breath"]] = 1
    for symbol, said in _CONSONANTS.items():
        table[INDEX[symbol], [at[word] for word in said.split()]] = 1
    for symbol, (height, backness, rounded, rhotic, sibilant) in _VOWELS.items():
        row = table[INDEX[symbol]]
        row[at["vowel"]] = row[at["voiced"]] = 1
        row[at["height"]], row[at["backness"]], row[at["rounded"]] = height, backness, rounded
        row[at["rhotic"]], row[at["sibilant vowel"]] = rhotic, sibilant
    return table
