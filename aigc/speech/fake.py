"""A speaking engine for tests: one tone per word, at once and always the same."""

from __future__ import annotations

import zlib
from fractions import Fraction
from typing import TYPE_CHECKING, Unpack

import numpy as np

from aigc.audio import SAMPLE_RATE_HZ
from aigc.errors import InputError
from aigc.speech.engine import Delivery, DeliveryOptions, check_emotion, find_voice
from aigc.speech.normalise import normalise, spoken_text
from aigc.speech.token import Token
from aigc.types.article import Language
from aigc.types.audio import Audio
from aigc.types.narration import Phoneme, Utterance, Word
from aigc.types.time import TimeRange, from_sample, to_sample
from aigc.types.voice import Emotion, Voice

if TYPE_CHECKING:
    from aigc.g2p.user_lexicon import UserLexicon

_PAD_S = Fraction(1, 20)
_PAUSE_S = Fraction(3, 20)
_LETTER_S = {"zh": Fraction(1, 5), "en": Fraction(1, 16)}


class FakeSpeech:
    """Says each written word as a tone whose pitch, length and level depend on every argument."""

    name = "fake"
    fingerprint = "fake/1"

    def voices(self) -> tuple[Voice, ...]:
        """Return one high and one low voice."""
        both: tuple[Language, ...] = ("zh", "en")
        moods: tuple[Emotion, ...] = ("neutral", "cheerful", "sad")
        return (
            Voice(id="high", label="High", languages=both, gender="female", emotions=moods),
            Voice(id="low", label="Low", languages=both, gender="male", emotions=moods),
        )

    def speak(
        self, text: str, *, voice: str, language: Language, **how: Unpack[DeliveryOptions]
    ) -> Utterance:
        """Return ``text`` as tones; see `SpeechEngine.speak`."""
        asked = Delivery(**how)
        chosen = find_voice(self, voice, language)
        check_emotion(chosen, asked.emotion)
        who = chosen.id
        tokens = normalise(text, language, given=asked.lexicon)
        if not tokens:
            raise InputError(f"There is nothing to speak in {text[:40]!r}: write a word or number.")
        pieces = [np.zeros(to_sample(_PAD_S, SAMPLE_RATE_HZ), np.float32)]
        words: list[Word] = []
        now = len(pieces[0])
        for token in tokens:
            length = max(1, len(token.spoken.replace(" ", ""))) * _LETTER_S[language]
            samples = to_sample(length / Fraction(asked.rate), SAMPLE_RATE_HZ)
            own = _sounds(token, asked.lexicon)
            key = f"{token.spoken}{own}/{who}/{language}/{asked.emotion}/{asked.seed}"
            pieces.append(_tone(key, samples, who == "high"))
            time = TimeRange(
                start=from_sample(now, SAMPLE_RATE_HZ),
                duration=from_sample(samples, SAMPLE_RATE_HZ),
            )
            phonemes = (Phoneme(symbol=token.spoken[:1], time=time),)
            words.append(
                Word(text=token.span.of(text), span=token.span, time=time, phonemes=phonemes)
            )
            pause = to_sample(_PAUSE_S if token.pause else Fraction(1, 50), SAMPLE_RATE_HZ)
            pieces.append(np.zeros(pause, np.float32))
            now += samples + pause
        pieces.append(pieces[0])
        audio = Audio(samples=np.concatenate(pieces)[None], sample_rate=SAMPLE_RATE_HZ)
        return Utterance(text=text, spoken=spoken_text(tokens), words=tuple(words), audio=audio)


def _sounds(token: Token, lexicon: UserLexicon | None) -> str:
    """Return the sounds that a lexicon gives for a word, empty where it gives none."""
    if not lexicon:
        return ""
    own = lexicon.mandarin(token.spoken)
    return "".join(map(str, own.syllables if own else lexicon.english(token.spoken)))


def _tone(key: str, samples: int, high: bool) -> np.ndarray[tuple[int], np.dtype[np.float32]]:
    """Return a tone whose pitch comes from ``key``, faded at both ends."""
    pitch_hz = (320 if high else 140) + zlib.crc32(key.encode()) % 60
    t = np.arange(samples) / SAMPLE_RATE_HZ
    shape = np.minimum(1.0, np.minimum(t, t[::-1]) / 0.01)
    return (0.3 * shape * np.sin(2 * np.pi * pitch_hz * t)).astype(np.float32)
