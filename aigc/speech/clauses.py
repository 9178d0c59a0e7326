"""Clauses as models say them, cut to their sound, set apart by rests, and their words placed."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Final

import numpy as np
from numpy.typing import NDArray

from aigc.audio import SAMPLE_RATE_HZ, resample
from aigc.speech.front import Spoken, SpokenToken
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme, Utterance, Word
from aigc.types.time import TimeRange, from_sample
from aigc.voice.phones import VOWELS
from aigc.voice.syllables import of_arpabet, of_pinyin

_LEAD_S, _TAIL_S = 0.06, 0.15
_PAUSE_S: Final = {",": 0.22, ";": 0.3, ":": 0.3, ".": 0.45, "?": 0.45, "!": 0.45}
_QUIET_DB: Final = -38.0
_WINDOW_S: Final = 0.01
_LEVEL: Final = 0.1
_PEAK: Final = 0.95
_LEAST_S: Final = 0.002

Floats = NDArray[np.float64]
Span = tuple[float, float]
Phone = tuple[str, float, float]
"""Symbol, begin and end in seconds."""


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Heard:
    """What a model said.

    Attributes
    ----------
    samples : float32, shape (samples,)
    spans : tuple of (float, float), or None
        Begin and end of each word in seconds, where the model tells.
    phones : tuple of tuple of Phone, or None
        The sounds of each word, where the model tells.
    """

    samples: NDArray[np.float32]
    sample_rate: int
    spans: tuple[Span, ...] | None = None
    phones: tuple[tuple[Phone, ...], ...] | None = None


Say = Callable[[int, Sequence[SpokenToken]], Heard]
"""Says a clause, given its number and its words."""


def utterance(said: Spoken, say: Say, rate: float) -> Utterance:
    """Return a text as a model says it clause by clause, with a time for every word."""
    words: list[Word] = []
    sound = list(_sound(said, say, rate, words.append))
    return Utterance(
        text=said.text,
        spoken=" ".join(token.spoken + token.pause for token in said.tokens),
        words=tuple(words),
        audio=_levelled(np.concatenate(sound)),
    )


def _sound(
    said: Spoken,
    say: Say,
    rate: float,
    keep: Callable[[Word], None],
) -> Iterator[Floats]:
    """Yield the sound of each clause and its rests, and hand every word to ``keep``."""
    yield np.zeros(round(_LEAD_S * SAMPLE_RATE_HZ))
    now = round(_LEAD_S * SAMPLE_RATE_HZ)
    for i, clause in enumerate(_clauses(said.tokens)):
        heard = say(i, clause)
        sound, spans = _placed(heard, clause)
        told = heard.phones or ((),) * len(clause)
        for token, span, phones in zip(clause, spans, told, strict=True):
            keep(_word(said.text, token, now, span, phones))
        rest = round(_PAUSE_S.get(clause[-1].pause, 0.1) / rate * SAMPLE_RATE_HZ)
        yield sound
        yield np.zeros(rest)
        now += len(sound) + rest
    yield np.zeros(round(_TAIL_S * SAMPLE_RATE_HZ))


def _clauses(tokens: Sequence[SpokenToken]) -> Iterator[list[SpokenToken]]:
    """Yield the tokens parted at every pause."""
    clause: list[SpokenToken] = []
    for token in tokens:
        clause.append(token)
        if token.pause:
            yield clause
            clause = []
    if clause:
        yield clause


def _placed(heard: Heard, clause: Sequence[SpokenToken]) -> tuple[Floats, list[tuple[int, int]]]:
    """Return a clause at 48 kHz without silence at its ends, and each word's samples in it."""
    given = Audio(samples=heard.samples[None], sample_rate=heard.sample_rate)
    sound = resample(given, SAMPLE_RATE_HZ).samples[0].astype(np.float64)
    begin, end = _sounding(sound)
    if heard.spans is None:
        shares = np.array([sum(len(w.readings) for w in token.words) for token in clause])
        edges = np.concatenate(([0.0], np.cumsum(shares) / shares.sum())) * (end - begin)
        pairs = list(pairwise(edges))
    else:
        begin = min(begin, round(heard.spans[0][0] * SAMPLE_RATE_HZ))
        end = max(end, round(heard.spans[-1][1] * SAMPLE_RATE_HZ))
        pairs = [(a * SAMPLE_RATE_HZ - begin, b * SAMPLE_RATE_HZ - begin) for a, b in heard.spans]
    return sound[begin:end], _apart(pairs, min(end, len(sound)) - begin)


def _apart(pairs: Sequence[tuple[float, float]], length: int) -> list[tuple[int, int]]:
    """Return spans in whole samples, in order, apart, and none of them empty."""
    least = max(1, min(round(_LEAST_S * SAMPLE_RATE_HZ), length // (len(pairs) + 1)))
    found: list[tuple[int, int]] = []
    now = 0
    for i, (a, b) in enumerate(pairs):
        room = length - least * (len(pairs) - i)
        start = min(max(round(a), now), room)
        now = max(start + least, min(round(b), room + least))
        found.append((start, now))
    return found


def _sounding(sound: Floats) -> tuple[int, int]:
    """Return the samples between which a clause sounds, by its level in windows of 10 ms."""
    window = round(_WINDOW_S * SAMPLE_RATE_HZ)
    count = max(1, len(sound) // window)
    level = np.array([np.sqrt(np.mean(part**2)) for part in np.array_split(sound, count)])
    loud = np.flatnonzero(level > level.max() * 10 ** (_QUIET_DB / 20))
    if not len(loud) or level.max() == 0:
        return 0, len(sound)
    size = len(sound) / count
    return int(loud[0] * size), min(len(sound), int(np.ceil((loud[-1] + 1) * size)))


def _word(
    text: str, token: SpokenToken, offset: int, span: tuple[int, int], told: Sequence[Phone]
) -> Word:
    start, end = offset + span[0], offset + span[1]
    if told:
        sounds = [symbol for symbol, _, _ in told]
        weights = np.array([b - a for _, a, b in told]) + 1e-9
    else:
        sounds = [
            sound
            for word in token.words
            for r in word.readings
            for sound in _phones(r.language, r.sounds)
        ]
        weights = np.array([2.0 if sound in VOWELS else 1.0 for sound in sounds])
    edges = np.rint(
        start + np.concatenate(([0], np.cumsum(weights) / weights.sum())) * (end - start)
    )
    phonemes = tuple(
        Phoneme(symbol=sound, time=_range(int(a), int(b)))
        for sound, (a, b) in zip(sounds, pairwise(edges), strict=True)
        if b > a
    )
    return Word(
        text=token.span.of(text), span=token.span, time=_range(start, end), phonemes=phonemes
    )


def _phones(language: Language, sounds: str) -> list[str]:
    if language == "zh":
        return list(of_pinyin(sounds.rstrip("012345")))
    return [phone for phone, _ in of_arpabet(sounds.split())]


def _range(start: int, end: int) -> TimeRange:
    first: Fraction = from_sample(start, SAMPLE_RATE_HZ)
    return TimeRange(start=first, duration=from_sample(end - start, SAMPLE_RATE_HZ))


def _levelled(samples: Floats) -> Audio:
    """Return the samples at the usual level of speech, and softer where they would clip."""
    sounding = samples[np.abs(samples) > 0]
    level = float(np.sqrt(np.mean(sounding**2))) if len(sounding) else 1.0
    loudest = float(np.abs(samples).max(initial=0.0))
    gain = min(_LEVEL / max(level, 1e-9), _PEAK / max(loudest, 1e-9))
    made = (samples * gain).astype(np.float32)
    return Audio(samples=made[None], sample_rate=SAMPLE_RATE_HZ)
