"""What a model makes up where it hears nothing: told from what was said."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from typing import Final

from aigc.recognition.joins import Said
from aigc.recognition.windows import FRAMES_A_SECOND, Loud

MOST_COMPRESSION: Final = 2.4
"""A text that can be written so much shorter says one thing again and again."""
LEAST_LOG: Final = -1.0
"""Mean log-probability of a token below which a model guesses."""
MOST_SILENCE: Final = 0.6
"""Probability of silence above which a guess counts for nothing."""
LEAST_LETTERS_A_SECOND: Final = 2.0
"""Whoever speaks says more while something sounds."""
_REPEATS: Final = 6
"""So often nobody says the same."""
_LONGEST_PHRASE: Final = 12
_SURE: Final = 0.6
_NEAR_S: Final = 0.3


def compression(text: str) -> float:
    """Return how many times shorter a text is when it is compressed.

    Source: A. Radford et al., Robust speech recognition via large-scale weak supervision, 2022,
    section 4.5, which has the three limits above too.
    """
    data = text.encode()
    return len(data) / len(zlib.compress(data)) if data else 0.0


def unrepeated(words: Sequence[Said]) -> list[Said]:
    """Return the words with what is said `_REPEATS` times in a row, or more often, said once."""
    out: list[Said] = []
    bare = [word.bare for word in words]
    at = 0
    while at < len(words):
        size, times = _loop(bare, at)
        out += words[at : at + size]
        at += size * times
    return out


def _loop(bare: Sequence[str], at: int) -> tuple[int, int]:
    """Return the size of the phrase that begins at a word, and how often it is said in a row."""
    for size in range(1, _LONGEST_PHRASE + 1):
        phrase, times = bare[at : at + size], 1
        while bare[at + times * size : at + (times + 1) * size] == phrase:
            times += 1
        if times >= _REPEATS:
            return size, times
    return 1, 1


def sounding(words: Sequence[Said], loud: Loud) -> list[Said]:
    """Return the words without those that a model is unsure of and that nothing sounds near."""
    return [word for word in words if word.confidence >= _SURE or _near(word, loud)]


def _near(word: Said, loud: Loud) -> bool:
    begin = max(0, round((word.begin_s - _NEAR_S) * FRAMES_A_SECOND))
    return bool(loud[begin : round((word.end_s + _NEAR_S) * FRAMES_A_SECOND)].any())


def echoes(text: str, prompt: str) -> bool:
    """Tell whether a text is half or more of what the model was told beforehand, and no more."""
    said, told = ("".join(c for c in one.lower() if c.isalnum()) for one in (text, prompt))
    return bool(said) and said in told and 2 * len(said) >= len(told)
