"""How long singers hold each consonant when there is time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from aigc.voice.phones import VOWELS

ONSET_MS: Mapping[str, float] = MappingProxyType({
    "p": 55, "t": 55, "k": 65, "pʰ": 95, "tʰ": 95, "kʰ": 100, "b": 50, "d": 50, "ɡ": 55,
    "ts": 105, "tʂ": 95, "tɕ": 105, "tsʰ": 150, "tʂʰ": 115, "tɕʰ": 155, "tʃ": 105, "dʒ": 85,
    "f": 110, "s": 150, "ʂ": 155, "ɕ": 160, "ʃ": 135, "θ": 100, "x": 110, "h": 65,
    "v": 60, "ð": 50, "z": 90, "ʒ": 90, "m": 75, "n": 65, "ŋ": 70, "l": 65, "ɻ": 100, "ɹ": 75,
    "ɾ": 30, "j": 65, "w": 65, "ɥ": 85,
})  # fmt: skip
"""Before a vowel, in milliseconds: what recordings of words have at their median inside them; plain
stops a little longer, as between held notes."""

_CODA_MS: Mapping[str, float] = MappingProxyType({
    "n": 110, "ŋ": 120, "m": 105, "l": 100, "ɻ": 110, "ɹ": 90, "j": 90, "w": 90,
    "pʰ": 70, "tʰ": 70, "kʰ": 75, "p": 55, "t": 50, "k": 55, "b": 60, "d": 60, "ɡ": 60,
    "v": 60, "z": 100, "s": 130, "f": 100, "θ": 100, "ʃ": 130,
})  # fmt: skip
_INSIDE = 0.75
"""A consonant beside another one of its syllable is shorter."""
GLIDE_MS = 55
"""A glide between an initial and its vowel."""


def onset_ms(phone: str, others: int = 0) -> float:
    """Return the length of a consonant before the vowel, beside some others."""
    return ONSET_MS.get(phone, 70.0) * (_INSIDE if others else 1)


def coda_ms(phone: str, others: int = 0) -> float:
    """Return the length of a sound after the vowel, beside some others."""
    usual = 90.0 if phone in VOWELS else ONSET_MS.get(phone, 70.0)
    return _CODA_MS.get(phone, usual) * (_INSIDE if others else 1)
