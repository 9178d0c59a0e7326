"""The kinds of sound that are told apart: phones whose mouths stand alike and that sound alike."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

import numpy as np

from aigc.timings.articulation import NUCLEI
from aigc.timings.spelling import phones_or_murmur

_ROWS: Final = (
    "sil br", "p pʰ b", "m", "f v", "θ ð", "t tʰ d ɾ", "n", "l", "k kʰ ɡ", "ŋ", "x h", "s z",
    "ts tsʰ", "ʂ tʂ tʂʰ", "ɕ tɕ tɕʰ", "ʃ tʃ dʒ ʒ", "ɹ", "ɻ", "j", "w", "ɥ", "i", "y", "ɪ", "e", "ɛ",
    "æ", "a", "ɑ", "ɔ", "o", "ʊ", "u", "ɤ", "ʌ", "ə", "ɝ ɚ", "ɿ", "ʅ",
)  # fmt: skip
CLASSES: Final = tuple(tuple(row.split()) for row in _ROWS)
"""Every sound of `aigc.timings.articulation.POSTURES` once; the first of each stands for all."""
QUIET: Final = 0
"""The class of silence and breath."""
CLASS_OF: Final[Mapping[str, int]] = MappingProxyType(
    {phone: number for number, phones in enumerate(CLASSES) for phone in phones}
)
NAMES: Final = tuple(phones[0] for phones in CLASSES)
"""How each class is spelt where no text tells which of its phones is meant."""
IS_VOWEL: Final = np.array([name in NUCLEI for name in NAMES])
LEAST_FRAMES: Final = np.where(IS_VOWEL, 3, 2)
"""Frames of 10 ms that a sound of each class lasts at least, shape ``(classes,)``."""


def classes_of(symbol: str) -> tuple[int, ...]:
    """Return the classes of the sounds in a phoneme, as an engine spells it.

    >>> classes_of("tʂʰ"), classes_of("ˈaɪ")
    ((13,), (27, 23))
    """
    return tuple(CLASS_OF[phone] for phone in phones_or_murmur(symbol))
