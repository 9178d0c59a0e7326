"""What music models are asked for: each mood in words."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

WORDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "calm": "calm ambient background music, soft piano and warm pads, slow, spacious, gentle",
        "upbeat": "upbeat background music, bright acoustic guitar, claps, light drums, cheerful",
        "tech": "modern electronic background music, clean synth arpeggios, soft pulse, forward",
        "warm": "warm background music, fingerpicked guitar and felt piano, intimate, hopeful",
        "news": "news background music, steady pulsing strings, light percussion, confident",
        "serious": "serious documentary music, low strings, sparse piano, restrained tension",
    }
)
"""Mood -> what it sounds like, in the English that these models learned."""
ALWAYS: Final = "instrumental, no vocals, even loudness, no sudden changes"
"""What every bed under a voice has to be."""


def words_for(mood: str, tempo_bpm: float, more: str = "") -> str:
    """Return what a model is asked for; ``more`` is the user's own words.

    >>> words_for("calm", 72, "harp")[-10:]
    'BPM, harp.'
    """
    parts = (WORDS[mood], ALWAYS, f"{tempo_bpm:g} BPM", more.strip().rstrip("."))
    return ", ".join(part for part in parts if part) + "."
