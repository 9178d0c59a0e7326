"""When the words of speech are heard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from fractions import Fraction
from typing import Final

from aigc.errors import InputError
from aigc.timings.syllables import HAN, Sizes, sizes_by_sound
from aigc.timings.tiers import laid, over, timing_of
from aigc.types.narration import Narration, Utterance, Word
from aigc.types.timing import Timed, Timing

_CURLED: Final = re.compile(f"{HAN.pattern}儿?")


def timing_of_utterance(utterance: Utterance, *, sizes: Sizes = sizes_by_sound) -> Timing:
    """Return when the sounds, words and the line of an utterance are heard.

    Times are put on the samples of its audio. A word without phonemes has its own text for one.
    ``sizes`` tells how many phonemes each syllable of a word has.

    Raises
    ------
    InputError
        The words go backwards in time, or ``sizes`` does not count the phonemes of a word.
    """
    line = _line(utterance.text, utterance.words)
    audio = utterance.audio
    return _timing(
        utterance.words, [line] if line else [], audio.duration, audio.sample_rate, sizes
    )


def timing_of_narration(narration: Narration, *, sizes: Sizes = sizes_by_sound) -> Timing:
    """Return when the sounds, words and lines of a narration are heard.

    The rest is as in `timing_of_utterance`; a line goes from its first word to its last.

    Raises
    ------
    InputError
        The words go backwards in time, or ``sizes`` does not count the phonemes of a word.
    """
    words = [word for line in narration.lines for word in line.words]
    lines = [
        _line(line.text, line.words) or Timed(text=line.text, time=line.time)
        for line in narration.lines
    ]
    audio = narration.audio
    return _timing(words, lines, audio.duration, audio.sample_rate, sizes)


def _timing(
    words: Sequence[Word],
    lines: Iterable[Timed],
    duration: Fraction,
    sample_rate: int,
    sizes: Sizes,
) -> Timing:
    sounds = laid((p for word in words for p in _phonemes(word)), duration, sample_rate)
    syllables: list[Timed] = []
    at = 0
    for word in words:
        count = len(_phonemes(word))
        syllables += _syllables(word, sounds[at : at + count], sizes)
        at += count
    tiers = {
        "lines": lines,
        "words": [Timed(text=word.text, time=word.time) for word in words],
        "syllables": syllables,
        "phonemes": sounds,
    }
    return timing_of(tiers, duration, sample_rate)


def _phonemes(word: Word) -> tuple[Timed, ...]:
    if not word.phonemes:
        return (Timed(text=word.text, time=word.time),)
    return tuple(Timed(text=p.symbol, time=p.time) for p in word.phonemes)


def _syllables(word: Word, sounds: Sequence[Timed], sizes: Sizes) -> list[Timed]:
    """Return the syllables of a word, written as hanzi where each has one."""
    if not word.phonemes:
        return list(sounds)
    parts = tuple(sizes(word))
    if sum(parts) != len(sounds) or any(size < 1 for size in parts):
        raise InputError(
            f"The syllables of {word.text!r} have {parts} phonemes, but the word has "
            f"{len(sounds)}. Count each phoneme in one syllable."
        )
    hanzi = HAN.findall(word.text)
    if len(hanzi) > len(parts):
        hanzi = _CURLED.findall(word.text)
    texts = hanzi if "".join(hanzi) == word.text and len(hanzi) == len(parts) else [""] * len(parts)
    if len(parts) == 1:
        texts = [word.text]
    out: list[Timed] = []
    at = 0
    for text, size in zip(texts, parts, strict=True):
        out.append(over(sounds[at : at + size], text))
        at += size
    return out


def _line(text: str, words: Sequence[Word]) -> Timed | None:
    heard = [Timed(text=word.text, time=word.time) for word in words]
    return over(heard, text) if heard else None
