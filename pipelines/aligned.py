"""Lines that are read out in a recording, with the time of every word and sound in them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import chain, pairwise
from typing import TYPE_CHECKING

import numpy as np

from aigc import registry
from aigc.errors import InputError
from aigc.progress import Progress, silent
from aigc.types.article import Language, Span
from aigc.types.audio import Audio
from aigc.types.narration import NarratedLine, Narration, Phoneme, Word
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.timing import SILENCE, Timed, Timing
from aigc.types.transcript import Transcript
from pipelines.hearing import spoken_words

if TYPE_CHECKING:
    from aigc.speech.front import SpokenToken

EAR = "embedded"
"""The ear that needs the text, and no model."""


def by_ear(
    lines: Sequence[str], audio: Audio, language: Language, *, progress: Progress = silent
) -> Narration:
    """Return a recording of ``lines`` as a narration, by the sounds in it.

    Raises
    ------
    InputError
        No voice is in the recording, it is too short or too long, or the text does not fit it.
    """
    from aigc.hearing.engine import Line
    from aigc.recognition.narrated import VOICE, lines_of

    tokens = [_tokens(line, language) for line in lines]
    told = [
        Line(text=text, words=tuple(chain.from_iterable(map(spoken_words, some))))
        for text, some in zip(lines, tokens, strict=True)
        if some
    ]
    if not told:
        raise InputError("There is nothing to say in the text: write the words that are read out.")
    timing: Timing = registry.get("hearing", EAR).hear(audio, told, progress=progress)
    words = _heard(chain.from_iterable(tokens), timing)
    placed = [
        (text, tuple(next(words) for _ in some)) for text, some in zip(lines, tokens, strict=True)
    ]
    return Narration(language=language, voice=VOICE, audio=audio, lines=lines_of(placed))


def by_words(lines: Sequence[str], audio: Audio, transcript: Transcript) -> Narration:
    """Return a recording of ``lines`` as a narration, by the words that were recognised in it.

    Raises
    ------
    InputError
        The recording says something else, or the lines say nothing.
    """
    from aigc.recognition.narrated import narrated

    language = transcript.language

    def words_in(text: str) -> list[tuple[Span, str]]:
        return [(token.span, token.spoken) for token in _tokens(text, language)]

    found = narrated(transcript, audio, lines, words_in=words_in)
    return replace(found, lines=tuple(_sounded(line, language) for line in found.lines))


def _tokens(text: str, language: Language) -> tuple[SpokenToken, ...]:
    """Return the tokens of a line; none where nothing in it is said."""
    from aigc.speech.front import read

    return read(text, language).tokens if any(map(str.isalnum, text)) else ()


def _heard(tokens: Iterator[SpokenToken], timing: Timing) -> Iterator[Word]:
    """Yield the written words with the times of their spoken words and sounds."""
    words = iter(timing.words)
    sounds = [one for one in timing.phonemes if one.text != SILENCE]
    at = 0
    for token in tokens:
        own = [next(words) for _ in token.words]
        time = TimeRange(start=own[0].time.start, duration=own[-1].time.end - own[0].time.start)
        first = at
        while at < len(sounds) and sounds[at].time.start < time.end:
            at += 1
        yield _word(token, time, sounds[first:at])


def _word(token: SpokenToken, time: TimeRange, sounds: Sequence[Timed]) -> Word:
    phonemes = tuple(Phoneme(symbol=one.text, time=one.time) for one in sounds)
    return Word(text=token.text, span=token.span, time=time, phonemes=phonemes)


def _sounded(line: NarratedLine, language: Language) -> NarratedLine:
    """Return a line whose words have their sounds, spread over the time of each."""
    tokens = _tokens(line.text, language)
    words = (
        replace(word, phonemes=tuple(_sounds(token, word.time)))
        for word, token in zip(line.words, tokens, strict=True)
    )
    return replace(line, words=tuple(words))


def _sounds(token: SpokenToken, time: TimeRange) -> Iterator[Phoneme]:
    from aigc.audio import SAMPLE_RATE_HZ
    from aigc.voice.phones import VOWELS
    from aigc.voice.prosody.words import word_of

    phones = [phone for word in token.words for phone in word_of(word.readings).phones]
    weights = np.array([2.0 if phone in VOWELS else 1.0 for phone in phones])
    begin, end = (to_sample(moment, SAMPLE_RATE_HZ) for moment in (time.start, time.end))
    edges = begin + np.concatenate(([0], np.cumsum(weights) / weights.sum())) * (end - begin)
    for phone, (a, b) in zip(phones, pairwise(np.rint(edges).astype(int).tolist()), strict=True):
        if b > a:
            start = from_sample(a, SAMPLE_RATE_HZ)
            length = from_sample(b - a, SAMPLE_RATE_HZ)
            yield Phoneme(symbol=phone, time=TimeRange(start=start, duration=length))
